"""The whole evaluation with made-up sources, and what it says where it cannot be made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from evaluate import __main__ as evaluation
from evaluate import bench
from evaluate.corpora import read_corpus
from evaluate.keyless import KeylessResult
from evaluate.report import Settings
from evaluate.scores import Found, score
from evaluate.verification import VERIFIED
from pipeline.model.records import Candidate, Date, Identifiers, Name, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.text.folding import fold

PAPERS = {
    "Seeing Things: With Many Words": ("CVPR", 2018, "10.1000/1"),
    "Hearing Sounds in Deep Forests": ("ICCV", 2017, "10.1000/2"),
}
CONTAINERS = {
    "CVPR": "Conference on Computer Vision and Pattern Recognition",
    "ICCV": "International Conference on Computer Vision",
}


def candidate(title: str, rank: int) -> Candidate:
    venue, year, doi = PAPERS[title]
    record = Record(
        id=f"crossref:{doi}",
        type="paper-conference",
        title=title,
        author=(Name("Doe", "Jane"),),
        issued=Date(year),
        container_title=CONTAINERS[venue],
        identifiers=Identifiers(doi=doi),
    )
    return Candidate(record, "crossref", doi, rank)


class FakeSource:
    """Crossref offers all that it has, the nearest first; the others have nothing."""

    def __init__(self, name: str) -> None:
        self.name = name

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return iter(())

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            words = set(fold(query.claim.title).split())
            near = sorted(PAPERS, key=lambda title: -len(words & set(fold(title).split())))
            offered = tuple(candidate(title, rank) for rank, title in enumerate(near, start=1))
            has_it = self.name == "crossref"
            status = ReplyStatus.FOUND if has_it else ReplyStatus.NO_MATCH
            yield QueryResult(query.claim.id, self.name, status, offered if has_it else ())

    def count(self, works):
        return iter(())


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    lines = [
        {
            "raw_title": title,
            "raw_venue": venue,
            "raw_year": str(year),
            "gold": {"title": title, "doi": doi, "authors": ["Jane Doe"], "year": year},
        }
        for title, (venue, year, doi) in PAPERS.items()
    ]
    (tmp_path / "made-up.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def _fake_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "open_source", lambda name, *_: FakeSource(name))


def part(report: str, heading: str) -> str:
    return report.partition(f"## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.usefixtures("_fake_sources")
def test_the_whole_evaluation(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "docs" / "evaluation.md"
    arguments = ["--lists", str(lists), "--double", "http://127.0.0.1:9", "--out", str(out)]
    assert evaluation.main(arguments) == 0
    report = out.read_text(encoding="utf-8")
    assert report in capsys.readouterr().out
    assert "Measured on 2 rows of real lists (made-up), chosen with seed 1" in " ".join(report.split())
    assert "| bibmill | 2 | 2 | 2 | 0 | 0 |" in part(report, "Clean")
    assert "| first hit | 2 | 2 | 2 | 0 | 0 |" in part(report, "Clean")
    assert "| same title and year | 2 | 0 | 0 | 0 | 0 |" in part(report, "Year off by one")
    assert "| first hit | 1 |" in part(report, "Subtitle dropped")
    absent = part(report, "Paper absent from every source")
    assert "| bibmill | 2 | 0 | 0 | 2 | 0 |" in absent
    assert "| first hit | 2 | 2 | 0 | 0 | 0 |" in absent
    evaluation.main(arguments)
    assert out.read_text(encoding="utf-8") == report


@pytest.mark.usefixtures("_fake_sources")
def test_papers_that_are_not_hidden_are_counted_apart(lists: Path, tmp_path: Path):
    out = tmp_path / "evaluation.md"
    url = "http://127.0.0.1:9"
    evaluation.main(["--lists", str(lists), "--double", url, "--absent-double", url, "--out", str(out)])
    assert "| bibmill | 2 | 0 | 0 | 0 | 2 |" in part(out.read_text(encoding="utf-8"), "Paper absent from every source")


def corpus_record(at: int, sort: str, container: str) -> dict[str, object]:
    authors = [{"given": "Jane", "family": "Doe"}]
    title = f"{sort[:4].capitalize()} Things in Many Words, Chapter {at}"
    said = {"title": title, "authors": authors, "year": 2018, "venue": container, "type": sort}
    return {**said, "doi": f"10.1000/{sort[:4]}.{at}", "same_work": f"{sort} {at}"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    records = [
        corpus_record(at, sort, f"{container} {at}")
        for sort, container in (("proceedings-article", "Meeting"), ("journal-article", "Annals"))
        for at in range(400)
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.mark.usefixtures("_fake_sources")
def test_look_alikes_without_lists(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    served: list[tuple[str, ...]] = []

    @contextmanager
    def serve(command: str, path: Path, _log: Path) -> Iterator[str]:
        served.append((command, *(str(said["title"]) for said in read_corpus(path))))
        yield "http://127.0.0.1:9"

    monkeypatch.setattr(evaluation, "serve", serve)
    out = tmp_path / "evaluation.md"
    command = "some-double {corpus} {port}"
    arguments = ["--corpus", str(corpus), "--serve", command, "--each", "1", "--pairs", "3", "--out", str(out)]
    assert evaluation.main(arguments) == 0
    report = " ".join(out.read_text(encoding="utf-8").split())
    assert "# How good the matching is ## Lists with answers Left out: name a folder of lists with answers" in report
    assert "## Somebody's references Left out: name a folder of labelled references (--labelled-references" in report
    assert "## Without keys Left out: name the URL of a double that keeps the limits" in report
    assert "### The papers are absent | system | rows | wrong | review | unmatched |" in report
    assert "| other authors, row without a venue: bibmill | 6 | 0.0" in report
    absent, present, *twins = served
    assert {one[0] for one in served} == {command}
    assert len(present) - len(absent) == len(present) - 1 - 800 > 35
    assert [len(one) - 1 for one in twins] == [800] * 4


def test_a_double_that_does_not_start(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "evaluation.md"
    arguments = ["--corpus", str(corpus), "--serve", "no-such-command {corpus} {port}", "--out", str(out)]
    assert evaluation.main(arguments) == 1
    assert "evaluation given up: `no-such-command` cannot be started" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (
            ("", ""),
            "name a corpus (--corpus or BIBMILL_CORPUS) and the command that serves one (--serve or BIBMILL_SERVE).",
        ),
        (("nowhere", "x {corpus} {port}"), "nowhere is no file."),
        ((__file__, "x {corpus}"), "the command that serves a corpus lacks {port}."),
        ((__file__, "x {port} {corpus}"), ""),
    ],
)
def test_what_look_alikes_lack(named: tuple[str, str], sentence: str):
    corpus, command = named
    assert evaluation.find_lacking_corpus(Settings(lists="", double="", corpus=corpus, serve=command)) == sentence


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "name the URL of a double that keeps the limits of the real services (--keyless)."),
        (
            "127.0.0.1:9",
            "the URL of a double of the APIs cannot be asked: only https (or http on this machine) is asked.",
        ),
        ("http://127.0.0.1:9", ""),
    ],
)
def test_what_a_run_without_keys_lacks(url: str, sentence: str, lists: Path):
    assert evaluation.find_lacking_keyless(Settings(lists=str(lists), double="", keyless=url)) == sentence


def test_a_run_without_keys_is_reported(lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[int, str]] = []

    def measure_keyless(rows, url, _folder):
        asked.append((len(rows), url))
        return KeylessResult(score(rows, [Found("review")] * len(rows)), 12.4, 1.0, {"crossref": 3})

    monkeypatch.setattr(evaluation, "measure_keyless", measure_keyless)
    out = tmp_path / "evaluation.md"
    evaluation.main(
        ["--lists", str(lists), "--keyless", "http://127.0.0.1:9", "--keyless-rows", "1", "--out", str(out)]
    )
    assert asked == [(1, "http://127.0.0.1:9")]
    assert "| first | 12 | 3 | 0 | 0 | 0 | 0 | 3.00 |" in part(out.read_text(encoding="utf-8"), "Without keys")


def test_one_part_is_measured_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evaluation, "find_lacking_bench", lambda settings: "" if settings.bench else "no bench.")
    monkeypatch.setattr(evaluation, "measure_verification", lambda settings: f"## {VERIFIED}\n\n{settings.checkers}\n")
    out = tmp_path / "evaluation.md"
    references = f"## {VERIFIED}\n\nOld.\n\n### Kinds\n\nOld.\n"
    known = f"# How good\n\nIt is.\n\n## Clean\n\nA.\n\n{references}\n## Without keys\n\nB.\n"
    out.write_text(known, encoding="utf-8")
    arguments = ["--only", "references", "--out", str(out)]
    evaluation.main([*arguments, "--labelled-references", ""])
    assert out.read_text(encoding="utf-8") == known
    evaluation.main([*arguments, "--labelled-references", "bench", "--checkers", "/opt/bin"])
    assert out.read_text(encoding="utf-8") == known.replace("Old.\n\n### Kinds\n\nOld.", "/opt/bin")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "evaluation left out: name a folder of lists with answers (--lists or BIBMILL_LISTS).\n"),
        (["--lists", "nowhere"], "evaluation left out: nowhere holds no answers (*.jsonl).\n"),
        (["--lists", "."], "evaluation left out: name the URL of a double of the APIs (--double or BIBMILL_DOUBLE).\n"),
        (
            ["--lists", ".", "--double", "127.0.0.1:9"],
            "evaluation left out: the URL of a double of the APIs cannot be asked: "
            "only https (or http on this machine) is asked.\n",
        ),
    ],
)
def test_left_out(arguments, sentence, lists: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(lists)
    monkeypatch.delenv("BIBMILL_LISTS", raising=False)
    for name in ("DOUBLE", "CORPUS", "SERVE", "LABELLED_REFERENCES"):
        monkeypatch.delenv(f"BIBMILL_{name}", raising=False)
    assert evaluation.main(arguments) == 0
    assert capsys.readouterr().out == sentence
    assert not (lists / "docs").exists()
