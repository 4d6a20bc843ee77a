"""What a person sees of a run."""

from __future__ import annotations

import io
import json
from contextlib import ExitStack

import msgspec
import pytest

from pipeline.concurrency.steps import SEARCH, Place, ScheduleProgress, Step
from pipeline.console.progress import Progress, RunView, _Services
from pipeline.console.summary import Console, RunSummary, SourceFigures
from pipeline.model.records import Match
from pipeline.model.statuses import Verdict
from pipeline.model.urls import HostRules
from pipeline.network.client import Client
from pipeline.network.messages import Service, Statistics
from pipeline.project.artefacts import Artefacts


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def status(finished: int = 0, begun: int = 0, answered: int = 0, later: int = 0) -> ScheduleProgress:
    asked = {"crossref": 100} | ({"openalex": later} if later else {})
    waiting = {CROSSREF: 100 - answered} | ({OPENALEX: later - later // 2} if later else {})
    return ScheduleProgress(
        100,
        finished,
        begun,
        {"crossref": 100},
        asked,
        {"crossref": answered, "openalex": later // 2},
        {place.step: number for place, number in waiting.items()},
        waiting,
        {CROSSREF: 100, OPENALEX: later},
        {CROSSREF: answered - later},
    )


ROUTE = (Step(SEARCH, "crossref"), Step(SEARCH, "openalex"))
CROSSREF, OPENALEX = Place(ROUTE, 0), Place(ROUTE, 1)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_progress_bar_is_for_terminals():
    terminal = Terminal()
    console = Console(stream=terminal)
    console.progress(status())
    console.progress(status(100, 100, 100))
    console._progress.close()
    assert "100/100 rows" in terminal.getvalue()
    assert "Crossref" in terminal.getvalue()


def test_without_a_terminal_a_line_a_minute_is_written():
    file, clock = io.StringIO(), Clock()
    progress = Progress(file, bar=False, clock=clock)
    states = [
        Statistics("crossref"),
        Statistics("openalex", paused_seconds=40.0),
        Statistics("arxiv", stopped="arxiv: it is down."),
    ]
    for second in range(121):
        clock.now = float(second)
        # Of 50 rows that Crossref has answered, 20 went on to OpenAlex, which has answered 10 of them.
        progress.show(status(25, 50, 50, 20) if second else status(), states)
    lines = file.getvalue().splitlines()
    assert len(lines) == 2
    # Crossref: 50 left at 50 in 60 s; OpenAlex: about 30 to come and 10 waiting, at 10 in 59 s.
    assert lines[0] == (
        "bibmill: 25 of 100 rows; about 3 min left; crossref: 0.8/s, 50 waiting; openalex: rests 40 s, 10 waiting"
    )


def test_before_the_first_reply_the_stated_limits_are_the_estimate():
    file, clock = io.StringIO(), Clock()
    progress = Progress(file, bar=False, clock=clock)
    progress.show(status())
    clock.now = 61.0
    progress.show(status(), [Statistics("crossref", stopped="crossref: it is down.")])
    # Crossref's questions come back at once; OpenAlex takes ten a second, as the table has it.
    assert file.getvalue() == "bibmill: 0 of 100 rows; about 15 s left; crossref: given up, 100 waiting\n"


def test_a_source_without_a_reply_is_taken_at_its_stated_limit():
    file, clock = io.StringIO(), Clock()
    progress = Progress(file, bar=False, clock=clock)
    progress.show(status())
    clock.now = 61.0
    progress.show(status(10, 20, 20, 1))
    # Crossref: 80 left at 20 in 61 s, and at one a second before; OpenAlex was asked about one row, and is silent.
    assert file.getvalue() == (
        "bibmill: 10 of 100 rows; about 4 min left; crossref: 0.3/s, 80 waiting; openalex: asked, 1 waiting\n"
    )


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((Statistics("arxiv", refuses=True),), "about 15 s left"),
        ((Statistics("arxiv"),), "about 3 min left"),  # with a key, say
    ],
)
def test_a_source_that_refuses_nearly_all_is_not_waited_for(states: tuple[Statistics, ...], told: str):
    place = Place((Step(SEARCH, "arxiv"), Step(SEARCH, "openalex")), 0)
    counts = {"ahead": {place: 60}, "taken": {place: 60}, "sent": {place.step: 60}, "settled": {}}
    file, clock = io.StringIO(), Clock()
    progress = Progress(file, bar=False, clock=clock)
    progress.show(msgspec.structs.replace(status(), **counts))
    clock.now = 61.0
    progress.show(msgspec.structs.replace(status(), **counts), states)
    assert told in file.getvalue()


def test_a_source_that_was_not_asked_yet_refuses_as_the_table_says():
    services = _Services([Statistics("crossref")])
    assert (services.refuses("semantic_scholar"), services.refuses("crossref")) == (True, False)


@pytest.mark.parametrize(("answered", "state"), [(50, "waits"), (100, "done")])
def test_a_source_that_refuses_is_done_with_the_others(monkeypatch: pytest.MonkeyPatch, answered: int, state: str):
    views: list[RunView] = []
    progress = Progress(io.StringIO(), bar=True, clock=Clock())
    monkeypatch.setattr(progress, "_draw", views.append)
    ahead = {CROSSREF: 100 - answered} if answered < 100 else {}
    asked = {"crossref": 100, "arxiv": 1}
    found = msgspec.structs.replace(
        status(0, answered, answered), asked=asked, answered={"crossref": answered, "arxiv": 1}, ahead=ahead
    )
    progress.show(found, [Statistics("arxiv", refuses=True)])
    assert views[-1].sources[1].state == state


def test_an_estimate_that_jumps_about_is_shown_at_rest(monkeypatch: pytest.MonkeyPatch):
    """Crossref pauses for ten minutes, as far as its reply says; a second later it does not."""
    views: list[RunView] = []
    clock = Clock()
    progress = Progress(io.StringIO(), bar=True, clock=clock)
    monkeypatch.setattr(progress, "_draw", views.append)
    for second, rests in enumerate([0, 0, 600, 0, 0]):
        clock.now = float(second)
        progress.show(status(), [Statistics("crossref", paused_seconds=rests)])
    left = [view.left or 0.0 for view in views]
    assert left[0] - 2 < left[1] < left[0]
    assert left[1] + 100 < left[2] < left[1] + 130
    assert left[2] > left[3] > left[4] > left[0]
    clock.now = 60.0  # an estimate that is a minute old counts no more
    progress.show(status(), [Statistics("crossref")])
    assert abs((views[-1].left or 0.0) - left[0]) < 1


@pytest.mark.parametrize(("quiet", "as_json"), [(True, False), (False, True)])
def test_no_bar_with_quiet_or_json(quiet: bool, as_json: bool):
    terminal = Terminal()
    Console(quiet=quiet, as_json=as_json, stream=terminal).progress(status())
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("as_json", [True, False])
def test_an_interrupted_run_says_how_far_it_was(capsys: pytest.CaptureFixture[str], as_json: bool):
    stream = io.StringIO()
    console = Console(stream=stream, as_json=as_json)
    with Client(cache_path=None, hosts=HostRules(), offline=True) as client, ExitStack() as stack:
        console.follow(client, stack)
        client._limiter(Service("crossref", "https://api.crossref.org", {}))
        console.progress(status(40, 50, 50))
    with pytest.raises(KeyboardInterrupt), console:
        raise KeyboardInterrupt
    if as_json:
        found = json.loads(capsys.readouterr().out)
        assert (found["is_complete"], found["sources"][0]["service"]) == (False, "crossref")
    else:
        assert stream.getvalue().splitlines() == [
            "40 of 100 rows were through.",
            "crossref: 0 requests, 0 answers from the cache.",
        ]


def test_an_interrupted_run_is_quiet_on_request(capsys: pytest.CaptureFixture[str]):
    stream = io.StringIO()
    console = Console(stream=stream, quiet=True)
    console.progress(status(40, 50, 50))
    with pytest.raises(KeyboardInterrupt), console:
        raise KeyboardInterrupt
    assert (stream.getvalue(), capsys.readouterr().out) == ("", "")


def test_the_summary_in_words(capsys: pytest.CaptureFixture[str]):
    stream = io.StringIO()
    sources = (
        SourceFigures("crossref", 12, 3, 4.6),
        SourceFigures("openalex", 1, 0, 0.0, "openalex: its budget is spent."),
    )
    problems = tuple(f"list.md:{line}: \x1b[2Jsomething" for line in range(30))
    Console(stream=stream).tell(
        RunSummary(3, 1, 1, 1, 3, problems, sources, ("2 rows wait for openalex.",), ("output/x",))
    )
    printed, errors = capsys.readouterr().out, stream.getvalue()
    assert "crossref: 12 requests, 3 answers from the cache, 5 s waited." in printed
    assert "its budget is spent" in printed
    assert "`bibmill review`" in printed
    assert "Written: output/x." in printed
    assert errors.count("something") == 20
    assert "… and 10 more problems" in errors
    assert "\x1b" not in errors
    assert "2 rows wait for openalex." in errors


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("crossref: the service is in trouble (status 503); run again later.", "run again later."),
        ("crossref: it asks us to wait until …; run again then.", "run again then."),
        ("crossref: refused the question (400).", "refused the question (400)."),
        ("A sentence without a name.", "A sentence without a name."),
    ],
)
def test_to_run_again_is_told_only_where_it_helps(sentence: str, told: str):
    waiting = Match("a", Verdict.REJECT, "nothing_found", "", "", unasked=(("crossref", sentence),))
    matches = (waiting, msgspec.structs.replace(waiting, record_id="b"))
    [line] = Console().summarize(Artefacts(matches=matches), ()).not_asked
    assert line.startswith("2 rows wait for crossref: ")
    assert line.endswith(told)
    assert line.count("crossref") == 1
