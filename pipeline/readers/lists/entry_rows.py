"""Rows of what is no table: what they say is shown in columns that are made up, those of them that the file needs.

The columns are Title, Authors, Venue, Year, Citations, Notes and Links. Of an entry of a reference file, or of an
export, all fields are in the row's record besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model.identifiers import arxiv_doi
from pipeline.model.names import display_name
from pipeline.model.records import Column, Link, Record, Row, Struct
from pipeline.readers.lists.columns import assign_ids

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
    roles = [role for role in _HEADERS if role == "title" or any(line.texts.get(role) for line in lines)]
    columns = tuple(Column(_HEADERS[role], role) for role in roles)
    return assign_ids(
        Row(
            id="",
            file=file,
            line=one.line,
            columns=columns,
            cells=tuple([one.texts.get(role, "") for role in roles]),
            links=tuple([Link("", url) for url in one.links]),
            record=one.record,
        )
        for one in lines
    )


def make_entry_rows(entries: Sequence[Entry], file: str) -> tuple[Row, ...]:
    """A row with an id for each entry."""
    return make_rows([_to_line(entry) for entry in entries], file)


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
