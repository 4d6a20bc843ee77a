"""Writes `citations.csv`: the known history of the citation counts of every work."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount
from pipeline.writers.tables.cells import to_csv

COLUMNS = ("key", "source", "as_of", "count")


def write_citations_csv(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`citations.csv`, an observation a line: by work in list order, then as they were made."""
    history: dict[str, list[CitationCount]] = {}
    for one in bibliography.counts:
        history.setdefault(one.work, []).append(one)
    yield "citations.csv", "".join(_pieces(bibliography, history))


def _pieces(bibliography: Bibliography, history: dict[str, list[CitationCount]]) -> Iterator[str]:
    """The file in pieces; key and source, the same in many lines, are made safe for spreadsheets once."""
    yield to_csv([COLUMNS])
    for work in bibliography.works:
        prefixes: dict[str, str] = {}
        for one in history.get(work.id, ()):
            if one.source not in prefixes:
                prefixes[one.source] = to_csv([[work.key, one.source]]).removesuffix("\n")
            as_of = one.as_of if one.as_of.replace("-", "").isdigit() else ""
            yield f"{prefixes[one.source]},{as_of},{one.count}\n"
