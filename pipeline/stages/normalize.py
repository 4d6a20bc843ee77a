"""A row becomes a record: the curator's claim about one paper, with the identifiers found in links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from pipeline.model.identifiers import find_identifiers, join_identifiers
from pipeline.model.records import Date, Identifiers, Outcome, Problem, Provenance, Record, Row
from pipeline.rules.row_text.authors import read_authors
from pipeline.rules.row_text.entry_claims import to_entry_claim
from pipeline.rules.row_text.links import find_place
from pipeline.rules.row_text.notes import split_notes
from pipeline.rules.row_text.row_links import RowLinks, read_links
from pipeline.rules.venues import CSL_TYPES, find_venues
from pipeline.text.folding import clean_markup, clean_text, fold

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_FULL_STOP = re.compile(r"(?<=[^\W_]{3})(?<!\betc)(?<!\binc)\.$", re.IGNORECASE)
"""What closes a title as a sentence, in the exports of PubMed and in people's tables; not that of an abbreviation."""
_YEAR_OF_A_VENUE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""Beside a venue, other numbers are volumes and pages."""
_PREFIXES = {
    **dict.fromkeys(("pmid", "pubmed id", "pubmed", "pubmedid", "pubmed pmid"), "https://pubmed.ncbi.nlm.nih.gov/"),
    **dict.fromkeys(("pmcid", "pmc id", "pmc"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC"),
}
_NO_IDENTIFIERS = Identifiers()
_STATED = ("type", "title", "author", "issued", "container_title", "note", "keyword", "url", "identifiers")


def normalize(rows: Iterable[Row]) -> Outcome[Record]:
    """One claim a row, with the row's id; a row without a title or a year gives a Problem and stays."""
    claims, problems = [], []
    for row in rows:
        claim = to_claim(row)
        claims.append(claim)
        where = f"{row.file}:{row.line}"
        if not claim.title and not claim.identifiers.labels():
            sentence = "the row has no title and no identifier; it is kept as it is and cannot be matched."
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
    title, notes = split_notes(_FULL_STOP.sub("", clean_markup(row.cell("title"))))
    links = read_links(row)
    written, issued = _place_and_date(row)
    venues = find_venues(written)
    kinds = {venue.kind for venue in venues}
    venue = venues[0] if len(venues) == 1 else None
    authors = read_authors(row.cell("author"))
    identifiers, told_by = _find_identifiers(row, notes, links)
    claim = Record(
        id=row.id,
        type=CSL_TYPES.get(kinds.pop(), "") if len(kinds) == 1 else "",
        title=title,
        author=authors.names,
        has_other_authors=authors.is_cut,
        issued=issued,
        container_title=venue.name if venue and venue.kind != "preprint" else "",
        container_title_short=written,
        note="; ".join(notes),
        keyword=_tags(row),
        url=links.paper,
        other_links=links.others,
        identifiers=identifiers,
    )
    return msgspec.structs.replace(claim, provenance=_provenance(claim, told_by))


def _provenance(claim: Record, told_by: str) -> tuple[Provenance, ...]:
    """The provenance of a claim: all of its fields come from the list; of identifiers, also from which link."""
    why = {"identifiers": f"its link {told_by} says so"} if told_by else {}
    stated = (field for field in _STATED if getattr(claim, field) not in ("", (), None, _NO_IDENTIFIERS))
    return tuple(Provenance(field, "list", claim.id, why=why.get(field, "the list says so")) for field in stated)


def _place_and_date(row: Row) -> tuple[str, Date | None]:
    """The venue as the row writes it and its year; what is missing is read from its links."""
    written = clean_text(row.cell("venue"))
    issued = _issued(row.cell("year"), written)
    if written and issued:
        return written, issued
    place = find_place((row.cell("link"), *(link.url for link in row.links)))
    written = written or place.venue
    return written, issued or _issued("", written) or (Date(place.year) if place.year else None)


def _issued(year_cell: str, venue_cell: str) -> Date | None:
    """The year of the row; lists without a year column often write “CVPR 2018” or “NIPS'17” as venue."""
    found = _YEAR.search(year_cell) or _YEAR_OF_A_VENUE.search(venue_cell)
    return Date(int(found[0])) if found else None


def _find_identifiers(row: Row, notes: Iterable[str], links: RowLinks) -> tuple[Identifiers, str]:
    """The identifiers of a row, and the links that tell them, if it is not its own text that does.

    Those of notes and of the venue (“arXiv preprint arXiv:1409.0473”) come before those of links: a note names the
    paper, a link may lead to anything.
    """
    known = _NO_IDENTIFIERS
    for at, prefix in _id_columns(tuple(column.header for column in row.columns)):
        cell = (row.texts or row.cells)[at : at + 1]
        if cell and (number := re.fullmatch(r"(?:PMC)?(\d{1,9})(?:\.0)?", cell[0].strip())):
            known = join_identifiers(known, find_identifiers(f"{prefix}{number[1]}"))
    for text in (*notes, row.cell("venue"), row.cell("link")):
        if text and (found := find_identifiers(text)) != _NO_IDENTIFIERS:
            known = join_identifiers(known, found)
    told_by = []
    for url in links.telling:
        if (found := find_identifiers(url)) != _NO_IDENTIFIERS and (joined := join_identifiers(known, found)) != known:
            told_by.append(url)
            known = joined
    return known, " and ".join(told_by)


@lru_cache(maxsize=256)
def _id_columns(headers: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """The columns of bare numbers whose headers say whose they are, and how an address with them begins."""
    folded = [fold(header) for header in headers]
    return tuple((at, _PREFIXES[header]) for at, header in enumerate(folded) if header in _PREFIXES)


def _tags(row: Row) -> tuple[str, ...]:
    """The headings above the row, each once whatever its capitals."""
    if not row.tags:
        return ()
    found = {tag.casefold(): tag for tag in reversed([clean_text(tag, cap=200) for tag in row.tags])}
    return tuple(tag for tag in reversed(found.values()) if tag)
