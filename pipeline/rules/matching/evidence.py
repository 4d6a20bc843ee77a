"""What supports one candidate and what contradicts it, field by field, as named evidence."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from pipeline.model import source_table
from pipeline.model.identifiers import arxiv_year
from pipeline.model.names import display_name, family_of
from pipeline.model.records import Candidate, Evidence, Record, Struct
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import ContainerRelation, compare_containers, containers_of, is_preprint
from pipeline.rules.matching.edits import EditKind
from pipeline.rules.matching.retractions import read_marked
from pipeline.rules.matching.titles import SAME, TitleComparison, TitleRelation, compare_titles
from pipeline.rules.matching.vetoes import find_vetoes, is_generic, is_own_thing
from pipeline.text.folding import fold

_OF_NO_VENUE = frozenset({ContainerRelation.SILENT, ContainerRelation.STRANGE, ContainerRelation.WORKSHOP})
_fold = lru_cache(maxsize=4_096)(fold)
"""Cached: a candidate's title is compared with those of all the others."""


class YearRelation(StrEnum):
    """How the year of a row relates to that of a candidate; the names are those of the evidence."""

    EQUAL = "year_equal"
    NEAR = "year_off_by_one"
    EARLIER = "preprint_earlier"
    UNKNOWN = "year_not_stated"
    FAR = "year_differs"


class Comparison(Struct, frozen=True):
    """The relations between a claim and one candidate, field by field, and the evidence that shows them to people.

    `same_identifier`: one identifier is equal; `other_identifier`: none is, and one of the same scheme differs.
    `authors_agree` is None where either side names no authors.
    """

    title: TitleComparison
    year: YearRelation
    container: ContainerRelation
    same_identifier: bool
    other_identifier: bool
    vetoed: bool
    is_generic: bool
    authors_agree: bool | None
    evidence: tuple[Evidence, ...]
    is_untitled: bool = False
    is_own: bool = False


def gather(claim: Record, candidate: Candidate) -> Comparison:
    """Compare a row's claim with one candidate, field by field."""
    same, other = _compare_identifiers(claim, candidate.record)
    is_own = candidate.source == source_table.LIBRARY
    record = read_marked(claim, candidate.record, is_named=same or is_own)
    title = compare_titles(claim.title, record.title)
    container = compare_containers(claim, record)
    if is_own and container in _OF_NO_VENUE:
        container = ContainerRelation.UNRESOLVED  # a person's own entry may be thin
    year = _compare_years(claim, record, container)
    agree = _compare_authors(claim, record)
    is_told = same and title.relation in SAME
    is_named = is_told or (is_own and is_own_thing(claim, record))
    vetoes = () if is_told else find_vetoes(claim, record, is_named=is_named)
    evidence = (
        *_identifier_evidence(claim, record, same=same, other=other),
        *_title_evidence(claim, record, title),
        Evidence(str(year), _YEAR_BEARING[year], str(claim.year or ""), str(_year_of(claim, record, container) or "")),
        Evidence(
            str(container),
            _CONTAINER_BEARING[container],
            claim.container_title_short,
            " / ".join(containers_of(record)[:2]),
        ),
        *_author_evidence(claim, record, agree),
        *vetoes,
    )
    return Comparison(
        title,
        year,
        container,
        same,
        other,
        bool(vetoes),
        is_generic(claim.title),
        agree,
        evidence,
        not claim.title,
        is_own,
    )


def _title_evidence(claim: Record, record: Record, title: TitleComparison) -> tuple[Evidence, ...]:
    """How the titles relate; nothing for a row without one, whose identifier alone says what it means."""
    if not claim.title:
        return ()
    theirs = record.title if title.relation is not TitleRelation.EQUAL else ""
    return (Evidence(str(title.relation), _title_bearing(title), claim.title, theirs),)


_YEAR_BEARING = {
    YearRelation.EQUAL: Bearing.FOR,
    YearRelation.NEAR: Bearing.FOR,
    YearRelation.EARLIER: Bearing.FOR,
    YearRelation.UNKNOWN: Bearing.NEUTRAL,
    YearRelation.FAR: Bearing.AGAINST,
}
_CONTAINER_BEARING = {
    ContainerRelation.AGREES: Bearing.FOR,
    ContainerRelation.RELATED: Bearing.FOR,
    ContainerRelation.PREPRINT: Bearing.NEUTRAL,
    ContainerRelation.POSTED: Bearing.NEUTRAL,
    ContainerRelation.NOT_STATED: Bearing.NEUTRAL,
    ContainerRelation.UNRESOLVED: Bearing.NEUTRAL,
    ContainerRelation.WORKSHOP: Bearing.NEUTRAL,
    ContainerRelation.SILENT: Bearing.NEUTRAL,
    ContainerRelation.STRANGE: Bearing.NEUTRAL,
    ContainerRelation.PUBLISHED: Bearing.NEUTRAL,
    ContainerRelation.DISAGREES: Bearing.AGAINST,
}


def changes_meaning(title: TitleComparison) -> bool:
    """True for one or two edits that make another paper's title: CNN and RNN, supervised and unsupervised."""
    return title.edit is EditKind.MEANING and title.relation in (TitleRelation.ONE_EDIT, TitleRelation.TWO_EDITS)


def _title_bearing(title: TitleComparison) -> Bearing:
    if title.relation is TitleRelation.DIFFERENT or changes_meaning(title):
        return Bearing.AGAINST
    return Bearing.NEUTRAL if title.relation is TitleRelation.NEAR else Bearing.FOR


def _compare_years(claim: Record, record: Record, container: ContainerRelation) -> YearRelation:
    theirs = _year_of(claim, record, container)
    if claim.year is None or theirs is None:
        return YearRelation.UNKNOWN
    later = claim.year - theirs
    if later == 0:
        return YearRelation.EQUAL
    if abs(later) == 1:
        return YearRelation.NEAR
    posted_before = 0 < later <= 3 and (
        container in (ContainerRelation.PREPRINT, ContainerRelation.POSTED) or is_dated_by_preprint(record)
    )
    return YearRelation.EARLIER if posted_before else YearRelation.FAR


def is_dated_by_preprint(record: Record) -> bool:
    """True for a paper with a venue and the year of its preprint, as Semantic Scholar has many."""
    return bool(record.identifiers.arxiv) and arxiv_year(record.identifiers.arxiv) == record.year


def _year_of(claim: Record, record: Record, container: ContainerRelation) -> int | None:
    """A candidate's year; of a preprint that the row means, the year it was first posted.

    Semantic Scholar dates “The Mythos of Model Interpretability” by its 2018 magazine version; arXiv's id says 2016.
    """
    means_preprint = (
        container is ContainerRelation.AGREES and not claim.container_title and bool(record.identifiers.arxiv)
    )
    if means_preprint and record.year != claim.year and (posted := arxiv_year(record.identifiers.arxiv)):
        return posted
    return record.year


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


def is_published(record: Record) -> bool:
    """True for a version of record: it has a container or a DOI, and is no preprint."""
    return not is_preprint(record) and bool(record.container_title or record.identifiers.doi)
