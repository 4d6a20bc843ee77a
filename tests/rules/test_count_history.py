"""Observations as series."""

from __future__ import annotations

from pipeline.model.records import CitationCount
from pipeline.rules.count_history import POINTS, Point, add_up, pick_shown, sample_points, svg_path


def seen(work: str, source: str, count: int, day: str) -> CitationCount:
    return CitationCount(work, source, count, day)


def test_the_first_shown_source_that_has_something():
    counts = [
        seen("a", "list", 99, ""),
        seen("a", "crossref", 5, "2026-01-01"),
        seen("b", "crossref", 7, "2026-01-02"),
        seen("b", "openalex", 8, "2026-01-01"),
        seen("b", "openalex", 9, "2026-01-03"),
        seen("c", "semantic_scholar", 1, "2026-01-01"),
        seen("d", "openalex", 1, "no day"),
    ]
    picked = pick_shown(counts, ("openalex", "crossref"))
    assert {work: (one.source, one.last, one.as_of) for work, one in picked.items()} == {
        "a": ("crossref", 5, "2026-01-01"),
        "b": ("openalex", 9, "2026-01-03"),
    }


def test_all_works_together_from_each_day_on():
    counts = [
        seen("a", "openalex", 10, "2026-01-01"),
        seen("b", "openalex", 5, "2026-01-03"),
        seen("a", "openalex", 12, "2026-01-05"),
    ]
    total = add_up(pick_shown(counts, ("openalex",)).values())
    assert total
    assert [point.count for point in total.points] == [10, 15, 17]
    assert total.as_of == "2026-01-05"
    assert add_up([]) is None


def test_a_long_history_is_sampled_with_its_ends():
    points = [Point(day, day) for day in range(1000)]
    assert (len(sample_points(points)), sample_points(points)[0].day, sample_points(points)[-1].day) == (POINTS, 0, 999)


def test_a_line_falls_where_the_count_falls():
    assert svg_path([Point(0, 10), Point(5, 0), Point(10, 5)], 100, 20) == "M0 0L50 20L100 10"
    assert svg_path([Point(0, 10)], 100, 20) == "M0 20"
