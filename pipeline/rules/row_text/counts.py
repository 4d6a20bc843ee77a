"""The citation counts that the list's own table has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.model.records import CitationCount, Row, Work

_COUNT = re.compile(r"^\D{0,12}?(\d{1,3}(?:[ ,.'’\u00a0\u2009\u202f]\d{3}){1,3}|\d{1,9})\D*$")
_ROUNDED = re.compile(r"^\D{0,12}?(\d{1,5}(?:[.,]\d{1,3})?)\s?(k|K|M|千|万|萬|만)(?![^\W\d_])\D*$")
_UNITS = {"k": 1_000, "K": 1_000, "千": 1_000, "万": 10_000, "萬": 10_000, "만": 10_000, "M": 1_000_000}


def read_list_counts(works: Sequence[Work], rows: Iterable[Row]) -> tuple[CitationCount, ...]:
    """The counts in the list's own table, one a work (the highest of its rows), without a day."""
    by_id = {row.id: row for row in rows}
    counts = []
    for work in works:
        found = [
            count for row in work.rows if row in by_id and (count := parse_count(by_id[row].cell("count"))) is not None
        ]
        if found:
            counts.append(CitationCount(work.id, "list", max(found), ""))
    return tuple(counts)


def parse_count(cell: str) -> int | None:
    """A citation count as lists write it.

    >>> parse_count("1,204"), parse_count("cited by 12"), parse_count("1.2k"), parse_count("1万"), parse_count("n/a")
    (1204, 12, 1200, 10000, None)
    """
    cell = cell.strip()
    if rounded := _ROUNDED.match(cell):
        return round(float(rounded[1].replace(",", ".")) * _UNITS[rounded[2]])
    found = _COUNT.match(cell)
    return int(re.sub(r"\D", "", found[1])) if found else None
