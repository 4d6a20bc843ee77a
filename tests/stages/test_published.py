"""Which papers preprints became: asked in batches, and believed only of the same title and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Candidate, Date, Identifiers, Name, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.stages.published import find_published

PEOPLE = (Name("Roe", "Ada"), Name("Doe", "Ben"))
PREPRINT = Record(
    "row", type="article", title="Seeing Things With Many Words", author=PEOPLE,
    identifiers=Identifiers(arxiv="1711.00001"),
)  # fmt: skip
PAPER = replace(
    PREPRINT, id="p", type="article-journal", container_title="Annals of Examples", issued=Date(2018),
    identifiers=Identifiers(doi="10.1000/7", arxiv="1711.00001"),
)  # fmt: skip


class Source:
    """A source with the given records, which counts how often it is asked."""

    def __init__(self, name: str, *records: Record) -> None:
        self.name, self.records = name, records
        self.asked: list[list[str]] = []

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        self.asked.append([label for one in queries for label in one.claim.identifiers.labels()])
        for query in queries:
            labels = set(query.claim.identifiers.labels())
            found = [one for one in self.records if labels & set(one.identifiers.labels())]
            candidates = tuple(Candidate(one, self.name, one.id) for one in found)
            yield QueryResult(query.claim.id, self.name, ReplyStatus.FOUND, candidates)

    search = count = look_up


def find(*sources: Any, known: Sequence[Candidate] = ()) -> tuple[Candidate, ...]:
    return find_published([PREPRINT], {"row": known}, sources)["row"]


def test_an_index_names_it_and_the_registry_describes_it():
    index, registry = Source("semantic_scholar", PAPER), Source("crossref", replace(PAPER, page="1-9"))
    found = find(registry, index)
    assert [(one.source, one.record.page) for one in found] == [("crossref", "1-9"), ("semantic_scholar", "")]
    assert (index.asked, registry.asked) == ([["arxiv:1711.00001"]], [["doi:10.1000/7"]])


def test_a_doi_that_is_known_is_not_looked_for():
    registry = Source("crossref", PAPER)
    known = replace(PREPRINT, id="a", other_dois=("10.1000/7", "10.48550/arXiv.1711.00001"))
    assert [one.source for one in find(registry, known=[Candidate(known, "arxiv", "a")])] == ["crossref"]


def test_a_published_version_at_hand_spares_the_indexes():
    index = Source("openalex", PAPER)
    find(index, Source("crossref"), known=[Candidate(PAPER, "crossref", "p")])
    assert index.asked == []


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, title="Another Thing Altogether Here"),
        replace(PAPER, author=(Name("Other", "O."),)),
        replace(PAPER, type="dataset"),
        replace(PAPER, container_title="arXiv"),
        PREPRINT,
    ],
)
def test_what_is_not_that_paper_is_left_out(other: Record):
    assert find(Source("openalex", other), Source("crossref", other)) == ()
