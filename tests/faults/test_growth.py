"""Nothing grows with the square: operations are counted at a size and at four times that size, never timed.

What runs in C (patterns, sorting of marks) makes no operations to count: `make bench` times those inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pipeline.config.decisions import read_decisions
from pipeline.config.schema import read_config
from pipeline.model.decisions import Decision
from pipeline.model.errors import BibmillError
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Column, Date, Match, Name, Query, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.readers import read_list, read_references
from pipeline.rules.citation_keys.ledger import assign_keys
from pipeline.rules.matching.titles import compare_titles
from pipeline.rules.table_editing import Edit, rewrite
from pipeline.sources.library import Library
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.emit import emit
from pipeline.stages.enrich import enrich
from pipeline.stages.normalize import normalize
from pipeline.writers import all_writers
from pipeline.writers.tables.table import write_table
from tests.hostile_inputs import FILES, TABLE_HEAD
from tests.operations import count_operations

PATTERN = "auth.lower + year + shorttitle(1).lower"
COLUMNS = (Column("Title", "title"), Column("Citations", "count"))


def claims(count: int, title: str = "Same", **fields: Any) -> list[Record]:
    return [Record(f"r{at}", title=title, issued=Date(2020), **fields) for at in range(count)]


def open_matches(count: int) -> list[Match]:
    return [Match(f"r{at}", Verdict.REJECT, "nothing_found", "", "") for at in range(count)]


def works(count: int, title: str = "Same") -> list[Work]:
    return [Work(one.id, one, (one.id,), "unmatched", f"k{at}") for at, one in enumerate(claims(count, title))]


def rows(count: int, *, files: int = 1) -> tuple[Row, ...]:
    return tuple(Row(f"r{at}", f"{at % files}/list.md", at + 3, COLUMNS, ("Same", "7")) for at in range(count))


def update_counts(count: int) -> Callable[[], object]:
    text = TABLE_HEAD + "".join(f"| t{at:06} | A |    12 |\n" for at in range(count))
    known = read_list(text.encode(), "l.md").rows
    return lambda: rewrite(text, [Edit(row, "count", lambda _: "13") for row in known], known)


def search_library(count: int) -> Callable[[], object]:
    library = Library([("f", one) for one in claims(5 * count, "A common title of many papers")])
    queries = [Query(msgspec.structs.replace(one, title=f"{one.title} title")) for one in claims(2, "A common")]
    return lambda: list(library.search(queries))


def emit_all(bibliography: Bibliography) -> Callable[[], object]:
    return lambda: list(emit(bibliography, all_writers()))


def one_work(**fields: Any) -> Bibliography:
    record = Record("a", title="T", type="article-journal", issued=Date(2020), **fields)
    return Bibliography((Work("a", record, ("a",), "matched", "k"),), (), ())


CASES: dict[str, Callable[[int], Callable[[], object]]] = {
    "works whose key is the same": lambda n: lambda: assign_keys(works(n), (), PATTERN),
    "keys that a library has": lambda n: lambda: assign_keys(works(n), (), PATTERN, [f"anon2020same{n}"] * n),
    "decisions and rows": lambda n: (
        lambda: enrich(claims(n), [], decisions=[Decision("Same" if at % 2 else f"t{at}") for at in range(n)])
    ),
    "rows of one title": lambda n: lambda: deduplicate(claims(n), open_matches(n)),
    "cells in an aligned column": update_counts,
    "lists of one name": lambda n: lambda: list(write_table(Bibliography((), rows(n, files=n), ()))),
    "subtitles": lambda n: lambda: compare_titles("a" + ": b" * 9 * n, "a" + ": c" * 9 * n),
    "words that are the same": lambda n: (
        lambda: compare_titles("ab " * n + "xy " + "ab " * n, "ab " * n + "xx " + "ab " * n)
    ),
    "unknown settings": lambda n: lambda: read_config("".join(f"key{at}: 1\n" for at in range(n)), "p.yaml", {}),
    "unknown keys of a decision": lambda n: (
        lambda: read_decisions(f"- {{row: x, {', '.join(f'key{at}: 1' for at in range(n))}}}", "d.yaml")
    ),
    "decisions to read": lambda n: lambda: read_decisions("- row: x\n" * n, "d.yaml"),
    "rows of Markdown": lambda n: (
        lambda: normalize(read_list((TABLE_HEAD + "| Same | A; B | 1 |\n" * n).encode(), "l.md").rows)
    ),
    "columns of Markdown": lambda n: (
        lambda: read_list(f"|Title{'|a' * n}|\n{'|-' * (n + 1)}|\n|x|y|\n".encode(), "l.md")
    ),
    "rows of CSV": lambda n: lambda: normalize(read_list(("Title,Authors\n" + "Same,A\n" * n).encode(), "l.csv").rows),
    "items of Markdown": lambda n: (
        lambda: normalize(
            read_list(
                "".join(
                    f"- Ann Li, Bo Wu. A title of {at} words. [pdf](https://arxiv.org/abs/2001.00001)\n"
                    for at in range(n)
                ).encode(),
                "l.md",
            ).rows
        )
    ),
    "papers in the cells of Markdown": lambda n: (
        lambda: read_list(
            ("|Paper|\n|--|\n" + "|[A title of it](http://e.org/a)<br>[One more it](http://e.org/b)|\n" * n).encode(),
            "l.md",
        )
    ),
    "columns of CSV": lambda n: lambda: read_list(f"{'a,' * n}\nx\n".encode(), "l.csv"),
    "names in a cell": lambda n: (
        lambda: normalize(
            read_list(f"Title,Authors\nT,{'; '.join(f'Ann{at} Li{n}' for at in range(n))}\n".encode(), "l.csv").rows
        )
    ),
    "names in BibTeX": lambda n: (
        lambda: read_references(
            f"@book{{a, title={{T}}, author={{{' and '.join(f'Bo{at} Li{n}' for at in range(n))}}}}}", "x.bib"
        )
    ),
    "entries of one key": lambda n: lambda: read_references("@book{a, title={T}}\n" * n, "x.bib"),
    "references of RIS": lambda n: lambda: read_references("TY  - JOUR\nTI  - T\nAU  - A, B\nER  - \n" * n, "x.ris"),
    "authors to write": lambda n: emit_all(one_work(author=tuple(Name(f"A{at}x{n}", "B") for at in range(n)))),
    "keywords to write": lambda n: emit_all(one_work(keyword=tuple(f"k{at}" for at in range(n)))),
    "works to write": lambda n: emit_all(Bibliography(tuple(works(n)), rows(n), tuple(open_matches(n)))),
}  # fmt: skip


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_four_times_as_many_take_four_times(make: Callable[[int], Callable[[], object]]):
    count_operations(make(10))  # tables and caches are filled once
    few, many = count_operations(make(40)), count_operations(make(160))
    assert many < 5 * few + 2_000, f"{many / few:.1f} times"


def test_a_title_of_common_words_follows_few_records():
    few, many = count_operations(search_library(1_000)), count_operations(search_library(2_000))
    assert many < 1.5 * few


@pytest.mark.parametrize("work", FILES.values(), ids=FILES)
def test_a_megabyte_is_read_or_refused_in_a_sentence(work: Callable[[], object]):
    sentence = ""
    try:
        work()
    except BibmillError as error:
        sentence = str(error)
    assert len(sentence) < 1_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("".join(f"key{at}: 1\n" for at in range(5_000)), "p.yaml: there are 4,950 more problems; mend these first."),
        ("a: 1\nb: 2\n", "unknown key “b”"),
    ],
)
def test_of_many_problems_the_first_are_told(text: str, words: str):
    with pytest.raises(BibmillError) as raised:
        read_config(text, "p.yaml", {})
    assert words in str(raised.value).splitlines()[-1]
    assert len(str(raised.value).splitlines()) <= 51


def test_more_tags_than_any_list_are_a_sentence():
    for name, start in (("l.html", "<table><tr>"), ("l.md", "# List\n\n")):
        with pytest.raises(BibmillError, match=f"^{name}: .*2,000,000 tags"):
            read_list((start + "<td>" * 2_000_001).encode(), name)


def test_more_lines_than_any_list_are_a_sentence():
    with pytest.raises(BibmillError, match=r"^l.md: .*1,000,000 lines"):
        read_list(b"# List\n\n" + b"|a|\n" * 1_000_001, "l.md")


def test_a_table_with_too_many_columns_is_a_sentence():
    for name, text in (("l.csv", "Title," * 1_001 + "\nx\n"), ("l.md", "|a" * 1_001 + "|\n")):
        with pytest.raises(BibmillError, match=f"^{name}:1: .*1,00"):
            read_list(text.encode(), name)


def test_keys_are_told_apart_within_their_length():
    long = [msgspec.structs.replace(one, record=Record("x", title="x" * 100)) for one in works(30)]
    keys = [work.key for work in assign_keys(long, (), "title").works]
    assert len(set(keys)) == 30
    assert {len(key) for key in keys} == {80}
