"""A spreadsheet saved as comma-, semicolon- or tab-separated text, as rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from pipeline.model.errors import InputError
from pipeline.readers.lists.columns import assign_ids, has_title, name_columns
from pipeline.readers.lists.exports import find_export
from pipeline.readers.lists.reading import NOTHING_SAID, ListReading, ListSettings
from pipeline.readers.lists.sheet_headers import SheetLine, check_levers, complain
from pipeline.readers.lists.sheets import read_sheet
from pipeline.text.folding import FIELD_CAP

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the separator; it is no row."""
_SEPARATORS = (",", ";", "\t")
_HEAD_LINES = 30
_LONG = 200_000


def read_delimited(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """All rows below the header; raises `InputError` when there is no header with a title column."""
    csv.field_size_limit(FIELD_CAP)
    text = text.replace("\0", "")
    delimiter = find_delimiter(text, file)
    try:
        return _read(text, delimiter, file, settings, quotes=True)
    except InputError:
        if delimiter != "\t":
            raise
        # Databases write tab-separated text without quoting anything: a mark in a title is a mark.
        return _read(text, delimiter, file, settings, quotes=False)


def _read(text: str, delimiter: str, file: str, settings: ListSettings, *, quotes: bool) -> ListReading:
    found = read_sheet(_numbered_lines(text, delimiter, file, quotes=quotes), file, settings)
    if found is None:
        raise complain(next(_numbered_lines(text, delimiter, file, quotes=quotes), None), file)
    check_levers([found.header], file, settings)
    return ListReading(assign_ids(found.rows), found.problems, found.lines, "csv", (found.layout,))


def looks_delimited(head: str) -> bool:
    """True when one of the first lines is a header with a title column, parted by one of the separators."""
    for line in head.lstrip("\ufeff").split("\n")[:_HEAD_LINES]:
        for separator in _SEPARATORS:
            if line.count(separator) and len(line) < 10_000:
                headers = [cell.strip().strip('"').strip() for cell in line.strip().split(separator)]
                columns = name_columns(headers)
                known = sum(bool(column.role) for column in columns)
                if find_export(headers) or (has_title(columns) and known >= 2 and max(map(len, headers)) < 60):
                    return True
    return False


def _numbered_lines(text: str, delimiter: str, file: str, *, quotes: bool) -> Iterator[SheetLine]:
    """Every row with something in it, under the number of its first line; quoted cells may span several lines."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE)
    line = last = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (line == 1 and _SEPARATOR_LINE.match(text)):
                yield SheetLine(line, reader.line_num, cells)
            last, line = line, reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{file}:{line}: this line cannot be read as a table ({error}).") from None
    if quotes and text.count('"') % 2 and reader.line_num > last:
        raise InputError(f"{file}:{last}: a quotation mark opens here and is never closed; close it and run again.")


def find_delimiter(text: str, file: str) -> str:
    """The separator that the line with the header uses most; spreadsheets in much of Europe write semicolons."""
    if separator_line := _SEPARATOR_LINE.match(text):
        return separator_line[1]
    if file.lower().endswith((".tsv", ".tab")):
        return "\t"
    best, most = ",", 0
    for line in text[:_LONG].lstrip().split("\n")[:_HEAD_LINES]:
        for separator in _SEPARATORS:
            headers = [cell.strip().strip('"') for cell in _QUOTED.sub(_unquote, line[:20_000]).split(separator)]
            columns = name_columns(headers)
            known = sum(bool(column.role) for column in columns) * has_title(columns) + 100 * bool(find_export(headers))
            if known > most:
                best, most = separator, known
    if most > 1 or not text:
        return best
    head = _QUOTED.sub("", text[:_LONG].lstrip().split("\n", 1)[0])
    return max(_SEPARATORS, key=head.count)


def _unquote(found: re.Match[str]) -> str:
    """A quoted cell of a header without the separators in it."""
    return re.sub(r"[,;\t]", " ", found[0])
