"""The history of counts as a table."""

from __future__ import annotations

import csv
import io

from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Record, Work
from pipeline.writers.tables.citations_csv import write_citations_csv


def history(*counts: CitationCount, key: str = "keyb") -> list[list[str]]:
    works = (Work("b", Record("b"), (), "matched", key), Work("a", Record("a"), (), "matched", "keya"))
    ((name, text),) = write_citations_csv(Bibliography(works=works, rows=(), matches=(), counts=counts))
    assert name == "citations.csv"
    return list(csv.reader(io.StringIO(text)))


def test_by_work_in_list_order_then_as_observed():
    counts = [
        CitationCount("a", "crossref", 1, "2026-01-01"),
        CitationCount("b", "list", 2, ""),
        CitationCount("gone", "crossref", 3, "2026-01-01"),
        CitationCount("b", "crossref", 4, "2026-02-01"),
    ]
    assert history(*counts) == [
        ["key", "source", "as_of", "count"],
        ["keyb", "list", "", "2"],
        ["keyb", "crossref", "2026-02-01", "4"],
        ["keya", "crossref", "2026-01-01", "1"],
    ]


def test_no_cell_is_a_formula():
    hostile = CitationCount("b", "=cmd|' /C calc'!A0", 1, "@SUM(A1)")
    (_, line) = history(hostile, key="+1")
    assert line == ["'+1", "'=cmd|' /C calc'!A0", "", "1"]
