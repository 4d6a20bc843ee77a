"""Keys that nobody has: a new key gets a suffix where another work has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, product
from string import ascii_lowercase

from pipeline.rules.citation_keys.form import LONGEST


class UnusedKeys:
    """Gives keys away, each once, without regard to case.

    No key is ever given back, so what was tried once is not tried again: 10,000 works may share what the pattern makes.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {key.casefold() for key in taken}
        self._untried: dict[str, Iterator[str]] = {}

    def add(self, key: str) -> None:
        """Somebody has this key from now on."""
        self._taken.add(key.casefold())

    def take(self, key: str) -> str:
        """The key itself, or with the first suffix a, b, … z, aa, … that nobody has; it is taken from now on."""
        candidates = self._untried.setdefault(key, _suffixed(key))
        found = next(candidate for candidate in candidates if candidate.casefold() not in self._taken)
        self.add(found)
        return found


def _suffixed(key: str) -> Iterator[str]:
    """The key, then with each suffix; a suffix replaces the end of a long key, since it would be cut off."""
    yield key
    for length in count(1):
        start = key[: LONGEST - length]
        yield from (start + "".join(letters) for letters in product(ascii_lowercase, repeat=length))
