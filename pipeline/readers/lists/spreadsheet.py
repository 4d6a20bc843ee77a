"""Spreadsheets (XLSX, ODS, and the old XLS) as rows: every sheet that is shown and has a column of titles."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from pipeline.model.errors import InputError
from pipeline.model.records import Link, Problem
from pipeline.readers.lists.columns import assign_ids
from pipeline.readers.lists.reading import NOTHING_SAID, LineKind, LineReading, ListReading, ListSettings
from pipeline.readers.lists.sheet_headers import SheetLine, check_levers, complain
from pipeline.readers.lists.sheets import SheetReading, read_sheet
from pipeline.readers.lists.workbook_limits import MOST_ROWS, open_parts, refuse_wide, unpack
from pipeline.readers.lists.workbook_links import CellLink, find_links
from pipeline.text.folding import FIELD_CAP, clean_text

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_PART = b"encryption-data"
_WORD = "WordDocument".encode("utf-16-le")
_MOST_OF_OLD = 100_000_000
_SOME = 200
_UNREAD = "a sheet without a column of titles"
_IS_ENCRYPTED = "the spreadsheet is encrypted; save it without a password"
_DAMAGED = "the spreadsheet is damaged; open it and save it again as .xlsx"

Links = dict[tuple[int, int], CellLink]


def read_spreadsheet(data: bytes, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The rows of all sheets with titles; raises `InputError` when there is none, or the file cannot be opened."""
    links = _check(data, file)
    book = _open(data, file)
    found: list[SheetReading] = []
    problems: list[Problem] = []
    unread: list[tuple[str, list[SheetLine]]] = []
    for sheet in book.sheets_metadata:
        lines = _read_lines(book, sheet.name, links.get(sheet.name, {}), file)
        reading = read_sheet(lines, file, settings, sheet.name)
        is_shown = sheet.visible == SheetVisibleEnum.Visible
        if reading and is_shown:
            found.append(reading)
        elif reading:
            name = clean_text(sheet.name, cap=60)
            sentence = f"the sheet “{name}” is hidden and was not read; show it if it belongs to the list."
            problems.append(Problem("load", "hidden_sheet", f"{file}:1", sentence))
        elif lines and is_shown:
            unread.append((sheet.name, lines))
    if not found:
        raise complain(unread[0][1][0] if unread else None, file)
    check_levers([one.header for one in found], file, settings)
    rows = assign_ids(msgspec.structs.replace(row, id="") for one in found for row in one.rows)
    told = (*problems, *_tell_unread(unread, file), *(problem for one in found for problem in one.problems))
    passed = (LineReading(one[0].line, one[-1].last_line, LineKind.NO_PAPER, _UNREAD) for _, one in unread)
    lines_read = (*(line for one in found for line in one.lines), *passed)
    return ListReading(rows, told, lines_read, "spreadsheet", tuple(one.layout for one in found))


def _tell_unread(unread: Sequence[tuple[str, Sequence[SheetLine]]], file: str) -> Iterator[Problem]:
    """The sheets that may be tables of papers, whose titles could not be told; a few lines of notes are none."""
    for name, lines in unread:
        if sum(sum(map(bool, line.cells)) > 1 for line in lines[:_SOME]) < 3:
            continue
        sentence = (
            f"the sheet “{clean_text(name, cap=60)}” was not read, as none of its columns is a title column; name one"
            " “Title” or “Paper” if it lists papers."
        )
        yield Problem("load", "sheet_not_read", f"{file}:{lines[0].line}", sentence)


def _check(data: bytes, file: str) -> dict[str, Links]:
    """Refuse what must not be opened; the links of the cells of each sheet."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InputError(f"{file}: {_IS_ENCRYPTED}.")
        if _WORD in data:
            raise InputError(f"{file}: this is a Word document; copy the list out of it into a .md, .txt or .csv file.")
        if len(data) > _MOST_OF_OLD:
            raise InputError(f"{file}: the spreadsheet has over {_MOST_OF_OLD // 1_000_000} MB; save its list as CSV.")
        return {}
    parts = open_parts(data, file)
    if _MANIFEST in parts and _ENCRYPTED_PART in b"".join(unpack(data, parts[_MANIFEST], file)):
        raise InputError(f"{file}: {_IS_ENCRYPTED}.")
    if "xl/workbook.bin" in parts:
        raise InputError(f"{file}: this is a binary workbook (XLSB); save it as .xlsx.")
    refuse_wide(data, parts, file)
    return find_links(data, parts, file) if "xl/workbook.xml" in parts else {}


def _open(data: bytes, file: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError, ValueError):
        raise InputError(f"{file}: {_DAMAGED}.") from None
    except BaseException as error:
        _raise_panic(error, file)
        raise


def _read_lines(book: CalamineWorkbook, name: str, links: Links, file: str) -> list[SheetLine]:
    """The lines of a sheet with something in them."""
    try:
        return list(_lines(book.get_sheet_by_name(name), links, file))
    except InputError:
        raise
    except (CalamineError, OSError, ValueError):
        raise InputError(f"{file}: {_DAMAGED}.") from None
    except BaseException as error:
        _raise_panic(error, file)
        raise


def _raise_panic(error: BaseException, file: str) -> None:
    """A bug in the library of spreadsheets, which ends in an exception that is no `Exception`."""
    if type(error).__name__ == "PanicException":
        raise InputError(f"{file}: {_DAMAGED}.") from None


def _lines(sheet: CalamineSheet, links: Links, file: str) -> Iterator[SheetLine]:
    """The lines of a sheet with something in them, under the numbers that the spreadsheet program shows."""
    merged = _Merged(sheet)
    if sheet.total_height > MOST_ROWS:
        raise InputError(f"{file}: the sheet has over {MOST_ROWS:,} rows; no list is so long.")
    by_row: dict[int, list[int]] = {}
    for row, column in links:
        by_row.setdefault(row, []).append(column)
    for at, values in enumerate(sheet.iter_rows()):
        cells = [_to_text(value) for value in values]
        own = []
        for column in sorted(by_row.get(at, ())):
            url, shown = links[at, column]
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or shown
            own += [Link(cells[column], url)] if url else []
        filled = merged.fill(at, cells)
        if any(cells):
            yield SheetLine(at + 1, at + 1, cells, tuple(own), filled, merged.is_band(at, cells))


class _Merged:
    """The merged cells of a sheet: what stands in one of them is said of all its rows."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._down: dict[int, list[tuple[int, int]]] = {}
        self._wide: set[int] = set()
        self._texts: dict[int, str] = {}
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:20_000]:
            if right > left:
                self._wide.add(top)
            if top < bottom <= top + 10_000:
                self._down.setdefault(top, []).append((left, bottom))
        self._open: list[tuple[int, int, str]] = []

    def fill(self, at: int, cells: list[str]) -> frozenset[int]:
        """Write what stands in merged cells above into the cells of a row; the columns that were filled."""
        self._open = [one for one in self._open if one[1] >= at]
        filled = set()
        for column, _, text in self._open:
            if column < len(cells) and not cells[column] and text:
                cells[column] = text
                filled.add(column)
        for left, bottom in self._down.get(at, ()):
            if left < len(cells):
                self._open.append((left, bottom, cells[left]))
        return frozenset(filled)

    def is_band(self, at: int, cells: list[str]) -> bool:
        """True for a row of one text across several columns: a heading inside the table."""
        return at in self._wide and sum(map(bool, cells)) == 1


def _to_text(value: object) -> str:
    """A cell as a person sees it: `2019.0` is the year 2019, a date is written year first."""
    if isinstance(value, str):
        return value[:FIELD_CAP].strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "")
