"""Dashes: which characters people and publishers write for “from … to”, and one form for them.

Sources and libraries write the pages of a paper as `818-833`, `818–833`, `818 — 833` or `818−833`; readers, sources and
writers must agree on what is a dash, so the characters are listed here only.
"""

from __future__ import annotations

import re

DASHES = "-‐‑‒–—―−"
"""Hyphen-minus, U+2010 to U+2015 and the minus sign; the hyphen is first so that `[{DASHES}]` is a valid class."""

HYPHENS = "‐‑⁃"
"""What looks like the hyphen of a keyboard, but is in few fonts: hyphen, non-breaking hyphen, hyphen bullet."""

MINUSES = "-−–"
"""What stands for a minus sign before a number: “10<sup>–5</sup>”."""

_RUN = re.compile(rf"\s*[{DASHES}]+\s*")
_IN_RANGE = re.compile(rf"(?<=[\w.)])\s?(?:--?-?|[{DASHES[1:]}])\s?(?=[\w(])")


def to_hyphen(text: str) -> str:
    """The text with every run of dashes, and the spaces around it, as one hyphen.

    >>> to_hyphen("818 -- 833"), to_hyphen("S1–S4")
    ('818-833', 'S1-S4')
    """
    return _RUN.sub("-", text)


def set_range_dash(pages: str, dash: str) -> str:
    """Page ranges with the same dash between first and last; a dash at an end of the text stays.

    >>> set_range_dash("818–833, S1 - S4", "--")
    '818--833, S1--S4'
    """
    return _IN_RANGE.sub(dash, pages)


def has_range(pages: str) -> bool:
    """True when a dash stands between two pages: `1-9`, not `ix`, `312` or `e1002`."""
    return _IN_RANGE.search(pages) is not None
