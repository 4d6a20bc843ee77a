"""A person's own files as a source."""

from __future__ import annotations

import pytest

from pipeline.model.records import Identifiers, Query, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.sources.library import Library

OWN = [
    ("own.bib", Record("pear", title="Seeing the pear tree", identifiers=Identifiers(doi="10.1234/pear"))),
    ("own.bib", Record("plum", title="Hearing the plum tree", citation_key="plum2020", other_dois=("10.1234/plum",))),
    ("more.ris", Record("fig", title="Seeing the fig", identifiers=Identifiers(doi="10.1234/pear"))),
]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (Record("row", identifiers=Identifiers(doi="10.1234/pear")), ["own.bib#pear"]),
        (Record("row", identifiers=Identifiers(doi="10.1234/plum")), ["own.bib#plum"]),
        (Record("row", citation_key="plum2020"), ["own.bib#plum"]),
        (Record("row", citation_key="plum2020", other_dois=("10.1234/plum",)), ["own.bib#plum"]),
        (Record("row", citation_key="plum2020", other_dois=("10.1234/pear",)), ["own.bib#plum", "own.bib#pear"]),
        (Record("row", citation_key="gone1999"), []),
    ],
)
def test_look_up(claim: Record, found: list[str]):
    (result,) = Library(OWN).look_up([Query(claim)])
    assert [one.source_id for one in result.candidates] == found
    assert result.status is (ReplyStatus.FOUND if found else ReplyStatus.NO_MATCH)


def test_what_has_no_identifier_is_not_looked_up():
    assert list(Library(OWN).look_up([Query(Record("row", title="Seeing the pear tree"))])) == []


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Seeing the pear tree", "own.bib#pear"),
        ("Hearing the plum tre", "own.bib#plum"),
        ("Fig, seen", "more.ris#fig"),
        ("Nobody knows it", None),
        ("", None),
    ],
)
def test_search(title: str, first: str | None):
    (result,) = Library(OWN).search([Query(Record("row", title=title))])
    assert next((one.source_id for one in result.candidates), None) == first
    assert [one.rank for one in result.candidates] == list(range(1, len(result.candidates) + 1))


def test_a_library_counts_nothing_but_itself():
    library = Library(OWN)
    assert len(library) == 3
    assert list(library.count([("w", Identifiers(doi="10.1234/pear"))])) == []
