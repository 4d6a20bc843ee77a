"""Builds the blocks of an HTML page while its tags go by: what is open, what it has gathered, and what it becomes.

Real pages leave out end tags and close what was never open. A new item, row or cell ends the one before it, as in a
browser; text where none may stand goes to what surrounds it; nothing is an error. Everything takes a time that grows
with the length of the page, however deep it is nested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.readers.lists.document import Block, Cell, Heading, Item, Other, Paragraph, Span, Table, TableRow
from pipeline.text.folding import FIELD_CAP

DEPTH_CAP = 60
"""Lists and tables that are deeper belong to the last one above them; no reader sees so many levels."""
_WIDTH_CAP = 1_000
_COPIES_CAP = 200_000
"""The most cells that `rowspan` puts into the rows below, of a whole page."""
_FLOW = frozenset({"root", "item", "cell"})
_LAYOUT_CELLS = 3
_NO_ROW = TableRow(0, 0, ())


@dataclass(frozen=True)
class Marks:
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
    is_head: bool


class BlockBuilder:
    """Takes tags and texts in their order and gives the blocks at the end."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._stack = [_Open("root", line, Marks())]
        self._flow = [self._stack[0]]
        self._too_deep = {"list": 0, "table": 0}
        self._copies = 0
        self.marks = Marks()

    @property
    def is_outside(self) -> bool:
        """True where no list or table is open and no text waits for more."""
        return len(self._stack) == 1 and not self._stack[0].spans

    def add_span(self, span: Span) -> None:
        """Text, a line break or a picture where we are."""
        self._flow[-1].spans.append(span)

    def add_other(self, block: Other) -> None:
        """What is no paper; inside an item or a cell it is a part of that."""
        if len(self._stack) == 1:
            self.end_paragraph()
            self._stack[0].blocks.append(block)

    def end_paragraph(self) -> None:
        """What was gathered is a paragraph, or a heading; the next text begins another one."""
        top = self._flow[-1]
        spans = _trim(top.spans)
        top.spans = []
        if spans:
            line, last = spans[0].line, spans[-1].line
            top.blocks.append(
                Heading(line, last, top.heading, spans) if top.heading else Paragraph(line, last, spans)
            )

    def start_heading(self, level: int) -> None:
        """The texts that follow are a heading, up to its end."""
        self.end_paragraph()
        self._flow[-1].heading = level

    def end_heading(self) -> None:
        """What follows is plain text again."""
        self.end_paragraph()
        self._flow[-1].heading = 0

    def open_list(self, line: int, is_numbered: bool) -> None:
        """A list begins."""
        self.end_paragraph()
        if self._is_too_deep("list"):
            return
        level = 1 + sum(1 for one in self._stack if one.kind == "list")
        self._push(_Open("list", line, self.marks, level=level, is_numbered=is_numbered))

    def open_item(self, line: int) -> None:
        """An item begins, which ends the one before it; without a list around it, it begins one."""
        self.end_paragraph()
        if not self._close_to("list", within=("cell",)):
            self.open_list(line, is_numbered=False)
        if self._stack[-1].kind == "list":
            self._push(_Open("item", line, self.marks))

    def has_item(self) -> bool:
        """True inside an item of the list that is open."""
        return self._stack[-1].kind == "item"

    def open_table(self, line: int) -> None:
        """A table begins."""
        self.end_paragraph()
        if not self._is_too_deep("table"):
            self._push(_Open("table", line, self.marks))

    def start_rows(self) -> None:
        """A part of a table begins or ends: the row before it is over."""
        self.end_paragraph()
        self._close_to("table")

    def open_row(self, line: int) -> None:
        """A row begins, which ends the one before it."""
        self.end_paragraph()
        if not self._close_to("table"):
            self.open_table(line)
        if self._stack[-1].kind == "table":
            self._push(_Open("row", line, self.marks))

    def open_cell(self, line: int, start: int, is_head: bool, spans: tuple[int, int]) -> None:
        """A cell begins; `spans` are the columns and rows that it covers."""
        self.end_paragraph()
        if not self._close_to("row", within=("table",)):
            self.open_row(line)
        if self._stack[-1].kind == "row":
            width, height = min(spans[0], _WIDTH_CAP), spans[1]
            self._push(_Open("cell", line, self.marks, start, is_head=is_head, width=width, height=height))

    def close(self, kind: str, line: int, end: int) -> None:
        """The innermost element of a kind ends, with all that is open in it."""
        self.end_paragraph()
        if self._too_deep.get(kind):
            self._too_deep[kind] -= 1
        elif self._close_to(kind, within=() if kind == "table" else ("table", "cell"), line=line, end=end):
            self._pop(line, end)

    def finish(self, line: int, end: int) -> tuple[Block, ...]:
        """All that is still open ends here."""
        self.end_paragraph()
        while len(self._stack) > 1:
            self._pop(line, end)
        return tuple(self._stack[0].blocks)

    def place(self, line: int, offset: int) -> None:
        """Where we are: what is ended by something else ends here."""
        self._line, self._offset = line, offset

    _line = 1
    _offset = 0

    def _is_too_deep(self, kind: str) -> bool:
        too_deep = len(self._stack) >= DEPTH_CAP
        self._too_deep[kind] += too_deep
        return too_deep

    def _push(self, opened: _Open) -> None:
        self._stack.append(opened)
        if opened.kind in _FLOW:
            self._flow.append(opened)
            self.marks = Marks(link=0)

    def _close_to(self, kind: str, within: Sequence[str] = (), line: int = 0, end: int = -1) -> bool:
        """Closes all that is open inside the innermost element of a kind; False, and nothing closed, without one."""
        depth = len(self._stack) - 1
        while depth > 0 and self._stack[depth].kind != kind:
            if self._stack[depth].kind in within:
                return False
            depth -= 1
        if depth == 0:
            return False
        while len(self._stack) - 1 > depth:
            self._pop(line or self._line, self._offset if end < 0 else end)
        return True

    def _pop(self, line: int, end: int) -> None:
        self.end_paragraph()
        closed = self._stack.pop()
        if closed.kind in _FLOW:
            self._flow.pop()
            self.marks = closed.marks
        if closed.kind == "item":
            self._flow_blocks().append(self._to_item(closed, line))
        elif closed.kind == "cell":
            self._stack[-1].cells.append(_to_cell(closed, self._text[closed.start : min(end, closed.start + FIELD_CAP)]))
        elif closed.kind == "row":
            self._add_row(self._stack[-1], closed, line)
        elif closed.kind == "table":
            self._flow_blocks().extend(self._to_blocks(closed, line))

    def _flow_blocks(self) -> list[Block]:
        return self._flow[-1].blocks

    def _to_item(self, closed: _Open, line: int) -> Item:
        first = closed.blocks[0] if closed.blocks else None
        spans, inner = (first.spans, closed.blocks[1:]) if isinstance(first, Paragraph) else ((), closed.blocks)
        parent = self._stack[-1]
        last = max(closed.line, _last_line(closed.blocks), line if self._text.count("\n", 0, 0) else 0)
        return Item(closed.line, last, spans, tuple(inner), parent.level, parent.is_numbered)

    def _add_row(self, table: _Open, row: _Open, line: int) -> None:
        """The row with the cells of rows above that reach into it, each before the column that it stands in."""
        above = table.rows[-1].cells if table.rows else []
        cells = list(row.cells)
        at = column = 0
        for cell in above:
            if cell.height > 1 and self._copies < _COPIES_CAP:
                start = sum(one.cell.width for one in above[: above.index(cell)]) if False else column
                del start
            column += cell.cell.width
        cells = self._with_reaching(above, cells)
        if cells:
            is_head = all(cell.is_head for cell in cells)
            made = TableRow(row.line, max(row.line, line), tuple(cell.cell for cell in cells))
            table.rows.append(_Row(made, cells, is_head))
        del at
