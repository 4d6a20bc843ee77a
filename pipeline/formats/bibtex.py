"""BibTeX and BibLaTeX, both ways: `bibtex.json` says which type and which field of an entry is what.

Readers take both dialects as one language; writers keep to one. Where the two directions differ, as for `@proceedings`,
which is read as a book and never written, both stand side by side.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from pipeline.formats.csl import csl_format
from pipeline.formats.tables import load_table

DialectName = Literal["bibtex", "biblatex"]


class EntryType(msgspec.Struct, frozen=True):
    """An entry type that is written: the fields it must have (`a|b`: one of them), and its fields by record part.

    `keeps` are those without which the type says nothing: an article without its journal is none, one without an
    author is. None named: the type is taken with all it needs, or not at all. `lacks` are fields that the type has
    not: a record with one of them takes another type.
    """

    needs: tuple[str, ...]
    fields: dict[str, str]
    keeps: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class Types(msgspec.Struct, frozen=True):
    """`read`: the CSL type of each entry type. `written`: by dialect, the entry types of each CSL type in the order in
    which they are tried; without a row, only `misc`. `genres`: by CSL type, the BibTeX type for a word of the genre.
    `subtypes`: the CSL type of each `entrysubtype`; other CSL types stand there under their own names.
    """

    read: dict[str, str]
    subtypes: dict[str, str]
    written: dict[DialectName, dict[str, tuple[str, ...]]]
    genres: dict[str, dict[str, str]]


class Fields(msgspec.Struct, frozen=True):
    """`read`: the fields of each part of a record, the surest first. `written`: by dialect, the entry types.

    In `series_number` are the types whose `number` is the place in a series, in `issue_number` those where it is the
    issue of a journal; elsewhere it is the thing's own, as that of a report.
    """

    read: dict[str, tuple[str, ...]]
    series_number: frozenset[str]
    issue_number: frozenset[str]
    written: dict[DialectName, dict[str, EntryType]]


class Variable(msgspec.Struct, frozen=True):
    """A CSL variable that is no part of a record: the fields it is read from, and by dialect the field that is written.

    `types` are the entry types that have this field; none named: all.
    """

    read: tuple[str, ...]
    written: dict[DialectName, str] = {}
    types: frozenset[str] = frozenset()


class Variables(msgspec.Struct, frozen=True):
    """The further variables, by kind and name; `own` and `own_names` are those that CSL has no variable for."""

    texts: dict[str, Variable]
    names: dict[str, Variable]
    dates: dict[str, Variable]
    own: dict[str, Variable]
    own_names: dict[str, Variable]


class BibtexFormat(msgspec.Struct, frozen=True):
    """The whole of `bibtex.json`.

    `months` are the macros of the months, `languages` babel's names by ISO code and `babel` the ISO code of each name.
    `strings` are the keys that biblatex puts into the language of the document, by field, with what they say; `kinds`
    what an entry type says of the kind of a thesis or report without a field; `roles` the part of a record that people
    in `editor`, `editora` … are by what their `editortype` says.
    """

    months: tuple[str, ...]
    languages: dict[str, str]
    babel: dict[str, str]
    strings: dict[str, dict[str, str]]
    kinds: dict[str, str]
    roles: dict[str, str]
    types: Types
    fields: Fields
    variables: Variables


class Layout(NamedTuple):
    """An entry type ready for use: `needs` as sets of alternatives, `fields` as pairs of record part and field."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, str], ...]
    keeps: tuple[tuple[str, ...], ...] = ()
    lacks: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def bibtex_format() -> BibtexFormat:
    """The table, read once."""
    return load_table("bibtex.json", BibtexFormat)


@lru_cache(maxsize=256)
def layouts(dialect: DialectName, csl_type: str) -> tuple[Layout, ...]:
    """The entry types to try for a CSL type, in order: the first whose needs the record fills is to be taken.

    The last is always `misc`, which needs nothing, so that no value is invented to please a style.
    """
    table = bibtex_format()
    names = table.types.written[dialect].get(csl_type, ())
    return tuple(_layout(name, table.fields.written[dialect][name]) for name in (*names, "misc"))


def genre_layout(csl_type: str, genre: str) -> Layout | None:
    """The BibTeX type that a word of the genre asks for: a “Master’s thesis” is a `@mastersthesis`."""
    table = bibtex_format()
    named = (name for word, name in table.types.genres.get(csl_type, {}).items() if word in genre.lower())
    return next((_layout(name, table.fields.written["bibtex"][name]) for name in named), None)


def _layout(name: str, entry_type: EntryType) -> Layout:
    needs, keeps = ([tuple(need.split("|")) for need in one] for one in (entry_type.needs, entry_type.keeps))
    return Layout(name, tuple(needs), tuple(entry_type.fields.items()), tuple(keeps), entry_type.lacks)


def read_string(field: str, value: str) -> str:
    """What a key of biblatex says (`mathesis`: “Master's thesis”); any other value says itself."""
    return bibtex_format().strings[field].get(value.strip().lower(), value)


@lru_cache(maxsize=256)
def string_key(field: str, text: str) -> str:
    """The key of biblatex that says a text, else empty; spelling and the kind of apostrophe do not matter."""
    keys = {_bare(said): key for key, said in bibtex_format().strings[field].items()}
    return keys.get(_bare(text), "")


@lru_cache(maxsize=256)
def subtype_of(entry_type: str, csl_type: str) -> str:
    """What `entrysubtype` must say so that an entry is read as the type that it is; empty when it need say nothing."""
    types = bibtex_format().types
    if (
        csl_type == types.read.get(entry_type, "document")
        or csl_type == "document"
        or csl_type not in csl_format().types
    ):
        return ""
    return next((name for name, meant in types.subtypes.items() if meant == csl_type), csl_type)


@lru_cache(maxsize=1)
def role_keys() -> dict[str, str]:
    """What `editoratype` must say of people, by their variable; those with a field of their own need none."""
    table = bibtex_format()
    named = {variable: key for key, variable in reversed(table.roles.items())}
    return {name: key for name, key in named.items() if name != "editor" and not table.variables.names[name].written}


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))
