"""The records of one work become one: what leads, what is filled in, and what is told to differ."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Candidate, Date, Identifiers, Name, Record
from pipeline.rules.merging.differences import describe_field
from pipeline.rules.merging.joining import Joined, find_lead, join_records

ADA, BOB, SHORT = Name("Lime", "Ada"), Name("Fig", "Bob"), (Name("Lime", "A."), Name("Fig", "B."))
PAPER: dict[str, Any] = {"type": "article-journal", "container_title": "Fruits", "volume": "3", "issued": Date(2020)}
PREPRINT: dict[str, Any] = {"type": "article", "identifiers": Identifiers(arxiv="1912.00001"), "issued": Date(2019)}


def join(*records: dict[str, Any]) -> Joined:
    """Records that are preprints, or papers, by their types."""
    made = [Record(f"r{at}", **{"title": "On Limes", **fields}) for at, fields in enumerate(records)]
    versions = [int(one.type == "article") for one in made]
    return join_records([Candidate(one, "f.bib", one.id) for one in made], versions)


class Counted(str):
    """An id that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_records_of_a_work_are_not_compared_with_each_other():
    fields: list[dict[str, Any]] = [
        {"author": SHORT, "note": f"n{at}", "other_texts": (("pages", "1"),)} for at in range(300)
    ]
    made = [Record(Counted(f"r{at}"), title="On Limes", **one) for at, one in enumerate(fields)]
    join_records([Candidate(one, "f.bib", one.id) for one in made], [at % 2 for at in range(300)])
    assert Counted.compared < 20 * len(made)


def test_one_record_stays_as_it_is():
    record = Record("a", title="T", provenance=())
    assert join_records([Candidate(record, "f", "a")], [0]) == Joined(record, 0)


@pytest.mark.parametrize(
    ("records", "lead"),
    [
        ([PREPRINT | {"abstract": "A", "author": (ADA,), "page": "1", "volume": "2"}, PAPER], 1),
        ([PAPER, PAPER | {"page": "1-9"}], 1),
        ([PAPER | {"author": SHORT}, PAPER | {"author": (ADA, BOB)}], 1),
        ([PAPER | {"type": "document", "page": "1-9"}, PAPER], 1),
        ([PAPER, PAPER], 0),
    ],
)
def test_the_most_complete_published_record_leads(records: list[dict[str, Any]], lead: int):
    assert join(*records).lead == lead == find_lead([Record("r", title="On Limes", **one) for one in records])


@pytest.mark.parametrize(
    ("field", "first", "second", "kept"),
    [
        ("page", {}, PAPER | {"page": "1-9"}, "1-9"),
        ("page", {"issue": "1", "publisher": "P"}, PAPER | {"page": "1-9", "volume": "4"}, ""),
        ("page", {"page": "1", "issue": "1"}, PAPER | {"page": "1-9"}, "1-9"),
        ("page", {"page": "2", "issue": "1"}, PAPER | {"page": "1-9"}, "2"),
        ("page", {"page": "6A–1", "issue": "1"}, PAPER | {"page": "6A-1–6A-8"}, "6A–1"),
        ("page", {"page": "e61340A", "issue": "1"}, PAPER | {"page": "e61340A-1–e61340A-8"}, "e61340A"),
        ("page", {}, PREPRINT | {"page": "1-9"}, ""),
        ("container_title", {}, PAPER | {"container_title": "F"}, "Fruits"),
        ("abstract", {}, PREPRINT | {"abstract": "A"}, "A"),
        ("url", {}, PREPRINT | {"url": "https://arxiv.org/abs/1"}, ""),
        ("container_title", {"container_title": "Fr.", "page": "1"}, PAPER, "Fruits"),
        ("container_title", {"container_title": "Fr.", "page": "1"}, PREPRINT | {"container_title": "Fruits"}, "Fr."),
        ("page", {"page": "7467-79", "issue": "1"}, PAPER | {"page": "7467-7479"}, "7467-7479"),
        ("title", {"title": "On Limes …", "page": "1"}, PAPER | {"title": "On Limes and Figs"}, "On Limes and Figs"),
        ("title", {"title": "On Limes …", "page": "1"}, PREPRINT | {"title": "On Limes and Figs"}, "On Limes …"),
        ("title", {"page": "1"}, PAPER | {"title": "On Limes: A Study"}, "On Limes: A Study"),
        ("issued", {"page": "1"}, PAPER | {"issued": Date(2020, 5)}, "2020-05"),
        ("issued", {"page": "1"}, PAPER | {"issued": Date(2021, 5)}, "2020"),
        ("issued", {}, PREPRINT | {"issued": Date(2020, 5)}, "2020"),
        ("title", {"title": "ON LIMES", "page": "1"}, PAPER, "On Limes"),
        ("title", {"title": "ON LIMES", "page": "1"}, PAPER | {"title": "On figs"}, "ON LIMES"),
        ("author", {"author": SHORT}, PREPRINT | {"author": (ADA, BOB)}, "Ada Lime; Bob Fig"),
        (
            "author",
            {"author": (ADA,), "has_other_authors": True},
            PREPRINT | {"author": (ADA, BOB)},
            "Ada Lime; Bob Fig",
        ),
        ("doi", {}, PREPRINT | {"identifiers": Identifiers(doi="10.1101/1", arxiv="1912.00001")}, ""),
        ("doi", {}, PAPER | {"identifiers": Identifiers(doi="10.1234/1")}, "10.1234/1"),
        ("arxiv", {}, PREPRINT, "1912.00001"),
        ("keyword", {"keyword": ("Lime",)}, PREPRINT | {"keyword": ("lime", "fig")}, "Lime; fig"),
        ("note", {"note": "read"}, PREPRINT | {"note": "read twice"}, "read twice"),
        ("note", {"note": "read"}, PREPRINT | {"note": "lost"}, "read; lost"),
        ("file", {"other_texts": (("file", "a;b"),)}, PREPRINT | {"other_texts": (("file", "b;c"),)}, "a;b;c"),
        ("annote", {}, PAPER | {"other_texts": (("annote", "x"),)}, "x"),
        ("status", {}, PREPRINT | {"other_texts": (("status", "submitted"),)}, ""),
        ("citation_key", {}, PREPRINT | {"citation_key": "k"}, "k"),
    ],
)
def test_what_is_lacking_is_filled_in(field: str, first: dict[str, Any], second: dict[str, Any], kept: str):
    assert describe_field(join(PAPER | first, second).record, field) == kept


