"""CSL variables that only a person's library has, such as a translator, as fields of BibTeX and BibLaTeX.

CSL-JSON takes all of them as they are; a `.bib` takes those that have a field there, where the entry type allows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.formats.bibtex import Variable, bibtex_format
from pipeline.model.records import Date, Record
from pipeline.writers.references.entries import Dialect, format_names
from pipeline.writers.references.shared_fields import other_text


def other_fields(entry_type: str, record: Record, dialect: Dialect) -> dict[str, str]:
    """The fields of an entry, escaped, for the variables that are no part of a record; most records have none."""
    if not (record.other_texts or record.other_names or record.other_dates):
        return {}
    known, names, dates = bibtex_format().variables, dict(record.other_names), dict(record.other_dates)
    fields: dict[str, str] = {}
    for variable, field in _written({**known.texts, **known.own}, entry_type, dialect):
        fields[field] = dialect.prose(other_text(record, variable))
    for variable, field in _written(known.names, entry_type, dialect):
        fields[field] = format_names(names.get(variable, ()), dialect)
    for variable, field in _written(known.dates, entry_type, dialect):
        fields[field] = iso_date(dates.get(variable))
    if not fields.get("volumes", "0").isdigit():
        del fields["volumes"]  # the data model of biblatex wants a number there
    return fields


def _written(known: dict[str, Variable], entry_type: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Variables, with the field that an entry type has for each of them."""
    for name, variable in known.items():
        if dialect.name in variable.written and (not variable.types or entry_type in variable.types):
            yield name, variable.written[dialect.name]


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
