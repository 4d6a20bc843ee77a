"""What news mean for a bibliography: which are current, how they are worded, and which preprints were published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.observations import News, NewsKind
from pipeline.model.records import Match, Record, Work
from pipeline.model.source_table import label_of
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.citation_keys.ledger_names import cut_name, name_by_title, whole_names

WARNINGS = {
    NewsKind.RETRACTED: "Retracted",
    NewsKind.CONCERN: "Expression of concern",
    NewsKind.CORRECTED: "Corrected",
}
"""News that a reader of a reference must see, the gravest first."""


def pick_current(news: Iterable[News]) -> tuple[News, ...]:
    """The current news: the last line of each subject, unless it was taken back (its value is empty)."""
    last = {one.subject: one for one in news}
    return tuple(one for one in last.values() if one.value)


def warning_sentence(one: News) -> str:
    """The sentence that goes into the note of a reference.

    >>> warning_sentence(News("w", NewsKind.RETRACTED, "crossref", "10.1000/notice", "2026-11-23"))
    'Retracted according to Crossref (notice 10.1000/notice; seen 2026-11-23)'
    """
    notice = "" if one.value == "flagged" else f"notice {one.value}; "
    return f"{WARNINGS[one.kind]} according to {label_of(one.source)} ({notice}seen {one.as_of})"


def mark_works(works: Sequence[Work], news: Iterable[News]) -> tuple[Work, ...]:
    """The works, with warnings of retractions and the like at the start of their notes."""
    warnings = _warnings(news)
    return tuple(_mark(work, warnings[work.id]) if work.id in warnings else work for work in works)


def mark_matches(matches: Sequence[Match], works: Iterable[Work], news: Iterable[News]) -> tuple[Match, ...]:
    """The matches, with the same warnings at the end of their explanations."""
    warnings = _warnings(news)
    by_row = {row: warnings[work.id] for work in works if work.id in warnings for row in work.rows}
    return tuple(
        msgspec.structs.replace(match, explanation=f"{match.explanation} {by_row[match.record_id]}.".strip())
        if match.record_id in by_row
        else match
        for match in matches
    )


def find_proposals(
    works: Iterable[Work], matches: Iterable[Match], news: Iterable[News]
) -> Iterator[tuple[Work, News]]:
    """Works that are preprints, each with the news of its published version, where no person has decided yet."""
    decided = {match.record_id for match in matches if match.decided_by == "person"}
    by_id = {work.id: work for work in works}
    seen = set()
    for one in pick_current(news):
        work = by_id.get(one.work)
        if one.kind is not NewsKind.PUBLISHED or work is None or (work.id, one.value) in seen:
            continue
        seen.add((work.id, one.value))
        if work.record.identifiers.doi != one.value and not decided.intersection(work.rows):
            yield work, one


def decide_published(claims: Iterable[Record], keys: Iterable[KeyLine], news: Iterable[News]) -> tuple[Decision, ...]:
    """Decisions that accept the published version for each row of its preprint.

    Rows are found by their titles in the key ledger, which outlives the artefacts that a run makes again.
    """
    published = {one.work: one for one in pick_current(news) if one.kind is NewsKind.PUBLISHED}
    by_title = {name: published[line.work] for line in keys if line.work in published for name in whole_names(line.ids)}
    named = ((claim, name_by_title(claim)) for claim in claims)
    return tuple(
        Decision(claim.title, claim.year, f"doi:{one.value}", why=f"the version of record; {'; '.join(one.evidence)}")
        for claim, name in named
        if (one := by_title.get(name) or by_title.get(cut_name(name)))
    )


def _warnings(news: Iterable[News]) -> dict[str, str]:
    ranks = list(WARNINGS)
    found: dict[str, list[News]] = {}
    for one in pick_current(news):
        if one.kind in WARNINGS:
            found.setdefault(one.work, []).append(one)
    return {
        work: "; ".join(
            warning_sentence(one) for one in sorted(own, key=lambda one: (ranks.index(one.kind), one.source))
        )
        for work, own in found.items()
    }


def _mark(work: Work, warning: str) -> Work:
    note = ". ".join(filter(None, (warning, work.record.note)))
    return msgspec.structs.replace(work, record=msgspec.structs.replace(work.record, note=note))
