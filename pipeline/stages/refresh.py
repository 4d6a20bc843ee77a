"""Citation counts as dated observations: what the list itself says, and what sources say now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.doors import Source
from pipeline.model import CitationCount, Outcome, Problem, Row, Work

_COUNT = re.compile(r"^\D{0,12}?(\d{1,3}(?:[ ,.]\d{3})+|\d{1,9})\D*$")


def read_list_counts(works: Sequence[Work], rows: Iterable[Row]) -> tuple[CitationCount, ...]:
    """The counts that the list's own table has, one a work (the highest of its rows), of no known day."""
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

    >>> parse_count("1,204"), parse_count("cited by 12"), parse_count("n/a")
    (1204, 12, None)
    """
    found = _COUNT.match(cell.strip())
    return int(re.sub(r"\D", "", found[1])) if found else None


def refresh(works: Sequence[Work], sources: Iterable[Source]) -> Outcome[CitationCount]:
    """What each source counts now, for the works with identifiers; a batch that failed is a Problem."""
    asked = [(work.id, work.record.identifiers) for work in works if work.record.identifiers.labels()]
    counts: list[CitationCount] = []
    problems: list[Problem] = []
    for source in sources if asked else ():
        for one in source.count(asked):
            if isinstance(one, CitationCount):
                counts.append(one)
            else:
                problems.append(one)
    return Outcome(tuple(counts), tuple(problems))


def news(known: Iterable[CitationCount], seen: Iterable[CitationCount]) -> tuple[CitationCount, ...]:
    """The observations that differ from the last one of the same work and source, each once, sorted."""
    last = {(one.work, one.source): one.count for one in known}
    fresh = {(one.work, one.source): one for one in seen if last.get((one.work, one.source)) != one.count}
    return tuple(fresh[key] for key in sorted(fresh))


def hold_back(
    known: Iterable[CitationCount], fresh: Iterable[CitationCount], told: Iterable[Problem]
) -> Outcome[CitationCount]:
    """The observations that are believed, and a Problem for each count that fell to less than half.

    Papers do not lose citations, but indexes lose records: such a fall is believed when the next refresh says the same,
    which is when it was told before.
    """
    last = {(one.work, one.source): one.count for one in known}
    before = set(told)
    believed, fallen = [], []
    for one in fresh:
        old = last.get((one.work, one.source), 0)
        sentence = f"{one.source} counts {one.count} where it counted {old}; the next refresh decides."
        problem = Problem("refresh", "count_fell", one.work, sentence)
        if one.count * 2 < old and problem not in before:
            fallen.append(problem)
        else:
            believed.append(one)
    return Outcome(tuple(believed), tuple(fallen))
