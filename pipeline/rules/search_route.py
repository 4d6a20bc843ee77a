"""Which sources are searched for a title, and in which order; and which may complete an accepted paper."""

from __future__ import annotations

from binascii import crc32
from collections.abc import Container, Iterable

from pipeline.model.identifiers import join_identifiers
from pipeline.model.records import Identifiers, Match, Record
from pipeline.model.source_table import UNRANKED, names_of, row_of
from pipeline.rules.venues import PUBLISHED_KINDS, find_venues
from pipeline.text.folding import fold_title

PREPRINTS_SINCE = 2013
"""Of 63 papers of earlier years in venues without DOIs, in lists of machine learning, four are on arXiv; of 367 later
ones 234 are."""
SHARE_OF_INDEX = 3
"""Every so-many-th of the others goes to an index first, so that neither does all the work: without a key, OpenAlex
answers a hundred searches a day."""


def route_search(claim: Record, names: Iterable[str], last: Container[str] = ()) -> tuple[str, ...]:
    """The sources that are searched for a title of this venue, the one that most often has such papers first.

    Args:
        claim: What the row says.
        names: The sources of the run; those without a rank keep their order.
        last: Sources that refuse most of what they are asked. They stand behind all others, for no row waits for luck;
            the others' order is then `search_order_without_key`, which spares what is slow or counted.

    Returns:
        Names in an order that depends on the row and on nothing else: the same rows hear the same.
    """
    venues = find_venues(claim.container_title_short)
    dois = {venue.doi for venue in venues}
    route = dois.pop() if len(dois) == 1 else ""
    if last and route == "never" and _is_for_index(claim):
        route = "never_indexed"
    ranks = {name: (row_of(name).search_order_without_key if last else row_of(name).search_order) for name in names}
    is_published = bool(venues) and {venue.kind for venue in venues} <= PUBLISHED_KINDS
    asked = [
        name
        for name, ranked in ranks.items()
        if row_of(name).searches_published or not is_published or (last and route in ranked)
    ]
    return tuple(sorted(asked, key=lambda name: (name in last, ranks[name].get(route, UNRANKED))))


def _is_for_index(claim: Record) -> bool:
    is_early = claim.year is not None and claim.year < PREPRINTS_SINCE
    return is_early or crc32(fold_title(claim.title).encode()) % SHARE_OF_INDEX == 0


def identifiers_of(match: Match) -> Identifiers:
    """All identifiers of the chosen candidate and its supports."""
    return join_identifiers(*(one.record.identifiers for one in (match.chosen, *match.support) if one))


def may_look_up(source: str, ids: Identifiers) -> bool:
    """Whether a source looks up one of these identifiers."""
    return any(getattr(ids, scheme) for scheme in row_of(source).lookup_schemes)


def may_complete(source: str, claim: Record, match: Match, ids: Identifiers) -> bool:
    """Whether a source may add to an accepted paper that it has not described yet.

    Any source may that looks up one of the identifiers, when no author is known; a registry, about what it registers,
    when no registry has described the paper; an index, when nobody has the year of the list.
    """
    known = {one.source: one.record for one in (match.chosen, *match.support) if one}
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
