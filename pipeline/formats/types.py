"""What each CSL type becomes in each format, and which part of a record fills which field: the content of `types.json`.

A row names the entry types of a format in the order in which they are tried: the first whose styles get all that they
insist on is taken, so that nothing is invented to please a style. `misc`, which needs nothing, is always the last.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec


class EntryType(msgspec.Struct, frozen=True):
    """An entry type: the fields it must have (`a|b`: one of them), and the part of a record behind each field."""

    needs: tuple[str, ...]
    fields: dict[str, str]


class CslType(msgspec.Struct, frozen=True):
    """What a CSL type becomes. `genres` names another BibTeX type by a word of the genre, `csl` the type to write
    where readers of CSL-JSON refuse the true one.
    """

    bibtex: tuple[str, ...]
    biblatex: tuple[str, ...]
    ris: str
    csl: str = ""
    genres: dict[str, str] = {}


class TypeTable(msgspec.Struct, frozen=True):
    """The whole of `types.json`; `ris` has the tags by RIS type, and under the empty name those of all others."""

    bibtex: dict[str, EntryType]
    biblatex: dict[str, EntryType]
    ris: dict[str, dict[str, str]]
    types: dict[str, CslType]


class Layout(NamedTuple):
    """An entry type ready for use: `needs` as sets of alternatives, `fields` as pairs of record part and field."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def type_table() -> TypeTable:
    """The table, read once."""
    return msgspec.json.decode(files("pipeline.formats").joinpath("types.json").read_bytes(), type=TypeTable)


@lru_cache(maxsize=256)
def layouts(language: str, csl_type: str) -> tuple[Layout, ...]:
    """The entry types to try for a CSL type in `bibtex` or `biblatex`, `misc` last; an unknown type is a document."""
    table = type_table()
    entries: dict[str, EntryType] = getattr(table, language)
    row = table.types.get(csl_type) or table.types["document"]
    return tuple(_layout(name, entries[name]) for name in (*getattr(row, language), "misc"))


def genre_layout(csl_type: str, genre: str) -> Layout | None:
    """The BibTeX type that a word of the genre asks for: a “Master’s thesis” is a `@mastersthesis`."""
    row = type_table().types.get(csl_type)
    named = (name for word, name in (row.genres if row else {}).items() if word in genre.lower())
    return next((_layout(name, type_table().bibtex[name]) for name in named), None)


def _layout(name: str, entry_type: EntryType) -> Layout:
    return Layout(name, tuple(tuple(need.split("|")) for need in entry_type.needs), tuple(entry_type.fields.items()))
