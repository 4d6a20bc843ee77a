"""Which lines of items, paragraphs and headings are one paper together, and which items only group others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.records import Struct
from pipeline.readers.lists.document import Block, Heading, Item, Paragraph, Span, plain
from pipeline.readers.lists.entry_lines import Line, Mark, make_line, split_lines, title_likeness
from pipeline.readers.lists.sections import Context
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.paper_signs import is_paper_address, says_paper
from pipeline.rules.row_text.places import is_known, read_place
from pipeline.rules.row_text.reference_strings import read_reference
from pipeline.rules.row_text.titles import GAP, clean_title, is_label

_WRAPPED = 60
_GOES_ON = re.compile(r"\s(?:for|of|with|and|the|an?|in|on|to|from|via|using|by)$")
_FIELD = re.compile(
    rf"[\s{GAP}]*(?:[\w()+/&.-]{{2,20}}(?: [\w()+/&.-]{{1,16}}){{0,2}}\s{{0,2}}[:：]"
    rf"|[^:：{GAP}]{{2,40}}[:：]\s*{GAP}|{GAP})"
)
_FIRST_PART = re.compile(r"[\[\n(]|\.\s")
_MOST_SPANS = 60


class Unit(Struct, frozen=True):
    """Lines that may be one paper.

    Attributes:
        kind: `item`, `paragraph` or `heading`.
        run: Units with the same run are siblings, and are mostly written alike.
    """

    kind: str
    line: int
    last_line: int
    lines: tuple[Line, ...]
    context: Context
    run: tuple[int, str, int]


def lines_of(spans: tuple[Span, ...]) -> tuple[Line, ...]:
    """The lines of a text; a line that was only wrapped is joined with the one before."""
    joined: list[tuple[Span, ...]] = []
    for line in split_lines(spans):
        if joined and len(joined[-1]) < _MOST_SPANS and _goes_on(joined[-1], line):
            joined[-1] = (*joined[-1], _blank_between(joined[-1][-1], line[0]), *line)
        else:
            joined.append(line)
    return tuple(make_line(line) for line in joined)


def _blank_between(before: Span, after: Span) -> Span:
    """A blank, with the link and the marks that go on over it."""
    url, link = (before.url, before.link) if before.link == after.link else ("", 0)
    is_bold, is_italic = before.is_bold and after.is_bold, before.is_italic and after.is_italic
    return Span(" ", after.line, url, link, is_bold=is_bold, is_italic=is_italic)


def _goes_on(before: tuple[Span, ...], after: tuple[Span, ...]) -> bool:
    last, first = before[-1], after[0]
    if last.link and last.link == first.link:
        return True
    text, following = "".join(one.text for one in before).rstrip(), "".join(one.text for one in after).lstrip()
    if not text or not following:
        return False
    if ((last.is_bold and first.is_bold) or (last.is_italic and first.is_italic)) and not text.endswith((".", ",")):
        return len(text) >= _WRAPPED or bool(_GOES_ON.search(text))
    if not any(one.link for one in before) and (text.count('"') % 2 or text.count("“") > text.count("”")):
        return True
    if text.endswith((",", "，", "、")) and byline_strength(text) == 2 and byline_strength(following):
        return True
    if byline_strength(following) == 2 and byline_strength(text) < 2 and not text.endswith(","):
        return False
    if read_place(_FIRST_PART.split(following, maxsplit=1)[0]):
        return False
    if following[0].islower() and not is_label(following[:30].split(":")[0]) and not text.endswith((".", "。")):
        return len(text) >= 40
    is_plain = not any(one.link or one.is_bold or one.is_italic for one in (*before, *after[:1]))
    return is_plain and _WRAPPED <= len(text) <= 130 and not text.endswith((".", ",", ":", "。", "，"))


def is_detail(line: Line) -> bool:
    """A line that tells more about the paper above it: links, authors, a place."""
    shown = line.shown
    if not shown or is_label(shown):
        return bool(line.links or line.places)
    return bool(byline_strength(shown) == 2 or read_place(shown)) and not any(
        mark.kind == "link" for mark in line.marks
    )


def may_have_details(unit: Unit) -> bool:
    """A title in a paragraph of its own, without the links that a paper has."""
    head = unit.lines[0]
    is_title = title_likeness(head.shown) >= 0.6
    return unit.kind == "paragraph" and len(unit.lines) <= 4 and is_title and not any(_is_paper_link(head))


def tells_more(line: Line) -> bool:
    """`Paper: https://…`, `intro: CVPR 2015`, `[code](…)`, authors: what stands in items below a title."""
    if any(_is_title_of_its_own(line, mark) for mark in line.marks):
        return False
    return is_detail(line) or bool(_FIELD.match(line.text))


def _is_title_of_its_own(line: Line, mark: Mark) -> bool:
    """A title that is a link; or in bold or quotation marks, with a link to the paper behind it."""
    is_marked = mark.kind == "link" or (mark.kind in ("bold", "quote") and labels_paper(line))
    return is_marked and title_likeness(line.text[mark.start : mark.end]) >= 0.9


def labels_paper(line: Line) -> bool:
    """`Paper: https://…`, `[pdf](…)`: a label that leads to a paper."""
    return bool(line.labels) and any(_is_paper_link(line))


def stands_alone(line: Line) -> bool:
    """A line that has what a paper needs: something like a title, and a link or a place."""
    marked = max((title_likeness(line.text[mark.start : mark.end]) for mark in line.marks), default=0.0)
    if any(mark.kind == "link" and title_likeness(line.text[mark.start : mark.end]) >= 0.9 for mark in line.marks):
        return True
    likeness = max(marked, title_likeness(line.shown))
    return likeness >= 0.9 and bool(line.places or (line.labels and any(_is_paper_link(line))))


def _is_placed_title(line: Line) -> bool:
    """`A title, NIPS 2017`, and no link: a venue that is known and its year, behind something like a title."""
    if line.links:
        return False
    said = read_reference(line.text)
    return bool(said.year) and is_known(said.venue) and title_likeness(said.title) >= 0.9


def _is_paper_link(line: Line) -> Iterator[bool]:
    return (True for link in line.links if is_paper_address(link.url) or says_paper(link.text))


def stands_for_heading(paragraph: Paragraph) -> bool:
    """`**2024**` or `**CVPR 2021**` in a paragraph of its own."""
    texts = [span for span in paragraph.spans if span.text.strip()]
    if not texts or len(texts) > 3 or any(span.link or not span.is_bold for span in texts):
        return False
    text = plain(paragraph.spans).strip(" :：")
    place = read_place(text) if len(text) <= 30 else None
    return place is not None and (is_known(place.venue) if place.venue else place.year is not None)


def nested_items(item: Item) -> tuple[Item, ...]:
    """The items right below an item."""
    return tuple(block for block in item.inner if isinstance(block, Item))


def detail_lines(blocks: tuple[Block, ...]) -> tuple[Line, ...]:
    """The lines of what stands below an entry."""
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            found += lines_of(block.spans)
        elif isinstance(block, Item):
            found += (*lines_of(block.spans), *detail_lines(block.inner))
    return tuple(found)


def links_title(line: Line) -> bool:
    """A line whose title is the link to its paper."""
    return any(
        mark.kind == "link" and is_paper_address(mark.url) and title_likeness(line.text[mark.start : mark.end]) >= 0.9
        for mark in line.marks
    )


def groups_others(head: tuple[Line, ...], item: Item) -> bool:
    """True for an item that is no paper, but a heading for the items inside it."""
    nested = nested_items(item)
    if not nested:
        return False
    firsts = [lines[0] for one in nested if (lines := lines_of(one.spans))]
    is_label_only = bool(head) and not _is_placed_title(head[0])
    standing = sum(stands_alone(line) or (is_label_only and _is_placed_title(line)) for line in firsts)
    if not any(line.shown for line in head):
        return True
    if standing * 2 < max(len(firsts), 1):
        return bool(any(nested_items(one) for one in nested) and not any(line.links for line in head))
    if not any(line.links for line in head) or standing >= 2:
        return True
    return links_title(head[0]) and any(map(links_title, firsts))


def paragraph_units(lines: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """The entries of a paragraph: its lines, each with the lines that tell more about it."""
    units: list[list[Line]] = []
    has_links = False
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        begins = not units or (
            has_links
            and not is_detail(line)
            and title_likeness(line.shown) >= 0.6
            and (
                bool(line.links and line.shown)
                or (following is not None and following.labels > 0 and not following.shown)
            )
        )
        if begins:
            units.append([line])
        else:
            units[-1].append(line)
        has_links = bool(line.links) or (has_links and not begins)
    return [tuple(unit) for unit in units]


def heading_is_paper(line: Line, below: tuple[Block, ...]) -> bool:
    """True for a heading that is a paper's title, with its links, authors and abstract below it."""
    title = clean_title(line.text.replace(GAP, " "))
    if title_likeness(title) < 1.0:
        return False
    if any(mark.kind == "link" and is_paper_address(mark.url) for mark in line.marks):
        return True
    if line.labels and any(_is_paper_link(line)):
        return True
    details = detail_lines(below[:8])
    linked = [one for one in details if one.labels and any(_is_paper_link(one))]
    if sum(not one.shown for one in linked) > 4 or sum(bool(one.shown or one.places) for one in linked) > 1:
        return False
    if not details or any(stands_alone(one) and len(one.shown.split()) < 40 and one.labels for one in details[:3]):
        return bool(line.places) and not details
    if line.places and any(one.links for one in details[:4]):
        return sum(stands_alone(one) for one in details) <= 1
    ahead = next(
        (at for at, one in enumerate(details) if one.labels and any(_is_paper_link(one)) and is_detail(one)), -1
    )
    if 0 < ahead <= 5 and all(one.links and not stands_alone(one) for one in details[:ahead]):
        return True
    return is_detail(details[0]) and any(is_detail(one) and any(_is_paper_link(one)) for one in details[:4])
