"""A new row at the end of a person's own table; every other byte of the list stays as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from pipeline.model.records import Row
from pipeline.rules.table_editing import find_cells

_LINE_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_INDENT = re.compile(r"[ \t>]*")


def append_to_markdown(text: str, rows: Sequence[Row], cells: Mapping[str, str]) -> str | None:
    """The text with a row after the last row of its last table.

    Args:
        text: The whole file.
        rows: Its rows.
        cells: What goes into the column of each role, escaped for a table; other columns are left empty.

    Returns:
        The new text; None when the last row is in no table whose cells can be told apart.
    """
    lines = _LINE_ENDS.split(text)
    last = max(rows, key=lambda row: row.line, default=None)
    if last is None or last.line > len(lines):
        return None
    model = lines[last.line - 1]
    if "|" not in model or find_cells(model, last) is None:
        return None
    body = model.rstrip("\r\n")
    indent = _INDENT.match(body)
    start = indent[0] if indent else ""
    inner = " | ".join(_take(cells, row_cells=[column.role for column in last.columns]))
    bare = body[len(start) :].rstrip()
    opening = "| " if bare.startswith("|") else ""
    closing = " |" if bare.endswith("|") and not bare.endswith("\\|") else ""
    new = f"{start}{opening}{inner}{closing}".rstrip(" \t") if closing else f"{start}{opening}{inner}"
    return _insert(lines, last.line, new)


def append_to_delimited(text: str, rows: Sequence[Row], cells: Mapping[str, str], delimiter: str) -> str | None:
    """The text of a file of separated values with a row at its end; None when no row tells its columns."""
    if not rows:
        return None
    written = io.StringIO()
    roles = [column.role for column in rows[-1].columns]
    csv.writer(written, delimiter=delimiter, lineterminator="").writerow(_take(cells, row_cells=roles))
    lines = _LINE_ENDS.split(text)
    last = max(at for at, line in enumerate(lines, start=1) if line.strip("\r\n"))
    return _insert(lines, last, written.getvalue())


def _take(cells: Mapping[str, str], row_cells: Sequence[str]) -> list[str]:
    """The cells in the order of the columns; each is used once."""
    left = dict(cells)
    return [left.pop(role, "") for role in row_cells]


def _insert(lines: list[str], after: int, new: str) -> str:
    """The lines with a new one, which ends as the one before it ends."""
    before = lines[after - 1]
    end = before[len(before.rstrip("\r\n")) :]
    first = next((line for line in lines if line.endswith(("\n", "\r"))), "\n")
    usual = first[len(first.rstrip("\r\n")) :]
    if not end:
        lines[after - 1] = before + usual
    lines.insert(after, new + (end or ""))
    return "".join(lines)
