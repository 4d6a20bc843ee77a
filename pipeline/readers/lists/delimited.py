"""A spreadsheet saved as comma-, semicolon- or tab-separated text, as rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from pipeline.model.errors import InputError
from pipeline.model.records import Column, Outcome, Problem, Row
from pipeline.readers.lists.columns import COLUMN_CAP, assign_ids, find_links, has_title, list_headers, name_columns
from pipeline.text.folding import FIELD_CAP

_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the separator; it is no row."""

NumberedLine = tuple[int, list[str]]
"""The number of a line, from 1, and its cells."""


def read_delimited(text: str, file: str) -> Outcome[Row]:
    """All rows below the header; raises `InputError` when there is no header with a title column."""
    csv.field_size_limit(FIELD_CAP)
    lines = _numbered_lines(text.replace("\0", ""), _find_delimiter(text, file), file)
    at, header = next(lines, (1, []))
    if not header:
        raise InputError(f"{file}:1: there is no header row; the first line names the columns.")
    if len(header) > COLUMN_CAP:
        raise InputError(f"{file}:{at}: the header has {len(header):,} columns; no list has over {COLUMN_CAP:,}.")
    columns = name_columns([cell.strip() for cell in header])
    if not has_title(columns):
        names = list_headers(columns)
        raise InputError(f"{file}:{at}: none of the columns ({names}) is a title column; name one “Title” or “Paper”.")
    rows = tuple(_make_row(file, line, columns, cells[:COLUMN_CAP]) for line, cells in lines)
    return Outcome(assign_ids(rows), tuple(_find_ragged_rows(rows)))


def _numbered_lines(text: str, delimiter: str, file: str) -> Iterator[NumberedLine]:
    """Every row with something in it, under the number of its first line; quoted cells may span several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (line == 1 and _SEPARATOR_LINE.match(text)):
                yield line, cells
            last, line = line, reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{file}:{line}: this line cannot be read as a table ({error}).") from None
    if text.count('"') % 2 and reader.line_num > last:
        raise InputError(f"{file}:{last}: a quotation mark opens here and is never closed; close it and run again.")


def _make_row(file: str, line: int, columns: tuple[Column, ...], cells: list[str]) -> Row:
    stripped = tuple(cell.strip() for cell in cells)
    links = tuple(link for cell in stripped for link in find_links(cell))
    return Row(id="", file=file, line=line, columns=columns, cells=stripped, links=links)


def _find_ragged_rows(rows: tuple[Row, ...]) -> Iterator[Problem]:
    for row in rows:
        if len(row.cells) > len(row.columns):
            sentence = (
                f"the row has {len(row.cells)} cells under {len(row.columns)} headers; the last ones are not used."
            )
            yield Problem("load", "ragged_row", f"{row.file}:{row.line}", sentence)


def _find_delimiter(text: str, file: str) -> str:
    """The separator that the header line uses most; spreadsheets in much of Europe write semicolons."""
    if file.lower().endswith(".tsv"):
        return "\t"
    if separator_line := _SEPARATOR_LINE.match(text):
        return separator_line[1]
    head = _QUOTED.sub("", text.lstrip().split("\n", 1)[0])
    return max((",", ";", "\t"), key=head.count)
