"""Whether the container of a candidate is the venue that a row names.

A container is what a paper appeared in: proceedings, a journal, a book.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.model.records import Record
from pipeline.rules.matching.look_alikes import look_alikes
from pipeline.rules.venues import Venue, abbreviation_key, find_venues, parent_of, recognise
from pipeline.text.folding import STOP_WORDS, fold, squeeze_words


class ContainerRelation(StrEnum):
    """From agreement to contradiction; the order is used, and the values name the evidence."""

    AGREES = "container_agrees"
    RELATED = "container_of_the_same_family"
    WORKSHOP = "workshop_of_the_venue"
    PREPRINT = "preprint_of_a_paper_with_a_venue"
    POSTED = "preprint_for_a_row_without_a_venue"
    NOT_STATED = "the_row_names_no_venue"
    UNRESOLVED = "container_not_recognised"
    SILENT = "the_record_names_no_container"
    STRANGE = "container_that_no_table_knows"
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
        return ContainerRelation.POSTED if is_preprint(candidate) else ContainerRelation.NOT_STATED
    if is_preprint(candidate):
        return ContainerRelation.PREPRINT
    if candidate.issn and candidate.issn in {venue.issn for venue in named}:
        return ContainerRelation.AGREES
    return _compare_written(claim, named, candidate)


def _compare_written(claim: Record, named: list[Venue], candidate: Record) -> ContainerRelation:
    written = containers_of(candidate)
    is_of_publisher = _has_its_prefix(named, candidate)
    if not written:
        if not named:
            return ContainerRelation.UNRESOLVED
        return ContainerRelation.RELATED if is_of_publisher else ContainerRelation.SILENT
    relation = _best(claim, named, written)
    if relation is ContainerRelation.WORKSHOP and (is_of_publisher or not candidate.identifiers.doi):
        return ContainerRelation.RELATED  # lists say ICCV of papers in its workshops: 10.1109/iccvw.2017.191
    if relation is not ContainerRelation.UNRESOLVED:
        return relation
    if _same_series(named, candidate):
        return ContainerRelation.RELATED
    if _kinds_differ(named, candidate):
        return ContainerRelation.DISAGREES
    return ContainerRelation.STRANGE if named and not any(map(_is_series, written)) else relation


def names_known_venue(claim: Record) -> bool:
    """True for a row that names a venue of the table which publishes papers."""
    venues = find_venues(claim.container_title_short) if claim.container_title_short else ()
    return any(venue.kind not in ("unknown", "preprint") for venue in venues)


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
    if ids.arxiv and not ids.doi:
        return record.type in ("article", "", "document", "manuscript")
    return record.type == "article" and (not ids.doi or ids.doi.startswith(look_alikes().preprint_servers))


def is_repository_copy(record: Record) -> bool:
    """True for a posted paper, without a container, whose DOI no server of preprints has registered."""
    return record.type == "article" and not record.container_title and not is_preprint(record)


def _best(claim: Record, named: list[Venue], written: tuple[str, ...]) -> ContainerRelation:
    found = [_relate(claim.container_title_short, named, text) for text in written]
    for relation in (ContainerRelation.AGREES, ContainerRelation.RELATED, ContainerRelation.WORKSHOP):
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
        is_other = container.is_workshop and all(venue.kind == "conference" for venue in named)
        return ContainerRelation.WORKSHOP if is_other else ContainerRelation.RELATED
    return ContainerRelation.UNRESOLVED


def _relate_venues(venue: Venue, other: Venue, is_workshop: bool) -> ContainerRelation:
    same_workshop = (venue.kind == "workshop") == is_workshop
    if venue == other and (same_workshop or venue.kind == "workshop"):
        return ContainerRelation.AGREES
    if parent_of(venue) == parent_of(other):
        if same_workshop:
            return ContainerRelation.AGREES
        return ContainerRelation.WORKSHOP if is_workshop else ContainerRelation.RELATED
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


def _is_series(text: str) -> bool:
    """True for a series that prints the proceedings of many conferences, such as LNCS."""
    venue = recognise(text).venue
    return venue is not None and venue.kind == "book"


def _has_its_prefix(named: list[Venue], candidate: Record) -> bool:
    """A record without a container whose DOI is registered by the publisher of the venue that the row names."""
    publishers = look_alikes().publishers
    return any(candidate.identifiers.doi.startswith(publishers.get(venue.publisher, ())) for venue in named)


def _kinds_differ(named: list[Venue], candidate: Record) -> bool:
    """A conference row and a journal article, or the other way round, when nothing says that they agree."""
    kinds = {venue.kind for venue in named}
    if kinds and kinds <= {"conference", "workshop"}:
        return candidate.type not in _PROCEEDINGS_LIKE
    return kinds == {"journal"} and candidate.type in ("paper-conference", "chapter", "book")
