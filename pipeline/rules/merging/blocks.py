"""Which pairs are compared: records share a block when they share a key that few have.

A block over the cap is narrowed by second keys and never dropped: what then still shares everything is compared along a
chain, each record with its neighbours in the order of contents. So the pairs grow with the records, whatever they hold.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from pipeline.rules.merging.fingerprints import Fingerprint, page_of
from pipeline.text.folding import FoldedTitle, significant_words

CAP = 25
"""No block is larger: its pairs grow with the square of its records."""
_STEP = 5
"""Of a chain so many records are compared with as many that follow."""
_LETTERS = 16
_RARE = 4

Words = Sequence[Sequence[str]]
"""Of each record the words of its title that can tell it from another."""
Keys = Callable[[int], Iterable[Hashable]]
"""The keys of a record, by its position."""


def find_pairs(prints: Sequence[Fingerprint]) -> Iterator[tuple[int, int]]:
    """Each pair worth comparing, once, the lower first; `prints` are in the order of their contents."""
    blocks = _Blocks(len(prints))
    for block in _find_blocks(prints):
        blocks.add(block)
    for at in range(len(prints)):
        for other in sorted(blocks.find_partners(at)):
            yield at, other


class _Blocks:
    """Blocks one behind the other in a few arrays: as lists, those of a million records would need a gigabyte.

    The places of a record are chained: `_first` has the last place it was put to, and `_next` the one before each.
    """

    def __init__(self, records: int) -> None:
        self._members = array("I", [0])
        self._ends = array("I", [0])
        self._next = array("I", [0])
        self._first = array("I", bytes(4 * records))

    def add(self, block: Sequence[int]) -> None:
        """One more; its records are ascending."""
        end = len(self._members) + len(block)
        for place, at in enumerate(block, len(self._members)):
            self._next.append(self._first[at])
            self._first[at] = place
            self._ends.append(end)
        self._members.extend(block)

    def find_partners(self, at: int) -> set[int]:
        """The records behind one in its blocks."""
        found: set[int] = set()
        place = self._first[at]
        while place:
            found.update(self._members[place + 1 : self._ends[place]])
            place = self._next[place]
        return found


def _find_blocks(prints: Sequence[Fingerprint]) -> Iterator[Sequence[int]]:
    """All blocks, each at most as large as the cap."""
    words = _find_words(prints)
    for make_keys in (_identifiers, _title_starts, _title_ends, _places, _authors, _rare_words):
        for members in _find_shared(make_keys(prints, words), len(prints)):
            yield from narrow(prints, members)


def _find_words(prints: Sequence[Fingerprint]) -> Words:
    known: dict[str, str] = {}
    return [
        tuple([known.setdefault(word, word) for word in significant_words(FoldedTitle(one.title))]) for one in prints
    ]


def _find_shared(keys: Keys, records: int) -> Iterable[list[int]]:
    """The positions that share a key; of the many keys that only one has nothing is kept.

    So all are counted first, by their hashes alone, in a table where few of them meet.
    """
    mask = (1 << (64 * records).bit_length()) - 1
    counts = bytearray(mask + 1)
    for at in range(records):
        for key in keys(at):
            place = hash(key) & mask
            counts[place] = 2 if counts[place] else 1
    held: dict[Hashable, list[int]] = {}
    for at in range(records):
        for key in keys(at):
            if counts[hash(key) & mask] > 1:
                held.setdefault(key, []).append(at)
    return (members for members in held.values() if len(members) > 1)


def narrow(prints: Sequence[Fingerprint], members: Sequence[int]) -> Iterator[Sequence[int]]:
    """A block, or smaller ones of the same records: by each second key, and along the chain of their contents."""
    if len(members) <= CAP:
        yield members
        return
    yield from _chain(members)
    for key in SECOND_KEYS:
        held: dict[str, list[int]] = defaultdict(list)
        for at in members:
            if value := key(prints[at]):
                held[value].append(at)
        for part in held.values():
            if 1 < len(part) <= CAP:
                yield part
            elif len(part) > CAP:
                yield from _chain(part)


def _chain(members: Sequence[int]) -> Iterator[Sequence[int]]:
    """Neighbours in the order of contents, in short pieces that overlap."""
    for start in range(0, len(members) - _STEP, _STEP):
        yield members[start : start + 2 * _STEP]


SECOND_KEYS: tuple[Callable[[Fingerprint], str], ...] = (
    lambda one: one.letters,
    lambda one: f"{one.letters[:40]} {one.families[0]} {one.year}" if one.families else "",
    lambda one: f"{one.letters[:8]} {one.families[0]}" if one.families else "",
    lambda one: f"{one.letters[:8]} {one.year} {page_of(one)}" if one.pages else "",
    lambda one: f"{one.letters[-8:]} {one.volume} {page_of(one)}" if one.pages else "",
    lambda one: f"{one.letters[:8]} {one.doi or one.preprint}" if one.doi or one.preprint else "",
)
"""By what a large block is parted."""


def _identifiers(prints: Sequence[Fingerprint], words: Words) -> Keys:
    return lambda at: prints[at].identifiers()


def _title_starts(prints: Sequence[Fingerprint], words: Words) -> Keys:
    return lambda at: ("".join(words[at])[:_LETTERS],) if words[at] else ()


def _title_ends(prints: Sequence[Fingerprint], words: Words) -> Keys:
    return lambda at: ("".join(words[at])[-_LETTERS:],) if words[at] else ()


def _places(prints: Sequence[Fingerprint], words: Words) -> Keys:
    return lambda at: (f"{prints[at].volume} {page_of(prints[at])}",) if prints[at].volume and prints[at].pages else ()


def _authors(prints: Sequence[Fingerprint], words: Words) -> Keys:
    return lambda at: (f"{prints[at].families[0]} {words[at][0]}",) if prints[at].families and words[at] else ()


def _rare_words(prints: Sequence[Fingerprint], words: Words) -> Keys:
    """All pairs of the four words of a title that the fewest titles have, each word by how rare it is."""
    counts: Counter[str] = Counter()
    for one in words:
        counts.update(set(one))
    ranks = {word: rank for rank, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}
    return lambda at: [
        left * len(ranks) + right
        for left, right in combinations(sorted({ranks[word] for word in words[at]})[:_RARE], 2)
    ]
