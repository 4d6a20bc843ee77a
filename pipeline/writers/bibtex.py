"""Writes `references.bib`, one file that classic bibtex, biber and Zotero all read without a warning.

Which entry type a CSL type becomes, and what that type needs, is in `types.json`; how text is escaped, in
`latex.py`. This file only decides which field holds what. Nothing is invented to please a style: a work that
lacks what its entry type needs becomes a `@misc`, which needs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import msgspec
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from pipeline.doors import Bibliography
from pipeline.latex import (
    escape_doi,
    escape_name,
    escape_name_part,
    escape_prose,
    escape_range,
    escape_verbatim,
    protect_capitals,
)
from pipeline.model import Name, Record, Work
from pipeline.text import fold

UNVERIFIED = "Unverified: made from the list alone, not matched to a publication"
"""The mark of a work that no source knows; also in words, so that it shows in a printed bibliography."""

_MONTHS = dict(enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1))
_ORDER = (
    "author editor title journal shortjournal booktitle school institution howpublished eventtitle venue year month"
    " volume number issue series edition version type pages publisher address issn isbn doi eprint eprinttype"
    " archiveprefix pmid pmcid url language abstract note keywords key"
).split()
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_CHUNK = 2_000

NO_NAME = frozenset({"others", "and others", "et al"})
"""What readers would take for a person of that name."""

_RESOLVER = re.compile(r"^https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_WEB = re.compile(r"^(?:https?|ftp)://", re.IGNORECASE)
_ZOTERO_ID = re.compile(r"^(?:PMID|PMCID|LCCN|MR|Zbl)")
# biblatex makes a control sequence of a language, where `\#` or a brace is an error that stops lualatex.
_FOREIGN = re.compile(r"(?!en\b|eng\b)[A-Za-z]{2,12}(?:-[A-Za-z]{2,8})?", re.IGNORECASE)
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9:._+/-]")


class EntryType(msgspec.Struct, frozen=True):
    """A BibTeX entry type: the fields its styles insist on, and which part of a record fills which field."""

    needs: tuple[str, ...]
    fields: dict[str, str]


class CslType(msgspec.Struct, frozen=True):
    """What a CSL type becomes; `genres` names other entry types by a word of the genre."""

    entry: str
    genres: dict[str, str] = {}


class TypeTable(msgspec.Struct, frozen=True):
    """The content of `types.json` as this writer needs it."""

    entries: dict[str, EntryType]
    types: dict[str, CslType]


def write_bibtex(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.bib`: one entry a work, in the order of the list; two works with one key are an error."""
    _check_keys(bibliography.works)
    yield "references.bib", "".join(_pieces(bibliography.works))


def make_entry(work: Work) -> Entry:
    """The entry of one work, its values escaped and in braces."""
    entry_type, values = _choose_type(work.record)
    values |= _identifier_values(work.record) | _remarks(work)
    if "author" not in values:
        values["key"] = _sort_key(work)
    ordered = sorted(values, key=_RANK.__getitem__)
    return Entry(entry_type, safe_key(work.key), [Field(name, _enclose(name, values[name])) for name in ordered])


def safe_key(key: str) -> str:
    """A citation key that breaks no reader, however it was come by.

    >>> safe_key("a,b={c}%")
    'abc'
    """
    return _NOT_IN_KEY.sub("", key)[:80] or "unnamed"


def page_of(record: Record) -> str:
    """The URL of a record unless it only repeats the DOI; without either, the page that its other ids name."""
    ids = record.identifiers
    if _WEB.match(record.url) and not (_RESOLVER.match(record.url) and (ids.doi or ids.arxiv)):
        return record.url
    if ids.doi:
        return ""
    pages = (
        (ids.acl, "https://aclanthology.org/"),
        (ids.openreview, "https://openreview.net/forum?id="),
        (ids.arxiv, "https://arxiv.org/abs/"),
    )
    return next((base + value for value, base in pages if value), "")


def format_names(names: Iterable[Name]) -> str:
    """Names as bibtex takes them apart: `von Last, Jr, First`, joined by “and”; never “and others”."""
    return " and ".join(filter(None, map(format_name, names)))


@lru_cache(maxsize=65_536)
def format_name(name: Name) -> str:
    """One name.

    >>> format_name(Name(family="Maaten", given="Laurens", particle="van der"))
    'van der Maaten, Laurens'
    >>> format_name(Name(literal="OpenAI"))
    '{OpenAI}'
    """
    parts = [escape_name_part(part) for part in (name.particle, name.suffix, name.given)]
    particle, suffix, given = parts
    family = _format_family(name.family)
    if name.literal or not (family and given):
        whole = name.literal or " ".join(filter(None, (name.particle, name.family, name.given, name.suffix)))
        escaped = escape_name(whole)
        return f"{{{escaped}}}" if escaped and fold(whole) not in NO_NAME else ""
    return ", ".join(filter(None, (f"{particle} {family}".strip(), suffix, given)))


