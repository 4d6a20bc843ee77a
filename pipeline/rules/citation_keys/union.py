"""The key ledger after a merge of two branches: a key stands for one work, and a work has one key.

Two people who add papers at the same time may give one key to two works, or two keys to one work. git puts the lines of
both into one file (`.gitattributes`), and here they are settled: what stands first in the file stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.records import Struct
from pipeline.rules.citation_keys.ledger import KeyLine, are_one_work, join_names
from pipeline.rules.citation_keys.unused import UnusedKeys


class KeyChange(Struct, frozen=True):
    """What was settled on one line.

    Attributes:
        at: The place of the line, counted from 0.
        work: Its work.
        old: Its key.
        new: The key that its work has now: another one where `old` is another work's, else that of an earlier line.
        first_work: The work that keeps `old`; empty where `old` goes on as an alias.
    """

    at: int
    work: str
    old: str
    new: str
    first_work: str = ""


class SettledKeys(Struct, frozen=True):
    """The ledger with each key once, and what was changed for that."""

    lines: tuple[KeyLine, ...]
    changes: tuple[KeyChange, ...] = ()


def settle_keys(lines: Sequence[KeyLine], reserved: Iterable[str] = ()) -> SettledKeys:
    """Settle keys that two works share, and works that have two keys; a ledger without either is as it was.

    Args:
        lines: The ledger as it was read.
        reserved: Keys that no work may get: those of a person's library.

    Returns:
        The ledger. A line whose key an earlier one has for another work gets the first free suffix; one whose work has
        an earlier line stays as an alias: a key without names of its own. A line that repeats another adds its names.
    """
    settled, renamed = _settle_shared_keys(lines, reserved)
    aliases = list(_settle_doubled_works(settled))
    return SettledKeys(tuple(settled.values()), tuple(sorted((*renamed, *aliases), key=lambda change: change.at)))


def _settle_shared_keys(
    lines: Sequence[KeyLine], reserved: Iterable[str]
) -> tuple[dict[int, KeyLine], list[KeyChange]]:
    """The lines by their places, each key on one of them."""
    settled: dict[int, KeyLine] = {}
    holders: dict[str, int] = {}
    for at, line in enumerate(lines):
        holder = holders.setdefault(line.key.casefold(), at)
        if holder == at:
            settled[at] = line
        elif are_one_work(settled[holder], line):
            settled[holder] = join_names(settled[holder], line)
    unused = UnusedKeys((*holders, *reserved))
    lines_of_works: dict[str, int] = {}
    for at, line in settled.items():
        lines_of_works.setdefault(line.work, at)
    changes = []
    for at, line in enumerate(lines):
        first = settled[holders[line.key.casefold()]]
        if at in settled or are_one_work(first, line):
            continue
        own = lines_of_works.setdefault(line.work, at)
        new = settled[own].key if own in settled else unused.take(line.key)
        settled[own] = join_names(settled.get(own, KeyLine(new, line.work, ())), line)
        changes.append(KeyChange(at, line.work, line.key, new, first.work))
    return dict(sorted(settled.items())), changes


def _settle_doubled_works(settled: dict[int, KeyLine]) -> Iterator[KeyChange]:
    """Give the names of all lines of a work to the first one; the others become aliases, which is told once."""
    lines_of_works: dict[str, int] = {}
    for at, line in settled.items():
        if line.ids:
            lines_of_works.setdefault(line.work, at)
    for at, line in settled.items():
        first = lines_of_works.get(line.work, at)
        if first != at and line.ids:
            settled[first] = join_names(settled[first], line)
            settled[at] = KeyLine(line.key, line.work, ())
            yield KeyChange(at, line.work, line.key, settled[first].key)
