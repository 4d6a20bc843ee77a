"""What the columns of a table hold: by their headers, else by what the cells look like, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from pipeline.model.records import Column, Struct
from pipeline.readers.lists.columns import COLUMN_CAP, name_columns, role_of_header, surely_names_titles
from pipeline.readers.lists.document import Cell, Span, Table, TableRow, plain
from pipeline.readers.lists.entry_lines import make_line, split_lines, title_likeness
from pipeline.readers.lists.levers import apply_levers
from pipeline.readers.lists.reading import ListSettings
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.paper_signs import is_other_address, is_paper_address
from pipeline.rules.row_text.places import is_known, read_place
from pipeline.rules.row_text.titles import is_label

_SAMPLE = 120
_DATE = re.compile(
    r"(?:(?:19|20)\d\d(?:\s?[./年-]\s?\d{1,2}月?){0,2}年?|(?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d"
    r"|(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?:\s\d{1,2})?,?\s(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NO_TITLE_ROLES = frozenset({"year", "author", "count", "about", "note"})
_NEARLY_ALL, _SURE, _MOST, _SOME = 0.95, 0.8, 0.6, 0.3
_WORDS = (3.0, 25.0)
_SHORT = 80
_NO_CELL = Cell("", ())
_NOTHING = frozenset(
    {"", "-", "--", "---", "–", "—", "/", "\\", "n/a", "na", "none", "tbd", "tba", "todo", "?", "x", "无", "暂无", "."}
)


class Shape(Struct, frozen=True):
    """How a table is to be read.

    Attributes:
        columns: With the roles that the headers and the cells give.
        header: The row that names the columns, when one does.
        rows: All others.
        title: The column of the titles; None when there is none.
        is_named: The header says so.
        says_papers: Whether there is title or not, the rows are papers by their links or columns.
        is_other: The rows are surely something else.
    """

    columns: tuple[Column, ...]
    header: TableRow | None
    rows: tuple[TableRow, ...]
    title: int | None
    is_named: bool = False
    says_papers: bool = False
    is_other: bool = False


def is_nothing(text: str) -> bool:
    """True for a cell that only says that nothing is known."""
    return text.strip().lower() in _NOTHING


def lay_out(row: TableRow, width: int) -> tuple[Cell, ...]:
    """The cells of a row, one for each column; a cell over several columns stands in the first of them."""
    if all(cell.width == 1 for cell in row.cells):
        return row.cells
    cells: list[Cell] = []
    for cell in row.cells:
        cells += [cell, *[_NO_CELL] * (min(cell.width, max(width - len(cells), 1)) - 1)]
    return tuple(cells)


class Look:
    """What the cells of one column look like, in the rows that are looked at."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        shown = [(plain(cell.spans), cell) for cell in cells]
        self.cells = [
            (text, cell) for text, cell in shown if not is_nothing(text) or any(one.link for one in cell.spans)
        ]

    def _share(self, found: Iterable[bool]) -> float:
        return sum(found) / len(self.cells) if self.cells else 0.0

    @cached_property
    def labels(self) -> float:
        """The share of cells with nothing but the labels of links, numbers and pictures."""
        return self._share(is_label(text) for text, _ in self.cells)

    @cached_property
    def titles(self) -> float:
        """The share of cells in which something looks like a title."""
        return self._share(_likeness(cell.spans) >= 0.9 for _, cell in self.cells)

    @cached_property
    def papers(self) -> float:
        """The share of cells with a link to a paper."""
        return self._share(any(is_paper_address(url) for url in _urls(cell)) for _, cell in self.cells)

    @cached_property
    def others(self) -> float:
        """The share of cells whose links lead to code, films and posts only."""
        return self._share(
            bool(urls := _urls(cell)) and all(is_other_address(url) for url in urls) for _, cell in self.cells
        )

    @property
    def words(self) -> float:
        """How many words a cell has, on the average; of papers with their authors and abstracts, its first line."""
        are_papers = self.papers >= _SOME
        texts = [_first_line(text, cell) if are_papers else text for text, cell in self.cells]
        wide = sum(sum("\u3040" <= one <= "\uffdc" for one in text) / 2 for text in texts)
        return (sum(len(text.split()) for text in texts) + wide) / len(texts) if texts else 0.0

    @property
    def years(self) -> float:
        """The share of cells that are a year or a date."""
        return self._share(bool(_DATE.fullmatch(text)) for text, _ in self.cells)

    @property
    def venues(self) -> float:
        """The share of cells that name a venue which is known, or a venue with a year."""
        places = (read_place(text) for text, _ in self.cells)
        return self._share(bool(place and place.venue and (place.year or is_known(place.venue))) for place in places)

    @property
    def people(self) -> float:
        """The share of cells that may name people, a single one too."""
        return self._share(byline_strength(text) > 0 for text, _ in self.cells)

    @property
    def authors(self) -> float:
        """The share of cells that surely name people."""
        return self._share(byline_strength(text) == 2 for text, _ in self.cells)


