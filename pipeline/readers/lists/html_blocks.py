"""Builds the blocks of an HTML page while its tags go by: what is open, what it has gathered, and what it becomes.

Real pages leave out end tags and close what was never open. A new item, row or cell ends the one before it, as in a
browser; text where none may stand goes to what surrounds it; nothing is an error. Everything takes a time that grows
with the length of the page, however deep it is nested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.records import Struct
from pipeline.readers.lists.block_texts import flatten, trim
from pipeline.readers.lists.document import Block, Cell, Heading, Item, Other, Paragraph, Span, Table, TableRow
from pipeline.readers.lists.row_spans import RowSpans
from pipeline.text.folding import FIELD_CAP

DEPTH_CAP = 60
"""Lists and tables that are deeper belong to the last one above them; no reader sees so many levels."""
_WIDTH_CAP = 1_000
_WITHIN = {"table": (), "row": ("table",), "cell": ("table",), "list": ("table", "cell"), "item": ("table", "cell")}
"""What an end tag does not reach out of."""
_FLOW = frozenset({"root", "item", "cell"})
_LAYOUT_CELLS = 3
_HEAD_ROWS = 4
"""A header stands below at most so many bands."""
_NO_ROW = TableRow(0, 0, ())


class Marks(Struct, frozen=True):
    """How text looks at a place, and where it leads."""

    bold: int = 0
    italic: int = 0
    code: int = 0
    struck: int = 0
    url: str = ""
    link: int = 0


@dataclass
class _Open:
    """An element that is not closed yet."""

    kind: str
    line: int
    marks: Marks
    start: int = 0
    level: int = 0
    is_numbered: bool = False
    is_head: bool = False
    width: int = 1
    height: int = 1
    heading: int = 0
    spans: list[Span] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    spans_of_rows: RowSpans = field(default_factory=RowSpans)


@dataclass
class _Cell:
    cell: Cell
    blocks: list[Block]
    is_head: bool
    height: int


@dataclass
class _Row:
    row: TableRow
    cells: list[_Cell]


class BlockBuilder:
    """Takes tags and texts in their order and gives the blocks at the end."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._stack = [_Open("root", line, Marks())]
        self._flow = [self._stack[0]]
        self._too_deep = {"list": 0, "table": 0}
        self._last_line = line
        self.marks = Marks()

    @property
    def is_outside(self) -> bool:
        """True where no list or table is open and no text waits for more."""
        return len(self._stack) == 1 and not any(span.text.strip() or span.is_image for span in self._stack[0].spans)

    def add_span(self, span: Span) -> None:
        """Text, a line break or a picture where we are."""
        if span.is_image or span.text.strip():
            self._leave_table(span.line)
            self._last_line = span.line
        self._flow[-1].spans.append(span)

    def add_other(self, block: Other) -> None:
        """What is no paper; inside an item or a cell it is a part of that."""
        if len(self._stack) == 1:
            self.end_paragraph()
            self._stack[0].blocks.append(block)

    def end_paragraph(self) -> None:
        """What was gathered is a paragraph, or a heading; the next text begins another one."""
        top = self._flow[-1]
        spans = trim(top.spans)
        top.spans = []
        if spans:
            line, last = spans[0].line, spans[-1].line
            top.blocks.append(Heading(line, last, top.heading, spans) if top.heading else Paragraph(line, last, spans))

    def start_heading(self, level: int) -> None:
        """The texts that follow are a heading, up to its end."""
        self.end_paragraph()
        self._flow[-1].heading = level

    def end_heading(self) -> None:
        """What follows is plain text again."""
        self.end_paragraph()
        self._flow[-1].heading = 0

    def open_list(self, line: int, is_numbered: bool = False) -> None:
        """A list begins."""
        self.end_paragraph()
        if not self._is_too_deep("list"):
            level = 1 + sum(one.kind == "list" for one in self._stack)
            self._push(_Open("list", line, self.marks, level=level, is_numbered=is_numbered))

    def open_item(self, line: int, end: int) -> None:
        """An item begins, which ends the one before it; without a list around it, it begins one."""
        self.end_paragraph()
        if not self._close_to("list", end, within=("cell",)):
            self.open_list(line)
        if self._stack[-1].kind == "list":
            self._push(_Open("item", line, self.marks))

    @property
    def is_in_item(self) -> bool:
        """True when an item is the innermost element."""
        return self._stack[-1].kind == "item"

    def open_table(self, line: int) -> None:
        """A table begins."""
        self.end_paragraph()
        if not self._is_too_deep("table"):
            self._push(_Open("table", line, self.marks))

    def start_rows(self, end: int) -> None:
        """A part of a table begins or ends: the row before it is over."""
        self.end_paragraph()
        self._close_to("table", end)

    def open_row(self, line: int, end: int) -> None:
        """A row begins, which ends the one before it."""
        self.end_paragraph()
        if not self._close_to("table", end):
            self.open_table(line)
        if self._stack[-1].kind == "table":
            self._push(_Open("row", line, self.marks))

    def open_cell(self, line: int, end: int, start: int, is_head: bool, covers: tuple[int, int]) -> None:
        """A cell begins, whose text is at `start`; `covers` are the numbers of columns and rows that it takes."""
        self.end_paragraph()
        if not self._close_to("row", end, within=("table",)):
            self.open_row(line, end)
        if self._stack[-1].kind == "row":
            width, height = min(covers[0], _WIDTH_CAP), covers[1]
            self._push(_Open("cell", line, self.marks, start, is_head=is_head, width=width, height=height))

    def close(self, kind: str, line: int, end: int) -> None:
        """The innermost element of a kind ends, with all that is open in it."""
        self.end_paragraph()
        if self._too_deep.get(kind):
            self._too_deep[kind] -= 1
        elif self._close_to(kind, end, within=_WITHIN[kind]):
            self._pop(end, line)

    def finish(self, end: int) -> tuple[Block, ...]:
        """All that is still open ends here."""
        self.end_paragraph()
        while len(self._stack) > 1:
            self._pop(end)
        return tuple(self._stack[0].blocks)

    def _leave_table(self, line: int) -> None:
        """Text inside a row is a cell; text below the rows shows that the end of the table was forgotten."""
        top = self._stack[-1]
        if top.kind == "row":
            self._push(_Open("cell", line, self.marks, len(self._text)))
        elif top.kind == "table" and top.rows:
            self._pop(0)

    def _is_too_deep(self, kind: str) -> bool:
        too_deep = len(self._stack) >= DEPTH_CAP
        self._too_deep[kind] += too_deep
        return too_deep

    def _push(self, opened: _Open) -> None:
        self._stack.append(opened)
        if opened.kind in _FLOW:
            self._flow.append(opened)
            self.marks = Marks()

    def _close_to(self, kind: str, end: int, within: Sequence[str] = ()) -> bool:
        """Closes all that is open inside the innermost element of a kind; False, and nothing closed, without one."""
        depth = len(self._stack) - 1
        while depth > 0 and self._stack[depth].kind != kind:
            if self._stack[depth].kind in within:
                return False
            depth -= 1
        while depth and len(self._stack) - 1 > depth:
            self._pop(end)
        return depth > 0

    def _pop(self, end: int, line: int = 0) -> None:
        """Closes what is innermost, before the place `end`; `line` is that of its end tag, when it has one."""
        self.end_paragraph()
        closed = self._stack.pop()
        last = max(line, self._last_line, closed.line)
        if closed.kind in _FLOW:
            self._flow.pop()
            self.marks = closed.marks
        if closed.kind == "item":
            self._flow[-1].blocks.append(_to_item(closed, self._stack[-1], last))
        elif closed.kind == "cell":
            raw = self._text[closed.start : min(end, closed.start + FIELD_CAP)].strip()
            self._stack[-1].cells.append(_to_cell(closed, raw))
        elif closed.kind == "row":
            self._add_row(self._stack[-1], closed, last)
        elif closed.kind == "table":
            self._flow[-1].blocks.extend(_to_blocks(closed, last))

    def _add_row(self, table: _Open, row: _Open, last: int) -> None:
        if row.cells:
            cells = table.spans_of_rows.fill([(one.cell, one.height) for one in row.cells])
            table.rows.append(_Row(TableRow(row.line, last, cells), row.cells))


