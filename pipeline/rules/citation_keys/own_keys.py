"""Keys of a person's own entries that their works do not have: a second entry of a paper, or a key that came later.

Manuscripts cite them, so the ledger keeps each as a former key of its work, from which `aliases.csv` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model.records import Record
from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.rules.citation_keys.ledger import Keyed, KeyLine


def name_own_keys(keyed: Keyed, claims: Iterable[Record]) -> tuple[KeyLine, ...]:
    """The ledger with a line for each such key, behind all others; a key that any work has or had stays that work's.

    Args:
        keyed: The works with their keys, and the ledger.
        claims: What the rows say, with the citation keys of those that are entries.
    """
    return (*keyed.ledger, *_find(keyed, {claim.id: claim.citation_key for claim in claims if claim.citation_key}))


def _find(keyed: Keyed, key_of: dict[str, str]) -> Iterator[KeyLine]:
    taken = {line.key.casefold() for line in keyed.ledger} if key_of else set()
    for work in keyed.works:
        for key in (key_of[row] for row in work.rows if row in key_of):
            if is_citation_key(key) and key.casefold() not in taken:
                taken.add(key.casefold())
                yield KeyLine(key, work.id, ())
