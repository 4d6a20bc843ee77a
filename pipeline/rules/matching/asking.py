"""Which sources may know a paper: by the venue that a row names, by its identifiers, and by what is known already."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.identifiers import join_identifiers
from pipeline.model.records import Identifiers, Match, Record
from pipeline.model.source_table import UNRANKED, names_of, row_of
from pipeline.rules.venues import PUBLISHED_KINDS, find_venues


def find_route(claim: Record, names: Iterable[str]) -> tuple[str, ...]:
    """The sources that are searched for a title of this venue, the one that most often has such papers first."""
    venues = find_venues(claim.container_title_short)
    dois = {venue.doi for venue in venues}
    route = dois.pop() if len(dois) == 1 else ""
    is_published = bool(venues) and {venue.kind for venue in venues} <= PUBLISHED_KINDS
    asked = [name for name in names if row_of(name).searches_published or not is_published]
    return tuple(sorted(asked, key=lambda name: row_of(name).search_order.get(route, UNRANKED)))


def identifiers_of(match: Match) -> Identifiers:
    """All identifiers of the chosen candidate and its supports."""
    return join_identifiers(*(one.record.identifiers for one in (match.chosen, *match.support) if one))


def may_look_up(source: str, ids: Identifiers) -> bool:
    """Whether a source looks up one of these identifiers."""
    return any(getattr(ids, scheme) for scheme in row_of(source).lookup_schemes)


def is_worth_asking(source: str, claim: Record, match: Match) -> bool:
    """Whether a source may add to an accepted paper that it has not described yet.

    Any source may that looks up one of the identifiers, when no author is known; a registry, about what it registers,
    when no registry has described the paper; an index, when nobody has the year of the list.
    """
    known = {one.source: one.record for one in (match.chosen, *match.support) if one}
    ids = identifiers_of(match)
    if source in known or not (ids.doi or ids.arxiv):
        return False
    if not any(record.author for record in known.values()):
        return may_look_up(source, ids)
    is_registry = ("doi" if ids.doi else "arxiv") in row_of(source).registers
    lacks_registry = is_registry and not known.keys() & names_of(kind="registry")
    return lacks_registry or (
        row_of(source).kind == "index" and bool(ids.doi) and _is_dated_otherwise(claim, known.values())
    )


def _is_dated_otherwise(claim: Record, known: Iterable[Record]) -> bool:
    """True when nobody has the year of the list: Crossref's is often that of going online, a year before print."""
    years = {record.year for record in known} - {None}
    return claim.year is not None and bool(years) and claim.year not in years
