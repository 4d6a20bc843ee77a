"""A row becomes a record: the curator's claim about one paper, with the identifiers found in links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from pipeline.model.identifiers import find_identifiers, join_identifiers
from pipeline.model.names import parse_name
from pipeline.model.records import Date, Identifiers, Name, Outcome, Problem, Provenance, Record, Row
from pipeline.rules.row_text.entry_claims import to_entry_claim
from pipeline.rules.row_text.links import find_place
from pipeline.rules.row_text.notes import split_notes
from pipeline.rules.venues import CSL_TYPES, find_venues
from pipeline.text.folding import clean_text

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def normalize(rows: Iterable[Row]) -> Outcome[Record]:
    """One claim a row, with the row's id; a row without a title or a year gives a Problem and stays."""
    claims, problems = [], []
    for row in rows:
        claim = to_claim(row)
        claims.append(claim)
        where = f"{row.file}:{row.line}"
        if not claim.title and not claim.identifiers.labels():
            sentence = "the row has no title; it is kept as it is and cannot be matched."
            problems.append(Problem("normalize", "no_title", where, sentence))
        elif claim.issued is None and row.cell("year").strip():
            sentence = (
                f"the year “{clean_text(row.cell('year'), cap=40)}” is not a year; the row is matched without it."
            )
            problems.append(Problem("normalize", "no_year", where, sentence))
    return Outcome(tuple(claims), tuple(problems))


def to_claim(row: Row) -> Record:
    """What a row says, in the terms of a record; nothing is corrected and nothing is guessed."""
    if row.record:
        return to_entry_claim(row.id, row.record)
    title, notes = split_notes(clean_text(row.cell("title")))
    place = find_place((row.cell("link"), *(link.url for link in row.links)))
    written = clean_text(row.cell("venue")) or place.venue
    venues = find_venues(written)
    kinds = {venue.kind for venue in venues}
    venue = venues[0] if len(venues) == 1 else None
    claim = Record(
        id=row.id,
        type=CSL_TYPES.get(kinds.pop(), "") if len(kinds) == 1 else "",
        title=title,
        author=_authors(row.cell("author")),
        issued=_issued(row.cell("year"), written) or (Date(place.year) if place.year else None),
        container_title=venue.name if venue and venue.kind != "preprint" else "",
        container_title_short=written,
        note="; ".join(notes),
        identifiers=_identifiers(row, notes),
    )
    return msgspec.structs.replace(claim, provenance=_provenance(claim))


def _provenance(claim: Record) -> tuple[Provenance, ...]:
    """The provenance of a claim: all of its fields come from the list."""
    fields = ("type", "title", "author", "issued", "container_title", "note", "identifiers")
    stated = (field for field in fields if getattr(claim, field) not in ("", (), None, Identifiers()))
    return tuple(Provenance(field, "list", claim.id, why="the list says so") for field in stated)


def _issued(year_cell: str, venue_cell: str) -> Date | None:
    """The year of the row; lists without a year column often write “CVPR 2018” or “NIPS'17” as venue."""
    found = _YEAR.search(year_cell) or _YEAR.search(venue_cell)
    return Date(int(found[0])) if found else None


def _identifiers(row: Row, notes: Iterable[str]) -> Identifiers:
    """Identifiers of notes and of the venue (“arXiv preprint arXiv:1409.0473”) before those of links: a note names the
    paper, a link may lead to anything.
    """
    texts = (*notes, row.cell("venue"), row.cell("link"), *(link.url for link in row.links))
    return join_identifiers(*map(find_identifiers, texts))


def _authors(cell: str) -> tuple[Name, ...]:
    """Authors of a row as far as it names them; “et al.” names nobody."""
    people = re.split(r"\s*(?:;|,(?!\s*(?:Jr|Sr)\b)|\band\b|&)\s*", clean_text(cell)) if cell.strip() else []
    return tuple(name for person in people if (name := parse_name(re.sub(r"\bet\.? al\.?", "", person))))
