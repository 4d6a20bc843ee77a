"""Writes `matches.csv`: one line for every row of the raw lists, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.protocols import Bibliography
from pipeline.rules.row_text.row_links import read_links
from pipeline.text.folding import clean_text
from pipeline.writers.tables.cells import to_csv
from pipeline.writers.tables.judged_rows import JudgedRow, judge_rows

COLUMNS = tuple(
    "file line row raw_title status score key doi arxiv url title year container_title source reason links".split()
)


def write_matches_csv(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`matches.csv`, every row of every list in list order, duplicates with the key of their work."""
    yield "matches.csv", to_csv([COLUMNS, *(_cells(judged) for judged in judge_rows(bibliography))])


def _cells(judged: JudgedRow) -> list[str]:
    row, record = judged.row, judged.record
    return [
        row.file,
        str(row.line),
        str(judged.number),
        row.cell("title"),
        judged.status,
        str(judged.match.score if judged.match else 0),
        judged.work.key if judged.work else "",
        judged.identifiers.doi,
        judged.identifiers.arxiv,
        judged.url,
        clean_text(record.title),
        str(record.year or ""),
        clean_text(record.container_title),
        judged.source,
        judged.reason,
        "; ".join(f"{kind}: {url}" for kind, url in read_links(row).others),
    ]
