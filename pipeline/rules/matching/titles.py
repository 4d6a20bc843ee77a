"""How the title of a row relates to the title of a candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.model.records import Struct
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.edits import EditKind, classify_edit, find_acronyms, has_coined_name
from pipeline.rules.matching.look_alikes import other_subtitle
from pipeline.rules.matching.relations import Relation
from pipeline.text.folding import FoldedTitle, fold_title, is_overlong, significant_words, squeeze
from pipeline.text.latex.math import plain_math


class TitleRelation(Relation):
    """From the same title down to another one; the order is used, and the values name the evidence."""

    EQUAL = "title_equal", Bearing.FOR, 50
    SPACING = "title_equal_but_for_spaces", Bearing.FOR, 48
    ACRONYM = "title_equal_but_for_bracketed_acronym", Bearing.FOR, 46
    ONE_EDIT = "title_one_edit", Bearing.FOR, 42
    TWO_EDITS = "title_two_edits", Bearing.FOR, 38
    SUBTITLE_DROPPED = "title_without_its_subtitle", Bearing.FOR, 36
    SUBTITLE_ADDED = "title_with_a_subtitle_more", Bearing.FOR, 34
    NEAR = "title_near", Bearing.NEUTRAL, 20
    DIFFERENT = "title_different", Bearing.AGAINST, 0


SAME = (TitleRelation.EQUAL, TitleRelation.SPACING, TitleRelation.ACRONYM)
EDITED = (TitleRelation.ONE_EDIT, TitleRelation.TWO_EDITS)
SUBTITLED = (TitleRelation.SUBTITLE_DROPPED, TitleRelation.SUBTITLE_ADDED)


SAME = (TitleRelation.EQUAL, TitleRelation.SPACING, TitleRelation.ACRONYM)
"""One title, but for case, spaces and an acronym before it."""


class TitleComparison(Struct, frozen=True):
    """A relation, the kind of the edit (if it is one), and how many significant words the compared part has."""

    relation: TitleRelation
    edit: EditKind = EditKind.HARMLESS
    words: int = 0

    @property
    def changes_meaning(self) -> bool:
        """True for one or two edits that make another paper's title: CNN and RNN, supervised and unsupervised."""
        return self.edit is EditKind.MEANING and self.relation in EDITED

    @property
    def bearing(self) -> Bearing:
        """Which way the relation points, given the edit."""
        return Bearing.AGAINST if self.changes_meaning else self.relation.bearing


_STRENGTH = {relation: rank for rank, relation in enumerate(TitleRelation)}
_PLUS = re.compile(r"[\w)\"”’](\+{1,2})(?![\w+])")
"""The signs of a later version: “PointNet++” is not “PointNet”."""
_SUBTITLE = re.compile(r"\s*(?::|\?|!|\s[-–—]|[–—])\s+")
_ACRONYM_TAIL = re.compile(r"\s*\((?=(?:[^()\s]*[A-Z0-9]){2})[A-Za-z0-9+\-]{2,15}(?: (?:19|20)\d\d)?\)\s*$")
"""One coined word in brackets, or a venue and year; no “(Part 2)” or “(Extended)”."""
_NEAR = 85.0
_fold_title = lru_cache(maxsize=4_096)(fold_title)
"""Cached: a title is compared in several ways, and a row's title again with each candidate."""


def compare_titles(claim: str, candidate: str) -> TitleComparison:
    """The strongest relation that holds between the title of a row and that of a candidate.

    >>> compare_titles("Net 2 Vec: quantifying", "Net2Vec: Quantifying").relation.value
    'title_equal_but_for_spaces'
    >>> compare_titles("Interpretable RNNs", "Interpretable CNNs").edit.value
    'meaning'
    >>> compare_titles("Sorting in O(n log n)", "Sorting in $\\\\mathcal{O}(n \\\\log n)$").relation.value
    'title_equal'
    """
    found = _compare(claim, candidate)
    if found.relation is TitleRelation.EQUAL or ("$" not in claim and "$" not in candidate):
        return found
    read = _compare(plain_math(claim), plain_math(candidate))
    return min(found, read, key=lambda one: _STRENGTH[one.relation])


def _compare(claim: str, candidate: str) -> TitleComparison:
    left, right = _fold_title(claim), _fold_title(candidate)
    if not left or not right:
        return TitleComparison(TitleRelation.DIFFERENT)
    words = len(significant_words(right))
    if _PLUS.findall(claim) != _PLUS.findall(candidate):
        return _subtitled(claim, candidate) or _near(left, right, words)
    if left == right:
        return TitleComparison(TitleRelation.EQUAL, words=words)
    if squeeze(left) == squeeze(right):
        return TitleComparison(TitleRelation.SPACING, words=words)
    if is_overlong(left) or is_overlong(right):
        return TitleComparison(TitleRelation.DIFFERENT, EditKind.MEANING, words)
    if squeeze(_without_acronym(claim)) == squeeze(_without_acronym(candidate)):
        return TitleComparison(TitleRelation.ACRONYM, words=words)
    return _edited(claim, candidate, words) or _subtitled(claim, candidate) or _near(left, right, words)


def _without_acronym(title: str) -> FoldedTitle:
    return _fold_title(_ACRONYM_TAIL.sub("", title))


def _edited(claim: str, candidate: str, words: int) -> TitleComparison | None:
    """One edit, or two in a title so long that it cannot be another paper's."""
    left, right = _fold_title(claim), _fold_title(candidate)
    distance = Levenshtein.distance(squeeze(left), squeeze(right), score_cutoff=2)
    if distance > 2 or len(squeeze(right)) < 8 or (distance == 2 and len(squeeze(right)) < 30):
        return None
    relation = TitleRelation.ONE_EDIT if distance == 1 else TitleRelation.TWO_EDITS
    return TitleComparison(relation, classify_edit(left, right, find_acronyms(candidate)), words)


def _subtitled(claim: str, candidate: str) -> TitleComparison | None:
    """One title is the main part of the other, which has a subtitle more."""
    for relation, whole, part in (
        (TitleRelation.SUBTITLE_DROPPED, candidate, claim),
        (TitleRelation.SUBTITLE_ADDED, claim, candidate),
    ):
        short = squeeze(_fold_title(part))
        signs = _PLUS.findall(part)  # “WinoQueer” is short for “WinoQueer: … Anti-LGBTQ+ Bias …”
        alike = (piece for piece in islice(_parts(whole), 20) if squeeze(_fold_title(piece)) == short)
        same = next((piece for piece in alike if _PLUS.findall(piece) == signs), None)
        if same is not None:
            if other_subtitle().fullmatch(_fold_title(whole.replace(same, "", 1))):
                return TitleComparison(TitleRelation.NEAR, EditKind.MEANING)
            return TitleComparison(relation, words=len(significant_words(_fold_title(same))) + has_coined_name(same))
    return None


def _parts(whole: str) -> Iterator[str]:
    """The short forms of a title: all before a subtitle mark, or all behind a name (“A3: Activation …”)."""
    for found in _SUBTITLE.finditer(whole):
        yield whole[: found.start()]
        if " " not in whole[: found.start()].strip():
            yield whole[found.end() :]


def _near(left: FoldedTitle, right: FoldedTitle, words: int) -> TitleComparison:
    close = fuzz.ratio(left, right, score_cutoff=_NEAR) or fuzz.token_sort_ratio(left, right, score_cutoff=_NEAR + 5)
    return TitleComparison(TitleRelation.NEAR if close else TitleRelation.DIFFERENT, EditKind.MEANING, words)
