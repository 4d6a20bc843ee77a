"""What a row says, as a claim."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.model.records import Column, Date, Identifiers, Link, Name, Row
from pipeline.stages.normalize import normalize, to_claim


def row(
    title: str = "A Paper", year: str = "2018", venue: str = "CVPR", author: str = "", links: tuple[Link, ...] = ()
) -> Row:
    columns = tuple(Column(role, role) for role in ("title", "year", "venue", "author"))
    return Row("r", "list.md", 3, columns, (title, year, venue, author), links=links)


@pytest.mark.parametrize(
    ("written", "title", "note"),
    [
        ("Methods for interpreting(scihub)", "Methods for interpreting", "scihub"),
        ("A benchmark（同arxiv:1806.10758）", "A benchmark", "同arxiv:1806.10758"),
        ("Concept Vectors (TCAV)", "Concept Vectors (TCAV)", ""),
        ("On the (In) fidelity", "On the (In) fidelity", ""),
        ("A paper [pdf] (code)", "A paper", "pdf; code"),
        ("(Best Paper)", "(Best Paper)", ""),
        ("<i>Pears</i> with H<sub>2</sub>O &amp; more", "Pears with H₂O & more", ""),
        ("A vector<int> in C++", "A vector<int> in C++", ""),
    ],
)
def test_notes_behind_titles(written: str, title: str, note: str):
    claim = to_claim(row(written))
    assert (claim.title, claim.note) == (title, note) or written == "(Best Paper)"


@pytest.mark.parametrize(
    ("year", "venue", "issued"),
    [
        ("2018", "", 2018),
        ("2018.06", "", 2018),
        ("Jun 2018", "", 2018),
        ("", "CVPR 2018", 2018),
        ("1665", "", 1665),
        ("1887", "CVPR", 1887),
        ("1599", "", None),
        ("2100", "", None),
        ("", "Phil. Trans. 1750", None),
        ("18", "", None),
        ("20189", "", None),
    ],
)
def test_years(year: str, venue: str, issued: int | None):
    assert to_claim(row(year=year, venue=venue)).issued == (Date(issued) if issued else None)


@pytest.mark.parametrize(
    ("venue", "kind", "container"),
    [
        ("CVPR", "paper-conference", "IEEE/CVF Conference on Computer Vision and Pattern Recognition"),
        ("arxiv", "article", ""),
        ("survey", "", ""),
        ("PRL", "article-journal", ""),
        ("Journal of Unheard Things", "", ""),
    ],
)
def test_venues(venue: str, kind: str, container: str):
    claim = to_claim(row(venue=venue))
    assert (claim.type, claim.container_title, claim.container_title_short) == (kind, container, venue)


def test_identifiers_of_notes_come_before_those_of_links():
    links = (Link("pdf", "https://arxiv.org/abs/1706.03762"), Link("acl", "https://aclanthology.org/N16-1082"))
    claim = to_claim(row("A benchmark (arXiv:1806.10758)", links=links))
    assert claim.identifiers == Identifiers(arxiv="1806.10758", acl="N16-1082")


def test_an_arxiv_id_in_the_venue_is_the_papers():
    claim = to_claim(row(venue="arXiv preprint arXiv:1409.0473 (2014)."))
    assert (claim.identifiers, claim.type) == (Identifiers(arxiv="1409.0473"), "article")


def test_authors_as_far_as_the_row_names_them():
    claim = to_claim(row(author="Ada Lovelace, Bob Jones et al."))
    assert claim.author == (Name("Lovelace", "Ada"), Name("Jones", "Bob"))
    assert claim.has_other_authors
    assert not to_claim(row(author="Ada Lovelace, Bob Jones")).has_other_authors


def test_what_stands_elsewhere_goes_before_the_cells():
    stated = {"title": "The Paper", "venue": "ICML", "year": "2019", "author": "A. Smith"}
    claim = to_claim(msgspec.structs.replace(row(), stated=stated))
    assert (claim.title, claim.container_title_short, claim.year) == ("The Paper", "ICML", 2019)
    assert claim.author == (Name("Smith", "A."),)


def test_tags_are_keywords_once_each():
    claim = to_claim(msgspec.structs.replace(row(), tags=("Pruning ", "pruning", "", "LLM")))
    assert claim.keyword == ("Pruning", "LLM")


LINKS = (Link("code", "https://github.com/a/1706.03762"), Link("pdf", "https://arxiv.org/abs/1806.10758"))


def test_links_are_the_papers_or_others():
    claim = to_claim(row(links=LINKS))
    assert claim.url == "https://arxiv.org/abs/1806.10758"
    assert claim.other_links == (("code", "https://github.com/a/1706.03762"),)


def test_provenance_says_which_link_named_the_paper():
    [told] = [one for one in to_claim(row(links=LINKS)).provenance if one.field == "identifiers"]
    assert told.why == "its link https://arxiv.org/abs/1806.10758 says so"


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("code", "https://zenodo.org/record/5146681"),
        ("dataset", "https://zenodo.org/record/5146681"),
        ("summary", "https://medium.com/arxiv.org/abs/1706.03762"),
        ("badge", "https://zenodo.org/badge/DOI/10.5281/zenodo.5146681.svg"),
    ],
)
def test_identifiers_of_other_things_are_not_the_papers(label: str, url: str):
    assert to_claim(row(links=(Link(label, url),))).identifiers == Identifiers()


def test_a_row_without_a_title_but_with_an_identifier_is_no_problem():
    found = normalize([row(title="", links=LINKS)])
    assert found.problems == ()
    assert found.items[0].identifiers == Identifiers(arxiv="1806.10758")


def test_a_row_without_title_or_year_stays():
    found = normalize([row(title="", year=""), row(year="soon")])
    assert [claim.title for claim in found.items] == ["", "A Paper"]
    assert [(one.code, one.where) for one in found.problems] == [("no_title", "list.md:3"), ("no_year", "list.md:3")]


def test_every_field_of_a_claim_is_the_lists():
    assert {one.source for one in to_claim(row()).provenance} == {"list"}


@pytest.mark.parametrize(
    ("year", "venue", "claimed"),
    [("", "", ("CVPR", 2020)), ("2019", "ICLR", ("ICLR", 2019)), ("", "ICLR", ("ICLR", 2020))],
)
def test_a_link_fills_in_venue_and_year(year: str, venue: str, claimed: tuple[str, int]):
    link = Link("pdf", "https://openaccess.thecvf.com/content_CVPR_2020/papers/Li_SGAS_CVPR_2020_paper.pdf")
    claim = to_claim(row(year=year, venue=venue, links=(link,)))
    assert (claim.container_title_short, claim.year) == claimed


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Folding of maps.", "Folding of maps"),
        ("Maps, towers etc.", "Maps, towers etc."),
        ("Wait...", "Wait..."),
        ("Maps of the U.S.", "Maps of the U.S."),
    ],
)
def test_the_full_stop_of_a_title_is_the_lists(written: str, title: str):
    assert to_claim(row(written)).title == title


@pytest.mark.parametrize(
    ("header", "cell", "identifiers"),
    [
        ("PMID", "33762478", Identifiers(pmid="33762478")),
        ("PubMed ID", "33762478.0", Identifiers(pmid="33762478")),
        ("pmcid", "PMC123456", Identifiers(pmcid="PMC123456")),
        ("PMID", "see below", Identifiers()),
        ("Pages", "33762478", Identifiers()),
    ],
)
def test_a_number_is_whose_its_header_says(header: str, cell: str, identifiers: Identifiers):
    columns = (Column("Title", "title"), Column(header))
    assert to_claim(Row("r", "list.md", 3, columns, ("A Paper", cell))).identifiers == identifiers