def _to_item(closed: _Open, parent: _Open, last: int) -> Item:
    blocks = closed.blocks
    spans = blocks[0].spans if blocks and isinstance(blocks[0], Paragraph) else ()
    return Item(closed.line, last, spans, tuple(blocks[1:] if spans else blocks), parent.level, parent.is_numbered)


def _to_cell(closed: _Open, raw: str) -> _Cell:
    cell = Cell(raw, tuple(flatten(closed.blocks)), closed.width)
    return _Cell(cell, closed.blocks, closed.is_head, closed.height)


def _to_blocks(closed: _Open, last: int) -> list[Block]:
    """A table, or what stands in it when it only serves to place things on the page."""
    rows = closed.rows
    if _is_layout(rows):
        return [block for row in rows for cell in row.cells for block in cell.blocks]
    head = next((at for at, row in enumerate(rows[:_HEAD_ROWS]) if _is_header(row)), None)
    header = _NO_ROW if head is None else rows[head].row
    line = rows[0].row.line if rows else 0
    return [Table(line, last, header, tuple(row.row for at, row in enumerate(rows) if at != head))] if rows else []


def _is_header(row: _Row) -> bool:
    return all(cell.is_head for cell in row.cells) and (len(row.cells) > 1 or row.cells[0].cell.width == 1)


def _is_layout(rows: Sequence[_Row]) -> bool:
    """True for a table with tables in it, and for one of very few cells with much in them."""
    cells = [cell for row in rows for cell in row.cells]
    has_tables = any(isinstance(block, Table) for cell in cells for block in cell.blocks)
    is_column = all(len(row.cells) == 1 for row in rows) and not any(cell.is_head for cell in cells)
    few = len(cells) <= _LAYOUT_CELLS and any(len(cell.blocks) > _LAYOUT_CELLS for cell in cells)
    return has_tables or is_column or few
