"""Rows of what is no table: what they say is shown in columns that are made up, those of them that the file needs.

The columns are Title, Authors, Venue, Year, Citations, Notes and Links. Of an entry of a reference file, or of an
export, all fields are in the row's record besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from pipeline.model.identifiers import arxiv_doi
from pipeline.model.names import display_name
from pipeline.model.records import Column, Date, Link, Record, Row, Struct
from pipeline.readers.lists.columns import assign_ids
from pipeline.readers.lists.reading import NOTHING_SAID, ListSettings
from pipeline.rules.row_text.places import find_year

_HEADERS = {
    "title": "Title",
    "author": "Authors",
    "venue": "Venue",
    "year": "Year",
    "count": "Citations",
    "note": "Notes",
    "link": "Links",
}


class Line(Struct, frozen=True):
    """What a line says, by role, and where it leads."""

    line: int
    texts: dict[str, str]
    links: tuple[str, ...] = ()
    record: Record | None = None


class Entry(Struct, frozen=True):
    """An entry with the line at which it begins, the line at which it ends, and what a list's own table counted."""

    line: int
    last_line: int
    record: Record
    count: str = ""


def make_rows(lines: Sequence[Line], file: str) -> tuple[Row, ...]:
    """A row with an id for each line, under the columns that some of them need."""
    columns = columns_for([line.texts for line in lines])
    return assign_ids(
        Row(
            id="",
            file=file,
            line=one.line,
            columns=columns,
            cells=tuple([one.texts.get(column.role, "") for column in columns]),
            links=tuple([Link("", url) for url in one.links]),
            record=one.record,
        )
        for one in lines
    )


def columns_for(texts: Sequence[Mapping[str, str]]) -> tuple[Column, ...]:
    """The columns that some of the rows need, each given by what it says in each role; all have one for the title."""
    return tuple(
        Column(header, role)
        for role, header in _HEADERS.items()
        if role == "title" or any(one.get(role) for one in texts)
    )


def complete_row(row: Row, venue: str, year: int | None) -> Row:
    """The row with a venue and a year that stand elsewhere than in it, where it says none itself."""
    own_venue, own_year = row.cell("venue").strip(), row.cell("year").strip()
    stated = dict(row.stated)
    if venue and not own_venue:
        stated["venue"] = venue
    if year and not own_year and not find_year(own_venue):
        stated["year"] = str(year)
    return row if stated == row.stated else msgspec.structs.replace(row, stated=stated)


def make_entry_rows(entries: Sequence[Entry], file: str, settings: ListSettings = NOTHING_SAID) -> tuple[Row, ...]:
    """A row with an id for each entry; one without a venue or year has that of the settings."""
    return make_rows([_to_line(_complete(entry, settings)) for entry in entries], file)


def _complete(entry: Entry, settings: ListSettings) -> Entry:
    record = entry.record
    if settings.venue and not (record.container_title or record.container_title_short or record.event_title):
        record = msgspec.structs.replace(record, container_title_short=settings.venue)
    if settings.year and record.issued is None:
        record = msgspec.structs.replace(record, issued=Date(settings.year))
    return entry if record is entry.record else msgspec.structs.replace(entry, record=record)


def _to_line(entry: Entry) -> Line:
    record, links = entry.record, _links(entry.record)
    texts: Mapping[str, str] = {
        "title": record.title,
        "author": "; ".join(map(display_name, record.author)),
        "venue": record.container_title or record.container_title_short,
        "year": str(record.year or ""),
        "count": entry.count,
        "link": " ".join(links),
    }
    return Line(entry.line, {role: text for role, text in texts.items() if text}, links, record)


def _links(record: Record) -> tuple[str, ...]:
    """Where an entry leads: its own address, and the page of its DOI, or else of its preprint or PubMed id."""
    ids = record.identifiers
    known = (
        record.url,
        f"https://doi.org/{ids.doi}" if ids.doi else "",
        f"https://doi.org/{arxiv_doi(ids.arxiv)}" if ids.arxiv and not ids.doi and not record.url else "",
        f"https://pubmed.ncbi.nlm.nih.gov/{ids.pmid}/" if ids.pmid and not ids.doi else "",
    )
    return tuple(dict.fromkeys(filter(None, known)))
