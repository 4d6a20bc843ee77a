"""The worker pool: what runs side by side, how far ahead jobs are taken, and what closing early leaves undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from pipeline.concurrency.worker_pool import LOOK_AHEAD, run_side_by_side


def test_queues_run_side_by_side() -> None:
    fast_done = threading.Event()

    def work(job: str) -> str:
        if job == "slow":
            assert fast_done.wait(5)
        else:
            fast_done.set()
        return job.upper()

    jobs = run_side_by_side(["slow", "fast"], work, lambda job: (job, 1))
    assert sorted(jobs) == [("fast", "FAST"), ("slow", "SLOW")]  # else the slow one had waited in vain


def test_a_queue_has_at_most_its_workers() -> None:
    workers: set[int] = set()
    results = run_side_by_side(range(50), lambda _: workers.add(threading.get_ident()), lambda _: ("one", 2))
    assert sorted(job for job, _ in results) == list(range(50))
    assert len(workers) <= 2


def test_jobs_are_taken_a_bounded_way_ahead() -> None:
    taken: list[int] = []

    def take() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    results = run_side_by_side(take(), lambda job: job, lambda _: ("one", 1))
    next(results)
    assert len(taken) == LOOK_AHEAD
    results.close()


def test_no_jobs_give_no_results() -> None:
    assert list(run_side_by_side([], str, lambda _: ("one", 1))) == []


def test_an_error_of_a_worker_reaches_the_reader() -> None:
    with pytest.raises(ZeroDivisionError):
        list(run_side_by_side([0], lambda job: 1 // job, lambda _: ("one", 1)))


def test_closing_early_leaves_the_rest_undone() -> None:
    done, go_on = [], threading.Event()

    def work(job: int) -> int:
        if job:
            go_on.wait(5)
        done.append(job)
        return job

    results = run_side_by_side(range(100), work, lambda _: ("one", 1))
    assert next(results) == (0, 0)
    results.close()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name.startswith("worker-"):
            thread.join(5)
    assert len(done) <= 2