def find_shape(table: Table, settings: ListSettings, *, is_of_other_things: bool = False) -> Shape:
    """What the rows and columns of a table are.

    Args:
        table: As a front end has it.
        settings: What the person says about its columns.
        is_of_other_things: The heading above speaks of tools, courses or the like.
    """
    header, rows = _find_header(table)
    width = _width_of(header, rows, table)
    headers = [plain(cell.spans) for cell in lay_out(header, width)] if header else [""] * width
    columns = apply_levers(name_columns(headers, table.aligns), settings.columns, f"line {table.line}", strict=False)
    sample = [lay_out(row, width) for row in rows[:_SAMPLE]]
    looks = [Look(cells[at] for cells in sample if at < len(cells)) for at in range(min(width, 60))]
    columns, title, is_named = _find_title(columns, looks, is_set="title" in settings.columns)
    columns = _by_content(columns, looks)
    roles = {column.role for column in columns}
    linked = _papers_linked(sample)
    says_papers = (
        linked >= _SOME or _shows(columns, looks, "venue", "venues") or _shows(columns, looks, "author", "people")
    )
    is_sure = title is not None and is_named and surely_names_titles(columns[title].header)
    is_other = _is_other(title, looks, roles, linked, is_of_other_things and not is_sure)
    if title is not None and not is_named and not (says_papers or (roles & {"year"} and looks[title].titles >= _SURE)):
        title = None
    if title is not None:
        columns = tuple(_with_role(column, "title") if at == title else column for at, column in enumerate(columns))
    return Shape(columns, header, rows, title, is_named, linked >= 0.5, is_other)


def _find_header(table: Table) -> tuple[TableRow | None, tuple[TableRow, ...]]:
    """The header and the other rows: a first row may be a header that does not say so, and a header may be a paper."""
    header = table.header if table.header.cells else None
    if header is None:
        if table.rows and _names_columns(table.rows[0]):
            return table.rows[0], table.rows[1:]
        at = 1 if len(table.rows) > 1 and len(table.rows[0].cells) == 1 and _names_columns(table.rows[1]) else None
        return (table.rows[1], (table.rows[0], *table.rows[2:])) if at else (None, table.rows)
    texts = [plain(cell.spans) for cell in header.cells]
    if any(role_of_header(text) for text in texts) or not any(texts):
        return header, table.rows
    urls = [url for cell in header.cells for url in _urls(cell)]
    has_paper = any(is_paper_address(url) for url in urls) or (
        bool(urls) and any(_DATE.fullmatch(text) for text in texts)
    )
    return (None, (header, *table.rows)) if has_paper else (header, table.rows)


def _names_columns(row: TableRow) -> bool:
    texts = [plain(cell.spans) for cell in row.cells]
    roles = [role_of_header(text) for text in texts if len(text) <= _SHORT]
    is_plain = not any(_urls(cell) for cell in row.cells) and all(len(text) <= _SHORT for text in texts)
    return is_plain and len(texts) > 1 and ("title" in roles or sum(map(bool, roles)) >= 2)


def _width_of(header: TableRow | None, rows: Sequence[TableRow], table: Table) -> int:
    if header is not None and header is table.header:
        return min(sum(cell.width for cell in header.cells), COLUMN_CAP)
    widths = (sum(cell.width for cell in row.cells) for row in ((header, *rows) if header else rows))
    return min(max(widths, default=0), COLUMN_CAP)


