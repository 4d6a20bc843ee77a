"""Hostile metadata: what each text becomes as a title in each output, and that nothing beside it is touched."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Column, Date, Identifiers, Match, Name, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.readers import read_references
from pipeline.stages.emit import emit
from pipeline.writers import all_writers
from tests import DATA

pytestmark = pytest.mark.slow

CASES = [json.loads(line) for line in (DATA / "writers/hostile.jsonl").read_text(encoding="utf-8").split("\n") if line]
COLUMNS = (Column("Title", "title"), Column("Citations", "count"))
LONG = {
    "long title": "T" * 100_000,
    "deep braces": "{" * 20_000 + "}" * 20_000,
    "many marks": "a" + "\u0301" * 50_000,
    "many ands": "a and " * 20_000,
}
KEYS = ["../x", "a,b={c}", "a}", "k%", "con", "k" * 10_000, "a\u202eb", "\u0430bc", ""]


@pytest.fixture(autouse=True)
def _long_cells() -> Iterator[None]:
    """The list reader caps the cells that Python's csv module reads; what is written here may be longer."""
    before = csv.field_size_limit(1_000_000)
    yield
    csv.field_size_limit(before)


def fill_every_field(text: str, key: str) -> Work:
    """A work with the text in every field."""
    plain: dict[str, Any] = {
        name: text for name in Record.__struct_fields__ if isinstance(getattr(Record(id=""), name), str)
    }
    name = Name(text, text, text, text)
    people = {"author": (name, Name(literal=text)), "editor": (name,)}
    ids = Identifiers(*[text] * len(Identifiers.__struct_fields__))
    record = Record(**(plain | people | {"identifiers": ids, "keyword": (text,), "issued": Date(2020, 1)}))
    return Work(key, record, (key,), "matched", key)


def titled(title: str, key: str) -> Work:
    people = (Name("Li", "A."),)
    record = Record(id=key, type="article-journal", title=title, author=people, issued=Date(2020), container_title="J")
    return Work(key, record, (key,), "matched", key)


def write(*works: Work) -> dict[str, str]:
    rows = tuple(Row(one.id, "list.md", at, COLUMNS, (one.record.title, "7")) for at, one in enumerate(works, start=3))
    matches = tuple(Match(one.id, Verdict.ACCEPT, "identifier", "", "") for one in works)
    return dict(emit(Bibliography(works, rows, matches), all_writers()))


