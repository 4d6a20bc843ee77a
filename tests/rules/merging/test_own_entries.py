"""A person's own entry is filled in field by field, and never overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Date, Identifiers, Name
from pipeline.rules.merging.merge import merge
from tests.rules.merging.test_merge import ADA, BOB, CLAIM, described

VENUE = "Annals of Combing"


@pytest.mark.parametrize(
    ("field", "own", "theirs"),
    [
        ("title", "A PAPER ON MANY THINGS", "A Paper on Many Things"),
        ("issued", Date(2017), Date(2018)),
        ("page", "1-9", "11-19"),
        ("publisher", "My Press", "ACM"),
        ("container_title", "Ann. Comb.", VENUE),
        ("type", "chapter", "paper-conference"),
        ("author", (BOB,), (ADA, BOB)),
        ("abstract", "Mine.", "Theirs."),
    ],
)
def test_a_filled_field_stays(field: str, own: Any, theirs: Any):
    entry, source = described("library", **{field: own}), described("crossref", **{field: theirs})
    for candidates in ([entry, source], [source, entry]):
        record, _ = merge(CLAIM, candidates, {})
        assert getattr(record, field) == own
        assert [one.source for one in record.provenance if one.field == field] == ["library"]


def test_neither_the_list_nor_a_venue_corrects_it():
    shouted = described("library", title="A PAPER OF MINE", issued=Date(2017), container_title="Proceedings of 2018")
    claim = replace(CLAIM, title="A paper of mine")
    record, _ = merge(claim, [shouted], {})
    assert (record.title, record.issued) == ("A PAPER OF MINE", Date(2017))


def test_a_row_that_names_arxiv_cites_the_preprint_of_an_entry():
    ids = Identifiers(arxiv="1806.07366")
    entry = described("library", type="paper-conference", container_title=VENUE, page="1-9", identifiers=ids)
    record, _ = merge(replace(CLAIM, type="article"), [entry], {})
    assert (record.type, record.container_title, record.page) == ("article", "", "")


def test_an_empty_field_is_filled_and_told():
    entry = described("library", type="document", page="1-9")
    source = described("crossref", type="article-journal", container_title=VENUE, author=(ADA,), page="2-9")
    record, conflicts = merge(CLAIM, [entry, source], {})
    assert (record.type, record.container_title, record.author, record.page) == (
        "article-journal",
        VENUE,
        (ADA,),
        "1-9",
    )
    by_field = {one.field: one.source for one in record.provenance}
    assert {by_field[field] for field in ("type", "container_title", "author")} == {"crossref"}
    assert [(one.field, one.kept, one.refused) for one in conflicts.items] == [("page", "1-9", "2-9")]


def test_a_type_that_says_nothing_may_stay():
    assert merge(CLAIM, [described("library", type="document")], {})[0].type == "document"


@pytest.mark.parametrize(
    ("own", "is_cut", "theirs", "kept", "why"),
    [
        ((Name("Lovelace", "A."), BOB), False, (ADA, BOB), (ADA, BOB), "given names in full from crossref"),
        ((Name("Lovelace", "B."), BOB), False, (ADA, BOB), (Name("Lovelace", "B."), BOB), ""),
        ((Name("Lovelace", "A."),), False, (ADA, BOB), (Name("Lovelace", "A."),), ""),
        ((ADA,), True, (ADA, BOB), (ADA, BOB), "the further ones from crossref"),
        ((BOB,), True, (ADA, BOB), (BOB,), ""),
        ((ADA,), False, (ADA, BOB), (ADA,), ""),
    ],
)
def test_names_are_extended_and_not_replaced(
    own: tuple[Name, ...], is_cut: bool, theirs: tuple[Name, ...], kept: tuple[Name, ...], why: str
):
    entry = described("library", author=own, has_other_authors=is_cut)
    record, _ = merge(CLAIM, [entry, described("crossref", author=theirs)], {})
    assert record.author == kept
    assert record.has_other_authors is (is_cut and kept == own)
    [provenance] = [one for one in record.provenance if one.field == "author"]
    assert provenance.source == "library"
    assert provenance.why.endswith(why)


def test_an_entry_of_the_preprint_keeps_its_title_and_pages():
    entry = described("library", type="article", identifiers=Identifiers(arxiv="1806.07366"), page="1-30", title="Mine")
    paper = described("crossref", type="paper-conference", container_title=VENUE, page="7-9", issued=Date(2018))
    record, _ = merge(CLAIM, [entry, paper], {})
    assert (record.title, record.type, record.page) == ("Mine", "paper-conference", "7-9")
    preprint, _ = merge(CLAIM.__class__(id="row", title="Mine"), [entry], {})
    assert (preprint.type, preprint.page, preprint.publisher) == ("article", "1-30", "arXiv")
