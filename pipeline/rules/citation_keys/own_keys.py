"""Keys of a person's own entries that their works do not have: a second entry of a paper, or a key that came later.

Manuscripts cite them, so the ledger keeps each as a former key of its work, from which `aliases.csv` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.rules.citation_keys.form import is_citation_key
from pipeline.rules.citation_keys.ledger import Keyed, KeyLine


def name_own_keys(keyed: Keyed, own_keys: Iterable[tuple[str, str]]) -> tuple[KeyLine, ...]:
    """The ledger with a line for each such key, behind all others; a key that any work has or had stays that work's.

    Args:
        keyed: The works with their keys, and the ledger.
        own_keys: Pairs of the id of a row and a citation key of an entry that it is, or that it was matched to.
    """
    keys_of: dict[str, list[str]] = {}
    for row, key in own_keys:
        if is_citation_key(key):
            keys_of.setdefault(row, []).append(key)
    return (*keyed.ledger, *_find(keyed, keys_of))


def _find(keyed: Keyed, keys_of: dict[str, list[str]]) -> Iterator[KeyLine]:
    taken = {line.key.casefold() for line in keyed.ledger} if keys_of else set()
    for work in keyed.works:
        for key in (key for row in work.rows for key in keys_of.get(row, ())):
            if key.casefold() not in taken:
                taken.add(key.casefold())
                yield KeyLine(key, work.id, ())
