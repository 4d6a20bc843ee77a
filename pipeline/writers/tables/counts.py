"""Citation counts as outputs show them: the best one known of each work, and the line of it for Zotero's Extra."""

from __future__ import annotations

from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount
from pipeline.model.source_table import label_of


def best_counts(bibliography: Bibliography) -> dict[str, CitationCount]:
    """The count to show, by work: the newest of the first shown source that has one.

    A count of the list itself is never among them: its cell stays as it was written.
    """
    best: dict[str, tuple[int, CitationCount]] = {}
    ranks = {source: rank for rank, source in enumerate(reversed(bibliography.shown_sources))}
    for seen in sorted(bibliography.counts, key=lambda seen: seen.as_of):
        rank = ranks.get(seen.source, -1)
        if rank >= (best[seen.work][0] if seen.work in best else 0):
            best[seen.work] = (rank, seen)
    return {work: seen for work, (_, seen) in best.items()}


def count_lines(bibliography: Bibliography) -> dict[str, str]:
    """The first line of Extra, by work: `90000 citations (Semantic Scholar) [2026-11-23]`."""
    return {
        work: f"{seen.count} citations ({label_of(seen.source)})" + (f" [{seen.as_of}]" if seen.as_of else "")
        for work, seen in best_counts(bibliography).items()
    }
