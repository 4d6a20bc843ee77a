"""The works by year, kind and venue, as the report draws them: bars with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.model import Record
from pipeline.rules.venues import recognise
from pipeline.text import clean_text

SHOWN_VENUES = 12
YEARS_APART = 45
"""Over a longer span the works are counted by decade, so that the bars stay readable."""

_KINDS = {
    "article": "preprint",
    "article-journal": "journal article",
    "article-magazine": "magazine article",
    "article-newspaper": "newspaper article",
    "chapter": "book chapter",
    "dataset": "data set",
    "entry-dictionary": "dictionary entry",
    "entry-encyclopedia": "encyclopedia entry",
    "paper-conference": "conference paper",
    "post-weblog": "blog post",
    "webpage": "web page",
}
"""CSL types in words, where the type is not the word."""


class Bar(NamedTuple):
    """One bar of a chart; `share` is its length, 1.0 for the longest."""

    label: str
    number: int
    share: float


class Chart(NamedTuple):
    """Bars under a title; `note` says what they leave out. Upright ones stand side by side on a line of time."""

    id: str
    title: str
    bars: list[Bar]
    note: str = ""
    is_upright: bool = False


def draw_charts(records: Sequence[Record]) -> list[Chart]:
    """The charts that have something to show."""
    years, venues = year_bars(records), venue_bars(records)
    undated = sum(1 for record in records if record.year is None)
    placed = sum(1 for record in records if venue_of(record))
    shown = sum(bar.number for bar in venues)
    rest = [f"{placed - shown:,} in other venues"] if placed > shown else []
    rest += [f"{len(records) - placed:,} in none"] if placed < len(records) else []
    charts = (
        Chart("by-year", "Works by year", years, f"{undated:,} without a year" if undated else "", is_upright=True),
        Chart("by-kind", "Works by kind", kind_bars(records)),
        Chart("by-venue", "Works by venue", venues, ", ".join(rest)),
    )
    return [chart for chart in charts if chart.bars]


def year_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by year without gaps; by decade when the years lie far apart."""
    years = Counter(record.year for record in records if record.year is not None)
    if not years:
        return []
    if max(years) - min(years) <= YEARS_APART:
        return _bars((str(year), years[year]) for year in range(min(years), max(years) + 1))
    decades: Counter[int] = Counter()
    for year, count in years.items():
        decades[year // 10 * 10] += count
    return _bars((f"{decade}s", decades[decade]) for decade in range(min(decades), max(decades) + 1, 10))


def venue_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by the venues that hold most of them."""
    return _bars(_most_first(Counter(name for name in map(venue_of, records) if name))[:SHOWN_VENUES])


def kind_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by CSL type, in words."""
    return _bars(_most_first(Counter(_KINDS.get(record.type, record.type) or "no type" for record in records)))


def venue_of(record: Record) -> str:
    """The venue that holds a work: the conference itself, where each year's proceedings have a title of their own.

    >>> venue_of(Record("a", container_title="2017 IEEE International Conference on Computer Vision (ICCV)"))
    'IEEE/CVF International Conference on Computer Vision'
    """
    container = recognise(record.container_title)
    if container.venue is None:
        return clean_text(record.container_title_short or record.container_title)
    name = container.venue.name.removeprefix("Proceedings of the ")
    return f"{name} (workshops)" if container.is_workshop and container.venue.kind != "workshop" else name


def _bars(counted: Iterable[tuple[str, int]]) -> list[Bar]:
    counted = list(counted)
    most = max((count for _, count in counted), default=1)
    return [Bar(label, count, count / most) for label, count in counted]


def _most_first(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
