"""A new row at the end of a person's own table; every other byte of the list stays as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from pipeline.model.records import Row
from pipeline.rules.table_editing import INDENT, LINE_ENDS, find_cells


def append_to_markdown(text: str, rows: Sequence[Row], cells: Mapping[str, str]) -> str | None:
    """The text with a row after the last row of its last table.

    Args:
        text: The whole file.
        rows: Its rows.
        cells: What goes into the column of each role, escaped for a table; other columns are left empty.

    Returns:
        The new text; None when the last row is in no table whose cells can be told apart.
    """
    lines = LINE_ENDS.split(text)
    last = max(rows, key=lambda row: row.line, default=None)
    if last is None or last.line > len(lines):
        return None
    model = lines[last.line - 1]
    if "|" not in model or find_cells(model, last) is None:
        return None
    body = model.rstrip("\r\n")
    indent = INDENT.match(body)
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
    lines = LINE_ENDS.split(text)
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


_ITEM = re.compile(
    r"(?P<indent>[ \t>]*)(?P<mark>[-*+]|(?P<number>\d{1,6})(?P<point>[.)]))(?P<gap>[ \t]+)(?:\[[ xX]\] )?"
)
_DELIMITER = re.compile(r"[ \t>]*(?=[^\n]*\|)[|:\s-]*-[|:\s-]*$")
_PROBE = "A title of several words"


def append_to_items(text: str, row: Row, last_line: int, cells: Mapping[str, str]) -> str | None:
    """The text with an item after the last item of a Markdown list, its mark and its way with titles as there.

    Args:
        text: The whole file.
        row: The last paper.
        last_line: The last line of its item.
        cells: What is said of the new paper, by role, escaped for Markdown.

    Returns:
        The new text; None when the last paper is no item.
    """
    lines = LINE_ENDS.split(text)
    model = lines[row.line - 1] if 0 < row.line <= last_line <= len(lines) else ""
    found = _ITEM.match(model)
    if not found:
        return None
    place = " ".join(filter(None, (cells["venue"], cells["year"])))
    is_linked, is_bold = "[" in model[found.end() :][:1], "**" in model[found.end() :][:2]
    title, link = cells["title"], cells["link"]
    shown = f"[{title}]({link})" if is_linked and link else f"**{title}**" if is_bold else title
    tail = f" [[paper]({link})]" if link and not (is_linked and link) else ""
    mark = f"{int(found['number']) + 1}{found['point']}" if found["number"] else found["mark"]
    item = f"{found['indent']}{mark}{found['gap']}{shown}{f' ({place})' if place else ''}{tail}"
    return _insert(lines, last_line, item)


def append_line(text: str, cells: Mapping[str, str], *, only_link: bool) -> str:
    """The text of a file with a paper a line, with one more: its title and its link, or the link alone."""
    lines = LINE_ENDS.split(text)
    last = max((at for at, line in enumerate(lines, start=1) if line.strip()), default=1)
    title = cells["title"] if cells["title"].endswith(("?", "!", ".")) else f"{cells['title']}."
    return _insert(lines, last, cells["link"] if only_link and cells["link"] else f"{title} {cells['link']}".rstrip())


def find_empty_tables(text: str, delimiter: str = "") -> list[tuple[str, int]]:
    """The text with a row that is tried, for each place where a table may have a header and no row; and its line.

    Args:
        text: The whole file.
        delimiter: What parts the columns of a file of separated values; empty for Markdown.
    """
    lines = LINE_ENDS.split(text)
    if delimiter:
        head = next((at for at, line in enumerate(lines, start=1) if line.strip()), 0)
        row = delimiter.join([_PROBE] * (lines[head - 1].count(delimiter) + 1)) if head else ""
        return [(_insert(list(lines), head, row), head + 1)] if head else []
    places = [at for at, line in enumerate(lines, start=1) if at > 1 and _DELIMITER.match(line.rstrip("\r\n"))]
    rows = [re.sub(r"[:\s-]*-[:\s-]*", f" {_PROBE} ", lines[at - 1].rstrip()) for at in places]
    return [(_insert(list(lines), at, row), at + 1) for at, row in zip(places, rows, strict=True)]


def drop_line(text: str, line: int) -> str:
    """The text without a line."""
    lines = LINE_ENDS.split(text)
    return "".join(lines[: line - 1] + lines[line:])
