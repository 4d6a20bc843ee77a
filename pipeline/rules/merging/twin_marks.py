"""What a title says beside its words: a mark (“Erratum to …”), its numbers, opposites; in `twin_marks.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import msgspec

from pipeline.model.records import Struct


class TwinMarks(Struct, frozen=True):
    """The table.

    Attributes:
        opening: How folded titles begin that are about a paper, by kind.
        relations: What such a title is to the paper.
        small_numbers: Numbers that are written out or not.
        romans: Roman numbers that are no other words.
        counted: Words and letters that are numbers behind a word that counts, and before “edition”.
        last: Of these the ones that are numbers at the end of a title too.
        counters: Words that count: part, volume, edition.
        sequels: Words that make another paper's title when only one of two has them.
        opposites: Words that differ by more than their letters.
        abbreviated: Short forms in names of containers.
        meeting: Words that a book of proceedings has in its name.
        periodical: Words that a journal has in its name.
        thesis: Words that the name of a thesis's container has.
        mistyped: Words of marks that are known with a typing error too.
        between_names: Words that stand between the names of people.
        behind_titles: Words that citations have behind a title: of containers and of how a paper was published.
        between_places: Small words that stand between these.
        no_names: Words that are the family name of nobody, which search engines take for authors.
        filler: Words that tell no container from another.
    """

    opening: dict[str, tuple[str, ...]]
    relations: dict[str, str]
    small_numbers: dict[str, str]
    romans: dict[str, str]
    counted: dict[str, str]
    last: frozenset[str]
    counters: frozenset[str]
    sequels: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    abbreviated: dict[str, str]
    meeting: frozenset[str]
    periodical: frozenset[str]
    thesis: frozenset[str]
    mistyped: frozenset[str]
    between_names: frozenset[str]
    behind_titles: frozenset[str]
    between_places: frozenset[str]
    no_names: frozenset[str]
    filler: frozenset[str]


_NO_DIGITS = bytes(at for at in range(128) if not chr(at).isdigit())


@lru_cache(maxsize=1)
def twin_marks() -> TwinMarks:
    """The table, read once."""
    text = files("pipeline.rules.merging").joinpath("twin_marks.json").read_bytes()
    return msgspec.json.decode(text, type=TwinMarks)


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    kinds = (f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in twin_marks().opening.items())
    return re.compile(f"(?:{'|'.join(kinds)})(?= |$)")


@lru_cache(maxsize=1)
def _opposites() -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, twin_marks().opposites))


def are_opposites(left: str, right: str) -> bool:
    """True for two words that make two papers of one title: men and women, in vivo and in vitro."""
    return frozenset((left, right)) in _opposites()


def split_mark(folded: str) -> tuple[str, str]:
    """The kind of the mark that a folded title opens with, and the title behind it; `("", title)` without one.

    >>> split_mark("erratum to sorting by swaps"), split_mark("sorting by swaps")
    (('correction', 'sorting by swaps'), ('', 'sorting by swaps'))
    """
    found = _opening().match(folded)
    if found is None:
        return "", folded
    return found.lastgroup or "", folded[found.end() :].strip()


def with_digits(folded: str) -> str:
    """A folded title with its Roman numbers, and with what counts parts and editions as digits.

    >>> with_digits("networks part ii"), with_digits("networks part a"), with_digits("a second part")
    ('networks part 2', 'networks part 1', 'a second part')
    """
    words = folded.split()
    marks = twin_marks()
    if marks.romans.keys().isdisjoint(words) and marks.counted.keys().isdisjoint(words):
        return folded
    return " ".join(
        [
            _to_digits(words, at) if word in marks.romans or word in marks.counted else word
            for at, word in enumerate(words)
        ]
    )


def _to_digits(words: list[str], at: int) -> str:
    """A word, or the number that it is where it stands: “i” and “a” are numbers behind a word that counts."""
    word, marks = words[at], twin_marks()
    if word in marks.romans:
        return marks.romans[word]
    is_last = 0 < at == len(words) - 1 and word in marks.last
    is_counted = (at > 0 and words[at - 1] in marks.counters) or words[at + 1 : at + 2] in (["edition"], ["ed"])
    return marks.counted[word] if word in marks.counted and (is_last or is_counted) else word


def spell_digits(words: Iterable[str]) -> str:
    """Words without spaces, and the small numbers that are written out as digits: “two layer” is “2-layer”.

    >>> spell_digits(["two", "layer"])
    '2layer'
    """
    small = twin_marks().small_numbers
    return "".join(small.get(word, word) for word in words)


def part_of(words: Sequence[str]) -> str:
    """The numbers of the part, the volume and the like in a title with digits; empty when it counts nothing.

    >>> part_of("networks part 2 theory".split()), part_of("networks in 3 d".split())
    ('2', '')
    """
    counters = twin_marks().counters
    return " ".join(word for before, word in pairwise(words) if before in counters and word.isdigit())


def counts_something(words: Sequence[str]) -> bool:
    """True for the rest of a title with digits that tells one of a series: a part, a year, a number at its end."""
    return bool(part_of(words)) or any(map(_is_year, words)) or "".join(words[-1:]).isdigit()


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def numbers_of(folded: str) -> str:
    """All digits of a title; how they are parted makes no difference.

    >>> numbers_of("sorting 21 2 d lists")
    '212'
    """
    if folded.isascii():  # as nearly all titles are
        return folded.encode().translate(None, _NO_DIGITS).decode()
    return "".join(filter(str.isdigit, folded))
