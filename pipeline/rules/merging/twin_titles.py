"""How the titles of two records relate: one title, one with typing errors, one cut short, or two titles."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.model.statuses import Bearing
from pipeline.rules.matching.edits import PREFIXES, EditKind, classify_edit
from pipeline.rules.matching.relations import Relation
from pipeline.rules.merging.fingerprints import Fingerprint
from pipeline.rules.merging.twin_marks import are_opposites, counts_something, spell_digits, twin_marks
from pipeline.rules.merging.twin_residues import between_words, is_place, leaves_people
from pipeline.text.folding import STOP_WORDS, FoldedTitle, is_unspaced

_ALIKE = 80.0
"""Letters in common, of a hundred, below which two titles are two."""
_WHOLE_START = 16
"""So many letters must be left of a title that was cut."""
_WHOLE_END = 20
_MANY_WORDS = 60
"""Titles of more words are compared by their letters alone: to align them takes the square of their number."""
_FEW_WORDS = 2
"""So many words may be put into a title on the way to a journal: “Towards …”."""
_MARK_LETTERS = 5
"""Shorter words are too near to others for a typing error to be seen."""
_OPENING = 3
"""A mark is among so many words."""


class TwinTitle(Relation):
    """From one title down to two; the names are those of the evidence."""

    EQUAL = "title_equal", Bearing.FOR, 5
    EDITED = "title_with_typing_errors", Bearing.NEUTRAL, 3
    RESIDUE = "title_with_what_is_not_of_it", Bearing.NEUTRAL, 2
    CUT = "title_cut_short", Bearing.NEUTRAL, 0
    SUBTITLE = "title_with_a_subtitle_more", Bearing.NEUTRAL, 0
    END = "title_with_a_beginning_more", Bearing.NEUTRAL, 0
    MORE = "title_with_a_word_more", Bearing.NEUTRAL, 0
    VARIED = "title_with_another_word", Bearing.NEUTRAL, 0
    REWORDED = "title_reworded", Bearing.NEUTRAL, 0
    MISSING = "title_missing", Bearing.NEUTRAL, 0
    OTHER = "title_different", Bearing.AGAINST, 0


def relate_titles(left: Fingerprint, right: Fingerprint) -> TwinTitle:
    """The strongest relation that holds."""
    a, b = left.letters, right.letters
    if a == b:
        return TwinTitle.EQUAL if a else TwinTitle.MISSING
    if not a or not b:
        return TwinTitle.MISSING
    short, long = (left, right) if len(a) < len(b) else (right, left)
    if short.letters == long.main:
        return _relate_beginning(short, long)
    if len(short.letters) >= _WHOLE_START and long.letters.startswith(short.letters):
        return _relate_beginning(short, long)
    is_end = len(short.letters) >= _WHOLE_END and short.words >= 3 and long.letters.endswith(short.letters)
    opening = long.title.split()[: -len(short.title.split())] if is_end else []
    if is_end and leaves_people(long.raw, opening, {*short.families, *short.names, *long.families, *long.names}):
        return TwinTitle.RESIDUE
    if len(a) == len(b) and sorted(left.title.split()) == sorted(right.title.split()):
        return TwinTitle.VARIED
    if are_alike(left, right):
        return _relate_words(left.title.split(), right.title.split())
    if is_end:
        if _opens_with_mark(opening):
            return TwinTitle.OTHER
        return TwinTitle.END if between_words(long.raw, len(opening)).strip() else TwinTitle.REWORDED
    return TwinTitle.OTHER


def are_alike(left: Fingerprint, right: Fingerprint) -> bool:
    """True for titles that have most of their letters in common."""
    return fuzz.ratio(left.letters, right.letters, score_cutoff=_ALIKE) > 0


def _relate_beginning(short: Fingerprint, long: Fingerprint) -> TwinTitle:
    """One title is how the other begins: what follows is a subtitle, the rest of a cut one, or tells another paper."""
    whole = len(short.title.split())
    rest = long.title.split()[whole:]
    if short.is_cut:
        return TwinTitle.REWORDED if counts_something(rest) else TwinTitle.CUT
    is_ended = bool(between_words(long.raw, whole).strip(" :-–—"))
    if is_place(rest, {*short.container.split(), *long.container.split()}, is_ended=is_ended):
        return TwinTitle.RESIDUE
    if twin_marks().sequels.intersection(rest):
        return TwinTitle.REWORDED
    if len(long.letters) - len(short.letters) <= 2:
        return TwinTitle.REWORDED if is_unspaced(long.letters) else TwinTitle.EDITED
    return TwinTitle.SUBTITLE


def _relate_words(left: list[str], right: list[str]) -> TwinTitle:
    if max(len(left), len(right)) > _MANY_WORDS:
        return TwinTitle.REWORDED
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    runs = [(left[i:j], right[k:m]) for tag, i, j, k, m in codes if tag != "equal"]
    found = [_relate_run(*run) for run in runs]
    gravest = max(found, key=_GRAVITY.index, default=TwinTitle.EDITED)
    telling = [run for run, relation in zip(runs, found, strict=True) if relation is not TwinTitle.EDITED]
    is_one = len(telling) == 1 and max(map(len, telling[0])) <= _FEW_WORDS
    return TwinTitle.VARIED if gravest is TwinTitle.REWORDED and is_one and all(telling[0]) else gravest


_GRAVITY = (TwinTitle.EDITED, TwinTitle.MORE, TwinTitle.REWORDED, TwinTitle.OTHER)


def _relate_run(left: list[str], right: list[str]) -> TwinTitle:
    """What it means that some words of one title stand in the place of some of the other."""
    a, b = spell_digits(left), spell_digits(right)
    if a == b:
        return TwinTitle.EDITED
    if is_unspaced(a) or is_unspaced(b):
        return TwinTitle.REWORDED
    if not left or not right:
        return _relate_more(left or right)
    if len(left) == len(right) and any(map(_are_two_words, left, right)):
        return TwinTitle.OTHER
    distance = OSA.distance(a, b)
    if distance <= max(1, min(len(a), len(b)) // 3) and (min(len(a), len(b)) > 3 or _lost_letter(left, right)):
        return TwinTitle.EDITED
    is_small = _are_small_words(left, left) != _are_small_words(right, right)
    if _are_small_words(left, right) or (distance == 1 and is_small):
        return TwinTitle.EDITED
    return TwinTitle.REWORDED


def _lost_letter(left: list[str], right: list[str]) -> bool:
    """True for a short word that lost a letter, “hih” for “high”, and is no acronym of its own, as “cnn” is."""
    short, long = (
        FoldedTitle(" ".join(words)) for words in sorted((left, right), key=lambda words: len("".join(words)))
    )
    return len(short) < len(long) and classify_edit(short, long, frozenset()) is EditKind.HARMLESS


def _are_small_words(left: list[str], right: list[str]) -> bool:
    return set(left) <= STOP_WORDS and set(right) <= STOP_WORDS


def _relate_more(words: list[str]) -> TwinTitle:
    if twin_marks().sequels.intersection(words) or _opens_with_mark(words):
        return TwinTitle.REWORDED
    is_small = all(word in STOP_WORDS or len(word) == 1 for word in words)
    if is_small:
        return TwinTitle.EDITED
    return TwinTitle.MORE if len(words) <= _FEW_WORDS else TwinTitle.REWORDED


def _opens_with_mark(words: Sequence[str]) -> bool:
    """True where a mark has a typing error, so that it was not taken off: “Erratumt: …”, “Authors’ rpely to …”."""
    return any(
        OSA.distance(word, known, score_cutoff=1) <= 1
        for word in words[:_OPENING]
        if len(word) >= _MARK_LETTERS
        for known in twin_marks().mistyped
    )


def _are_two_words(left: str, right: str) -> bool:
    """True for words that no typing error makes of each other: opposites, single letters (vitamin A and D), and one
    with a prefix that turns it.
    """
    if len(left) == len(right) == 1 and (left + right).isascii():
        return True
    short, long = sorted((left, right), key=len)
    is_turned = len(short) > 3 and long.endswith(short) and long.removesuffix(short) in PREFIXES
    return is_turned or are_opposites(left, right)
