"""What the reference readers share: which names are citation keys, and which numbers are a date."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model.records import Date

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9:._+À-ÖØ-öø-ɏ-]{1,79}")
_COUNTER = re.compile(
    r"(?:item|ref|id|entry|citation|source)[-_:]?\d*|(?:doi|arxiv|pmid|pmcid|acl|openreview|isbn|https?):.*",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)(\d{4})(?!\d)(?:[-/](\d{1,2})(?!\d)(?:[-/](\d{1,2})(?!\d))?)?", re.ASCII)


def is_citation_key(name: str) -> bool:
    """True for a name that is safe in every consumer and is no counter (`ITEM-1`) or identifier of an export.

    >>> is_citation_key("zeiler2014visualizing"), is_citation_key("http://zotero.org/users/1/items/A")
    (True, False)
    """
    return bool(_KEY.fullmatch(name)) and not _COUNTER.fullmatch(name)


def find_date(text: str) -> Date | None:
    """The first date of a text, year first: `2018-07-03/2019`, `2018/07/03/`, `c. 2018`.

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
