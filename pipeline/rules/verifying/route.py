"""Which sources are searched for the title of an entry, the one that most often settles it first."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable

from pipeline.model.records import Record
from pipeline.model.source_table import names_of, row_of
from pipeline.rules.venues import has_no_dois
from pipeline.rules.verifying.places import cites_preprint, is_without_dois

_SPARE = 9
"""The rank of what is searched only where no index answers."""


def route_entry(
    claim: Record, names: Iterable[str], refusing: Container[str], answered: Collection[str]
) -> tuple[str, ...]:
    """The sources that are worth a search for an entry.

    A published paper is borne out by what says where it appeared: a registry of DOIs, where its venue has them, or an
    index. Registries of preprints, and indexes that refuse who has no key, are searched only where no index answers; of
    a venue without DOIs, of which registries know nothing, two indexes are wanted.

    Args:
        claim: What the entry says.
        names: The sources of the run.
        refusing: Sources that refuse most of what they are asked.
        answered: Sources that have answered a search for this entry.
    """
    indexes = names_of(kind="index")
    heard = indexes.intersection(answered)
    lacking = indexes if len(heard) < (2 if is_without_dois(claim) else 1) else frozenset()
    is_preprint = cites_preprint(claim)
    ranks = {name: _rank(name, claim, is_preprint=is_preprint) for name in names}
    spare = {name for name, rank in ranks.items() if rank == _SPARE or name in refusing}
    kept = [name for name in ranks if name not in spare or not heard or name in lacking]
    return tuple(sorted(kept, key=lambda name: (name in spare, ranks[name])))


def _rank(name: str, claim: Record, *, is_preprint: bool) -> int:
    row = row_of(name)
    if row.kind == "local":
        return 0
    if "arxiv" in row.registers:
        return (1 if row.covered_by == "" else 2) if is_preprint else _SPARE
    if row.kind == "index":
        return 4 if row.refuses_without_key else 3
    return 5 if is_preprint or has_no_dois(claim.container_title_short) else 1
