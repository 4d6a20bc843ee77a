"""What a record is, by its type, its container and who registered its DOI: a paper, a preprint, a copy or another."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from pipeline.model.records import Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.look_alikes import component_doi, look_alikes, publishers
from pipeline.rules.matching.relations import Relation
from pipeline.rules.venues import Venue, recognise


class Origin(StrEnum):
    """What a record is of a paper."""

    PAPER = "paper"
    PREPRINT = "preprint"
    COPY = "copy_in_a_repository"
    REPOST = "repost"
    OTHER_THING = "not_the_paper_itself"


class Registrant(Relation):
    """Who registered the DOI of a record, seen from the venue that a row names."""

    OF_VENUE = "doi_prefix_of_the_venue", Bearing.FOR, 12
    NOBODY = "no_doi_of_a_publisher", Bearing.NEUTRAL, 0
    PUBLISHER = "doi_of_another_publisher", Bearing.NEUTRAL, 0
    UNKNOWN = "doi_of_a_venue_whose_prefixes_no_table_knows", Bearing.NEUTRAL, 0
    OTHER = "doi_of_nobody_who_publishes_the_venue", Bearing.AGAINST, 0


OTHER_THINGS = frozenset(
    {
        "component",
        "review",
        "review-book",
        "dataset",
        "thesis",
        "figure",
        "entry-encyclopedia",
        "entry-dictionary",
        "standard",
        "grant",
    }
)
"""CSL types (and Crossref's own “component”) of things that carry a paper's title and are not the paper."""


def origin_of(record: Record) -> Origin:
    """What a record is."""
    if record.type in OTHER_THINGS or component_doi().search(record.identifiers.doi):
        return Origin.OTHER_THING
    if _is_repost(record):
        return Origin.REPOST
    if is_preprint(record):
        return Origin.PREPRINT
    return Origin.COPY if record.type == "article" and not record.container_title else Origin.PAPER


def registrant_of(record: Record, venues: Collection[Venue]) -> Registrant:
    """Who registered the DOI of a record: the publisher of one of these venues, another one, or anybody else.

    Conferences alternate between publishers, and journals are sold: JAMIA was BMJ's (10.1136) and is Oxford's. A venue
    without DOIs has no publisher to change.
    """
    doi = record.identifiers.doi
    if not doi or doi.startswith(look_alikes().not_of_publishers):
        return Registrant.NOBODY
    prefixes = [prefixes_of(venue) for venue in venues]
    if any(doi.startswith(known) for known in prefixes):
        return Registrant.OF_VENUE
    without = [venue.doi == "never" for venue in venues]
    if not prefixes or not all(known or never for known, never in zip(prefixes, without, strict=True)):
        return Registrant.UNKNOWN
    return Registrant.PUBLISHER if not all(without) and doi.startswith(publishers()) else Registrant.OTHER


def prefixes_of(venue: Venue) -> tuple[str, ...]:
    """How the DOIs of papers of a venue begin: its own prefixes, and those of its publisher."""
    return venue.doi_prefixes + look_alikes().publishers.get(venue.publisher, ())


def is_preprint(record: Record) -> bool:
    """True for a record of a preprint alone, with no container that published it."""
    venue = recognise(record.container_title).venue if record.container_title else None
    if record.container_title and (venue is None or venue.kind != "preprint"):
        return False
    ids = record.identifiers
    if ids.arxiv and not ids.doi:
        return record.type in ("article", "", "document", "manuscript")
    return record.type == "article" and (not ids.doi or ids.doi.startswith(look_alikes().preprint_servers))


def is_published(record: Record) -> bool:
    """True for a version of record: it has a container or a DOI, and is no preprint."""
    return not is_preprint(record) and bool(record.container_title or record.identifiers.doi)


def _is_repost(record: Record) -> bool:
    """A DOI of a server where papers are posted again; some conferences have theirs from such a server.

    The papers of NIME and ISMIR are at Zenodo: 10.5281/zenodo.4813218 is one of them.
    """
    if not record.identifiers.doi.startswith(look_alikes().reposts):
        return False
    venue = recognise(record.container_title).venue if record.container_title else None
    return venue is None or not record.identifiers.doi.startswith(venue.doi_prefixes)
