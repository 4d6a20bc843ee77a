"""Which pairs are compared: records share a block when they share a key that few have.

A block over the cap is narrowed by second keys and never dropped: what then still shares everything is compared along a
chain, each record with its neighbours in the order of contents. So the pairs grow with the records, whatever they hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from pipeline.rules.merging.fingerprints import Fingerprint, page_of
from pipeline.text.folding import FoldedTitle, significant_words

CAP = 25
"""No block is larger: its pairs grow with the square of its records."""
_STEP = 5
"""Of a chain so many records are compared with as many that follow."""
_LETTERS = 16
_RARE = 4

Key = Callable[[Fingerprint, Sequence[str]], Iterable[str]]
"""The keys of a record, of its fingerprint and the words of its title that can tell it from another."""


def find_pairs(prints: Sequence[Fingerprint]) -> Iterator[tuple[int, int]]:
    """Each pair worth comparing, once, the lower first; `prints` are in the order of their contents."""
    blocks = list(_find_blocks(prints))
    blocks_of: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for at in block[:-1]:
            blocks_of[at].append(number)
    for at in sorted(blocks_of):
        partners = {other for number in blocks_of[at] for other in blocks[number] if other > at}
        for other in sorted(partners):
            yield at, other


def _find_blocks(prints: Sequence[Fingerprint]) -> Iterator[tuple[int, ...]]:
    """All blocks, each at most as large as the cap."""
    words = [significant_words(FoldedTitle(one.title)) for one in prints]
    for key in (_identifier_keys, _title_start, _title_end, _place_keys, _author_keys, _rare_word_keys(words)):
        for members in _find_shared(key(one, words[at]) for at, one in enumerate(prints)):
            yield from narrow(prints, members)


def _find_shared(keys: Iterable[Iterable[str]]) -> Iterator[list[int]]:
    """The positions that share a key; of the many keys that only one has, no list is made."""
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for at, values in enumerate(keys):
        for value in values:
            if first.setdefault(value, at) != at:
                more.setdefault(value, []).append(at)
    return ([first[value], *others] for value, others in more.items())


def narrow(prints: Sequence[Fingerprint], members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """A block, or smaller ones of the same records: by each second key, and along the chain of their contents."""
    if len(members) <= CAP:
        yield tuple(members)
        return
    yield from _chain(members)
    for key in SECOND_KEYS:
        held: dict[str, list[int]] = defaultdict(list)
        for at in members:
            if value := key(prints[at]):
                held[value].append(at)
        for part in held.values():
            if 1 < len(part) <= CAP:
                yield tuple(part)
            elif len(part) > CAP:
                yield from _chain(part)


def _chain(members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Neighbours in the order of contents, in short pieces that overlap."""
    for start in range(0, len(members) - _STEP, _STEP):
        yield tuple(members[start : start + 2 * _STEP])


SECOND_KEYS: tuple[Callable[[Fingerprint], str], ...] = (
    lambda one: one.letters,
    lambda one: f"{one.letters[:40]} {one.families[0]} {one.year}" if one.families else "",
    lambda one: f"{one.letters[:8]} {one.families[0]}" if one.families else "",
    lambda one: f"{one.letters[:8]} {one.year} {page_of(one)}" if one.pages else "",
    lambda one: f"{one.letters[-8:]} {one.volume} {page_of(one)}" if one.pages else "",
    lambda one: f"{one.letters[:8]} {one.doi or one.preprint}" if one.doi or one.preprint else "",
)
"""By what a large block is parted."""


def _identifier_keys(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
    return one.identifiers()


def _title_start(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
    return ("".join(words)[:_LETTERS],) if words else ()


def _title_end(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
    return ("".join(words)[-_LETTERS:],) if words else ()


def _place_keys(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
    return (f"{one.volume} {page_of(one)}",) if one.volume and one.pages else ()


def _author_keys(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
    return (f"{one.families[0]} {words[0]}",) if one.families and words else ()


def _rare_word_keys(titles: Sequence[Sequence[str]]) -> Key:
    """All pairs of the four words of a title that the fewest titles have."""
    counts: Counter[str] = Counter()
    for words in titles:
        counts.update(set(words))

    def keys(one: Fingerprint, words: Sequence[str]) -> Iterable[str]:
        rare = sorted(set(words), key=lambda word: (counts[word], word))[:_RARE]
        return (f"{left} {right}" for left, right in combinations(sorted(rare), 2))

    return keys
