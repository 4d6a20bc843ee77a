"""Works of one title: which are surely two, and how pairs are made."""

from __future__ import annotations

from typing import Any

import pytest

from evaluate.corpora import Paper
from evaluate.same_titles import are_apart, find_same_titles, make_twins, without_venue

PAPER = {
    "title": "Seeing Things With Many Words",
    "authors": [{"given": "Jane", "family": "Doe"}],
    "year": 2018,
    "venue": "IEEE Conference on Computer Vision and Pattern Recognition",
    "type": "proceedings-article",
    "doi": "10.1109/1",
}
STRANGER = [{"given": "Bo", "family": "Li"}]
JOURNAL = {"venue": "Neural Networks", "type": "journal-article"}


def said(**changes: Any) -> dict[str, Any]:
    return {**PAPER, **changes}


def paper(**changes: Any) -> Paper:
    one = said(**changes)
    return Paper((one,), one, "conference")


@pytest.mark.parametrize(
    ("changes", "apart"),
    [
        ({"doi": "10.1109/2"}, True),
        ({"doi": "10.1109/1"}, False),
        ({"doi": "", "year": 2019}, False),  # it may be the same work, known twice
        ({"doi": "", "authors": STRANGER, "year": 2019}, True),
        ({"doi": "", "authors": STRANGER, **JOURNAL}, True),
        ({"doi": "", "authors": STRANGER}, False),  # a name that was spelt otherwise
    ],
)
def test_two_works_that_are_surely_two(changes: dict[str, Any], apart: bool):
    assert are_apart(paper(), paper(**changes)) is apart


def test_rows_of_real_works_of_one_title():
    twin = said(title="Seeing things: with many words", doi="10.1016/2", year=2020, **JOURNAL)
    rows = find_same_titles([PAPER, twin, said(title="Hearing Things With Many Ears", doi="10.1109/3")])
    assert [(row.venue, row.year, row.gold.doi) for row in rows] == [
        (PAPER["venue"], "2018", "10.1109/1"),
        ("Neural Networks", "2020", "10.1016/2"),
    ]


def test_a_workshop_is_published_too_and_a_preprint_has_no_row():
    workshop = said(venue="ICCV Workshops", doi="10.1109/2")
    posted = {**said(type="posted-content", venue="arXiv", doi="", year=2012, authors=STRANGER), "arxiv": "1201.00001"}
    assert [row.gold.doi for row in find_same_titles([PAPER, workshop, posted])] == ["10.1109/1", "10.1109/2"]


def test_works_that_may_be_one_make_no_rows():
    assert find_same_titles([PAPER, said(doi="", year=2019)]) == ()


@pytest.fixture(autouse=True)
def _many_of_a_venue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluate.corpora._MOST_OF_A_VENUE", 1)


CORPUS = [
    said(title=f"Seeing Things With {at} Words", doi=f"10.1109/{at}", year=2000 + at, authors=[{"family": f"F{at}"}])
    for at in range(20)
]


@pytest.mark.parametrize("is_one_author", [True, False])
def test_one_paper_of_a_pair_is_given_the_title_of_the_other(is_one_author: bool):
    twins = make_twins(CORPUS, 5, 3, is_one_author=is_one_author)
    assert twins == make_twins(CORPUS, 5, 3, is_one_author=is_one_author)
    assert len(twins.rows) == 10
    by_doi = {one["doi"]: one for one in twins.records}
    assert list(by_doi) == [one["doi"] for one in CORPUS]
    for one, other in zip(twins.rows[::2], twins.rows[1::2], strict=True):
        assert one.title == other.title == by_doi[one.gold.doi]["title"] == by_doi[other.gold.doi]["title"]
        assert (one.gold.authors == other.gold.authors) is is_one_author
        assert one.year != other.year


def test_two_papers_of_one_issue_are_no_pair():
    issue = [said(title=f"Seeing Things With {at} Words", doi=f"10.1109/{at}") for at in range(2)]
    assert make_twins(issue, 1, 1, is_one_author=False).rows == ()


def test_only_papers_with_dois_get_the_same_authors():
    bare = [{**one, "doi": ""} for one in CORPUS]
    assert make_twins(bare, 5, 3, is_one_author=True).rows == ()
    assert len(make_twins(bare, 5, 3, is_one_author=False).rows) == 10


def test_a_row_loses_its_venue():
    (row, _) = find_same_titles([PAPER, said(doi="10.1109/2")])
    assert (without_venue(row).venue, without_venue(row).gold) == ("", row.gold)
