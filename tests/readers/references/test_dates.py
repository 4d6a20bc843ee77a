"""Dates as people write them, in any order and in six languages."""

from __future__ import annotations

import pytest

from pipeline.model.records import Date
from pipeline.readers.references.dates import find_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("15.1.2012", Date(2012, 1, 15)),
        ("2.1.2012", Date(2012, 1, 2)),
        ("15-1-2012", Date(2012, 1, 15)),
        ("1/15/2012", Date(2012, 1, 15)),
        ("2/2/2012", Date(2012, 2, 2)),
        ("9/2012", Date(2012, 9)),
        ("13/2012", Date(2012)),
        ("1/2/2012", Date(2012)),
        ("30-13-2012", Date(2012)),
        ("32-6-2012", Date(2012, 6)),
        ("2012-1-15", Date(2012, 1, 15)),
    ],
)
def test_the_day_before_the_year(text: str, date: Date):
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("15 January 2012/25 February 2012", Date(2012, 1, 15, end=Date(2012, 2, 25))),
        ("Dezember 2011 / Januar 2012", Date(2011, 12, end=Date(2012, 1))),
        ("May 2012/May 2011", Date(2012, 5)),
        ("2012/25 March", Date(2012)),
        ("1999/00", Date(1999, end=Date(2000))),
        ("0030-01 BC", Date(-30)),
    ],
)
def test_two_days_and_what_looks_like_two(text: str, date: Date):
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3. März 2012", 3),
        ("août 2012", 8),
        ("4 de enero de 2012", 1),
        ("maggio 2012", 5),
        ("mrt 2012", 3),
        ("Dez. 2012", 12),
    ],
)
def test_months_in_other_languages(text: str, month: int):
    found = find_date(text)
    assert found
    assert (found.year, found.month) == (2012, month)
