"""Lines `name: value` in Extra, or where a file of ours has them: `formats/extra.py` says which, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from pipeline.formats.csl import csl_format
from pipeline.formats.extra import AUTHORS, MORE, UNVERIFIED, UNVERIFIED_KEYWORD, extra_names, split_line
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Date, Name, Record
from pipeline.readers.references.dates import find_date
from pipeline.text.folding import clean_markup, clean_text
from pipeline.text.latex.styles import plain_of

_AND = re.compile(r" and (?![^{}]*\})")
_COPIES = {
    "volume": ("issue", "number", "collection_number"),
    "issue": ("number",),
    "collection_number": ("issue",),
    "container_title": ("publisher", "howpublished", "organization"),
    "publisher": ("howpublished", "organization", "container_title"),
    "event_title": ("container_title", "howpublished"),
    "version": ("edition",),
    "howpublished": ("publisher", "container_title"),
    "eprint": ("archive_location",),
    "eprinttype": ("archive",),
}
"""Where the text of a part stands besides, in a file of ours, so that it is printed there."""


class Extra(NamedTuple):
    """What lines say: parts of a record, what is no part of it, and the lines that say something else."""

    parts: dict[str, Any]
    identifiers: dict[str, str]
    texts: dict[str, str]
    people: dict[str, tuple[Name, ...]]
    dates: dict[str, Date]
    rest: tuple[str, ...]


def read_extra(lines: Iterable[str]) -> Extra:
    """What the lines say; of a name that stands in two lines the first holds."""
    names = extra_names()
    extra = Extra({}, {}, {}, {}, {}, ())
    rest: list[str] = []
    for line in lines:
        name, value = split_line(line)
        if name in names.parts:
            extra.parts.setdefault(names.parts[name], clean_markup(value))
        elif name in names.identifiers:
            extra.identifiers.setdefault(names.identifiers[name], clean_text(value))
        elif name in names.texts:
            extra.texts.setdefault(names.texts[name], clean_text(value))
        elif name in names.people:
            people = (_whole_name(person) for person in _AND.split(value))
            extra.people.setdefault(names.people[name], tuple(one for one in people if one))
        elif name in names.dates and (date := find_date(value)):
            extra.dates.setdefault(names.dates[name], date)
        elif name == "type" and value in csl_format().types:
            extra.parts.setdefault("type", value)
        elif name == AUTHORS and value == MORE:
            extra.parts["has_other_authors"] = True
        else:
            rest.append(line)
    return extra._replace(rest=tuple(filter(None, rest)))


def add_extra(record: Record, extra: Extra) -> Record:
    """A record with what lines say, which is what the fields cannot: it holds before them."""
    record = drop_mark(record)
    if not any(extra):
        return record
    texts = dict(record.other_texts) | extra.texts | ({"note": "\n".join(extra.rest)} if extra.rest else {})
    if plain_of(texts.get("title-markup", "")) != record.title:
        texts.pop("title-markup", None)
    parts = dict(extra.parts)
    for part, text in {**extra.texts, **extra.parts}.items():
        for copy in _COPIES.get(part, ()):
            if texts.get(copy) == text and copy not in extra.texts:
                texts.pop(copy)
            elif copy not in extra.parts and getattr(record, copy, "") == text:
                parts[copy] = ""
    people = dict(record.other_names) | extra.people
    dates = dict(record.other_dates) | extra.dates
    return msgspec.structs.replace(
        record,
        **parts,
        editor=people.pop("editor", record.editor),
        identifiers=msgspec.structs.replace(record.identifiers, **extra.identifiers),
        other_texts=tuple(texts.items()),
        other_names=tuple(people.items()),
        other_dates=tuple(dates.items()),
    )


def drop_mark(record: Record) -> Record:
    """A record without our own mark that no source knows it: that is said of it anew, or is no longer true."""
    if not record.note.startswith(UNVERIFIED):
        return record
    note = record.note.removeprefix(UNVERIFIED).lstrip(" .")
    keyword = tuple(word for word in record.keyword if word != UNVERIFIED_KEYWORD)
    return msgspec.structs.replace(record, note=note.removeprefix("Note: "), keyword=keyword)


def _whole_name(text: str) -> Name | None:
    return make_name(literal=text[1:-1]) if text.startswith("{") and text.endswith("}") else parse_name(text)
