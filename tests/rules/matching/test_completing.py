"""What makes an entry of a person's library thin, and which candidates may fill it in."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Assessment, Candidate, Date, Identifiers, Match, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.completing import add_support, find_lacks, tell_misnamed

TITLE = "Combing Many Hairy Balls at Once"
CVPR = "2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"
ADA, BOB = Name("Lovelace", "Ada"), Name("Jones", "Bob")
ROW = Record("row", "paper-conference", TITLE, issued=Date(2018), container_title_short="CVPR")
FREE = Record("row", "", TITLE, issued=Date(2018))
DOI, ARXIV = Identifiers(doi="10.1109/cvpr.2018.1"), Identifiers(arxiv="1801.00001")


def described(source: str, **fields: Any) -> Candidate:
    record = Record(f"{source}:1", **{"type": "paper-conference", "title": TITLE, "issued": Date(2018), **fields})
    return Candidate(record, source, "1")


def own_match(support: tuple[Candidate, ...] = (), **fields: Any) -> Match:
    return Match("row", Verdict.ACCEPT, "title_year", "", "", chosen=described("library", **fields), support=support)


WHOLE: dict[str, Any] = {"author": (ADA,), "container_title": CVPR}
POSTED: dict[str, Any] = {"type": "article", "author": (ADA,), "identifiers": ARXIV}


@pytest.mark.parametrize(
    ("claim", "entry", "lacks"),
    [
        (ROW, WHOLE, ()),
        (ROW, {"author": (ADA,)}, ("container_title", "identifiers")),
        (ROW, {"author": (ADA,), "identifiers": DOI}, ("container_title",)),
        (ROW, {"container_title": CVPR, "identifiers": DOI}, ("author",)),
        (ROW, {"type": "document"}, ("author", "container_title", "identifiers")),
        (ROW, {"type": "thesis", "author": (ADA,)}, ()),
        (ROW, POSTED, ()),
        (ROW, {"type": "article", "identifiers": ARXIV}, ("author", "container_title")),
        (FREE, {"type": "article", "identifiers": ARXIV}, ("author",)),
        (FREE, {"type": "document", "author": (ADA,), "url": "https://example.org/a"}, ()),
        (FREE, {"type": "document", "author": (ADA,), "identifiers": DOI}, ("container_title",)),
        (FREE, {"type": "book", "author": (ADA,)}, ()),
    ],
)
def test_what_an_entry_lacks(claim: Record, entry: dict[str, Any], lacks: tuple[str, ...]):
    assert find_lacks(claim, own_match(**entry)) == lacks


def test_a_venue_without_dois_needs_no_identifier():
    row = Record("row", "paper-conference", TITLE, issued=Date(2018), container_title_short="NIPS")
    assert find_lacks(row, own_match(author=(ADA,))) == ("container_title",)


@pytest.mark.parametrize(
    ("support", "lacks"),
    [
        (described("crossref", **WHOLE, identifiers=DOI), ()),
        (described("arxiv", **POSTED), ("container_title",)),
        (described("openalex", **{**POSTED, "container_title": "arXiv"}), ("container_title",)),
        (described("crossref", container_title=CVPR, identifiers=DOI), ("author",)),
    ],
)
def test_sources_fill_in_what_is_lacking(support: Candidate, lacks: tuple[str, ...]):
    assert find_lacks(ROW, own_match(support=(support,))) == lacks


@pytest.mark.parametrize(
    ("entry", "found", "is_same"),
    [
        ({}, described("crossref", **WHOLE, identifiers=DOI), True),
        ({"identifiers": DOI, "container_title": "Mine"}, described("crossref", **WHOLE, identifiers=DOI), True),
        ({"author": (BOB,)}, described("crossref", **WHOLE, identifiers=DOI), False),
        ({"identifiers": Identifiers(doi="10.1109/1")}, described("crossref", **WHOLE, identifiers=DOI), False),
        ({"identifiers": DOI}, described("crossref", **{**WHOLE, "title": "Salt"}, identifiers=DOI), False),
        ({}, described("crossref", title=f"Correction: {TITLE}", container_title=CVPR, author=(ADA,)), False),
        ({}, described("crossref", type="thesis", author=(ADA,)), False),
        ({}, described("library", **WHOLE), False),
        (
            {"identifiers": DOI, "title": "Clouds over Rivers"},
            described("crossref", **{**WHOLE, "title": "Rivers and Clouds: Over All"}, identifiers=DOI),
            True,
        ),
        (
            {"identifiers": DOI, "title": "Clouds over Rivers"},
            described("openalex", **{**WHOLE, "title": "Rivers and Clouds: Over All"}, identifiers=DOI),
            False,
        ),
        (
            {"identifiers": DOI, "title": "Clouds over Rivers"},
            described("crossref", **{**WHOLE, "title": "Erratum: Clouds and More Rivers"}, identifiers=DOI),
            False,
        ),
        (
            {"identifiers": Identifiers(doi="10.1109/1"), "title": "Clouds over Rivers"},
            described("crossref", **{**WHOLE, "title": "Rivers and Clouds: Over All"}, identifiers=DOI),
            False,
        ),
    ],
)
def test_only_the_same_paper_fills_in(entry: dict[str, Any], found: Candidate, is_same: bool):
    own = own_match(**entry)
    match = add_support(ROW, own, [found])
    assert match.chosen == own.chosen
    assert match.support == ((found,) if is_same else ())


@pytest.mark.parametrize(
    ("entry", "found", "is_same"),
    [
        ({"issued": Date(2018)}, {"issued": Date(2018)}, True),
        ({"issued": Date(2018)}, {"issued": Date(2012)}, False),
        ({"container_title": CVPR}, {"container_title": CVPR}, True),
        ({"container_title": CVPR}, {"container_title": "Machine Learning", "type": "article-journal"}, False),
    ],
)
def test_what_the_row_leaves_out_the_entry_says(entry: dict[str, Any], found: dict[str, Any], is_same: bool):
    row = Record("row", "", TITLE, issued=None if "issued" in entry else Date(2018))
    candidate = described("crossref", author=(ADA,), **found)
    other = described("openalex", author=(ADA,), **found)
    assert bool(add_support(row, own_match(**entry), [candidate, other]).support) is is_same


def test_a_doi_that_a_registry_contradicts_fills_in_nothing():
    index = described("semantic_scholar", **WHOLE, identifiers=DOI)
    assert add_support(ROW, own_match(), [index]).support == (index,)
    assert add_support(ROW, own_match(), [index], contradicted=[DOI.doi]).support == ()


@pytest.mark.parametrize(
    ("title", "ids", "is_told"),
    [
        ("Effects of Salt on Young Plants", DOI, True),
        ("Combing Many Hairy Balls", DOI, False),
        ("Effects of Salt on Young Plants", Identifiers(doi="10.1109/2"), False),
    ],
)
def test_an_entry_with_an_identifier_of_another_paper(title: str, ids: Identifiers, is_told: bool):
    rival = Assessment(described("crossref", title=title, identifiers=ids), Verdict.REVIEW, "", 0)
    told = list(tell_misnamed(replace(own_match(identifiers=DOI), rivals=(rival,))))
    assert bool(told) is is_told


def test_two_papers_of_one_title_fill_in_nothing():
    others = [
        described("crossref", **WHOLE, identifiers=DOI),
        Candidate(described("crossref", container_title=CVPR, author=(BOB,)).record, "crossref", "2"),
    ]
    assert add_support(ROW, own_match(), others).support == ()
