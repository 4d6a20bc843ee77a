"""HTML as a document: whole pages, and the pieces of HTML that stand in a markdown file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import accumulate

import msgspec

from pipeline.readers.lists.columns import find_links
from pipeline.readers.lists.document import Block, Document, Other, Span
from pipeline.readers.lists.html_blocks import BlockBuilder
from pipeline.text.folding import FIELD_CAP, clean_text

TAGS_CAP = 2_000_000
"""A list of a hundred thousand rows has fewer."""
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6, "caption": 6, "legend": 6}
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_MARKS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "var"), "italic"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
    **dict.fromkeys(("s", "del", "strike"), "struck"),
}
_BREAKS = frozenset(
    "p div section article main header footer aside center blockquote details figure figcaption form fieldset address"
    " body html head hgroup dialog search".split()
)
_PASSED_OVER = {
    "script": "script",
    "style": "style",
    "pre": "code",
    "nav": "navigation",
    "title": "page title",
    "textarea": "form",
    "select": "form",
    "svg": "picture",
    "template": "template",
    "object": "picture",
    "iframe": "frame",
    "video": "video",
    "audio": "audio",
}
"""What shows no paper, and what it is called; only when it is closed, else a forgotten end would hide the page."""
_CLOSING = {"li": "item", "table": "table", "tr": "row", "td": "cell", "th": "cell"}
_HARMFUL = frozenset({"javascript", "data", "vbscript"})
_LINE_ENDS = re.compile(r"\r\n|\r")
_STRAY, _STAND_IN = re.compile(r"<(?![a-zA-Z/!?])"), "\ufdd0"
"""A `<` that opens nothing, which the parser would take one by one, and what stands for it in between."""
_OPENED = re.compile(r"<(?=[a-zA-Z/!?])")
_WRITTEN_ENDS = re.compile(r"&(?:#0{0,9}1[03]|#[xX]0{0,9}[aAdD]|NewLine|Tab);?")
_BLANKS = re.compile(r"\s+")
_SPAN_CAP = 65_534


def parse_html(text: str, first_line: int = 1, first_link: int = 1) -> tuple[Block, ...]:
    """The blocks of a piece of HTML, or of a page.

    Args:
        text: As it stands in the file.
        first_line: The number of its first line in the file.
        first_link: The number of its first link in the document.
    """
    return _parse(text, first_line, first_link).blocks


def parse_page(text: str) -> Document:
    """The document that a page shows, with its title."""
    return _parse(text, 1, 1)


def _parse(text: str, first_line: int, first_link: int) -> Document:
    text = _LINE_ENDS.sub("\n", text)
    lines = text.split("\n")
    blanks = frozenset(at for at, line in enumerate(lines, 1) if not line.strip())
    parser = _Parser(_mend(text), first_line, first_link)
    return Document(parser.read(), len(lines), parser.title, blanks)


def _mend(text: str) -> str:
    """The text, as long as before, without what is opened and never closed.

    The parser would search the rest of the page for the end of each such `<` again.
    """
    closed, commented = text.rfind(">"), text.rfind("-->")
    text = _STRAY.sub(_STAND_IN, text.replace("<![", "<!."))
    text = text[: closed + 1] + _OPENED.sub(_STAND_IN, text[closed + 1 :])
    text = text[: commented + 1] + text[commented + 1 :].replace("<!--", "    ")
    return _WRITTEN_ENDS.sub(lambda found: " " * len(found[0]), text)


class _Parser(HTMLParser):
    """Follows the tags of a page, with the place of each, and hands them to a builder of blocks."""

    def __init__(self, text: str, first_line: int, first_link: int) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._source = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._first_line, self._next_link = first_line, first_link
        self._builder = BlockBuilder(text, first_line)
        self._passing: tuple[str, int, int] | None = None
        """What is passed over, how deep it is nested in itself, and its line."""
        self._titles: list[str] = []
        self._last_closed: dict[str, int] = {}

    def read(self) -> tuple[Block, ...]:
        """All blocks of the text."""
        self.feed(self._source)
        self.close()
        return self._builder.finish(len(self._source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag that opens something."""
        line, offset = self._place()
        if self._passing:
            name, depth, begun = self._passing
            self._passing = (name, depth + (tag == name), begun)
        elif tag in _PASSED_OVER:
            self._pass_over(tag, line, offset)
        elif tag in _MARKS:
            self._mark(_MARKS[tag], 1)
        elif tag in _BREAKS:
            self._builder.end_paragraph()
        elif tag in _HEADINGS:
            self._builder.start_heading(_HEADINGS[tag])
        elif tag in _LISTS:
            self._builder.open_list(line, is_numbered=tag == "ol")
        else:
            self._start_other(tag, dict(reversed(attrs)), line, offset)

    def _start_other(self, tag: str, attrs: dict[str, str | None], line: int, offset: int) -> None:
        build = self._builder
        if tag == "a":
            self._follow(attrs)
        elif tag == "br":
            build.add_span(Span("\n", line))
        elif tag == "img":
            self._add(clean_text(attrs.get("alt") or ""), line, clean_text(attrs.get("src") or ""))
        elif tag == "hr":
            build.end_paragraph()
            build.add_other(Other(line, line, "rule"))
        elif tag in ("li", "dt") or (tag == "dd" and not build.is_in_item):
            build.open_item(line, offset)
        elif tag == "dd":
            build.end_paragraph()
        else:
            self._start_in_table(tag, attrs, line, offset)

    def _start_in_table(self, tag: str, attrs: dict[str, str | None], line: int, offset: int) -> None:
        build = self._builder
        if tag == "table":
            build.open_table(line)
        elif tag in _PARTS:
            build.start_rows(offset)
        elif tag == "tr":
            build.open_row(line, offset)
        elif tag in ("td", "th"):
            start = offset + len(self.get_starttag_text() or "")
            covers = (_number(attrs.get("colspan")), _number(attrs.get("rowspan")))
            build.open_cell(line, offset, start, tag == "th", covers)

    def handle_endtag(self, tag: str) -> None:
        """One tag that closes something."""
        line, offset = self._place()
        build = self._builder
        if self._passing:
            self._end_passing(tag, line)
        elif tag in _MARKS:
            self._mark(_MARKS[tag], -1)
        elif tag == "a":
            build.marks = msgspec.structs.replace(build.marks, url="", link=0)
        elif tag in _HEADINGS:
            build.end_heading()
        elif tag in _LISTS or tag in _CLOSING:
            build.close(_CLOSING.get(tag, "list"), line, offset)
        elif tag in _PARTS:
            build.start_rows(offset)
        elif tag in _BREAKS or tag in ("dt", "dd"):
            build.end_paragraph()

    def handle_data(self, data: str) -> None:
        """Text, with a span for each of its lines."""
        if self._passing:
            if self._passing[0] == "title" and not self.title:
                self._titles.append(data)
            return
        line, _ = self._place()
        parts = data.replace(_STAND_IN, "<").split("\n")
        for at, part in enumerate(parts):
            if part.strip() or at == 0:
                self._add_text(_BLANKS.sub(" ", part[:FIELD_CAP]) + (" " if at + 1 < len(parts) else ""), line + at)

    def _add_text(self, text: str, line: int) -> None:
        """Text, in which an address is a link of its own."""
        at = 0
        for link in find_links(text) if "://" in text and not self._builder.marks.link else ():
            start = text.index(link.url, at)
            self._add(text[at:start], line)
            marks = self._builder.marks
            self._follow({"href": link.url})
            self._add(link.url, line)
            self._builder.marks = marks
            at = start + len(link.url)
        self._add(text[at:], line)

    def handle_comment(self, data: str) -> None:
        """A comment, which nobody sees."""
        line, _ = self._place()
        if not self._passing and self._builder.is_outside:
            self._builder.add_other(Other(line, line + data.count("\n"), "comment"))

    def _place(self) -> tuple[int, int]:
        """The line of the file where the parser is, and the place in the text."""
        line, column = self.getpos()
        return self._first_line + line - 1, self._starts[line - 1] + column

    def _add(self, text: str, line: int, source: str | None = None) -> None:
        marks = self._builder.marks
        if text or source is not None:
            span = Span(
                text=text,
                line=line,
                url=marks.url,
                link=marks.link,
                is_bold=marks.bold > 0,
                is_italic=marks.italic > 0,
                is_code=marks.code > 0,
                is_struck=marks.struck > 0,
                is_image=source is not None,
                source=source or "",
            )
            self._builder.add_span(span)

    def _mark(self, name: str, step: int) -> None:
        marks = self._builder.marks
        self._builder.marks = msgspec.structs.replace(marks, **{name: max(0, getattr(marks, name) + step)})

    def _follow(self, attrs: dict[str, str | None]) -> None:
        """A link begins, where the tag says where it leads; a mere place to jump to is none."""
        url = clean_text(attrs.get("href") or "")
        if not url or url.split(":")[0].strip().lower() in _HARMFUL:
            return
        self._builder.marks = msgspec.structs.replace(self._builder.marks, url=url, link=self._next_link)
        self._next_link += 1

    def _pass_over(self, tag: str, line: int, offset: int) -> None:
        if tag not in self._last_closed:
            ends = re.finditer(f"</{tag}", self._source, re.IGNORECASE)
            self._last_closed[tag] = max((found.start() for found in ends), default=-1)
        if tag in self.CDATA_CONTENT_ELEMENTS or offset < self._last_closed[tag]:
            self._builder.end_paragraph()
            self._passing = (tag, 1, line)

    def _end_passing(self, tag: str, line: int) -> None:
        name, depth, begun = self._passing or ("", 0, 0)
        if tag != name:
            return
        self._passing = (name, depth - 1, begun) if depth > 1 else None
        if depth == 1:
            self._builder.add_other(Other(begun, line, _PASSED_OVER[name]))
            self.title = self.title or clean_text(" ".join(self._titles), cap=1_000)


def _number(written: str | None) -> int:
    """How many columns or rows a cell covers; 1 where it does not say."""
    digits = (written or "").strip()[:6]
    return min(max(1, int(digits)), _SPAN_CAP) if digits.isascii() and digits.isdigit() else 1
