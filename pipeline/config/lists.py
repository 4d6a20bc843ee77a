"""`raw:` and `venues:` of the settings: the lists with what a person says about each, and abbreviations they teach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from pipeline.config.yaml import check_names, drop_empty, say_wrong_type
from pipeline.model.records import COLUMN_ROLES, Struct
from pipeline.text.suggestions import name_unknown

PATTERN_CAP = 1_000
"""Characters of a regular expression in the settings."""
YEARS = (1400, 2199)
"""The first and the last one in which a paper may have appeared."""
PATTERN_GROUPS = ("title", "authors", "venue", "year", "url", "note")

Path = tuple[Any, ...]
"""Names and numbers of places in the settings, from the outermost one."""


class SectionsConfig(Struct, frozen=True):
    """Which sections of a list are read, by their headings.

    Attributes:
        take: Only these.
        skip: None of these.
    """

    take: tuple[str, ...] = ()  # only sections with one of these headings are read
    skip: tuple[str, ...] = ()  # sections with one of these headings are not read


class ListConfig(Struct, frozen=True):
    """A raw list, or several by a pattern, and what the person says where the guess is wrong.

    Attributes:
        file: Its name below the project folder, or a pattern.
        venue: The venue of rows that name none.
        year: The year of rows that name none.
        reader: How it is read, whatever it looks like, such as markdown, csv, text or bibtex.
        columns: What a column means, by its header or its number from 1.
        sections: Which sections are read.
        pattern: A regular expression for each line, with groups such as (?P<title>…), (?P<venue>…), (?P<year>…).
    """

    file: str  # the list, or a pattern such as `data/raw/*.md`
    venue: str = ""  # of rows that name none
    year: int | None = None  # of rows that name none
    reader: str = ""  # how the file is read, where its content is taken for something else
    columns: dict[str, str | int] = {}  # which column is what, by its header or its number from 1
    sections: SectionsConfig = SectionsConfig()
    pattern: str = ""  # a regular expression for each line, with named groups


class TaughtVenue(Struct, frozen=True):
    """What an abbreviation of a list means.

    Attributes:
        title: The whole name.
        kind: What it is.
        doi: How many of its papers have a DOI.
    """

    title: str  # the whole name
    kind: Literal["conference", "workshop", "journal", "preprint", "book"] = "conference"  # what it is
    doi: Literal["all", "some", "never"] = "some"  # how many of its papers have a DOI


def to_lists(given: Sequence[Any]) -> tuple[ListConfig, ...]:
    """The value of `raw:`, checked before, as lists; a name alone is a list of which nothing is said."""
    return tuple(_to_list(entry) for entry in given)


def check_lists(given: Any) -> Iterator[tuple[Path, str]]:
    """Every problem of `raw:` as (path, sentence)."""
    if not isinstance(given, list):
        yield ("raw",), "raw: it is no list of files; write `raw: [data/raw/papers.md]`."
        return
    for at, entry in enumerate(given):
        yield from _check_list(("raw", at), entry)


def check_venues(given: Any) -> Iterator[tuple[Path, str]]:
    """Every problem of `venues:` as (path, sentence)."""
    if not isinstance(given, dict):
        yield ("venues",), "venues: it is not a mapping of abbreviations to venues."
        return
    for name, venue in given.items():
        path, label = ("venues", str(name)), f"venues.{name}"
        if not isinstance(venue, dict):
            yield path, f'{label}: it is not a mapping; write {{title: "the whole name", kind: conference}}.'
            continue
        yield from check_names(path, label, venue, TaughtVenue.__struct_fields__)
        yield from _check_values(path, label, venue, TaughtVenue)


def _check_list(path: Path, entry: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(entry, str):
        return
    if not isinstance(entry, dict):
        yield path, "raw: an entry is neither the name of a file nor {file: …, venue: …}."
        return
    yield from check_names(path, "raw", entry, ListConfig.__struct_fields__)
    for name, known in (("sections", SectionsConfig.__struct_fields__), ("columns", COLUMN_ROLES)):
        if isinstance(entry.get(name), dict):
            yield from check_names((*path, name), f"raw.{name}", entry[name], known)
    yield from _check_values(path, "raw", entry, ListConfig)
    year = entry.get("year")
    if isinstance(year, int) and not YEARS[0] <= year <= YEARS[1]:
        yield (*path, "year"), f"raw.year: {year} is no year in which a paper appeared."
    pattern = entry.get("pattern")
    if isinstance(pattern, str) and pattern and (sentence := _find_wrong(pattern)):
        yield (*path, "pattern"), f"raw.pattern: {sentence}"


def _find_wrong(pattern: str) -> str:
    """What is wrong with a pattern, in a sentence; empty when nothing is."""
    if len(pattern) > PATTERN_CAP:
        return f"it has over {PATTERN_CAP:,} characters."
    import regex  # needed for lists with a pattern only

    try:
        groups = regex.compile(pattern).groupindex
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        return f"it is no regular expression: {error}."
    if unknown := [name for name in groups if name not in PATTERN_GROUPS]:
        return name_unknown(f"the group {unknown[0]}", PATTERN_GROUPS) + "."
    return "" if {"title", "url"} & set(groups) else "it names no group `(?P<title>…)` or `(?P<url>…)`."


def _check_values(path: Path, label: str, given: Mapping[Any, Any], kind: type[Struct]) -> Iterator[tuple[Path, str]]:
    fields = {name: value for name, value in given.items() if name in kind.__struct_fields__}
    try:
        msgspec.convert(_without_unknown(drop_empty(fields)), kind)
    except msgspec.ValidationError as error:
        yield path, say_wrong_type(error, label)


def _without_unknown(given: dict[Any, Any]) -> dict[Any, Any]:
    """The same, inner mappings as far as they are known: what is unknown in them was told already."""
    inner = {"sections": SectionsConfig.__struct_fields__, "columns": COLUMN_ROLES}
    return {
        name: {key: _as_headings(one) for key, one in drop_empty(value).items() if key in inner[name]}
        if name in inner and isinstance(value, dict)
        else value
        for name, value in given.items()
    }


def _as_headings(value: Any) -> Any:
    """A list of headings with a year as text: YAML takes `[2018]` for a number."""
    return [str(one) if type(one) is int else one for one in value] if isinstance(value, list) else value


def _to_list(entry: Any) -> ListConfig:
    if isinstance(entry, str):
        return ListConfig(entry)
    return msgspec.convert(_without_unknown(drop_empty(entry)), ListConfig)
