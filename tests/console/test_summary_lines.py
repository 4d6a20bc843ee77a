"""The closing summary: one screen, what waits and why, and what to open."""

from __future__ import annotations

import io
import re

import msgspec
import pytest

from pipeline.console.lists import ListFigures
from pipeline.console.summary import Console, RunSummary, SourceFigures
from pipeline.console.summary_lines import closing_lines, tell_sources, tell_waiting
from pipeline.model.records import Match
from pipeline.model.statuses import Verdict
from tests.console.test_console import Terminal

NAMES = ("arxiv", "crossref", "datacite", "openalex", "semantic_scholar")
LIST = ListFigures("a.md", "markdown", 1, {}, {"titles": 1}, (), {})
READ = "a.md: read as markdown; 1 row. Found: titles 1."
FAILED = "10 calls in a row failed, so it is not asked again in this run; run again later."
CUT_OFF = "not asked, since no service has answered for 90 s; check the network, or run with --offline."
DONE = RunSummary(300, 280, 12, 8, 290, changed=("output/references.bib", "output/changes.md"))


def waiting(row: str, *unasked: tuple[str, str]) -> Match:
    return Match(row, Verdict.REJECT, "nothing_found", "", "", unasked=unasked)


def test_sources_without_a_network_are_one_sentence():
    said = [(name, f"{name}: {CUT_OFF if name == 'arxiv' else FAILED}") for name in NAMES]
    [line] = tell_waiting([waiting("a", *said), waiting("b", *said[:2])])
    assert line == (
        "2 rows wait for arxiv, crossref, datacite, openalex and semantic_scholar: none of them could be reached;"
        " check the network and run again, or run with --offline."
    )
    stopped = [SourceFigures(name, 10, stopped=f"{name}: {FAILED}") for name in NAMES]
    assert [*tell_sources(stopped, [line])] == []
    known = msgspec.structs.replace(stopped[0], cache_hits=3)
    assert [*tell_sources([known, *stopped[1:]], [line])] == ["arxiv: 10 requests, 3 answers from the cache."]


def test_a_project_elsewhere_is_named_in_all_that_may_be_typed_or_opened():
    told = [*closing_lines(DONE, io.StringIO(), folder="my papers", opens=True)]
    [where] = [line for line in told if "waits for a person" in line]
    assert "`bibmill -C 'my papers' review`" in where
    assert "my papers/output/report.html shows it all." in where
    assert [line.split("  ")[1] for line in told[-3:]] == [
        f"my papers/output/{name}" for name in ("references.bib", "report.html", "matches.csv")
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([("arxiv", f"arxiv: {FAILED}")], [f"1 row waits for arxiv: {FAILED}"]),
        (
            [(name, f"offline: {name} was not asked; run without --offline to go on.") for name in NAMES[:2]],
            ["1 row waits for arxiv and crossref: offline: it was not asked; run without --offline to go on."],
        ),
        (
            [("arxiv", "arxiv: its budget is spent."), ("crossref", "crossref: it is blocked.")],
            ["1 row waits for arxiv: its budget is spent.", "1 row waits for crossref: it is blocked."],
        ),
    ],
)
def test_what_waits_and_why(said: list[tuple[str, str]], told: list[str]):
    assert tell_waiting([waiting("a", *said)]) == tuple(told)


@pytest.mark.parametrize(
    ("source", "is_cut_off"),
    [
        (SourceFigures("crossref", 3, stopped=f"crossref: {FAILED}"), True),
        (SourceFigures("openalex (search)", 3, stopped=f"openalex (search): {FAILED}"), True),  # its rows are settled
        (SourceFigures("datacite", 0, 5), True),  # the cache knew all
        (SourceFigures("datacite", 1), False),
        (SourceFigures("semantic_scholar", 4, stopped="semantic_scholar: it refuses most requests."), False),
    ],
)
def test_the_network_is_to_blame_only_when_nobody_answered(source: SourceFigures, is_cut_off: bool):
    said = [(name, f"{name}: {FAILED}") for name in ("arxiv", "crossref")]
    [line] = tell_waiting([waiting("a", *said)], [source])
    assert ("none of them could be reached" in line, FAILED in line) == (is_cut_off, not is_cut_off)


def test_what_was_read_is_told_at_once_and_only_once(capsys: pytest.CaptureFixture[str]):
    console = Console(stream=io.StringIO(), tells_lists=True)
    console.note_lists([LIST])
    assert capsys.readouterr().out == f"{READ}\n"
    console.tell(msgspec.structs.replace(DONE, lists=(LIST,)), opens=True)
    assert READ not in capsys.readouterr().out


def test_what_was_read_leaves_stdout_to_the_product(capsys: pytest.CaptureFixture[str]):
    stream = io.StringIO()
    Console(stream=stream, tells_lists=True, is_stdout_taken=True).note_lists([LIST])
    assert (stream.getvalue(), capsys.readouterr().out) == (f"{READ}\n", "")


