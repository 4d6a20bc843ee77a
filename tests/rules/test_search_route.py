"""Who is searched for a title, and in which order, by what the row says."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date, Record
from pipeline.model.source_table import source_table
from pipeline.rules.search_route import route_search

NAMES = ("crossref", "semantic_scholar", "openalex", "arxiv", "datacite")
REFUSING = ("semantic_scholar",)
TO_REGISTRY, TO_INDEX = "A Title for a Registry", "A Title for an Index 4"


def route(venue: str, year: int | None = 2019, title: str = TO_REGISTRY, last: tuple[str, ...] = ()) -> list[str]:
    issued = Date(year) if year else None
    return list(route_search(Record(id="1", title=title, issued=issued, container_title_short=venue), NAMES, last))


@pytest.mark.parametrize(
    ("venue", "expected"),
    [
        ("CVPR", ["crossref", "semantic_scholar", "openalex", "arxiv"]),
        ("NIPS", ["semantic_scholar", "arxiv", "openalex", "crossref"]),
        ("arXiv", ["arxiv", "semantic_scholar", "datacite", "openalex", "crossref"]),
        ("", ["crossref", "semantic_scholar", "openalex", "arxiv", "datacite"]),
    ],
)
def test_the_venue_says_who_comes_first(venue: str, expected: list[str]):
    assert route(venue) == expected


@pytest.mark.parametrize(
    ("venue", "year", "title", "expected"),
    [
        ("CVPR", 2019, TO_REGISTRY, ["crossref", "openalex", "arxiv"]),
        ("NIPS", 2019, TO_REGISTRY, ["datacite", "openalex", "arxiv", "crossref"]),
        ("NIPS", 2019, TO_INDEX, ["openalex", "datacite", "crossref", "arxiv"]),
        ("NIPS", 2013, TO_REGISTRY, ["datacite", "openalex", "arxiv", "crossref"]),
        ("NIPS", 2012, TO_REGISTRY, ["openalex", "datacite", "crossref", "arxiv"]),
        ("NIPS", None, TO_REGISTRY, ["datacite", "openalex", "arxiv", "crossref"]),
        ("arXiv", 2012, TO_INDEX, ["datacite", "arxiv", "openalex", "crossref"]),
        ("", 2019, TO_REGISTRY, ["crossref", "openalex", "datacite", "arxiv"]),
    ],
)
def test_who_refuses_comes_last(venue: str, year: int | None, title: str, expected: list[str]):
    assert route(venue, year, title, REFUSING) == [*expected, "semantic_scholar"]


def test_every_third_row_goes_to_an_index_first():
    firsts = [route("NIPS", 2019, f"Paper {n} of Many", REFUSING)[0] for n in range(300)]
    assert set(firsts) == {"datacite", "openalex"}
    assert 80 <= firsts.count("openalex") <= 120


def test_how_a_title_is_written_does_not_matter():
    assert route("NIPS", 2019, TO_INDEX.upper(), REFUSING) == route("NIPS", 2019, TO_INDEX, REFUSING)


@pytest.mark.parametrize(
    "kind", sorted({kind for row in source_table().values() for kind in row.search_order_without_key})
)
def test_no_two_sources_share_a_place(kind: str):
    ranks = [row.search_order_without_key.get(kind) for row in source_table().values()]
    known = [rank for rank in ranks if rank is not None]
    assert len(set(known)) == len(known)


def test_who_is_covered_registers_there():
    table = source_table()
    covered = [row for row in table.values() if row.covered_by]
    assert [row.name for row in covered] == ["arxiv"]
    assert all(set(row.registers) <= set(table[row.covered_by].registers) for row in covered)
