"""Items, paragraphs and headings as rows: siblings are written alike, so the common way of a run decides for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.readers.lists.entry_drafts import Draft, weigh, with_siblings
from pipeline.readers.lists.entry_lines import Line, Mark, title_likeness
from pipeline.readers.lists.entry_spots import (
    Spot,
    find_labelled,
    is_described,
    is_named_first,
    is_tool,
    runs_named_first,
    without_other_way,
)
from pipeline.readers.lists.entry_units import Unit
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.leading_names import begin_with_authors, leading_strength
from pipeline.rules.row_text.paper_signs import is_paper_address
from pipeline.rules.row_text.reference_strings import Reference, read_reference, read_rest
from pipeline.rules.row_text.sentences import split_sentences
from pipeline.rules.row_text.titles import GAP, clean_title

_WEIGHTS = {"field": 2.0, "quote": 1.05, "link": 1.0, "bold": 0.98, "italic": 0.7, "plain": 0.6}
_ARE_AUTHORS = re.compile(r"\bet\.? al\b|(?<!\w)[^\W\d_]\.|(?:[^,]+,){3}|^[A-Z]\w+ [A-Z]\w+, [A-Z]\w+ [A-Z]\w+$")
"""Names that were cut, with initials, or several: in a link, a comma is of the title more often."""


def read_units(units: Sequence[Unit]) -> list[Draft]:
    """What each unit says, judged among its siblings."""
    spots = [find_labelled(unit) or _find_spots(unit) for unit in units]
    votes: dict[tuple[int, str, int] | str, Counter[str]] = defaultdict(Counter)
    leading: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for unit, found in zip(units, spots, strict=True):
        for way, spot in found.items():
            votes[unit.run][way] += int(
                1000 * spot.likeness * _WEIGHTS[way]
            )  # whole numbers, so that order is no matter
            votes[unit.kind][way] += int(1000 * spot.likeness * _WEIGHTS[way])
        if unit.lines and "quote" not in found:
            leading[unit.run].append(leading_strength(unit.lines[0].text))
    authors_first = {run: begin_with_authors(strengths) for run, strengths in leading.items()}
    named_first = runs_named_first(units, spots)
    drafts = []
    for unit, found in zip(units, spots, strict=True):
        size = max(1, sum(votes[unit.kind].values()))
        share = {way: number * 3_000 / size for way, number in votes[unit.kind].items()}
        weight = {way: votes[unit.run][way] + share.get(way, 0) for way in _WEIGHTS}
        order = sorted(_WEIGHTS, key=lambda way: -weight[way])
        if unit.run in named_first and "link" in found:
            found = without_other_way(unit.lines[found["link"].at], found)
        drafts.append(_read(unit, found, order, authors_first.get(unit.run, False)))
    return with_siblings(drafts)


def _find_spots(unit: Unit) -> dict[str, Spot]:
    """The best place for a title of each way, in the first lines."""
    best: dict[str, Spot] = {}
    for at, line in enumerate(unit.lines[:3]):
        leading = _leading_link(line)
        for mark in line.marks:
            if mark.kind == "link" and leading and mark.start > leading.start:
                continue  # in the prose about what the first link leads to
            likeness = title_likeness(line.text[mark.start : mark.end])
            if likeness < 0.3 and _is_list_of_things(line, mark):
                likeness = 0.9
            if at and not _follows_authors(line, mark) and best:
                continue
            if likeness >= 0.3 and (mark.kind not in best or likeness > best[mark.kind].likeness + 0.05):
                best[mark.kind] = Spot(likeness, at, mark.start, mark.end)
        whole = read_reference(line.text)
        likeness = title_likeness(whole.title)
        if likeness >= 0.3 and ("plain" not in best or (whole.authors and likeness > best["plain"].likeness)):
            best["plain"] = Spot(likeness, at, 0, len(line.text), whole)
        if best and max(spot.likeness for spot in best.values()) >= 1.0:
            break
    if "quote" not in best and len(unit.lines) > 1 and (below := _find_reference_below(unit)):
        best["quote"] = below
    return best


def _find_reference_below(unit: Unit) -> Spot | None:
    """`[Tool](https://…) - what it does`, and below it `Authors. "Title". Venue`: the title is the reference's."""
    if any(mark.kind == "bold" or is_paper_address(mark.url) for mark in unit.lines[0].marks):
        return None
    for at, line in enumerate(unit.lines[1:6], start=1):
        for mark in line.marks:
            if mark.kind == "quote" and title_likeness(line.text[mark.start : mark.end]) >= 0.9:
                return Spot(1.0, at, mark.start, mark.end) if _stands_behind_authors(line, mark.start) else None
    return None


