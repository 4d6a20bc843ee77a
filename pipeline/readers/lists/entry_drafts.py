"""What a unit was understood to say, and how much speaks for its being a paper."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from pipeline.model.records import Link, Struct
from pipeline.readers.lists.entry_lines import Line, title_likeness
from pipeline.readers.lists.entry_units import Unit
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.paper_signs import is_other_address, is_paper_address, says_paper
from pipeline.rules.row_text.places import is_known
from pipeline.rules.row_text.reference_strings import Reference
from pipeline.rules.row_text.titles import GAP, is_label

WAYS = {
    "field": "title behind its label",
    "quote": "title in quotation marks",
    "link": "the title is the link",
    "bold": "title in bold",
    "italic": "title in italics",
    "plain": "title in plain text",
}
_ENOUGH = 2.0
_DESCRIPTION = re.compile(rf"^[{GAP}\s]+[:：–-]\s")
_PAGE_ABOUT = re.compile(r"git(?:hub|lab)\.com/[^/]+/[^/]+/(?:-/)?blob/.+\.(?:md|html?|pdf|txt)$")
_PROSE = re.compile(
    r"\bplease\b|\b(?:if you|you may|you can)\b|feel free|\bcheck (?:out|our)\b"
    r"|\bthis (?:repo|list|page|collection|section|is an?\b)|\bwe (?:are|have|will|provide|welcome|also)\b"
    r"|pull request|\bour (?:survey|paper|work|new)\b|\bsee (?:also|the)\b|\bhere (?:is|are)\b|如果|欢迎|本文|本项目",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"[^\w\ue000]{0,8}(?:(?:19|20)\d\d\s?[./-]|\d{1,2}[./](?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.? (?:\d{1,2},? )?(?:19|20)\d\d)"
)
_BEGINS_WITH_GAP = re.compile(rf"[^\w{GAP}]*{GAP}")
_PROJECT_PAGE = re.compile(
    r"https?://(?:[\w-]+\.github\.io/?(?:[\w-]+/?)?(?:index\.html)?|sites\.google\.com/view/[\w-]+(?:/home)?/?)$",
    re.IGNORECASE,
)


class Draft(Struct, frozen=True):
    """A unit as it was understood.

    Attributes:
        way: Where its title was: `field`, `quote`, `link`, `bold`, `italic`, `plain`.
        points: How much speaks for its being a paper.
        is_strong: It links a paper.
        likeness: How much its title looks like one.
        has_title: It looks enough like one for what stands beside it.
    """

    unit: Unit
    found: Reference
    links: tuple[Link, ...]
    way: str
    points: float = 0.0
    is_strong: bool = False
    likeness: float = 0.0
    has_title: bool = False

    @property
    def is_paper(self) -> bool:
        """It has a title, and enough speaks for its being a paper."""
        return self.points >= _ENOUGH and self.has_title

    @property
    def is_unclear(self) -> bool:
        """It links a paper, and its title cannot be told."""
        return self.is_strong and not self.is_paper and self.points >= _ENOUGH


def weigh(draft: Draft) -> Draft:
    """Counts what speaks for a paper: a link to one, authors, a place; and what speaks against it."""
    unit, found = draft.unit, draft.found
    head = unit.lines[0] if unit.lines else None
    strong = any(is_paper_address(link.url) or (is_label(link.text) and says_paper(link.text)) for link in draft.links)
    points = (2.0 if draft.way == "field" else 0.0) + (2.0 if strong else 0.0)
    points += 1.5 if byline_strength(found.authors) == 2 else 1.0 if _has_one_author(draft) else 0.0
    points += (1.0 if found.venue and (found.year or is_known(found.venue)) else 0.4 if found.venue else 0.0) + (
        0.5 if found.year else 0.0
    )
    points += 0.5 if draft.way in ("quote", "bold", "italic") and found.venue and found.year else 0.0
    points += (1.5 if unit.context.venue else 0.0) + (0.5 if unit.context.venue and unit.context.year else 0.0)
    linked = head.marks if head and draft.way != "field" else ()
    title_links = [mark.url for mark in linked if mark.kind == "link"]
    if title_links and not strong and all(url.startswith("#") for url in title_links):
        points -= 3.0  # navigation inside the page
    if any(is_other_address(url) and not _PAGE_ABOUT.search(url) for url in title_links) and not any(
        is_paper_address(url) for url in title_links
    ):
        points -= 1.5
    is_reference = _is_reference(found)
    if (
        unit.context.is_of_other_things
        and not is_reference
        and not (strong and draft.way == "quote")
        and not any(is_paper_address(link.url) for link in draft.links)
    ):
        points -= 1.5
    if draft.way == "plain" and head and _DESCRIPTION.match(head.text) and not found.authors:
        points -= 2.0
    if head and unit.context.is_news and _is_dated(head):
        points -= 6.0
    if _PROSE.search(head.shown if head and not is_reference else found.title) and unit.kind == "paragraph":
        points -= 2.5
    if unit.kind == "paragraph" and not is_reference and len(found.rest.split()) > len(found.title.split()) + 8:
        points -= 2.5
    likeness = title_likeness(found.title)
    return Draft(
        unit, found, draft.links, draft.way, points, strong, likeness, likeness > _least_likeness(unit, found, strong)
    )


def _least_likeness(unit: Unit, found: Reference, strong: bool) -> float:
    """How much a text must look like a title: less where a paper is linked, or where authors and a place stand."""
    if strong:
        return 0.3
    is_quoted = any(mark.kind == "quote" for line in unit.lines for mark in line.marks)
    is_person = not is_quoted and bool(byline_strength(found.title.strip("`")))
    return 0.5 if _is_reference(found) and not is_person else 0.8


def _is_reference(found: Reference) -> bool:
    """Authors, and a venue or a year: “Random forests” is a title there."""
    return byline_strength(found.authors) == 2 and bool(found.venue or found.year)


def _has_one_author(draft: Draft) -> bool:
    """`Name. A title. Venue 1 (2004)`: what may be one person is an author where all else is said."""
    found, head = draft.found, draft.unit.lines[0]
    is_first = bool(found.authors) and head.shown.startswith(found.authors) and byline_strength(found.authors) == 1
    return is_first and bool(found.venue and found.year) and title_likeness(found.title) >= 0.9


def _begins_with_place(draft: Draft) -> bool:
    """`[ICML'21] A title`, without a link: a venue and its year stand before the title."""
    head = draft.unit.lines[0]
    is_known_one = bool(head.places) and bool(head.places[0].year) and is_known(head.places[0].venue)
    return is_known_one and draft.points >= 1.5 and bool(_BEGINS_WITH_GAP.match(head.text))


def _is_dated(head: Line) -> bool:
    """`2023/10/25: All papers are …`, `[2024/02] Our paper …`: how what is new is told."""
    if _DATED.match(head.text):
        return True
    return bool(_BEGINS_WITH_GAP.match(head.text)) and not (head.places and head.places[0].venue)


def _is_project_page(draft: Draft) -> bool:
    """A title of words that is a link to a page made for the paper alone: `https://a-title.github.io/`."""
    urls = [mark.url for mark in draft.unit.lines[0].marks if mark.kind == "link"]
    return len(urls) == 1 and draft.way == "link" and bool(_PROJECT_PAGE.match(urls[0].strip()))


def _leads_elsewhere(draft: Draft) -> bool:
    """Its text is a link to a post, a film or a course."""
    head = draft.unit.lines[0]
    urls = [mark.url for mark in head.marks if mark.kind == "link"]
    others = [url for url in urls if is_other_address(url) and not _PAGE_ABOUT.search(url) and "github.com" not in url]
    return bool(others) and len(others) == len(urls)


def _runs_with_places(drafts: list[Draft]) -> set[tuple[int, str, int]]:
    """Runs of items most of which are `A title, NIPS 2017` and no more: a list of papers without links."""
    sizes: Counter[tuple[int, str, int]] = Counter(draft.unit.run for draft in drafts)
    placed = Counter(
        draft.unit.run
        for draft in drafts
        if _is_bare(draft) and draft.found.year and is_known(draft.found.venue) and not draft.found.rest
    )
    return {run for run, number in placed.items() if number >= 2 and number * 2 >= sizes[run]}


def _is_bare(draft: Draft) -> bool:
    """An item that is a title, perhaps with a place, and links nothing."""
    is_title = draft.way in ("plain", "quote") and draft.likeness >= 0.9 and not draft.found.authors
    return draft.unit.kind == "item" and is_title and not draft.links and 0 <= draft.points < _ENOUGH


def with_siblings(drafts: list[Draft]) -> list[Draft]:
    """Where most of a run are papers, one that is written like them is a paper too."""
    papers: Counter[tuple[int, str, int]] = Counter()
    sizes: Counter[tuple[int, str, int]] = Counter()
    for draft in drafts:
        sizes[draft.unit.run] += 1
        papers[draft.unit.run] += draft.is_paper
    placed = _runs_with_places(drafts)
    items = [draft for draft in drafts if draft.unit.kind == "item"]
    are_usual = sum(draft.is_paper for draft in items) * 2 > len(items)
    judged = []
    for draft in drafts:
        run = draft.unit.run
        is_page = draft.points < _ENOUGH and _is_project_page(draft)
        is_alike = (
            draft.way
            and draft.likeness >= 0.9
            and (draft.links or draft.found.venue or (draft.found.authors and draft.found.year))
            and (-3.0 if is_page else 0.0) <= draft.points < _ENOUGH
            and (is_page or not _leads_elsewhere(draft))
        )
        are_alike = papers[run] >= 2 and papers[run] * 10 >= sizes[run] * (7 if is_page else 3)
        is_placed = run in placed and _is_bare(draft)
        if is_placed or (is_alike and (are_alike or (are_usual and _begins_with_place(draft)))):
            draft = msgspec.structs.replace(draft, points=_ENOUGH)
        judged.append(draft)
    return judged
