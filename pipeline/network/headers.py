"""What the headers of a response say about limits and waits, in the spellings that services use.

It stands alone because it neither counts nor waits: each header is a row of a table in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def stated_rate(headers: Mapping[str, str]) -> float | None:
    """Requests per second as Crossref's headers state them, in the two spellings it has had; None when they do not.

    >>> stated_rate({"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s"})
    3.0

    OpenAlex's `x-ratelimit-limit` counts credits a day and comes without an interval: it is no rate.
    """
    for spelling in ("x-rate-limit", "x-ratelimit"):
        limit = read_number(headers.get(f"{spelling}-limit", ""))
        interval = read_number(headers.get(f"{spelling}-interval", "").strip().removesuffix("s"))
        if limit and interval:
            return limit / interval
    return None


def say_time(seconds: float) -> str:
    """A time that is too long to wait, as words.

    >>> say_time(45), say_time(53578), say_time(1e300)
    ('45 s', '14.9 hours', 'very long')
    """
    if seconds < 3600:
        return f"{seconds:.0f} s"
    return f"{seconds / 3600:.1f} hours" if seconds < 1e7 else "very long"


def say_moment(seconds: float, now: datetime) -> str:
    """When a time that is too long to wait is over, in whole ten minutes, so that two runs say the same of one budget.

    >>> say_moment(53578, datetime(2026, 6, 1, 9, 7, 3, tzinfo=UTC))
    'until 2026-06-02 00:00 UTC'
    """
    if seconds >= 1e7:
        return "very long"
    over = datetime.fromtimestamp(-(-(now.timestamp() + seconds - 10) // 600) * 600, UTC)
    return f"until {over:%Y-%m-%d %H:%M} UTC"


def read_number(text: str) -> float | None:
    """A plain number of a header; None for everything else."""
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", text.strip()) else None


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for; None for garbage and for what is past.

    >>> retry_after("37", datetime(2026, 1, 1, tzinfo=UTC))
    37.0
    >>> retry_after("Thu, 01 Jan 2026 00:01:00 GMT", datetime(2026, 1, 1, tzinfo=UTC))
    60.0
    """
    value = value[:100].strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        seconds = float(value)
    else:
        try:
            day = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        seconds = ((day if day.tzinfo else day.replace(tzinfo=UTC)) - now).total_seconds()
    return seconds if seconds > 0 else None