def _is_list_of_things(line: Line, mark: Mark) -> bool:
    """`Ann Smith, *Whales, Webs, and Ecology*`: marked out behind the authors, it is no second line of names."""
    inner = line.text[mark.start : mark.end]
    is_title = mark.kind in ("italic", "quote") and len(inner.split()) >= 4 and byline_strength(inner) == 2
    return is_title and _stands_behind_authors(line, mark.start)


def _leading_link(line: Line) -> Mark | None:
    """A link to a paper with which a line begins, and no person's page."""
    first = next((mark for mark in line.marks if mark.kind == "link"), None)
    if first is None or line.text[: first.start].strip(f"{GAP} *_#-") or not is_paper_address(first.url):
        return None
    return None if byline_strength(line.text[first.start : first.end]) else first


def _follows_authors(line: Line, mark: Mark) -> bool:
    """`Authors, *Title*`: a reference, which tells more than the line above it."""
    return byline_strength(line.text[: mark.start]) == 2


def _read(unit: Unit, spots: dict[str, Spot], order: list[str], authors_first: bool) -> Draft:
    latest = max((spot.at for spot in spots.values() if spot.likeness >= 0.6), default=0)
    below = {one: spot for one, spot in spots.items() if spot.at == latest and spot.likeness >= 0.9}
    if latest and below and all(spot.likeness < 1.0 for spot in spots.values() if spot.at < latest):
        spots = below
    for marked in ("italic", "quote"):  # authors, and a title that is marked out: whatever the others are like
        if (spot := spots.get(marked)) and _stands_behind_authors(unit.lines[spot.at], spot.start):
            order = [marked, *order]
    way = next((one for one in order if one in spots and spots[one].likeness >= 0.6), "")
    way = way or max(spots, key=lambda one: (spots[one].likeness, -order.index(one)), default="")
    links = tuple(link for line in unit.lines for link in line.links if not link.url.startswith("#"))
    if not way:
        return weigh(Draft(unit, Reference(), links, ""))
    if way == "plain" and is_tool(unit.lines[0]):
        return weigh(Draft(unit, Reference(), links, ""))
    spot = spots[way]
    line = unit.lines[spot.at]
    named = next(
        (one for one in ("link", "bold") if one in spots and is_described(unit.lines[spots[one].at], spots[one])), ""
    )
    if named and unit.kind == "cell":
        way, spot, line = named, spots[named], unit.lines[spots[named].at]
    elif way in ("bold", "link", "italic") and spot.likeness < 0.8 and is_named_first(line, spot):
        way = "plain"
    if way != "plain":
        found = _read_marked(line, spot, way)
    else:
        found = (None if authors_first else spot.whole) or read_reference(line.text, authors_first=authors_first)
    places = [place for one in unit.lines for place in one.places]
    venue = next((place.venue for place in places if place.venue), "")
    year = next((place.year for place in places if place.year and (place.venue or not venue)), None)
    year = year or next((place.year for place in places if place.year), None)
    known = Reference(found.title, found.authors, venue or found.venue, year or found.year, found.rest)
    others = [part for at, one in enumerate(unit.lines[:8]) if at != spot.at for part in split_sentences(one.text)]
    return weigh(Draft(unit, read_rest(others[:30], known), links, way))


def _stands_behind_authors(line: Line, start: int) -> bool:
    return byline_strength(line.text[:start].replace(GAP, " ").strip(' "“«,.:;')) == 2


def _read_marked(line: Line, spot: Spot, way: str) -> Reference:
    inner = line.text[spot.start : spot.end]
    title = clean_title(inner.replace(GAP, " "))
    known = Reference(title)
    if way != "quote" and len(split_sentences(inner)) + inner.count(",") > 1:
        whole = read_reference(inner)
        is_dated = bool(whole.year) and not whole.rest and len(split_sentences(inner)) == 2
        is_list = len(split_sentences(inner)) == 1 and not (whole.venue or whole.year)
        is_byline = bool(whole.authors) and not (is_list and not _ARE_AUTHORS.search(whole.authors))
        if (is_byline or (whole.venue and whole.year) or is_dated) and title_likeness(whole.title) >= 0.6:
            known = Reference(whole.title, whole.authors, whole.venue, whole.year)
    opening, closing = line.text[: spot.start], line.text[spot.end :]
    return read_rest([*split_sentences(opening.rstrip('"“«《「')), *split_sentences(closing.lstrip('"”»》」.'))], known)
