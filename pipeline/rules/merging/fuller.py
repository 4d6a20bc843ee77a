"""Which of two spellings of one value says more: a name written out, a title with its subtitle, both ends of pages.

Only spellings of the same are compared; of two values that differ neither is fuller.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pipeline.rules.merging.versions import have_same_letters
from pipeline.rules.venues import find_venues, forget_when_taught, recognise
from pipeline.text.dashes import has_range, split_range
from pipeline.text.folding import STOP_WORDS, fold, fold_title, squeeze

_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_YEAR = re.compile(r"['’]?\b(?:(?:19|20)\d\d|(?<=['’])\d\d)\b")
_SUBTITLE = re.compile(r"\s*(?::|\?|!|\.|\s[-–—]|[–—])\s+")
"""What stands between a title and its subtitle."""
_SMALL = STOP_WORDS - {"a"}
"""Words that abbreviations leave out; “A.” stands for America."""
_CONNECTED = re.compile(r"[/-]")


def is_fuller_title(first: str, other: str) -> bool:
    """True when the other is the same title in mixed case, or with the end that the first lacks.

    >>> is_fuller_title("On pears …", "On Pears and Plums"), is_fuller_title("On Pears", "On Pears: A Study")
    (True, True)
    """
    if have_same_letters(first, other):
        return _is_better_cased(first, other)
    if _CUT.search(other):
        return False
    if _CUT.search(first):
        begun = squeeze(fold_title(_CUT.sub("", first)))
        return bool(begun) and squeeze(fold_title(other)).startswith(begun)
    main = _SUBTITLE.split(other, maxsplit=1)
    return len(main) > 1 and have_same_letters(first, main[0])


def _is_better_cased(first: str, other: str) -> bool:
    return (first.isupper() or (first.islower() and " " in first)) and not (other.isupper() or other.islower())


def is_fuller_container(first: str, other: str) -> bool:
    """True when the other is the name that the first abbreviates, or the same in mixed case.

    >>> is_fuller_container("Mach. Learn.", "Machine Learning"), is_fuller_container("Nature", "Nature Methods")
    (True, False)
    """
    ours, theirs = _fold_container(first), _fold_container(other)
    if ours == theirs:
        return _is_better_cased(first, other) if not _CUT.search(first) else not _CUT.search(other)
    if _CUT.search(other):
        return False
    return _abbreviates(ours, theirs, is_cut=_CUT.search(first) is not None) or _is_acronym(first, other)


@lru_cache(maxsize=20_000)
def _fold_container(text: str) -> tuple[str, ...]:
    plain = _CONNECTED.sub(" ", _YEAR.sub(" ", _CUT.sub("", text)))
    return tuple(word for word in fold(plain).split() if word not in _SMALL and not word.isdigit())


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...], *, is_cut: bool) -> bool:
    """True when each word shortens the word in its place, “natl acad sci”; of a name that was cut, as far as it is."""
    if not short or len(short) > len(long) or (len(short) < len(long) and not is_cut):
        return False
    return all(_shortens(one, other) for one, other in zip(short, long, strict=False))


def _shortens(one: str, other: str) -> bool:
    """True for the same word, its beginning, or some of its letters in their order: “natl”, “intl”."""
    if other.startswith(one):
        return True
    letters = iter(other)
    return len(one) < len(other) and one[:2] == other[:2] and all(letter in letters for letter in one)


@forget_when_taught
@lru_cache(maxsize=20_000)
def _is_acronym(first: str, other: str) -> bool:
    """True for “ICML” and its name, by the table of venues or by the initials."""
    short = _YEAR.sub("", first).strip(" '’.")
    if " " in short or not 2 <= len(short) <= 12 or len(other.split()) < 3:
        return False
    if "".join(word[0] for word in _fold_container(other)) == short.lower():
        return True
    named = recognise(other).venue
    return named is not None and named in find_venues(short)


def is_fuller_range(first: str, other: str) -> bool:
    """True when the other has the last page too, or has it in full.

    >>> is_fuller_range("7467", "7467-7479"), is_fuller_range("7467-79", "7467-7479"), is_fuller_range("7", "8-9")
    (True, True, False)
    """
    if not has_range(other):
        return False
    (start, end), (other_start, other_end) = split_range(first), split_range(other)
    if start.strip() != other_start.strip():
        return False
    return not has_range(first) or (len(end) < len(other_end) and other_end.endswith(end))


def find_fullest(values: tuple[str, ...], is_fuller: Callable[[str, str], bool]) -> int:
    """The position of the first value, or of that which says the same most fully."""
    best = 0
    for _ in range(3):
        before = best
        for at, value in enumerate(values):
            if is_fuller(values[best], value):
                best = at
        if best == before:
            break
    return best
