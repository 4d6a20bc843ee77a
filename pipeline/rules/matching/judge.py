"""Which of several candidates a row means, or none: versions of one work count as one, and a person decides a tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.model.records import Assessment, Candidate, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.doubts import Scene, find_doubt
from pipeline.rules.matching.groups import Group, confirm_by_second_source, group_by_work, rank
from pipeline.rules.matching.origins import is_preprint, is_published
from pipeline.rules.matching.reasons import sentence_of_reason
from pipeline.rules.matching.verdict import Judged, assess
from pipeline.rules.venues import has_no_dois

RIVALS_KEPT = 5
"""How many other candidates are kept to show a person; the best ones."""


def judge_row(
    claim: Record,
    candidates: Iterable[Candidate],
    rejected: Sequence[str] = (),
    contradicted: Collection[str] = (),
    replied: Collection[str] = (),
) -> Match:
    """Choose among everything that the sources offered for one row.

    Args:
        claim: What the row says.
        candidates: What the sources offered, in any order; the result does not depend on it.
        rejected: Identifiers, candidate ids or citation keys that a person has refused for this row.
        contradicted: DOIs by which a registry describes another paper, of candidates that were dropped before.
        replied: The sources that were asked about the title and replied.

    Returns:
        The match with its reason and evidence; `memory`, `asked` and `unasked` are left to the caller.
    """
    judged = [assess(claim, candidate) for candidate in _distinct(candidates) if not _is_refused(candidate, rejected)]
    open_ones = [one for one in judged if one.verdict is not Verdict.REJECT]
    groups = sorted(
        confirm_by_second_source(group_by_work(open_ones)), key=lambda group: rank(group.best), reverse=True
    )
    if not groups:
        return _nothing(claim, judged)
    best, others = groups[0], groups[1:]
    rivals = _rivals(others, judged)
    if not best.best.is_accepted:
        return _undecided(claim, best, rivals, best.best.reason)
    if doubt := find_doubt(Scene(claim, best, others, judged, contradicted, replied)):
        return _undecided(claim, best, rivals, doubt)
    return _accepted(claim, best, rivals)


def _accepted(claim: Record, group: Group, rivals: tuple[Assessment, ...]) -> Match:
    chosen = _version_of_record(claim, group)
    support = tuple(one.candidate for one in group.members if one is not chosen and _supports(one, chosen.record))
    accepting = chosen if chosen.is_accepted else group.best
    reason = "no_doi_exists" if _has_no_doi(claim, chosen.record, support) else accepting.reason
    return Match(
        record_id=claim.id,
        verdict=Verdict.ACCEPT,
        reason=reason,
        explanation=_explain(chosen, reason),
        memory="",
        rule=accepting.rule,
        score=chosen.assessment.score,
        chosen=chosen.candidate,
        evidence=chosen.found.evidence,
        support=support,
        rivals=rivals,
    )


def _version_of_record(claim: Record, group: Group) -> Judged:
    """The published version, where a row that names no venue fits it and its preprint."""
    if claim.container_title_short or claim.type or not is_preprint(group.best.record):
        return group.best
    fitting = (one for one in group.members if one.is_accepted or one.assessment.two_source_reason)
    return next((one for one in fitting if is_published(one.record)), group.best)


def _undecided(claim: Record, group: Group, rivals: tuple[Assessment, ...], reason: str) -> Match:
    return Match(
        record_id=claim.id,
        verdict=Verdict.REVIEW,
        reason=reason,
        explanation=_explain(group.best, reason),
        memory="",
        score=min(group.best.assessment.score, 99),
        rivals=(group.best.assessment, *rivals)[:RIVALS_KEPT],
    )


def _nothing(claim: Record, judged: Sequence[Judged]) -> Match:
    if vetoed := _vetoed(judged):
        first = vetoed[0]
        why = first.found.vetoes[0].sentence()
        sentence = f"only a thing beside the paper was found: “{first.record.title}” ({why})."
        rivals = tuple(one.assessment for one in vetoed[:RIVALS_KEPT])
        return Match(claim.id, Verdict.REVIEW, "beside_the_paper", sentence, "", rivals=rivals)
    reason = "nothing_found" if claim.title else "no_title"
    return Match(claim.id, Verdict.REJECT, reason, f"{sentence_of_reason(reason)}.", "")


def _explain(one: Judged, reason: str) -> str:
    """One sentence: what the judgement rests on, or why the row is left to a person."""
    sentences = "; ".join(evidence.sentence() for evidence in one.found.evidence)
    if against := sentence_of_reason(reason):
        return f"{against} ({sentences})."
    lead = "papers of this venue have no DOI; " if reason == "no_doi_exists" else ""
    return f"{lead}{sentences}."


def _has_no_doi(claim: Record, record: Record, support: Sequence[Candidate]) -> bool:
    """True when the venue of the row registers no DOIs, and none was found."""
    without = has_no_dois(claim.container_title_short)
    return without and not record.identifiers.doi and not any(one.record.identifiers.doi for one in support)


def _supports(other: Judged, chosen: Record) -> bool:
    """Another description of the chosen version, or its preprint; never another published version.

    “Top-Down Neural Attention by Excitation Backprop” is in ECCV and, longer, in IJCV: one preprint, two DOIs.
    """
    record = other.record
    if record.identifiers.doi and chosen.identifiers.doi:
        return record.identifiers.doi == chosen.identifiers.doi
    return other.is_accepted or is_preprint(record)


def _rivals(others: Sequence[Group], judged: Sequence[Judged]) -> tuple[Assessment, ...]:
    near = [group.best for group in others]
    return tuple(one.assessment for one in [*near, *_vetoed(judged)][:RIVALS_KEPT])


def _vetoed(judged: Sequence[Judged]) -> list[Judged]:
    """The vetoed candidates, best first, each thing once however many sources have it."""
    vetoed = sorted((one for one in judged if one.reason == "not_the_paper"), key=lambda one: -one.assessment.score)
    seen: dict[tuple[str, ...], Judged] = {}
    for one in vetoed:
        seen.setdefault(one.record.identifiers.labels() or (one.record.id,), one)
    return list(seen.values())


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates once each, in an order that does not depend on which source replied first."""
    found: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        found.setdefault((one.source, one.source_id), one)
    return [found[key] for key in sorted(found)]


def _is_refused(candidate: Candidate, rejected: Sequence[str]) -> bool:
    names = {*candidate.record.identifiers.labels(), candidate.record.id, candidate.record.citation_key}
    return any(refused.lower().strip() in {name.lower() for name in names if name} for refused in rejected)
