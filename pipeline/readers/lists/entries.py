"""Items, paragraphs and headings as rows: siblings are written alike, so the common way of a run decides for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.model.records import Struct
from pipeline.readers.lists.entry_judgement import Draft, judge_with_siblings, weigh
from pipeline.readers.lists.entry_lines import Line, Mark, title_likeness
from pipeline.readers.lists.entry_units import Unit
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.paper_signs import is_other_address, is_paper_address
from pipeline.rules.row_text.reference_strings import GAP, Reference, read_reference, read_rest, split_sentences
from pipeline.rules.row_text.titles import clean_title

_WEIGHTS = {"field": 2.0, "quote": 1.05, "link": 1.0, "bold": 0.98, "italic": 0.7, "plain": 0.6}
WAYS = {
    "field": "title behind its label",
    "quote": "title in quotation marks",
    "link": "the title is the link",
    "bold": "title in bold",
    "italic": "title in italics",
    "plain": "title in plain text",
}
_ABOUT_OTHERS = re.compile(
    r"\W{0,3}(?:(?:data ?sets?|data|codes?|env(?:ironment)?s?|tasks?|tags?|benchmarks?)\s{0,2}[:：;]"
    r"|(?!(?:论文)?(?:作者|会议|期刊|出处|来源|发表|年份|时间|日期|链接|地址|标题|名称))[\u4e00-\u9fff]{2,8}\s{0,2}[:：])",
    re.IGNORECASE,
)
_TITLE_FIELD = re.compile(
    r"\W{0,4}(?:论文(?:名称|名|题目|标题)?|标题|题目|(?:paper )?title|paper name)\s{0,2}[:：]\s{0,3}(?=[^\s\ue000])",
    re.IGNORECASE,
)
_LABELLED_LINES = 8
_ARE_AUTHORS = re.compile(r"\bet\.? al\b|(?<!\w)[^\W\d_]\.|(?:[^,]+,){3}|^[A-Z]\w+ [A-Z]\w+, [A-Z]\w+ [A-Z]\w+$")
"""Names that were cut, with initials, or several: in a link, a comma is of the title more often."""
_TOLD_BEHIND = re.compile(r"\s*[-–—]{1,2}\s+\S")
_DESCRIBED = re.compile(r"\s*[-–—]{1,2}\s+(?:[a-z]|An?\s|The\s)")


class _Spot(Struct, frozen=True):
    """Where a title may stand: a stretch of a line."""

    likeness: float
    at: int
    start: int
    end: int


def read_units(units: Sequence[Unit]) -> list[Draft]:
    """What each unit says, judged among its siblings."""
    spots = [_find_spots(unit) for unit in units]
    votes: dict[tuple[int, str, int] | str, Counter[str]] = defaultdict(Counter)
    authors_first: dict[tuple[int, str, int], list[bool]] = defaultdict(list)
    for unit, found in zip(units, spots, strict=True):
        for way, spot in found.items():
            votes[unit.run][way] += int(
                1000 * spot.likeness * _WEIGHTS[way]
            )  # whole numbers, so that order is no matter
            votes[unit.kind][way] += int(1000 * spot.likeness * _WEIGHTS[way])
        if unit.lines and "quote" not in found:
            first = split_sentences(unit.lines[0].text)[:1]
            leading = first[0] if first else ""
            names = ", ".join(leading.split(",")[:2])
            authors_first[unit.run].append(
                byline_strength(leading) == 2 or ("," in names and byline_strength(names) == 2)
            )
    named_first = _runs_named_first(units, spots)
    drafts = []
    for unit, found in zip(units, spots, strict=True):
        size = max(1, sum(votes[unit.kind].values()))
        share = {way: number * 3_000 / size for way, number in votes[unit.kind].items()}
        weight = {way: votes[unit.run][way] + share.get(way, 0) for way in _WEIGHTS}
        order = sorted(_WEIGHTS, key=lambda way: -weight[way])
        are_first = authors_first[unit.run]
        if unit.run in named_first and "link" in found:
            found = _without_other_way(unit.lines[found["link"].at], found)
        drafts.append(_read(unit, found, order, bool(are_first) and sum(are_first) * 2 > len(are_first)))
    return judge_with_siblings(drafts)


def _runs_named_first(units: Sequence[Unit], spots: Sequence[dict[str, _Spot]]) -> frozenset[tuple[int, str, int]]:
    """The runs in which a link is on the first words of a title only, mostly: `[BERT](…): Pre-training of …`."""
    sizes: Counter[tuple[int, str, int]] = Counter()
    named: Counter[tuple[int, str, int]] = Counter()
    for unit, found in zip(units, spots, strict=True):
        if spot := found.get("link"):
            sizes[unit.run] += 1
            named[unit.run] += spot.likeness < 0.8 and _is_named_first(unit.lines[spot.at], spot)
    return frozenset(run for run, number in named.items() if number > 2 and number * 3 > sizes[run])


def _without_other_way(line: Line, spots: dict[str, _Spot]) -> dict[str, _Spot]:
    """`[Ring Attention at Scale](…): Near-Infinite Context`; what is in small letters describes the title instead."""
    spot = spots["link"]
    if not _is_named_first(line, spot):
        return spots
    other = "link" if _is_in_capitals(line.text[spot.end :], least=0.75) else "plain"
    if other == "plain" and not (spot.likeness >= 0.9 and _is_in_capitals(line.text[: spot.end], least=0.75)):
        return spots
    return {way: one for way, one in spots.items() if way != other}


def _is_in_capitals(text: str, least: float) -> bool:
    """Most of the longer words begin with a capital, as they do in many titles and not in prose."""
    words = [word for word in text.split(GAP)[0].split("|")[0].split() if len(word) > 4]
    return sum(word[0].isupper() for word in words) > len(words) * least


def _find_spots(unit: Unit) -> dict[str, _Spot]:
    """The best place for a title of each way, in the first lines."""
    if labelled := _find_labelled(unit):
        return {"field": labelled}
    best: dict[str, _Spot] = {}
    for at, line in enumerate(unit.lines[:3]):
        leading = _leading_link(line)
        for mark in line.marks:
            if mark.kind == "link" and leading and mark.start > leading.start:
                continue  # in the prose about what the first link leads to
            likeness = title_likeness(line.text[mark.start : mark.end])
            if at and not _follows_authors(line, mark) and best:
                continue
            if likeness >= 0.3 and (mark.kind not in best or likeness > best[mark.kind].likeness + 0.05):
                best[mark.kind] = _Spot(likeness, at, mark.start, mark.end)
        whole = read_reference(line.text)
        likeness = title_likeness(whole.title)
        if likeness >= 0.3 and ("plain" not in best or (whole.authors and likeness > best["plain"].likeness)):
            best["plain"] = _Spot(likeness, at, 0, len(line.text))
        if best and max(spot.likeness for spot in best.values()) >= 1.0:
            break
    return best


def _find_labelled(unit: Unit) -> _Spot | None:
    """`Title: …`, `论文名称：…`: what stands behind the label."""
    for at, line in enumerate(unit.lines[:_LABELLED_LINES]):
        field = _TITLE_FIELD.match(line.text) if ":" in line.text or "：" in line.text else None
        if field and title_likeness(line.text[field.end() :].split(GAP)[0]) >= 0.6:
            return _Spot(1.0, at, field.end(), len(line.text))
    return None


def _leading_link(line: Line) -> Mark | None:
    """A link to a paper with which a line begins, and no person's page."""
    first = next((mark for mark in line.marks if mark.kind == "link"), None)
    if first is None or line.text[: first.start].strip(f"{GAP} *_#-") or not is_paper_address(first.url):
        return None
    return None if byline_strength(line.text[first.start : first.end]) else first


