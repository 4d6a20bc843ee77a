"""What each CSL type, and each part of a record, becomes in each of the four reference files."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from pipeline.formats.csl import csl_format
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.writers.references import biblatex, bibtex, csl_json, ris
from tests import DATA

TABLE = (DATA / "writers/fields.jsonl").read_text(encoding="utf-8")
FIELDS = [json.loads(line) for line in TABLE.split("\n") if line]
BASE: dict[str, Any] = {
    "title": "T",
    "author": (Name("Li", "A."),),
    "issued": Date(2020),
    "container_title": "C",
    "publisher": "P",
}
WHOLE: dict[str, Any] = BASE | {"number": "9", "identifiers": Identifiers(doi="10.1/x")}

# CSL type, then BibTeX, BibLaTeX, BibLaTeX of a record with nothing but a title, RIS, CSL-JSON.
TYPES = [
    ("article", "misc", "online", "misc", "UNPD", "article"),
    ("article-journal", "article", "article", "misc", "JOUR", "article-journal"),
    ("article-magazine", "article", "article", "misc", "MGZN", "article-magazine"),
    ("article-newspaper", "article", "article", "misc", "NEWS", "article-newspaper"),
    ("bill", "misc", "misc", "misc", "BILL", "bill"),
    ("book", "book", "book", "misc", "BOOK", "book"),
    ("broadcast", "misc", "misc", "misc", "MULTI", "broadcast"),
    ("chapter", "incollection", "inbook", "misc", "CHAP", "chapter"),
    ("classic", "book", "book", "misc", "CLSWK", "classic"),
    ("collection", "book", "book", "misc", "BOOK", "collection"),
    ("dataset", "misc", "dataset", "dataset", "DATA", "dataset"),
    ("document", "misc", "misc", "misc", "GEN", "document"),
    ("entry", "incollection", "inbook", "misc", "ENCYC", "entry"),
    ("entry-dictionary", "incollection", "inbook", "misc", "DICT", "entry-dictionary"),
    ("entry-encyclopedia", "incollection", "inbook", "misc", "ENCYC", "entry-encyclopedia"),
    ("event", "misc", "misc", "misc", "GEN", "event"),
    ("figure", "misc", "misc", "misc", "FIGURE", "figure"),
    ("graphic", "misc", "misc", "misc", "ART", "graphic"),
    ("hearing", "misc", "misc", "misc", "HEAR", "hearing"),
    ("interview", "misc", "misc", "misc", "PCOMM", "interview"),
    ("legal_case", "misc", "misc", "misc", "CASE", "legal_case"),
    ("legislation", "misc", "misc", "misc", "STAT", "legislation"),
    ("manuscript", "misc", "unpublished", "misc", "MANSCPT", "manuscript"),
    ("map", "misc", "misc", "misc", "MAP", "map"),
    ("motion_picture", "misc", "misc", "misc", "MPCT", "motion_picture"),
    ("musical_score", "misc", "misc", "misc", "MUSIC", "musical_score"),
    ("pamphlet", "booklet", "booklet", "misc", "PAMP", "pamphlet"),
    ("paper-conference", "inproceedings", "inproceedings", "misc", "CONF", "paper-conference"),
    ("patent", "misc", "patent", "misc", "PAT", "patent"),
    ("performance", "misc", "misc", "misc", "GEN", "performance"),
    ("periodical", "misc", "misc", "misc", "JFULL", "periodical"),
    ("personal_communication", "misc", "misc", "misc", "PCOMM", "personal_communication"),
    ("post", "misc", "online", "misc", "ELEC", "post"),
    ("post-weblog", "misc", "online", "misc", "BLOG", "post-weblog"),
    ("regulation", "misc", "misc", "misc", "STAT", "regulation"),
    ("report", "techreport", "report", "misc", "RPRT", "report"),
    ("review", "article", "article", "misc", "JOUR", "review"),
    ("review-book", "article", "article", "misc", "JOUR", "review-book"),
    ("software", "misc", "software", "software", "COMP", "book"),
    ("song", "misc", "misc", "misc", "SOUND", "song"),
    ("speech", "misc", "unpublished", "misc", "SLIDE", "speech"),
    ("standard", "techreport", "report", "misc", "STAND", "standard"),
    ("thesis", "phdthesis", "thesis", "misc", "THES", "thesis"),
    ("treaty", "misc", "misc", "misc", "GEN", "treaty"),
    ("webpage", "misc", "online", "misc", "ELEC", "webpage"),
]


def entry(module: Any, record: Record) -> dict[str, Any]:
    made = module.make_entry(Work("w", record, (), "matched", "k"))
    return {"@": made.entry_type} | {field.key: field.value for field in made.fields}


def reference(record: Record) -> dict[str, Any]:
    return {tag.upper(): value for tag, value in ris.make_reference(Work("w", record, (), "matched", "k")).items()}


def item(record: Record) -> dict[str, Any]:
    return csl_json.make_item(Work("w", record, (), "matched", "k"))


MAKERS = {
    "bibtex": lambda record: entry(bibtex, record),
    "biblatex": lambda record: entry(biblatex, record),
    "ris": reference,
    "csl": item,
}


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row[0])
def test_types(row: tuple[str, ...]):
    csl_type, *expected = row
    whole = Record(id="r", type=csl_type, **WHOLE)
    bare = Record(id="r", type=csl_type, title="T")
    made = [entry(bibtex, whole)["@"], entry(biblatex, whole)["@"], entry(biblatex, bare)["@"]]
    assert [*made, reference(whole)["TY"], item(whole)["type"]] == expected


def test_every_type_has_a_row():
    schema = json.loads((DATA / "csl-data.json").read_text(encoding="utf-8"))
    assert [row[0] for row in TYPES] == list(csl_format().types)
    assert set(csl_format().types) == set(schema["items"]["properties"]["type"]["enum"])


def test_an_unknown_type_is_a_document():
    strange = Record(id="r", type="no such type", title="T")
    assert [entry(bibtex, strange)["@"], entry(biblatex, strange)["@"]] == ["misc", "misc"]
    assert [reference(strange)["TY"], item(strange)["type"]] == ["GEN", "document"]


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: f"{row['type']}-{row['part']}-{str(row['value'])[:20]}")
@pytest.mark.parametrize("language", MAKERS)
def test_fields(row: dict[str, Any], language: str):
    """What a part of a record adds to, changes in or takes from (null) an entry that lacks nothing else."""
    make, part = MAKERS[language], row["part"]
    value = msgspec.convert({part: row["value"], "id": "r"}, Record)
    known = {name: text for name, text in BASE.items() if name != part}
    without = make(Record(id="r", type=row["type"], **known))
    there = make(Record(id="r", type=row["type"], **known, **{part: getattr(value, part)}))
    gone = dict.fromkeys(name for name in without if name not in there)
    assert {name: text for name, text in there.items() if without.get(name) != text} | gone == row[language]


def test_every_part_of_a_record_has_a_row():
    with_row = {row["part"] for row in FIELDS}
    not_written = {"id", "type", "other_dois", "other_links", "citation_key", "provenance"}
    not_written |= {"has_other_authors"}  # a part of the names: `writers/references/test_bibtex`
    assert set(Record.__struct_fields__) - not_written == with_row


def test_a_type_without_authors_gets_none():
    for csl_type in ("collection", "periodical"):
        made = entry(biblatex, Record(id="r", type=csl_type, title="T", editor=(Name("Li", "B."),), issued=Date(2020)))
        assert made["@"] == csl_type
        assert entry(biblatex, Record(id="r", type=csl_type, **WHOLE))["@"] not in ("collection", "periodical")
