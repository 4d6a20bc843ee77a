"""Whether the container of a candidate is the venue that a row names.

A container is what a paper appeared in: proceedings, a journal, a book.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.model.records import Record
from pipeline.rules.venues import Venue, abbreviation_key, find_venues, parent_of, recognise
from pipeline.text.folding import STOP_WORDS, fold, squeeze_words


class ContainerRelation(StrEnum):
    """From agreement to contradiction; the order is used, and the values name the evidence."""

    AGREES = "container_agrees"
    RELATED = "container_of_the_same_family"
    PREPRINT = "preprint_of_a_paper_with_a_venue"
    NOT_STATED = "container_not_stated"
    UNRESOLVED = "container_not_recognised"
    PUBLISHED = "published_version_of_a_preprint"
    DISAGREES = "container_disagrees"


_PROCEEDINGS_LIKE = frozenset({"paper-conference", "chapter", ""})
_fold = lru_cache(maxsize=4_096)(fold)
"""Cached: a list names few containers, and each is compared with many candidates."""


def compare_containers(claim: Record, candidate: Record) -> ContainerRelation:
    """How the venue of a row relates to where a candidate appeared."""
    venues = find_venues(claim.container_title_short) if claim.container_title_short else ()
    kinds = {venue.kind for venue in venues} - {"unknown"}
    if kinds == {"preprint"}:
        return (
            ContainerRelation.AGREES
            if is_preprint(candidate) or candidate.identifiers.arxiv
            else ContainerRelation.PUBLISHED
        )
    named = [venue for venue in venues if venue.kind != "unknown"]
    if not claim.container_title_short or (venues and not named):
        return ContainerRelation.PREPRINT if is_preprint(candidate) else ContainerRelation.NOT_STATED
    if is_preprint(candidate):
        return ContainerRelation.PREPRINT
    written = containers_of(candidate)
    if candidate.issn and candidate.issn in {venue.issn for venue in named}:
        return ContainerRelation.AGREES
    if not written:
        return ContainerRelation.NOT_STATED
    relation = _best(claim, named, written)
    if relation is ContainerRelation.UNRESOLVED and _same_series(named, candidate):
        return ContainerRelation.RELATED
    if relation is ContainerRelation.UNRESOLVED and _kinds_differ(named, candidate):
        return ContainerRelation.DISAGREES
    return relation


def containers_of(record: Record) -> tuple[str, ...]:
    """Every text in which a record may name where it appeared."""
    texts = (record.container_title, record.container_title_short, record.event_title, record.collection_title)
    return tuple(text for text in texts if text)


def is_preprint(record: Record) -> bool:
    """True for a record of a preprint alone, with no container that published it."""
    venue = recognise(record.container_title).venue if record.container_title else None
    if record.container_title and (venue is None or venue.kind != "preprint"):
        return False
    ids = record.identifiers
    return record.type == "article" or (
        record.type in ("", "document", "manuscript") and bool(ids.arxiv) and not ids.doi
    )


def _best(claim: Record, named: list[Venue], written: tuple[str, ...]) -> ContainerRelation:
    found = [_relate(claim.container_title_short, named, text) for text in written]
    for relation in (ContainerRelation.AGREES, ContainerRelation.RELATED):
        if relation in found:
            return relation
    return ContainerRelation.DISAGREES if ContainerRelation.DISAGREES in found[:2] else ContainerRelation.UNRESOLVED


def _relate(short: str, named: list[Venue], text: str) -> ContainerRelation:
    container = recognise(text)
    other = container.venue
    if other is not None and named:
        relations = [_relate_venues(venue, other, container.is_workshop) for venue in named]
        relation = min(relations, key=list(ContainerRelation).index)
        return (
            ContainerRelation.RELATED
            if relation is ContainerRelation.DISAGREES and _is_named(named, text)
            else relation
        )
    if _reads_alike(short, named, text):
        return ContainerRelation.AGREES
    if _is_named(named, text):
        return ContainerRelation.RELATED
    return ContainerRelation.UNRESOLVED


def _relate_venues(venue: Venue, other: Venue, is_workshop: bool) -> ContainerRelation:
    same_workshop = (venue.kind == "workshop") == is_workshop
    if venue == other and (same_workshop or venue.kind == "workshop"):
        return ContainerRelation.AGREES
    if parent_of(venue) == parent_of(other):
        return ContainerRelation.AGREES if same_workshop else ContainerRelation.RELATED
    if _are_related(venue, other) or _are_related(other, venue):
        return ContainerRelation.RELATED
    if other.kind in ("book", "unknown", "preprint"):  # a series such as LNCS does not tell the venue
        return ContainerRelation.UNRESOLVED
    return ContainerRelation.DISAGREES


def _are_related(venue: Venue, other: Venue) -> bool:
    keys = {abbreviation_key(word) for word in venue.related}
    return any(abbreviation_key(word) in keys for word in other.abbreviations)


def _reads_alike(short: str, named: list[Venue], text: str) -> bool:
    """An unknown venue agrees when it reads like the container, or is made of its initials (JVCIR)."""
    theirs, ours = _fold(text), _fold(short)
    words = [word for word in theirs.split() if word not in STOP_WORDS]
    initials = "".join(word[0] for word in words)
    if len(squeeze_words(ours)) >= 3 and squeeze_words(ours) == initials:
        return True
    names = [_fold(venue.name) for venue in named] or [ours]
    return any(name and fuzz.token_sort_ratio(name, theirs) >= 90 for name in names) or (
        not named and _mentions(text, short)
    )


def _is_named(named: list[Venue], text: str) -> bool:
    """True when a container title holds a conference's acronym: “AAAI” in HCOMP's full name.

    Not so for journals: “Nature” is a word of “Nature Machine Intelligence”.
    """
    meetings = [venue for venue in named if venue.kind in ("conference", "workshop")]
    return any(_mentions(text, word) for venue in meetings for word in venue.abbreviations)


def _mentions(text: str, word: str) -> bool:
    """True when a container title holds an abbreviation as a word of its own."""
    key = abbreviation_key(word)
    return len(key) >= 3 and key in _fold(text).split()


def _same_series(named: list[Venue], candidate: Record) -> bool:
    """A workshop whose own name no table knows, printed by the series that the row names: CEUR-WS.org."""
    publishers = {_fold(venue.publisher) for venue in named if venue.kind == "workshop" and venue.publisher}
    return bool(candidate.publisher) and _fold(candidate.publisher) in publishers


def _kinds_differ(named: list[Venue], candidate: Record) -> bool:
    """A conference row and a journal article, or the other way round, when nothing says that they agree."""
    kinds = {venue.kind for venue in named}
    if kinds and kinds <= {"conference", "workshop"}:
        return candidate.type not in _PROCEEDINGS_LIKE
    return kinds == {"journal"} and candidate.type in ("paper-conference", "chapter", "book")
