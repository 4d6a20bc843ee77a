"""Which source wins a field, where that is written down, and what disagrees."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Candidate, Date, Identifiers, Name, Record
from pipeline.rules.merging.entry_fields import OF_THE_VERSION
from pipeline.rules.merging.merge import apply_decided, merge

ADA, BOB = Name("Lovelace", "Ada"), Name("Jones", "Bob")


def described(source: str, **fields: Any) -> Candidate:
    record = Record(id=f"{source}:1", **{"title": "A Paper", **fields})
    return Candidate(record, source, "1", retrieved="2026-01-02")


CLAIM = Record(id="row", type="paper-conference", title="A paper", issued=Date(2018), container_title="A Conference")


def test_each_field_names_its_best_source():
    crossref = described("crossref", page="1-9", publisher="ACM", issued=Date(2018, 6))
    index = described("semantic_scholar", page="1-10", author=(ADA, BOB), volume="3")
    record, conflicts = merge(CLAIM, [index, crossref], {})
    assert (record.page, record.publisher, record.author, record.volume) == ("1-9", "ACM", (ADA, BOB), "3")
    entries = {one.field: (one.source, one.retrieved, one.why) for one in record.provenance}
    assert entries["page"] == ("crossref", "2026-01-02", "preferred to semantic_scholar")
    assert entries["author"] == ("semantic_scholar", "2026-01-02", "the only source that says it")
    assert entries["container_title"][0] == "list"
    assert [(one.field, one.kept, one.refused) for one in conflicts.items] == [("page", "1-9", "1-10")]


@pytest.mark.parametrize(
    ("lists", "winner"),
    [
        ({"crossref": (Name("Lovelace", "A."), Name("Jones", "B.")), "arxiv": (ADA, BOB)}, (ADA, BOB)),
        ({"crossref": (ADA,), "openalex": (ADA, BOB)}, (ADA, BOB)),
        ({"crossref": (ADA, BOB), "semantic_scholar": (ADA, Name("Smith", "Bob"))}, (ADA, BOB)),
        ({"crossref": (), "semantic_scholar": (ADA,)}, (ADA,)),
        ({"crossref": (Name(literal="The Ada Group"),)}, (Name(literal="The Ada Group"),)),
        (
            {"crossref": (Name("Pera Li", "A."), Name("Jones", "B.")), "arxiv": (Name("Li", "Ana Pera"), BOB)},
            (Name("Pera Li", "Ana"), BOB),
        ),
        (
            {"crossref": (Name("Lovelace", "A."), Name("Jones", "B.")), "arxiv": (ADA, Name("Smith", "Bob"))},
            (ADA, Name("Smith", "Bob")),
        ),
        (
            {"crossref": (Name("Lovelace", "A."), Name("Jones", "B.")), "arxiv": (ADA, Name("Jones", "C."))},
            (ADA, Name("Jones", "B.")),
        ),
        (
            {
                "crossref": (Name("Lovelace", "A. B."), Name("Jones", "B.")),
                "arxiv": (Name("Lovelace", "Ada C."), Name("Jones", "B.")),
            },
            (Name("Lovelace", "A. B."), Name("Jones", "B.")),
        ),
        (
            {"crossref": (Name("Peer", "A.", "van"),), "arxiv": (Name("Peer", "Ada", "van"),)},
            (Name("Peer", "Ada", "van"),),
        ),
    ],
)
def test_author_lists_are_whole_and_in_full(lists: dict[str, tuple[Name, ...]], winner: tuple[Name, ...]):
    record, _ = merge(CLAIM, [described(source, author=people) for source, people in lists.items()], {})
    assert record.author == winner


def test_a_title_in_capitals_loses_to_mixed_case():
    record, _ = merge(
        CLAIM, [described("crossref", title="A LOUD PAPER"), described("openalex", title="A Loud Paper")], {}
    )
    assert record.title == "A Loud Paper"


@pytest.mark.parametrize(
    ("listed", "title", "source"),
    [
        ("A Loud Paper on Nets", "A Loud Paper on Nets", "list"),
        ("a loud paper on nets", "A LOUD PAPER ON NETS", "crossref"),
        ("Another Paper on Nets", "A LOUD PAPER ON NETS", "crossref"),
    ],
)
def test_a_title_in_capitals_is_spelt_as_listed(listed: str, title: str, source: str):
    claim = Record(id="row", title=listed, issued=Date(2018))
    record, _ = merge(claim, [described("crossref", title="A LOUD PAPER ON NETS")], {})
    assert record.title == title
    assert [one.source for one in record.provenance if one.field == "title"] == [source]


def test_of_two_dates_the_lists_year_wins():
    record, conflicts = merge(
        CLAIM, [described("crossref", issued=Date(2017)), described("openalex", issued=Date(2018))], {}
    )
    assert record.year == 2018
    assert [(one.field, one.kept, one.refused) for one in conflicts.items] == [("issued", "2018", "2017")]


def test_list_and_container_agree_on_a_year():
    record, _ = merge(CLAIM, [described("crossref", issued=Date(2017), container_title="2018 IEEE Conference")], {})
    assert record.year == 2018
    record, _ = merge(CLAIM, [described("crossref", issued=Date(2017), container_title="IEEE Conference")], {})
    assert record.year == 2017


@pytest.mark.parametrize(
    ("doi", "type_", "year"),
    [
        ("10.24963/ijcai.2018/569", "paper-conference", 2018),
        ("10.24963/ijcai.2019/569", "paper-conference", 2019),
        ("10.1016/j.dsp.2018.10.011", "article-journal", 2019),
        ("10.1145/3308558.3313417", "paper-conference", 2019),
    ],
)
def test_list_and_doi_agree_on_a_year(doi: str, type_: str, year: int):
    paper = described("crossref", issued=Date(2019), type=type_, identifiers=Identifiers(doi=doi))
    assert merge(CLAIM, [paper], {})[0].year == year


def test_a_preprint_gets_venue_and_year_as_listed():
    preprint = described(
        "arxiv", type="article", issued=Date(2016), genre="preprint", identifiers=Identifiers(arxiv="1606.00001")
    )
    record, _ = merge(CLAIM, [preprint], {})
    assert (record.type, record.container_title, record.year, record.genre) == (
        "paper-conference",
        "A Conference",
        2018,
        "",
    )
    assert record.identifiers == Identifiers(arxiv="1606.00001")
    assert {one.field for one in record.provenance if one.source == "list"} == {"type", "issued", "container_title"}


@pytest.mark.parametrize("field", sorted(OF_THE_VERSION - {"container_title"}))
def test_what_a_preprint_says_of_its_own_version_is_not_the_papers(field: str):
    preprint = described(
        "openalex",
        **{"type": "article", "container_title": "arXiv", field: "1606.00001"},
        identifiers=Identifiers(arxiv="1606.00001"),
    )
    record, _ = merge(CLAIM, [preprint], {})
    assert (record.type, record.container_title, getattr(record, field)) == ("paper-conference", "A Conference", "")
    assert field not in {one.field for one in record.provenance}


@pytest.mark.parametrize(
    ("source", "publisher", "kept"),
    [
        ("library", "OpenReview.net", "OpenReview.net"),
        ("library", "arXiv", ""),
        ("crossref", "Cold Spring Harbor Laboratory", ""),
    ],
)
def test_the_publisher_in_a_persons_own_entry_stays_unless_it_is_a_server_of_preprints(
    source: str, publisher: str, kept: str
):
    own = described(source, type="article", publisher=publisher, volume="abs/1606.00001")
    record, _ = merge(CLAIM, [own], {})
    assert (record.publisher, record.volume) == (kept, "")


def test_a_preprints_server_is_not_the_container_of_a_paper_whose_venue_is_not_named():
    preprint = described(
        "openalex", type="article", container_title="arXiv", identifiers=Identifiers(arxiv="1606.00001")
    )
    record, _ = merge(replace(CLAIM, container_title=""), [preprint], {})
    assert (record.type, record.container_title, record.title) == ("paper-conference", "", "A Paper")


def test_a_row_that_names_arxiv_cites_the_preprint():
    claim = Record(id="row", type="article", title="A paper", issued=Date(2016))
    both = described(
        "semantic_scholar", type="article-journal", container_title="A Journal", issued=Date(2018), page="1-9",
        identifiers=Identifiers(doi="10.1000/182", arxiv="1606.00001"),
    )  # fmt: skip
    record, _ = merge(claim, [both], {})
    assert (record.type, record.container_title, record.page, record.publisher) == ("article", "", "", "arXiv")
    assert record.identifiers == Identifiers(arxiv="1606.00001")
    assert record.other_dois == ("10.1000/182",)


def test_an_arxiv_id_may_come_from_the_row():
    claim = Record(id="row", title="A paper", identifiers=Identifiers(doi="10.1000/9", arxiv="2407.21783"))
    record, _ = merge(claim, [described("semantic_scholar", type="article-journal")], {})
    assert record.identifiers == Identifiers(arxiv="2407.21783")
    assert [one.source for one in record.provenance if one.field == "identifiers"] == ["list"]


def test_a_persons_word_is_last():
    record, _ = merge(
        CLAIM, [described("crossref", publisher="ACM", issued=Date(2018))], {"publisher": "MIT Press", "year": "2019"}
    )
    assert (record.publisher, record.year) == ("MIT Press", 2019)
    assert {one.field for one in record.provenance if one.source == "person"} == {"publisher", "issued"}


def test_what_cannot_be_set_is_left_alone():
    assert apply_decided(CLAIM, {"id": "x", "author": "me"}) == CLAIM


def test_a_cited_preprint_has_no_container():
    index = described("openalex", type="article", issued=Date(2019), container_title="arXiv", issue="2")
    index = Candidate(replace(index.record, identifiers=Identifiers(arxiv="1806.07366")), "openalex", "1")
    server = described("arxiv", type="article", issued=Date(2018, 6, 19), identifiers=Identifiers(arxiv="1806.07366"))
    record, _ = merge(Record(id="row", title="A paper"), [index, server], {})
    assert (record.issued, record.container_title, record.issue) == (Date(2018, 6, 19), "", "")
    assert {"container_title", "issue"}.isdisjoint(one.field for one in record.provenance)


def test_who_knew_a_given_name_in_full_is_told():
    short = described("crossref", author=(Name("Lovelace", "A."),), has_other_authors=True)
    preprint = described("arxiv", author=(ADA,), type="article", container_title="")
    record, _ = merge(CLAIM, [short, preprint], {})
    (entry,) = (one for one in record.provenance if one.field == "author")
    assert (entry.source, entry.why) == ("crossref", "the only source that says it; given names in full from arxiv")
    assert (record.author, record.has_other_authors) == ((ADA,), True)


def test_a_retraction_is_in_the_note():
    retracted = described("crossref", note="Retracted")
    assert merge(CLAIM, [described("crossref"), described("openalex", note="Retracted")], {})[0].note == "Retracted"
    assert merge(CLAIM, [described("library", note="Mine"), retracted], {})[0].note == "Mine. Retracted"
    assert merge(CLAIM, [described("library", note="Retracted in May"), retracted], {})[0].note == "Retracted in May"


def test_a_retracted_paper_is_cited_by_its_own_title():
    record, _ = merge(CLAIM, [described("crossref", title="RETRACTED: A Paper")], {})
    assert (record.title, record.note) == ("A Paper", "Retracted")
    marked = replace(CLAIM, title="Retracted: a paper")
    assert merge(marked, [described("crossref", title="RETRACTED: A Paper")], {})[0].title == "RETRACTED: A Paper"