def _with_role(column: Column, role: str) -> Column:
    return column if column.role == role else msgspec.structs.replace(column, role=role)


def _find_title(
    columns: tuple[Column, ...], looks: Sequence[Look], *, is_set: bool
) -> tuple[tuple[Column, ...], int | None, bool]:
    """The columns, that of the titles, and whether its header says so; one of mere links holds none."""
    named = next((at for at, column in enumerate(columns[: len(looks)]) if column.role == "title"), None)
    if named is not None and (is_set or looks[named].labels <= _MOST or not looks[named].cells):
        return columns, named, True
    best, best_score = None, 0.0
    for at, look in enumerate(looks):
        role = columns[at].role or role_of_header(columns[at].header)
        if role in _NO_TITLE_ROLES or not look.cells or look.titles < _MOST or not _WORDS[0] <= look.words <= _WORDS[1]:
            continue
        if at == named or look.authors > _SOME or look.venues > _MOST:
            continue
        score = (
            look.titles + look.papers + (0.2 if role == "title" else 0.0) - (0.3 if role in ("link", "venue") else 0.0)
        )
        if score > best_score:
            best, best_score = at, score
    if named is None:
        return columns, best, False
    if best is None and (looks[named].labels < _NEARLY_ALL or surely_names_titles(columns[named].header)):
        return columns, named, True
    return tuple(_with_role(one, "link") if at == named else one for at, one in enumerate(columns)), best, False


def _by_content(columns: tuple[Column, ...], looks: Sequence[Look]) -> tuple[Column, ...]:
    """Year, venue and authors where no header says which column has them, and the cells do."""
    found = list(columns)
    for role, share, wanted in (("year", "years", _SURE), ("venue", "venues", _MOST), ("author", "authors", _MOST)):
        if any(column.role == role for column in found):
            continue
        free = [
            at
            for at, column in enumerate(found[: len(looks)])
            if not column.role and role_of_header(column.header) in ("", "name")
        ]
        best = max(free, key=lambda at: float(getattr(looks[at], share)), default=None)
        if best is not None and getattr(looks[best], share) >= wanted:
            found[best] = _with_role(found[best], role)
    return tuple(found)


def _shows(columns: Sequence[Column], looks: Sequence[Look], role: str, share: str) -> bool:
    """True when a column of that role holds what its header says: “Source” heads columns of services, too."""
    return any(
        column.role == role and getattr(look, share) >= _SOME for column, look in zip(columns, looks, strict=False)
    )


def _papers_linked(sample: Sequence[tuple[Cell, ...]]) -> float:
    """The share of rows with a link to a paper."""
    rows = [cells for cells in sample if any(cell.spans for cell in cells)]
    linked = sum(any(is_paper_address(url) for cell in cells for url in _urls(cell)) for cells in rows)
    return linked / len(rows) if rows else 0.0


def _is_other(
    title: int | None, looks: Sequence[Look], roles: set[str], linked: float, is_of_other_things: bool
) -> bool:
    """True when what has a title is a film, a post, a tool: its link leads there, and nothing speaks of papers."""
    if title is None or linked > 0.05 or roles & {"venue", "author", "year", "count"}:
        return False
    return looks[title].others >= _SURE or (is_of_other_things and looks[title].titles < _MOST)


def _first_line(text: str, cell: Cell) -> str:
    """The first line of a cell that shows something."""
    if not any(span.text == "\n" for span in cell.spans):
        return text
    return next((line for spans in split_lines(cell.spans) if (line := plain(spans))), "")


def _urls(cell: Cell) -> list[str]:
    return list({span.link: span.url for span in cell.spans if span.link}.values())


def _likeness(spans: tuple[Span, ...]) -> float:
    best = 0.0
    for spans_of_line in split_lines(spans)[:8]:
        line = make_line(spans_of_line)
        marked = (title_likeness(line.text[mark.start : mark.end]) for mark in line.marks)
        best = max(best, title_likeness(line.shown), *marked)
    return best
