"""What a cell says in which several things stand: a title among badges, links, authors, a venue in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from pipeline.model.records import Link, Struct
from pipeline.readers.lists.document import Cell, Span, plain
from pipeline.readers.lists.entries import read_units
from pipeline.readers.lists.entry_lines import Line, title_likeness
from pipeline.readers.lists.entry_units import Unit, lines_of, paragraph_units
from pipeline.readers.lists.sections import Context
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.paper_signs import is_other_address
from pipeline.rules.row_text.reference_strings import read_reference
from pipeline.rules.row_text.sentences import quoted_ranges, split_sentences
from pipeline.rules.row_text.titles import clean_title, is_label

_GAP_BEFORE_PROSE = re.compile(
    r"(?<=\S)(?:[ \u00a0]{2,8}(?=[A-Z]\S{0,20}(?:\s+\S+){7})"
    r"|\s[-–—]{1,2}\s(?=(?:[a-z]\S{0,20}|An?|The)(?:\s+\S+){12}))"
)

_DECORATED = re.compile(r"^[^\w\[(]{0,12}\[(?!Re\])[^\[\]]{1,40}\]\s*\w|[(（]@")
"""`[YOCO] You only cache once(@Microsoft)`"""


class Paper(Struct, frozen=True):
    """What a cell says of a paper.

    Attributes:
        line: The line of its title.
        stated: By role, what stands in the cell beside other things.
        links: Its own links, when the cell has other papers too; else None.
    """

    line: int
    stated: dict[str, str]
    likeness: float
    links: tuple[Link, ...] | None = None


def links_of(spans: tuple[Span, ...]) -> tuple[Link, ...]:
    """The links among spans, each with the text that it shows; an address in plain text has none."""
    words: dict[int, list[str]] = {}
    urls: dict[int, str] = {}
    for span in spans:
        if span.link:
            urls.setdefault(span.link, span.url)
            words.setdefault(span.link, []).append("" if span.is_image else span.text)
    return tuple(Link("".join(words[number]), url) for number, url in urls.items())


def is_composite(cell: Cell) -> bool:
    """True for a cell with more than a text, which is one link or none."""
    links = {span.link for span in cell.spans if not (span.text.isspace() and not span.is_image)}
    if len(links) > 1 or any(span.is_image or span.text == "\n" for span in cell.spans):
        return True
    if _DECORATED.search(plain(cell.spans)):
        return True
    if holds_reference(plain(cell.spans)) or _break_at_gap(cell.spans) != cell.spans:
        return True
    marks = {(span.is_bold, span.is_italic) for span in cell.spans if span.text.strip()}
    return len(marks) > 1 or bool(links - {0} and is_label(plain(cell.spans)))


def holds_reference(text: str) -> bool:
    """`Ann Smith, and Bo Wu. "A title." ICML (2015)`: authors and a title in quotation marks or a sentence."""
    if quoted_ranges(text):
        return bool(read_reference(text).authors)
    sentences = split_sentences(text)
    return len(sentences) > 2 and byline_strength(sentences[0]) == 2


def _break_at_gap(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """`A title  This paper introduces …`: blanks or a dash before several words of prose stand for a line break."""
    for at, span in enumerate(spans):
        if span.link or span.is_image or not (gap := _GAP_BEFORE_PROSE.search(span.text)):
            continue
        before = msgspec.structs.replace(span, text=span.text[: gap.start()])
        after = msgspec.structs.replace(span, text=span.text[gap.end() :])
        return (*spans[:at], before, Span("\n", span.line), after, *spans[at + 1 :])
    return spans


def read_cells(cells: Sequence[Cell], line: int, context: Context) -> list[tuple[Paper, ...]]:
    """The papers in each of the cells of a column; cells of one column are written alike.

    Args:
        cells: Those with several things in them.
        line: The first line of their table.
        context: What the headings above say.
    """
    units: list[Unit] = []
    owners: list[int] = []
    for at, cell in enumerate(cells):
        lines = lines_of(_break_at_gap(cell.spans)) or (Line(line, ""),)
        for one in _split_papers(lines) or [lines]:
            first = one[0].line if one else line
            units.append(Unit("cell", first, first, one, context, (line, "cell", 0)))
            owners.append(at)
    found: list[list[Paper]] = [[] for _ in cells]
    many = {at for at, number in Counter(owners).items() if number > 1}
    for at, draft in zip(owners, read_units(units), strict=True):
        said = draft.found
        title = said.title if title_likeness(said.title) >= 0.3 else _first_text(draft.unit.lines)
        stated = {"title": title, "author": said.authors, "venue": said.venue, "year": str(said.year or "")}
        kept = {role: text for role, text in stated.items() if text or role == "title"}
        place = _line_of(draft.unit.lines, title)
        found[at].append(Paper(place, kept, title_likeness(title), draft.links if at in many else None))
    return [tuple(papers) for papers in found]


def _split_papers(lines: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """The lines of each paper, when there are several: each begins with a title that is a link to it."""
    if sum(map(_begins_with_paper, lines)) < 2:
        return []
    units = paragraph_units(lines)
    return units if len(units) > 1 and all(_begins_with_paper(unit[0]) for unit in units) else []


def _begins_with_paper(line: Line) -> bool:
    links = (mark for mark in line.marks if mark.kind == "link" and not is_other_address(mark.url))
    return any(title_likeness(line.text[mark.start : mark.end]) >= 0.9 for mark in links)


def _first_text(lines: Sequence[Line]) -> str:
    """The text of the first line that is no label."""
    shown = (line.shown for line in lines)
    return next((clean_title(text) for text in shown if text and not is_label(text)), "")


def _line_of(lines: Sequence[Line], title: str) -> int:
    return next((line.line for line in lines if title and title[:20] in line.text), lines[0].line if lines else 0)
