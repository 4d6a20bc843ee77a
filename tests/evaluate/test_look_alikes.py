"""Look-alikes: every kind makes a record, of every paper at most one, and what a match is worth."""

from __future__ import annotations

import random
from typing import Any

import pytest

from evaluate.bench import to_claims
from evaluate.look_alikes import (
    Kind,
    all_kinds,
    make_decoy,
    make_look_alikes,
    score_absent,
    score_present,
    with_papers,
    without_papers,
)
from evaluate.scores import Found
from pipeline.model.records import Identifiers, Name, Record
from pipeline.text.folding import fold_title

VENUES = {
    "proceedings-article": "IEEE Conference on Computer Vision and Pattern Recognition",
    "journal-article": "Neural Networks",
    "posted-content": "arXiv",
}
BY_NAME = {kind.name: kind for kind in all_kinds()}
EACH = 2


def record(at: int, sort: str, **more: Any) -> dict[str, Any]:
    name = {"proceedings-article": "Seeing", "journal-article": "Hearing", "posted-content": "Smelling"}[sort]
    title = f"{name} Many Things: Chapter {at} of a Long Story"
    authors = [{"given": "Jane", "family": "Doe"}, {"given": "Bo", "family": "Li"}]
    said = {
        "title": title,
        "authors": authors,
        "year": 2018,
        "venue": VENUES[sort],
        "type": sort,
        "same_work": f"{sort} {at}",
    }
    return said | ({"arxiv": f"1801.{at:05}"} if sort == "posted-content" else {"doi": f"10.1109/{at}"}) | more


PAPER = record(0, "proceedings-article")
CORPUS = [
    *(record(at, sort, venue=f"{VENUES[sort]}") for sort in VENUES for at in range(40)),
    record(0, "posted-content", same_work="proceedings-article 0", title=PAPER["title"]),
]


@pytest.fixture(autouse=True)
def _many_of_a_venue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluate.corpora._MOST_OF_A_VENUE", 1)


def decoy(name: str, seed: int = 1, paper: dict[str, Any] = PAPER) -> dict[str, Any]:
    return make_decoy(BY_NAME[name], paper, 123_456, random.Random(seed))


def decoys(name: str, seeds: int = 30) -> list[dict[str, Any]]:
    return [decoy(name, seed) for seed in range(seeds)]


def test_there_are_many_kinds():
    assert len(BY_NAME) == len(all_kinds()) >= 35


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_every_kind_makes_a_record_that_is_not_the_paper(kind: Kind):
    for seed in range(20):
        made = make_decoy(kind, PAPER, 123_456, random.Random(seed))
        assert made == make_decoy(kind, PAPER, 123_456, random.Random(seed))
        assert made["title"]
        assert made["type"]
        assert "same_work" not in made
        assert "{" not in str({**made, "authors": ""})[1:]
        assert ("arxiv" in made) != (made.get("doi", "").startswith("10."))
        assert "23456" in made.get("doi", "") or "456" in made.get("arxiv", "")
        same = ("title", "authors", "year", "venue", "type")
        assert any(made.get(field) != PAPER[field] for field in same) or made["doi"] != PAPER["doi"]


def test_what_is_filled_in():
    assert {made["title"] for made in decoys("later version, by a sign")} >= {
        "Seeing Many Things++: Chapter 0 of a Long Story",
        "Seeing Many Things+: Chapter 0 of a Long Story",
    }
    assert {made["venue"] for made in decoys("adjunct volume")} == {
        f"Adjunct Proceedings of {PAPER['venue']}",
        f"{PAPER['venue']} Adjunct",
    }
    assert "10.1109/123456" in {made["doi"] for made in decoys("companion volume")}
    assert {made["title"].split(":")[0] for made in decoys("other subtitle")} == {"Seeing Many Things"}


def test_another_conference_is_not_its_own():
    others = {made["venue"] for made in decoys("stranger in another known conference", 60)}
    assert len(others) > 2
    assert PAPER["venue"] not in others


