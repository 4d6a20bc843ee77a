"""What is cited of a row that no source confirmed: the row's own words, and no identifier that is another paper's."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.model.identifiers import find_identifiers, sort_doi
from pipeline.model.records import Candidate, Conflict, Identifiers, Match, Record
from pipeline.rules.merging.joining import join_records
from pipeline.rules.row_text.entry_claims import is_of_entry

_OF_ANOTHER = frozenset({"identifier_of_another_title", "not_the_paper"})
"""Reasons by which a source says of an identifier in the row that another paper, or something beside it, has it."""


def as_listed(claim: Record, match: Match) -> Record:
    """What the row says and nothing else: title, authors, link, identifiers; of an entry of a reference file, all.

    An identifier that a source gives to another paper, or that a person refused, stands in the note only, so that
    nobody cites it; so do the row's further links, which a reference file has no field for.
    """
    kept, withheld = _part_identifiers(claim.identifiers, match)
    said = [f"The list gives {label}, which is another paper's" for label in withheld]
    links = [f"{kind}: {url}" for kind, url in claim.other_links]
    provenance = tuple(one for one in claim.provenance if one.field != "identifiers" or kept.labels())
    container = claim.container_title or claim.container_title_short
    is_said_twice = is_of_entry(claim) and claim.container_title_short == container
    return msgspec.structs.replace(
        claim,
        container_title=container,
        container_title_short="" if is_said_twice else claim.container_title_short,
        identifiers=kept,
        url="" if set(withheld) & set(find_identifiers(claim.url).labels()) else claim.url,
        note="; ".join(filter(None, (claim.note, *said, *links))),
        other_links=(),
        provenance=provenance,
    )


def join_listed(rows: Sequence[Record], versions: Sequence[int]) -> tuple[Record, tuple[Conflict, ...]]:
    """One record of several unconfirmed rows of one work, with where each field is from, and what differs.

    Args:
        rows: What `as_listed` made of each.
        versions: For each the number of its version: those with the same are preprints, or published, together.
    """
    joined = join_records([Candidate(row, "list", row.id) for row in rows], versions)
    own = {(one.field, row.id): one for row in rows for one in row.provenance}
    provenance = (own.get((one.field, one.source_id), one) for one in joined.record.provenance)
    return msgspec.structs.replace(joined.record, provenance=tuple(provenance)), joined.conflicts


def _part_identifiers(stated: Identifiers, match: Match) -> tuple[Identifiers, tuple[str, ...]]:
    """The identifiers that may be the row's own, and the labels of those that are not."""
    of_others = {label for refused in match.refused for label in _labels_of(refused)}
    for rival in match.rivals:
        if rival.reason in _OF_ANOTHER:
            record = rival.candidate.record
            of_others |= {*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)}
    withheld = tuple(label for label in stated.labels() if label.lower() in {one.lower() for one in of_others})
    fields = {label.partition(":")[0]: "" for label in withheld}
    return msgspec.structs.replace(stated, **fields), withheld


def _labels_of(refused: str) -> tuple[str, ...]:
    """What a person's decision refuses, as it is written and in canonical form."""
    doi, arxiv = sort_doi(refused)
    return (refused.strip(), f"doi:{doi}", f"arxiv:{arxiv}")
