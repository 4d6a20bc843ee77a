"""`OUT.provenance.csv` of `complete`: every value that was filled in, and who says so."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.records import Struct
from pipeline.writers.tables.cells import to_csv

COLUMNS = tuple("file line key field value before source id retrieved".split())


class FilledField(Struct, frozen=True, omit_defaults=False):
    """A field of an entry that was filled in or replaced.

    Attributes:
        field: Its name in the file.
        value, before: What it says now and what it said, in LaTeX.
        source, source_id, retrieved: Who says so, under which id, and on which day.
    """

    field: str
    value: str
    before: str
    source: str
    source_id: str
    retrieved: str


def write_completed(fields: Iterable[tuple[str, int, str, FilledField]]) -> str:
    """The table, one line a field: its file, line and citation key, and what was filled in."""
    lines = (
        (file, str(line), key, one.field, one.value, one.before, one.source, one.source_id, one.retrieved)
        for file, line, key, one in fields
    )
    return to_csv([COLUMNS, *lines])
