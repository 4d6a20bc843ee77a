"""Markdown as a document; HTML inside it is read by the front end of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.model.errors import InputError
from pipeline.readers.lists.columns import COLUMN_CAP
from pipeline.readers.lists.document import (
    Block,
    Cell,
    Document,
    Heading,
    Item,
    Other,
    Paragraph,
    Span,
    Table,
    TableRow,
)
from pipeline.readers.lists.html import TAGS_CAP, parse_html
from pipeline.readers.lists.inline import Inline, Parser
from pipeline.readers.lists.markdown_tables import ROWS, find_table
from pipeline.readers.lists.reading import NOTHING_SAID, ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise
from pipeline.text.folding import FIELD_CAP

_ALIGNS = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_PIPE = re.compile(r"(?<!\\)\|")
_DEEPEST = 60
_OPEN_CAP = 100
LINES_CAP = 1_000_000
"""A list of a hundred thousand rows has fewer lines."""
_RAW = re.compile(r"<(table|ul|ol|dl|!--)(?=[\s>-])", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^<>]{0,300}>(.{0,2000}?)</summary\s{0,3}>", re.IGNORECASE | re.DOTALL)
_BELOW_HEADINGS = 7
_LINE_END = re.compile(r"\r\n|\r|\n")
_TASK = re.compile(r"\[[ xX]\]\s+")
_FRONT_MATTER_CAP = 200
_FRONT_TITLE = re.compile(r"title\s{0,3}:\s{0,9}[\"']?(.{1,300}?)[\"']?\s*$")


def read_markdown(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """A markdown file as a list."""
    return recognise(parse_markdown(text, file), file, "markdown", settings)


def parse_markdown(text: str, file: str) -> Document:
    """The document that a markdown file shows.

    Raises:
        InputError: A line that no list can have, by its length.
    """
    written = _LINE_END.split(text)
    lines = _usable_lines(written, file)
    passed_over = [at for at, line in enumerate(lines, 1) if not line and written[at - 1]]
    blanks = frozenset(at for at, line in enumerate(written, 1) if not line.strip())
    title, passed = _take_front_matter(lines)
    references: dict[str, Any] = {}
    tokens = _parser().disable(["inline", "text_join"]).parse("\n".join(lines), references)
    blocks = _Builder(lines, tokens, Inline(_parser(), references)).blocks()
    passed = (*passed, *(Other(at, at, "no list has such a line") for at in passed_over))
    return Document((*passed, *blocks), len(lines), title, blanks)


def _parser() -> MarkdownIt:
    parser = Parser("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"]).disable("code")
    parser.block.ruler.at("table", find_table, {"alt": ["paragraph", "reference"]})
    return parser


def _usable_lines(written: list[str], file: str) -> list[str]:
    """The lines of the file; one that no table can need (a whole picture in its text) is emptied, not parsed."""
    if len(written) > LINES_CAP or sum(line.count("<") for line in written) > TAGS_CAP:
        raise InputError(f"{file}: the file has over {LINES_CAP:,} lines or {TAGS_CAP:,} tags; no list has so many.")
    lines = list(written)
    for at, line in enumerate(lines):
        if line.count("|") > COLUMN_CAP:
            raise InputError(f"{file}:{at + 1}: the line has over {COLUMN_CAP:,} cells; no table has so many columns.")
        if line.count("[") - line.count("]") > _OPEN_CAP:
            lines[at] = ""
        if len(line) > FIELD_CAP:
            if "|" in line:
                raise InputError(
                    f"{file}:{at + 1}: the line has over {FIELD_CAP:,} characters; no table row is so long."
                )
            lines[at] = ""
    if sum(max(line.count("[") - line.count("]"), 0) for line in lines) > _OPEN_CAP * 100:
        raise InputError(f"{file}: thousands of opening square brackets are never closed; no list has so many.")
    return lines


def _take_front_matter(lines: list[str]) -> tuple[str, tuple[Other, ...]]:
    """Empties the front matter that sites put before a page; gives the title in it, and its place."""
    if lines[0].rstrip() != "---":
        return "", ()
    end = next((at for at, line in enumerate(lines[1:_FRONT_MATTER_CAP], 1) if line.rstrip() in ("---", "...")), 0)
    if not end or not any(":" in line for line in lines[1:end]):
        return "", ()
    titles = (found[1] for line in lines[1:end] if (found := _FRONT_TITLE.match(line)))
    title = next(titles, "")
    lines[: end + 1] = [""] * (end + 1)
    return title, (Other(1, end + 1, "front matter"),)


class _Builder:
    """Makes blocks of the parser's tokens, from the first to the last."""

    def __init__(self, lines: list[str], tokens: list[Token], inline: Inline) -> None:
        self._lines = lines
        self._tokens = tokens
        self._at = 0
        self._inline = inline
        self._unclosed: set[str] = set()

    def blocks(self, until: str = "", level: int = 0) -> tuple[Block, ...]:
        """The blocks up to a closing token, which is passed over."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == until:
                break
            found += self._block(token, level)
        return tuple(found)

    def _block(self, token: Token, level: int) -> tuple[Block, ...]:
        first, last = _place(token)
        match token.type:
            case "heading_open":
                return (Heading(first, last, int(token.tag[1:]), self._text()),)
            case "paragraph_open":
                return (Paragraph(first, last, self._text()),)
            case "bullet_list_open" | "ordered_list_open":
                is_numbered = token.type.startswith("ordered")
                inner = self.blocks(token.type.replace("open", "close"), level + 1)
                return tuple(
                    msgspec.structs.replace(one, is_numbered=is_numbered) if isinstance(one, Item) else one
                    for one in inner
                )
            case "list_item_open":
                return (self._item(first, last, level),)
            case "blockquote_open":
                return self.blocks("blockquote_close", level)
            case "table_open":
                return (self._table(first, last, token.meta[ROWS]),)
            case "html_block":
                return self._html(first, last)
            case "fence" | "code_block":
                return (Other(first, last, "code"),)
            case "hr":
                return (Other(first, last, "rule"),)
        return ()

    def _text(self) -> tuple[Span, ...]:
        """The spans of the inline token that follows; the token that closes its block is passed over."""
        token = self._tokens[self._at]
        self._at += 2
        return self._inline.spans(token.content, _place(token)[0])

    def _item(self, first: int, last: int, level: int) -> Item:
        while last > first and not self._lines[last - 1].strip():
            last -= 1
        inner = self.blocks("list_item_close", level)
        head = inner[0] if inner and isinstance(inner[0], Paragraph | Heading) else None
        spans = _without_task(head.spans) if head else ()
        return Item(first, last, spans, inner[1:] if head else inner, level)

    def _table(self, first: int, last: int, body: list[tuple[int, tuple[str, ...]]]) -> Table:
        headers: list[str] = []
        aligns: list[str] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type == "th_open":
                aligns.append(_ALIGNS.get(str(token.attrGet("style") or ""), ""))
            elif token.type == "inline":
                headers.append(token.content)
        self._at += 1
        header = self._row(first, headers)
        rows = [self._with_hidden_cells(self._row(line, cells), len(headers)) for line, cells in body]
        return Table(first, last, header, tuple(rows), tuple(aligns))

    def _row(self, line: int, cells: Sequence[str]) -> TableRow:
        return TableRow(line, line, tuple([Cell(cell, self._inline.spans(cell, line)) for cell in cells]))

    def _with_hidden_cells(self, row: TableRow, width: int) -> TableRow:
        """The row with the cells that stand beyond the last column, which markdown does not show."""
        shown = self._lines[row.line - 1].strip(" \t>").removeprefix("|").removesuffix("|")
        if shown.count("|") < width:
            return row
        hidden = tuple(Cell(cell.strip(), (Span(cell.strip(), row.line),)) for cell in _PIPE.split(shown)[width:])
        return msgspec.structs.replace(row, cells=(*row.cells, *hidden)) if hidden else row

    def _html(self, first: int, last: int) -> tuple[Block, ...]:
        """HTML; a table or list that goes on after a blank line is taken as a whole."""
        text = "\n".join(self._lines[first - 1 : last])
        if (opened := _RAW.search(text)) and (end := self._end_of(opened[1].lower(), first, last)) > last:
            while self._at < len(self._tokens) and (not (token := self._tokens[self._at]).map or token.map[0] < end):
                self._at += 1
            last, text = end, "\n".join(self._lines[first - 1 : end])
        if summary := _SUMMARY.search(text):
            line = first + text.count("\n", 0, summary.start())
            words = " ".join(re.sub(r"<[^<>]{0,300}>", " ", summary[1]).split())
            heading = Heading(line, line + summary[0].count("\n"), _BELOW_HEADINGS, (Span(words, line),))
            rest = text[: summary.start()] + "\n" * summary[0].count("\n") + text[summary.end() :]
            return (heading, *parse_html(rest, first))
        return parse_html(text, first)

    def _end_of(self, tag: str, first: int, last: int) -> int:
        """The line on which what opens in these lines is closed; the last of them when it is closed there or never."""
        opening, closing = (f"<{tag}", f"</{tag}") if tag != "!--" else ("<!--", "-->")
        depth = 0
        for number, line in enumerate(self._lines[first - 1 :] if tag not in self._unclosed else (), first):
            depth += line.lower().count(opening) - line.lower().count(closing)
            if depth <= 0 and number >= last:
                return number
        self._unclosed.add(tag)
        return last


def _place(token: Token) -> tuple[int, int]:
    return (token.map[0] + 1, max(token.map[1], token.map[0] + 1)) if token.map else (0, 0)


def _without_task(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The text of an item without the box that is ticked when a task is done."""
    if spans and (box := _TASK.match(spans[0].text)):
        return (msgspec.structs.replace(spans[0], text=spans[0].text[box.end() :]), *spans[1:])
    return spans
