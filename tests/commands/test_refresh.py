"""`bibmill refresh` from the command line, over sources that answer from a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.model.observations import NewsKind, Notice, Observation, ObservationBatch
from pipeline.model.records import Identifiers, Name, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus

LIST = """| Year | Title | Citations |
|---|---|---|
| 2026 | Seeing the pear tree | 1 |
| 2026 | Hearing the pear tree | 2 |
| 2026 | A row that nobody knows | 3 |
"""
TITLES = ("Seeing the pear tree", "Hearing the pear tree")
LIBRARY = [
    {
        "id": f"birne2026{word}",
        "type": "article",
        "title": title,
        "author": [{"family": "Birne", "given": "Otto"}],
        "issued": {"date-parts": [[2026]]},
        "number": f"arXiv:2601.0000{at}",
        "URL": f"https://arxiv.org/abs/2601.0000{at}",
    }
    for at, (word, title) in enumerate(zip(("seeing", "hearing"), TITLES, strict=True))
]
WORKS = ("arxiv:2601.00000", "arxiv:2601.00001")
JOURNAL = "10.1234/journal"


class FakeSources:
    """What each source replies on a day; `counts` by source, in the order of the works, one work a batch."""

    def __init__(self) -> None:
        self.day = "2026-11-20"
        self.counts: dict[str, list[int | None]] = {"crossref": [10, 20], "openalex": [11, 21]}
        self.down: set[str] = set()
        self.notices: tuple[Notice, ...] = ()
        self.doi = ""
        self.asked: list[tuple[str, str]] = []
        self.killed_after = 1_000

    def open(self, name: str, *_: Any) -> FakeSource:
        return FakeSource(name, self)


class FakeSource:
    def __init__(self, name: str, replies: FakeSources) -> None:
        self.name, self._replies = name, replies

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return (QueryResult(one.claim.id, self.name, ReplyStatus.NOT_ASKED, sentence="not today.") for one in queries)

    search = look_up

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        replies = self._replies
        if self.name in replies.down:
            yield Problem("refresh", "throttled", self.name, f"{self.name}: too many requests.")
            return
        for work, _ in works:
            if len(replies.asked) >= replies.killed_after:
                raise KeyboardInterrupt
            replies.asked.append((self.name, work))
            yield ObservationBatch(self.name, replies.day, (self._say(work),))

    def _say(self, work: str) -> Observation:
        replies = self._replies
        if work == JOURNAL:
            author = (Name("Birne", "O."),)
            return Observation(work, 1, Record("x", type="article-journal", title=TITLES[0], author=author))
        at = WORKS.index(work)
        count = replies.counts.get(self.name, [None, None])[at]
        dois = (replies.doi,) if self.name == "arxiv" and at == 0 and replies.doi else ()
        known = self.name == "arxiv" or count is not None
        record = Record("x", title=TITLES[at], other_dois=dois) if known else None
        return Observation(work, count, record, replies.notices if at == 0 and self.name != "arxiv" else ())


@pytest.fixture
def replies(monkeypatch: pytest.MonkeyPatch) -> FakeSources:
    replies = FakeSources()
    monkeypatch.setattr("pipeline.sources.open_source", replies.open)
    return replies


@pytest.fixture
def project(make_project: Callable[..., Path]) -> Path:
    texts = {"list.md": LIST, "data__library__own.json": json.dumps(LIBRARY), "pipeline.yaml": "raw: [list.md]\n"}
    project = make_project(**texts)
    assert run(project, "bib", "--offline", "--quiet") == 0
    return project


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def lines(project: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project / f"data/enriched/{name}.jsonl").read_text("utf-8").splitlines()]


def observed(project: Path) -> list[tuple[str, int, str]]:
    return [
        (one["source"], one["count"], one["as_of"][8:])
        for one in lines(project, "citations")
        if one["as_of"] and one["work"] == WORKS[0]
    ]


def snapshot(project: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in project.rglob("*") if path.is_file() and ".cache" not in path.parts]
    return {str(path.relative_to(project)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_observations_are_appended_and_nothing_new_changes_no_byte(project: Path, replies: FakeSources):
    ledger = project / "data/enriched/citations.jsonl"
    before = ledger.read_bytes()
    assert run(project, "refresh") == 0
    assert ledger.read_bytes().startswith(before)
    assert observed(project) == [("crossref", 10, "20"), ("openalex", 11, "20")]
    assert "11" in (project / "output/table.md").read_text()
    kept = snapshot(project)
    replies.day = "2026-11-27"
    assert run(project, "refresh") == 0
    assert snapshot(project) == kept
    replies.counts["crossref"] = [12, 20]
    assert run(project, "refresh") == 0
    assert observed(project)[2:] == [("crossref", 12, "27")]
    assert run(project, "bib", "--offline", "--quiet") == 0
    assert observed(project)[2:] == [("crossref", 12, "27")]


def test_a_second_run_of_a_day_adds_nothing(project: Path, replies: FakeSources):
    run(project, "refresh")
    replies.counts["crossref"] = [13, 20]
    run(project, "refresh")
    assert observed(project) == [("crossref", 10, "20"), ("openalex", 11, "20")]


def test_a_source_that_is_down_keeps_its_last_value(
    project: Path, replies: FakeSources, capsys: pytest.CaptureFixture[str]
):
    run(project, "refresh")
    replies.down, replies.day, replies.counts["crossref"] = {"openalex"}, "2026-11-27", [12, 20]
    capsys.readouterr()
    assert run(project, "refresh", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["due"], printed["answered"]) == (2, 2)
    assert "openalex: too many requests." in printed["problems"][0]
    assert observed(project) == [("crossref", 10, "20"), ("openalex", 11, "20"), ("crossref", 12, "27")]
    replies.down = {"openalex", "crossref", "arxiv"}
    assert run(project, "refresh", "--json") == 0
    assert json.loads(capsys.readouterr().out)["answered"] == 0


def test_a_cut_off_refresh_goes_on(project: Path, replies: FakeSources):
    replies.day = datetime.now(UTC).date().isoformat()
    replies.killed_after = 3
    assert run(project, "refresh") == 130
    assert observed(project) == []
    replies.killed_after, replies.counts["crossref"] = 1_000, [99, 99]
    assert run(project, "refresh") == 0
    assert len(replies.asked) == len(set(replies.asked)), "nothing was asked twice"
    assert [one[:2] for one in observed(project)] == [("crossref", 10), ("openalex", 11)]


def test_a_fall_is_believed_when_two_runs_saw_it(project: Path, replies: FakeSources):
    run(project, "refresh")
    for day, count in (("2026-11-27", 10), ("2026-12-04", 4), ("2026-12-11", 4)):
        replies.day, replies.counts["crossref"] = day, [count, 20]
        run(project, "refresh")
        if day == "2026-12-04":
            assert "Suspicious counts" in (project / "output/changes.md").read_text()
            assert observed(project)[-1] == ("openalex", 11, "20")
    assert observed(project)[-1] == ("crossref", 4, "11")


def test_only_and_older_than(project: Path, replies: FakeSources):
    run(project, "refresh")
    replies.asked.clear()
    assert run(project, "refresh", "--only", "birne2026seeing") == 0
    assert {work for _, work in replies.asked} == {WORKS[0]}
    replies.asked.clear()
    assert run(project, "refresh", "--older-than", "3650d") == 0
    assert replies.asked == []
    assert run(project, "refresh", "--older-than", "0d", "--sources", "crossref") == 0
    assert {source for source, _ in replies.asked} == {"crossref"}


def test_semantic_scholar_is_opt_in(project: Path, replies: FakeSources):
    run(project, "refresh")
    assert {source for source, _ in replies.asked} == {"crossref", "openalex", "arxiv"}
    with (project / "pipeline.yaml").open("a") as file:
        file.write("counts: {show: [semantic_scholar]}\n")
    run(project, "refresh")
    assert "semantic_scholar" in {source for source, _ in replies.asked}


def test_a_retraction_shows_in_every_output(project: Path, replies: FakeSources):
    replies.notices = (Notice(NewsKind.RETRACTED, "10.1234/notice"),)
    run(project, "refresh")
    for name in ("references.bib", "references.json", "matches.csv", "report.html", "changes.md"):
        assert "10.1234/notice" in (project / "output" / name).read_text("utf-8").replace("\\", ""), name
    replies.notices = ()
    run(project, "refresh")
    assert len(lines(project, "news")) == 2, "each source said it once, and nothing takes it back"
    assert run(project, "bib", "--offline", "--quiet") == 0
    assert "Retracted according to Crossref" in (project / "output/references.bib").read_text("utf-8")


def test_a_published_preprint_is_proposed(project: Path, replies: FakeSources, capsys: pytest.CaptureFixture[str]):
    replies.doi = JOURNAL
    run(project, "refresh")
    (news,) = lines(project, "news")
    assert (news["kind"], news["value"], news["source"]) == ("published", JOURNAL, "arxiv")
    capsys.readouterr()
    run(project, "review")
    printed = capsys.readouterr().out
    assert '- row: "Seeing the pear tree"\n  year: 2026\n  # accept: "doi:10.1234/journal"' in printed
    assert "arXiv names it as a version of the preprint" in printed
    assert JOURNAL not in (project / "output/references.bib").read_text("utf-8")


def test_a_published_preprint_is_taken_over_by_the_settings(project: Path, replies: FakeSources):
    replies.doi = JOURNAL
    run(project, "refresh")
    with (project / "pipeline.yaml").open("a") as file:
        file.write("adopt_published: true\n")
    journal = {
        "id": "x",
        "type": "article-journal",
        "title": TITLES[0],
        "DOI": JOURNAL,
        "container-title": "Pomology",
        "author": [{"family": "Birne", "given": "Otto"}],
        "issued": {"date-parts": [[2026]]},
    }
    (project / "data/library/own.json").write_text(json.dumps([*LIBRARY, journal]))
    assert run(project, "bib", "--offline", "--quiet") == 0
    bib = (project / "output/references.bib").read_text("utf-8")
    assert f"doi = {{{JOURNAL}}}" in bib
    assert "birne2026seeing" in bib, "the key stays"
    assert run(project, "review") == 0


def test_a_damaged_ledger_is_told(project: Path, replies: FakeSources, capsys: pytest.CaptureFixture[str]):
    (project / "data/enriched/news.jsonl").write_text('{"work": 3}\n')
    assert run(project, "refresh") == 3
    assert "news.jsonl:1" in capsys.readouterr().err
