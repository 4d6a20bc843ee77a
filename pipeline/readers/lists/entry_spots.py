"""Where the title of an entry may stand in its lines: behind a label, as the text of a link, in front of prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.model.records import Struct
from pipeline.readers.lists.entry_lines import Line, has_label, title_likeness
from pipeline.readers.lists.entry_units import Unit
from pipeline.rules.row_text.paper_signs import is_other_address
from pipeline.rules.row_text.reference_strings import Reference
from pipeline.rules.row_text.titles import GAP, clean_title

_TITLE_FIELD = re.compile(
    r"\W{0,4}(?:论文(?:名称|名|题目|标题)?|标题|题目|(?:paper )?title|paper name)\s{0,2}[:：]\s{0,3}(?=[^\s\ue000])",
    re.IGNORECASE,
)
_LABELLED_LINES = 8
_TOLD_BEHIND = re.compile(r"\s*[-–—]{1,2}\s+\S")
_DESCRIBED = re.compile(r"\s*[-–—]{1,2}\s+(?:[a-z]|An?\s|The\s)")


class Spot(Struct, frozen=True):
    """Where a title may stand: a stretch of a line, or the whole of it and what it then says."""

    likeness: float
    at: int
    start: int
    end: int
    whole: Reference | None = None


def find_labelled(unit: Unit) -> dict[str, Spot]:
    """`Title: …`, `论文名称：…`: what stands behind the label."""
    for at, line in enumerate(unit.lines[:_LABELLED_LINES]):
        field = _TITLE_FIELD.match(line.text) if has_label(line.text) else None
        if field and title_likeness(line.text[field.end() :].split(GAP)[0]) >= 0.6:
            return {"field": Spot(1.0, at, field.end(), len(line.text))}
    return {}


def runs_named_first(units: Sequence[Unit], spots: Sequence[dict[str, Spot]]) -> frozenset[tuple[int, str, int]]:
    """The runs in which a link is on the first words of a title only, mostly: `[BERT](…): Pre-training of …`."""
    sizes: Counter[tuple[int, str, int]] = Counter()
    named: Counter[tuple[int, str, int]] = Counter()
    for unit, found in zip(units, spots, strict=True):
        if spot := found.get("link"):
            sizes[unit.run] += 1
            named[unit.run] += spot.likeness < 0.8 and is_named_first(unit.lines[spot.at], spot)
    return frozenset(run for run, number in named.items() if number > 2 and number * 3 > sizes[run])


def without_other_way(line: Line, spots: dict[str, Spot]) -> dict[str, Spot]:
    """`[Ring Attention at Scale](…): Near-Infinite Context`; what is in small letters describes the title instead."""
    spot = spots["link"]
    if not is_named_first(line, spot):
        return spots
    other = "link" if _is_in_capitals(line.text[spot.end :], least=0.75) else "plain"
    if other == "plain" and not (spot.likeness >= 0.9 and _is_in_capitals(line.text[: spot.end], least=0.75)):
        return spots
    return {way: one for way, one in spots.items() if way != other}


def is_tool(line: Line) -> bool:
    """`[ABY](https://github.com/…) - a library for …`: prose about what is not the paper that it links besides."""
    first = next((mark for mark in line.marks if mark.kind == "link"), None)
    if first is None or not is_other_address(first.url) or line.text[: first.start].strip(f"{GAP} *_#-"):
        return False
    is_named = title_likeness(line.text[first.start : first.end]) < 0.9
    is_told = is_named and bool(_TOLD_BEHIND.match(line.text, first.end))
    return is_told and not (line.places and _is_in_capitals(line.text[first.end :], least=0.5))


def is_described(line: Line, spot: Spot) -> bool:
    """`**A title** - presents a model that …`: the mark is the title, and prose follows."""
    before = clean_title(line.text[: spot.start].replace(GAP, " "))
    return not before.strip("0123456789") and bool(_DESCRIBED.match(line.text, spot.end))


def is_named_first(line: Line, spot: Spot) -> bool:
    """`**BERT**: Pre-training of …`: the mark is on the first words of the title only."""
    before, after = line.text[: spot.start].strip(" *_#"), line.text[spot.end :]
    closes = line.text[: spot.end].rstrip()[-1:] == ":" or after.lstrip()[:1] in (":", "：", ".")
    return not before.strip(GAP) and closes and title_likeness(after.split(GAP)[0]) >= 0.6


def _is_in_capitals(text: str, least: float) -> bool:
    """Most of the longer words begin with a capital, as they do in many titles and not in prose."""
    words = [word for word in text.split(GAP)[0].split("|")[0].split() if len(word) > 4]
    return sum(word[0].isupper() for word in words) > len(words) * least
