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

_PAGES = re.compile(r"^\s*(?:pp?|pgs?|pages?)\.\s*(?=\w)|^\s*S\.\s+(?=\d)|^\s*pages?\s+(?=\d)", re.IGNORECASE)
"""What styles print before the pages by themselves."""
_USUAL = re.compile(r"([a-zA-Z]?\d+)(?:--?([a-zA-Z]?\d+))?", re.ASCII)
"""Pages as nearly all are, at one go."""
_RUN = re.compile(rf"\s*[{DASHES}]+\s*")
_IN_RANGE = re.compile(rf"(?<=[\w.)])\s?(?:--?-?|[{DASHES[1:]}])\s?(?=[\w(])")


def to_hyphen(text: str) -> str:
    """The text with every run of dashes, and the spaces around it, as one hyphen.

    >>> to_hyphen("818 -- 833"), to_hyphen("S1–S4")
    ('818-833', 'S1-S4')
    """
    return _RUN.sub("-", text)


def normalize_pages(text: str) -> str:
    """Pages in one form: a hyphen between first and last, a dash where the pages themselves have hyphens.

    >>> normalize_pages("pp. 818 -- 833"), normalize_pages("61340A-1--61340A-8"), normalize_pages("12-1-12-9")
    ('818-833', '61340A-1–61340A-8', '12-1–12-9')
    """
    if usual := _USUAL.fullmatch(text):
        return f"{usual[1]}-{usual[2]}" if usual[2] else text
    parts = (_join_ends(*split_range(part)) for part in _PAGES.sub("", text).split(","))
    return ", ".join(part for part in parts if part)


def _join_ends(first: str, last: str) -> str:
    first, last = to_hyphen(first.strip()), to_hyphen(last.strip())
    if not last:
        return first
    return f"{first}–{last}" if "-" in first.strip("-") or "-" in last.strip("-") else f"{first}-{last}"


def split_range(pages: str) -> tuple[str, str]:
    """The first and the last of a range of pages; of what is none, all of it and nothing.

    Hyphens within pages part nothing where another dash stands between them, or where as many stand on both sides.

    >>> split_range("61340A-1–61340A-8"), split_range("S1-S4"), split_range("2-3-9")
    (('61340A-1', '61340A-8'), ('S1', 'S4'), ('2', '3-9'))
    """
    dashes = list(_IN_RANGE.finditer(pages))
    strong = [found for found in dashes if found[0].strip() != "-" or found[0] == " - "]
    middle = strong[0] if strong else dashes[len(dashes) // 2] if len(dashes) % 2 else dashes[0] if dashes else None
    return (pages[: middle.start()], pages[middle.end() :]) if middle else (pages, "")


def set_range_dash(pages: str, dash: str) -> str:
    """Page ranges with the same dash between first and last; a dash at an end of the text, or within a page, stays.

    >>> set_range_dash("818–833, S1 - S4", "--"), set_range_dash("12-1–12-9", "--")
    ('818--833, S1--S4', '12-1--12-9')
    """
    return ",".join(dash.join(filter(None, split_range(part))) for part in pages.split(","))


def has_range(pages: str) -> bool:
    """True when a dash stands between two pages: `1-9`, not `ix`, `312` or `e1002`."""
    return _IN_RANGE.search(pages) is not None
