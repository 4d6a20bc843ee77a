"""What a row says, as a claim."""

from __future__ import annotations

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
