"""What each baseline takes of a few candidates, and what is hidden when a paper is to be absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from evaluate.baselines import HidingSource, collect_candidates, is_paper, take_exact, take_first, take_similar
from evaluate.rows import Gold
from pipeline.model.observations import Observation, ObservationBatch
from pipeline.model.records import Candidate, Date, Identifiers, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus

CLAIM = Record(id="row", title="Seeing Things", issued=Date(2018))


def offer(title: str, year: int = 2018, rank: int = 1, **ids: str) -> Candidate:
    record = Record(id=f"{title} {year}", title=title, issued=Date(year), identifiers=Identifiers(**ids))
    return Candidate(record, "fake", record.id, rank)


OTHER, SLIP, EARLY, SAME = (
    offer("Hearing Sounds"),
    offer("Seeing Thing"),
    offer("Seeing Things!", 2016),
    offer("SEEING things"),
)


class FakeSource:
    """A source that offers the same to everybody."""

    def __init__(self, name: str, *candidates: Candidate) -> None:
        self.name, self.candidates = name, candidates

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            yield QueryResult(query.claim.id, self.name, ReplyStatus.FOUND, self.candidates)

    look_up = search

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        yield ObservationBatch(self.name, "2026-03-01", tuple(Observation(work, 1) for work, _ in works))


def test_first_hit():
    assert take_first(CLAIM, [OTHER, SAME]) is OTHER
    assert take_first(CLAIM, []) is None


@pytest.mark.parametrize(
    ("offered", "threshold", "taken"),
    [
        ([OTHER, SLIP, SAME], 0.8, SAME),
        ([OTHER, SLIP], 0.8, SLIP),
        ([EARLY, SAME], 0.98, SAME),  # by the bonus for the year
        ([EARLY], 0.98, EARLY),
        ([OTHER], 0.8, None),
        ([], 0.8, None),
    ],
)
def test_similar_title(offered, threshold, taken):
    assert take_similar(CLAIM, offered, threshold) is taken


def test_same_title_and_year():
    assert take_exact(CLAIM, [SLIP, EARLY, SAME]) is SAME
    assert take_exact(CLAIM, [SLIP, EARLY]) is None
    assert take_exact(Record(id="row", title="Seeing Things"), [SLIP, EARLY]) is EARLY


def test_candidates_come_in_the_order_of_sources_and_ranks():
    second, first = offer("b", rank=2), offer("a", rank=1)
    sources = [FakeSource("one", second, first), FakeSource("two", OTHER)]
    assert collect_candidates(sources, [CLAIM, Record(id="untitled")]) == {"row": (first, second, OTHER)}


def test_a_hidden_paper_is_taken_out_of_every_answer():
    hiding = HidingSource(
        FakeSource("one", OTHER, SAME, offer("On Seeing", doi="10.1000/1")), {"row": Gold("Seeing things", "10.1000/1")}
    )
    for ask in (hiding.search, hiding.look_up):
        (result,) = ask([Query(CLAIM)])
        assert (result.candidates, result.status) == ((OTHER,), ReplyStatus.FOUND)
    (result,) = HidingSource(FakeSource("one", SAME), {"row": Gold("Seeing Things")}).search([Query(CLAIM)])
    assert (result.candidates, result.status) == ((), ReplyStatus.NO_MATCH)
    assert list(hiding.count([("work", Identifiers())])) == [
        ObservationBatch("one", "2026-03-01", (Observation("work", 1),))
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Record(id="", title="See-ing: Things"), True),
        (Record(id="", title="Other", identifiers=Identifiers(arxiv="1706.03762")), True),
        (Record(id="", title="Other", other_dois=("10.48550/arxiv.1706.03762",)), True),
        (Record(id="", title="Other", identifiers=Identifiers(doi="10.1000/2")), True),
        (Record(id="", title="Other", identifiers=Identifiers(doi="10.1000/3")), False),
        (Record(id="", title="Seeing"), False),
    ],
)
def test_what_is_the_paper(record: Record, expected: bool):
    assert is_paper(record, Gold("Seeing Things", "10.1000/1", ("10.1000/2",), "1706.03762")) is expected