def _format_family(family: str) -> str:
    """A family name; in braces where bibtex would cut it behind a small word, as in “García de la Torre”."""
    starts_small = [word[0].islower() for word in family.split()]
    if starts_small and not starts_small[0] and any(starts_small[:-1]):
        return f"{{{escape_name(family)}}}"
    return escape_name_part(family)


def _choose_type(record: Record) -> tuple[str, dict[str, str]]:
    table = _type_table()
    csl_type = table.types.get(record.type) or table.types["document"]
    genre = record.genre.lower()
    name = next((entry for word, entry in csl_type.genres.items() if word in genre), csl_type.entry)
    values = _values(record, table.entries[name])
    if name == "misc" or all(any(map(values.get, need.split("|"))) for need in table.entries[name].needs):
        return name, _settle(name, values)
    return "misc", _values(record, table.entries["misc"])


def _values(record: Record, entry_type: EntryType) -> dict[str, str]:
    values = {
        "author": format_names(record.author),
        "editor": format_names(record.editor),
        "title": protect_capitals(escape_prose(record.title)),
    }
    if record.issued:
        values["year"] = str(record.issued.year)
        values["month"] = _MONTHS.get(record.issued.month or 0, "")
    for source, target in entry_type.fields.items():
        text = _howpublished(record) if source == "howpublished" else getattr(record, source)
        if text:
            values[target] = escape_range(text) if target == "pages" else escape_prose(text)
    if not values.get("booktitle") and "booktitle" in entry_type.needs:
        values["booktitle"] = values.pop("eventtitle", "")
    return {name: value for name, value in values.items() if value}


def _howpublished(record: Record) -> str:
    """Where a `@misc` is found, in the one field of it that all styles print."""
    if record.type == "article" and record.identifiers.arxiv:
        return f"arXiv:{record.identifiers.arxiv}"
    return record.container_title or record.event_title or record.publisher


def _settle(entry_type: str, values: dict[str, str]) -> dict[str, str]:
    """Drop what styles warn of: a number without volume in a journal, one beside a volume or without series
    elsewhere, and the editor of a book that has an author.

    Journals that count issues only keep theirs as `issue`, which biber and Zotero read and bibtex ignores.
    """
    if entry_type == "article" and "number" in values and "volume" not in values:
        values["issue"] = values.pop("number")
    elif entry_type in {"inproceedings", "incollection", "book"} and ("volume" in values or "series" not in values):
        values.pop("number", "")
    if entry_type == "book" and "author" in values:
        values.pop("editor", "")
    return values


def _identifier_values(record: Record) -> dict[str, str]:
    ids = record.identifiers
    values = {"doi": escape_doi(ids.doi), "pmid": escape_verbatim(ids.pmid), "pmcid": escape_verbatim(ids.pmcid)}
    if ids.arxiv:
        # Zotero reads an eprint only beside `eprinttype`, the classic styles only beside `archiveprefix`.
        values |= {"eprint": escape_verbatim(ids.arxiv), "eprinttype": "arxiv", "archiveprefix": "arXiv"}
    values["url"] = escape_verbatim(page_of(record))
    return {name: value for name, value in values.items() if value}


def _remarks(work: Work) -> dict[str, str]:
    record = work.record
    verified = work.standing == "matched"
    # Zotero moves a note that starts with an id into Extra, whole.
    note = "Note: " + record.note if verified and _ZOTERO_ID.match(record.note) else record.note
    keywords = [" ".join(re.split(r"[\s,;]+", word)) for word in record.keyword] + ["unverified"] * (not verified)
    values = {
        "note": escape_prose(note if verified else ". ".join(filter(None, (UNVERIFIED, note)))),
        "keywords": escape_prose(", ".join(filter(None, keywords))),
        "abstract": escape_prose(record.abstract),
        "language": record.language if _FOREIGN.fullmatch(record.language) else "",
    }
    return {name: value for name, value in values.items() if value}


def _sort_key(work: Work) -> str:
    """What stands for the author in labels and sorting: ASCII letters, as styles cut labels into bytes."""
    words = fold(work.record.title).encode("ascii", "ignore").decode().split()
    return " ".join(words[:3]).capitalize() or safe_key(work.key)


def _check_keys(works: Iterable[Work]) -> None:
    """Fail before anything is written: bibtex treats `Z9` and `z9` as one key, and refuses the second."""
    seen: set[str] = set()
    for work in works:
        key = safe_key(work.key).lower()
        if key in seen:
            raise ValueError(f"two works have the citation key {key!r}")
        seen.add(key)


def _enclose(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _pieces(works: Iterable[Work]) -> Iterator[str]:
    """The file in pieces: bibtexparser holds every entry that it is given until it has written them all."""
    works = iter(works)
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.block_separator = "\n"
    start = ""
    while chunk := [make_entry(work) for work in islice(works, _CHUNK)]:
        # No unparse stack: the values are already in braces, but for the months, which are macros.
        yield start + write_string(Library(list(chunk)), unparse_stack=[], bibtex_format=layout)
        start = "\n"


@lru_cache(maxsize=1)
def _type_table() -> TypeTable:
    return msgspec.json.decode(files("pipeline.writers").joinpath("types.json").read_bytes(), type=TypeTable)
