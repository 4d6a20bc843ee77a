"""What becomes of each line of a list, so that nothing vanishes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.records import Problem
from pipeline.readers.lists.document import Block, Document, Item, Other, Span, Table
from pipeline.readers.lists.reading import LineKind, LineReading
from pipeline.rules.row_text.paper_signs import is_paper_address

_PROSE = (LineKind.NO_PAPER, "text")
_FEW = 5


class LineAccount:
    """A page with a place for each line of a document, filled in while it is read."""

    def __init__(self, document: Document) -> None:
        self._blanks = document.blanks
        self._kinds: list[tuple[LineKind, str]] = [_PROSE] * (document.lines + 1)
        self._linked: set[int] = set()
        self._papers: set[int] = set()
        for span in _spans(document.blocks):
            if span.link and span.url.lower().startswith(("http://", "https://")):
                self._linked.add(span.line)
                if is_paper_address(span.url):
                    self._papers.add(span.line)

    def take(self, first: int, last: int, kind: LineKind, why: str) -> None:
        """Says what these lines are; what is said last counts, but a row stays one."""
        for line in range(max(first, 1), min(last, len(self._kinds) - 1) + 1):
            if kind != LineKind.NO_PAPER or self._kinds[line] is _PROSE:
                self._kinds[line] = (kind, why)

    def leave_out(self, first: int, last: int, why: str) -> None:
        """Says that the person wants nothing of these lines, so that no link in them was left unread."""
        self.take(first, last, LineKind.NO_PAPER, why)
        lines = range(first, last + 1)
        self._linked.difference_update(lines)
        self._papers.difference_update(lines)

    def count_linked(self) -> tuple[int, int]:
        """How many lines have a link to elsewhere, and how many of them are of rows."""
        return len(self._linked), sum(self._kinds[line][0] == LineKind.ROW for line in self._linked)

    def not_understood(self, file: str, linked: tuple[int, int]) -> Iterator[Problem]:
        """The problem of a file in which most of the lines that look like papers gave no row."""
        lost = sorted(line for line in self._papers if self._kinds[line][0] != LineKind.ROW)
        if len(lost) < _FEW or len(lost) * 2 < len(self._papers):
            return
        sentence = (
            f"{len(lost):,} of {len(self._papers):,} lines with a link to a paper were not understood, the first is"
            f" line {lost[0]:,}; say in pipeline.yaml how the papers of this list are written."
        )
        yield Problem("load", "most_lines_not_understood", f"{file}:{lost[0]}", sentence)

    def readings(self) -> tuple[LineReading, ...]:
        """All lines that are not blank, neighbours of the same kind together."""
        found: list[LineReading] = []
        for line, (kind, why) in enumerate(self._kinds[1:], 1):
            if line in self._blanks:
                continue
            if found and (last := found[-1]).last == line - 1 and (last.kind, last.why) == (kind, why):
                found[-1] = LineReading(last.first, line, kind, why)
            else:
                found.append(LineReading(line, line, kind, why))
        return tuple(found)


def _spans(blocks: tuple[Block, ...]) -> Iterator[Span]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.spans
        elif not isinstance(block, Other):
            yield from block.spans
            if isinstance(block, Item):
                yield from _spans(block.inner)
