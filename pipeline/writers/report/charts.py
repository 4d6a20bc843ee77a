"""The works by year, kind and venue, as the report draws them: bars with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.model.records import Record
from pipeline.rules.venues import recognise
from pipeline.text.folding import clean_text

SHOWN_VENUES = 12
YEARS_APART = 45
"""So many years are shown one by one; if more than a few works are older, they are counted by decade instead."""
FEW = 0.1

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
    charts = (
        Chart("by-year", "Works by year", years, _rest_of_years(records, years), is_upright=True),
        Chart("by-kind", "Works by kind", kind_bars(records)),
        Chart("by-venue", "Works by venue", venues, _rest_of_venues(records, venues)),
    )
    return [chart for chart in charts if chart.bars]


def year_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by year without gaps, or by decade; a few that are far older than the others are left out."""
    years = Counter(record.year for record in records if record.year is not None)
    if not years:
        return []
    first, last = max(min(years), max(years) - YEARS_APART), max(years)
    if sum(count for year, count in years.items() if year < first) <= FEW * years.total():
        return _bars((str(year), years[year]) for year in range(first, last + 1))
    decades: Counter[int] = Counter()
    for year, count in years.items():
        decades[year // 10 * 10] += count
    return _bars((f"{decade}s", decades[decade]) for decade in range(min(decades), max(decades) + 1, 10))


def venue_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by the venues that hold most of them."""
    return _bars(_most_first(Counter(name for name in map(venue_of, records) if name))[:SHOWN_VENUES])


def kind_bars(records: Iterable[Record]) -> list[Bar]:
    """Works by CSL type, in words."""
    return _bars(_most_first(Counter(kind_of(record) or "no type" for record in records)))


def kind_of(record: Record) -> str:
    """The CSL type in words."""
    return _KINDS.get(record.type, record.type)


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


def _rest_of_years(records: Sequence[Record], bars: Sequence[Bar]) -> str:
    undated = sum(1 for record in records if record.year is None)
    older = len(records) - undated - sum(bar.number for bar in bars)
    parts = [f"{older:,} before {bars[0].label}"] if older else []
    return ", ".join(parts + ([f"{undated:,} without a year"] if undated else []))


def _rest_of_venues(records: Sequence[Record], bars: Sequence[Bar]) -> str:
    placed = sum(1 for record in records if venue_of(record))
    others, nowhere = placed - sum(bar.number for bar in bars), len(records) - placed
    parts = [f"{others:,} in other venues"] if others else []
    return ", ".join(parts + ([f"{nowhere:,} in none"] if nowhere else []))


def _bars(counted: Iterable[tuple[str, int]]) -> list[Bar]:
    counted = list(counted)
    most = max((count for _, count in counted), default=1)
    return [Bar(label, count, count / most) for label, count in counted]


def _most_first(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
