"""Writes `references.biblatex.bib` for biber: Unicode as it is, `date`, richer entry types, and former keys as `ids`.

Zotero drops some of these types without a message, and classic bibtex knows few of them: `references.bib` is for
both. Every field is one that biblatex's data model has for the entry type, so that biber warns of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from bibtexparser.model import Entry

from pipeline.formats.bibtex import layouts, string_key, subtype_of
from pipeline.model.dates import to_edtf
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Record, Work
from pipeline.text.latex.escape import escape_doi, escape_unicode, escape_unicode_name, escape_verbatim
from pipeline.text.serial_numbers import find_isbn, find_issn
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
    babel_language,
    check_keys,
    doi_of,
    former_keys,
    is_arxiv_preprint,
    join_pieces,
    keywords_of,
    note_of,
    url_of,
)

BIBLATEX = Dialect("biblatex", escape_unicode, escape_unicode_name)

_WITH_ISSUE = frozenset({"article", "periodical"})
_NEVER_EDITED = frozenset({"thesis", "report", "patent", "unpublished"})


def write_biblatex(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.biblatex.bib`: one entry a work, in the order of the list, under the keys of `references.bib`."""
    check_keys(bibliography.works)
    former = former_keys(bibliography)
    entries = (make_entry(work, former.get(work.key, ())) for work in bibliography.works)
    yield "references.biblatex.bib", join_pieces(write_entries(entries))


def make_entry(work: Work, former: tuple[str, ...] = ()) -> Entry:
    """The entry of one work; `former` are keys under which manuscripts may still cite it."""
    record = work.record
    known = _common_fields(record) | _identifiers(record)
    entry_type, values = choose_entry_type(layouts("biblatex", record.type), record, known, BIBLATEX)
    values = _adjust_fields(entry_type, record, values) | _note_fields(work)
    values |= other_fields(entry_type, record, BIBLATEX) | {"ids": ",".join(former)}
    values = set_volume_title(entry_type, record, values, BIBLATEX)
    values |= extra_field(entry_type, record, values, BIBLATEX)
    return build_entry(entry_type, work.key, values)


def _common_fields(record: Record) -> dict[str, str]:
    return {
        "author": format_names(record.author, BIBLATEX, has_others=record.has_other_authors),
        "editor": format_names(record.editor, BIBLATEX),
        "title": format_title(record, BIBLATEX),
        "date": to_edtf(record.issued) or "XXXX",  # the date without a known digit: biber warns of a missing one
    }


def _identifiers(record: Record) -> dict[str, str]:
    ids = record.identifiers
    eprint, kind = (ids.arxiv, "arxiv") if ids.arxiv else (ids.pmid, "pubmed")
    values = {"doi": escape_doi(doi_of(record)), "url": escape_verbatim(url_of(record))}
    return values | ({"eprint": escape_verbatim(eprint), "eprinttype": kind} if eprint else {})


def _adjust_fields(entry_type: str, record: Record, values: dict[str, str]) -> dict[str, str]:
    """What the data model asks of single fields: a kind of thesis and report, and serial numbers that add up."""
    values["entrysubtype"] = "" if is_arxiv_preprint(record) else subtype_of(entry_type, record.type)
    if entry_type in {"thesis", "report"}:
        values["type"] = values.get("type") or record.type.capitalize()
    if "type" in values:
        values["type"] = string_key("type", record.genre) or values["type"]
    if entry_type in _NEVER_EDITED:
        values["editor"] = ""
    if not values.get("volume", "0").isdigit():
        # biber ignores a volume such as “12A”, with a warning; of these two it asks nothing.
        values.setdefault("issue" if entry_type in _WITH_ISSUE else "number", values.pop("volume"))
    if "issn" in values:
        values["issn"] = find_issn(values["issn"])
    if "isbn" in values:
        values["isbn"] = find_isbn(values["isbn"])
    return values


def _note_fields(work: Work) -> dict[str, str]:
    return {
        "note": escape_unicode(note_of(work)),
        "keywords": escape_unicode(", ".join(keywords_of(work))),
        "abstract": escape_unicode(work.record.abstract),
        "langid": babel_language(work.record),
    }
