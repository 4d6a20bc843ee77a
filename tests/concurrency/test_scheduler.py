"""The scheduler: sources side by side, queries that share requests, restarts, and no trace of timing."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence

import msgspec
import pytest

from pipeline.model.records import Query, QueryResult
from pipeline.model.statuses import ReplyStatus, Verdict
from pipeline.stages.enrich import enrich
from tests.stages.test_enrich import Shelf, claim, paper


def ids_of(queries: Sequence[Query]) -> list[str]:
    return [query.claim.id for query in queries]


def test_a_row_goes_on_while_its_source_is_busy():
    """Crossref answers its second row only when OpenAlex was asked about the first one."""
    was_asked = threading.Event()
    crossref, openalex = Shelf("crossref"), Shelf("openalex")

    def slow(queries: Sequence[Query]) -> Iterator[QueryResult]:
        yield crossref._answer(queries[0], [])
        assert was_asked.wait(5), "openalex was not asked before crossref was through"
        yield from (crossref._answer(query, []) for query in queries[1:])

    def search(queries: Sequence[Query]) -> Iterator[QueryResult]:
        was_asked.set()
        return (openalex._answer(query, []) for query in queries)

    crossref.search, openalex.search = slow, search  # type: ignore[method-assign]
    found = enrich([claim("One"), claim("Two")], [crossref, openalex])
    assert [match.asked for match in found.items] == [("crossref", "openalex")] * 2


def test_lookups_by_identifier_share_a_request():
    claims = [claim(f"Paper {n}", doi=f"10.1000/{n}") for n in range(20)]
    asked: dict[str, list[list[str]]] = {"crossref": [], "openalex": []}
    shelves = [Shelf("crossref", paper("Paper 3", "10.1000/3")), Shelf("openalex")]
    for shelf in shelves:
        shelf.look_up = _record_batches(shelf, asked[shelf.name])  # type: ignore[method-assign]
    enrich(claims, shelves)
    everybody = [one.id for one in claims]
    assert asked["crossref"][0] == everybody
    assert asked["openalex"][0] == [id_ for id_ in everybody if id_ != "row Paper 3"]


def _record_batches(shelf: Shelf, batches: list[list[str]]):
    real = shelf.look_up

    def look_up(queries: Sequence[Query]) -> Iterator[QueryResult]:
        batches.append(ids_of(queries))
        shuffled = random.Random(len(queries)).sample(list(queries), len(queries))
        return real(shuffled)

    return look_up


class RandomOrder(Shelf):
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


def test_the_result_does_not_depend_on_who_answers_first():
    claims = [claim(f"Paper {n} of Many Words", 2018, ("CVPR", "NIPS", "arxiv")[n % 3]) for n in range(30)]
    claims += [claim(f"Known {n}", doi=f"10.1000/{n}") for n in range(5)]
    some = [paper(f"Paper {n} of Many Words", f"10.1000/9{n}") for n in range(0, 30, 2)]
    others = [paper(f"Paper {n} of Many Words", f"10.1000/8{n}", container="Elsewhere") for n in range(0, 30, 3)]
    runs = []
    for seed in range(5):
        RandomOrder.seed = seed
        shelves = [
            RandomOrder("crossref", *others),
            RandomOrder("openalex", *some),
            RandomOrder("semantic_scholar", *some),
        ]
        runs.append(msgspec.json.encode(enrich(claims, shelves)))
    assert len(set(runs)) == 1


class Recovering(Shelf):
    """Fails on its first questions, and knows the answer afterwards."""

    def __init__(self, name: str, *records, status: ReplyStatus = ReplyStatus.UNREACHABLE, failures: int = 1) -> None:
        super().__init__(name, *records)
        self.status, self.failures = status, failures

    def _answer(self, query, found):
        if self.failures:
            self.failures -= 1
            return QueryResult(query.claim.id, self.name, self.status, sentence=f"{self.name} stumbles.")
        return super()._answer(query, found)


@pytest.mark.parametrize("status", [ReplyStatus.THROTTLED, ReplyStatus.UNREACHABLE, ReplyStatus.UNREADABLE])
def test_a_source_that_recovers_leaves_no_trace(status: ReplyStatus):
    """The row was accepted by the second source; it ends as if the first one had never failed."""
    calm = enrich([claim()], [Shelf("crossref", paper()), Shelf("openalex", paper(container="Elsewhere"))])
    crossref = Recovering("crossref", paper(), status=status)
    openalex = Shelf("openalex", paper(container="Elsewhere"))
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
    arxiv, crossref, openalex = Shelf("arxiv"), Recovering("crossref", failures=1), Shelf("openalex")
    enrich([claim(venue="arxiv")], [arxiv, openalex, crossref])
    assert [len(shelf.searched) for shelf in (arxiv, crossref, openalex)] == [1, 2, 1]


def test_the_library_still_counts_after_a_restart():
    near = paper("Seeing Things With Many Odd Words")
    shelves = [Shelf("library", near), Recovering("crossref", failures=1)]
    [match] = enrich([claim()], shelves).items
    assert [one.candidate.source for one in match.rivals] == ["library"]


def test_the_next_run_mends_accidents_but_no_refusals():
    for status, is_open in ((ReplyStatus.UNREACHABLE, True), (ReplyStatus.THROTTLED, False)):
        shelves = [Recovering("crossref", status=status, failures=9), Shelf("openalex", paper())]
        [match] = enrich([claim()], shelves).items
        assert (match.verdict, bool(match.unasked)) == (Verdict.ACCEPT, is_open)
        crossref = Shelf("crossref", paper())
        again = enrich([claim()], [crossref, Shelf("openalex", paper())], remembered={match.record_id: match})
        assert bool(crossref.searched) is is_open
        assert again.items[0].unasked == ()


def test_the_next_run_mends_a_failed_registry_too():
    def shelves(**fails: bool) -> list[Shelf]:
        found = [Shelf("crossref", **fails), Shelf("semantic_scholar", paper())]
        found[0].search = lambda queries: (found[0]._answer(q, []) for q in queries)  # type: ignore[method-assign]
        found[0].look_up = lambda queries: (found[0]._answer(q, [paper()]) for q in queries)  # type: ignore[method-assign]
        return found

    calm = enrich([claim()], shelves()).items
    [match] = enrich([claim()], shelves(fails=True)).items
    assert match.verdict is Verdict.ACCEPT
    assert enrich([claim()], shelves(), remembered={match.record_id: match}).items == calm


def test_results_that_nobody_asked_for_are_discarded():
    crossref = Shelf("crossref", paper())
    unasked = QueryResult("another row", "crossref", ReplyStatus.FOUND)
    crossref.search = lambda queries: (  # type: ignore[method-assign]
        one for query in queries for one in (unasked, crossref._answer(query, [paper()]), unasked)
    )
    [match] = enrich([claim()], [crossref]).items
    assert match.verdict is Verdict.ACCEPT


def test_an_error_in_a_source_stops_all_threads():
    crossref = Shelf("crossref")
    crossref.search = lambda queries: [1 // 0 for _ in queries]  # type: ignore[method-assign,assignment,return-value]
    with pytest.raises(ZeroDivisionError):
        enrich([claim()], [crossref])
    for thread in threading.enumerate():
        if thread.name.startswith("step-"):
            thread.join(5)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("step-")]


def test_progress_is_reported():
    reports = []
    shelves = [Shelf("crossref", paper()), Shelf("openalex")]
    enrich([claim(), claim("Nobody Knows This")], shelves, progress=reports.append)
    last = reports[-1]
    assert (last.rows, last.finished, last.begun) == (2, 2, 2) or last.rows == 1
    searching = [one for one in reports if one.rows == 2][-1]
    assert dict(searching.first) == {"crossref": 2}
    assert dict(searching.asked) == dict(searching.answered) == {"crossref": 2, "openalex": 1}
