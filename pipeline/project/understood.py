"""What was understood of the lists: figures for the summary, and what became of each line and why."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

import msgspec

from pipeline.console.lists import ListFigures
from pipeline.model.errors import UsageError
from pipeline.model.records import Natural, Record, Struct
from pipeline.readers.lists.reading import LineReading, ListReading, count_lines
from pipeline.rules.venues import find_venues
from pipeline.text.folding import clean_text, show

_PARTS: dict[str, Callable[[Record], bool]] = {
    "titles": lambda claim: bool(claim.title),
    "years": lambda claim: claim.issued is not None,
    "venues": lambda claim: bool(claim.container_title_short),
    "authors": lambda claim: bool(claim.author),
    "identifiers": lambda claim: bool(claim.identifiers.labels()),
}
"""By what is counted, whether a claim has it."""


def understand(readings: Mapping[str, ListReading], claims: Iterable[Record]) -> tuple[ListFigures, ...]:
    """Count what was understood of each list.

    Args:
        readings: By the name of the file, in the order of the settings.
        claims: The claims of all rows.
    """
    by_id = {claim.id: claim for claim in claims}
    return tuple(
        ListFigures(
            file=file,
            reader=reading.reader,
            rows=len(reading.rows),
            lines={kind.value: number for kind, number in count_lines(reading.lines).items()},
            found={
                what: sum(has(by_id[row.id]) for row in reading.rows if row.id in by_id) for what, has in _PARTS.items()
            },
            layout=reading.layout,
            unknown_venues=_unknown_venues(reading, by_id),
        )
        for file, reading in readings.items()
    )


class ExplainedLines(Struct, frozen=True, omit_defaults=False):
    """What some lines were taken for, and the claims of their rows."""

    first: Natural
    last: Natural
    kind: str
    why: str
    rows: tuple[dict[str, str], ...] = ()
    problems: tuple[str, ...] = ()


def explained_lines(reading: ListReading, claims: Iterable[Record], line: int | None) -> tuple[ExplainedLines, ...]:
    """What became of each line of a list, or of the one with that number, and why."""
    by_id = {claim.id: claim for claim in claims}
    rows: dict[int, list[Record]] = {}
    # Lines of one kind are told together, but of a line only the row that stands there: that which began last.
    begun = max((row.line for row in reading.rows if line is not None and row.line <= line), default=0)
    for row in reading.rows:
        if line is None or row.line == begun:
            rows.setdefault(row.line, []).append(by_id[row.id])
    problems: dict[str, list[str]] = {}
    for problem in reading.problems:
        problems.setdefault(problem.where.rpartition(":")[2], []).append(problem.sentence)
    return tuple(
        ExplainedLines(
            first=one.first,
            last=one.last,
            kind=one.kind.value,
            why=one.why,
            rows=_describe_rows({at: rows[at] for at in range(one.first, one.last + 1) if at in rows}),
            problems=tuple(said for at in range(one.first, one.last + 1) for said in problems.get(str(at), ())),
        )
        for one in _split_at_rows(reading.lines, rows)
        if line is None or one.first <= line <= one.last
    )


def _split_at_rows(lines: Iterable[LineReading], rows: Container[int]) -> Iterator[LineReading]:
    """The same, what holds several rows parted before each of them; `rows` are the lines on which rows begin."""
    for one in lines:
        first = one.first
        for at in range(one.first + 1, one.last + 1):
            if at in rows:
                yield msgspec.structs.replace(one, first=first, last=at - 1)
                first = at
        yield msgspec.structs.replace(one, first=first)


def explain_list(file: str, reading: ListReading, claims: Iterable[Record], line: int | None) -> Iterator[str]:
    """The same as lines of text.

    Raises:
        UsageError: No line that was read has this number.
    """
    shown = explained_lines(reading, claims, line)
    if not shown and line is not None:
        raise UsageError(f"{file}:{line}: there is nothing on this line.")
    yield f"{file}: read as {reading.reader}"
    yield from (f"  {sentence}" for sentence in reading.layout)
    for one in shown:
        place = f"{one.first}" if one.first == one.last else f"{one.first}-{one.last}"
        yield f"{place} {one.kind}: {show(one.why, 200)}"
        for parts in one.rows:
            yield from (f"      {name}: {show(text, 300)}" for name, text in parts.items())
        yield from (f"      {show(said, 300)}" for said in one.problems)


def _describe_rows(rows: Mapping[int, list[Record]]) -> tuple[dict[str, str], ...]:
    """The claims by the line of their row; the line is told where there are several."""
    number = sum(map(len, rows.values()))
    return tuple(
        ({"line": str(at)} if number > 1 else {}) | describe_claim(claim)
        for at, claims in rows.items()
        for claim in claims
    )


def describe_claim(claim: Record) -> dict[str, str]:
    """The parts of a claim that are there, by their names."""
    people = "; ".join(name.literal or ", ".join(filter(None, (name.family, name.given))) for name in claim.author)
    parts = {
        "title": claim.title,
        "authors": people,
        "venue": claim.container_title_short,
        "year": str(claim.issued.year) if claim.issued else "",
        "identifiers": ", ".join(claim.identifiers.labels()),
    }
    return {name: text for name, text in parts.items() if text}


def _unknown_venues(reading: ListReading, claims: Mapping[str, Record]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for row in reading.rows:
        venue = claims[row.id].container_title_short if row.id in claims else ""
        if venue and not find_venues(venue):
            found.setdefault(clean_text(venue, cap=80), []).append(row.line)
    return {venue: tuple(lines) for venue, lines in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))}
