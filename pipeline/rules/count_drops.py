"""Which new citation counts are believed at once: citations grow, so a fall is a reason to look twice."""

from __future__ import annotations

AGREEMENT = 0.1


def is_suspicious(last: int, count: int) -> bool:
    """True for a count that fell to half or less.

    >>> is_suspicious(30, 15), is_suspicious(30, 16), is_suspicious(1, 0), is_suspicious(0, 0)
    (True, False, True, False)
    """
    return count < last and 2 * count <= last


def agree(first: int, second: int) -> bool:
    """True when two runs saw the same fall, give or take what a paper may gain between them.

    >>> agree(100, 108), agree(100, 50), agree(0, 1)
    (True, False, True)
    """
    return abs(first - second) <= max(1, AGREEMENT * max(first, second))
