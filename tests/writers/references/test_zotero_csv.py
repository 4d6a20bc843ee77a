"""A table in Zotero's columns: what it says, and that it is read back."""

from __future__ import annotations

import csv
import io

import pytest
from msgspec.structs import replace

from pipeline import readers
from pipeline.model.dates import parse_edtf
from pipeline.model.names import make_name
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.writers import all_writers

PEOPLE = (Name("Maaten", "Laurens", "van der"), Name("Elder", "John F.", suffix="IV"))
RECORD = Record(
    id="maaten2008",
    type="article-journal",
    title="Visualizing Data",
    author=PEOPLE,
    has_other_authors=True,
    editor=(Name("Birne", "Bea"),),
    issued=Date(2008, 11),
    container_title="Journal of Pears",
    container_title_short="J. Pears",
    collection_title="Trees",
    collection_number="3",
    volume="9",
    issue="2",
    page="2579-2605",
    number="e1",
    edition="2",
    version="1.0",
    genre="survey",
    publisher="Orchard",
    publisher_place="Birnau",
    event_title="Pears Day",
    event_place="Konstanz",
    issn="1532-4435",
    isbn="978-3-16-148410-0",
    url="https://pears.org/1",
    abstract="On pears; and others.",
    language="en",
    note="=read",
    keyword=("fruit", "trees"),
    other_texts=(("original-title", "Von Birnen"),),
    other_names=(("translator", (Name("Apfel", "Ada"),)),),
    other_dates=(("original-date", Date(1999)),),
    identifiers=Identifiers(doi="10.1000/1", arxiv="0801.00001", pmid="12345", pmcid="PMC1"),
    citation_key="maaten2008",
)


def write(record: Record) -> str:
    bibliography = Bibliography((Work("w", record, ("r",), "matched", record.citation_key),), (), ())
    return dict(all_writers(["zotero"])[0](bibliography))["references.csv"]


def read(text: str) -> Record:
    [row] = readers.read_list(text.encode(), "t.csv").rows
    assert row.record
    return row.record


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        replace(RECORD, author=PEOPLE[1:], has_other_authors=False),
        replace(RECORD, type="software", title="+1 for Pears", citation_key="a", id="a"),
        replace(RECORD, issued=parse_edtf("2008-11-01/2009"), type="motion_picture"),
        Record(id="x1", title="A Pear", type="article", citation_key="x1"),
    ],
)
def test_a_record_is_read_back(record: Record):
    assert read(write(record)) == record


def test_a_group_is_read_as_it_can():
    group = make_name(literal="Pear Society")
    assert group
    assert len(read(write(replace(RECORD, author=(group,)))).author) == 1


def test_columns_are_those_of_zotero():
    [head, line] = csv.reader(io.StringIO(write(RECORD)))
    cells = dict(zip(head, line, strict=True))
    assert head[:4] == ["Key", "Item Type", "Title", "Author"]
    assert (cells["Author"], cells["DOI"]) == ("van der Maaten, Laurens; Elder, John F., IV", "10.1000/1")
    assert cells["Notes"] == "'=read"
    assert "original-title: Von Birnen" in cells["Extra"].splitlines()


def test_no_table_is_made_unless_it_is_named():
    named = {name for writer in all_writers() for name, _ in writer(Bibliography((), (), ()))}
    assert "references.csv" not in named
