"""Names with their initials behind them at the beginning of a reference, as APA, Vancouver and Nature print them.

There a full stop ends an initial as well as the names, so sentences cannot tell where the title begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.records import Struct
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.sentences import split_sentences

_WORD_OF_NAME = r"[^\W\d_a-z][\w'’‐-]{0,30}"
_PARTICLES = r"(?:(?:van|von|der|den|de|da|di|del|dos|du|la|le|ter|ten|el|al|bin|ibn)\s){0,3}"
_SURNAME = rf"{_PARTICLES}{_WORD_OF_NAME}(?:\s{_WORD_OF_NAME}){{0,2}}"
_INITIALS = (
    r"(?:,\s?(?:[^\W\d_a-z]\.[\s‐-]?){1,4}|,?\s[^\W\d_a-z]{1,3}(?=\s?[,;.&(:…]|\s(?:and|et)\b))(?:\s?(?:Jr|Sr)\.?)?"
)
_ET_AL = r"\s?,?\s?et\.?\s?al\.?"
_BETWEEN = r"\s?(?:[,;]\s?)?(?:(?:\.\s?\.\s?\.|…)\s?,?\s?)?(?:(?:&|and|und)\s)?"
_INVERTED = re.compile(
    rf"(?P<names>(?P<first>{_SURNAME}{_INITIALS})(?:(?=[\s,;.…&]|and\b){_BETWEEN}{_SURNAME}{_INITIALS}){{0,200}}+(?:{_ET_AL})?)"
    r"(?P<end>[.,]?\s?\((?P<year>(?:1[5-9]|20)\d\d)[a-d]?(?:,[^()]{1,30})?\)\s?[.,:]?\s?"
    r"|[.,]?\s?(?P<harvard>(?:1[5-9]|20)\d\d)[a-d]?\.\s|:\s|[.,]?\s?\ue000+[.,:]?|\.|)\s{0,2}(?=[^\W_]|[\"“‘'(\[])"
)
"""The names, and the year or the mark that stands right behind them."""


class LeadingNames(Struct, frozen=True):
    """The names at the beginning of a text, where they end, and the year behind them."""

    authors: str
    end: int
    year: int | None = None


def leading_names(text: str) -> LeadingNames | None:
    """The names that a text begins with, when all have their initials behind them.

    >>> leading_names("LeCun, Y., Bengio, Y. & Hinton, G. Deep learning. Nature (2015)").authors
    'LeCun, Y., Bengio, Y. & Hinton, G.'
    >>> leading_names("Shannon, C. E. (1948). A theory."), leading_names("Deep learning. Nature (2015)")
    (LeadingNames(authors='Shannon, C. E.', end=23, year=1948), None)
    """
    found = _INVERTED.match(text)
    if not found or (found["names"] == found["first"] and not (found["year"] or found["harvard"])):
        return None  # `Xinlei Chen, C. Lawrence Zitnick` and `Allocation. J. Machine Learning` are no such name
    authors = found["names"].strip(" ,;")
    if byline_strength(authors) < 2:
        return None
    return LeadingNames(authors, found.end(), int(found["year"] or found["harvard"] or 0) or None)


def leading_strength(text: str) -> int:
    """How sure it is that a reference begins with people: 2 surely, 1 it may be one person, 0 no.

    >>> [leading_strength(text) for text in ("Ann Lee. Folding.", "Lee, Ann, Bo Wu. Folding", "On folding")]
    [1, 2, 0]
    """
    leading = next(iter(split_sentences(text)), "")
    names = ", ".join(leading.split(",")[:2])
    strength = byline_strength(leading)
    return 2 if strength == 2 or ("," in names and byline_strength(names) == 2) else strength


def begin_with_authors(strengths: Sequence[int]) -> bool:
    """Whether references that are written alike begin with people, by the `leading_strength` of each."""
    surely = sum(one == 2 for one in strengths)
    return surely * 2 > len(strengths) or (len(strengths) > 2 and all(strengths))
