"""The counts of the list's own table."""

from __future__ import annotations

from pipeline.model.records import CitationCount, Column, Record, Row, Work
from pipeline.rules.row_text.counts import read_list_counts


def row(id_: str, count: str) -> Row:
    return Row(id_, "list.md", 3, (Column("Citation", "count"),), (count,))


def test_a_works_list_count_is_its_highest():
    works = [Work("w", Record("w"), ("a", "b"), "matched"), Work("v", Record("v"), ("c",), "matched")]
    counts = read_list_counts(works, [row("a", "35"), row("b", "1,216"), row("c", "many")])
    assert counts == (CitationCount("w", "list", 1216, ""),)
