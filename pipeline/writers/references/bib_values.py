"""What changes in a person's own entry when a part of its record does: which fields, under which names, in LaTeX.

An entry keeps its dialect (`journaltitle` and `date`, or `journal` and `year`) and the fields in which it says things:
an arXiv id that stands in `journal` is changed there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pipeline.formats.bibtex import DialectName, bibtex_format
from pipeline.model.records import Name, Record, Struct
from pipeline.text.latex.capitals import protect_capitals
from pipeline.text.latex.escape import escape_doi, escape_range, escape_verbatim
from pipeline.writers.references.biblatex import BIBLATEX
from pipeline.writers.references.bibtex import BIBTEX
from pipeline.writers.references.entries import Dialect, format_names, protect_list

_DIALECTS = {"bibtex": BIBTEX, "biblatex": BIBLATEX}
_OF_BIBLATEX = ("date", "journaltitle", "location", "eprinttype", "eprintclass", "institution", "urldate")
_OF_BIBTEX = ("year", "journal", "address", "archiveprefix", "primaryclass", "school", "month")
_SAME_KINDS = {"conference": "inproceedings", "electronic": "online", "www": "online"}
_LINKS = re.compile(r"url|ee|link|adsurl|howpublished|bdsk-url-\d{1,2}")
_ONE_WORD = re.compile(r"[A-Z{][^\s,]*(?:\\[a-z] [^\s,]*)?")
_OF_ARXIV = re.compile(r"eprint|journal|journaltitle|note|volume|number|pages|doi|" + _LINKS.pattern)
"""The fields in which people and programs write an arXiv id: DBLP has `volume = {abs/1706.03762}`."""


class Change(Struct, frozen=True):
    """A new value for a part of a record.

    Attributes:
        part: `doi`, `arxiv`, `year`, `page`, `volume`, `issue`, `title`, `author`, `container_title`, `publisher`.
        value: As plain text; empty for authors.
        names: Authors.
        has_other_authors: There are more than these.
    """

    part: str
    value: str = ""
    names: tuple[Name, ...] = ()
    has_other_authors: bool = False


class WrittenEntry(NamedTuple):
    """An entry as it is written.

    Attributes:
        kind: Its type.
        fields: Its fields in LaTeX, by names in lower case.
        record: What it says.
        people: Its authors, each with the LaTeX that it has there.
        is_new_type: The type is a new one, whose fields it gets.
        is_given_first: Names are written “Ada Roe” and not “Roe, Ada”.
    """

    kind: str
    fields: Mapping[str, str]
    record: Record
    people: tuple[tuple[Name, str], ...] = ()
    is_new_type: bool = False
    is_given_first: bool = False


def find_dialect(fields: Mapping[str, str], usual: DialectName = "bibtex") -> DialectName:
    """Which dialect an entry is written in, by its fields; `usual` where they do not tell."""
    found = sum(name in fields for name in _OF_BIBLATEX) - sum(name in fields for name in _OF_BIBTEX)
    return usual if not found else "biblatex" if found > 0 else "bibtex"


def write_change(entry: WrittenEntry, change: Change, dialect: DialectName) -> dict[str, str]:
    """The fields that a change writes, in LaTeX; none when the entry has no field for it.

    Args:
        entry: The entry as it stands.
        change: The new value.
        dialect: How the entry is written.
    """
    return _WRITERS[change.part](entry, change, _DIALECTS[dialect])


def _write_doi(entry: WrittenEntry, change: Change, _dialect: Dialect) -> dict[str, str]:
    """The `doi`, and the same in links; an entry that has the wrong one in a link alone keeps it there."""
    linked = _exchange(entry, entry.record.identifiers.doi, change.value, _LINKS)
    return linked if linked and "doi" not in entry.fields else linked | {"doi": escape_doi(change.value)}


def _write_arxiv(entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    """The id where the old one stands, else an `eprint`, which needs a field beside it that says whose it is."""
    fields, old = entry.fields, entry.record.identifiers.arxiv
    if old and (found := _exchange(entry, old, change.value, _OF_ARXIV, tail=r"(?:v\d{1,2})?")):
        return found
    register = fields.get("eprinttype") or fields.get("archiveprefix") or "arxiv"
    if fields.get("eprint", "").strip() and register.lower() != "arxiv":
        return {}
    values = {"eprint": escape_verbatim(change.value)}
    if not (fields.get("eprinttype") or fields.get("archiveprefix")):
        values |= {"eprinttype": "arxiv"} if dialect.name == "biblatex" else {"archiveprefix": "arXiv"}
    return values


def _exchange(entry: WrittenEntry, old: str, new: str, where: re.Pattern[str], tail: str = "") -> dict[str, str]:
    """The fields in which an identifier stands, with another in its place; LaTeX may have put “\\” before its marks."""
    if not old or old.lower() == new.lower():
        return {}
    spelled = "".join(rf"\\?{re.escape(char)}" for char in old)
    pattern = re.compile(rf"(?:(?<![\w.])|(?<=arxiv\.)){spelled}{tail}(?![\w/])", re.IGNORECASE)
    fields = ((name, value) for name, value in entry.fields.items() if where.fullmatch(name))
    changed = ((name, pattern.sub(lambda _found: new, value), value) for name, value in fields)
    return {name: " ".join(value.split()) for name, value, before in changed if value != before}


def _write_year(entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    """The year where the old one stands: of a date its year alone, as nothing was said of its month."""
    old = entry.record.year
    found = {}
    for name in ("date", "year"):
        if written := entry.fields.get(name, "").strip():
            is_once = old is not None and re.findall(r"\d{4}", written) == [str(old)]
            found[name] = " ".join(written.split()).replace(str(old), change.value) if is_once else change.value
    return found or {"date" if dialect.name == "biblatex" else "year": change.value}


def _write_pages(entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    numbered = [name for name in ("eid", "articleno") if entry.fields.get(name, "").strip()]
    if numbered and not entry.fields.get("pages", "").strip():
        return dict.fromkeys(numbered, dialect.prose(change.value))
    return _write_text(entry, change, dialect, lambda text, prose: escape_range(text, prose))


def _write_text(
    entry: WrittenEntry,
    change: Change,
    dialect: Dialect,
    escape: Callable[[str, Callable[[str], str]], str] = lambda text, prose: prose(text),
) -> dict[str, str]:
    name = _find_field(entry, change.part, dialect)
    return {name: escape(change.value, dialect.prose)} if name else {}


def _find_field(entry: WrittenEntry, part: str, dialect: Dialect) -> str:
    """The field of a part: one that the entry has, else the one that its type has for it; empty where it has none."""
    table = bibtex_format().fields
    kind = _SAME_KINDS.get(entry.kind, entry.kind)
    layouts = [table.written[name].get(kind) for name in (dialect.name, "bibtex", "biblatex")]
    own = next((layout.fields[part] for layout in layouts if layout and part in layout.fields), "")
    names = _STANDING[part]
    if part == "issue" and kind not in table.issue_number:
        own, names = "", ("issue",)
    if own and entry.is_new_type:
        return own
    return next((name for name in (own, *names) if name in entry.fields), own)


def _write_publisher(entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    return _write_text(entry, change, dialect, lambda text, prose: protect_list(prose(text)))


def _write_title(_entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    return {"title": protect_capitals(dialect.prose(change.value))}


def _write_authors(entry: WrittenEntry, change: Change, dialect: Dialect) -> dict[str, str]:
    """The names; those that the entry has already stay as they are written there."""
    written = dict(entry.people)
    pieces = [written.get(name) or _write_name(name, dialect, entry.is_given_first) for name in change.names]
    listed = [piece for piece in pieces if piece]
    return {"author": " and ".join([*listed, *["others"] * change.has_other_authors])} if listed else {}


def _write_name(name: Name, dialect: Dialect, is_given_first: bool) -> str:
    """A name as the writers have it, or with the given name first where that is read as the same parts."""
    text = format_names((name,), dialect)
    family, comma, given = text.partition(", ")
    is_simple = comma and name.family and name.given and not (name.particle or name.suffix)
    if not (is_given_first and is_simple and _ONE_WORD.fullmatch(family) and "," not in given):
        return text
    return f"{given} {family}"


def find_renamed(entry: WrittenEntry, values: Mapping[str, str]) -> dict[str, str]:
    """Which field of an entry of a new type becomes another: `journal` is `booktitle` in a paper of a conference."""
    containers = _STANDING["container_title"]
    new = next((name for name in values if name in containers), "")
    old = next((name for name in containers if name in entry.fields), "")
    return {old: new} if entry.is_new_type and new and old and new not in entry.fields else {}


_STANDING = {
    "page": ("pages",),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "container_title": ("journaltitle", "journal", "booktitle"),
    "publisher": ("publisher", "school", "institution"),
}
"""The fields from which the parts are read."""
_WRITERS: dict[str, Callable[[WrittenEntry, Change, Dialect], dict[str, str]]] = {
    "doi": _write_doi,
    "arxiv": _write_arxiv,
    "year": _write_year,
    "page": _write_pages,
    "volume": _write_text,
    "issue": _write_text,
    "container_title": _write_text,
    "publisher": _write_publisher,
    "title": _write_title,
    "author": _write_authors,
}
