"""Texts of raw files become rows; what cannot be read becomes a Problem with its place."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.protocols import Reader
from pipeline.model.records import Outcome, Row


def load(texts: Iterable[tuple[str, str]], read: Reader) -> Outcome[Row]:
    """Rows of all files, given as (name, text), in the order of the files and of their lines."""
    outcomes = [read(text, file) for file, text in texts]
    rows = tuple(row for outcome in outcomes for row in outcome.items)
    return Outcome(rows, tuple(problem for outcome in outcomes for problem in outcome.problems))