def _follows_authors(line: Line, mark: Mark) -> bool:
    """`Authors, *Title*`: a reference, which tells more than the line above it."""
    return byline_strength(line.text[: mark.start]) == 2


def _read(unit: Unit, spots: dict[str, _Spot], order: list[str], authors_first: bool) -> Draft:
    latest = max((spot.at for spot in spots.values() if spot.likeness >= 0.6), default=0)
    below = {one: spot for one, spot in spots.items() if spot.at == latest and spot.likeness >= 0.9}
    if latest and below and all(spot.likeness < 1.0 for spot in spots.values() if spot.at < latest):
        spots = below
    quote = spots.get("quote")
    if quote and byline_strength(unit.lines[quote.at].text[: quote.start].strip(' "“«,.')) == 2:
        order = ["quote", *order]  # authors, and a title in quotation marks: whatever the others are like
    way = next((one for one in order if one in spots and spots[one].likeness >= 0.6), "")
    way = way or max(spots, key=lambda one: (spots[one].likeness, -order.index(one)), default="")
    links = tuple(link for line in unit.lines for link in line.links if not link.url.startswith("#"))
    if not way:
        return weigh(Draft(unit, Reference(), links, ""))
    if way == "plain" and _is_tool(unit.lines[0]):
        return weigh(Draft(unit, Reference(), links, ""))
    spot = spots[way]
    line = unit.lines[spot.at]
    named = next(
        (one for one in ("link", "bold") if one in spots and _is_described(unit.lines[spots[one].at], spots[one])), ""
    )
    if named and unit.kind == "cell":
        way, spot, line = named, spots[named], unit.lines[spots[named].at]
    elif way in ("bold", "link", "italic") and spot.likeness < 0.8 and _is_named_first(line, spot):
        way = "plain"
    found = _read_plain(line, authors_first) if way == "plain" else _read_marked(line, spot, way)
    told = [one for at, one in enumerate(unit.lines) if at == spot.at or not _ABOUT_OTHERS.match(one.text)]
    places = [place for one in told for place in one.places]
    venue = next((place.venue for place in places if place.venue), "")
    year = next((place.year for place in places if place.year and (place.venue or not venue)), None)
    year = year or next((place.year for place in places if place.year), None)
    known = Reference(found.title, found.authors, venue or found.venue, year or found.year, found.rest)
    others = [part for one in told[:8] if one is not line for part in split_sentences(one.text)]
    return weigh(Draft(unit, read_rest(others[:30], known), links, way))


