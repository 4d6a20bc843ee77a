"""Takes tasks from source to source: each step has a queue and a thread of its own.

A task is one row; a step is a way of asking one source (search, look up, complete). The caller says which step a task
needs next, and with which query. All results come back to the one thread that called `run_tasks`, so that whatever
judges them never meets two threads.

What a task learns does not depend on timing: its own steps come one after the other, and queries that share a request
wait for each other, so that the same rows always make the same requests, which are then found in the cache.
"""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from queue import Empty, Full, Queue, SimpleQueue
from typing import Generic, TypeVar

from pipeline.concurrency.steps import SEARCH, ScheduleProgress, Step, Tally
from pipeline.model.protocols import Source
from pipeline.model.records import Query, QueryResult
from pipeline.model.statuses import ReplyStatus

PROGRESS_INTERVAL = 1.0
"""Seconds without a result after which the progress is told all the same."""
_GOLDEN_RATIO = (5**0.5 - 1) / 2
UNREAD_RESULTS = 64
"""So many results wait to be read; sources that are faster, as all are when the cache knows every reply, wait too."""


class Task(ABC):
    """A row that goes through steps; it remembers which it has taken in this run, and each step's latest result."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self._results: dict[Step, QueryResult] = {}
        self._taken: set[Step] = set()

    @abstractmethod
    def learn_result(self, step: Step, result: QueryResult) -> None:
        """Take in the result of a step."""

    @abstractmethod
    def forget(self) -> None:
        """Drop everything that results have taught."""

    def receive(self, step: Step, result: QueryResult) -> None:
        """Learn the result of a step, and keep it for a restart."""
        self._results[step] = result
        self.learn_result(step, result)

    def needs_step(self, step: Step) -> bool:
        """True when the step must be asked; it then counts as taken in this run.

        A step whose result from before a restart is a fact is not asked again: that result is learned at once.
        """
        if step in self._taken:
            return False
        self._taken.add(step)
        known = self._results.get(step)
        if known is None or not known.status.is_fact:
            return True
        self.learn_result(step, known)
        return False

    def restart(self, failures: frozenset[ReplyStatus], keep: str) -> bool:
        """Go back to the start when a step has failed, as if it had given at once what it gives now.

        Args:
            failures: The statuses that are worth a restart.
            keep: The source whose results stay learned.

        Returns:
            True when the task was restarted.
        """
        if not any(self._results[step].status in failures for step in self._taken & self._results.keys()):
            return False
        self.forget()
        self._taken = {step for step in self._taken if step.source == keep}
        for step, result in self._results.items():
            if step in self._taken:
                self.learn_result(step, result)
        return True


AnyTask = TypeVar("AnyTask", bound=Task)
AnyItem = TypeVar("AnyItem")
Assignment = tuple[Step, Query]
"""The next step of a task, and what it asks."""
Result = tuple[Step, str, QueryResult | None]
"""A step, the id of the task, and the result; None when the source had nothing to say to the query."""
Progress = Callable[[ScheduleProgress], None]


def run_tasks(
    tasks: Sequence[AnyTask],
    next_step: Callable[[AnyTask], Assignment | None],
    sources: Iterable[Source],
    progress: Progress = lambda _progress: None,
    route: Callable[[AnyTask], Iterable[Step]] = lambda _task: (),
) -> None:
    """Take every task through its steps; sources work side by side.

    Args:
        tasks: Each gets its results through `Task.receive`, in this thread.
        next_step: What a task needs next; None when it is finished. It is called again after each result.
        sources: All that a step may name.
        progress: Called once before the first result, after each, and once a second while none comes.
        route: All steps that a task may take in turn, as long as it needs more; the time of a run is estimated by it.

    Raises:
        BaseException: Whatever a source raises.
    """
    queues = _StepQueues({source.name: source for source in sources})
    try:
        _Schedule(tasks, next_step, queues, progress, route).run()
    finally:
        queues.stop()


class _Schedule(Generic[AnyTask]):
    """The bookkeeping of one `run_tasks`: how far each task is, and which queries wait for a common request."""

    def __init__(
        self,
        tasks: Sequence[AnyTask],
        next_step: Callable[[AnyTask], Assignment | None],
        queues: _StepQueues,
        progress: Progress,
        route: Callable[[AnyTask], Iterable[Step]],
    ) -> None:
        self._tasks = {task.id: task for task in tasks}
        self._position = {id_: position for position, id_ in enumerate(self._tasks)}
        self._next_step, self._queues, self._progress = next_step, queues, progress
        self._next_batch: dict[Step, list[Query]] = {}
        self._pending_in_batch = 0
        self._route = route
        self._tally = Tally(len(tasks))

    def run(self) -> None:
        """Go on until every task is finished."""
        for task in spread(list(self._tasks.values())):
            self._advance(task)
        self._tally.note_begun()
        self._send_batch()
        if self._tally.has_asked:
            self._progress(self._tally.measure())  # an interruption before the first result tells what was asked
        for result in self._queues.results():
            if result:
                self._handle(*result)
            self._progress(self._tally.measure())

    def _handle(self, step: Step, id_: str, result: QueryResult | None) -> None:
        if result:
            self._tasks[id_].receive(step, result)
        self._pending_in_batch -= step.kind != SEARCH
        self._tally.note_result(id_, step)
        self._advance(self._tasks[id_])
        self._send_batch()

    def _advance(self, task: AnyTask) -> None:
        assignment = self._next_step(task)
        if assignment is None:
            self._tally.note_finished(task.id)
            return
        step, query = assignment
        self._tally.note_asked(task.id, step, partial(self._route, task))
        if step.kind == SEARCH:
            self._send(step, [query])
        else:
            self._next_batch.setdefault(step, []).append(query)

    def _send_batch(self) -> None:
        """Send the queries by identifier, which share requests: when all before them are back, in the tasks' order."""
        if self._pending_in_batch:
            return
        for step, queries in self._next_batch.items():
            self._pending_in_batch += len(queries)
            self._send(step, sorted(queries, key=lambda query: self._position[query.claim.id]))
        self._next_batch.clear()

    def _send(self, step: Step, queries: list[Query]) -> None:
        self._tally.note_sent(step, len(queries))
        self._queues.put(step, queries)


