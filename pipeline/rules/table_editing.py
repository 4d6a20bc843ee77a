"""Changes single cells of a person's own Markdown table and leaves every other byte as it was.

A cell is located in the text itself, and changed only when all cells of its line are those that the reader read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from pipeline.model.records import Row, Struct

LINE_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_PIPE = re.compile(r"(?<!\\)\|")
INDENT = re.compile(r"[ \t>]*")
_COUNT = re.compile(r"(\D{0,12}?)(\d{1,3}(?:([ ,.])\d{3})(?:\3\d{3})*|\d{1,9})(\D*)")
_BLANK = " \t"
_TIGHT = -1
"""The width of a cell without spaces around it, which is no width."""
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "N/A", "TBD"})


class Cell(Struct, frozen=True):
    """Where a cell is in its line: `start` and `end` enclose all between two bars, spaces included."""

    start: int
    end: int


class Edit(Struct, frozen=True):
    """A change of one cell: that of `row` in the column of that role; `change` makes the new text from the old."""

    row: Row
    role: str
    change: Callable[[str], str]


class Rewritten(Struct, frozen=True):
    """The new text, how many cells changed, and the numbers of lines whose cells could not be told apart."""

    text: str
    changed: int
    unclear: tuple[int, ...]


def rewrite(text: str, edits: Iterable[Edit], rows: Sequence[Row]) -> Rewritten:
    """Apply edits to the text of a list.

    Args:
        text: The whole file, as it was read.
        edits: At most one for each cell.
        rows: All rows of the file; the widths of their cells show whether a column is kept aligned.
    """
    lines = LINE_ENDS.split(text)
    widths = _Widths(lines, rows)
    changes: list[tuple[int, Cell, str]] = []
    unclear: dict[int, None] = {}
    for edit in edits:
        line = lines[edit.row.line - 1]
        column = next(at for at, column in enumerate(edit.row.columns) if column.role == edit.role)
        cells = find_cells(line, edit.row)
        if cells is None:
            unclear[edit.row.line] = None
        elif column < len(cells):
            old = line[cells[column].start : cells[column].end]
            new = edit.change(old.strip(_BLANK))
            fitted = _fit(old, new, edit.row.columns[column].align, widths.is_even(edit.row, column))
            if new != old.strip(_BLANK):
                changes.append((edit.row.line - 1, cells[column], fitted))
    for at, cell, new in sorted(changes, key=lambda change: -change[1].start):  # from the right, so that places hold
        lines[at] = lines[at][: cell.start] + new + lines[at][cell.end :]
    return Rewritten("".join(lines), len(changes), tuple(unclear))


def find_cells(line: str, row: Row) -> list[Cell] | None:
    """The cells of a row in its line; None when they are not those that the reader read there."""
    body = line.rstrip("\r\n")
    first = INDENT.match(body)
    start = first.end() if first else 0
    end = len(body.rstrip(_BLANK))
    bars = [found.start() for found in _PIPE.finditer(body, start, end)]
    ends = [start - 1, *bars, end]
    if bars and bars[0] == start:
        ends = ends[1:]
    if bars and bars[-1] == end - 1 and len(ends) > 2:
        ends = ends[:-1]
    cells = [Cell(left + 1, right) for left, right in pairwise(ends)]
    if len(cells) > len(row.columns):
        return None
    seen = [body[cell.start : cell.end].strip(_BLANK).replace("\\|", "|") for cell in cells]
    padded = [*seen, *[""] * (len(row.cells) - len(seen))]
    return cells if padded == [cell.strip(_BLANK) for cell in row.cells] else None


def replace_count(cell: str, count: int) -> str:
    """A cell with another count, written as the old one was; what holds no single number is left alone.

    >>> replace_count("1,204", 1310), replace_count("cited by 12", 13), replace_count("", 5)
    ('1,310', 'cited by 13', '5')
    >>> replace_count("[12](https://example.org/?q=99)", 13)
    '[12](https://example.org/?q=99)'
    """
    if cell in _NOTHING:
        return str(count)
    found = _COUNT.fullmatch(cell)
    if not found:
        return cell
    new = f"{count:,}".replace(",", found[3]) if found[3] else str(count)
    return f"{found[1]}{new}{found[4]}"


def is_readable_count(cell: str) -> bool:
    """True for a cell in which a count can be replaced."""
    return cell in _NOTHING or _COUNT.fullmatch(cell) is not None


def _fit(old: str, new: str, align: str, is_even: bool) -> str:
    """The new text between the old spaces; in an even column, as wide as before where that can be."""
    if not old.strip(_BLANK):
        return _fill(old, new, align, is_even)
    lead = old[: len(old) - len(old.lstrip(_BLANK))]
    trail = old[len(old.rstrip(_BLANK)) :]
    spaces = len(old) - len(lead) - len(trail) - len(new)
    if not is_even or not spaces:
        return lead + new + trail
    if align == "right":
        return _pad(lead, spaces) + new + trail
    return lead + new + _pad(trail, spaces)


def _fill(old: str, new: str, align: str, is_even: bool) -> str:
    """The new text in a cell that was empty."""
    room = len(old) - len(new)
    if not is_even or room < 2:
        return f" {new} " if old else new
    return " " * (room - 1) + new + " " if align == "right" else " " + new + " " * (room - 1)


def _pad(spaces: str, more: int) -> str:
    """More or fewer spaces; where there was one, one stays."""
    return spaces + " " * more if more > 0 else spaces[: max(min(1, len(spaces)), len(spaces) + more)]


class _Widths:
    """Which columns of which tables have one width in all rows, because a person aligned the table.

    A column of one row tells nothing, nor does one without spaces around its cells.
    """

    def __init__(self, lines: Sequence[str], rows: Sequence[Row]) -> None:
        widths: dict[tuple[object, int], set[int]] = {}
        seen: Counter[tuple[object, int]] = Counter()
        for row in rows:
            line = lines[row.line - 1]
            for at, cell in enumerate(find_cells(line, row) or ()):
                written = line[cell.start : cell.end]
                has_room = written[:1] == written[-1:] == " "
                seen[row.columns, at] += 1
                widths.setdefault((row.columns, at), set()).add(len(written) if has_room else _TIGHT)
        self._even = {
            column for column, found in widths.items() if seen[column] > 1 and len(found) == 1 and _TIGHT not in found
        }

    def is_even(self, row: Row, column: int) -> bool:
        """True when all cells of the column have one width and spaces around."""
        return (row.columns, column) in self._even