def _is_described(line: Line, spot: _Spot) -> bool:
    """`**A title** - presents a model that …`: the mark is the title, and prose follows."""
    before = clean_title(line.text[: spot.start].replace(GAP, " "))
    return not before.strip("0123456789") and bool(_DESCRIBED.match(line.text, spot.end))


def _is_tool(line: Line) -> bool:
    """`[ABY](https://github.com/…) - a library for …`: prose about what is not the paper that it links besides."""
    first = next((mark for mark in line.marks if mark.kind == "link"), None)
    if first is None or not is_other_address(first.url) or line.text[: first.start].strip(f"{GAP} *_#-"):
        return False
    is_named = title_likeness(line.text[first.start : first.end]) < 0.9
    is_told = is_named and bool(_TOLD_BEHIND.match(line.text, first.end))
    return is_told and not (line.places and _is_in_capitals(line.text[first.end :], least=0.5))


def _is_named_first(line: Line, spot: _Spot) -> bool:
    """`**BERT**: Pre-training of …`: the mark is on the first words of the title only."""
    before, after = line.text[: spot.start].strip(" *_#"), line.text[spot.end :]
    closes = line.text[: spot.end].rstrip()[-1:] == ":" or after.lstrip()[:1] in (":", "：", ".")
    return not before.strip(GAP) and closes and title_likeness(after.split(GAP)[0]) >= 0.6


def _read_marked(line: Line, spot: _Spot, way: str) -> Reference:
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


def _read_plain(line: Line, authors_first: bool) -> Reference:
    return read_reference(line.text, authors_first=authors_first)
