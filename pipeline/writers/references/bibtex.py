"""Writes `references.bib`, one file that classic bibtex, biber and Zotero all read without a warning.

How text is escaped is in `text/latex/escape.py`, and which field holds what in `formats/bibtex.json`. Nothing is
invented to please a style: a work that lacks what its entry type needs keeps the type where a `@misc` would print less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.model import Entry

from pipeline.formats.bibtex import bibtex_format, genre_layout, layouts, subtype_of
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Date, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.folding import fold
from pipeline.text.latex.escape import escape_doi, escape_name, escape_prose, escape_verbatim
from pipeline.writers.references.bib_extra import extra_field
from pipeline.writers.references.entries import (
    Dialect,
    build_entry,
    choose_entry_type,
    format_names,
    format_title,
    write_entries,
)
from pipeline.writers.references.other_fields import other_fields, set_volume_title
from pipeline.writers.references.shared_fields import (
    NO_DATE,
    SEASONS,
    babel_language,
    check_keys,
    doi_of,
    foreign_language,
    is_arxiv_preprint,
    is_verified,
    join_pieces,
    keywords_of,
    note_of,
    other_text,
    url_of,
)

BIBTEX = Dialect("bibtex", escape_prose, escape_name)

_EMPTY = " "
_ZOTERO_ID = re.compile(r"^(?:PMID|PMCID|LCCN|MR|Zbl)")


def write_bibtex(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.bib`: one entry a work, in the order of the list; raises `ValueError` for two works with one key."""
    check_keys(bibliography.works)
    yield "references.bib", join_pieces(write_entries(map(make_entry, bibliography.works)))


def make_entry(work: Work) -> Entry:
    """The entry of one work, its values escaped and in braces."""
    record = work.record
    known = _common_fields(record)
    tried = layouts("bibtex", record.type)
    if record.genre and (own := genre_layout(record.type, record.genre)):
        tried = (own, *tried)
    entry_type, values = choose_entry_type(tried, record, known, BIBTEX)
    values = (
        _adjust_fields(entry_type, values) | _kind_of(entry_type, record) | _identifiers(record) | _note_fields(work)
    )
    values |= other_fields(entry_type, record, BIBTEX)
    values = set_volume_title(entry_type, record, values, BIBTEX)
    values |= extra_field(entry_type, record, values, BIBTEX)
    if values.get(
        "eprinttype"
    ):  # Zotero reads an eprint only beside it, the classic styles only beside `archiveprefix`
        values.setdefault("archiveprefix", values["eprinttype"])
        values["primaryclass"] = values.pop("eprintclass", "")
    if not values["author"]:
        values["key"] = _sort_key(work)
    return build_entry(entry_type, work.key, values)


def _common_fields(record: Record) -> dict[str, str]:
    issued = record.issued
    return {
        "author": format_names(record.author, BIBTEX, has_others=record.has_other_authors),
        "editor": format_names(record.editor, BIBTEX),
        "title": format_title(record, BIBTEX),
        "year": _year(issued) if issued else escape_prose(other_text(record, "status")) or NO_DATE,
        "month": _month(issued) if issued else "",
    }


def _year(date: Date) -> str:
    """The year in words that all styles print as they are: `c. 1850`, `380 BCE`, `1938--1961`.

    >>> _year(Date(1980, is_circa=True, is_uncertain=True)), _year(Date(1938, end=Date(1961)))
    ('c. 1980?', '1938--1961')
    >>> _year(Date(1938, is_open=True)), _year(Date(-43))
    ('1938--', '43 BCE')
    """
    year = f"{date.year}" if date.year >= 0 else f"{-date.year} BCE"
    text = f"{'c. ' * date.is_circa}{year}{'?' * date.is_uncertain}"
    if date.is_open:
        return f"{text}--"
    return f"{text}--{_year(date.end)}" if date.end and date.end.year != date.year else text


def _month(date: Date) -> str:
    """The macro that BibTeX has for a month, or the name of a season."""
    if date.season:
        return f"{{{SEASONS[date.season - 1]}}}"
    return bibtex_format().months[date.month - 1] if date.month in range(1, 13) else ""  # type: ignore[operator]


def _kind_of(entry_type: str, record: Record) -> dict[str, str]:
    """The kind of a thesis or report, where the entry type does not say it; and the type of CSL where none does."""
    values = {"entrysubtype": "" if is_arxiv_preprint(record) else subtype_of(entry_type, record.type)}
    if default := bibtex_format().kinds.get(entry_type):
        said = record.genre or ("" if record.type == "" else record.type.capitalize())
        values["type"] = "" if said == default else escape_prose(said)
    return values


def _adjust_fields(entry_type: str, values: dict[str, str]) -> dict[str, str]:
    """Drop what styles warn of: a number without volume in a journal, one beside a volume or without series
    elsewhere, and the editor of a book that has an author.

    Such a number stays as `issue`, which biber and Zotero read and bibtex ignores.
    """
    if entry_type == "article" and "number" in values and "volume" not in values:
        # pandoc reads an issue only beside a number; bibtex takes an empty one for none.
        values |= {"issue": values["number"], "number": _EMPTY}
    elif entry_type in {"inproceedings", "incollection", "book"} and ("volume" in values or "series" not in values):
        values.setdefault("issue", values.pop("number", ""))
    if entry_type == "book" and values["author"]:
        values["editor"] = ""
    return values


def _identifiers(record: Record) -> dict[str, str]:
    ids = record.identifiers
    values = {"doi": escape_doi(doi_of(record)), "pmid": escape_verbatim(ids.pmid), "pmcid": escape_verbatim(ids.pmcid)}
    if ids.arxiv:
        # Zotero reads an eprint only beside `eprinttype`, the classic styles only beside `archiveprefix`.
        values |= {"eprint": escape_verbatim(ids.arxiv), "eprinttype": "arxiv", "archiveprefix": "arXiv"}
    values["url"] = escape_verbatim(url_of(record))
    return values


def _note_fields(work: Work) -> dict[str, str]:
    note, tags = note_of(work), keywords_of(work)
    # Zotero moves a note that starts with an id into Extra, whole.
    note = f"Note: {note}" if is_verified(work) and _ZOTERO_ID.match(note) else note
    return {
        "note": escape_prose(note) if note else "",
        "keywords": escape_prose(", ".join(tags)) if tags else "",
        "abstract": escape_prose(work.record.abstract) if work.record.abstract else "",
        "language": foreign_language(work.record),
        "langid": babel_language(work.record),
    }


def _sort_key(work: Work) -> str:
    """What stands for the author in labels and sorting: ASCII letters, as styles cut labels into bytes."""
    words = fold(work.record.title).encode("ascii", "ignore").decode().split()
    return " ".join(words[:3]).capitalize() or safe_key(work.key)
