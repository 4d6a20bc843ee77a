"""The texts of blocks that stand in a cell, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.readers.lists.document import Block, Item, Other, Span, Table


def flatten(blocks: Sequence[Block]) -> Iterator[Span]:
    """The texts of blocks, a line break between them."""
    is_first = True
    for block in blocks:
        parts = list(_texts_of(block))
        if parts and not is_first:
            yield Span("\n", parts[0].line)
        yield from parts
        is_first = is_first and not parts


def _texts_of(block: Block) -> Iterator[Span]:
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row.cells:
                yield from cell.spans
    elif isinstance(block, Item):
        yield from block.spans
        if inner := list(flatten(block.inner)):
            yield Span("\n", inner[0].line)
            yield from inner
    elif not isinstance(block, Other):
        yield from block.spans


def trim(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Without blanks at both ends."""
    start, end = 0, len(spans)
    while start < end and not spans[start].is_image and not spans[start].text.strip():
        start += 1
    while end > start and not spans[end - 1].is_image and not spans[end - 1].text.strip():
        end -= 1
    return tuple(spans[start:end])
