"""Writes `references.json`, the CSL-JSON that pandoc, citeproc and Zotero read.

The schema allows more than its readers keep, so this file writes what survives all of them: particles and
suffixes folded into names, no `software` (one such item makes Zotero refuse the whole file), and in `note` only
lines that Zotero leaves in Extra. Text stays plain: JSON is the only escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from pipeline.formats.csl import csl_format
from pipeline.formats.extra import AUTHORS, UNVERIFIED, extra_names
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Name, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import clean_text
from pipeline.text.latex.escape import escape_verbatim, plain_text
from pipeline.text.latex.styles import csl_markup
from pipeline.writers.references.extra_lines import extra_lines
from pipeline.writers.references.shared_fields import (
    container_of,
    doi_of,
    extent_of,
    is_arxiv_preprint,
    is_person,
    is_verified,
    issue_of,
    normalize_name,
    number_of,
    other_text,
    pages_of,
    series_number_of,
    series_of,
    title_markup,
    url_of,
)
from pipeline.writers.tables.counts import count_lines

Item = dict[str, Any]
"""One CSL item, its keys in the order in which they are written."""

_WRITTEN_APART = frozenset("container-title collection-title collection-number abstract language".split())
_KEY_LINE = re.compile(r"^[\w -]{1,40}:")
# With thousands of items at a time, Python's garbage collector walks over the whole bibliography again and again.
_CHUNK_SIZE = 50


def write_csl_json(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.json`: one item a work, in the order of the list."""
    text = bytearray()
    for piece in _pieces(bibliography):
        text += piece
    yield "references.json", text.decode()


def make_item(work: Work, count_line: str = "") -> Item:
    """The item of one work; empty fields are left out. `count_line` goes first of all into Zotero's Extra."""
    record = work.record
    key = safe_key(work.key)
    item: Item = {"id": key, "citation-key": key, "type": to_csl_type(record.type), "title": _title(record)}
    item |= {"author": _names(record.author), "editor": _names(record.editor), "issued": _issued(record)}
    item |= _container(record)
    for name, part in _plain_fields():
        if text := _COMPUTED[name](record) if name in _COMPUTED else getattr(record, part):
            item[name] = normalize_pages(plain_text(text)) if name == "page" else _plain_cached(text)
    item |= _other_fields(record) | _preprint(record) | _links(record)
    item |= {
        "abstract": plain_text(record.abstract),
        "language": clean_text(record.language),
        "note": _note(work, count_line),
        "keyword": ", ".join(filter(None, map(clean_text, record.keyword))),
    }
    return {name: value for name, value in item.items() if value}


@lru_cache(maxsize=256)
def to_csl_type(csl_type: str) -> str:
    """The type to write: a data set stays one, software becomes a book with a version, the unknown a document."""
    table = csl_format()
    return table.written.get(csl_type, csl_type) if csl_type in table.types else "document"


@lru_cache(maxsize=1)
def _plain_fields() -> tuple[tuple[str, str], ...]:
    """Variables that are written as they are, with the part of a record that each one is."""
    return tuple((name, part) for name, part in csl_format().fields.items() if name not in _WRITTEN_APART)


@lru_cache(maxsize=65_536)
def to_csl_name(name: Name) -> tuple[tuple[str, str], ...]:
    """The fields of a name. Zotero reads `family`, `given` and `literal`, nothing else.

    >>> dict(to_csl_name(Name(family="King", given="Martin Luther", suffix="Jr.")))
    {'family': 'King', 'given': 'Martin Luther, Jr.'}
    """
    name = normalize_name(name)
    family, given, suffix = (plain_text(part) for part in (name.family, name.given, name.suffix))
    if family and not is_person(family):
        return ()
    if name.literal or not (family and given):
        literal = plain_text(name.literal) or " ".join(filter(None, (given, family, suffix)))
        return (("literal", literal),) if is_person(literal) else ()
    return ("family", family), ("given", f"{given}, {suffix}" if suffix else given)


_plain_cached = lru_cache(maxsize=16_384)(plain_text)


def _edition(record: Record) -> str:
    """The edition; of a manual, its version, since Zotero takes a book with a version for a program."""
    return record.edition or (record.version if record.type == "book" else "")


def _version(record: Record) -> str:
    return "" if record.type == "book" else record.version


_COMPUTED = {"issue": issue_of, "page": pages_of, "edition": _edition, "version": _version}


def _title(record: Record) -> str:
    """The title with CSL's tags."""
    return plain_text(csl_markup(title_markup(record)) or record.title)


def _names(names: Iterable[Name]) -> list[dict[str, str]]:
    return [dict(parts) for parts in map(to_csl_name, names) if parts]


def to_csl_date(date: Date | None) -> Item | None:
    """A date of CSL: as many parts as are known, those of the end of a range, a season, and `circa` for any doubt.

    CSL tells no kinds of doubt apart, but lets `circa` be any text: `?` is uncertain, `%` both, as in EDTF.
    """
    if date is None:
        return None
    ends = [date, *([date.end] if date.end else [])]
    parts = [_parts(one, has_season=len(ends) > 1) for one in ends]
    item: Item = {"date-parts": [*parts, [0]] if date.is_open else parts}
    if date.season and not date.end:
        item["season"] = date.season
    is_circa, is_uncertain = any(one.is_circa for one in ends), any(one.is_uncertain for one in ends)
    return item | ({"circa": ("%" if is_circa else "?") if is_uncertain else True} if is_circa or is_uncertain else {})


