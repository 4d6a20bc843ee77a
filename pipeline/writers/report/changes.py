"""Writes `changes.md`: what the last refresh that learned anything has changed, for people and for a pull request.

It is made of the dated ledgers alone, so it is the same whoever runs what again, and empty while nothing has changed.
Hostile metadata could do more harm here than elsewhere: a title could notify people (`@name`), close issues
(`fixes #1`) or load an image. So every sign of Markdown is escaped, and what a forge would link is broken by an
invisible joiner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.model.observations import News, NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Struct, Work
from pipeline.model.source_table import label_of
from pipeline.model.statuses import Verdict
from pipeline.rules.news.ledger import WARNINGS, find_proposals, pick_current, warning_sentence
from pipeline.text.folding import clean_text
from pipeline.writers.tables.judged_rows import doi_url

SHOWN = 25
"""How many lines of a section are shown; the ledgers have them all."""
TITLE_WIDTH = 160

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_CALLS = re.compile(r"(\\[@#]|:(?=\\/\\/)|\b(?:www|GH)(?=\\))", re.IGNORECASE)
_JOINER = "\u2060"


class CountChange(Struct, frozen=True):
    """How the count of one source changed on the last day; `before` is None for its first count."""

    work: Work
    source: str
    before: int | None
    now: int


def write_changes(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`changes.md`."""
    day = last_day(bibliography)
    lines = [*(_lines(bibliography, day) if day else ("# What changed",)), *_section(*_rejudged(bibliography))]
    yield "changes.md", "\n".join(lines) + "\n" if day or len(lines) > 1 else ""


def last_day(bibliography: Bibliography) -> str:
    """The newest day on which something was observed or told of the works in the list; empty when there is none."""
    works = {work.id for work in bibliography.works}
    days = {one.as_of for one in bibliography.counts if one.work in works}
    days |= {one.as_of for one in bibliography.news if one.work in works}
    return max(days, default="")


def find_count_changes(bibliography: Bibliography, day: str) -> list[CountChange]:
    """The counts of that day with what each source had said before, in list order."""
    rows: dict[str, list[CitationCount]] = {}
    for one in bibliography.counts:
        if one.as_of:
            rows.setdefault(one.work, []).append(one)
    return [change for work in bibliography.works for change in _changes_of(work, rows.get(work.id, ()), day)]


def escape_markdown(text: str) -> str:
    """Text that no reader of Markdown takes for anything else.

    >>> escape_markdown("[a](b) <img> | x")
    '\\\\[a\\\\]\\\\(b\\\\) \\\\<img\\\\> \\\\| x'
    """
    return _CALLS.sub(rf"\1{_JOINER}", _SIGNS.sub(r"\\\1", clean_text(text)))


def _changes_of(work: Work, counts: Iterable[CitationCount], day: str) -> Iterator[CountChange]:
    last: dict[str, CitationCount] = {}
    before: dict[str, int] = {}
    for one in counts:
        if one.source in last:
            before[one.source] = last[one.source].count
        last[one.source] = one
    for source, one in last.items():
        if one.as_of == day:
            yield CountChange(work, source, before.get(source), one.count)


def _lines(bibliography: Bibliography, day: str) -> Iterator[str]:
    changes = find_count_changes(bibliography, day)
    works = {work.id: work for work in bibliography.works}
    today = [one for one in pick_current(bibliography.news) if one.as_of == day and one.work in works]
    yield f"# What changed on {day}"
    yield from _section("New", *_first_counts(changes))
    yield from _section("Biggest movers", [_change_line(change) for change in _by_size(changes)])
    for title, kinds, say in _SECTIONS:
        yield from _section(title, [f"{_name(works[one.work])}: {say(one)}" for one in today if one.kind in kinds])
    yield from _section("Waiting for a decision", list(_waiting(bibliography)))


def _rejudged(bibliography: Bibliography) -> tuple[str, list[str], str]:
    """The rows that older rules have matched and newer ones would not, with both reasons."""
    titles = {row: work for work in bibliography.works for row in work.rows}
    told = [one for one in bibliography.matches if one.newer_rules and one.record_id in titles]
    words = [
        (titles[one.record_id], escape_markdown(one.explanation), escape_markdown(one.newer_rules)) for one in told
    ]
    lines = [f"{_name(work)}: before, {before} Now, {now}" for work, before, now in words]
    return "Newer rules would judge these otherwise", lines, "They stay cited until `bibmill bib --rejudge`."


def _section(title: str, lines: list[str], note: str = "") -> Iterator[str]:
    if lines:
        yield from ("", f"## {title}", "", *((note, "") if note else ()), *(f"- {line}" for line in lines[:SHOWN]))
        if len(lines) > SHOWN:
            yield f"- … and {len(lines) - SHOWN} more"


def _first_counts(changes: list[CountChange]) -> tuple[list[str], str]:
    """The works that were counted for the first time by any source on that day, with what each of them said."""
    known = {change.work.id for change in changes if change.before is not None}
    first_counts: dict[str, list[CountChange]] = {}
    for change in changes:
        if change.work.id not in known:
            first_counts.setdefault(change.work.id, []).append(change)
    lines = [
        f"{_name(own[0].work)}: {', '.join(f'{change.now:,} ({_source(change.source)})' for change in own)}"
        for own in first_counts.values()
    ]
    return lines, "1 work has its first count." if len(lines) == 1 else f"{len(lines)} works have their first count."


def _by_size(changes: list[CountChange]) -> list[CountChange]:
    changed = [change for change in changes if change.before is not None]
    return sorted(changed, key=lambda change: (-abs(change.now - (change.before or 0)), change.work.key, change.source))


def _change_line(change: CountChange) -> str:
    before = change.before or 0
    return f"{_name(change.work)}: {before:,} → {change.now:,} ({change.now - before:+,}; {_source(change.source)})"


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
    ("Retracted, corrected, in doubt", tuple(WARNINGS), lambda one: escape_markdown(warning_sentence(one))),
    ("Described differently", (NewsKind.TITLE, NewsKind.AUTHORS), _say_changed),
    ("Suspicious counts", (NewsKind.DROP,), _say_doubt),
)
