"""Dates as reference files have them: which numbers are a date, and how much of it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model.records import Date

_DATE = re.compile(r"(?<!\d)(\d{4})(?!\d)(?:[-/](\d{1,2})(?!\d)(?:[-/](\d{1,2})(?!\d))?)?", re.ASCII)


def find_date(text: str) -> Date | None:
    """The first date in a text, written year first: `2018-07-03/2019`, `2018/07/03/`, `c. 2018`; None without one.

    >>> find_date("2018/07///").month
    7
    """
    found = _DATE.search(text[:200])
    return to_date(found.groups()) if found else None


def to_date(parts: Iterable[object]) -> Date | None:
    """A date of year, month and day as numbers or digits; None without a year, and no month 13 or day 32.

    >>> to_date(["2018", 7, 45])
    Date(year=2018, month=7, day=None)
    """
    year, month, day = (*(_to_number(part) for part in parts), 0, 0, 0)[:3]
    if not 1000 <= year <= 2999:
        return None
    if not 1 <= month <= 12:
        return Date(year)
    return Date(year, month, day if 1 <= day <= 31 else None)


def _to_number(part: object) -> int:
    """A whole number of at most four digits, or 0."""
    text = str(part).removesuffix(".0").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
