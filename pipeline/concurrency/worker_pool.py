"""Threads that do jobs side by side, from several queues, each with its own number of workers.

It stands alone because it knows nothing of services or networks: any job that has a queue can be given to it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Hashable, Iterable
from itertools import islice
from queue import SimpleQueue
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

LOOK_AHEAD = 64
"""So many jobs are taken from an iterable before the first of them is done; as many results may wait to be read."""


def run_side_by_side(
    jobs: Iterable[J], work: Callable[[J], R], queue_of: Callable[[J], tuple[Hashable, int]]
) -> Generator[tuple[J, R], None, None]:
    """Do jobs in threads, and give each with its result as soon as it is done.

    Args:
        jobs: Taken as they are needed, at most `LOOK_AHEAD` of them before their results are read.
        work: Does one job; it is called from several threads.
        queue_of: The name of a job's queue, and the number of workers that this queue may have.

    Returns:
        Pairs of job and result, in any order. To close the generator early leaves what was not begun undone.

    Raises:
        BaseException: Whatever `work` raises, when its result would be read.
    """
    pool = _WorkerPool(work)
    waiting, pending = iter(jobs), 0
    try:
        while True:
            for job in islice(waiting, LOOK_AHEAD - pending):
                pool.submit(job, *queue_of(job))
                pending += 1
            if not pending:
                return
            yield pool.next_result()
            pending -= 1
    finally:
        pool.stop()


class _WorkerPool(Generic[J, R]):
    """Threads that work off queues.

    They are daemons and not a `ThreadPoolExecutor`, whose threads the interpreter joins at its end: Ctrl-C would then
    wait for the response of a service that is down.
    """

    def __init__(self, work: Callable[[J], R]) -> None:
        self._work = work
        self._results: SimpleQueue[tuple[J, R] | BaseException] = SimpleQueue()
        self._queues: dict[Hashable, SimpleQueue[tuple[J] | None]] = {}
        self._workers: dict[Hashable, int] = {}
        self._is_stopped = threading.Event()

    def submit(self, job: J, name: Hashable, max_workers: int) -> None:
        """Put a job into a queue; the queue gets one more worker with each job, up to its number."""
        queue = self._queues.setdefault(name, SimpleQueue())
        queue.put((job,))
        if self._workers.get(name, 0) < max(1, max_workers):
            self._workers[name] = self._workers.get(name, 0) + 1
            threading.Thread(target=self._run_worker, args=(queue,), daemon=True, name=f"worker-{name}").start()

    def _run_worker(self, queue: SimpleQueue[tuple[J] | None]) -> None:
        while (item := queue.get()) and not self._is_stopped.is_set():
            try:
                self._results.put((item[0], self._work(item[0])))
            except BaseException as error:  # raised again where the results are read
                self._results.put(error)

    def next_result(self) -> tuple[J, R]:
        """Wait for the next job that is done."""
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def stop(self) -> None:
        """Stop the workers: jobs that were not begun are left, results still arriving are discarded."""
        self._is_stopped.set()
        for name, queue in self._queues.items():
            for _ in range(self._workers[name]):
                queue.put(None)
