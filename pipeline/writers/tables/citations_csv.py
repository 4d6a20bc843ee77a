"""`citations.csv`: the history of every work's citation counts, as far as it is known."""

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
    """The file in pieces; key and source are made safe for spreadsheets once, and `matches.csv` has the titles."""
    yield to_csv([COLUMNS])
    for work in bibliography.works:
        heads: dict[str, str] = {}
        for one in history.get(work.id, ()):
            if one.source not in heads:
                heads[one.source] = to_csv([[work.key, one.source]]).removesuffix("\n")
            as_of = one.as_of if one.as_of.replace("-", "").isdigit() else ""
            yield f"{heads[one.source]},{as_of},{one.count}\n"
