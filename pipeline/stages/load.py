"""Raw files become rows; what cannot be read becomes a Problem with its place."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.protocols import Reader
from pipeline.model.records import Outcome, Row


def load(files: Iterable[tuple[str, bytes]], read: Reader) -> Outcome[Row]:
    """Rows of all files, given as (name, content), in the order of the files and of their lines."""
    readings = [read(data, file) for file, data in files]
    rows = tuple(row for reading in readings for row in reading.rows)
    return Outcome(rows, tuple(problem for reading in readings for problem in reading.problems))
