"""Simple ways to tell whether a reference is sound, which `bibmill verify` must beat; they see the same answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evaluate.baselines import collect_candidates, take_similar
from pipeline.model.names import display_name
from pipeline.model.protocols import Source
from pipeline.model.records import Candidate, Query, Record, Struct
from pipeline.model.statuses import ReplyStatus
from pipeline.model.verification import EntryStatus
from pipeline.text.folding import fold

REGISTRIES = ("crossref", "datacite")
"""Who is asked whether a DOI is registered."""
LEAST_SIMILAR = 0.90

SUSPICIOUS, NOT_FOUND = EntryStatus.SUSPICIOUS, EntryStatus.NOT_FOUND
UNKNOWN, VERIFIED = EntryStatus.UNKNOWN, EntryStatus.VERIFIED


class Answers(Struct, frozen=True):
    """What the sources say of one claim: what they offer for its title, and whether the registries know its DOI."""

    offered: tuple[Candidate, ...] = ()
    registered: tuple[ReplyStatus, ...] = ()


Rule = Callable[[Record, Answers], EntryStatus]


def by_doi(_claim: Record, answers: Answers) -> EntryStatus:
    """Sound when a registry knows the DOI, suspicious when none does; without a DOI or an arXiv id, nothing is told."""
    if ReplyStatus.FOUND in answers.registered:
        return VERIFIED
    is_answered = bool(answers.registered) and all(status.is_fact for status in answers.registered)
    return SUSPICIOUS if is_answered else UNKNOWN


def by_title(claim: Record, answers: Answers) -> EntryStatus:
    """Sound when a source offers a title that is similar enough."""
    return VERIFIED if _find_similar(claim, answers) else NOT_FOUND


def by_title_and_author(claim: Record, answers: Answers) -> EntryStatus:
    """Sound when what a source offers under such a title has the same first author."""
    similar = _find_similar(claim, answers)
    if not similar:
        return NOT_FOUND
    first = _first_author(claim)
    return VERIFIED if first and first in map(_first_author, similar) else SUSPICIOUS


RULES: dict[str, Rule] = {
    "DOI resolves": by_doi,
    f"best title ≥ {LEAST_SIMILAR:.1f}": by_title,
    "title and first author": by_title_and_author,
}


def collect_answers(
    claims: Sequence[Record], registries: Sequence[Source], searched: Sequence[Source]
) -> dict[str, Answers]:
    """What the sources say of each claim, by its id."""
    offered = collect_candidates(searched, claims)
    known: dict[str, list[ReplyStatus]] = {}
    for source in registries:
        unknown = (one for one in claims if ReplyStatus.FOUND not in known.get(one.id, ()))
        with_doi = [Query(one) for one in unknown if one.identifiers.doi or one.identifiers.arxiv]
        for result in source.look_up(with_doi):
            known.setdefault(result.record_id, []).append(result.status)
    return {one.id: Answers(offered.get(one.id, ()), tuple(known.get(one.id, ()))) for one in claims}


def apply_rules(claims: Mapping[str, Record], answers: Mapping[str, Answers]) -> dict[str, dict[str, EntryStatus]]:
    """What each rule says of each entry, by its key."""
    return {
        name: {key: rule(claim, answers[claim.id]) for key, claim in claims.items()} for name, rule in RULES.items()
    }


def _find_similar(claim: Record, answers: Answers) -> list[Record]:
    untimed = Record(id=claim.id, title=claim.title)  # an equal year would count
    return [one.record for one in answers.offered if take_similar(untimed, [one], LEAST_SIMILAR)]


def _first_author(record: Record) -> str:
    """The last word of the family name of the first author, folded; empty where nobody is named."""
    name = record.author[0] if record.author else None
    words = fold(name.family or display_name(name)).split() if name else []
    return words[-1] if words else ""