@pytest.mark.parametrize(
    ("paper", "preprint", "eprint"),
    [
        ({}, {"identifiers": Identifiers(doi="10.1101/1")}, "10.1101/1"),
        ({}, {"identifiers": Identifiers(doi="10.1101/1", arxiv="1912.00001")}, ""),
        ({"other_texts": (("eprint", "x"),)}, {"identifiers": Identifiers(doi="10.1101/1")}, "x"),
        ({"type": "article", "container_title": ""}, {"identifiers": Identifiers(doi="10.1101/1")}, ""),
    ],
)
def test_the_dois_of_preprints_are_eprints(paper: dict[str, Any], preprint: dict[str, Any], eprint: str):
    joined = join(PAPER | {"identifiers": Identifiers(doi="10.1234/1")} | paper, PREPRINT | preprint)
    assert describe_field(joined.record, "eprint") == eprint


def test_other_dois_are_kept():
    other = PREPRINT | {"identifiers": Identifiers(doi="10.1101/1")}
    assert join(PAPER | {"identifiers": Identifiers(doi="10.1234/1")}, other).record.other_dois == ("10.1101/1",)


@pytest.mark.parametrize(("first", "second", "others"), [(True, True, True), (True, False, False)])
def test_et_al_stays_while_nobody_knows_the_others(first: bool, second: bool, others: bool):
    lists = [PAPER | {"author": (ADA,), "has_other_authors": said} for said in (first, second)]
    assert join(*lists).record.has_other_authors is others


def test_every_value_that_differs_is_told():
    joined = join(
        PAPER | {"page": "1-9", "identifiers": Identifiers(pmid="1"), "other_texts": (("status", "a"),)},
        PAPER | {"volume": "4", "identifiers": Identifiers(pmid="2"), "other_texts": (("status", "b"),)},
        PREPRINT | {"title": "On limes.", "author": (ADA,)},
    )
    told = {(one.field, one.kept, one.refused, one.refused_source) for one in joined.conflicts}
    assert told == {
        ("volume", "3", "4", "r1"),
        ("pmid", "1", "2", "r1"),
        ("status", "a", "b", "r1"),
        ("type", "article-journal", "article", "r2"),
        ("issued", "2020", "2019", "r2"),
    }


def test_every_field_tells_its_record():
    record = join(PAPER, PAPER | {"page": "1-9"}, PREPRINT | {"abstract": "A", "keyword": ("k",)}).record
    told = {one.field: (one.source, one.source_id) for one in record.provenance}
    assert told["page"] == told["volume"] == ("f.bib", "r1")
    assert told["abstract"] == told["keyword"] == told["arxiv"] == ("f.bib", "r2")
