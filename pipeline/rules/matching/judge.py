"""Which of several candidates a row means, or none: versions of one work count as one, and a person decides a tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.model.records import Assessment, Candidate, Match, Record
from pipeline.model.source_table import LIBRARY, names_of
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching.containers import is_preprint
from pipeline.rules.matching.evidence import YearRelation, is_published, same_title
from pipeline.rules.matching.groups import (
    Group,
    confirm_by_second_source,
    doubt_preprint,
    group_by_work,
    rank,
    relations_of,
)
from pipeline.rules.matching.relevance import contradicts
from pipeline.rules.matching.titles import TitleRelation
from pipeline.rules.matching.verdict import assess
from pipeline.rules.venues import find_venues

RIVALS_KEPT = 5
"""How many other candidates are kept to show a person; the best ones."""

_EDITED = frozenset({str(TitleRelation.ONE_EDIT), str(TitleRelation.TWO_EDITS)})

_STRONG = {"title_year_container": 3, "title_container": 3, "identifier": 4}
"""Reasons so strong that they win over all others, and over each other by these numbers; any other reason has 0."""


def judge_row(
    claim: Record, candidates: Iterable[Candidate], rejected: Sequence[str] = (), contradicted: Collection[str] = ()
) -> Match:
    """Choose among everything that the sources offered for one row.

    Args:
        claim: What the row says.
        candidates: What the sources offered, in any order; the result does not depend on it.
        rejected: Identifiers, candidate ids or citation keys that a person has refused for this row.
        contradicted: DOIs by which a registry describes another paper, of candidates that were dropped before.

    Returns:
        The match with its reason and evidence; `memory`, `asked` and `unasked` are left to the caller.
    """
    assessments = [
        assess(claim, candidate) for candidate in _distinct(candidates) if not _is_refused(candidate, rejected)
    ]
    open_ones = [one for one in assessments if one.verdict is not Verdict.REJECT]
    groups = sorted(
        confirm_by_second_source(group_by_work(open_ones)), key=lambda group: rank(group.best), reverse=True
    )
    if not groups:
        return _nothing(claim, assessments)
    best, others = groups[0], groups[1:]
    rivals = _rivals(best, others, assessments)
    if best.best.verdict is not Verdict.ACCEPT:
        return _undecided(claim, best, rivals, best.best.reason)
    if _is_contradicted(best.best, assessments, contradicted):
        return _undecided(claim, best, rivals, "doi_of_another_version")
    if doubt := doubt_preprint(claim, best, assessments):
        return _undecided(claim, best, rivals, doubt)
    rival = next(
        (group for group in others if group.best.verdict is Verdict.ACCEPT and not _outranks(best.best, group.best)),
        None,
    )
    if rival or _is_one_edit_from_others(best, assessments):
        return _undecided(claim, best, rivals, "two_near_candidates")
    return _accepted(claim, best, rivals)


def _accepted(claim: Record, group: Group, rivals: tuple[Assessment, ...]) -> Match:
    chosen = _version_of_record(claim, group)
    record = chosen.candidate.record
    support = tuple(one.candidate for one in group.members if one is not chosen and _supports(one, record))
    reason = "no_doi_exists" if _has_no_doi(claim, record, support) else chosen.reason
    return Match(
        record_id=claim.id,
        verdict=Verdict.ACCEPT,
        reason=reason,
        explanation=_explain(chosen, reason),
        memory="",
        score=chosen.score,
        chosen=chosen.candidate,
        evidence=chosen.evidence,
        support=support,
        rivals=rivals,
    )


def _version_of_record(claim: Record, group: Group) -> Assessment:
    """The published version, where a row that names no venue fits it and its preprint."""
    if claim.container_title_short or claim.type or not is_preprint(group.best.candidate.record):
        return group.best
    fitting = (one for one in group.members if one.verdict is Verdict.ACCEPT or one.two_source_reason)
    return next((one for one in fitting if is_published(one.candidate.record)), group.best)


def _undecided(claim: Record, group: Group, rivals: tuple[Assessment, ...], reason: str) -> Match:
    return Match(
        record_id=claim.id,
        verdict=Verdict.REVIEW,
        reason=reason,
        explanation=_explain(group.best, reason),
        memory="",
        score=min(group.best.score, 99),
        rivals=(group.best, *rivals)[:RIVALS_KEPT],
    )


def _nothing(claim: Record, assessments: Sequence[Assessment]) -> Match:
    if vetoed := _vetoed(assessments):
        first = vetoed[0]
        why = next(evidence for evidence in first.evidence if evidence.bearing is Bearing.VETO)
        sentence = f"only a thing beside the paper was found: “{first.candidate.record.title}” ({why.sentence()})."
        return Match(claim.id, Verdict.REVIEW, "beside_the_paper", sentence, "", rivals=tuple(vetoed[:RIVALS_KEPT]))
    reason, sentence = (
        ("nothing_found", "no source knows a paper of this title.")
        if claim.title
        else ("no_title", "the row has no title.")
    )
    return Match(claim.id, Verdict.REJECT, reason, sentence, "")


_SENTENCES = {
    "two_near_candidates": "two different papers fit this row equally well",
    "title_only_near": "the nearest title is not this title",
    "edit_changes_the_meaning": "the nearest title differs by a letter or two that make it another title",
    "container_disagrees": "the title is the same, but it appeared elsewhere",
    "year_differs": "the title is the same, but the years are too far apart",
    "published_version_only": "the row names the preprint, and only a published version was found",
    "title_of_many_papers": "many papers have this title, so only an identifier can tell which one is meant",
    "too_little_evidence": "the title agrees, and nothing else does",
    "identifier_of_another_title": "the identifier in the row belongs to a paper of another title",
    "identifier_of_a_near_title": "the identifier in the row belongs to a paper of a similar title",
    "identifier_differs": "the row gives another identifier than the paper of this title has",
    "doi_of_another_version": "the DOI that an index gives belongs to another version of this paper",
    "preprint_without_the_venue": "the row names a venue, and an index that knows this preprint names none",
    "authors_of_a_namesake": "another source has a paper of this title by other authors",
    "authors_differ": "the title agrees, but the authors do not",
}


def _explain(one: Assessment, reason: str) -> str:
    """One sentence: what the judgement rests on, or why the row is left to a person."""
    sentences = "; ".join(evidence.sentence() for evidence in one.evidence)
    if reason in _SENTENCES:
        return f"{_SENTENCES[reason]} ({sentences})."
    lead = "papers of this venue have no DOI; " if reason == "no_doi_exists" else ""
    return f"{lead}{sentences}."


def _has_no_doi(claim: Record, record: Record, support: Sequence[Candidate]) -> bool:
    """True when the venue of the row registers no DOIs, and none was found."""
    venues = find_venues(claim.container_title_short)
    without = bool(venues) and all(venue.doi == "never" for venue in venues)
    return without and not record.identifiers.doi and not any(one.record.identifiers.doi for one in support)


def _supports(other: Assessment, chosen: Record) -> bool:
    """Another description of the chosen version, or its preprint; never another published version.

    “Top-Down Neural Attention by Excitation Backprop” is in ECCV and, longer, in IJCV: one preprint, two DOIs.
    """
    record = other.candidate.record
    if record.identifiers.doi and chosen.identifiers.doi:
        return record.identifiers.doi == chosen.identifiers.doi
    return other.verdict is Verdict.ACCEPT or is_preprint(record)


def _is_contradicted(chosen: Assessment, assessments: Sequence[Assessment], contradicted: Collection[str]) -> bool:
    """True when the registry of the chosen DOI describes something else than the row means.

    Semantic Scholar joins versions: it may give a journal's DOI under a conference's name.
    """
    doi = chosen.candidate.record.identifiers.doi
    if not doi or chosen.candidate.source in (*names_of(authoritative_for="doi"), LIBRARY):
        return False
    return doi in contradicted or any(
        contradicts(one) for one in assessments if one.candidate.record.identifiers.doi == doi
    )


def _is_one_edit_from_others(best: Group, assessments: Sequence[Assessment]) -> bool:
    """True when the row's title is one edit away from another paper's title too, of whatever kind that edit is.

    “… from NNs via …” may have lost the C of CNNs or the R of RNNs.
    """
    if relations_of(best.best)[0] not in _EDITED:
        return False
    own = {one.candidate.record.id for one in best.members}
    others = (
        one
        for one in assessments
        if one.candidate.record.id not in own and not same_title(one.candidate.record, best.best.candidate.record)
    )
    return any(relations_of(one)[0] == TitleRelation.ONE_EDIT for one in others)


def _rivals(best: Group, others: Sequence[Group], assessments: Sequence[Assessment]) -> tuple[Assessment, ...]:
    near = [group.best for group in others]
    return tuple([*near, *_vetoed(assessments)][:RIVALS_KEPT])


def _vetoed(assessments: Sequence[Assessment]) -> list[Assessment]:
    """The vetoed candidates, best first, each thing once however many sources have it."""
    vetoed = sorted((one for one in assessments if one.reason == "not_the_paper"), key=lambda one: -one.score)
    seen: dict[tuple[str, ...], Assessment] = {}
    for one in vetoed:
        seen.setdefault(one.candidate.record.identifiers.labels() or (one.candidate.record.id,), one)
    return list(seen.values())


def _outranks(best: Assessment, rival: Assessment) -> bool:
    """True when the best is better in kind and not only by its score: by its reason, or by a title without an edit."""
    kind, other = _STRONG.get(best.reason, 0), _STRONG.get(rival.reason, 0)
    if kind != other:
        return kind > other
    ours, theirs = relations_of(best), relations_of(rival)
    same_titles = {TitleRelation.EQUAL, TitleRelation.SPACING, TitleRelation.ACRONYM}
    if ours[0] in same_titles and theirs[0] not in same_titles:
        return True
    if ours[0] == TitleRelation.ONE_EDIT and theirs[0] == TitleRelation.TWO_EDITS:
        return True
    both_exact = kind >= 3 and ours[0] == theirs[0]
    return both_exact and ours[1] == YearRelation.EQUAL and theirs[1] != YearRelation.EQUAL


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates once each, in an order that does not depend on which source replied first."""
    found: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        found.setdefault((one.source, one.source_id), one)
    return [found[key] for key in sorted(found)]


def _is_refused(candidate: Candidate, rejected: Sequence[str]) -> bool:
    names = {*candidate.record.identifiers.labels(), candidate.record.id, candidate.record.citation_key}
    return any(refused.lower().strip() in {name.lower() for name in names if name} for refused in rejected)