def test_whose_names_it_has():
    assert decoy("thesis")["authors"] == PAPER["authors"][:1]
    assert decoy("no container")["authors"] == PAPER["authors"]
    assert decoy("decision letter").get("authors") is not PAPER["authors"]
    strangers = decoy("comment")["authors"]
    assert strangers
    assert not {name["family"] for name in strangers} & {"Doe", "Li"}


def test_years_and_identifiers():
    assert {made["year"] for made in decoys("stranger's preprint, 2 or 3 years earlier")} == {2015, 2016}
    assert all(made["arxiv"].startswith(("15", "16")) for made in decoys("stranger's preprint, 2 or 3 years earlier"))
    old = decoy("stranger's preprint within a year", paper={**PAPER, "year": 2001})
    assert old["arxiv"].startswith("cs/0")
    assert "year" not in decoy("stranger of unknown year, row without a venue")
    assert {made["type"] for made in decoys("part two")} == {PAPER["type"]}
    assert decoy("companion volume", paper={**PAPER, "doi": ""})["doi"].startswith("10.")


def test_rows_of_every_kind_and_no_paper_twice():
    made = make_look_alikes(CORPUS * 1, EACH, 7)
    assert made == make_look_alikes(CORPUS, EACH, 7)
    assert len({one.row.title for one in made}) == len(made) > 35
    assert to_claims([one.row for one in made])
    assert {one.decoy.get("doi") or one.decoy["arxiv"] for one in made} == {
        one.decoy.get("doi") or one.decoy["arxiv"] for one in make_look_alikes(CORPUS, EACH, 7)
    }


def test_what_a_row_says():
    made = make_look_alikes(CORPUS, 1, 7)
    venues = {one.row.venue for one in made if one.paper.sort == "conference" and not one.kind.row}
    assert venues == {"CVPR", VENUES["proceedings-article"]}
    for one in made:
        if one.kind.row:
            assert one.row.venue == ""
        if one.kind.of == "preprint":
            assert one.row.venue == "arXiv"
            assert one.row.gold.arxiv
        assert one.row.year == "2018"
        assert fold_title(one.row.gold.title) == fold_title(one.row.title)


def test_papers_run_out():
    assert len(make_look_alikes(CORPUS[:3], 1, 1)) == 3


def test_all_records_of_an_absent_paper_are_gone():
    made = make_look_alikes(CORPUS, EACH, 7)
    titles = {one.row.title for one in made}
    kept = without_papers(CORPUS, made)
    assert not titles & {said["title"] for said in kept[: -len(made)]}
    assert len(kept) == len(CORPUS) - sum(len(one.paper.records) for one in made) + len(made)
    assert with_papers(CORPUS, made) == (*CORPUS, *(one.decoy for one in made))


def found(doi: str = "", arxiv: str = "", title: str = "", status: str = "matched") -> Found:
    author = (Name("Doe", "Jane"), Name("Li", "Bo"))
    return Found(status, Record(id="", title=title, author=author, identifiers=Identifiers(doi, arxiv)))


def test_grades():
    one = make_look_alikes([PAPER], 1, 7)[0]
    other = str(one.decoy["doi"])
    cases = [
        (found(PAPER["doi"]), "wrong", "right"),
        (found(other.upper()), "wrong", "wrong"),
        (found(title=PAPER["title"]), "wrong", "right"),
        (found(status="review"), "review", "review"),
        (found(status="unmatched"), "unmatched", "unmatched"),
    ]
    for what, absent, present in cases:
        assert [score.grade for score in score_absent([one], [what])] == [absent]
        assert [score.grade for score in score_present([one], [what])] == [present]


def test_a_look_alike_of_a_paper_without_a_doi_is_wrong():
    one = make_look_alikes([{**PAPER, "doi": None}], 1, 7)[0]
    (scored,) = score_present([one], [found(str(one.decoy["doi"]), title=PAPER["title"])])
    assert scored.grade == "wrong"


def test_a_paper_without_identifiers_goes_by_its_title():
    one = make_look_alikes([{**PAPER, "doi": None}], 1, 7)[0]
    unnamed = Found("matched", Record(id="", title=PAPER["title"].upper()))
    assert [score.grade for score in score_present([one], [unnamed])] == ["right"]
    assert [score.grade for score in score_absent([one], [unnamed])] == ["wrong"]
