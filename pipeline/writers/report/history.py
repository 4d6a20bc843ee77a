"""Counts over time and news, as the report shows them: lines in SVG paths, nothing that needs a script."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pipeline.model.observations import News
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Work
from pipeline.model.source_table import label_of
from pipeline.rules.count_history import CountHistory, add_up, pick_shown, svg_path
from pipeline.rules.news.ledger import WARNINGS, pick_current

WIDTH, HEIGHT = 600.0, 150.0
SMALL_WIDTH, SMALL_HEIGHT = 120.0, 22.0


class Line(NamedTuple):
    """A series of counts as a line.

    Attributes:
        work: The work that is counted; None for the sum of all.
        path: The line as the path of an SVG.
        since: The first day, in ISO form.
    """

    work: Work | None
    series: CountHistory
    path: str
    since: str
    source: str


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
    total = add_up(shown.values())
    lines = [_line(works[id_], one, SMALL_WIDTH, SMALL_HEIGHT) for id_, one in shown.items()]
    news = [
        (works[one.work], one, label_of(one.source)) for one in pick_current(bibliography.news) if one.work in works
    ]
    return History(
        _line(None, total, WIDTH, HEIGHT) if total else None,
        sorted(lines, key=lambda line: (-line.series.last, line.work.key if line.work else "")),
        sorted(news, key=lambda one: (one[1].kind not in WARNINGS, one[1].kind, one[0].key, one[1].source)),
    )


def _line(work: Work | None, series: CountHistory, width: float, height: float) -> Line:
    since = date.fromordinal(series.points[0].day).isoformat()
    source = ", ".join(label_of(name) for name in series.source.split(", "))
    return Line(work, series, svg_path(series.points, width, height), since, source)
