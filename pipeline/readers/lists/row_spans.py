"""Cells that reach into the rows below them: their text counts for each of those rows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.lists.document import Cell

COPIES_CAP = 200_000
"""The most cells that a table gets in this way; a hostile one would have as many as its square."""
_EMPTY = Cell("", ())


class RowSpans:
    """Fills the rows of one table, from the first to the last."""

    def __init__(self) -> None:
        self._reaching: list[tuple[int, Cell, int]] = []
        self._copies = 0

    def fill(self, cells: Sequence[tuple[Cell, int]]) -> tuple[Cell, ...]:
        """The cells of a row, those from above included, each in the column that it stands in.

        Args:
            cells: The row's own cells, and how many rows each of them takes.
        """
        own, reaching = list(reversed(cells)), list(reversed(self._reaching))
        filled: list[Cell] = []
        self._reaching, column = [], 0
        while own or reaching:
            if reaching and reaching[-1][0] <= column:
                _, cell, height = reaching.pop()
                self._copies += 1
            elif own:
                cell, height = own.pop()
            else:
                cell, height = _EMPTY, 1
            filled.append(cell)
            if height > 1 and self._copies < COPIES_CAP:
                self._reaching.append((column, cell, height - 1))
            column += cell.width
        return tuple(filled)
