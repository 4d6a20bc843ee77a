"""The order of a ledger's lines about one subject: the last one holds, so after a merge it must be the newest.

git puts the lines of one branch before those of the other, whatever their days are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")


def order_by_day(
    lines: Sequence[T], subject_of: Callable[[T], Hashable], day_of: Callable[[T], str], today: str
) -> tuple[T, ...]:
    """The lines, those about one subject in the order of their days; one that only repeats the line before is dropped.

    Each subject keeps the places that its lines have, so a ledger that is in order comes back as it is. A subject with
    a day in the future was written under a wrong clock, and stays in the order in which it was written.

    Args:
        lines: A ledger as it was read.
        subject_of: What a line is about.
        day_of: Its ISO day; empty when nobody knows it.
        today: The ISO day of this run.
    """
    places: dict[Hashable, list[int]] = {}
    for at, line in enumerate(lines):
        places.setdefault(subject_of(line), []).append(at)
    ordered: dict[int, T] = dict(enumerate(lines))
    for own in places.values():
        found = [lines[at] for at in own]
        if all(day_of(line) <= today for line in found):
            found.sort(key=day_of)
        last = None
        for at, line in zip(own, found, strict=True):
            ordered[at] = line
            if line == last:
                del ordered[at]
            last = line
    return tuple(ordered.values())