def _parts(date: Date, *, has_season: bool) -> list[int]:
    """Year, month and day as far as they make sense; a day without its month means nothing.

    Of a range each end has its season, as a month from 21.
    """
    if has_season and date.season:
        return [date.year, 20 + date.season]
    month = date.month if date.month in range(1, 13) else None
    day = date.day if month and date.day in range(1, 32) else None
    return [part for part in (date.year, month, day) if part]


def _issued(record: Record) -> Item | None:
    """The date of issue; where there is none, what stands for it: “in press”."""
    status = plain_text(other_text(record, "status"))
    return to_csl_date(record.issued) or ({"literal": status} if status else None)


def _container(record: Record) -> dict[str, str]:
    return {
        "container-title": _plain_cached(container_of(record)),
        # `container-title-short` is valid too, but Zotero loses it.
        "journalAbbreviation": _plain_cached(record.container_title_short),
        "collection-title": _plain_cached(series_of(record)),
        "collection-number": _plain_cached(series_number_of(record)),
    }


def _other_fields(record: Record) -> Item:
    """The CSL variables that only a person's library has, and the number of pages of a book.

    What CSL has no variable for is in the note, and in the variable that is nearest.
    """
    other_fields: Item = {"number-of-pages": plain_text(extent_of(record))}
    if not (record.other_texts or record.other_names or record.other_dates):
        return other_fields
    known = csl_format().variables
    other_fields |= {name: plain_text(text) for name, text in record.other_texts if name in known.texts}
    other_fields |= {name: _names(names) for name, names in record.other_names if name in known.names}
    other_fields |= {name: to_csl_date(date) for name, date in record.other_dates if name in known.dates}
    words = plain_text(other_text(record, "howpublished"))
    if words and not record.publisher:
        other_fields["publisher"] = words
    register, eprint = (plain_text(other_text(record, name)) for name in ("eprinttype", "eprint"))
    if eprint and not {"archive", "archive_location"} & other_fields.keys():
        other_fields |= {"archive": register, "archive_location": eprint}
    return other_fields


def _preprint(record: Record) -> dict[str, str]:
    """What Zotero needs to read an `article` as a preprint of a repository, with its id there.

    APA prints the genre before the number, and wants “(arXiv:1706.03762)” alone.
    """
    if record.type != "article":
        return {}
    genre = plain_text(record.genre) or "preprint"
    if not record.identifiers.arxiv:
        return {"genre": genre}
    genre = "" if genre.lower() == "preprint" else genre
    return {"number": f"arXiv:{clean_text(record.identifiers.arxiv)}", "genre": genre, "publisher": "arXiv"}


def _links(record: Record) -> dict[str, str]:
    ids = record.identifiers
    return {
        "DOI": clean_text(doi_of(record)),
        "PMID": clean_text(ids.pmid),
        "PMCID": clean_text(ids.pmcid),
        "URL": escape_verbatim(url_of(record)),
    }


def _note(work: Work, count_line: str) -> str:
    """The lines of Zotero's Extra, those of a person's own library last.

    Zotero would take a note `Key: value` for a field, so such a note is marked as one.
    """
    record = work.record
    note = clean_text(record.note)
    lines = (
        count_line,
        "" if is_verified(work) else UNVERIFIED,
        f"arXiv: {clean_text(record.identifiers.arxiv)}"
        if record.identifiers.arxiv and not is_arxiv_preprint(record)
        else "",
        f"Note: {note}" if _KEY_LINE.match(note) else note,
        *map(clean_text, other_text(record, "note").split("\n")),
        *extra_lines(record, _said(record)),
    )
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=1)
def _in_items() -> frozenset[str]:
    return frozenset(name for name in extra_names().all() if not name.startswith("tex.") and name != AUTHORS)


def _said(record: Record) -> frozenset[str]:
    """What has a place in the item: all but fields of a `.bib`, the version of a book, the type of a program that
    would be taken for a book, and what Zotero's preprint says of arXiv instead.
    """
    said = _in_items()
    if record.type == "book" and record.version:
        said -= {"version"}
    elif record.type == "software" and (not record.version or record.isbn):
        said -= {"type"}
    elif is_arxiv_preprint(record):
        said -= {"number"} if number_of(record) else set()
        said -= {"publisher"} if record.publisher and "arxiv" not in record.publisher.lower() else set()
    if (
        record.collection_title
        and record.container_title
        and not container_of(record)
        and not is_arxiv_preprint(record)
    ):
        said -= {"container-title"}
    return said


def _pieces(bibliography: Bibliography) -> Iterator[bytes]:
    """The file in pieces, so that the items of a large list are never in memory all at once."""
    lines = count_lines(bibliography) if bibliography.counts_in_extra else {}
    works = iter(bibliography.works)
    start = b"[\n"
    while chunk := [make_item(work, lines.get(work.id, "")) for work in islice(works, _CHUNK_SIZE)]:
        text = msgspec.json.format(msgspec.json.encode(chunk), indent=2)
        yield start + text.removeprefix(b"[\n").removesuffix(b"\n]")
        start = b",\n"
    yield b"\n]\n" if start == b",\n" else b"[]\n"
