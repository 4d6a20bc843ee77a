"""`changes.md`: what the last refresh that learned anything has changed, for people to read and for a pull request.

It is made of the dated ledgers alone, so it is the same whoever runs what again, and empty while nothing has changed.
Metadata are hostile here in a way of their own: a title could call people (`@name`), close issues (`fixes #1`) or draw
an image, so every sign of Markdown is escaped and what a forge would link is broken by an invisible joiner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.model.observations import News, NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Struct, Verdict, Work
from pipeline.model.source_table import label_of
from pipeline.rules.news.ledger import WARNINGS, find_proposals, settle, warn
from pipeline.text.folding import clean_text
from pipeline.writers.tables.judged_rows import doi_url

SHOWN = 25
"""So many lines of a section are shown; the ledgers have them all."""
TITLE_WIDTH = 160

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_CALLS = re.compile(r"(\\[@#]|:(?=\\/\\/)|\b(?:www|GH)(?=\\))", re.IGNORECASE)
_JOINER = "\u2060"


class Move(Struct, frozen=True):
    """How a count of one source moved on the last day; `before` is None for the first one."""

    work: Work
    source: str
    before: int | None
    now: int


def write_changes(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`changes.md`."""
    day = last_day(bibliography)
    yield "changes.md", "\n".join(_lines(bibliography, day)) + "\n" if day else ""


def last_day(bibliography: Bibliography) -> str:
    """The newest day on which something was observed or told of the works in the list; empty when there is none."""
    works = {work.id for work in bibliography.works}
    days = {one.as_of for one in bibliography.counts if one.work in works}
    days |= {one.as_of for one in bibliography.news if one.work in works}
    return max(days, default="")


def find_moves(bibliography: Bibliography, day: str) -> list[Move]:
    """The counts of that day with what each source had said before, in list order."""
    rows: dict[str, list[CitationCount]] = {}
    for one in bibliography.counts:
        if one.as_of:
            rows.setdefault(one.work, []).append(one)
    return [move for work in bibliography.works for move in _moves_of(work, rows.get(work.id, ()), day)]


def escape_markdown(text: str) -> str:
    """Text that no reader of Markdown takes for anything else.

    >>> escape_markdown("[a](b) <img> | x")
    '\\\\[a\\\\]\\\\(b\\\\) \\\\<img\\\\> \\\\| x'
    """
    return _CALLS.sub(rf"\1{_JOINER}", _SIGNS.sub(r"\\\1", clean_text(text)))


def _moves_of(work: Work, counts: Iterable[CitationCount], day: str) -> Iterator[Move]:
    last: dict[str, CitationCount] = {}
    before: dict[str, int] = {}
    for one in counts:
        if one.source in last:
            before[one.source] = last[one.source].count
        last[one.source] = one
    for source, one in last.items():
        if one.as_of == day:
            yield Move(work, source, before.get(source), one.count)


def _lines(bibliography: Bibliography, day: str) -> Iterator[str]:
    moves = find_moves(bibliography, day)
    works = {work.id: work for work in bibliography.works}
    today = [one for one in settle(bibliography.news) if one.as_of == day and one.work in works]
    yield f"# What changed on {day}"
    yield from _section("New", *_new(moves))
    yield from _section("Biggest movers", [_moved(move) for move in _biggest(moves)])
    for title, kinds, say in _SECTIONS:
        yield from _section(title, [f"{_name(works[one.work])}: {say(one)}" for one in today if one.kind in kinds])
    yield from _section("Waiting for a decision", list(_waiting(bibliography)))


def _section(title: str, lines: list[str], note: str = "") -> Iterator[str]:
    if lines:
        yield from ("", f"## {title}", "", *((note, "") if note else ()), *(f"- {line}" for line in lines[:SHOWN]))
        if len(lines) > SHOWN:
            yield f"- … and {len(lines) - SHOWN} more"


def _new(moves: list[Move]) -> tuple[list[str], str]:
    """The works that were counted for the first time by any source on that day, with what each of them said."""
    known = {move.work.id for move in moves if move.before is not None}
    fresh: dict[str, list[Move]] = {}
    for move in moves:
        if move.work.id not in known:
            fresh.setdefault(move.work.id, []).append(move)
    said = [
        f"{_name(own[0].work)}: {', '.join(f'{move.now:,} ({_source(move.source)})' for move in own)}"
        for own in fresh.values()
    ]
    return said, f"{len(said)} works have their first count."


def _biggest(moves: list[Move]) -> list[Move]:
    moved = [move for move in moves if move.before is not None]
    return sorted(moved, key=lambda move: (-abs(move.now - (move.before or 0)), move.work.key, move.source))


def _moved(move: Move) -> str:
    before = move.before or 0
    return f"{_name(move.work)}: {before:,} → {move.now:,} ({move.now - before:+,}; {_source(move.source)})"


def _waiting(bibliography: Bibliography) -> Iterator[str]:
    rows = {row.id: row for row in bibliography.rows}
    for work, one in find_proposals(bibliography.works, bibliography.matches, bibliography.news):
        yield f"{_name(work)}: cite {_doi(one.value)} instead of the preprint? `bibmill review` prints the entry."
    for match in bibliography.matches:
        row = rows.get(match.record_id)
        if row and match.verdict is Verdict.REVIEW:
            title = escape_markdown(row.cell("title")[:TITLE_WIDTH])
            yield f"{title} ({escape_markdown(row.file)}, line {row.line}): {escape_markdown(match.reason)}"


def _name(work: Work) -> str:
    return f"{escape_markdown(_cut(work.record.title)) or 'no title'} (`{re.sub(r'[^A-Za-z0-9:._+/-]', '', work.key)}`)"


def _source(name: str) -> str:
    return escape_markdown(label_of(name))


def _doi(doi: str) -> str:
    url = doi_url(doi).replace("(", "%28").replace(")", "%29")
    return f"[{escape_markdown(doi)}]({url})" if url else escape_markdown(doi)


def _say_published(one: News) -> str:
    return f"{_doi(one.value)}. {escape_markdown('; '.join(one.evidence))}"


def _say_changed(one: News) -> str:
    before, now = (escape_markdown(_cut(text, 2 * TITLE_WIDTH)) for text in (one.before, one.value))
    return f"“{before}” is now “{now}” at {_source(one.source)}"


def _cut(text: str, width: int = TITLE_WIDTH) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _say_doubt(one: News) -> str:
    last = f"; {escape_markdown(one.before)} is kept" if one.before else ""
    return f"{_source(one.source)} says {escape_markdown(one.value)}: {escape_markdown('; '.join(one.evidence))}{last}"


_SECTIONS: tuple[tuple[str, tuple[NewsKind, ...], Callable[[News], str]], ...] = (
    ("Published", (NewsKind.PUBLISHED,), _say_published),
    ("Retracted, corrected, in doubt", tuple(WARNINGS), lambda one: escape_markdown(warn(one))),
    ("Described differently", (NewsKind.TITLE, NewsKind.AUTHORS), _say_changed),
    ("Suspicious counts", (NewsKind.DROP,), _say_doubt),
)
