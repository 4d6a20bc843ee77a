"""A table in which a second header stands: the rows below it are under that one."""

from __future__ import annotations

import re

import msgspec

from pipeline.readers.lists.columns import role_of_header, surely_names_titles
from pipeline.readers.lists.document import Table, TableRow, plain

_DASHES = re.compile(r"[\s:=-]*-[\s:=-]*")
_LONGEST_NAME = 40


def split_at_headers(table: Table) -> tuple[Table, ...]:
    """The table in parts, each with its own header, where a row in the middle names the columns anew.

    A row that only says the header again stays where it is.
    """
    names = _texts(table.header)
    starts = [at for at, row in enumerate(table.rows) if (texts := _texts(row)) != names and _is_header(texts)]
    if not starts or not names:
        return (table,)
    parts = [_part(table, table.line, table.header, table.rows[: starts[0]])]
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        header, rows = table.rows[start], table.rows[start + 1 : end]
        if rows and all(_DASHES.fullmatch(text) for text in _texts(rows[0]) if text):
            header = msgspec.structs.replace(header, last_line=rows[0].last_line)
            rows = rows[1:]
        parts.append(_part(table, header.line, header, rows))
    return tuple(parts)


def _part(table: Table, line: int, header: TableRow, rows: tuple[TableRow, ...]) -> Table:
    last = rows[-1].last_line if rows else header.last_line
    return msgspec.structs.replace(table, line=line, last_line=last, header=header, rows=rows)


def _texts(row: TableRow) -> list[str]:
    return [plain(cell.spans) for cell in row.cells]


def _is_header(texts: list[str]) -> bool:
    """True when every text is a known name of a column, and one surely that of titles: no title is “Title”."""
    filled = [text for text in texts if text]
    if len(filled) < 2 or not any(map(surely_names_titles, filled)):
        return False
    return all(len(text) <= _LONGEST_NAME and role_of_header(text) for text in filled)
