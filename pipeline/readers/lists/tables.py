"""Tables as rows: every table with a title column."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.records import Column, Link, Problem, Row
from pipeline.readers.lists.columns import has_title, list_headers, name_columns
from pipeline.readers.lists.document import Span, Table, TableRow, plain
from pipeline.readers.lists.reading import LineKind, LineReading, ListSettings, Part

_NOTHING_SAID = ListSettings()


def read_table_rows(table: Table, file: str, settings: ListSettings = _NOTHING_SAID) -> Part:
    """The rows of a table, without ids; of one without a title column a problem.

    Args:
        table: As a front end has it; a row with more cells than the header has them all.
        file: The name of the list, for rows and problems.
        settings: What the person says about this list.
    """
    columns = name_columns([plain(cell.spans) for cell in table.header.cells], table.aligns)
    if not has_title(columns):
        lines = (LineReading(table.line, table.last_line, LineKind.NO_PAPER, "a table without titles"),)
        return Part((), (_no_title_problem(file, table, columns),), lines)
    rows = [row for line in table.rows if any((row := _make_row(file, columns, line)).cells)]
    header = LineReading(
        table.line,
        max(table.line, table.rows[0].line - 1 if table.rows else table.last_line),
        LineKind.NO_PAPER,
        "header",
    )
    readings = (header, *(_row_reading(line) for line in table.rows))
    return Part(tuple(rows), tuple(_find_ragged_rows(file, table, columns)), readings)


def links_of(spans: tuple[Span, ...]) -> tuple[Link, ...]:
    """The links among spans, each with the text that it shows; an address in plain text has none."""
    words: dict[int, list[str]] = {}
    urls: dict[int, str] = {}
    for span in spans:
        if span.link:
            urls.setdefault(span.link, span.url)
            words.setdefault(span.link, []).append("" if span.is_image else span.text)
    return tuple(Link("".join(words[number]), url) for number, url in urls.items())


def _row_reading(line: TableRow) -> LineReading:
    is_empty = not any(cell.raw for cell in line.cells)
    return LineReading(line.line, line.last_line, LineKind.NO_PAPER if is_empty else LineKind.ROW, "table")


def _no_title_problem(file: str, table: Table, columns: tuple[Column, ...]) -> Problem:
    headers = list_headers(columns)
    sentence = f"table passed over: none of its columns ({headers}) holds titles; name one “Title” or “Paper”."
    return Problem("load", "no_title_column", f"{file}:{table.line}", sentence)


def _find_ragged_rows(file: str, table: Table, columns: tuple[Column, ...]) -> Iterator[Problem]:
    """Rows with more cells than headers: markdown shows nothing of the last ones, such as after a `|` in a title."""
    for line in table.rows:
        if len(line.cells) > len(columns):
            count = len(line.cells)
            sentence = f"the row has {count} cells under {len(columns)} headers; write a bar in a text as `\\|`."
            yield Problem("load", "ragged_row", f"{file}:{line.line}", sentence)


def _make_row(file: str, columns: tuple[Column, ...], line: TableRow) -> Row:
    cells = line.cells[: len(columns)]
    raw = tuple(cell.raw for cell in cells)
    visible = tuple(plain(cell.spans) for cell in cells)
    links = tuple(link for cell in cells for link in links_of(cell.spans))
    return Row(
        id="",
        file=file,
        line=line.line,
        columns=columns,
        cells=raw,
        texts=visible if visible != raw else (),
        links=links,
    )
