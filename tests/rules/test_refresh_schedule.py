"""When a work is asked about again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.model.records import CitationCount, Date, Record, Work
from pipeline.rules import refresh_schedule
from pipeline.rules.refresh_schedule import Memory, RefreshChoice, choose_works, read_observed

TODAY = date(2026, 11, 23)


def works(count: int, year: int = 2010) -> list[Work]:
    return [Work(f"doi:10.1234/{at}", Record("", issued=Date(year)), (), "matched", f"key{at}") for at in range(count)]


def memory(asked: dict[str, date] | None = None, *counts: CitationCount) -> Memory:
    return Memory(asked or {}, read_observed(counts, "crossref"))


def test_a_small_library_is_asked_about_as_a_whole():
    three = works(3)
    asked = {work.id: TODAY for work in three}
    assert choose_works(three, memory(asked), RefreshChoice(), TODAY) == tuple(three)


@pytest.mark.parametrize(("days", "chosen"), [(0, 3), (3, 2), (30, 1), (4000, 1)])
def test_only_what_was_asked_for_so_long_ago(days: int, chosen: int):
    three = works(3)
    asked = {three[0].id: TODAY, three[1].id: TODAY - timedelta(days=3)}
    wish = RefreshChoice(until=refresh_schedule.days_before(TODAY, days))
    assert len(choose_works(three, memory(asked), wish, TODAY)) == chosen


def test_without_the_cache_the_last_observation_tells():
    two = works(2)
    counts = [
        CitationCount(two[0].id, "crossref", 5, "2026-11-20"),
        CitationCount(two[1].id, "openalex", 5, "2026-11-20"),
    ]
    wish = RefreshChoice(until=refresh_schedule.days_before(TODAY, 30))
    assert [work.key for work in choose_works(two, memory({}, *counts), wish, TODAY)] == ["key1"]


def test_only_these_keys():
    assert [work.key for work in choose_works(works(3), memory(), RefreshChoice(frozenset(["key1"])), TODAY)] == [
        "key1"
    ]


@pytest.mark.parametrize(
    ("year", "count", "days"),
    [(2026, 5, 7), (2025, 0, 30), (2023, 5, 30), (2022, 5, 91), (2010, 0, 182), (None, 5, 30)],
)
def test_periods_by_age(year: int | None, count: int, days: int):
    assert refresh_schedule.period(year, count, TODAY) == days


def test_a_large_library_is_spread_over_days(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refresh_schedule, "SMALL", 100)
    many = works(910)
    asked = {work.id: TODAY for work in many}
    shares = []
    for day in range(1, 92):
        now = TODAY + timedelta(days=day)
        due = choose_works(many, memory(asked), RefreshChoice(), now)
        asked.update({work.id: now for work in due})
        shares.append(len(due))
    assert sum(shares) == 910, "each of them once in its period"
    assert max(shares) < 30, "and never many on one day"


def test_a_fresh_clone_continues_the_schedule(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refresh_schedule, "SMALL", 100)
    many = works(910)
    counts = [CitationCount(work.id, "crossref", 5, "2020-01-01") for work in many]
    counts[0] = CitationCount(many[0].id, "crossref", 5, (TODAY - timedelta(days=7)).isoformat())
    due = choose_works(many, memory({}, *counts), RefreshChoice(), TODAY)
    assert 30 < len(due) < 120, "the share of a week, though no count has changed for years"
    assert len(choose_works(many, memory(), RefreshChoice(), TODAY)) == 910, "what was never seen is asked for"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026-11-20", date(2026, 11, 20)), ("last week", date.min), ("2026-02-30", date.min), ("", date.min)],
)
def test_what_is_no_day_is_long_ago(written: str, day: date):
    assert refresh_schedule.day_of(CitationCount("w", "crossref", 5, written)) == day


def test_a_future_day_is_a_wrong_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refresh_schedule, "SMALL", 0)
    one = works(1)
    assert choose_works(one, memory({one[0].id: TODAY + timedelta(days=400)}), RefreshChoice(), TODAY) == tuple(one)
