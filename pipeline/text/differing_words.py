"""Which words of two values differ, so that a person sees at once what is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from pipeline.text.folding import fold

_LISTED = re.compile(r"[^,;]+[,;]*|[,;]+")
_FINE = re.compile(r"\w+|[^\w\s]+")
"""The parts of a value that is one word, such as a DOI or pages."""
_MOST_COMPARED = 40_000
"""Pairs of words that are compared in order; the time grows faster than their number."""
_CONTEXT = 6
"""Equal words that are shown beside a differing one."""


class Piece(NamedTuple):
    """Some words of a value, all of which differ from the other value, or none."""

    text: str
    differs: bool


def mark_differences(left: str, right: str, *, are_lists: bool = False) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both values in pieces. Case and accents count only where nothing else differs.

    Args:
        left: A value.
        right: The other one.
        are_lists: They are lists of names, of which each is compared as a whole.

    >>> mark_differences("Deep nets for cats", "Deep Nets for dogs")[0]
    (Piece(text='Deep nets for ', differs=False), Piece(text='cats', differs=True))
    """
    ours, theirs = (_list(left), _list(right)) if are_lists else _part(left, right)
    keys = [fold(word) or word for word in ours], [fold(word) or word for word in theirs]
    if keys[0] == keys[1]:
        keys = ours, theirs
    marks = _mark(*keys)
    if _is_of_one_word(left, right) and not are_lists:
        marks = _mark_whole(ours, marks[0]), _mark_whole(theirs, marks[1])
    return _join(ours, marks[0], left), _join(theirs, marks[1], right)


def mark_shortened(left: str, right: str, *, are_lists: bool = False) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """As `mark_differences`, with “…” for most of a long text that is equal in both.

    >>> mark_shortened("a " * 40 + "b", "a " * 40)[0]
    (Piece(text='a a a a a a … a a a a a a ', differs=False), Piece(text='b', differs=True))
    """
    marked = mark_differences(left, right, are_lists=are_lists)
    if not any(piece.differs for pieces in marked for piece in pieces):
        return marked
    ours, theirs = (
        tuple(piece if piece.differs else Piece(_shorten(piece.text), False) for piece in pieces) for pieces in marked
    )
    return ours, theirs


def _shorten(text: str) -> str:
    words = text.split()
    if len(words) <= 3 * _CONTEXT:
        return text
    end = " " if text[-1:].isspace() else ""
    start = " " if text[:1].isspace() else ""
    return f"{start}{' '.join(words[:_CONTEXT])} … {' '.join(words[-_CONTEXT:])}{end}"


def _list(text: str) -> list[str]:
    """The names of a list, each with the comma behind it."""
    return [name.strip() for name in _LISTED.findall(text) if name.strip()]


def _part(left: str, right: str) -> tuple[list[str], list[str]]:
    """The words of both; values of one word are compared by its parts."""
    if _is_of_one_word(left, right):
        return _FINE.findall(left), _FINE.findall(right)
    return left.split(), right.split()


def _is_of_one_word(left: str, right: str) -> bool:
    return len(left.split(maxsplit=1)) < 2 and len(right.split(maxsplit=1)) < 2


def _mark_whole(parts: Sequence[str], marks: list[bool]) -> list[bool]:
    """The marks; where more than half of the parts differ, nobody is helped by those that are equal by chance."""
    told = [mark for part, mark in zip(parts, marks, strict=True) if fold(part)]
    return [True] * len(marks) if 2 * sum(told) > len(told) else marks


def _mark(left: Sequence[str], right: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """For each word whether it differs."""
    marks = [False] * len(left), [False] * len(right)
    shorter = min(len(left), len(right))
    first = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    last = next((at for at in range(shorter - first) if left[-1 - at] != right[-1 - at]), shorter - first)
    ours, theirs = left[first : len(left) - last], right[first : len(right) - last]
    if len(ours) * len(theirs) > _MOST_COMPARED:
        marks[0][first : first + len(ours)] = _mark_absent(ours, theirs)
        marks[1][first : first + len(theirs)] = _mark_absent(theirs, ours)
        return marks
    for kind, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            marks[0][first + start : first + end] = [True] * (end - start)
            marks[1][first + other_start : first + other_end] = [True] * (other_end - other_start)
    return marks


def _mark_absent(words: Sequence[str], others: Sequence[str]) -> list[bool]:
    """For each word whether the others have it less often, wherever it stands."""
    left, marks = Counter(others), []
    for word in words:
        marks.append(left[word] <= 0)
        left[word] -= 1
    return marks


def _join(words: Sequence[str], marks: Sequence[bool], text: str) -> tuple[Piece, ...]:
    """The pieces, with the spaces of the text before each word but the first of all."""
    at, spaced = 0, []
    for word in words:
        start = text.index(word, at)
        spaced.append(" " * (start > at and at > 0) + word)
        at = start + len(word)
    found = []
    for differs, group in groupby(zip(spaced, marks, strict=True), key=lambda one: one[1]):
        found.append(Piece("".join(word for word, _ in group), differs))
    return tuple(_move_spaces(found))


def _move_spaces(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the space between two of them in the one that does not differ."""
    for at, piece in enumerate(pieces):
        text = piece.text
        if piece.differs and text.startswith(" "):
            text = text[1:]
        if not piece.differs and at + 1 < len(pieces) and pieces[at + 1].text.startswith(" "):
            text += " "
        yield Piece(text, piece.differs)
