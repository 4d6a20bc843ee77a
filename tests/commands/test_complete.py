"""`bibmill complete FILE.bib -o OUT.bib`: what is missing is filled in, told and traced, and all else stays."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from msgspec.structs import replace

from pipeline import cli
from pipeline.config.schema import Config
from pipeline.model.records import Candidate, Date, Identifiers, Name, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.project.folder import Project

PEOPLE = (Name("Roe", "Ada"), Name("Müller", "Ben"))
PAPER = Record(
    id="doi:10.1000/7",
    type="article-journal",
    title="Seeing Many Things With Few Words",
    author=PEOPLE,
    issued=Date(2018),
    container_title="Annals of Examples & Cases",
    volume="7",
    issue="2",
    page="10-19",
    publisher="Example House",
    identifiers=Identifiers(doi="10.1000/7_a"),
)
PREPRINT = Record(
    id="arxiv:1711.00001",
    type="article",
    title="On the Patience of Rather Small Machines",
    author=PEOPLE,
    issued=Date(2017),
    identifiers=Identifiers(arxiv="1711.00001"),
    other_dois=("10.1000/8",),
)
PUBLISHED = replace(PAPER, id="doi:10.1000/8", title=PREPRINT.title, identifiers=Identifiers(doi="10.1000/8"))
NEAR = replace(PAPER, id="doi:10.1000/9", title="A Title That Two Have", identifiers=Identifiers(doi="10.1000/9"))
RECORDS = (PAPER, PREPRINT, PUBLISHED, NEAR, replace(NEAR, id="n", identifiers=Identifiers(doi="10.1000/10")))

TEXT = """% of mine \\r
@string{aec = {Annals of Examples}}

@article{seeing,
\ttitle     = "{Seeing} many things with few words",
\tyear      = 2018, % print
\tmy-rating = {***},
}
@Misc{patience, Title={On the patience of rather small machines}, Eprint={1711.00001}, Year={2017}}
@article{whole, title={Seeing Many Things With Few Words}, author={Roe, Ada and others}, journal=aec, year=2018,
  volume=7, number=2, pages={10--19}, doi={10.1000/7_a}}
