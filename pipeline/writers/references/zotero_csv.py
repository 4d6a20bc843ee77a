"""Writes a table of references in the columns in which Zotero exports one, for spreadsheets and screening tools.

What has no column stands in Extra, line by line, as Zotero keeps it there, so that the table is read back whole; only a
group of people and a person of one name are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.formats.csl import csl_format
from pipeline.formats.exports import Layout, exports_format
from pipeline.formats.extra import extra_names
from pipeline.model.dates import to_edtf
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Name, Record, Work
from pipeline.rules.citation_keys.form import safe_key
from pipeline.text.folding import fold
from pipeline.writers.references.extra_lines import extra_lines
from pipeline.writers.references.shared_fields import normalize_name
from pipeline.writers.tables.cells import to_csv

_LAYOUT = "Zotero"
_CAPITALS = frozenset({"isbn", "issn", "doi"})
_OWN = frozenset({"id", "type", "author", "editor", "year", "date", "doi", "keyword", "extra", "note", "event_title"})
"""Columns that are no plain text of a record, or that stand for two of them."""


def write_zotero_csv(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.csv`: one line a work, in the order of the list."""
    fields = [field for field in _layout().fields if field != "event_title"]
    heads = [_head(_layout().fields[field][0]) for field in fields]
    yield "references.csv", to_csv([heads, *([_cell(work, field) for field in fields] for work in bibliography.works)])


@lru_cache(maxsize=1)
def _layout() -> Layout:
    return next(layout for layout in exports_format().layouts if layout.name == _LAYOUT)


def _head(folded: str) -> str:
    return folded.upper() if folded in _CAPITALS else folded.title()


def _cell(work: Work, field: str) -> str:
    record = work.record
    if field not in _OWN:
        return str(getattr(record, field))
    own = {
        "id": lambda: safe_key(work.key),
        "type": lambda: record.type,
        "author": lambda: _people(record.author),
        "editor": lambda: _people(record.editor),
        "year": lambda: str(record.year or ""),
        "date": lambda: to_edtf(record.issued) if record.issued else "",
        "doi": lambda: record.identifiers.doi,
        "keyword": lambda: "; ".join(record.keyword),
        "note": lambda: record.note,
        "extra": lambda: "\n".join(_extra(work)),
    }
    return own[field]()


def _people(people: Iterable[Name]) -> str:
    """People as Zotero has them: `van der Maaten, Laurens; Pear Society`.

    Behind `Elder, John F., IV` alone stands a semicolon too, since commas part several people in other tables.
    """
    text = "; ".join(", ".join(filter(None, _parts(name))) for name in people)
    return f"{text};" if ";" not in text and text.count(",") > 1 else text


def _parts(name: Name) -> tuple[str, ...]:
    name = normalize_name(name)
    return (name.literal,) if name.literal else (name.family, name.given, name.suffix)


def _extra(work: Work) -> Iterator[str]:
    record = work.record
    yield f"Citation Key: {safe_key(work.key)}"
    if record.identifiers.arxiv:
        yield f"arXiv: {record.identifiers.arxiv}"
    yield from extra_lines(record, _said(record))


def _said(record: Record) -> frozenset[str]:
    """The names of lines that a column says."""
    columns = _layout().fields.keys() - {"event_title"}
    names = {name for name, part in extra_names().parts.items() if part in columns}
    is_known = exports_format().types.get(fold(record.type)) == record.type
    return frozenset(names | {"editor"} | ({"type"} if is_known or record.type not in csl_format().types else set()))
