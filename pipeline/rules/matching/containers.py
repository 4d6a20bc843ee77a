"""Whether the container of a candidate is the venue that a row names.

A container is what a paper appeared in: proceedings, a journal, a book.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.model.records import Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.origins import Registrant, is_preprint, registrant_of
from pipeline.rules.matching.relations import Relation
from pipeline.rules.venues import Venue, abbreviation_key, find_venues, parent_of, recognise
from pipeline.text.folding import STOP_WORDS, fold, squeeze_words


class ContainerRelation(Relation):
    """From agreement to contradiction; the order is used, and the values name the evidence."""

    AGREES = "container_agrees", Bearing.FOR, 30
    RELATED = "container_of_the_same_family", Bearing.FOR, 20
    WORKSHOP = "workshop_of_the_venue", Bearing.NEUTRAL, 9
    PREPRINT = "preprint_of_a_paper_with_a_venue", Bearing.NEUTRAL, 15
    POSTED = "preprint_for_a_row_without_a_venue", Bearing.NEUTRAL, 15
    NOT_STATED = "the_row_names_no_venue", Bearing.NEUTRAL, 10
    UNRESOLVED = "container_not_recognised", Bearing.NEUTRAL, 8
    SILENT = "the_row_names_a_venue_and_the_record_none", Bearing.NEUTRAL, 6
    STRANGE = "container_that_no_table_knows", Bearing.NEUTRAL, 5
    PUBLISHED = "published_version_of_a_preprint", Bearing.NEUTRAL, 12
    DISAGREES = "container_disagrees", Bearing.AGAINST, 0


PREPRINTS = (ContainerRelation.POSTED, ContainerRelation.PREPRINT)
"""The candidate is a preprint, and the row does not name a preprint server."""


_PROCEEDINGS_LIKE = frozenset({"paper-conference", "chapter", ""})
_fold = lru_cache(maxsize=4_096)(fold)
"""Cached: a list names few containers, and each is compared with many candidates."""


def compare_containers(claim: Record, candidate: Record) -> ContainerRelation:
    """How the venue of a row relates to where a candidate appeared."""
    venues = find_venues(claim.container_title_short) if claim.container_title_short else ()
    kinds = {venue.kind for venue in venues} - {"unknown"}
    if kinds == {"preprint"}:
        return _compare_server(venues, candidate)
    named = [venue for venue in venues if venue.kind != "unknown"]
    if not claim.container_title_short or (venues and not named):
        return ContainerRelation.POSTED if is_preprint(candidate) else ContainerRelation.NOT_STATED
    if is_preprint(candidate):
        return ContainerRelation.PREPRINT
    if candidate.issn and candidate.issn in {venue.issn for venue in named}:
        return ContainerRelation.AGREES
    return _compare_written(claim, named, candidate)


def _compare_server(venues: tuple[Venue, ...], candidate: Record) -> ContainerRelation:
    """How a preprint server that a row names relates to a candidate: another server has another preprint."""
    if candidate.identifiers.arxiv:
        return ContainerRelation.AGREES
    if not is_preprint(candidate):
        return ContainerRelation.PUBLISHED
    is_elsewhere = registrant_of(candidate, venues) is Registrant.OTHER
    return ContainerRelation.DISAGREES if is_elsewhere else ContainerRelation.AGREES


def _compare_written(claim: Record, named: list[Venue], candidate: Record) -> ContainerRelation:
    written = containers_of(candidate)
    is_telling = bool(named) or _is_name(claim.container_title_short)
    if not written:
        return ContainerRelation.SILENT if is_telling else ContainerRelation.UNRESOLVED
    relation = _best(claim, named, written)
    if relation is not ContainerRelation.UNRESOLVED:
        return relation
    if _same_series(named, candidate):
        return ContainerRelation.RELATED
    if _kinds_differ(named, candidate):
        return ContainerRelation.DISAGREES
    is_open = not is_telling or any(_is_series(text) or _shares_words(claim, text) for text in written)
    return relation if is_open else ContainerRelation.STRANGE


def _is_name(written: str) -> bool:
    """True for a venue that is written out, so that another name is another venue; an abbreviation tells little."""
    return len(_words(written)) >= 3


def _shares_words(claim: Record, text: str) -> bool:
    """A venue that the table does not know, of whose words all are in the container: a workshop by its topic."""
    return fuzz.token_set_ratio(" ".join(_words(claim.container_title_short)), _fold(text)) >= 90


def _words(written: str) -> list[str]:
    return [word for word in _fold(written).split() if word.isalpha()]


def known_venues(claim: Record) -> tuple[Venue, ...]:
    """The venues of the table, of those that publish papers, that a row names."""
    venues = find_venues(claim.container_title_short) if claim.container_title_short else ()
    return tuple(venue for venue in venues if venue.kind not in ("unknown", "preprint"))


def containers_of(record: Record) -> tuple[str, ...]:
    """Every text in which a record may name where it appeared."""
    texts = (record.container_title, record.container_title_short, record.event_title, record.collection_title)
    return tuple(text for text in texts if text)


def _best(claim: Record, named: list[Venue], written: tuple[str, ...]) -> ContainerRelation:
    found = [_relate(claim.container_title_short, named, text) for text in written]
    for relation in (ContainerRelation.AGREES, ContainerRelation.RELATED, ContainerRelation.WORKSHOP):
        if relation in found:
            return relation
    return ContainerRelation.DISAGREES if ContainerRelation.DISAGREES in found[:2] else ContainerRelation.UNRESOLVED


def _relate(short: str, named: list[Venue], text: str) -> ContainerRelation:
    if _fold(short) == _fold(text):
        return ContainerRelation.AGREES
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
    if _reads_alike(short, named, text) and container.is_workshop == recognise(short).is_workshop:
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


def _kinds_differ(named: list[Venue], candidate: Record) -> bool:
    """A conference row and a journal article, or the other way round, when nothing says that they agree."""
    kinds = {venue.kind for venue in named}
    if kinds and kinds <= {"conference", "workshop"}:
        return candidate.type not in _PROCEEDINGS_LIKE
    return kinds == {"journal"} and candidate.type in ("paper-conference", "chapter", "book")
