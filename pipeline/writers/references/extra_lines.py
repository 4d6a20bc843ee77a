"""What a record has and a file has no field for, as the lines of `formats/extra.py`."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pipeline.formats.csl import csl_format
from pipeline.formats.extra import AUTHORS, MORE, extra_names
from pipeline.model.dates import to_edtf
from pipeline.model.records import Name, Record
from pipeline.text.latex.escape import plain_text
from pipeline.text.latex.styles import csl_markup
from pipeline.writers.references.shared_fields import is_person, normalize_name, title_markup


def extra_lines(record: Record, said: Container[str]) -> Iterator[str]:
    """The lines of a record.

    Args:
        record: What is written.
        said: The names of lines that need not be there, since the file says the same in a field.
    """
    for name, value in _values(record, said):
        if value and name not in said:
            yield f"{name}: {value}"


def _values(record: Record, said: Container[str]) -> Iterator[tuple[str, str]]:
    names = extra_names()
    if record.type in csl_format().types:
        yield "type", record.type
    if record.has_other_authors:
        yield AUTHORS, MORE
    for name, part in names.parts.items():
        if name not in said and (text := getattr(record, part)):
            yield name, plain_text(text)
    for name, part in names.identifiers.items():
        if text := getattr(record.identifiers, part):
            yield name, plain_text(text)
    yield from _further(record)


def _further(record: Record) -> Iterator[tuple[str, str]]:
    """The lines of what is no field of a record; most records have none but their editors."""
    names = extra_names()
    if record.editor:
        yield "editor", join_names(record.editor)
    if not (record.other_texts or record.other_names or record.other_dates):
        return
    texts, people, dates = dict(record.other_texts), dict(record.other_names), dict(record.other_dates)
    for name, variable in names.texts.items():
        if name == "title-markup":
            markup = csl_markup(title_markup(record))
            yield name, plain_text(markup) if markup != record.title else ""
        elif variable in texts:
            yield name, plain_text(texts[variable])
    for name, variable in names.people.items():
        if variable in people:
            yield name, join_names(people[variable])
    for name, variable in names.dates.items():
        if variable in dates:
            yield name, to_edtf(dates[variable])


def join_names(people: tuple[Name, ...]) -> str:
    """People as in a `.bib`: `Birne, Bea and {Pear Society}`."""
    return " and ".join(filter(None, map(_whole_name, people)))


def _whole_name(name: Name) -> str:
    name = normalize_name(name)
    family, given, suffix = (plain_text(part) for part in (name.family, name.given, name.suffix))
    literal = plain_text(name.literal) or ("" if family and given else family or given)
    if literal:
        return f"{{{literal}}}" if is_person(literal) else ""
    return ", ".join(filter(None, (family, given, suffix)))