@article{two, title={A Title That Two Have}, year=2018}
@article{nobody, title={Nothing That Anybody Ever Wrote Down Before}, year=2001}
@article{broken, title={Open {brace}, year=2001
"""

Run = Callable[..., tuple[int, str, str]]


class Source:
    """A source over a few records; every request is noted."""

    def __init__(self, name: str, *, is_down: bool = False) -> None:
        self.name, self.is_down = name, is_down
        self.asked: list[str] = []

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            labels = set(query.claim.identifiers.labels())
            if labels:
                yield self._reply(query, [one for one in RECORDS if labels & set(one.identifiers.labels())])

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            title = query.claim.title.lower()
            yield self._reply(query, [one for one in RECORDS if one.title.lower() == title])

    def _reply(self, query: Query, records: Sequence[Record]) -> QueryResult:
        self.asked.append(query.claim.title)
        if self.is_down:
            return QueryResult(query.claim.id, self.name, ReplyStatus.UNREACHABLE, sentence="no connection.")
        own = [one for one in records if (one is PREPRINT) == (self.name == "arxiv")]
        found = tuple(Candidate(one, self.name, one.id, retrieved="2026-11-02") for one in own)
        status = ReplyStatus.FOUND if found else ReplyStatus.NO_MATCH
        return QueryResult(query.claim.id, self.name, status, found)

    def count(self, _works: object) -> Iterator[object]:
        yield from ()


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    made = [Source("crossref"), Source("arxiv")]

    @contextmanager
    def opened(*_: object) -> Iterator[list[Source]]:
        yield made

    monkeypatch.setattr("pipeline.project.completing.open_sources", opened)
    return made


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sources: list[Source]
) -> Run:
    assert sources
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.bib").write_text(TEXT, "utf-8")

    def started(*words: str) -> tuple[int, str, str]:
        code = cli.run(["complete", *words])
        return code, *capsys.readouterr()

    return started


def test_missing_fields_are_filled_in(run: Run, tmp_path: Path):
    code, out, _ = run("a.bib", "-o", "b.bib")
    text = (tmp_path / "b.bib").read_text("utf-8")
    assert code == 0
    assert text.splitlines()[3:15] == [
        "@article{seeing,",
        '\tauthor    = {Roe, Ada and M{\\"u}ller, Ben},',
        '\ttitle     = "{Seeing} many things with few words",',
        "\tyear      = 2018, % print",
        "\tmy-rating = {***},",
        "\tjournal   = {Annals of Examples \\& Cases},",
        "\tvolume    = 7,",
        "\tnumber    = 2,",
        "\tpages     = {10--19},",
        "\tdoi       = {10.1000/7_a},",
        "}",
        '@Misc{patience, Author={Roe, Ada and M{\\"u}ller, Ben}, Title={On the patience of rather small machines},'
        " Eprint={1711.00001}, Year={2017}}",
    ]
    assert text.endswith(TEXT[TEXT.index("@article{whole") :])
    assert text.startswith(TEXT[: TEXT.index("\ttitle")])
    assert "a.bib:4 seeing\n  + author = Roe, Ada and M" in out
    assert "6 entries: 2 completed, 1 lacks nothing that is known, " in out
    assert "this preprint was published: Annals of Examples & Cases, 2018, doi:10.1000/8" in out
    assert (tmp_path / "a.bib").read_text("utf-8") == TEXT


def test_each_value_has_its_source(run: Run, tmp_path: Path):
    run("a.bib", "-o", "b.bib")
    with (tmp_path / "b.bib.provenance.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert lines[0] == {
        "file": "a.bib",
        "line": "4",
        "key": "seeing",
        "field": "author",
        "value": 'Roe, Ada and M{\\"u}ller, Ben',
        "before": "",
        "source": "crossref",
        "id": "doi:10.1000/7",
        "retrieved": "2026-11-02",
    }
    assert [(one["key"], one["source"]) for one in lines if one["key"] != "seeing"] == [("patience", "arxiv")]


def test_a_second_run_asks_nobody_and_changes_nothing(run: Run, sources: list[Source]):
    run("a.bib", "-o", "b.bib")
    asked = [len(source.asked) for source in sources]
    assert run("a.bib", "-o", "b.bib", "--json")[1].endswith('"changed":[]}\n')
    # Of a preprint, the registry is asked what it became; the client has its reply in the cache.
    assert [len(source.asked) - before for source, before in zip(sources, asked, strict=True)] == [1, 0]


@pytest.mark.parametrize(
    ("place", "words"), [("", []), ("mine/", ["-C", "mine"]), ("mine/other-", ["--config", "mine/other-pipeline.yaml"])]
)
def test_settings_of_the_folder_count(run: Run, monkeypatch: pytest.MonkeyPatch, place: str, words: list[str]):
    opened: list[Config] = []

    @contextmanager
    def note(project: Project, *_: object) -> Iterator[list[Source]]:
        opened.append(project.config)
        yield []

    monkeypatch.setattr("pipeline.project.completing.open_sources", note)
    Path("mine").mkdir()
    Path(f"{place}pipeline.yaml").write_text("contact: ada@example.org\nsources: {arxiv: {enabled: false}}", "utf-8")
    assert run(*words, "a.bib", "-o", "b.bib")[0] == 0
    assert (opened[-1].contact, opened[-1].sources["arxiv"].enabled) == ("ada@example.org", False)


def test_wrong_settings_stop_the_run(run: Run, sources: list[Source]):
    Path("pipeline.yaml").write_text("contakt: ada@example.org", "utf-8")
    assert run("a.bib", "-o", "b.bib")[0] == 2
    assert not Path("b.bib").exists()
    assert not any(one.asked for one in sources)


def test_a_completed_file_is_complete(run: Run, tmp_path: Path):
    for flags in ((), ("--replace", "author", "--replace", "type")):
        run("a.bib", "-o", "b.bib", *flags)
        run("b.bib", "-o", "c.bib", *flags)
        assert (tmp_path / "c.bib").read_bytes() == (tmp_path / "b.bib").read_bytes()


def test_only_what_is_named_is_replaced(run: Run, tmp_path: Path):
    run("a.bib", "-o", "b.bib", "--replace", "author", "--replace", "journal")
    text = (tmp_path / "b.bib").read_text("utf-8")
    assert 'author={Roe, Ada and M{\\"u}ller, Ben}, journal={Annals of Examples \\& Cases}, year=2018' in text


def test_a_preprint_becomes_a_paper_when_told(run: Run, tmp_path: Path):
    run("a.bib", "-o", "b.bib", "--replace", "type")
    text = (tmp_path / "b.bib").read_text("utf-8")
    line = next(line for line in text.splitlines() if "patience" in line)
    assert line == (
        '@Article{patience, Author={Roe, Ada and M{\\"u}ller, Ben}, Title={On the patience of rather small machines},'
        " Eprint={1711.00001}, Year={2018}, Journal={Annals of Examples \\& Cases}, Volume={7}, Number={2},"
        " Pages={10--19}, Doi={10.1000/8}}"
    )


def test_machines_are_told_all(run: Run):
    code, out, err = run("a.bib", "-o", "b.bib", "--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    first, second = said["entries"][:2]
    assert [field["field"] for field in first["fields"]] == ["author", "journal", "volume", "number", "pages", "doi"]
    assert second["published"] == {
        "title": PREPRINT.title,
        "doi": "10.1000/8",
        "container_title": PUBLISHED.container_title,
        "year": 2018,
        "source": "crossref",
    }
    statuses = {one["key"]: one["status"] for one in said["entries"]}
    assert statuses["whole"] == "unchanged"
    assert statuses["nobody"] == "not_found"
    assert statuses["two"] == "uncertain"


def test_sources_that_are_down_change_nothing(run: Run, sources: list[Source], tmp_path: Path):
    for source in sources:
        source.is_down = True
    code, out, err = run("a.bib", "-o", "b.bib")
    assert code == 0
    assert (tmp_path / "b.bib").read_text("utf-8") == TEXT
    assert "not told of, as sources did not answer" in out
    assert "no connection" in err


def test_a_dry_run_only_shows(run: Run, tmp_path: Path):
    code, out, _ = run("a.bib", "-o", "b.bib", "--dry-run")
    assert (code, (tmp_path / "b.bib").exists()) == (0, False)
    assert "+ doi = 10.1000/7_a" in out
    assert out.endswith("Nothing was written.\n")


def test_stdout_gets_the_file_alone(run: Run):
    code, out, err = run("a.bib", "-o", "-")
    assert code == 0
    assert out.startswith("% of mine")
    assert "doi       = {10.1000/7_a}" in out
    assert "6 entries: 2 completed" in err


def test_strict_fails_for_what_is_open(run: Run):
    assert run("a.bib", "-o", "b.bib", "--strict")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.bib"], "-o: name one file"),
        (["a.bib", "-o", "b.bib", "-o", "c.bib"], "-o: name one file"),
        (["a.bib", "-o", "a.bib"], "would be written over an input"),
        (["a.bib", "-o", "b.ris"], "only a .bib file is completed"),
        (["a.ris", "-o", "b.bib"], "only a .bib file is completed"),
        (["a.bib", "-o", "b.bib", "--replace", "abstract"], "no field that is filled in"),
    ],
)
def test_wrong_usage_writes_nothing(run: Run, tmp_path: Path, words: list[str], said: str):
    code, _, err = run(*words)
    assert code == 2
    assert said in err
    assert not (tmp_path / "b.bib").exists()


def test_nobody_elses_file_is_written_over(run: Run, tmp_path: Path):
    (tmp_path / "b.bib").write_text("mine")
    assert run("a.bib", "-o", "b.bib")[0] == 3
    assert (tmp_path / "b.bib").read_text() == "mine"


def test_another_parser_reads_the_result(run: Run, tmp_path: Path):
    (tmp_path / "a.bib").write_text(TEXT[: TEXT.index("@article{broken")].replace(" % print", ""), "utf-8")
    run("a.bib", "-o", "b.bib")
    library = parse_string((tmp_path / "b.bib").read_text("utf-8"))
    assert not library.failed_blocks
    entries = {entry.key: entry.fields_dict for entry in library.entries}
    assert entries["seeing"]["doi"].value == "10.1000/7_a"
    assert entries["seeing"]["my-rating"].value == "***"


@pytest.mark.skipif(not shutil.which("bibtex"), reason="no bibtex on this machine")
def test_bibtex_reads_the_result(run: Run, tmp_path: Path):
    (tmp_path / "a.bib").write_text(TEXT[: TEXT.index("@article{broken")].replace(" % print", ""), "utf-8")
    run("a.bib", "-o", "b.bib", "--replace", "type")
    (tmp_path / "b.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{b}\n")
    made = subprocess.run(["bibtex", "b"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert made.returncode == 0, made.stdout
    assert "10--19" in (tmp_path / "b.bbl").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("biber"), reason="no biber on this machine")
def test_biber_reads_the_result(run: Run, tmp_path: Path):
    (tmp_path / "a.bib").write_text(TEXT[: TEXT.index("@article{broken")], "utf-8")
    run("a.bib", "-o", "b.bib", "--replace", "type")
    command = ["biber", "--tool", "--output-file", "c.bib", "b.bib"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert made.returncode == 0, made.stdout
    assert "ERROR" not in made.stdout
    assert "10.1000/7_a" in (tmp_path / "c.bib").read_text("utf-8")
