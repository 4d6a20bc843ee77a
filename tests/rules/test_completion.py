"""What an accepted match adds to an entry, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Candidate, Date, Identifiers, Match, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.completion import Completion, complete

PEOPLE = (Name("Roe", "Ada"), Name("Doe", "Ben"))
CVPR = "2018 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"
PAPER = Record(
    id="doi:10.1109/cvpr.2018.00001",
    type="paper-conference",
    title="Seeing Things With Many Words",
    author=PEOPLE,
    issued=Date(2018, 6),
    container_title=CVPR,
    volume="",
    page="10-19",
    publisher="IEEE",
    identifiers=Identifiers(doi="10.1109/cvpr.2018.00001"),
)
JOURNAL = replace(
    PAPER, id="j", type="article-journal", container_title="Annals of Examples", volume="7", issue="2",
    identifiers=Identifiers(doi="10.1000/7"),
)  # fmt: skip
PREPRINT = Record(
    id="arxiv:1711.00001",
    type="article",
    title=PAPER.title,
    author=PEOPLE,
    issued=Date(2017),
    publisher="arXiv",
    identifiers=Identifiers(arxiv="1711.00001"),
)


def entry(**more: Any) -> Record:
    known = {"type": "paper-conference", "title": PAPER.title, "container_title": "CVPR"}
    made = {"container_title_short": more.get("container_title", "CVPR"), **known, **more}
    return Record("row", **made)


def candidate(record: Record, source: str = "crossref") -> Candidate:
    return Candidate(record, source, record.id, retrieved="2026-11-02")


def run(
    claim: Record, *records: Record, replaced: tuple[str, ...] = (), versions: tuple[Record, ...] = ()
) -> Completion:
    first, *others = (candidate(one, "arxiv" if one.type == "article" else "crossref") for one in records)
    match = Match("row", Verdict.ACCEPT, "title_year", "", "", chosen=first, support=tuple(others))
    return complete(claim, match, replaced, tuple(map(candidate, versions)))


def parts(found: Completion) -> dict[str, str]:
    return {fill.part: fill.value or "; ".join(name.family for name in fill.names) for fill in found.fills}


def test_all_that_is_missing_is_filled_in():
    found = run(entry(container_title="", container_title_short=""), PAPER, PREPRINT)
    assert parts(found) == {
        "author": "Roe; Doe",
        "container_title": CVPR,
        "year": "2018",
        "page": "10-19",
        "publisher": "IEEE",
        "doi": "10.1109/cvpr.2018.00001",
        "arxiv": "1711.00001",
    }
    assert {fill.part: fill.source for fill in found.fills}["arxiv"] == "arxiv"
    assert found.fills[1].source_id == PAPER.id


def test_what_is_there_stays():
    claim = entry(author=PEOPLE[:1], issued=Date(2018), page="10", publisher="X", identifiers=PAPER.identifiers)
    assert parts(run(claim, PAPER)) == {}


def test_a_list_that_goes_on_is_a_list():
    claim = entry(author=PEOPLE[:1], has_other_authors=True)
    assert "author" not in parts(run(claim, PAPER))
    assert parts(run(claim, PAPER, replaced=("author",)))["author"] == "Roe; Doe"


def test_editors_stand_for_the_authors_of_a_book():
    book = replace(PAPER, type="book", container_title="")
    assert "author" in parts(run(entry(type="book", container_title=""), book))
    assert "author" not in parts(run(entry(type="book", container_title="", editor=PEOPLE), book))


@pytest.mark.parametrize(
    ("part", "field", "value", "new"),
    [
        ("page", "page", "11-19", "10-19"),
        ("container_title", "container_title", "Other", CVPR),
        ("year", "issued", Date(2017), "2018"),
        ("title", "title", "Seeing Thing", PAPER.title),
    ],
)
def test_only_what_may_be_replaced_is(part: str, field: str, value: object, new: str):
    claim = entry(**{field: value})
    assert part not in parts(run(claim, PAPER))
    assert parts(run(claim, PAPER, replaced=(part,)))[part] == new


@pytest.mark.parametrize(
    ("part", "claim"),
    [
        ("page", entry(page="10–19")),
        ("title", entry(title="Seeing things, with many words!")),
        ("author", entry(author=(Name("Roe", "A."), Name("Doe", "B.")))),
    ],
)
def test_another_spelling_is_not_replaced(part: str, claim: Record):
    assert part not in parts(run(claim, PAPER, replaced=(part,)))


@pytest.mark.parametrize(
    "contradiction",
    [
        {"page": "300-310"},
        {"volume": "8"},
        {"issue": "9"},
        {"issued": Date(2015)},
        {"container_title": "ICML"},
        {"identifiers": Identifiers(doi="10.1000/other")},
    ],
)
def test_another_version_gives_nothing_of_its_own(contradiction: dict[str, Any]):
    claim = entry(**{"container_title": "CVPR", **contradiction})
    source = replace(PAPER, volume="7", issue="2")
    found = run(claim, source)
    assert not {"doi", "page", "publisher", "year", "volume"} & parts(found).keys()
    assert ("author" in parts(found)) is ("identifiers" not in contradiction)
    assert found.contradicted


def test_a_year_more_is_the_same_version():
    assert parts(run(entry(issued=Date(2017)), PAPER))["doi"] == PAPER.identifiers.doi


def test_a_preprint_gives_a_paper_no_year():
    found = parts(run(entry(), PREPRINT))
    assert found == {"author": "Roe; Doe", "arxiv": "1711.00001"}


def test_a_paper_of_a_conference_is_no_article():
    found = parts(run(entry(type="article-journal", container_title=""), PAPER))
    assert found.keys() & {"container_title", "publisher", "doi"} == {"doi"}


def test_the_year_of_proceedings_is_that_of_their_doi():
    late = replace(PAPER, issued=Date(2019), container_title="CVPR")
    assert "year" not in parts(run(entry(), late))
    second = replace(late, id="s", issued=Date(2018))
    assert parts(run(entry(), late, second))["year"] == "2018"


def test_names_that_lost_letters_are_not_taken():
    assert "author" not in parts(run(entry(), replace(PAPER, author=(Name("lvarez", "Vernica"),))))


def preprint_entry(**more: Any) -> Record:
    return entry(type="article", container_title="", identifiers=Identifiers(arxiv="1711.00001"), **more)


def test_a_preprint_is_told_what_it_became():
    found = run(preprint_entry(issued=Date(2017), author=PEOPLE), PREPRINT, versions=(PAPER,))
    assert found.fills == ()
    assert found.published
    assert (found.published.record, found.published_doi, found.csl_type) == (PAPER, PAPER.identifiers.doi, "")


def test_a_preprint_becomes_the_paper_when_it_may():
    claim = preprint_entry(issued=Date(2017), author=PEOPLE)
    found = run(claim, PREPRINT, replaced=("type",), versions=(PAPER,))
    assert found.csl_type == "paper-conference"
    assert found.published is None
    assert parts(found) == {
        "container_title": CVPR,
        "year": "2018",
        "page": "10-19",
        "publisher": "IEEE",
        "doi": "10.1109/cvpr.2018.00001",
    }


def test_an_article_in_corr_is_one_of_a_preprint():
    claim = entry(type="article-journal", container_title="CoRR")
    assert run(claim, PREPRINT, versions=(JOURNAL,)).published_doi == "10.1000/7"


def test_a_paper_stays_one_whatever_may_be_replaced():
    assert run(entry(), PAPER, replaced=("type",)).csl_type == ""


def test_a_doi_that_nobody_has_for_the_paper_lets_nothing_in():
    found = run(entry(container_title="", identifiers=Identifiers(doi="10.1000/other")), PREPRINT)
    assert found == Completion(
        contradicted=("no source that knows the paper has the DOI 10.1000/other, so nothing was taken.",)
    )
    held = replace(PREPRINT, other_dois=("10.1000/other",))
    assert parts(run(entry(container_title="", identifiers=Identifiers(doi="10.1000/other")), held))
