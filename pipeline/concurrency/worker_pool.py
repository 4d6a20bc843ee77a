"""Threads that work side by side in lanes, each lane with its own width.

It stands alone because it knows nothing of services or networks: any job with a lane can be given to it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from queue import SimpleQueue
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

LOOK_AHEAD = 256
"""So many calls are taken from an iterable before the first of them is answered."""


def run_side_by_side(
    jobs: Iterable[J], work: Callable[[J], R], lane: Callable[[J], tuple[Hashable, int]]
) -> Iterator[tuple[J, R]]:
    """Each job with its result, as they come; `lane` names whose turn a job is, and how many of these go at once."""
    crew = _Crew(work)
    waiting, out = iter(jobs), 0
    try:
        while True:
            for job in islice(waiting, LOOK_AHEAD - out):
                crew.hand_out(job, *lane(job))
                out += 1
            if not out:
                return
            yield crew.next_result()
            out -= 1
    finally:
        crew.dismiss()


class _Crew(Generic[J, R]):
    """Threads that work off one queue a lane.

    They are daemons and not a `ThreadPoolExecutor`, whose threads the interpreter joins at its end: Ctrl-C would then
    wait for the answer of a service that is down.
    """

    def __init__(self, work: Callable[[J], R]) -> None:
        self._work = work
        self._results: SimpleQueue[tuple[J, R] | BaseException] = SimpleQueue()
        self._queues: dict[Hashable, SimpleQueue[tuple[J] | None]] = {}
        self._threads: dict[Hashable, int] = {}
        self._dismissed = threading.Event()

    def hand_out(self, job: J, lane: Hashable, width: int) -> None:
        """Queue a job in its lane; a lane gets a worker with each job, up to its width."""
        queue = self._queues.setdefault(lane, SimpleQueue())
        queue.put((job,))
        if self._threads.get(lane, 0) < max(1, width):
            self._threads[lane] = self._threads.get(lane, 0) + 1
            threading.Thread(target=self._serve, args=(queue,), daemon=True, name=f"ask-{lane}").start()

    def _serve(self, queue: SimpleQueue[tuple[J] | None]) -> None:
        while (task := queue.get()) and not self._dismissed.is_set():
            try:
                self._results.put((task[0], self._work(task[0])))
            except BaseException as error:  # raised again where the results are read
                self._results.put(error)

    def next_result(self) -> tuple[J, R]:
        """Wait for the next job that is done."""
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def dismiss(self) -> None:
        """Send everybody home: what was not begun is left, what is on its way is nobody's any more."""
        self._dismissed.set()
        for lane, queue in self._queues.items():
            for _ in range(self._threads[lane]):
                queue.put(None)
