"""The first thing that the report says: how much is done, what waits and why, and of which day all of it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from pipeline.model.observations import NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Candidate, Match
from pipeline.model.source_table import drop_name, label_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.reasons import label_of_reason
from pipeline.rules.news.ledger import WARNINGS, find_proposals, pick_current
from pipeline.text.plurals import count
from pipeline.writers.report.changes import last_day
from pipeline.writers.tables.judged_rows import STATUSES, JudgedRow

MATCHED, REVIEW, UNMATCHED = STATUSES[Verdict.ACCEPT], STATUSES[Verdict.REVIEW], STATUSES[Verdict.REJECT]
SHOWN_REASONS = 4
SHOWN_SOURCES = 3

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Part(NamedTuple):
    """Some of what waits for one reason.

    Attributes:
        words: The reason.
        number: How many there are.
        place: The anchor of the first of them.
    """

    words: str
    number: int
    place: str


class Waiting(NamedTuple):
    """One thing that waits.

    Attributes:
        what: How much of what, with its verb: “2 rows wait for your decision”.
        place: The anchor in the page where it is shown.
        words: What it means, or helps, behind a colon; empty when that is clear.
        status: The filter of the table that shows it.
        parts: The commonest reasons for it.
        more: How many reasons are not among these.
    """

    what: str
    place: str
    words: str = ""
    status: str = ""
    parts: tuple[Part, ...] = ()
    more: int = 0


def say_done(judged: Sequence[JudgedRow], works: int) -> str:
    """How much is done, in a sentence."""
    matched = sum(row.is_matched for row in judged)
    if not judged:
        return "The lists have no rows."
    if matched == len(judged):
        rows = count(matched, "row is matched", "rows are matched")
        return f"{'All ' if matched > 1 else ''}{rows}, to {count(works, 'work')}."
    are = "is" if 1 in (matched, len(judged)) else "are"
    return f"{matched:,} of {count(len(judged), 'row')} {are} matched."


def find_waiting(bibliography: Bibliography, judged: Sequence[JudgedRow], carded: int) -> list[Waiting]:
    """What waits, for a person first.

    Args:
        bibliography: What is reported.
        judged: Its rows.
        carded: How many of the rows that wait for a person have a card, the first ones.
    """
    found = chain(
        _decisions(judged, carded), _proposals(bibliography), _warnings(bibliography), _sources(judged),
        _unmatched(judged), _problems(bibliography),
    )  # fmt: skip
    return list(found)


def newest_day(bibliography: Bibliography) -> str:
    """The last day of which something is known, in ISO form; empty where no source has ever replied.

    Replies keep their day when they are stored, so a run that learns nothing changes nothing.
    """
    learnt = (one.retrieved for match in bibliography.matches for one in _candidates(match))
    return max((day for day in (last_day(bibliography), *learnt) if _DAY.fullmatch(day)), default="")


def _candidates(match: Match) -> Iterator[Candidate]:
    yield from (match.chosen, *match.support) if match.chosen else match.support
    yield from (rival.candidate for rival in match.rivals)


def _decisions(judged: Sequence[JudgedRow], carded: int) -> Iterator[Waiting]:
    waiting = [(number, row) for number, row in enumerate(judged, 1) if row.status == REVIEW]
    if not waiting:
        return
    places: dict[str, str] = {}
    reasons: Counter[str] = Counter()
    for at, (number, row) in enumerate(waiting):
        reason = label_of_reason(row.match.reason) if row.match else ""
        reasons[reason] += 1
        places.setdefault(reason, f"decide-{number}" if at < carded else f"row-{number}")
    parts = tuple(Part(words, number, places[words]) for words, number in reasons.most_common(SHOWN_REASONS))
    what = count(len(waiting), "row waits for your decision", "rows wait for your decision")
    yield Waiting(what, "decide", parts=parts, more=len(reasons) - len(parts))


def _proposals(bibliography: Bibliography) -> Iterator[Waiting]:
    found = {work.id for work, _ in find_proposals(bibliography.works, bibliography.matches, bibliography.news)}
    if found:
        what = count(len(found), "preprint was published", "preprints were published")
        yield Waiting(what, "news", "`bibmill review` prints what to decide")


def _warnings(bibliography: Bibliography) -> Iterator[Waiting]:
    works = {work.id for work in bibliography.works}
    current = [one for one in pick_current(bibliography.news) if one.work in works]
    for kind, words in WARNINGS.items():
        if concerned := {one.work for one in current if one.kind is kind}:
            what = count(len(concerned), "work is", "works are")
            said = f"under an {words.lower()}" if kind is NewsKind.CONCERN else words.lower()
            yield Waiting(f"{what} {said}", "news", "marked so in the reference files")


def _sources(judged: Sequence[JudgedRow]) -> Iterator[Waiting]:
    """The rows that wait for a source, by what the source said."""
    firsts: dict[tuple[str, str], int] = {}
    rows: Counter[tuple[str, str]] = Counter()
    for number, row in enumerate(judged, 1):
        for said in row.match.unasked if row.match else ():
            rows[said] += 1
            firsts.setdefault(said, number)
    for (name, sentence), number in rows.most_common(SHOWN_SOURCES):
        what = f"{count(number, 'row waits', 'rows wait')} for {label_of(name)}"
        yield Waiting(what, f"row-{firsts[name, sentence]}", drop_name(name, sentence).rstrip("."))


def _unmatched(judged: Sequence[JudgedRow]) -> Iterator[Waiting]:
    if number := sum(row.status == UNMATCHED for row in judged):
        what = count(number, "row is unmatched", "rows are unmatched")
        yield Waiting(what, "rows", f"cited as the list has {'it' if number == 1 else 'them'}", UNMATCHED)


def _problems(bibliography: Bibliography) -> Iterator[Waiting]:
    if number := len(bibliography.problems):
        yield Waiting(count(number, "problem was met", "problems were met"), "problems")
