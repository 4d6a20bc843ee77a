"""What supports one candidate and what contradicts it, field by field: findings, and the evidence that people read."""

from __future__ import annotations

from functools import lru_cache

from pipeline.model.names import display_name, family_of
from pipeline.model.records import Candidate, Evidence, Record, Struct
from pipeline.model.source_table import LIBRARY
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import ContainerRelation, compare_containers, containers_of, known_venues
from pipeline.rules.matching.origins import Origin, Registrant, origin_of, registrant_of
from pipeline.rules.matching.retractions import read_marked
from pipeline.rules.matching.titles import SAME, TitleComparison, TitleRelation, compare_titles
from pipeline.rules.matching.vetoes import find_vetoes, is_generic, is_own_thing
from pipeline.rules.matching.years import YearRelation, compare_years, year_of
from pipeline.text.folding import fold

_fold = lru_cache(maxsize=4_096)(fold)
"""Cached: a candidate's title is compared with those of all the others."""


class Findings(Struct, frozen=True):
    """All that the table of rules decides on, of a claim and one candidate, and the evidence that shows it to people.

    Attributes:
        title: How the titles relate; of a row without one, that of two different titles.
        year: How the years relate.
        container: How the venue of the row relates to where the candidate appeared.
        origin: What the candidate is: a paper, its preprint, a copy, another thing.
        source: Which source offers it.
        registrant: Who registered its DOI.
        seconded_by: The sources that describe the same paper, where nothing else has its title; empty for one source.
        same_identifier: One identifier is equal.
        other_identifier: None is equal, and one of the same scheme differs.
        authors_agree: None where either side names no authors.
        is_generic: Many papers have the title of the row.
        is_untitled: The row has no title.
        vetoes: Why it cannot be the paper.
        evidence: The findings as they are shown, the vetoes among them.
    """

    title: TitleComparison
    year: YearRelation
    container: ContainerRelation
    origin: Origin
    source: str
    registrant: Registrant
    same_identifier: bool
    other_identifier: bool
    authors_agree: bool | None
    is_generic: bool
    is_untitled: bool
    vetoes: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    seconded_by: tuple[str, ...] = ()


def gather(claim: Record, candidate: Candidate) -> Findings:
    """Compare a row's claim with one candidate, field by field."""
    same, other = _compare_identifiers(claim, candidate.record)
    is_own = candidate.source == LIBRARY
    record = read_marked(claim, candidate.record, is_named=same or is_own)
    title = compare_titles(claim.title, record.title)
    container = compare_containers(claim, record)
    year = compare_years(claim, record, container)
    agree = _compare_authors(claim, record)
    origin, registrant = origin_of(record), registrant_of(record, known_venues(claim))
    is_named = (same and title.relation in SAME) or (is_own and is_own_thing(claim, record))
    vetoes = find_vetoes(claim, record, origin, is_named=is_named)
    evidence = (
        *_identifier_evidence(claim, record, same=same, other=other),
        *_title_evidence(claim, record, title),
        Evidence(str(year), year.bearing, str(claim.year or ""), str(year_of(claim, record, container) or "")),
        _container_evidence(claim, record, container),
        *_registrant_evidence(claim, record, container, registrant),
        *_author_evidence(claim, record, agree),
        *vetoes,
    )
    return Findings(
        title=title,
        year=year,
        container=container,
        origin=origin,
        source=candidate.source,
        registrant=registrant,
        same_identifier=same,
        other_identifier=other,
        authors_agree=agree,
        is_generic=is_generic(claim.title),
        is_untitled=not claim.title,
        vetoes=vetoes,
        evidence=evidence,
    )


def _title_evidence(claim: Record, record: Record, title: TitleComparison) -> tuple[Evidence, ...]:
    """How the titles relate; nothing for a row without one, whose identifier alone says what it means."""
    if not claim.title:
        return ()
    theirs = record.title if title.relation is not TitleRelation.EQUAL else ""
    return (Evidence(str(title.relation), title.bearing, claim.title, theirs),)


def _container_evidence(claim: Record, record: Record, container: ContainerRelation) -> Evidence:
    theirs = " / ".join(containers_of(record)[:2])
    return Evidence(str(container), container.bearing, claim.container_title_short, theirs)


def _registrant_evidence(
    claim: Record, record: Record, container: ContainerRelation, registrant: Registrant
) -> tuple[Evidence, ...]:
    """Who registered the DOI, where the container leaves it open whether this is the venue of the row."""
    if registrant is not Registrant.OF_VENUE or container.bearing is not Bearing.NEUTRAL:
        return ()
    return (Evidence(str(registrant), Bearing.FOR, claim.container_title_short, record.identifiers.doi),)


def _compare_identifiers(claim: Record, record: Record) -> tuple[bool, bool]:
    """(one identifier is equal, one of the same scheme differs and none is equal)."""
    same = other = False
    for scheme in claim.identifiers.__struct_fields__:
        ours, theirs = getattr(claim.identifiers, scheme), getattr(record.identifiers, scheme)
        if ours and theirs:
            same, other = same or ours == theirs, other or ours != theirs
    return same or claim.identifiers.doi in record.other_dois, other and not same


def _compare_authors(claim: Record, record: Record) -> bool | None:
    if not claim.author or not record.author:
        return None
    ours, theirs = {family_of(name) for name in claim.author}, {family_of(name) for name in record.author}
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))


def _identifier_evidence(claim: Record, record: Record, *, same: bool, other: bool) -> tuple[Evidence, ...]:
    if not same and not other:
        return ()
    rule, bearing = ("identifier_equal", Bearing.FOR) if same else ("identifier_differs", Bearing.AGAINST)
    return (Evidence(rule, bearing, ", ".join(claim.identifiers.labels()), ", ".join(record.identifiers.labels())),)


def _author_evidence(claim: Record, record: Record, agree: bool | None) -> tuple[Evidence, ...]:
    if agree is None:
        return ()
    rule, bearing = ("authors_agree", Bearing.FOR) if agree else ("authors_differ", Bearing.AGAINST)
    return (Evidence(rule, bearing, display_name(claim.author[0]), display_name(record.author[0])),)


def same_first_author(first: Record, second: Record) -> bool:
    """True when both name the same first author; a missing list is no disagreement but no agreement either."""
    return bool(first.author and second.author) and family_of(first.author[0]) == family_of(second.author[0])


def same_title(first: Record, second: Record) -> bool:
    """True when two descriptions have one title, but for case, marks and punctuation."""
    return _fold(first.title).replace(" ", "") == _fold(second.title).replace(" ", "")
