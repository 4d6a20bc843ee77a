"""Blocks out of the tree that docutils makes of reStructuredText."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from docutils import nodes

from pipeline.readers.lists.document import Block, Cell, Heading, Item, Other, Paragraph, Span, Table, TableRow
from pipeline.readers.lists.row_spans import RowSpans
from pipeline.text.folding import FIELD_CAP, clean_text

_OTHERS: dict[type[nodes.Node], str] = {
    nodes.comment: "comment",
    nodes.literal_block: "code",
    nodes.doctest_block: "code",
    nodes.math_block: "formula",
    nodes.transition: "rule",
    nodes.topic: "navigation",
    nodes.substitution_definition: "definition",
    nodes.image: "picture",
}
_SILENT = (nodes.system_message, nodes.target, nodes.raw, nodes.pending, nodes.meta, nodes.decoration)
_MARKS: dict[type[nodes.Node], str] = {
    nodes.strong: "is_bold",
    nodes.emphasis: "is_italic",
    nodes.title_reference: "is_italic",
    nodes.literal: "is_code",
}
_SEEN, _NEAR = 30, 60
_NO_ROW = TableRow(0, 0, ())


def to_blocks(tree: nodes.document, lines: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a document, in its order; what docutils complains about is left out.

    Args:
        tree: As docutils makes it.
        lines: The lines of the file, for rows of which docutils does not tell the line.
    """
    return _Builder(lines).blocks(tree.children, 0)


