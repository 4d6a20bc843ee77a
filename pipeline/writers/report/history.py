"""Counts over time and news, as the report shows them: lines in SVG paths, nothing that needs a script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pipeline.model.observations import News
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Work
from pipeline.model.source_table import label_of
from pipeline.rules.count_history import LIST, CountHistory, add_up, list_counts, pick_shown, svg_path
from pipeline.rules.news.ledger import WARNINGS, pick_current

WIDTH, HEIGHT = 600.0, 150.0
SMALL_WIDTH, SMALL_HEIGHT = 120.0, 22.0


class Line(NamedTuple):
    """A series of counts, and the line that it draws.

    Attributes:
        work: The work that is counted; None for the sum of all.
        since: The first day on which a source counted, in ISO form; empty for a work that only the list counted.
        as_of: The last such day.
        source: Who counted.
        counts: What was counted, oldest first.
        path: The line as the path of an SVG; empty when there is no second count to draw it to.
        listed: What the list itself says, without a day: it was known before any source was asked.
        counted: How many works the list counts.
    """

    work: Work | None
    since: str
    as_of: str
    source: str
    counts: tuple[int, ...]
    path: str = ""
    listed: int | None = None
    counted: int = 0

    @property
    def last(self) -> int:
        """The newest count."""
        return self.counts[-1]


class History(NamedTuple):
    """What the section shows: all works together, each work (most cited first), and the news, warnings first."""

    total: Line | None
    lines: list[Line]
    news: list[tuple[Work, News, str]]


def make_history(bibliography: Bibliography) -> History:
    """The history of the works in the list, by the sources whose counts are shown."""
    works = {work.id: work for work in bibliography.works}
    picked = pick_shown(bibliography.counts, bibliography.shown_sources)
    shown = {id_: one for id_, one in picked.items() if id_ in works}
    listed = list_counts(one for one in bibliography.counts if one.work in works)
    total = add_up(shown.values())
    lines = [_line(works[id_], one, (SMALL_WIDTH, SMALL_HEIGHT), listed.get(id_, ())) for id_, one in shown.items()]
    lines += [_listed_line(works[id_], counts) for id_, counts in listed.items() if id_ not in shown]
    news = [
        (works[one.work], one, label_of(one.source)) for one in pick_current(bibliography.news) if one.work in works
    ]
    all_listed = [sum(counts[0] for counts in listed.values())] if listed else []
    whole = _line(None, total, (WIDTH, HEIGHT), all_listed) if total else None
    return History(
        whole._replace(counted=len(listed)) if whole else None,
        sorted(lines, key=lambda line: (-line.last, line.work.key if line.work else "")),
        sorted(news, key=lambda one: (one[1].kind not in WARNINGS, one[1].kind, one[0].key, one[1].source)),
    )


def _line(work: Work | None, series: CountHistory, size: tuple[float, float], listed: Sequence[int]) -> Line:
    points = series.points
    source = ", ".join(label_of(name) for name in series.source.split(", "))
    path = svg_path(points, *size) if len(points) > 1 else ""
    since, counts = date.fromordinal(points[0].day).isoformat(), tuple(point.count for point in points)
    return Line(work, since, series.as_of, source, counts, path, next(iter(listed), None))


def _listed_line(work: Work, counts: Sequence[int]) -> Line:
    return Line(work, "", "", label_of(LIST), (counts[-1],), listed=counts[0])
