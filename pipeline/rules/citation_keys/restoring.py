"""Keys that works had and that the ledger does not know any more: which can be restored, and which would be given anew.

The ledger is a file in a person's repository; a merge, a checkout, an editor or a disk may have taken lines from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model.records import Struct
from pipeline.rules.citation_keys.form import safe_key
from pipeline.rules.citation_keys.ledger import KeyLine, are_one_work


class GivenAnew(Struct, frozen=True):
    """A key that would change its work, or a work that would change its key, if the run went on.

    Attributes:
        known: The key and the work as the last run had them.
        now: The line of the ledger that contradicts them.
    """

    known: KeyLine
    now: KeyLine


class LostKeys(Struct, frozen=True):
    """Lines that can be put back into the ledger, and those that it contradicts."""

    restored: tuple[KeyLine, ...] = ()
    given_anew: tuple[GivenAnew, ...] = ()


def find_lost_keys(known: Iterable[KeyLine], ledger: Sequence[KeyLine]) -> LostKeys:
    """Compare the keys that works had in the last run with the ledger as it was read, before anything is settled.

    Args:
        known: The key, id and names of each work of the last run.
        ledger: The lines of the ledger.
    """
    by_key: dict[str, list[KeyLine]] = {}
    by_name: dict[str, KeyLine] = {}
    for line in ledger:
        by_key.setdefault(line.key.casefold(), []).append(line)
        for name in (line.work, *line.ids):
            by_name.setdefault(name, line)
    restored: list[KeyLine] = []
    given_anew: list[GivenAnew] = []
    for one in known:
        holders = by_key.get(one.key.casefold(), [])
        if safe_key(one.key) != one.key or any(are_one_work(holder, one) for holder in holders):
            continue
        own = (by_name[name] for name in (one.work, *one.ids) if name in by_name)
        contradicting = next((line for line in (*own, *holders) if line in holders or are_one_work(line, one)), None)
        if contradicting:
            given_anew.append(GivenAnew(one, contradicting))
        else:
            restored.append(one)
            by_key[one.key.casefold()] = [one]
    return LostKeys(tuple(restored), tuple(given_anew))