def bibtex_entries(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Keys and fields as bibtex itself finds them: by braces alone, whatever they hold."""
    at = 0
    while (at := text.find("@", at)) >= 0:
        key, at = text[text.index("{", at) + 1 : text.index(",", at)], text.index(",", at) + 1
        fields: dict[str, str] = {}
        while text[at:].lstrip()[:1] != "}":
            name, at = text[at : text.index("=", at)].strip(" \n,"), text.index("=", at) + 2
            end, depth = at, 0
            while depth or text[end] not in ",\n":
                depth += (text[end] == "{") - (text[end] == "}")
                end += 1
            fields[name], at = text[at:end], end
        at = text.index("}", at) + 1
        yield key, fields


class Page(HTMLParser):
    """What a browser would find in the report."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def assert_other_works_are_whole(files: dict[str, str], keys: list[str]) -> None:
    """Two readers of each format find all works under their keys, and the last one whole."""
    for name in ("references.bib", "references.biblatex.bib"):
        library = parse_string(files[name])
        assert not library.failed_blocks
        assert not library.comments
        assert [entry.key for entry in library.entries] == keys
        assert library.entries[-1]["title"] == "A Good Neighbour"
        found = list(bibtex_entries(files[name]))
        assert [key for key, _ in found] == keys
        assert found[-1][1]["title"] == "{A Good Neighbour}"
        assert {field.key: field.value for field in library.entries[0].fields}.keys() == found[0][1].keys()
    items = json.loads(files["references.json"])
    assert [item["id"] for item in items] == keys
    assert len(read_references(files["references.json"], "x.json").items) >= len(keys) - 1
    assert [one["id"] for one in rispy.loads(files["references.ris"])] == keys
    assert files["references.ris"].count("\nER  - \n") == len(keys)
    rows = list(csv.DictReader(io.StringIO(files["matches.csv"], newline="")))
    assert len(rows) == len(keys)
    assert rows[-1]["title"] == "A Good Neighbour"


def assert_nothing_runs(files: dict[str, str], plain: dict[str, str]) -> None:
    """No command of TeX, no tag or link of the data's own, no formula, no escape sequence."""
    for name in ("references.bib", "references.biblatex.bib"):
        for command in ("\\input", "\\write", "\\immediate", "\\catcode", "\\csname", "\\begin{", "^^"):
            assert command not in files[name]
    page, usual = Page(), Page()
    page.feed(files["report.html"])
    usual.feed(plain["report.html"])
    assert set(page.tags) <= set(usual.tags) | {"a", "details", "summary", "small"}
    assert page.tags.count("script") == 1
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(link.startswith(("#", "https://", "http://", "data:,")) or link in files for link in page.links)
    for name, text in files.items():
        if name != "report.html":
            assert not {"\x00", "\x1b", "\x9b", "\u202e"} & set(text), name
    for line in csv.reader(io.StringIO(files["matches.csv"], newline="")):
        assert not any(cell.lstrip()[:1] in tuple("=+-@") and cell.strip() for cell in line)


PLAIN = write(titled("A Plain Title", "a"), titled("A Good Neighbour", "z"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_a_title_becomes(case: dict[str, str]):
    files = write(titled(case["text"], "a"), titled("A Good Neighbour", "z"))
    found = {
        "bibtex": dict(bibtex_entries(files["references.bib"]))["a"].get("title", ""),
        "biblatex": dict(bibtex_entries(files["references.biblatex.bib"]))["a"].get("title", ""),
        "csl": json.loads(files["references.json"])[0]["title"],
        "ris": (rispy.loads(files["references.ris"])[0]).get("title", ""),
        "csv": next(csv.DictReader(io.StringIO(files["matches.csv"], newline="")))["raw_title"],
    }
    assert found == {name: case[name] for name in found}


@pytest.mark.parametrize("text", [case["text"] for case in CASES], ids=lambda text: ascii(text[:20]))
def test_hostile_text_in_every_field_of_every_output(text: str):
    works = (fill_every_field(text, "a"), titled("A Good Neighbour", "z"))
    files = write(*works)
    assert_other_works_are_whole(files, ["a", "z"])
    assert_nothing_runs(files, PLAIN)
    assert files == write(*works)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_very_long_titles(text: str):
    files = write(titled(text, "a"), titled("A Good Neighbour", "z"))
    assert_other_works_are_whole(files, ["a", "z"])
    assert_nothing_runs(files, PLAIN)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: ascii(key[:12]))
def test_hostile_keys(key: str):
    work = titled("A Plain Title", "a")
    files = write(Work("a", work.record, ("a",), "matched", key), titled("A Good Neighbour", "z"))
    keys = [made for made, _ in bibtex_entries(files["references.bib"])]
    assert_other_works_are_whole(files, keys)
    assert keys[1] == "z"
    assert keys[0].isascii()
    assert len(keys[0]) <= 80


def test_three_thousand_authors():
    authors: Any = tuple(Name(f"Family{at}", "É.") for at in range(3_000))
    work = titled("A Plain Title", "a")
    many_authors = Work(
        "a", Record(id="a", type="book", title="T", publisher="P", author=authors), ("a",), "matched", "a"
    )
    files = write(many_authors, titled("A Good Neighbour", "z"))
    assert_other_works_are_whole(files, ["a", "z"])
    assert len(json.loads(files["references.json"])[0]["author"]) == 3_000
    assert len(files["report.html"]) < len(write(work)["report.html"]) + 10_000
