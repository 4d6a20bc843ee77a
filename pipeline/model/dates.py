"""Dates as text in EDTF, the extended form of ISO 8601: level 1, as biblatex and libraries write it.

`2004-07-03`, `2004-21` (spring), `1938/1961`, `1938/..`, `1980~` (about), `1980?` (uncertain), `1980%` (both), `199X`,
`-0379` (380 BCE, since the standard has a year 0).
"""

from __future__ import annotations

import re
from calendar import monthrange

import msgspec

from pipeline.model.records import Date

_SIDE = re.compile(
    r"(?P<year>-?\d{4}|\d{3}[Xu]|\d{2}(?:XX|uu))"
    r"(?:-(?P<month>\d{1,2}|XX|uu)(?:-(?P<day>\d{1,2}|XX|uu)(?:T[\d:.+Z-]{1,30})?)?)?(?P<mark>[~?%]?)",
    re.ASCII,
)
_FIRST_SEASON = 21
_MARKS = {"": (False, False), "~": (True, False), "?": (False, True), "%": (True, True)}
_OPEN = frozenset({"", "..", "open", "unknown"})


def parse_edtf(text: str) -> Date | None:
    """The date that a whole text is, or None; a range whose beginning is open has no date of its own.

    >>> parse_edtf("1938/1961~")
    Date(year=1938, end=Date(year=1961, is_circa=True))
    """
    first, slash, last = text.strip().partition("/")
    start = _parse_side(first)
    if not start or not slash or start.end:
        return start
    if last in _OPEN:
        return msgspec.structs.replace(start, is_open=True)
    end = _parse_side(last)
    return msgspec.structs.replace(start, end=end) if end and is_after(end, start) else None


def to_edtf(date: Date | None) -> str:
    """A date as far as it is known; empty for none.

    >>> to_edtf(Date(2020, 7)), to_edtf(Date(-380, is_circa=True)), to_edtf(Date(1938, end=Date(1961)))
    ('2020-07', '-0379~', '1938/1961')
    """
    if date is None:
        return ""
    if date.end or date.is_open:
        start = msgspec.structs.replace(date, end=None, is_open=False)
        return f"{to_edtf(start)}/{to_edtf(date.end) or '..'}"
    year = date.year if date.year >= 0 else date.year + 1
    parts = [f"{'-' if year < 0 else ''}{abs(year):04}"]
    if date.season:
        parts.append(str(_FIRST_SEASON + date.season - 1))
    elif date.month in range(1, 13):
        parts += [f"{date.month:02}", *([f"{date.day:02}"] if date.day in range(1, 32) else [])]
    mark = next(mark for mark, said in _MARKS.items() if said == (date.is_circa, date.is_uncertain))
    return "-".join(parts) + mark


def make_date(year: int, month: int = 0, day: int = 0, season: int = 0) -> Date:
    """A date of numbers, of which those that cannot be are left out: month 13, 31 April."""
    if season in range(1, 5):
        return Date(year, season=season)
    if month not in range(1, 13):
        return Date(year)
    length = monthrange(year if 1 <= year <= 9999 else 2000, month)[1]
    return Date(year, month, day if 1 <= day <= length else None)


def is_after(last: Date, first: Date) -> bool:
    """True for two days that can be the end and the beginning of a range."""
    return (last.year, last.month or 12, last.day or 31) >= (first.year, first.month or 1, first.day or 1)


def _parse_side(text: str) -> Date | None:
    found = _SIDE.fullmatch(text.strip())
    if not found:
        return None
    year, mark = found["year"].replace("u", "X"), found["mark"]
    is_circa, is_uncertain = _MARKS[mark]
    if "X" in year:
        span = Date(int(year.replace("X", "0")), end=Date(int(year.replace("X", "9"))))
        return msgspec.structs.replace(span, is_circa=is_circa, is_uncertain=is_uncertain)
    number = int(year) - (year == "0000" or year.startswith("-"))
    month, day = (int(part) if (part or "").isdigit() else 0 for part in (found["month"], found["day"]))
    made = make_date(number, month, day, month - _FIRST_SEASON + 1)
    return msgspec.structs.replace(made, is_circa=is_circa, is_uncertain=is_uncertain)
