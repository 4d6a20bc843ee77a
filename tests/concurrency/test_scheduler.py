"""The scheduler: sources side by side, queries that share requests, restarts, and no trace of timing."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from queue import SimpleQueue

import msgspec
import pytest

from pipeline.concurrency import scheduler
from pipeline.concurrency.scheduler import _take_all
from pipeline.concurrency.steps import ScheduleProgress
from pipeline.model.records import Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus, Verdict
from pipeline.stages.enrich import enrich
from tests.stages.test_enrich import FakeSource, claim, paper


def ids_of(queries: Sequence[Query]) -> list[str]:
    return [query.claim.id for query in queries]


def test_a_row_goes_on_while_its_source_is_busy(monkeypatch: pytest.MonkeyPatch):
    """Crossref answers its second row only when OpenAlex was asked about the first one."""
    was_asked = threading.Event()
    crossref, openalex = FakeSource("crossref"), FakeSource("openalex")

    def slow(queries: Sequence[Query]) -> Iterator[QueryResult]:
        yield crossref._to_result(queries[0], [])
        assert was_asked.wait(5), "openalex was not asked before crossref was through"
        yield from (crossref._to_result(query, []) for query in queries[1:])

    def search(queries: Sequence[Query]) -> Iterator[QueryResult]:
        was_asked.set()
        return (openalex._to_result(query, []) for query in queries)

    monkeypatch.setattr(crossref, "search", slow)
    monkeypatch.setattr(openalex, "search", search)
    found = enrich([claim("One"), claim("Two")], [crossref, openalex])
    assert [match.asked for match in found.items] == [("crossref", "openalex")] * 2


def test_lookups_by_identifier_share_a_request(monkeypatch: pytest.MonkeyPatch):
    claims = [claim(f"Paper {n}", doi=f"10.1000/{n}") for n in range(20)]
    asked: dict[str, list[list[str]]] = {"crossref": [], "openalex": []}
    sources = [FakeSource("crossref", paper("Paper 3", "10.1000/3")), FakeSource("openalex")]
    for source in sources:
        monkeypatch.setattr(source, "look_up", _record_batches(source, asked[source.name]))
    enrich(claims, sources)
    everybody = [one.id for one in claims]
    assert asked["crossref"][0] == everybody
    assert asked["openalex"][0] == [id_ for id_ in everybody if id_ != "row Paper 3"]


def _record_batches(source: FakeSource, batches: list[list[str]]):
    real = source.look_up

    def look_up(queries: Sequence[Query]) -> Iterator[QueryResult]:
        batches.append(ids_of(queries))
        shuffled = random.Random(len(queries)).sample(list(queries), len(queries))
        return real(shuffled)

    return look_up


class RandomOrder(FakeSource):
    """Gives results in a random order and at random times, by its seed."""

    seed = 0

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return self._shuffle(super().look_up(queries))

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        return self._shuffle(super().search(queries))

    def _shuffle(self, results: Iterator[QueryResult]) -> Iterator[QueryResult]:
        chance = random.Random(f"{self.seed} {self.name}")
        found = list(results)
        chance.shuffle(found)
        for result in found:
            if chance.random() < 0.2:
                time.sleep(0.001)
            yield result


@pytest.mark.slow
@pytest.mark.parametrize("refusing", [(), ("semantic_scholar",)])
def test_the_result_does_not_depend_on_who_answers_first(refusing: tuple[str, ...]):
    claims = [claim(f"Paper {n} of Many Words", 2018, ("CVPR", "NIPS", "arxiv")[n % 3]) for n in range(30)]
    claims += [claim(f"Known {n}", doi=f"10.1000/{n}") for n in range(5)]
    some = [paper(f"Paper {n} of Many Words", f"10.1000/9{n}") for n in range(0, 30, 2)]
    others = [paper(f"Paper {n} of Many Words", f"10.1000/8{n}", container="Elsewhere") for n in range(0, 30, 3)]
    runs = []
    for seed in range(5):
        RandomOrder.seed = seed
        sources = [
            RandomOrder("crossref", *others),
            RandomOrder("openalex", *some),
            RandomOrder("semantic_scholar", *some),
            RandomOrder("datacite"),
        ]
        runs.append(msgspec.json.encode(enrich(claims, sources, refusing=refusing)))
    assert len(set(runs)) == 1


class Recovering(FakeSource):
    """Fails on its first questions, and knows the answer afterwards."""

    def __init__(
        self, name: str, *records: Record, status: ReplyStatus = ReplyStatus.UNREACHABLE, failures: int = 1
    ) -> None:
        super().__init__(name, *records)
        self.status, self.failures = status, failures

    def _to_result(self, query: Query, found: list[Record]) -> QueryResult:
        if self.failures:
            self.failures -= 1
            return QueryResult(query.claim.id, self.name, self.status, sentence=f"{self.name} stumbles.")
        return super()._to_result(query, found)


@pytest.mark.parametrize("status", [ReplyStatus.THROTTLED, ReplyStatus.UNREACHABLE, ReplyStatus.UNREADABLE])
def test_a_source_that_recovers_leaves_no_trace(status: ReplyStatus):
    """The row was accepted by the second source; it ends as if the first one had never failed."""
    calm = enrich([claim()], [FakeSource("crossref", paper()), FakeSource("openalex", paper(container="Elsewhere"))])
    crossref = Recovering("crossref", paper(), status=status)
    openalex = FakeSource("openalex", paper(container="Elsewhere"))
    found = enrich([claim()], [crossref, openalex])
    assert found == calm
    assert crossref.searched == [claim().title] * 2
    assert openalex.searched == [claim().title]


@pytest.mark.parametrize("status", [ReplyStatus.BLOCKED, ReplyStatus.EXHAUSTED, ReplyStatus.NOT_ASKED])
def test_a_source_that_refuses_is_not_asked_once_more(status: ReplyStatus):
    crossref = Recovering("crossref", paper(), status=status)
    [match] = enrich([claim()], [crossref]).items
    assert (len(crossref.searched), match.unasked) == (1, (("crossref", "crossref stumbles."),))


def test_a_row_is_restarted_only_once():
    crossref = Recovering("crossref", paper(), failures=9)
    enrich([claim()], [crossref])
    assert len(crossref.searched) == 2


def test_a_restart_asks_only_what_failed():
    arxiv, crossref, openalex = FakeSource("arxiv"), Recovering("crossref", failures=1), FakeSource("openalex")
    enrich([claim(venue="arxiv")], [arxiv, openalex, crossref])
    assert [len(source.searched) for source in (arxiv, crossref, openalex)] == [1, 2, 1]


def test_the_library_still_counts_after_a_restart():
    near = paper("Seeing Things With Many Odd Words")
    sources = [FakeSource("library", near), Recovering("crossref", failures=1)]
    [match] = enrich([claim()], sources).items
    assert [one.candidate.source for one in match.rivals] == ["library"]


def test_the_next_run_mends_accidents_but_no_refusals():
    for status, is_open in ((ReplyStatus.UNREACHABLE, True), (ReplyStatus.THROTTLED, False)):
        sources = [Recovering("crossref", status=status, failures=9), FakeSource("openalex", paper())]
        [match] = enrich([claim()], sources).items
        assert (match.verdict, bool(match.unasked)) == (Verdict.ACCEPT, is_open)
        crossref = FakeSource("crossref", paper())
        again = enrich([claim()], [crossref, FakeSource("openalex", paper())], remembered={match.record_id: match})
        assert bool(crossref.searched) is is_open
        assert again.items[0].unasked == ()


def test_the_next_run_mends_a_failed_registry_too(monkeypatch: pytest.MonkeyPatch):
    def sources(**fails: bool) -> list[FakeSource]:
        crossref = FakeSource("crossref", **fails)
        monkeypatch.setattr(crossref, "search", lambda queries: (crossref._to_result(one, []) for one in queries))
        monkeypatch.setattr(
            crossref, "look_up", lambda queries: (crossref._to_result(one, [paper()]) for one in queries)
        )
        return [crossref, FakeSource("semantic_scholar", paper())]

    calm = enrich([claim()], sources()).items
    [match] = enrich([claim()], sources(fails=True)).items
    assert match.verdict is Verdict.ACCEPT
    assert enrich([claim()], sources(), remembered={match.record_id: match}).items == calm


def test_results_that_nobody_asked_for_are_discarded(monkeypatch: pytest.MonkeyPatch):
    crossref = FakeSource("crossref", paper())
    unasked = QueryResult("another row", "crossref", ReplyStatus.FOUND)

    def search(queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            yield from (unasked, crossref._to_result(query, [paper()]), unasked)

    monkeypatch.setattr(crossref, "search", search)
    [match] = enrich([claim()], [crossref]).items
    assert match.verdict is Verdict.ACCEPT


def test_an_error_in_a_source_stops_all_threads(monkeypatch: pytest.MonkeyPatch):
    crossref = FakeSource("crossref")
    monkeypatch.setattr(crossref, "search", lambda queries: [1 // 0 for _ in queries])
    with pytest.raises(ZeroDivisionError):
        enrich([claim()], [crossref])
    for thread in threading.enumerate():
        if thread.name.startswith("step-"):
            thread.join(5)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("step-")]


def test_an_error_elsewhere_stops_a_source_midway(monkeypatch: pytest.MonkeyPatch):
    crossref, openalex = FakeSource("crossref"), FakeSource("openalex")
    was_asked, has_failed = threading.Event(), threading.Event()
    given: list[int] = []

    def fail(queries: Sequence[Query]) -> Iterator[QueryResult]:
        yield crossref._to_result(queries[0], [])
        assert was_asked.wait(5)
        raise ZeroDivisionError

    def go_on(queries: Sequence[Query]) -> Iterator[QueryResult]:
        was_asked.set()
        has_failed.wait(5)
        for number in range(100):
            given.append(number)
            yield openalex._to_result(queries[0], [])

    monkeypatch.setattr(crossref, "search", fail)
    monkeypatch.setattr(openalex, "search", go_on)
    with pytest.raises(ZeroDivisionError):
        enrich([claim("One"), claim("Two")], [crossref, openalex])
    has_failed.set()
    for thread in threading.enumerate():
        if thread.name.startswith("step-"):
            thread.join(5)
    assert given == [0]


@pytest.mark.parametrize(
    ("put", "taken", "left"),
    [([], [], []), ([["a", "b"], ["c"]], ["a", "b", "c"], []), ([["a"], None], ["a"], [None])],
    ids=["nothing", "all of it", "up to the end"],
)
def test_what_waits_is_taken_at_once(put: list[list[str] | None], taken: list[str], left: list[None]):
    queue: SimpleQueue[list[Query] | None] = SimpleQueue()
    for names in put:
        queue.put(None if names is None else [Query(Record(name)) for name in names])
    assert ids_of(list(_take_all(queue))) == taken
    assert [queue.get() for _ in range(queue.qsize())] == left


def test_progress_is_reported():
    reports: list[ScheduleProgress] = []
    sources = [FakeSource("crossref", paper()), FakeSource("openalex")]
    enrich([claim(), claim("Nobody Knows This")], sources, progress=reports.append)
    last = reports[-1]
    assert (last.rows, last.finished, last.begun) == (2, 2, 2) or last.rows == 1
    searching = [one for one in reports if one.rows == 2][-1]
    assert dict(searching.first) == {"crossref": 2}
    assert dict(searching.asked) == dict(searching.answered) == {"crossref": 2, "openalex": 1}


def test_what_was_asked_is_reported_before_the_first_result(monkeypatch: pytest.MonkeyPatch):
    """So that an interruption can tell of a service that has not answered yet."""
    reports: list[ScheduleProgress] = []
    was_reported = threading.Event()
    crossref = FakeSource("crossref", paper())

    def slow(queries: Sequence[Query]) -> Iterator[QueryResult]:
        assert was_reported.wait(5), "nothing was reported before the first result"
        return (crossref._to_result(query, []) for query in queries)

    def report(status: ScheduleProgress) -> None:
        reports.append(status)
        was_reported.set()

    monkeypatch.setattr(scheduler, "PROGRESS_INTERVAL", 60.0)
    monkeypatch.setattr(crossref, "search", slow)
    enrich([claim()], [crossref], progress=report)
    assert (reports[0].rows, dict(reports[0].asked), dict(reports[0].answered)) == (1, {"crossref": 1}, {})


def test_a_fast_source_waits_until_it_is_read(monkeypatch: pytest.MonkeyPatch):
    """One result is being judged, one is being handed on, and the rest of what was made waits between them."""
    most = scheduler.UNREAD_RESULTS + 2
    source, made, read = FakeSource("crossref"), [], []
    is_ahead = threading.Event()

    def search(queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            made.append(query)
            if len(made) >= most:
                is_ahead.set()
            yield source._to_result(query, [])

    def look(progress: ScheduleProgress) -> None:
        if progress.begun:
            assert is_ahead.wait(5)
            read.append(progress.begun)
            assert len(made) <= progress.begun + most - 1

    monkeypatch.setattr(source, "search", search)
    enrich([claim(f"Paper {number}") for number in range(3 * most)], [source], progress=look)
    assert len(read) == 3 * most
