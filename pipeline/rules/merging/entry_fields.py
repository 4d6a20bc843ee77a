"""What an entry of a person's own reference file adds to what the sources say of its paper: nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.records import RETRACTED_NOTE, Candidate, Conflict, Provenance, Record
from pipeline.model.source_table import LIBRARY
from pipeline.rules.row_text.entry_claims import is_of_entry
from pipeline.rules.venues import recognise
from pipeline.text.folding import fold

OF_THE_VERSION = frozenset(
    "container_title container_title_short collection_title collection_number volume issue page number edition version"
    " genre publisher publisher_place event_title event_place issn isbn".split()
)
"""Fields of the version that a record describes: they are kept where that is the version which is cited."""
_COMPARED = ("volume", "issue", "page")


def fill_from_entry(
    values: dict[str, object], provenance: list[Provenance], claim: Record, fields: Sequence[str]
) -> tuple[dict[str, object], list[Provenance]]:
    """The values with those of the entry where no source has any; a claim that is of no entry adds none.

    Args:
        values: What the sources say, by field.
        provenance: Where each of them is from.
        claim: What the row says.
        fields: The fields that may be filled.
    """
    if not is_of_entry(claim):
        return values, provenance
    values, provenance = dict(values), list(provenance)
    is_same_version = values.get("type") in (claim.type, None, "")
    for field in fields:
        stated = getattr(claim, field)
        if field == "container_title_short" and stated == claim.container_title:
            continue
        if stated and not values.get(field) and (is_same_version or field not in OF_THE_VERSION):
            values[field] = stated
            provenance.append(Provenance(field, "list", claim.id, why="only the list says it"))
    return values, provenance


def without_own_version(values: dict[str, object], provenance: Sequence[Provenance]) -> dict[str, object]:
    """The values of a preprint without those of its own version, for a paper of which nothing else was found.

    OpenAlex gives BERT (1810.04805) the volume 1810.04805, and arXiv is the publisher of no proceedings. A publisher
    that a person's own library names stays, such as OpenReview.net, unless it is a server of preprints.

    Args:
        values: What the sources say of the preprint, by field.
        provenance: Where each of them is from.
    """
    venue = recognise(str(values.get("publisher", ""))).venue
    is_own = any(one.field == "publisher" and one.source == LIBRARY for one in provenance)
    kept = {"publisher"} if is_own and (venue is None or venue.kind != "preprint") else set()
    return {field: value for field, value in values.items() if field in kept or field not in OF_THE_VERSION}


def own_note(claim: Record, candidates: Sequence[Candidate]) -> str:
    """The note of a person's library, or of the entry, and that the paper was retracted when a source says so."""
    of_library = (one.record.note for one in candidates if one.source == "library" and one.record.note)
    own = next(of_library, claim.note if is_of_entry(claim) else "")
    is_retracted = any(one.record.note == RETRACTED_NOTE for one in candidates)
    return ". ".join(filter(None, (own, RETRACTED_NOTE))) if is_retracted and RETRACTED_NOTE not in own else own


def own_keywords(claim: Record, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The keywords of the entry, else those of the first candidate that has some."""
    if is_of_entry(claim) and claim.keyword:
        return claim.keyword
    return next((one.record.keyword for one in candidates if one.record.keyword), ())


def entry_conflicts(work: str, record: Record, claim: Record) -> list[Conflict]:
    """Where an entry says otherwise than the version that is cited, though both describe the same one."""
    if not is_of_entry(claim) or claim.type != record.type:
        return []
    kept_by = {one.field: one.source for one in record.provenance}
    return [
        Conflict(work, field, kept, kept_by.get(field, ""), stated, "list")
        for field in _COMPARED
        if (kept := getattr(record, field)) and (stated := getattr(claim, field)) and fold(kept) != fold(stated)
    ]
