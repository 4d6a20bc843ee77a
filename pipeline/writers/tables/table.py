"""Writes `table.md` and `table.csv`: the list again in its own columns, with links and fresh citation counts.

A person wrote the list, so every cell stays as it was written but two: the title becomes a link when the work is
known, and the count is the best one known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.model.protocols import Bibliography
from pipeline.model.records import Column, Row
from pipeline.writers.tables.cells import strip_controls, to_csv
from pipeline.writers.tables.counts import best_counts
from pipeline.writers.tables.judged_rows import JudgedRow, judge_rows

Counts = dict[str, str]
"""The count to show, by work."""

Table = tuple[list[Column], list[list[str]]]

_MARKERS = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}
_LINK_OR_HTML = re.compile(r"\]\s?[(\[]|<[a-zA-Z/!?]|https?://|www\.", re.IGNORECASE)
_BARE_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)([\[\]])")
_ODD_BACKSLASH_AT_END = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_MARKUP = re.compile(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w{1,31};))")
_SAFE_IN_URL = "/:?#@!$&*+,;=%~.-_"
_LINE_BREAKS = re.compile(r"[\r\n]+")
_NOT_IN_FILE_NAME = re.compile(r"[^\w .()+-]")


def write_table(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """A pair `table.md`, `table.csv`; for several lists a pair each, `table-<list>.md` and `table-<list>.csv`."""
    counts = {work: str(seen.count) for work, seen in best_counts(bibliography).items()}
    lists: dict[str, list[JudgedRow]] = {}
    for judged in judge_rows(bibliography):
        lists.setdefault(judged.row.file, []).append(judged)
    if not lists:
        yield from (("table.md", ""), ("table.csv", ""))
    for name, rows in zip(_file_names(lists), lists.values(), strict=True):
        yield f"{name}.md", "\n".join(map(_to_markdown, _tables(rows, counts, linked=True)))
        yield f"{name}.csv", to_csv(_csv_lines(_tables(rows, counts, linked=False)))


def link_title(title: str, url: str) -> str:
    """A title cell as a Markdown link to a URL; a cell with a link or HTML in it, or without a URL, stays as it is.

    >>> link_title("[Re] Deep nets", "https://doi.org/10.1/a(b)")
    '[[Re] Deep nets](https://doi.org/10.1/a%28b%29)'
    """
    if not url or not title.strip() or _LINK_OR_HTML.search(title):
        return title
    if not _is_balanced(title):
        title = _BRACKET.sub(r"\1\\\2", title)
    if _ODD_BACKSLASH_AT_END.search(title):
        title += "\\"
    return f"[{title}]({quote(url, safe=_SAFE_IN_URL)})"


def to_cell(text: str, url: str = "") -> str:
    """A text as a cell of a Markdown table, nothing in it taken for markup; with a URL, a link to there."""
    shown = _MARKUP.sub(r"\\\1", " ".join(strip_controls(text).split()))
    return f"[{shown}]({quote(url, safe=_SAFE_IN_URL)})" if url else shown


def _file_names(files: Iterable[str]) -> list[str]:
    """One name a file, after its stem; two lists of the same stem are told apart by a number, in list order."""
    files = list(files)
    if len(files) == 1:
        return ["table"]
    names: dict[str, str] = {}
    last: Counter[str] = Counter()
    for file in files:
        stem = name = "table-" + (_NOT_IN_FILE_NAME.sub("-", PurePosixPath(file).stem) or "list")
        # Compared without case, as some file systems do.
        while name.casefold() in names:
            last[stem.casefold()] += 1
            name = f"{stem}-{last[stem.casefold()] + 1}"
        names[name.casefold()] = name
    return list(names.values())


def _tables(rows: list[JudgedRow], counts: Counts, *, linked: bool) -> Iterator[Table]:
    """One table for each run of rows with the same columns: a list may hold several tables."""
    for columns, run in groupby(rows, key=lambda judged: judged.row.columns):
        yield list(columns), [_cells(judged, counts, linked=linked) for judged in run]


def _cells(judged: JudgedRow, counts: Counts, *, linked: bool) -> list[str]:
    row = judged.row
    cells = list(row.cells) + [""] * (len(row.columns) - len(row.cells))
    title_at, count_at = _column(row, "title"), _column(row, "count")
    if count_at is not None and judged.work:
        cells[count_at] = counts.get(judged.work.id, cells[count_at])
    if title_at is not None and not linked:
        cells[title_at] = row.cell("title")
    elif title_at is not None and judged.is_matched:
        cells[title_at] = link_title(cells[title_at], judged.url)
    return cells


def _column(row: Row, role: str) -> int | None:
    return next((at for at, column in enumerate(row.columns) if column.role == role), None)


def _to_markdown(table: Table) -> str:
    columns, lines = table
    marked = [_MARKERS.get(column.align, "---") for column in columns]
    return "".join(map(_to_line, [[column.header for column in columns], marked, *lines]))


def _to_line(cells: list[str]) -> str:
    return (
        "| "
        + " | ".join(_BARE_PIPE.sub(r"\1\\|", _LINE_BREAKS.sub(" ", strip_controls(cell))) for cell in cells)
        + " |\n"
    )


def _csv_lines(tables: Iterable[Table]) -> Iterator[list[str]]:
    for columns, lines in tables:
        yield [column.header for column in columns]
        yield from lines


def _is_balanced(text: str) -> bool:
    """True when the square brackets that markdown would see pair up, so that they may stand in a link's text."""
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += 1 if found[2] == "[" else -1
        if depth < 0:
            return False
    return depth == 0
