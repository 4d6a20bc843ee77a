"""What a person's library knows of a work beyond the fields of a record, as fields of BibTeX and BibLaTeX.

CSL-JSON takes all of it as it is; a `.bib` takes what has a field there, where the entry type allows it.
"""

from __future__ import annotations

from pipeline.model.records import Date, Record
from pipeline.writers.references.entries import Dialect, format_names
from pipeline.writers.references.shared_fields import other_text

_BOUND = frozenset({"book", "collection", "inbook", "incollection", "inreference"})
_TEXTS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("title-short", "shorttitle", frozenset()),
    ("original-title", "origtitle", frozenset()),
    ("original-publisher", "origpublisher", frozenset()),
    ("original-publisher-place", "origlocation", frozenset()),
    ("call-number", "library", frozenset()),
    ("chapter-number", "chapter", _BOUND | {"inproceedings"}),
    ("number-of-volumes", "volumes", _BOUND | {"inproceedings"}),
)
"""CSL variable, field, and the entry types that have the field; none named: all."""
_NAMES = (
    ("translator", "translator", _BOUND | {"article"}),
    ("container-author", "bookauthor", frozenset({"inbook"})),
)
_DATES = (
    ("accessed", "urldate", frozenset[str]()),
    ("original-date", "origdate", frozenset[str]()),
    ("event-date", "eventdate", frozenset({"inproceedings", "unpublished"})),
)
_ANNOTATION = {"bibtex": "annote", "biblatex": "annotation"}


def further_fields(entry_type: str, record: Record, dialect: Dialect) -> dict[str, str]:
    """The further fields of an entry, escaped; of most records, none."""
    if not (record.other_texts or record.other_names or record.other_dates):
        return {}
    names, dates = dict(record.other_names), dict(record.other_dates)
    fields = {_ANNOTATION[dialect.name]: dialect.prose(other_text(record, "annote"))}
    for variable, field, entry_types in _TEXTS:
        if not entry_types or entry_type in entry_types:
            fields[field] = dialect.prose(other_text(record, variable))
    for variable, field, entry_types in _NAMES:
        if entry_type in entry_types:
            fields[field] = format_names(names.get(variable, ()), dialect)
    for variable, field, entry_types in _DATES:
        if not entry_types or entry_type in entry_types:
            fields[field] = iso_date(dates.get(variable))
    if not fields.get("volumes", "0").isdigit():
        del fields["volumes"]  # the data model of biblatex wants a number there
    return fields


def iso_date(date: Date | None) -> str:
    """A date as far as it is known: `2020-07-05`, `2020-07`, `2020`; empty for none.

    >>> iso_date(Date(2020, 7)), iso_date(None)
    ('2020-07', '')
    """
    if date is None:
        return ""
    parts = [f"{date.year:04}"]
    if date.month in range(1, 13):
        parts.append(f"{date.month:02}")
        if date.day in range(1, 32):
            parts.append(f"{date.day:02}")
    return "-".join(parts)
