"""Rows on their way from source to source: each source works through its inbox in a thread of its own.

It stands alone because it knows neither papers nor rules: where a row goes next is told by who sends it. All answers
come back to the one thread that started the walk, so that whatever judges them never meets two threads. What a row
hears does not depend on timing: its own stations come one after the other, and questions that share a request wait
for each other, so that the same rows always make the same requests, which are then found in the cache.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, TypeVar

from pipeline.model.protocols import Source
from pipeline.model.records import Query, QueryResult, ReplyStatus, Struct

SEARCH = "search"
LOOK_UP = "look up"
COMPLETE = "complete"
SILENCE = 1.0
"""Seconds without an answer after which it is told all the same how far the walk is."""


class Step(NamedTuple):
    """What is asked of which source."""

    kind: str
    source: str


class ScheduleProgress(Struct, frozen=True):
    """How far a walk is: rows in all, those that have arrived, and those that have had their first answer; by source,
    for how many rows it is the first, what it was asked in all, and what it has answered.
    """

    rows: int
    arrived: int
    moved: int
    first: Mapping[str, int]
    asked: Mapping[str, int]
    answered: Mapping[str, int]


class Task(ABC):
    """A row on its way: the stations that it has passed in this round, and what each has ever told it."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self._heard: dict[Step, QueryResult] = {}
        self._passed: set[Step] = set()

    @abstractmethod
    def take_in(self, station: Step, answer: QueryResult) -> None:
        """Learn what a station said."""

    @abstractmethod
    def forget(self) -> None:
        """Forget all that was taken in."""

    def hear(self, station: Step, answer: QueryResult) -> None:
        """Learn what a station said, and keep it for another round."""
        self._heard[station] = answer
        self.take_in(station, answer)

    def must_ask(self, station: Step) -> bool:
        """True for a station that was not passed in this round; one that told a fact in the last round is not asked
        again: the row takes in once more what it said, and has passed.
        """
        if station in self._passed:
            return False
        self._passed.add(station)
        known = self._heard.get(station)
        if known is None or not known.status.is_fact:
            return True
        self.take_in(station, known)
        return False

    def start_again(self, failures: frozenset[ReplyStatus], keep: str) -> bool:
        """Go back to the start when a station that was passed has failed so; True when the row did.

        The row then goes as if that station had told at once what it tells now. What the source `keep` said stays.
        """
        if not any(self._heard[station].status in failures for station in self._passed & self._heard.keys()):
            return False
        self.forget()
        self._passed = {station for station in self._passed if station.source == keep}
        for station, answer in self._heard.items():
            if station in self._passed:
                self.take_in(station, answer)
        return True


R = TypeVar("R", bound=Task)
Assignment = tuple[Step, Query]
Back = tuple[Step, str, QueryResult | None]
Progress = Callable[[ScheduleProgress], None]


def run_tasks(
    rows: Sequence[R],
    next_step: Callable[[R], Assignment | None],
    sources: Iterable[Source],
    progress: Progress = lambda _standing: None,
) -> None:
    """Send every row to its stations, as `next_step` names them, until it names none; sources work side by side."""
    lanes = _Lanes({source.name: source for source in sources})
    try:
        _Walk(rows, next_step, lanes, progress).run()
    finally:
        lanes.dismiss()


