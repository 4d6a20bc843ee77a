"""The header of a sheet: the line that names the columns, or what the cells say where its words are unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.model.errors import InputError
from pipeline.model.records import Column, Link, Struct
from pipeline.readers.lists.columns import COLUMN_CAP, find_links, has_title, list_headers, name_columns, role_of_header
from pipeline.readers.lists.document import Cell, Span, Table, TableRow
from pipeline.readers.lists.exports import Export, find_export
from pipeline.readers.lists.levers import apply_levers, has_column
from pipeline.readers.lists.reading import ListSettings
from pipeline.readers.lists.table_shape import find_shape
from pipeline.text.folding import clean_text

_NO_NAME = re.compile(r"[\d.,/-]+|.*https?://.*|.*\b(?:1[89]|20)\d\d\b.*|(?:\S+\s+){5,}\S+", re.DOTALL)
"""What no column is called: a number, an address, a year, a sentence."""
_LONGEST_NAME = 30


class SheetLine(Struct, frozen=True):
    """A line of cells, with the lines of the file that it takes.

    Attributes:
        links: Those that cells carry beside their text.
        filled: The columns whose text was said in a row above, for several rows at once.
        is_band: It is a heading inside the table, across its columns.
    """

    line: int
    last_line: int
    cells: list[str]
    links: tuple[Link, ...] = ()
    filled: frozenset[int] = frozenset()
    is_band: bool = False


class Header(Struct, frozen=True):
    """The header of a sheet.

    Attributes:
        at: Its place among the first lines; -1 for a sheet without a header.
        line: Its line in the file.
        export: Whose export the sheet is, if any's.
    """

    at: int
    line: int
    columns: tuple[Column, ...]
    export: Export | None = None


def find_header(first: Sequence[SheetLine], file: str, settings: ListSettings) -> Header | None:
    """The line among the first with the most columns that mean something, one for titles among them.

    Where no word is known for the titles, the cells tell them. What the settings say of columns that are not there is
    passed over: `check_levers` tells it.
    """
    best: Header | None = None
    most = 0
    for at, line in enumerate(first):
        headers = _names(line, file)
        if export := find_export(headers):
            return Header(at, line.line, tuple(Column(header) for header in headers), export)
        named = name_columns(headers)
        columns = apply_levers(named, settings.columns, f"{file}:{line.line}", strict=False)
        number = len({column.role for column in columns if column.role})
        is_header = any(column.role for column in named) or _names_columns(line)
        if has_title(columns) and number > most and is_header:
            best, most = Header(at, line.line, columns), number
        if best and best.at == at and _is_all_names(line):
            break  # what follows is below it, whatever other header comes
    if best is None:
        return _header_by_cells(first, file, settings)
    return msgspec.structs.replace(best, columns=_complete(best, first, settings))


def find_other_header(
    line: SheetLine, columns: Sequence[Column], file: str, settings: ListSettings
) -> tuple[Column, ...] | None:
    """The columns that begin with a line in the middle of a sheet, where two tables were put together."""
    title_at = next((at for at, column in enumerate(columns) if column.role == "title"), 0)
    if title_at < len(line.cells) and len(line.cells[title_at]) > _LONGEST_NAME:
        return None
    if not _is_all_names(line):
        return None
    found = name_columns([cell.strip() for cell in line.cells])
    found = apply_levers(found, settings.columns, f"{file}:{line.line}", strict=False)
    return found if has_title(found) else None


def check_levers(headers: Sequence[Header], file: str, settings: ListSettings) -> None:
    """Raise `UsageError` for a column of the settings that is in no sheet."""
    for role, named in settings.columns.items():
        wrong = [one for one in headers if not has_column(one.columns, named)]
        if len(wrong) == len(headers) and wrong:
            apply_levers(wrong[0].columns, {role: named}, f"{file}:{wrong[0].line}", strict=True)


def complain(first: SheetLine | None, file: str) -> InputError:
    """Why a sheet cannot be read: it is empty, or none of its columns holds titles."""
    if first is None:
        return InputError(f"{file}:1: there is no header row; the first line names the columns.")
    names = list_headers(name_columns([cell.strip() for cell in first.cells]))
    return InputError(
        f"{file}:{first.line}: none of the columns ({names}) is a title column; name one “Title” or “Paper”, or say in"
        " pipeline.yaml which one it is."
    )


def _names(line: SheetLine, file: str) -> list[str]:
    """What stands in a line that may be a header."""
    if len(line.cells) > COLUMN_CAP:
        raise InputError(
            f"{file}:{line.line}: the line has {len(line.cells):,} columns; no list has over {COLUMN_CAP:,}."
        )
    return [clean_text(cell, cap=1_000) for cell in line.cells]


def _is_all_names(line: SheetLine) -> bool:
    """True when each of several cells is a known name of a column."""
    texts = [cell.strip() for cell in line.cells if cell.strip()]
    return len(texts) > 1 and all(len(text) <= _LONGEST_NAME and role_of_header(text) for text in texts)


def _names_columns(line: SheetLine) -> bool:
    """True for a line of short words, each of which may be the name of a column."""
    texts = [cell.strip() for cell in line.cells if cell.strip()]
    return bool(texts) and not line.is_band and not any(_NO_NAME.fullmatch(text[:1_000]) for text in texts)


def _header_by_cells(first: Sequence[SheetLine], file: str, settings: ListSettings) -> Header | None:
    """The columns by what their cells look like; the first line of several names is the header, if one is."""
    at = next((at for at, line in enumerate(first) if _names_columns(line) and sum(map(bool, line.cells)) > 1), -1)
    if at == len(first) - 1:
        return None
    rows = tuple(_to_row(line) for line in first[at + 1 :])
    head = _to_row(first[at]) if at >= 0 else TableRow(0, 0, ())
    shape = find_shape(Table(first[0].line, first[-1].last_line, head, rows), settings)
    columns = shape.columns
    if not head.cells:
        columns = tuple(Column(f"Column {at}", one.role) for at, one in enumerate(columns, start=1))
    columns = apply_levers(columns, settings.columns, f"{file}:{first[0].line}", strict=False)
    return (
        Header(at, first[max(at, 0)].line, columns)
        if has_title(columns) and not (shape.is_other and shape.is_named)
        else None
    )


def _complete(header: Header, first: Sequence[SheetLine], settings: ListSettings) -> tuple[Column, ...]:
    """The columns, with year, venue and authors by their cells where no header says which column has them."""
    rows = tuple(_to_row(line) for line in first[header.at + 1 :] if not line.is_band)
    seen = find_shape(Table(header.line, header.line, _to_row(first[header.at]), rows), settings).columns
    free = {"year", "venue", "author"} - {column.role for column in header.columns}
    roles = {at: column.role for at, column in enumerate(seen) if column.role in free}
    return tuple(
        msgspec.structs.replace(one, role=roles[at]) if not one.role and at in roles else one
        for at, one in enumerate(header.columns)
    )


def _to_row(line: SheetLine) -> TableRow:
    return TableRow(line.line, line.last_line, tuple(Cell(cell, tuple(_spans(cell, line))) for cell in line.cells))


def _spans(cell: str, line: SheetLine) -> Iterator[Span]:
    """The text of a cell, and its links."""
    urls = [link.url for link in line.links if link.text == cell]
    yield Span(cell, line.line, urls[0] if urls else "", int(bool(urls)))
    for at, link in enumerate(find_links(cell) if "://" in cell else (), start=2):
        yield Span("", line.line, link.url, at)
