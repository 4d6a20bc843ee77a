"""The steps that a task takes, and how far all tasks are on their way.

It stands apart from `scheduler.py`, which takes the tasks there: this only counts, and what it counts is what a run is
shown by and its time is estimated from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pipeline.model.records import Struct

SEARCH = "search"
LOOK_UP = "look up"
COMPLETE = "complete"


class Step(NamedTuple):
    """One way of asking one source: `kind` is SEARCH, LOOK_UP or COMPLETE, `source` its name."""

    kind: str
    source: str


Route = tuple[Step, ...]
"""The steps that a task takes one after the other as long as it needs more."""


class Place(NamedTuple):
    """Where a task is on its route: at the step of this number."""

    route: Route
    at: int

    @property
    def step(self) -> Step:
        """The step that is asked there."""
        return self.route[self.at]


class ScheduleProgress(Struct, frozen=True):
    """How far `run_tasks` has come.

    Attributes:
        rows: All tasks.
        finished: Tasks that need no further step.
        begun: Tasks that have got their first result.
        first: By source, for how many tasks it was the first.
        asked: By source, how many queries it got so far.
        answered: By source, how many of these have their result.
        sent: By step, how many queries its source has, and has not answered.
        ahead: By place, how many tasks are there: its step is being asked.
        taken: By place, how many tasks have come there.
        settled: By place, how many tasks needed no further step after it.
        passed: By place, how many tasks went on to a later one of the route without it.
    """

    rows: int
    finished: int
    begun: int
    first: Mapping[str, int]
    asked: Mapping[str, int]
    answered: Mapping[str, int]
    sent: Mapping[Step, int] = {}
    ahead: Mapping[Place, int] = {}
    taken: Mapping[Place, int] = {}
    settled: Mapping[Place, int] = {}
    passed: Mapping[Place, int] = {}


class Tally:
    """Counts where the tasks of one schedule are."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._finished = 0
        self._begun: set[str] = set()
        self._first: Mapping[str, int] = {}
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._sent: Counter[Step] = Counter()
        self._ahead: Counter[Place] = Counter()
        self._taken: Counter[Place] = Counter()
        self._settled: Counter[Place] = Counter()
        self._passed: Counter[Place] = Counter()
        self._places: dict[str, Place] = {}

    def note_asked(self, id_: str, step: Step, find_route: Callable[[], Iterable[Step]]) -> None:
        """A task takes a step.

        Args:
            id_: The task.
            step: The step.
            find_route: Gives all steps of the task, when it must be known; where this step is none of them, nothing is
                known of what comes behind it.
        """
        before = self._leave(id_)
        route = before.route if before and step in before.route else tuple(find_route())
        place = Place(route, route.index(step)) if step in route else Place((step,), 0)
        if before and route is before.route:
            self._passed.update(Place(route, at) for at in range(before.at + 1, place.at))
        self._places[id_] = place
        self._ahead[place] += 1
        self._taken[place] += 1
        self._asked[step.source] += 1

    def note_sent(self, step: Step, number: int) -> None:
        """A source has got so many queries."""
        self._sent[step] += number

    def note_result(self, id_: str, step: Step) -> None:
        """A task has the result of a step."""
        self._begun.add(id_)
        self._answered[step.source] += 1
        self._sent[step] -= 1

    def note_finished(self, id_: str) -> None:
        """A task needs no further step."""
        if before := self._leave(id_):
            self._settled[before] += 1
        self._finished += 1

    def note_begun(self) -> None:
        """All tasks have taken their first step."""
        self._first = dict(self._asked)

    def _leave(self, id_: str) -> Place | None:
        """Take a task from its place; where that was."""
        before = self._places.pop(id_, None)
        if before:
            self._ahead[before] -= 1
            if not self._ahead[before]:
                del self._ahead[before]
        return before

    @property
    def has_asked(self) -> bool:
        """True when any source was asked."""
        return bool(self._asked)

    def measure(self) -> ScheduleProgress:
        """How far it is."""
        tallies = (dict(self._first), dict(self._asked), dict(self._answered), dict(self._sent))
        further = (dict(self._ahead), dict(self._taken), dict(self._settled), dict(self._passed))
        return ScheduleProgress(self._rows, self._finished, len(self._begun), *tallies, *further)
