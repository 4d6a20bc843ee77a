"""When the citations of a work are asked for again.

Up to `SMALL` works everything is asked each time: batches make that a handful of requests. Above it a work has a period
by its age, and a day of its own in that period, so that a large library is asked about a share a day.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from pipeline.model.records import CitationCount, Struct, Work

SMALL = 10_000
"""Works up to which a refresh asks about all of them."""


class RefreshChoice(Struct, frozen=True):
    """What a person wants refreshed: works by key, and only what was asked for before the day `until`."""

    keys: frozenset[str] = frozenset()
    until: date | None = None


class Memory(Struct, frozen=True):
    """What is known of one source: when it was last asked about each work, and its last observation of each.

    A fresh clone does not know when it was asked; `last_run` is then the day of the newest observation.
    """

    asked: Mapping[str, date]
    observed: Mapping[str, CitationCount]

    @property
    def last_run(self) -> date | None:
        """The newest day on which the source surely was asked for something."""
        return max((*self.asked.values(), *map(day_of, self.observed.values())), default=None)


def choose_works(works: Sequence[Work], memory: Memory, choice: RefreshChoice, today: date) -> tuple[Work, ...]:
    """The works that one source is asked about today.

    Args:
        works: All identified works.
        memory: When the source was asked about each, and what it said last.
        choice: What a person chose; with `until` or keys given, the periods do not count.
        today: The day of the run.
    """
    chosen = [work for work in works if not choice.keys or work.key in choice.keys]
    if choice.until is not None:
        return tuple(work for work in chosen if _last_asked(work, memory) <= choice.until)
    if choice.keys or len(works) <= SMALL:
        return tuple(chosen)
    last_run = memory.last_run
    return tuple(work for work in chosen if _is_due(work, memory, last_run, today))


def read_observed(counts: Iterable[CitationCount], source: str) -> dict[str, CitationCount]:
    """The last dated observation of each work by one source."""
    return {one.work: one for one in counts if one.source == source and one.as_of}


def day_of(one: CitationCount) -> date:
    """The day of an observation; the first day of the calendar where its text is no ISO date."""
    try:
        return date.fromisoformat(one.as_of)
    except ValueError:
        return date.min


def period(year: int | None, count: int | None, today: date) -> int:
    """Days between two requests for a work: counts of new papers change weekly, those of old uncited ones hardly ever.

    >>> [period(year, 5, date(2026, 11, 23)) for year in (2026, 2024, 2010)], period(2010, 0, date(2026, 11, 23))
    ([7, 30, 91], 182)
    """
    age = today.year - (year or today.year - 2)
    if age < 1:
        return 7
    if age <= 3:
        return 30
    return 182 if count == 0 else 91


def _is_due(work: Work, memory: Memory, last_run: date | None, today: date) -> bool:
    """True when the work's own day of the period has come since it was last asked for.

    Without that knowledge a count that never changes would look stale in every fresh clone, so what was observed at all
    counts as asked for when the source last was.
    """
    seen = memory.observed.get(work.id)
    since = memory.asked.get(work.id) or (last_run if seen else None)
    if since is None or since > today:  # a day in the future comes from a wrong clock
        return True
    days, own = period(work.record.year, seen.count if seen else None, today), zlib.crc32(work.id.encode())
    return (today.toordinal() + own) // days > (since.toordinal() + own) // days


def _last_asked(work: Work, memory: Memory) -> date:
    known = memory.asked.get(work.id)
    return known or (day_of(memory.observed[work.id]) if work.id in memory.observed else date.min)


def days_before(today: date, days: int) -> date:
    """The day that many days ago, not before the first day of the calendar."""
    return today - timedelta(days=min(days, today.toordinal() - 1))
