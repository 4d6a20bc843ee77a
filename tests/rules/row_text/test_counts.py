"""The counts of the list's own table."""

from __future__ import annotations

import pytest

from pipeline.model.records import CitationCount, Column, Record, Row, Work
from pipeline.rules.row_text.counts import parse_count, read_list_counts


def row(id_: str, count: str) -> Row:
    return Row(id_, "list.md", 3, (Column("Citation", "count"),), (count,))


def test_a_works_list_count_is_its_highest():
    works = [Work("w", Record("w"), ("a", "b"), "matched"), Work("v", Record("v"), ("c",), "matched")]
    counts = read_list_counts(works, [row("a", "35"), row("b", "1,216"), row("c", "many")])
    assert counts == (CitationCount("w", "list", 1216, ""),)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("3,405", 3405),
        ("2 345", 2345),
        ("2\u202f345", 2345),
        ("12'345", 12345),
        ("1.204", 1204),
        ("cited by 12", 12),
        ("1.2k", 1200),
        ("1,2k", 1200),
        ("~3K+", 3000),
        ("12k citations", 12000),
        ("1万", 10000),
        ("1.5 万", 15000),
        ("3千", 3000),
        ("2M", 2000000),
        ("n/a", None),
        ("", None),
        ("12 of 34", None),
        ("1.2kg", None),
        ("9" * 30, None),
        ("1" + ",000" * 9, None),
    ],
)
def test_counts_as_lists_write_them(cell: str, count: int | None):
    assert parse_count(cell) == count