@pytest.mark.parametrize(
    "console",
    [
        Console(quiet=True, tells_lists=True),
        Console(as_json=True, tells_lists=True),
        Console(),  # of a command that sums up in its own way
    ],
)
def test_what_was_read_is_not_told_where_nobody_asks_for_it(capsys: pytest.CaptureFixture[str], console: Console):
    console.note_lists([LIST])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("problems", [0, 1, 5, 500])
def test_it_fits_one_screen(capsys: pytest.CaptureFixture[str], problems: int):
    stream = Terminal()
    sources = tuple(SourceFigures(name, 10, 3, 4.0, f"{name}: {FAILED}", "h") for name in NAMES)
    summary = msgspec.structs.replace(
        DONE,
        problems=tuple(f"list.md:{line}: {'word ' * 90}" for line in range(problems)),
        sources=sources,
        not_asked=tell_waiting([waiting("a", *((name, f"{name}: {FAILED}") for name in NAMES))]),
    )
    console = Console(stream=stream, tells_lists=True)
    console.note_lists([LIST] * 3)
    console.tell(summary, opens=True)
    lines = (stream.getvalue() + capsys.readouterr().out).splitlines()
    assert sum(-(-len(line) // 80) or 1 for line in lines) <= 24


@pytest.mark.parametrize(
    ("summary", "lines"),
    [
        (DONE, ["output/references.bib", "output/report.html", "output/matches.csv"]),
        (
            msgspec.structs.replace(DONE, review=0, unmatched=0),
            ["output/references.bib", "output/report.html", "output/changes.md"],
        ),
    ],
)
def test_three_files_to_open(capsys: pytest.CaptureFixture[str], summary: RunSummary, lines: list[str]):
    Console(stream=io.StringIO()).tell(summary, opens=True)
    told = capsys.readouterr().out.partition("To open:\n")[2].splitlines()
    assert [line.split()[0] for line in told] == lines


def test_a_run_that_changed_nothing_says_so_in_a_line(capsys: pytest.CaptureFixture[str]):
    Console(stream=io.StringIO()).tell(RunSummary(1, 1, 0, 0, 1), opens=True)
    assert capsys.readouterr().out.splitlines() == [
        "1 row: 1 matched, 0 for review, 0 unmatched; 1 work.",
        "Nothing changed.",
        "To open: output/references.bib, output/report.html and output/matches.csv.",
    ]


def test_a_run_that_changed_nothing_is_short_even_when_a_person_is_needed(capsys: pytest.CaptureFixture[str]):
    unchanged = msgspec.structs.replace(DONE, changed=(), lists=(LIST,))
    Console(stream=io.StringIO(), tells_lists=True).tell(unchanged, opens=True)
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_a_run_that_asked_nobody_says_so(capsys: pytest.CaptureFixture[str]):
    Console(stream=io.StringIO()).tell(DONE, opens=True)
    assert capsys.readouterr().out.startswith("No source was asked: what the rows mean is known.\n300 rows: ")


def test_colours_by_meaning(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    told = msgspec.structs.replace(DONE, problems=("list.md:1: bad.",), not_asked=("1 row waits.",))
    Console(stream=terminal).tell(told)
    said = terminal.getvalue()
    for shown in ("\x1b[31m  list.md:1: bad.\x1b[0m", "\x1b[33m  1 row waits.\x1b[0m", "\x1b[32m280 matched\x1b[0m"):
        assert shown in said
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    monkeypatch.setattr("sys.stdout", plain)
    Console(stream=plain).tell(told)
    assert "\x1b" not in plain.getvalue()


def test_venues_of_several_lists_are_counted_together(capsys: pytest.CaptureFixture[str]):
    lists = tuple(msgspec.structs.replace(LIST, unknown_venues={"A": (3,), name: (4, 5)}) for name in "BC")
    Console(stream=io.StringIO()).tell(msgspec.structs.replace(DONE, lists=lists))
    assert "\n3 venues in 6 rows are in no table; `bibmill normalize` lists them.\n" in capsys.readouterr().out


def test_a_terminal_breaks_lines_between_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    Console(stream=terminal).tell(msgspec.structs.replace(DONE, problems=("list.md:1: " + "word " * 12,)))
    lines = re.sub(r"\x1b\[\d*m", "", terminal.getvalue()).splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert "300 rows: 280 matched, 12 for review," in " ".join(" ".join(lines).split())
    assert all(word in {"word", "list.md:1:"} for line in lines[:2] for word in line.split()), "no word is cut"


def test_hosts_are_named_once():
    asked = [SourceFigures(name, 1, host=host) for name, host in zip(NAMES, ["a", "b", "a", "", "b"], strict=True)]
    assert [*tell_sources(asked)][len(NAMES) :] == ["Asked at a and b."]


def test_lists_beyond_the_second_are_counted(capsys: pytest.CaptureFixture[str]):
    lists = tuple(ListFigures(f"{at}.md", "markdown", 1, {}, {}, (), {}) for at in range(3))
    Console(stream=io.StringIO()).tell(msgspec.structs.replace(DONE, lists=lists))
    assert "… and 1 more list; `bibmill normalize` tells of each." in capsys.readouterr().out
