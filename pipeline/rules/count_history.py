"""Citation counts over time: which new count is believed, and what each source said of a work when.

Counts are observations, each with its day; none is ever changed or taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.model.records import CitationCount, Struct

TOLERANCE = 0.1
"""The share by which two observations of one fall may differ: what a paper may gain between two runs."""
LIST = "list"
"""The source of a count that the list itself has."""
POINTS = 60
"""No history is drawn with more points; a screen cannot show more of a line so short."""


def is_suspicious(last: int, count: int) -> bool:
    """True for a count that fell to half or less: citations only grow, so it is not believed at once.

    >>> is_suspicious(30, 15), is_suspicious(30, 16), is_suspicious(1, 0), is_suspicious(0, 0)
    (True, False, True, False)
    """
    return count < last and 2 * count <= last


def agree(first: int, second: int) -> bool:
    """True when two runs saw the same fall, give or take `TOLERANCE`, and at least one citation.

    >>> agree(100, 108), agree(100, 50), agree(0, 1)
    (True, False, True)
    """
    return abs(first - second) <= max(1, TOLERANCE * max(first, second))


class Point(Struct, frozen=True):
    """A count from a day on; the day is its number in the calendar (`date.toordinal`)."""

    day: int
    count: int


class CountHistory(Struct, frozen=True):
    """What one source said of one work (or, with `work` empty, of all), oldest first; `as_of` is its last day (ISO)."""

    work: str
    source: str
    points: tuple[Point, ...]
    as_of: str

    @property
    def last(self) -> int:
        """The newest count."""
        return self.points[-1].count


def pick_shown(counts: Iterable[CitationCount], shown: Sequence[str]) -> dict[str, CountHistory]:
    """By the id of a work, the history at the first source of `shown` that has dated observations of it."""
    found: dict[str, dict[str, list[CitationCount]]] = {}
    for one in counts:
        if one.source in shown and one.as_of:
            found.setdefault(one.work, {}).setdefault(one.source, []).append(one)
    picked = {}
    for work, by_source in found.items():
        source = min(by_source, key=shown.index)
        if points := _points(by_source[source]):
            picked[work] = CountHistory(work, source, tuple(points), by_source[source][-1].as_of)
    return picked


def list_counts(counts: Iterable[CitationCount]) -> dict[str, list[int]]:
    """By the id of a work, what the list itself has counted, oldest first: known before any source was asked."""
    found: dict[str, list[int]] = {}
    for one in counts:
        if one.source == LIST:
            found.setdefault(one.work, []).append(one.count)
    return found


def add_up(histories: Iterable[CountHistory]) -> CountHistory | None:
    """All works together: from each day on the sum of what was known by then. None when there is nothing."""
    histories = list(histories)
    changes: dict[int, int] = {}
    for one in histories:
        before = 0
        for point in one.points:
            changes[point.day] = changes.get(point.day, 0) + point.count - before
            before = point.count
    total, points = 0, []
    for day in sorted(changes):
        total += changes[day]
        points.append(Point(day, total))
    sources = dict.fromkeys(one.source for one in histories)
    return CountHistory("", ", ".join(sources), tuple(points), max(one.as_of for one in histories)) if points else None


def sample_points(points: Sequence[Point], most: int = POINTS) -> tuple[Point, ...]:
    """At most `most` of the points, evenly chosen, the first and the last among them."""
    if len(points) <= most:
        return tuple(points)
    return tuple(points[at * (len(points) - 1) // (most - 1)] for at in range(most))


def svg_path(points: Sequence[Point], width: float, height: float) -> str:
    """The `d` of an SVG path through the points, in a box of that size whose upper edge is the highest count.

    >>> svg_path([Point(1, 0), Point(11, 5)], 100, 20)
    'M0 20L100 0'
    """
    points = sample_points(points)
    first, days = points[0].day, max(1, points[-1].day - points[0].day)
    low = min(point.count for point in points)
    span = max(1, max(point.count for point in points) - low)
    spots = (
        f"{(point.day - first) / days * width:.4g} {height - (point.count - low) / span * height:.4g}"
        for point in points
    )
    return "M" + "L".join(spots)


def _points(counts: Iterable[CitationCount]) -> list[Point]:
    """By day; of several counts on one day the last is kept, and a day that is no ISO date is left out."""
    by_day: dict[int, int] = {}
    for one in counts:
        try:
            by_day[date.fromisoformat(one.as_of).toordinal()] = one.count
        except ValueError:
            continue
    return [Point(day, by_day[day]) for day in sorted(by_day)]
