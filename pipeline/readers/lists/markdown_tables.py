"""The rows of a markdown table, without the eight objects that the parser makes for each cell.

The parser decides where a table is and what its header says; a hundred thousand rows are read here by the same rules.
"""

from __future__ import annotations

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import MAX_AUTOCOMPLETED_CELLS, escapedSplit, getLine

ROWS = "rows"
"""Under this name the token that opens a table has its rows: the line of each, and its cells."""


def find_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's own rule for tables, for the header only; the rows stand in the token that opens the table.

    Args:
        state: Where the parser is.
        start: The line at which a table may begin, counted from 0.
        end: The line behind the last one of the block around it.
        silent: Whether it is only asked if there is a table.
    """
    if silent:
        return table(state, start, end, silent)
    before = len(state.tokens)
    if not table(state, start, min(start + 2, end), silent):
        return False
    opening, *header = state.tokens[before:]
    width = sum(token.type == "th_open" for token in header)
    around, state.parentType = state.parentType, "table"
    rows = _read_rows(state, start + 2, end, width)
    state.parentType = around
    opening.meta = {ROWS: rows}
    opening.map = [start, start + 2 + len(rows)]
    state.line = start + 2 + len(rows)
    return True


def _read_rows(state: StateBlock, start: int, end: int, width: int) -> list[tuple[int, tuple[str, ...]]]:
    rows: list[tuple[int, tuple[str, ...]]] = []
    ending = state.md.block.ruler.getRules("blockquote")
    missing = 0
    for line in range(start, end):
        text = mdTrim(getLine(state, line))
        if state.sCount[line] < state.blkIndent or not text or state.is_code_block(line):
            break
        if text[0] != "|" and any(rule(state, line, end, True) for rule in ending):
            break
        cells = escapedSplit(text) if "\\" in text else text.split("|")
        del cells[: cells[0] == ""]
        if cells and not cells[-1]:
            cells.pop()
        missing += width - len(cells)
        if missing > MAX_AUTOCOMPLETED_CELLS:
            break
        shown = [mdTrim(cell) for cell in cells[:width]]
        rows.append((line + 1, (*shown, *[""] * (width - len(shown)))))
    return rows
