"""What the charts of the report count."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date, Record
from pipeline.writers.report.charts import Bar, draw_charts, kind_bars, venue_bars, venue_of, year_bars


def dated(*years: int) -> list[Record]:
    return [Record("a", issued=Date(year)) for year in years]


def test_years_have_no_gaps_and_become_decades():
    assert year_bars(dated(2015, 2017, 2017)) == [Bar("2015", 1, 0.5), Bar("2016", 0, 0.0), Bar("2017", 2, 1.0)]
    assert [bar.label for bar in year_bars(dated(1936, 1950, 2017))] == [f"{year}s" for year in range(1930, 2020, 10)]
    assert year_bars([Record("a")]) == []


def test_a_few_old_works_make_no_decades():
    records = [*dated(1936, 1957), *dated(*[2017] * 20, 2020)]
    assert [bar.label for bar in year_bars(records)] == [str(year) for year in range(1975, 2021)]
    assert draw_charts(records)[0].note == "2 before 1975"


def test_venues_and_kinds_come_most_first():
    records = [
        Record("a", type="article-journal", container_title="B"),
        Record("b", type="article-journal", container_title="Long name of A", container_title_short="A"),
        Record("c", type="song", container_title="B"),
        Record("d"),
    ]
    assert venue_bars(records) == [Bar("B", 2, 1.0), Bar("A", 1, 0.5)]
    assert kind_bars(records) == [Bar("journal article", 2, 1.0), Bar("no type", 1, 0.5), Bar("song", 1, 0.5)]


@pytest.mark.parametrize(
    ("container", "venue"),
    [
        ("2019 IEEE/CVF International Conference on Computer Vision (ICCV)", "ICCV"),
        ("Proceedings of the IEEE International Conference on Computer Vision 2015", "ICCV"),
        ("Proceedings of the 34th International Conference on Machine Learning", "ICML"),
        ("Journal of Pears", "Journal of Pears"),
        ("", ""),
    ],
)
def test_the_proceedings_of_all_years_are_one_venue(container: str, venue: str):
    names = {
        "ICCV": "IEEE/CVF International Conference on Computer Vision",
        "ICML": "International Conference on Machine Learning",
    }
    assert venue_of(Record("a", container_title=container)) == names.get(venue, venue)


def test_a_workshop_is_not_its_conference():
    assert venue_of(Record("a", container_title="Workshop on Pears @ IJCAI")) != venue_of(
        Record("a", container_title="IJCAI")
    )


def test_a_chart_says_what_it_leaves_out():
    records = [*dated(2017), *(Record("a", container_title=f"Journal {at:02}") for at in range(14))]
    assert {chart.id: chart.note for chart in draw_charts(records)} == {
        "by-year": "14 without a year",
        "by-kind": "",
        "by-venue": "2 in other venues, 1 in none",
    }
    assert draw_charts([]) == []