class _Builder:
    """Walks through the tree; keeps the line where it is, which docutils does not know of every node."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._line = 1
        self._last_row = 0
        self._links = 0

    def blocks(self, children: Iterable[nodes.Node], level: int, section: int = 0) -> tuple[Block, ...]:
        """The blocks of some nodes; `level` is that of the list around them, `section` that of the section."""
        found: list[Block] = []
        for node in children:
            self._line = max(self._line, node.line or 0)
            found += self._block(node, level, section)
        return tuple(found)

    def _block(self, node: nodes.Node, level: int, section: int) -> Sequence[Block]:
        if isinstance(node, _SILENT):
            return ()
        if isinstance(node, nodes.section):
            return self.blocks(node.children, 0, section + 1)
        if isinstance(node, nodes.title | nodes.subtitle | nodes.rubric):
            return (self._heading(node, section),)
        if what := _OTHERS.get(type(node)):
            return (self._other(node, what),)
        if isinstance(node, nodes.footnote | nodes.citation) and node.get("backrefs"):
            return (self._other(node, "footnote"),)
        if isinstance(node, nodes.bullet_list | nodes.enumerated_list | nodes.definition_list):
            is_numbered = isinstance(node, nodes.enumerated_list)
            items = (
                child for child in node.children if isinstance(child, nodes.list_item | nodes.definition_list_item)
            )
            return [self._item(child, level + 1, is_numbered) for child in items]
        if isinstance(node, nodes.table):
            return self._table(node)
        if isinstance(node, nodes.TextElement | nodes.line_block):
            return self._paragraph(node)
        return self.blocks(node.children, level, section)

    def _heading(self, node: nodes.Node, section: int) -> Heading:
        """A heading, of which docutils knows the line below it."""
        spans = self._spans(node)
        return Heading(max(1, self._line - 1), self._line, max(1, section), spans)

    def _other(self, node: nodes.Node, what: str) -> Other:
        first = self._line
        for inner in node.findall(include_self=False):
            self._line = max(self._line, inner.line or 0)
        return Other(first, max(self._line, first + node.astext().count("\n")), what)

    def _paragraph(self, node: nodes.Node) -> Sequence[Paragraph]:
        first = node.line or self._line
        spans = self._spans(node)
        return (Paragraph(first, spans[-1].line, spans),) if spans else ()

    def _item(self, node: nodes.Element, level: int, is_numbered: bool) -> Item:
        first = self._line = max(self._line, node.line or 0)
        children = [child for child in node.children if not isinstance(child, _SILENT)]
        spans: tuple[Span, ...] = ()
        if children and isinstance(children[0], nodes.paragraph | nodes.term):
            first = children[0].line or first
            spans = self._spans(children[0])
            children = children[1:]
        inner = self.blocks(children, level)
        last = max([first, *(span.line for span in spans[-1:]), *(block.last_line for block in inner[-1:])])
        return Item(first, last, spans, inner, level, is_numbered)

    def _table(self, node: nodes.table) -> Sequence[Block]:
        before = [child for child in node.children if isinstance(child, nodes.title)]
        blocks: list[Block] = [block for title in before for block in self._paragraph(title)]
        heads = [row for head in node.findall(nodes.thead) for row in head.findall(nodes.row)]
        bodies = [row for body in node.findall(nodes.tbody) for row in body.findall(nodes.row)]
        first = self._line
        self._last_row = max(self._last_row, first - 1)
        header = self._row(heads[-1], RowSpans()) if heads else _NO_ROW
        filler = RowSpans()
        rows = [self._row(row, filler) for row in (*heads[:-1], *bodies)]
        begin = min((row.line for row in (header, *rows) if row.line), default=first)
        end = max((row.last_line for row in (header, *rows)), default=begin)
        return [*blocks, Table(begin, end, header, tuple(rows))]

    def _row(self, row: nodes.row, filler: RowSpans) -> TableRow:
        cells: list[tuple[Cell, int]] = []
        first, last = 0, 0
        for entry in row.findall(nodes.entry):
            spans = self._cell_spans(entry)
            for span in (spans[:1] and (spans[0], spans[-1])) or ():
                first, last = min(first or span.line, span.line), max(last, span.line)
            raw = "\n".join(getattr(child, "rawsource", "") for child in entry.children)[:FIELD_CAP].strip()
            width, height = int(entry.get("morecols", 0)) + 1, int(entry.get("morerows", 0)) + 1
            cells.append((Cell(raw, spans, width), height))
        first = first or self._line
        if first <= self._last_row:
            first = self._find_row(cells) or first
        self._last_row = max(self._last_row, first)
        self._line = max(self._line, first)
        return TableRow(first, max(last, first), filler.fill(cells))

    def _find_row(self, cells: Sequence[tuple[Cell, int]]) -> int:
        """The line below the last row on which the longest text of these cells stands; 0 when none near it does.

        Of the rows of `csv-table` docutils tells the line of the table.
        """
        text = max((cell.raw.split("\n")[0][:_SEEN] for cell, _ in cells), key=len, default="")
        near = range(self._last_row, min(self._last_row + _NEAR, len(self._lines)))
        return next((at + 1 for at in near if text and text in self._lines[at]), 0)

    def _cell_spans(self, entry: nodes.Node) -> tuple[Span, ...]:
        spans: list[Span] = []
        for node in entry.findall(lambda one: isinstance(one, nodes.TextElement) and _is_block(one)):
            if found := self._spans(node):
                spans += [Span("\n", found[0].line), *found] if spans else found
        return tuple(spans)

    def _spans(self, node: nodes.Node) -> tuple[Span, ...]:
        """The texts of a node; a line that ends in the file ends in the spans."""
        line = node.line or self._line
        found: list[Span] = []
        for span in self._walk(node, Span("", line)):
            moved = msgspec.structs.replace(span, line=line)
            if span.text == "\n" and not span.is_image:
                line += 1
            found.append(moved)
        self._line = max(self._line, line)
        return tuple(found)

    def _walk(self, node: nodes.Node, now: Span) -> Iterator[Span]:
        for child in node.children:
            if isinstance(child, nodes.Text):
                yield from _lines(child.astext(), now)
            elif isinstance(child, nodes.image):
                picture = {"text": clean_text(child.get("alt", "")), "source": clean_text(child.get("uri", ""))}
                yield msgspec.structs.replace(now, is_image=True, **picture)
            elif isinstance(child, nodes.footnote_reference | nodes.citation_reference):
                yield msgspec.structs.replace(now, text=f"[{child.astext()}]")
            elif isinstance(child, nodes.line):
                yield from self._walk(child, now)
                yield msgspec.structs.replace(now, text="\n")
            elif isinstance(child, nodes.reference) and (url := clean_text(child.get("refuri", ""))):
                self._links += 1
                yield from self._walk(child, msgspec.structs.replace(now, url=url, link=self._links))
            elif not isinstance(child, _SILENT):
                mark = _MARKS.get(type(child))
                yield from self._walk(child, msgspec.structs.replace(now, **{mark: True}) if mark else now)


def _lines(text: str, now: Span) -> Iterator[Span]:
    for at, part in enumerate(text.replace("\0", "").split("\n")):
        if at:
            yield msgspec.structs.replace(now, text="\n")
        if part:
            yield msgspec.structs.replace(now, text=part)


def _is_block(node: nodes.Node) -> bool:
    """A text that is in no other text, and that is shown: no comment, and no complaint of docutils."""
    return not isinstance(node, nodes.Inline | nodes.comment) and not isinstance(
        node.parent, nodes.TextElement | nodes.system_message
    )
