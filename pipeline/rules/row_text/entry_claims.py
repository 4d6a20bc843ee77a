"""The claim of a row that is an entry of a reference file: all that the entry says, with the list as its provenance."""

from __future__ import annotations

import msgspec

from pipeline.model.records import Identifiers, Provenance, Record
from pipeline.rules.venues import CSL_TYPES, find_venues

SAID_BY_ENTRY = "the entry says so"
_NO_PROVENANCE = frozenset({"id", "other_dois", "citation_key", "provenance"})
_EMPTY = ("", (), None, Identifiers())
_VAGUE = frozenset({"document", "manuscript", "webpage"})
"""Types that programs give to what they do not know; they claim nothing that a source could contradict."""


def to_entry_claim(row_id: str, entry: Record) -> Record:
    """What an entry says as the claim of its row.

    The container stands in `container_title_short` too, by which rows are compared with what sources have.

    Args:
        row_id: The id of the row.
        entry: The entry.
    """
    written = entry.container_title or entry.container_title_short or entry.event_title
    kinds = {venue.kind for venue in find_venues(written)}
    known = CSL_TYPES.get(kinds.pop(), "") if len(kinds) == 1 else ""
    claim = msgspec.structs.replace(
        entry,
        id=row_id,
        type=known if entry.type in _VAGUE | {""} and known else entry.type,
        container_title_short=entry.container_title_short or written,
        provenance=(),
    )
    stated = (name for name in Record.__struct_fields__ if name not in _NO_PROVENANCE)
    said = (name for name in stated if getattr(claim, name) not in _EMPTY)
    return msgspec.structs.replace(
        claim, provenance=tuple(Provenance(name, "list", row_id, why=SAID_BY_ENTRY) for name in said)
    )


def is_of_entry(claim: Record) -> bool:
    """True for the claim of an entry, which has fields of its own; False for that of a line or a table's row."""
    return any(one.why == SAID_BY_ENTRY for one in claim.provenance)
