"""Where a text of a list is parted: its sentences, and what stands in quotation marks."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.row_text.titles import GAP

_CAP = 4000
_ABBREVIATED = re.compile(
    r"(?:\b(?:proc|conf|int|intl|trans|vol|no|pp|vs|dr|et|st|jr|sr|prof|dept|univ|ed|eds|symp|lett|phys|rev|comput|sci|eng|ann|assoc|adv|mag|cf|fig|approx|etc|e\.g|i\.e|resp|j|appl|math|nat)"
    r"|(?<![^\W_])[^\W\d_]|\b[A-Z]\.[A-Z]|(?:^|\s)[^\W\d_]\.-[^\W\d_])$",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=\S)(?:[.?!][\"”’)]?\s+|[。？！]\s*|\s{0,3}\ue000[\s\ue000.,;]*|\n)")
_QUOTED = re.compile(
    r"[\"“”„«《「『]([^\"“”„»《》」』\ue000]{3,600})[\"“”»》」』]|``([^`\ue000]{3,600})''|(?:(?<=[\s,.(])|^)[‘']([^'’‘\ue000\n]{12,400}(?:['’](?=\w)[^'’‘\ue000\n]{1,300})?)[’'](?=[\s,.;)]|$)"
)


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Where something stands in quotation marks, without the marks."""
    found = ((one.start(group), one.end(group)) for one in _QUOTED.finditer(text[:_CAP]) for group in (1, 2, 3))
    return [(start, end) for start, end in found if start >= 0]


@lru_cache(maxsize=4_096)
def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a reference; the full stop of an initial or an abbreviation ends none.

    >>> split_sentences("Smith, J. and Wu, B. (2015). Deep nets. In Proc. ICML. 2015")
    ('Smith, J. and Wu, B. (2015).', 'Deep nets.', 'In Proc. ICML.', '2015')
    """
    parts, start = [], 0
    for stop in _STOP.finditer(text[:_CAP]):
        before = text[start : stop.start()]
        if stop[0].startswith(".") and _ABBREVIATED.search(before[-12:]) and not before.endswith(("et al", "et. al")):
            continue
        if text[stop.end() : stop.end() + 1] == "&":
            continue  # `Gomez, A., ... & Wu, B.`
        sentence = (before + stop[0].strip(" \t\n" + GAP)).strip(" \t\n,;" + GAP)
        if sentence.strip("•·*_-–— "):
            parts.append(" ".join(sentence.replace(GAP, " ").split()))
        start = stop.end()
    if last := text[start:_CAP].strip(" \t\n,;" + GAP):
        parts.append(" ".join(last.replace(GAP, " ").split()))
    return tuple(parts)
