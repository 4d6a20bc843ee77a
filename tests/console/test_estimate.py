"""How long a run still takes, on made-up schedules whose end is known."""

from __future__ import annotations

import pytest

from pipeline.concurrency.steps import LOOK_UP, SEARCH, Place, Route, ScheduleProgress, Step
from pipeline.console.estimate import Pace, PaceMeter, estimate

CROSSREF, OPENALEX, ARXIV = (Step(SEARCH, name) for name in ("crossref", "openalex", "arxiv"))
DATACITE = Step(SEARCH, "datacite")
BY_DOI = Step(LOOK_UP, "crossref")
FAST, SLOW = Pace(0.36), Pace(3.24)
GIVEN_UP = Pace(0.36, is_open=False)


def schedule(*places: tuple[Route, int, int, int, int]) -> ScheduleProgress:
    """Places as route, position, tasks that are there, tasks that were, and how many of these were settled."""
    ahead = {Place(route, at): there for route, at, there, _, _ in places if there}
    taken = {Place(route, at): there + before for route, at, there, before, _ in places}
    settled = {Place(route, at): number for route, at, _, _, number in places}
    sent = {place.step: there for place, there in ahead.items()}
    return ScheduleProgress(300, 0, 0, {}, {}, {}, sent, ahead, taken, settled)


@pytest.mark.parametrize(
    ("status", "paces", "least", "most"),
    [
        # One source: what waits, at its pace.
        (schedule(((CROSSREF,), 0, 100, 0, 0)), {CROSSREF: FAST}, 34, 38),
        # A slower one behind it gets what the first does not settle: a quarter, as far as was seen.
        (
            schedule(((CROSSREF, ARXIV), 0, 100, 100, 75), ((CROSSREF, ARXIV), 1, 0, 25, 25)),
            {CROSSREF: FAST, ARXIV: SLOW},
            70,
            110,
        ),
        # Nothing was seen yet: the expectation is that most go on.
        (schedule(((CROSSREF, ARXIV), 0, 100, 0, 0)), {CROSSREF: FAST, ARXIV: SLOW}, 180, 240),
        # A source that was given up settles nothing and takes no time.
        (schedule(((CROSSREF, ARXIV), 0, 100, 100, 75)), {CROSSREF: GIVEN_UP, ARXIV: SLOW}, 320, 340),
        # One that rests begins later.
        (schedule(((CROSSREF,), 0, 100, 0, 0)), {CROSSREF: Pace(0.36, rests=60.0)}, 94, 100),
        # One whose budget ends hands on the rest.
        (
            schedule(((OPENALEX, ARXIV), 0, 100, 100, 100)),
            {OPENALEX: Pace(0.1, budget=20), ARXIV: SLOW},
            230,
            280,
        ),
        # arXiv is hardly searched where DataCite, which registers all it has, was.
        (schedule(((DATACITE, ARXIV), 0, 100, 0, 0)), {DATACITE: FAST, ARXIV: SLOW}, 34, 60),
        # Two sources work side by side: the longer of the two counts.
        (
            schedule(((CROSSREF,), 0, 100, 0, 0), ((ARXIV,), 0, 20, 0, 0)),
            {CROSSREF: FAST, ARXIV: SLOW},
            62,
            68,
        ),
        # The list of a real run after 28 s: decision trees, at the real limits, without keys. It took 286 s more.
        (
            schedule(
                ((CROSSREF, OPENALEX, ARXIV), 0, 62, 71, 30),
                ((CROSSREF, OPENALEX, ARXIV), 1, 0, 41, 14),
                ((CROSSREF, OPENALEX, ARXIV), 2, 24, 3, 0),
                ((DATACITE, OPENALEX, ARXIV), 0, 0, 25, 1),
                ((BY_DOI, CROSSREF, OPENALEX, ARXIV), 0, 60, 0, 0),
            ),
            {
                CROSSREF: FAST,
                OPENALEX: Pace(0.1, is_open=False),
                ARXIV: SLOW,
                DATACITE: FAST,
                BY_DOI: Pace(0.36),
            },
            143,
            572,
        ),
        # Everything is done.
        (schedule(((CROSSREF,), 0, 0, 100, 100)), {CROSSREF: FAST}, 0, 0),
    ],
)
def test_the_time_of_a_schedule(status: ScheduleProgress, paces: dict[Step, Pace], least: float, most: float):
    assert least <= max(estimate(status, paces).values(), default=0.0) <= most


def test_look_ups_wait_for_each_other():
    """Crossref's are sent only when those before them are back."""
    other = Step(LOOK_UP, "datacite")
    status = schedule(((other, BY_DOI), 0, 100, 0, 0), ((BY_DOI,), 0, 100, 0, 0))
    held = ScheduleProgress(300, 0, 0, {}, {}, {}, {other: 100}, status.ahead, status.taken, status.settled)
    found = estimate(held, {other: FAST, BY_DOI: Pace(0.1)})
    assert found["crossref"] > found["datacite"] > 30


def test_a_pace_is_as_stated_and_then_as_measured():
    meter = PaceMeter()
    meter.note(0.0, schedule(((CROSSREF,), 0, 100, 0, 0)))
    assert (meter.seconds_each(CROSSREF, 0.5), meter.rate("crossref")) == (0.5, None)
    meter.note(60.0, schedule(((CROSSREF,), 0, 100, 0, 0)))
    assert meter.seconds_each(CROSSREF, 0.5) == 0.5, "a request may bring many answers, so silence says nothing yet"
    meter.note(100.0, schedule(((CROSSREF,), 0, 4, 96, 0)))
    assert meter.seconds_each(CROSSREF, 0.5) == pytest.approx(1.02)
    assert meter.rate("crossref") == pytest.approx(0.96)
    meter.note(200.0, schedule(((CROSSREF,), 0, 0, 100, 0)))
    meter.note(900.0, schedule(((CROSSREF,), 0, 0, 100, 0)))
    assert meter.rate("crossref") == pytest.approx(0.5), "a source that has nothing to do is not slow"


def test_a_source_shares_its_time_between_its_steps():
    meter = PaceMeter()
    meter.note(0.0, schedule(((CROSSREF,), 0, 100, 0, 0), ((BY_DOI,), 0, 100, 0, 0)))
    meter.note(100.0, schedule(((CROSSREF,), 0, 4, 96, 0), ((BY_DOI,), 0, 4, 96, 0)))
    assert meter.seconds_each(CROSSREF, 0.5) == pytest.approx(0.52)