def spread(items: Sequence[AnyItem]) -> list[AnyItem]:
    """The items in an order of which every beginning is a sample of the whole, for any number of them.

    The rows of a list stand in sections; asked in the list's order, the first answers would say nothing about the rest,
    and nobody could tell how long that takes.

    >>> spread(range(8))
    [0, 5, 2, 7, 4, 1, 6, 3]
    """
    return [items[at] for at in sorted(range(len(items)), key=lambda at: at * _GOLDEN_RATIO % 1)]


class _StepQueues:
    """One queue and one thread for each step; the threads are daemons, so that Ctrl-C waits for none of them."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._queues: dict[Step, SimpleQueue[list[Query] | None]] = {}
        self._results: Queue[Result | BaseException] = Queue(UNREAD_RESULTS)
        self._pending = 0
        self._is_stopped = threading.Event()

    def put(self, step: Step, queries: list[Query]) -> None:
        """Put queries into the queue of a step."""
        queue = self._queues.get(step)
        if queue is None:
            queue = self._queues[step] = SimpleQueue()
            name = f"step-{step.source}-{step.kind}"
            threading.Thread(target=self._run_step, args=(step, queue), daemon=True, name=name).start()
        self._pending += len(queries)
        queue.put(queries)

    def results(self) -> Iterator[Result | None]:
        """One result for each query, until none is pending; None after each second in which none came."""
        while self._pending:
            try:
                result = self._results.get(timeout=PROGRESS_INTERVAL)
            except Empty:
                yield None
                continue
            if isinstance(result, BaseException):
                raise result
            self._pending -= 1
            yield result

    def stop(self) -> None:
        """Stop the threads; results still arriving are discarded."""
        self._is_stopped.set()
        for queue in self._queues.values():
            queue.put(None)

    def _run_step(self, step: Step, queue: SimpleQueue[list[Query] | None]) -> None:
        try:
            while (queries := queue.get()) and not self._is_stopped.is_set():
                self._ask(step, [*queries, *_take_all(queue)])
        except BaseException as error:  # raised again where the results are read
            self._give(error)

    def _give(self, result: Result | BaseException) -> None:
        """Hand on a result, as soon as there is room for it; a schedule that was stopped reads no more."""
        while not self._is_stopped.is_set():
            with contextlib.suppress(Full):
                self._results.put(result, timeout=PROGRESS_INTERVAL)
                return

    def _ask(self, step: Step, queries: list[Query]) -> None:
        source = self._sources[step.source]
        waiting = {query.claim.id for query in queries}
        for result in source.search(queries) if step.kind == SEARCH else source.look_up(queries):
            if self._is_stopped.is_set():
                return
            if result.record_id in waiting:
                waiting.remove(result.record_id)
                self._give((step, result.record_id, result))
        for id_ in sorted(waiting):  # a source gives no result for identifiers of a kind that it does not know
            self._give((step, id_, None))


def _take_all(queue: SimpleQueue[list[Query] | None]) -> Iterator[Query]:
    """All queries that are in a queue by now; the mark that ends the thread is put back."""
    while True:
        try:
            queries = queue.get_nowait()
        except Empty:
            return
        if queries is None:
            queue.put(None)
            return
        yield from queries
