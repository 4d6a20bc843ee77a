"""An entry of a reference file with its place, for whoever must point at it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.records import Outcome, Problem, Record, Struct


class FoundEntry(Struct, frozen=True):
    """An entry, whether it has a title or not.

    Attributes:
        line: The line at which it begins, from 1.
        last_line: The line at which it ends.
        where: How problems of the library name its place.
    """

    line: int
    last_line: int
    record: Record
    where: str = ""


def keep_titled(found: Sequence[FoundEntry], problems: Sequence[Problem], sentence: str) -> Outcome[Record]:
    """The records of a library: those with a title, and a Problem for each other one, since nothing finds it there."""
    records = tuple(one.record for one in found if one.record.title)
    nameless = (Problem("library", "unreadable_item", one.where, sentence) for one in found if not one.record.title)
    return Outcome(records, (*problems, *nameless))
