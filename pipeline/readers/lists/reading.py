"""What reading a list gives: its rows, and what became of every line of the file."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pipeline.model.records import Problem, Row, Struct


class LineKind(StrEnum):
    """What a line of a list is."""

    ROW = "row"
    """A paper, or a part of one."""
    PROBLEM = "problem"
    """It looks like a paper, and could not be understood."""
    NO_PAPER = "no paper"
    """Prose, a heading, navigation, a table of something else."""


class LineReading(Struct, frozen=True):
    """What some lines that follow each other were taken for.

    Attributes:
        first: The first of them, counted from 1.
        last: The last of them.
        why: A few words: `heading`, `the title is the link`, `section “Datasets” is skipped` …
    """

    first: int
    last: int
    kind: LineKind
    why: str


class ListReading(Struct, frozen=True):
    """A list as it was understood.

    Attributes:
        rows: With ids.
        problems: What could not be used as it is, each with its place.
        lines: What became of each line, in the order of the file, without overlaps; a blank line is in none.
        reader: The name of the reader that was chosen: `markdown`, `csv`, …
        layout: How the papers are written, a sentence for each table or run of items: `lines 12-90: table, title in
            “Paper”, year in “Date”`.
        linked: The number of lines with a link, and how many of them are rows.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineReading, ...]
    reader: str
    layout: tuple[str, ...] = ()
    linked: tuple[int, int] = (0, 0)


class ListSettings(Struct, frozen=True):
    """What a person says about a list in `pipeline.yaml`, where the guess is wrong; empty where they say nothing.

    Attributes:
        reader: The name of a reader, whatever the file's name.
        columns: Of a role (`title`, `year`, `venue`, `author`, `link`, `count`, `note`) the header of its column, or
            its number from 1.
        venue: The venue of every row that states none.
        year: The year of every row that states none.
        take: Headings whose sections alone are read, folded.
        skip: Headings whose sections are not read.
        pattern: A regular expression with named groups (`title`, `authors`, `venue`, `year`, `url`, `note`) for each
            line.
    """

    reader: str = ""
    columns: dict[str, str | int] = {}
    venue: str = ""
    year: int | None = None
    take: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    pattern: str = ""


NOTHING_SAID = ListSettings()
"""What is said of a list about which a person says nothing."""


def count_lines(lines: Iterable[LineReading]) -> dict[LineKind, int]:
    """How many lines are of each kind."""
    numbers = dict.fromkeys(LineKind, 0)
    for one in lines:
        numbers[one.kind] += one.last - one.first + 1
    return numbers


class Part(Struct, frozen=True):
    """What a recogniser made of a part of a list; its rows have no ids yet.

    Attributes:
        advice: What to do if this is a list of papers after all; empty where papers were found.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: tuple[LineReading, ...] = ()
    layout: tuple[str, ...] = ()
    advice: str = ""
