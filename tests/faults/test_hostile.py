"""One corpus of hostile texts against every place where text ends: no place without a check."""

from __future__ import annotations

import csv
import html
import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import requests
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from markdown_it import MarkdownIt

from pipeline.config.decisions import read_decisions
from pipeline.console.decision_stubs import write_open_rows
from pipeline.console.log_format import PlainFormatter
from pipeline.formats.outputs import output_purposes
from pipeline.model.errors import InputError
from pipeline.model.names import display_name
from pipeline.model.protocols import Bibliography
from pipeline.model.records import (
    Assessment,
    Candidate,
    Column,
    Conflict,
    Date,
    Evidence,
    Identifiers,
    Link,
    Match,
    Name,
    Problem,
    Record,
    Row,
    Work,
)
from pipeline.model.statuses import Bearing, Verdict
from pipeline.network.classify import classify
from pipeline.readers import read_list, read_references
from pipeline.rules.citation_keys.form import safe_key
from pipeline.rules.citation_keys.ledger import assign_keys
from pipeline.sources import arxiv, crossref, datacite, openalex, semantic_scholar
from pipeline.stages.emit import emit
from pipeline.stages.normalize import normalize
from pipeline.text.folding import show
from pipeline.writers import all_writers
from tests import DATA
from tests.sources.source_stubs import miss, open_with, query
from tests.writers.report.test_report import Page

CORPUS = DATA / "hostile.json"
KINDS = json.loads(CORPUS.read_text(encoding="utf-8"))


def unpack(one: str | list[Any]) -> str:
    """A text as it is, or from parts with how often each is repeated."""
    return (
        one if isinstance(one, str) else "".join(part * times for part, times in zip(one[::2], one[1::2], strict=True))
    )


TEXTS = [unpack(one) for kind in KINDS.values() for one in kind]
ENCODABLE = [text.encode("utf-8", "replace").decode() for text in TEXTS]
"""No reader of JSON, XML or UTF-8 lets a lone surrogate in, so none comes as far as an output."""
COLUMNS = (Column("Year", "year"), Column("Venue", "venue"), Column("Title", "title"))
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_TEXT = frozenset(
    [*map(chr, (*range(0xFDD0, 0xFDF0), *range(0xD800, 0xE000), 0xFEFF, *range(0xE0000, 0xE0100)))]
    + [chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)]
)
"""Noncharacters, at which biber ends, a byte order mark inside a text, and letters that nobody sees."""
COMMANDS = re.compile(
    r"\\(?:input|include|write|immediate|openout|openin|catcode|csname|def|newwrite|expandafter|loop|usepackage|href"
    r"|verbatiminput|lstinputlisting|begin)"
)
SOURCES = {
    "crossref": crossref.Crossref,
    "semantic_scholar": semantic_scholar.SemanticScholar,
    "openalex": openalex.OpenAlex,
    "arxiv": arxiv.Arxiv,
    "datacite": datacite.DataCite,
}


def test_the_corpus_is_large_and_of_every_kind():
    assert len(TEXTS) >= 150
    assert len(KINDS) >= 18


def everywhere(text: str, id_: str) -> Record:
    """A record with the same text in every field that takes one."""
    plain: dict[str, Any] = {
        name: text for name in Record.__struct_fields__ if isinstance(getattr(Record(id=""), name), str)
    }
    name = Name(family=text, given=text, particle=text, suffix=text)
    ids = Identifiers(*[text] * len(Identifiers.__struct_fields__))
    people = {"author": (name, Name(literal=text)), "editor": (name,), "issued": Date(2020, 1), "citation_key": ""}
    return Record(**(plain | people | {"id": id_, "type": "paper-conference", "identifiers": ids, "keyword": (text,)}))


