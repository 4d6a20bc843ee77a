"""What a file shows, whatever its format: headings, items, paragraphs and tables, made of spans of text.

A front end (`markdown.py`, `html.py`, `rst.py` …) makes a document of a file; the recognisers (`tables.py`,
`entries.py`) make rows of it. Neither knows the other, so a new format needs a front end only, and a new way to write
a paper down is learned for all formats at once. Everything has the number of its line in the file, counted from 1.
"""

from __future__ import annotations

from pipeline.model.records import Struct


class Span(Struct, frozen=True):
    """A run of text with the same marks; a line break is a span of its own, whose text is a newline.

    Attributes:
        text: As it is shown, entities resolved; of an image its alternative text.
        line: The line of the file on which it stands.
        url: Where it leads, when it is a link; spans that follow each other with the same `link` are one link.
        link: The number of the link in its document, from 1; 0 for none.
        is_image: The text is not shown: it describes a picture, a badge mostly. `source` is the picture's address.
    """

    text: str
    line: int
    url: str = ""
    link: int = 0
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    is_struck: bool = False
    is_image: bool = False
    source: str = ""


class Heading(Struct, frozen=True):
    """A heading; `level` is 1 for the title of the page."""

    line: int
    last_line: int
    level: int
    spans: tuple[Span, ...]


class Paragraph(Struct, frozen=True):
    """Lines of text that belong together."""

    line: int
    last_line: int
    spans: tuple[Span, ...]


class Item(Struct, frozen=True):
    """An item of a list: its own text, and the blocks inside it (paragraphs that follow, nested items, tables).

    Attributes:
        spans: The text of its first paragraph.
        inner: Its other blocks, in their order.
        level: 1 for an item of a list that is in no other.
        is_numbered: The list is a numbered one.
    """

    line: int
    last_line: int
    spans: tuple[Span, ...]
    inner: tuple[Block, ...] = ()
    level: int = 1
    is_numbered: bool = False


class Cell(Struct, frozen=True):
    """A cell of a table.

    Attributes:
        raw: The cell as it stands in the file, with all markup.
        width: The number of columns that it spans.
    """

    raw: str
    spans: tuple[Span, ...]
    width: int = 1


class TableRow(Struct, frozen=True):
    """A row of a table."""

    line: int
    last_line: int
    cells: tuple[Cell, ...]


class Table(Struct, frozen=True):
    """A table; `header` has no cells when the format does not say that the first row is one.

    Attributes:
        aligns: Of each column `left`, `center`, `right` or empty; without any where the format has none.
    """

    line: int
    last_line: int
    header: TableRow
    rows: tuple[TableRow, ...]
    aligns: tuple[str, ...] = ()


class Other(Struct, frozen=True):
    """What is no paper in any list: code, a comment, a picture, a rule, front matter; `what` names it."""

    line: int
    last_line: int
    what: str


Block = Heading | Paragraph | Item | Table | Other


class Document(Struct, frozen=True):
    """A file as its reader sees it.

    Attributes:
        blocks: In the order of the file; items of one list are neighbours.
        lines: The number of lines of the file.
        title: What a page calls itself (`<title>`, front matter), when it does.
        blanks: The numbers of the lines on which nothing stands.
    """

    blocks: tuple[Block, ...]
    lines: int
    title: str = ""
    blanks: frozenset[int] = frozenset()


def plain(spans: tuple[Span, ...]) -> str:
    """The text of spans as a person sees it: without pictures, blanks joined.

    >>> plain((Span("Deep  ", 1), Span("badge", 1, is_image=True), Span("\\n", 1), Span("learning", 2)))
    'Deep learning'
    """
    return " ".join("".join(span.text for span in spans if not span.is_image).split())