class _Walk(Generic[R]):
    """The bookkeeping of one walk: who is where, and which questions are gathered for a common request."""

    def __init__(
        self, rows: Sequence[R], next_step: Callable[[R], Assignment | None], lanes: _Lanes, progress: Progress
    ) -> None:
        self._rows = {row.id: row for row in rows}
        self._place = {id_: place for place, id_ in enumerate(self._rows)}
        self._next_step, self._lanes, self._progress = next_step, lanes, progress
        self._gathered: dict[Step, list[Query]] = {}
        self._in_wave = 0
        self._arrived = 0
        self._moved: set[str] = set()
        self._first: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._answered: dict[str, int] = {}

    def run(self) -> None:
        """Move all rows until every one has arrived."""
        for row in self._rows.values():
            self._move(row)
        self._first = dict(self._asked)
        self._send_wave()
        for back in self._lanes.come_back():
            if back:
                self._take_back(*back)
            self._progress(self._stand())

    def _take_back(self, station: Step, id_: str, answer: QueryResult | None) -> None:
        if answer:
            self._rows[id_].hear(station, answer)
        self._in_wave -= station.kind != SEARCH
        self._moved.add(id_)
        self._answered[station.source] = self._answered.get(station.source, 0) + 1
        self._move(self._rows[id_])
        self._send_wave()

    def _move(self, row: R) -> None:
        step = self._next_step(row)
        if step is None:
            self._arrived += 1
            return
        station, query = step
        self._asked[station.source] = self._asked.get(station.source, 0) + 1
        if station.kind == SEARCH:
            self._lanes.hand(station, [query])
        else:
            self._gathered.setdefault(station, []).append(query)

    def _send_wave(self) -> None:
        """Questions by identifier share requests; they go when all before them are back, in the order of the rows."""
        if self._in_wave:
            return
        for station, queries in self._gathered.items():
            self._in_wave += len(queries)
            self._lanes.hand(station, sorted(queries, key=lambda query: self._place[query.claim.id]))
        self._gathered.clear()

    def _stand(self) -> ScheduleProgress:
        tallies = (dict(self._first), dict(self._asked), dict(self._answered))
        return ScheduleProgress(len(self._rows), self._arrived, len(self._moved), *tallies)


class _Lanes:
    """One inbox and one thread for each station; the threads are daemons, so that Ctrl-C waits for none of them."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._inboxes: dict[Step, SimpleQueue[list[Query] | None]] = {}
        self._back: SimpleQueue[Back | BaseException] = SimpleQueue()
        self._out = 0
        self._dismissed = threading.Event()

    def hand(self, station: Step, queries: list[Query]) -> None:
        """Put questions into the inbox of a station."""
        inbox = self._inboxes.get(station)
        if inbox is None:
            inbox = self._inboxes[station] = SimpleQueue()
            name = f"lane-{station.source}-{station.kind}"
            threading.Thread(target=self._serve, args=(station, inbox), daemon=True, name=name).start()
        self._out += len(queries)
        inbox.put(queries)

    def come_back(self) -> Iterator[Back | None]:
        """Each question once, with its answer or None, until nothing is under way; None after a second of silence."""
        while self._out:
            try:
                found = self._back.get(timeout=SILENCE)
            except Empty:
                yield None
                continue
            if isinstance(found, BaseException):
                raise found
            self._out -= 1
            yield found

    def dismiss(self) -> None:
        """Send the threads home; what they still hear is nobody's."""
        self._dismissed.set()
        for inbox in self._inboxes.values():
            inbox.put(None)

    def _serve(self, station: Step, inbox: SimpleQueue[list[Query] | None]) -> None:
        try:
            while (queries := inbox.get()) and not self._dismissed.is_set():
                self._ask(station, [*queries, *_drain(inbox)])
        except BaseException as error:  # raised again where the answers are read
            self._back.put(error)

    def _ask(self, station: Step, queries: list[Query]) -> None:
        source = self._sources[station.source]
        waiting = {query.claim.id for query in queries}
        for answer in source.search(queries) if station.kind == SEARCH else source.look_up(queries):
            if self._dismissed.is_set():
                return
            if answer.record_id in waiting:
                waiting.remove(answer.record_id)
                self._back.put((station, answer.record_id, answer))
        for id_ in sorted(waiting):  # a source says nothing to identifiers of a kind that it does not know
            self._back.put((station, id_, None))


def _drain(inbox: SimpleQueue[list[Query] | None]) -> Iterator[Query]:
    """All that is in an inbox by now."""
    while True:
        try:
            queries = inbox.get_nowait()
        except Empty:
            return
        if queries is None:
            inbox.put(None)
            return
        yield from queries