def match_of(id_: str, text: str, record: Record, verdict: Verdict) -> Match:
    evidence = (Evidence(text, Bearing.AGAINST, text, text),)
    candidate = Candidate(record, "crossref", text)
    rival = Assessment(candidate, Verdict.REVIEW, "title_only_near", score=5, evidence=evidence)
    chosen = candidate if verdict is Verdict.ACCEPT else None
    return Match(
        id_, verdict, "title_only_near", text, "m", chosen=chosen, evidence=evidence, rivals=(rival,),
        unasked=((text, text),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def bibliography() -> Bibliography:
    rows, matches, works = [], [], []
    for at, text in enumerate(ENCODABLE):
        id_, verdict = f"row{at}", (Verdict.ACCEPT, Verdict.REVIEW, Verdict.REJECT)[at % 3]
        record = everywhere(text, id_)
        rows.append(Row(id_, "list.md", at + 3, COLUMNS, (text, text, text), links=(Link(text, text),)))
        matches.append(match_of(id_, text, record, verdict))
        status = {"accept": "matched", "review": "review"}.get(str(verdict), "unmatched")
        works.append(Work(f"w{at}", record, (id_,), status))
    keyed = assign_keys(works, (), "auth.lower + year + shorttitle(1).lower").works
    return Bibliography(
        keyed, tuple(rows), tuple(matches),
        tuple(Conflict(work.id, text, text, text, text, text) for work, text in zip(keyed, ENCODABLE, strict=True)),
        problems=tuple(Problem(text, text, text, text) for text in ENCODABLE),
    )  # fmt: skip


def check_bib(text: str, works: int) -> None:
    library = parse_string(text)
    assert (len(library.entries), library.failed_blocks, library.preambles, library.strings) == (works, [], [], [])
    assert not COMMANDS.search(text)
    assert {"pwn", "evil"}.isdisjoint(field.key for entry in library.entries for field in entry.fields)
    for entry in library.entries:
        assert not re.search(r"[\s,{}%#\\\"~@()]", entry.key), entry.key


def check_json(text: str, works: int) -> None:
    items = json.loads(text)
    assert len(items) == works
    assert not CONTROL.search(json.dumps(items, ensure_ascii=False))


OUTPUT_NAMES = output_purposes().keys()
"""The files that the report links to; of one list, their names are as the table has them."""


def check_html(text: str, _works: int) -> None:
    page = Page(text)
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not {"iframe", "object", "base", "form", "img", "embed"} & {tag for tag, _ in page.tags}
    assert all(re.match("https?://|#", link["href"]) or link["href"] in OUTPUT_NAMES for link in page.all("a"))


def check_md(text: str, _works: int) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        assert token.type != "html_block", token.content[:80]
        for child in token.children or ():
            assert child.type not in ("html_inline", "image"), child.content[:80]
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith(("https://", "http://")), child.attrs


def check_csv(text: str, _works: int) -> None:
    for line in csv.reader(io.StringIO(text, newline="")):
        for cell in line:
            assert not re.match("[\\s\u200b\ufeff]*[=+@\uff1d-]", cell), cell[:40]


def check_ris(text: str, works: int) -> None:
    assert len(rispy.loads(text)) == works


CHECKS: dict[str, Callable[[str, int], None]] = {
    ".bib": check_bib, ".json": check_json, ".html": check_html, ".md": check_md, ".csv": check_csv, ".ris": check_ris,
}  # fmt: skip


def emit_markdown(bibliography: Bibliography) -> dict[str, str]:
    """Cells of the list are repeated as the person wrote them, so only what is put beside them is hostile here."""
    rows = tuple(
        msgspec.structs.replace(row, cells=("2020", "v", "A plain title"), links=()) for row in bibliography.rows
    )
    made = dict(emit(msgspec.structs.replace(bibliography, rows=rows), all_writers()))
    return {name: text for name, text in made.items() if name.endswith(".md")}


def test_every_output(bibliography: Bibliography):
    """An output of a new kind has no check here, and fails."""
    files = dict(emit(bibliography, all_writers())) | emit_markdown(bibliography)
    assert {".bib", ".json", ".html", ".md", ".csv"} <= {Path(name).suffix for name in files}
    for name, text in files.items():
        CHECKS[Path(name).suffix](text, len(bibliography.works))
        text.encode("utf-8")
        assert not NO_TEXT & set(text), name
        lines = text.replace("\r", " ").split("\n")
        assert text.replace("\r", " ").splitlines() == lines[:-1] + [lines[-1]] * bool(lines[-1]), name
        assert re.fullmatch(r"[a-z][a-z0-9_.-]*", name), "a name of a file that is safe anywhere"


def test_what_the_page_offers_to_copy_is_what_the_file_has(bibliography: Bibliography):
    files = dict(emit(bibliography, all_writers()))
    inert = files["report.html"].partition('<template id="entries">')[2].partition("</template>")[0]
    offered = [html.unescape(entry) for entry in re.findall("<pre>(.*?)</pre>", inert, re.DOTALL)]
    assert len(offered) == len(bibliography.works)
    assert sum(map(bool, offered)) > len(offered) / 2
    for entry, work in zip(offered, bibliography.works, strict=True):
        if entry:
            bare = entry.partition("\n\n@preamble")[0]
            assert bare in files["references.bib"]
            assert [one.key for one in parse_string(entry).entries] == [safe_key(work.key)]
            check_bib(bare, 1)
    assert not re.search("<(?!/?pre>)", inert)


@pytest.mark.parametrize(
    "file", ["../../etc/x.md", "/etc/passwd.md", "C:\\x.md", "a\0b.md", "x" * 300 + ".md", "=1.md"]
)
def test_names_of_files_come_from_no_data(bibliography: Bibliography, file: str):
    """Several lists have a table each, named after the list."""
    rows = (Row("a", file, 3, COLUMNS, ("2020", "v", "t")), Row("b", "other.md", 3, COLUMNS, ("2020", "v", "t")))
    for name, _ in emit(Bibliography((), rows, ()), all_writers()):
        assert Path(name).name == name, name
        assert not re.search(r"[\x00-\x1f\\:]|^\.", name), name


def test_the_stub_of_review_is_yaml_with_nothing_added(bibliography: Bibliography):
    rows = {row.id: row for row in bibliography.rows}
    claims = {match.record_id: Record(id=match.record_id, title=text) for match, text in _waiting(bibliography)}
    waiting = [match for match, _ in _waiting(bibliography)]
    lines = list(write_open_rows(waiting, rows, claims))
    assert not any(CONTROL.search(line) or "\n" in line for line in lines)
    found = yaml.safe_load("\n".join(lines))
    assert [entry["row"] for entry in found] == [show(text, 1000) for _, text in _waiting(bibliography)]
    assert all(entry.keys() == {"row"} for entry in found)


def test_a_decision_may_name_any_character():
    """YAML names a character by its number, so a decision may hold what is in no file."""
    for text in TEXTS:
        quoted = json.dumps(text)  # escapes all that is not ASCII
        (decision,) = read_decisions(f"- {{row: {quoted}, set: {{title: {quoted}}}}}", "decisions.yaml")
        assert not (NO_TEXT - {"\ufeff"}) & set(decision.row + decision.set_fields["title"])


@pytest.mark.parametrize("file", ["list.md", "list.csv", "x.bib", "x.ris", "x.json"])
def test_any_file_is_read_or_told(file: str):
    """As a cell, as a name and as the whole file."""
    for text in ENCODABLE:
        for whole in (text, _as_file(file, text)):
            try:
                records = (
                    normalize(read_list(whole.encode(), file).rows) if file[0] == "l" else read_references(whole, file)
                )
            except InputError:
                continue
            for record in records.items:
                shown = " ".join([record.title, record.container_title, *map(display_name, record.author)])
                assert not NO_TEXT & set(shown)
                assert len(shown.splitlines()) < 2


def _as_file(file: str, text: str) -> str:
    if file == "x.json":
        return json.dumps([{"id": text, "title": text, "author": [{"family": text, "given": text}]}])
    line = " ".join(text.splitlines())
    cell = line.replace("|", "\\|") if file == "list.md" else line.replace('"', '""')
    return {
        "list.md": f"| Title | Authors | Venue |\n|---|---|---|\n| {cell} | {cell} | {cell} |\n",
        "list.csv": f'Title,Authors,Venue\n"{cell}","{cell}","{cell}"\n',
        "x.bib": f"@article{{k, title = {{{line}}}, author = {{{line} and {line}, {line}}}, journal = {{{line}}}}}\n",
        "x.ris": f"TY  - JOUR\nTI  - {line}\nAU  - {line}, {line}\nT2  - {line}\nER  - \n",
    }[file]


def _waiting(bibliography: Bibliography) -> list[tuple[Match, str]]:
    pairs = zip(bibliography.matches, ENCODABLE, strict=True)
    return [(match, text) for match, text in pairs if match.verdict is not Verdict.ACCEPT]


@pytest.mark.parametrize("name", SOURCES)
def test_a_question_stays_one_parameter_of_one_host(name: str):
    """As a title, and as an identifier of every kind."""
    for text in TEXTS:
        source, stub = open_with(SOURCES[name], miss())
        list(source.search([query(text or "x", 2020)]))
        fields = dict.fromkeys(Identifiers.__struct_fields__, text)
        list(source.look_up([query("t", None, **fields)]))
        for request in stub.requests:
            _check_request(request)


def _check_request(request: Any) -> None:
    base = request.service.base_url
    try:
        sent = requests.Request("GET", f"{base}/{request.path.lstrip('/')}", params=request.params).prepare().url or ""
    except UnicodeEncodeError:
        return  # a lone surrogate: the client refuses it before it is sent
    assert urlsplit(sent).netloc == urlsplit(base).netloc
    assert not re.search(r"[\s\x00-\x1f]", sent)
    assert ".." not in urlsplit(sent).path.split("/")
    assert not urlsplit(sent).fragment
    assert parse_qs(urlsplit(sent).query, keep_blank_values=True).keys() == {name for name, _ in request.params}


def test_sentences_and_the_log_are_one_printable_line():
    plain = PlainFormatter("%(message)s")
    for text in TEXTS:
        assert show(text).isprintable()
        record = logging.LogRecord("bibmill", logging.INFO, "", 0, "asked for %s", (text,), None)
        assert plain.format(record).isprintable()
        said = classify(crossref_request(), 400, json.dumps({"message": text}).encode())
        assert said.sentence.isprintable()


def crossref_request() -> Any:
    _, stub = (made := open_with(crossref.Crossref, miss()))
    list(made[0].search([query("x")]))
    return stub.requests[0]
