"""How long a run still takes: what is left to ask of each source, at its pace, with all sources at work side by side.

Rows go from source to source, so that what a source still gets depends on what others do not settle. The rest of the
run is played through in small steps of time: each source takes of its queue what its pace allows, and what it does not
settle goes to the next source of the same route. Shares of a row stand for the chance that it gets there. Nothing here
knows a clock, a terminal or a network.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pipeline.concurrency.steps import SEARCH, Place, ScheduleProgress, Step
from pipeline.model.records import Struct
from pipeline.model.source_table import row_of

SETTLED = 0.35
"""The share of questions that settle a row, before any was answered."""
COVERED = 0.05
"""The share of rows that are searched at a source although another, which covers it, comes before it."""
WEIGHT, WEIGHT_ALIKE = 12.0, 12.0
"""So many answers does the expectation count for, and what was seen at places alike."""
STATED = 4.0
"""So many answers does the stated pace of a source count for."""
REST = 0.3
"""What is left to ask of a source, in questions, when it is taken to be through."""
_FINEST, _COARSEST, _HORIZON = 0.25, 0.02, 500_000.0


class Pace(Struct, frozen=True):
    """How a source takes the questions of one step.

    Attributes:
        seconds: For one question.
        rests: Seconds until it may be asked again.
        is_open: False when it was given up, and its questions come back at once.
        budget: So many questions it takes before it gives up.
    """

    seconds: float
    rests: float = 0.0
    is_open: bool = True
    budget: float = math.inf


def estimate(status: ScheduleProgress, paces: Mapping[Step, Pace]) -> dict[str, float]:
    """Seconds until each source has nothing more to do; the longest is that of the run.

    Args:
        status: Where the rows are.
        paces: The pace of every step that is on a route.
    """
    queues = _Queues(status)
    moment, ends = 0.0, {step.source: 0.0 for place in status.ahead for step in place.route[place.at :]}
    while moment < _HORIZON and (busy := queues.busy()):
        for step in busy:
            if paces[step].is_open:
                ends[step.source] = max(moment, _FINEST)
        length = max(_FINEST, moment * _COARSEST)
        queues.serve(moment, length, paces)
        moment += length
    return ends


class _Queues:
    """What waits for each step, by its place on a route."""

    def __init__(self, status: ScheduleProgress) -> None:
        self._status = status
        self._alike: defaultdict[tuple[Step, int], list[int]] = defaultdict(lambda: [0, 0])
        for place, number in status.taken.items():
            alike = self._alike[_likeness(place)]
            alike[0] += number - status.ahead.get(place, 0)
            alike[1] += status.settled.get(place, 0)
        self._served: defaultdict[Step, float] = defaultdict(float)
        self._waiting: defaultdict[Step, defaultdict[Place, float]] = defaultdict(lambda: defaultdict(float))
        self._held: defaultdict[Step, defaultdict[Place, float]] = defaultdict(lambda: defaultdict(float))
        for place, number in status.ahead.items():
            is_held = place.step.kind != SEARCH and not status.sent.get(place.step)
            (self._held if is_held else self._waiting)[place.step][place] += number

    def busy(self) -> list[Step]:
        """The steps that have something to do."""
        if not any(step.kind != SEARCH and _is_busy(queue) for step, queue in self._waiting.items()):
            # Queries by identifier share requests: they are sent when all before them are back.
            for step, queue in self._held.items():
                _add(self._waiting[step], queue.items())
            self._held.clear()
        return [step for step, queue in self._waiting.items() if _is_busy(queue)]

    def serve(self, moment: float, length: float, paces: Mapping[Step, Pace]) -> None:
        """Let each source work for so many seconds, from this moment on."""
        at_work: dict[Step, float] = {}
        for step, queue in self._waiting.items():
            if not paces[step].is_open or moment >= paces[step].rests:
                at_work[step] = sum(queue.values())
        sharing: defaultdict[str, int] = defaultdict(int)
        for step, amount in at_work.items():
            sharing[step.source] += amount > REST and self._is_open(step, paces)
        for step, amount in at_work.items():
            is_open = self._is_open(step, paces)
            room = length / paces[step].seconds / max(1, sharing[step.source]) if is_open else amount
            if amount > 0:
                self._served[step] += min(room, amount)
                self._move(step, min(1.0, room / amount), is_open=is_open)

    def _is_open(self, step: Step, paces: Mapping[Step, Pace]) -> bool:
        return paces[step].is_open and self._served[step] < paces[step].budget

    def _move(self, step: Step, share: float, *, is_open: bool) -> None:
        """Take this share of what waits for a step, and send on what is not settled by it."""
        queue, self._waiting[step] = self._waiting[step], defaultdict(float)
        for place, amount in queue.items():
            self._waiting[step][place] += amount * (1 - share)
            going = amount * share * (self._share_unsettled(place) if is_open else 1.0)
            for at in range(place.at + 1, len(place.route)):
                later = Place(place.route, at)
                reached = going * self._share_taken(later)
                (self._waiting if later.step.kind == SEARCH else self._held)[later.step][later] += reached
                going -= reached

    def _share_unsettled(self, place: Place) -> float:
        results = self._status.taken.get(place, 0) - self._status.ahead.get(place, 0)
        alike = self._alike[_likeness(place)]
        expected = (alike[1] + WEIGHT * SETTLED) / (alike[0] + WEIGHT)
        return 1 - (self._status.settled.get(place, 0) + WEIGHT_ALIKE * expected) / (results + WEIGHT_ALIKE)

    def _share_taken(self, place: Place) -> float:
        """The share of rows that take the step there when it is next: some are spared it by what others said."""
        cover = Step(SEARCH, row_of(place.step.source).covered_by)
        is_covered = place.step.kind == SEARCH and cover in place.route[: place.at]
        taken, passed = self._status.taken.get(place, 0), self._status.passed.get(place, 0)
        return (taken + WEIGHT * (COVERED if is_covered else 1.0)) / (taken + passed + WEIGHT)


def _likeness(place: Place) -> tuple[Step, int]:
    """The step, and how many searches come before it: what others could not settle is settled less often."""
    return place.step, sum(step.kind == SEARCH for step in place.route[: place.at])


def _is_busy(queue: Mapping[Place, float]) -> bool:
    return sum(queue.values()) > REST


def _add(queue: defaultdict[Place, float], more: Iterable[tuple[Place, float]]) -> None:
    for place, amount in more:
        queue[place] += amount


class PaceMeter:
    """Measures how long each source takes for a question of each step.

    A source that has questions of two steps gives each half of its time.
    """

    def __init__(self) -> None:
        self._last: tuple[float, frozenset[Step]] | None = None
        self._busy: defaultdict[Step, float] = defaultdict(float)
        self._open: defaultdict[Step, float] = defaultdict(float)  # since the last answer: a request may bring many
        self._results: Counter[Step] = Counter()

    def note(self, now: float, status: ScheduleProgress) -> None:
        """Take note of where the rows are at this time."""
        if self._last:
            since, busy = self._last
            for step in busy:
                sharing = sum(other.source == step.source for other in busy)
                self._open[step] += (now - since) / sharing
        self._last = now, frozenset(step for step, number in status.sent.items() if number > 0)
        before, self._results = self._results, Counter()
        for place, number in status.taken.items():
            self._results[place.step] += number - status.ahead.get(place, 0)
        for step in self._results:
            if self._results[step] > before[step]:
                self._busy[step] += self._open.pop(step, 0.0)

    def seconds_each(self, step: Step, stated: float) -> float:
        """Seconds for a question of this step: as stated at first, and as measured when there were more answers.

        Args:
            step: The step.
            stated: What the limit of the source comes to, in seconds a question.
        """
        results = self._results[step]
        busy = self._busy[step] + (self._open[step] if results else 0.0)
        return (busy + STATED * stated) / (results + STATED)

    def rate(self, source: str) -> float | None:
        """Answers a second of a source while it had questions; None before there were any."""
        busy = sum(
            seconds for part in (self._busy, self._open) for step, seconds in part.items() if step.source == source
        )
        results = sum(number for step, number in self._results.items() if step.source == source)
        return results / busy if busy and results else None
