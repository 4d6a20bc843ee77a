"""Lines of cells, of a CSV or a spreadsheet, as rows: what stands above the header, and the rows below.

The exports of Zotero, Scopus, Web of Science and others are known by their headers (`exports.py`): their rows are
entries of a reference file, whose fields are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from pipeline.model.records import Column, Problem, Row, Struct
from pipeline.readers.lists.columns import COLUMN_CAP, find_links
from pipeline.readers.lists.entry_rows import Entry, complete_row, make_entry_rows
from pipeline.readers.lists.reading import LineKind, LineReading, ListSettings
from pipeline.readers.lists.sheet_headers import Header, SheetLine, find_header, find_other_header
from pipeline.text.folding import clean_text
from pipeline.text.plurals import count

_ABOVE = 30
"""Lines among which the header is sought; people write a heading and a few remarks above it, no more."""


class SheetReading(Struct, frozen=True):
    """The rows of a sheet without ids."""

    header: Header
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineReading, ...]
    layout: str


def read_sheet(lines: Iterable[SheetLine], file: str, settings: ListSettings, name: str = "") -> SheetReading | None:
    """The rows below the header; None when none of the first lines has a column of titles.

    Args:
        lines: The lines of the sheet that are not empty.
        file: The name of the list.
        settings: What the person says about this list.
        name: The name of the sheet, where a file has several.
    """
    remaining = iter(lines)
    first = list(islice(remaining, _ABOVE))
    header = find_header(first, file, settings)
    if header is None:
        return None
    marks = _Marks()
    for line in first[: max(header.at, 0)]:
        marks.add(line, LineKind.NO_PAPER, "above the header")
    if header.at >= 0:
        marks.add(first[header.at], LineKind.NO_PAPER, "header")
    body = chain(first[header.at + 1 :], remaining)
    rows, problems = _read_body(body, header, file, settings, marks)
    return SheetReading(header, tuple(rows), tuple(problems), marks.lines, _describe(header, marks, name))


class _Marks:
    """What became of the lines, those of one kind that follow each other as one."""

    def __init__(self) -> None:
        self._found: list[LineReading] = []
        self.rows = 0

    def add(self, line: SheetLine, kind: LineKind, why: str) -> None:
        """Take a line in."""
        self.rows += kind is LineKind.ROW
        last = self._found[-1] if self._found else None
        if last and (last.kind, last.why) == (kind, why) and last.last + 1 == line.line:
            self._found[-1] = LineReading(last.first, line.last_line, kind, why)
        else:
            self._found.append(LineReading(line.line, line.last_line, kind, why))

    @property
    def lines(self) -> tuple[LineReading, ...]:
        """All of them, in order."""
        return tuple(self._found)


def _read_body(
    body: Iterable[SheetLine], header: Header, file: str, settings: ListSettings, marks: _Marks
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    entries: list[Entry] = []
    problems: list[Problem] = []
    columns, heads = header.columns, [column.header for column in header.columns]
    title_at = next((at for at, column in enumerate(columns) if column.role == "title"), -1)
    for line in body:
        if line.is_band:
            marks.add(line, LineKind.NO_PAPER, "a heading inside the table")
        elif title_at in line.filled:
            marks.add(line, LineKind.NO_PAPER, "goes on with the row above")
        elif _is_header_again(line.cells, heads):
            marks.add(line, LineKind.NO_PAPER, "the header again")
        elif changed := find_other_header(line, columns, file, settings):
            columns, heads = changed, [column.header for column in changed]
            title_at = next(at for at, column in enumerate(columns) if column.role == "title")
            marks.add(line, LineKind.NO_PAPER, "another header")
        elif header.export:
            record = header.export.to_record(line.cells, line.line)
            entries.append(Entry(line.line, line.last_line, record, header.export.count(line.cells)))
            marks.add(line, LineKind.ROW, f"an entry of {header.export.name}")
        else:
            rows.append(complete_row(_make_row(file, line, columns), settings.venue, settings.year))
            marks.add(line, LineKind.ROW, "row of the table")
            problems += _tell_ragged(line, len(columns), file)
    return [*rows, *make_entry_rows(entries, file, settings)], problems


def _tell_ragged(line: SheetLine, width: int, file: str) -> Iterator[Problem]:
    """The problem of a row with more cells than there are headers."""
    if any(cell.strip() for cell in line.cells[width:]):
        sentence = f"the row has {len(line.cells)} cells under {width} headers; the last ones are not used."
        yield Problem("load", "ragged_row", f"{file}:{line.line}", sentence)


def _is_header_again(cells: Sequence[str], header: list[str]) -> bool:
    """True for the header in the middle of a sheet, as joining two exports leaves it."""
    if len(header) < 2 or cells[0].strip() != header[0]:
        return False
    return [clean_text(cell, cap=1_000) for cell in cells[: len(header)]] == header


def _make_row(file: str, line: SheetLine, columns: tuple[Column, ...]) -> Row:
    cells = tuple([cell.strip() for cell in line.cells[:COLUMN_CAP]])
    links = tuple(link for cell in cells if "://" in cell for link in find_links(cell))
    return Row(id="", file=file, line=line.line, columns=columns, cells=cells, links=(*links, *line.links))


def _describe(header: Header, marks: _Marks, name: str) -> str:
    """How the papers are written, in one sentence."""
    where = f"sheet “{clean_text(name, cap=60)}”: " if name else ""
    found = Counter({column.role: 1 for column in header.columns if column.role})
    roles = ", ".join(
        f"{column.role} in “{clean_text(column.header, cap=40)}”"
        for column in header.columns
        if column.role and found.pop(column.role, 0)
    )
    kind = f"export of {header.export.name}, its fields are known" if header.export else f"table, {roles}"
    return f"{where}{count(marks.rows, 'row')}: {kind}"
