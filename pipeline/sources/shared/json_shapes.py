"""Reads JSON whose shape nobody guarantees: every function gives a value of its type, or an empty one.

A field of an API's reply may be missing, null or of another type; what is not as expected is left out, never raised.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pipeline.model.records import Date, Name
from pipeline.text.dashes import DASHES, to_hyphen
from pipeline.text.folding import FIELD_CAP, clean_markup, drop_null

YEARS = range(1400, 2101)
"""Years that can be true."""
BUDDHIST_YEARS = range(2400, 2650)
"""Years of Thailand's calendar: DataCite holds 2549 for 2006 (10.14457/kmitl.res.2006.17)."""

AUTHOR_CAP = 20_000
"""People of one role; the most that a paper was ever seen with are 15,025 (10.1093/bjs/znab101)."""
TEXTS_CAP = 100
"""Strings of a list of which the first ones are read: titles, containers, ISSNs."""
OBJECTS_CAP = 1_000
"""Objects of a list other than people that are read: relations, notices, dates."""

_ISO_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|T)")
_PAGE = re.compile(rf"[A-Za-z]{{0,4}}[\d.:]*\d[\w.:]*(?:\s*[{DASHES}]+\s*\w[\w.:]*)?(?:,.{{0,40}})?")


class TooManyAuthorsError(ValueError):
    """A record with more people than any paper has. It is left out as a whole: a list of authors is never cut."""


def find(item: Any, *path: str) -> Any:
    """The value below a path of names, or None where the path ends early.

    >>> find({"biblio": {"volume": "6"}}, "biblio", "volume"), find({"biblio": None}, "biblio", "volume")
    ('6', None)
    """
    for name in path:
        if not isinstance(item, dict):
            return None
        item = item.get(name)
    return item


def find_raw(item: Any, *path: str) -> str:
    """A string or a number, unchanged, for identifiers: markup rules would cut `<1661::AID-SIM968>` in a DOI."""
    value = find(item, *path)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value[:FIELD_CAP].strip() if isinstance(value, str) else ""


def find_text(item: Any, *path: str) -> str:
    """A string without markup, or a number as a string; empty for “null”."""
    value = find(item, *path)
    return drop_null(clean_markup(value)) if isinstance(value, str) else find_raw(value)


def find_list(item: Any, *path: str) -> list[Any]:
    """A list; a single value where a list should be is a list of one."""
    value = find(item, *path)
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def find_dicts(item: Any, *path: str, most: int = OBJECTS_CAP) -> list[dict[str, Any]]:
    """The objects of a list, so many at most; whatever else is in it is left out."""
    return [each for each in find_list(item, *path)[:most] if isinstance(each, dict)]


def find_people(item: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of a list of people, all of them.

    Raises:
        TooManyAuthorsError: They are more than any paper has.
    """
    people = find_dicts(item, *path, most=AUTHOR_CAP + 1)
    if len(people) > AUTHOR_CAP:
        raise TooManyAuthorsError
    return people


def find_texts(item: Any, *path: str) -> list[str]:
    """The strings of a list, cleaned; empty ones are left out."""
    texts = (clean_markup(each) for each in find_list(item, *path)[:TEXTS_CAP] if isinstance(each, str))
    return [text for text in texts if text]


def find_first(item: Any, *path: str) -> str:
    """The first string of a list, cleaned."""
    return next(iter(find_texts(item, *path)), "")


def find_count(item: Any, *path: str) -> int | None:
    """A number of citations: a whole number, not negative and under a billion; None for all else."""
    value = find(item, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def find_year(item: Any, *path: str) -> Date | None:
    """A date of which only the year is given."""
    return make_date(find(item, *path))


def make_date(year: Any, month: Any = None, day: Any = None) -> Date | None:
    """A date as exact as its parts allow; None when the year is impossible.

    >>> make_date(2016, 2, 31)
    Date(year=2016, month=2)
    """
    y, m, d = (_to_int(part) for part in (year, month, day))
    if y and y in BUDDHIST_YEARS:
        y -= 543
    if y is None or y not in YEARS:
        return None
    if m is None or not 1 <= m <= 12:
        return Date(y)
    if d is None or not 1 <= d <= calendar.monthrange(y, m)[1]:
        return Date(y, m)
    return Date(y, m, d)


def parse_date(text: str) -> Date | None:
    """A date from `2006`, `2006-01`, `2006-01-02` or the same with a time behind it."""
    found = _ISO_DATE.match(text)
    return make_date(*found.groups()) if found else None


def join_pages(first: str, last: str = "") -> str:
    """`525–535` from both ends; a range that already stands in one string gets one plain hyphen."""
    if first and last and first != last:
        return f"{first}-{last}"
    pages = to_hyphen(first or last)
    start, _, end = pages.partition("-")
    return start if start and start == end else pages


def is_page(text: str) -> bool:
    """True for what can be a page: not the “Korea” of 10.18429/jacow-ipac2016-tupmy003, nor “Spain; 3353”."""
    return _PAGE.fullmatch(text) is not None


def keep_names(names: Iterable[Name | None]) -> tuple[Name, ...]:
    """The names, without the None of those that could not be read.

    Raises:
        TooManyAuthorsError: They are more than any paper has.
    """
    kept = tuple(islice(names, AUTHOR_CAP + 1))
    if len(kept) > AUTHOR_CAP:
        raise TooManyAuthorsError
    return tuple(name for name in kept if name)


def keep_unique(values: Iterable[str], without: str = "") -> tuple[str, ...]:
    """Non-empty values once each, in their order."""
    return tuple(_unique(value for value in values if value and value != without))


def _unique(values: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(values)


def _to_int(part: Any) -> int | None:
    if isinstance(part, str) and part.isascii() and part.isdigit() and len(part) <= 4:
        return int(part)
    return part if isinstance(part, int) and not isinstance(part, bool) else None
