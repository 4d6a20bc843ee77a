"""Which of two container titles is the series, and which the book: Crossref gives them in either order."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from pipeline.text.folding import fold

_LIKELY = re.compile(
    r"^(?:(?:advances|studies|progress|topics|trends|frontiers|methods|texts|monographs|issues|research) in"
    r"|perspectives on|contributions to|springer(?:briefs)?|synthesis lectures)\b"
    r"|\b(?:series|lecture notes|proceedings series|library|reihe|collection|schriftenreihe)\b",
    re.IGNORECASE,
)
_BOOK = re.compile(
    r"\d{2}|^\d|\b[IVX]{1,6}$|\b(?:handbook|encyclop\w+|companion|volume|vol\.|proceedings of|essays|festschrift"
    r"|edition|a guide|introduction to|part [IVX\d])\b|[:–—]",
    re.IGNORECASE,
)
"""A book has a year, a number or a subtitle; a series hardly."""


class _Known(NamedTuple):
    whole: frozenset[str]
    starts: tuple[str, ...]


@lru_cache(maxsize=1)
def _known() -> _Known:
    """The series that are known by name, folded: by their whole name, and by how it begins."""
    text = files("pipeline").joinpath("sources/shared/series.json").read_bytes()
    found = msgspec.json.decode(text, type=dict[str, list[str]])
    return _Known(frozenset(map(fold, found["whole"])), tuple(map(fold, found["starts"])))


def sort_containers(titles: list[str], shorts: list[str], book: str = "") -> tuple[str, str, str]:
    """Container, its short form, and the series.

    Args:
        titles: The titles of what it stands in.
        shorts: Their short forms, of all or of some.
        book: The title of a book, which stands in a series alone.
    """
    if book:
        return "", "", next((title for title in titles if fold(title) != fold(book)), "")
    if not titles:
        return "", "", ""
    series_at = find_series(titles) if len(titles) > 1 else -1
    at = 1 if series_at == 0 else 0
    short = shorts[at] if len(shorts) == len(titles) else (shorts[0] if shorts and len(titles) == 1 else "")
    return titles[at], short if short != titles[at] else "", titles[series_at] if series_at >= 0 else ""


def find_series(titles: list[str]) -> int:
    """The place of the series among two titles or more: “Lecture Notes in Computer Science”, not “ECCV 2024”.

    Where neither or both look like one it is the first, as in (“Language Policy”, “Language Education Programs”).
    """
    first, second = _likeness(titles[0]), _likeness(titles[1])
    return 1 if second > first else 0


def is_series(title: str) -> bool:
    """True for the name of a known series.

    >>> is_series("Lecture Notes in Computer Science"), is_series("Advances in Visual Pears")
    (True, False)
    """
    folded = fold(title)
    return folded in _known().whole or folded.startswith(_known().starts)


def _likeness(title: str) -> int:
    """How much a title looks like that of a series: a known name before all others."""
    if is_series(title):
        return 3
    return bool(_LIKELY.search(title)) - 2 * bool(_BOOK.search(title))
