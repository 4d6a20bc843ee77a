"""Writes `references.json`, the CSL-JSON that pandoc, citeproc and Zotero read.

The schema allows more than its readers keep, so this file writes what survives all of them: particles and
suffixes folded into names, no `software` (one such item makes Zotero refuse the whole file), and in `note` only
lines that Zotero leaves in Extra. Text stays plain: JSON is the only escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

import msgspec

from pipeline.doors import Bibliography
from pipeline.identifiers import arxiv_doi
from pipeline.latex import plain_math
from pipeline.model import Date, Name, Record, Work
from pipeline.text import clean_text, fold
from pipeline.writers.bibtex import NO_NAME, UNVERIFIED, page_of, safe_key

Item = dict[str, Any]
"""One CSL item, its keys in the order in which they are written."""

_SAME_NAME = (
    "volume issue page number edition version genre publisher publisher-place event-title event-place ISSN ISBN"
).split()
_FIELDS = {name: name.lower().replace("-", "_") for name in _SAME_NAME}
_KEY_LINE = re.compile(r"^[\w -]{1,40}:")
_CHUNK = 2_000


class CslType(msgspec.Struct, frozen=True):
    """A row of `types.json`: `csl` is the type to write where readers refuse the true one."""

    csl: str = ""


class TypeTable(msgspec.Struct, frozen=True):
    """The content of `types.json` as this writer needs it."""

    types: dict[str, CslType]


def write_csl_json(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`references.json`: one item a work, in the order of the list."""
    yield "references.json", "".join(_pieces(bibliography.works))


def make_item(work: Work) -> Item:
    """The item of one work; empty fields are left out."""
    record = work.record
    key = safe_key(work.key)
    head = {"id": key, "citation-key": key, "type": to_csl_type(record.type), "title": _plain(record.title)}
    people = {"author": _names(record.author), "editor": _names(record.editor), "issued": _date(record.issued)}
    body = {name: _plain(getattr(record, source)) for name, source in _FIELDS.items()}
    tail = {
        "abstract": _plain(record.abstract),
        "language": _clean(record.language),
        "note": _note(work),
        "keyword": ", ".join(filter(None, map(clean_text, record.keyword))),
    }
    item: Item = head | people | _container(record) | body | _preprint(record) | _links(record) | tail
    return {name: value for name, value in item.items() if value}


def to_csl_type(csl_type: str) -> str:
    """The type to write: a data set stays one, software becomes a book with a version, the unknown a document."""
    known = _type_table().get(csl_type)
    return (known.csl or csl_type) if known else "document"


@lru_cache(maxsize=65_536)
def to_csl_name(name: Name) -> tuple[tuple[str, str], ...]:
    """The fields of a name. Zotero reads `family`, `given` and `literal`, nothing else.

    >>> dict(to_csl_name(Name(family="King", given="Martin Luther", suffix="Jr.")))
    {'family': 'King', 'given': 'Martin Luther, Jr.'}
    """
    family = _clean(f"{name.particle} {name.family}" if name.family else "")
    given = _clean(name.given)
    suffix = _clean(name.suffix)
    if name.literal or not (family and given):
        literal = _clean(name.literal) or " ".join(filter(None, (given, family, suffix)))
        return (("literal", literal),) if literal and fold(literal) not in NO_NAME else ()
    return ("family", family), ("given", f"{given}, {suffix}" if suffix else given)


def _clean(text: str) -> str:
    """`clean_text`, but ASCII without anything to clean, nearly every field, is not looked at four times."""
    if text.isascii() and text.isprintable() and "  " not in text and len(text) < 1_000:
        return text.strip()
    return clean_text(text)


def _plain(text: str) -> str:
    return plain_math(_clean(text))


def _names(names: Iterable[Name]) -> list[dict[str, str]]:
    return [dict(parts) for parts in map(to_csl_name, names) if parts]


def _date(issued: Date | None) -> dict[str, list[list[int]]] | None:
    """As many parts as are known and make sense; a day without its month means nothing."""
    if issued is None:
        return None
    parts = [issued.year]
    if issued.month in range(1, 13):
        parts.append(issued.month or 0)
        if issued.day in range(1, 32):
            parts.append(issued.day or 0)
    return {"date-parts": [parts]}


def _container(record: Record) -> dict[str, str]:
    return {
        "container-title": "" if _is_arxiv_preprint(record) else _plain(record.container_title),
        # `container-title-short` is valid too, but Zotero loses it.
        "journalAbbreviation": _plain(record.container_title_short),
        "collection-title": _plain(record.collection_title),
        "collection-number": _plain(record.collection_number),
    }


def _is_arxiv_preprint(record: Record) -> bool:
    return record.type == "article" and bool(record.identifiers.arxiv)


def _preprint(record: Record) -> dict[str, str]:
    """What makes a preprint of an `article` in Zotero: genre, repository, and the id in it."""
    if record.type != "article":
        return {}
    genre = _plain(record.genre) or "preprint"
    if not record.identifiers.arxiv:
        return {"genre": genre}
    return {"number": f"arXiv:{_clean(record.identifiers.arxiv)}", "genre": genre, "publisher": "arXiv"}


def _links(record: Record) -> dict[str, str]:
    ids = record.identifiers
    doi = _clean(ids.doi) or (arxiv_doi(_clean(ids.arxiv)) if _is_arxiv_preprint(record) else "")
    url = page_of(record) or (f"https://doi.org/{doi}" if doi else "")
    return {"DOI": doi, "PMID": _clean(ids.pmid), "PMCID": _clean(ids.pmcid), "URL": _clean(url)}


def _note(work: Work) -> str:
    """Lines for Extra. A line `Key: value` of the data would be taken for a field, so it is marked as a note."""
    record = work.record
    note = _clean(record.note)
    lines = (
        "" if work.standing == "matched" else UNVERIFIED,
        f"arXiv: {_clean(record.identifiers.arxiv)}"
        if record.identifiers.arxiv and not _is_arxiv_preprint(record)
        else "",
        f"Note: {note}" if _KEY_LINE.match(note) else note,
    )
    return "\n".join(filter(None, lines))


def _pieces(works: Iterable[Work]) -> Iterator[str]:
    """The file in pieces: the items of a large list are never all held at once."""
    works = iter(works)
    start = "[\n"
    while chunk := [make_item(work) for work in islice(works, _CHUNK)]:
        text = msgspec.json.format(msgspec.json.encode(chunk), indent=2).decode()
        yield start + text.removeprefix("[\n").removesuffix("\n]")
        start = ",\n"
    yield "\n]\n" if start == ",\n" else "[]\n"


@lru_cache(maxsize=1)
def _type_table() -> dict[str, CslType]:
    return msgspec.json.decode(files("pipeline.writers").joinpath("types.json").read_bytes(), type=TypeTable).types
