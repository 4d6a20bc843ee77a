"""What was understood of each list, as figures for machines and as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model.records import Natural, Struct
from pipeline.text.folding import show
from pipeline.text.plurals import count

LINES_NAMED = 12
"""Lines that a sentence names; of more, the number is told."""
VENUES_NAMED = 40


class ListFigures(Struct, frozen=True, omit_defaults=False):
    """What was understood of one list.

    Attributes:
        lines: The number of lines of each kind: `row`, `problem`, `no paper`.
        found: How many rows have a title, a year, a venue, authors, an identifier.
        layout: How its papers are written, a sentence for each table or run of items.
        unknown_venues: Venue texts that no table knows, with the lines on which they stand.
    """

    file: str
    reader: str
    rows: Natural
    lines: dict[str, Natural]
    found: dict[str, Natural]
    layout: tuple[str, ...]
    unknown_venues: dict[str, tuple[Natural, ...]]


def tell_lists(lists: Sequence[ListFigures], *, whole: bool, place: str = "") -> Iterator[str]:
    """What was understood, a line each; with `whole`, also how the papers are written and which venues are unknown.

    Args:
        lists: What is told.
        whole: Whether all of it is.
        place: ` -C FOLDER`, where that must be typed to tell more.
    """
    for one in lists:
        found = ", ".join(f"{what} {number:,}" for what, number in one.found.items())
        problems = one.lines.get("problem", 0)
        told = f", {count(problems, 'line')} with a problem" if problems else ""
        yield f"{one.file}: read as {one.reader}; {count(one.rows, 'row')}{told}{_no_papers(one)}. Found: {found}."
        if whole:
            yield from (f"  {sentence}" for sentence in one.layout)
            if one.unknown_venues:
                yield _name_venues(one)
    unknown = {venue for one in lists for venue in one.unknown_venues}
    if unknown and not whole:
        name = f"{lists[0].file}: " if len(lists) == 1 else ""
        rows = count(sum(len(lines) for one in lists for lines in one.unknown_venues.values()), "row")
        are, them = ("is", "it") if len(unknown) == 1 else ("are", "them")
        many = count(len(unknown), "venue")
        yield f"{name}{many} in {rows} {are} in no table; `bibmill{place} normalize` lists {them}."


def _name_venues(one: ListFigures) -> str:
    named = (
        f"“{show(venue, 80)}” ({_name_lines(lines)})"
        for venue, lines in list(one.unknown_venues.items())[:VENUES_NAMED]
    )
    more = len(one.unknown_venues) - VENUES_NAMED
    tail = f" and {more} more" if more > 0 else ""
    return f"  in no table of venues (`venues:` in pipeline.yaml teaches one): {', '.join(named)}{tail}"


def _name_lines(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:LINES_NAMED]))
    more = len(lines) - LINES_NAMED
    return f"line{'' if len(lines) == 1 else 's'} {named}" + (f" and {more} more" if more > 0 else "")


def _no_papers(one: ListFigures) -> str:
    number = one.lines.get("no paper", 0)
    return f", {count(number, 'line')} without a paper" if number else ""
