"""Authors in the ways in which people write them: which words belong to one person, and whether there are more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from pipeline.model.names import make_name, parse_inverted, parse_name
from pipeline.model.records import Name, Struct
from pipeline.rules.row_text.author_parts import PARTICLES, Part, PartKind, is_initials, split_segments, tidy
from pipeline.rules.row_text.author_words import is_cjk_name, is_title_word
from pipeline.rules.venues import find_venues

_NO_NAME = re.compile(
    r"""[:?!"“”«»<>=%$/\\+~^@#]|\d|https?://|[^\W\d_]{3}\.(?=\s|$)|(?<![\w'’-])(?:of|for|with|in|on|via|using|from|to|a|an|is|are|by|as|at)(?![\w'’-])"""
)
"""What no line of names has, once marks and affiliations are away."""
_ACRONYM = re.compile(r"[a-z][A-Z]{2}|^[A-Z]{4,}s$")
_ELISION = re.compile(r"(?:d|l|al|el|ben|de)['’-]|[yei]$")
_VERBAL = re.compile(r"\w{4}ing$|\w{3}ers$|\w{4}ly$")
_HOMONYM = re.compile(r"\s\d{4}$")
_SENTENCE = re.compile(r"[:?!\"“”]|^(?!the\b)[a-z]")
_TEAM = re.compile(r"\b(?:team|collaborations?|consortium)\b", re.IGNORECASE)
_LONGEST_LINE = 5_000
WORD, WHOLE, TRAILED, INITIALS = PartKind.WORD, PartKind.WHOLE, PartKind.TRAILED, PartKind.INITIALS


class Authors(Struct, frozen=True):
    """The people and groups that a line names, in its order; `is_cut` when it says that there are others."""

    names: tuple[Name, ...] = ()
    is_cut: bool = False


@lru_cache(maxsize=2_000)
def read_authors(text: str) -> Authors:
    """The authors that a text names.

    A comma parts family and given name of one person, or two people; which, only the whole line tells. What it leaves
    open is not guessed: words that may be family names alone stay literal.

    >>> [name.family for name in read_authors("Graves, Alex, Greg Wayne, and Ivo Danihelka").names]
    ['Graves', 'Wayne', 'Danihelka']
    >>> read_authors("LeCun, Y., & et al.")
    Authors(names=(Name(family='LeCun', given='Y.', particle='', suffix='', literal=''),), is_cut=True)
    """
    line, is_cut = tidy(text)
    segments = split_segments(line)
    names = [name for segment in segments for name in _read_segment(segment, is_alone=len(segments) == 1)]
    return Authors(tuple(name for name in names if name), is_cut)


class _Person(Struct, frozen=True):
    """A part with the suffix that stands behind it."""

    part: Part
    suffix: str = ""

    @property
    def kind(self) -> PartKind:
        return self.part.kind


def _read_segment(parts: Sequence[Part], *, is_alone: bool) -> list[Name | None]:
    people = _attach_suffixes(parts)
    kinds = [one.kind for one in people]
    if not is_alone and len(people) == 2 and PartKind.GROUP not in kinds and not people[1].part.joined:
        return [_pair(*people)]  # `Last, First; Last, First`
    names: list[Name | None] = []
    for is_group, members in groupby(people, lambda one: one.kind is PartKind.GROUP):
        run = list(members)
        names.extend(_read_each(run) if is_group else _read_run(run))
    return names


def _read_run(people: Sequence[_Person]) -> list[Name | None]:
    """The names of parts without a group among them."""
    if _are_joined_pairs(people):
        return _read_joined_pairs(people)
    return _reading_of(people, [one.kind for one in people])(people)


def _attach_suffixes(parts: Sequence[Part]) -> list[_Person]:
    """The parts that can be names, each with its suffix; degrees are dropped."""
    people: list[_Person] = []
    for part in parts:
        behind_whole = bool(people) and people[-1].kind in (WHOLE, TRAILED)
        if part.kind is PartKind.SUFFIX and people:
            people[-1] = _Person(people[-1].part, part.text)
        elif part.kind is PartKind.DEGREE or (part.text in ("MD", "M.D.") and behind_whole):
            continue
        else:
            people.append(_Person(part))
    return people


def _reading_of(
    people: Sequence[_Person], kinds: Sequence[PartKind]
) -> Callable[[Sequence[_Person]], list[Name | None]]:
    """How a line is to be read: in pairs, with the first name inverted, or name by name."""
    if INITIALS in kinds[1:]:
        return _read_with_initials
    if WORD not in kinds or len(people) < 2:
        return _read_each
    if _are_pairs(people, kinds):
        return lambda people: [_pair(*people[at : at + 2]) for at in range(0, len(people), 2)]
    is_inverted = (kinds[0] is WORD and kinds[1] in (WORD, TRAILED, WHOLE)) or (kinds[0] is WHOLE and kinds[1] is WORD)
    if is_inverted and WORD not in kinds[2:] and not people[1].part.joined:
        return lambda people: [_pair(*people[:2]), *_read_each(people[2:])]
    return _read_each


def _are_pairs(people: Sequence[_Person], kinds: Sequence[PartKind]) -> bool:
    """True for “Smith, John Paul, Doe, Jane”. Words alone are as often family names: “He, Zhang, Ren, Sun”."""
    if len(people) < 4 or len(people) % 2 or any(kind is not WORD for kind in kinds[::2]):
        return False
    if any(one.part.joined for one in people[1::2]):
        return False
    return people[-2].part.joined or any(kind is not WORD for kind in kinds)


def _are_joined_pairs(people: Sequence[_Person]) -> bool:
    """True for BibTeX's own form, “Last, First and Last, First”: at least two have a comma, and none has more."""
    sizes = [len(one) for one in _by_conjunction(people)]
    pairs = [one for one in _by_conjunction(people) if len(one) == 2]
    if len(pairs) < 2 or max(sizes) > 2:
        return False
    return any(WORD in (one[0].kind, one[1].kind) or one[1].kind is INITIALS for one in pairs)


def _by_conjunction(people: Sequence[_Person]) -> list[list[_Person]]:
    runs: list[list[_Person]] = []
    for one in people:
        if not runs or one.part.joined:
            runs.append([])
        runs[-1].append(one)
    return runs


def _read_joined_pairs(people: Sequence[_Person]) -> list[Name | None]:
    names = []
    for run in _by_conjunction(people):
        names.extend([_pair(*run)] if len(run) == 2 else _read_each(run))
    return names


def _read_with_initials(people: Sequence[_Person]) -> list[Name | None]:
    """Initials belong to what stands before them; two words without initials, to each other."""
    names: list[Name | None] = []
    at = 0
    while at < len(people):
        following = people[at + 1] if at + 1 < len(people) and not people[at + 1].part.joined else None
        after = people[at + 2].kind if at + 2 < len(people) else None
        one = people[at]
        is_word = one.kind is WORD and following is not None and following.kind in (WORD, TRAILED)
        if (
            following
            and one.kind is not PartKind.GROUP
            and (following.kind is INITIALS or (is_word and after is not INITIALS))
        ):
            names.append(_pair(one, following))
            at += 2
        else:
            names.extend(_read_each([one]))
            at += 1
    return names


def _read_each(people: Sequence[_Person]) -> list[Name | None]:
    """Every part as a name of its own."""
    inverted = _are_inverted(people)
    return [_read_one(one, is_inverted=inverted) for one in people]


def _read_one(one: _Person, *, is_inverted: bool) -> Name | None:
    if one.kind is PartKind.GROUP:
        return make_name(literal=one.part.text)
    if one.kind is TRAILED and (is_inverted or "." in one.part.text.split()[-1]):
        return parse_inverted(one.part.text, one.suffix)
    return parse_name(f"{one.part.text}, {one.suffix}" if one.suffix else one.part.text)


def _are_inverted(people: Sequence[_Person]) -> bool:
    """True for “Zeiler MD, Fergus R”, where all end in initials that are no family names in capitals (“Wei LI”)."""
    persons = [one.part.text.split() for one in people if one.kind is not PartKind.GROUP]
    if not persons or any(len(words) < 2 or not is_initials(words[-1]) for words in persons):
        return False
    return any(_is_unspeakable(words[-1]) and not words[0].isupper() for words in persons)


def _is_unspeakable(initials: str) -> bool:
    """True for what no family name in capitals is: a single letter, or letters without a vowel."""
    return len(initials) == 1 or not set(initials.upper()) & set("AEIOUYÄÖÜÉ")


def _pair(family: _Person, given: _Person) -> Name | None:
    suffix, first = family.suffix or given.suffix, given.part.text
    if given.kind is INITIALS and first.isalpha() and not family.part.text.isupper():
        first = " ".join(f"{one}." for one in first)
    return parse_name(", ".join(filter(None, (family.part.text, suffix, first))))


def looks_like_authors(text: str) -> bool:
    """True for a line of names and nothing else, as it stands below a title; false where it may be something else.

    >>> lines = ("Leo Breiman", "Random Forests", "Y. Bengio, A. Courville", "Vienna, Austria")
    >>> [looks_like_authors(line) for line in lines]
    [True, False, True, False]
    """
    if not 3 <= len(text) <= _LONGEST_LINE or "http" in text:
        return False
    line, is_cut = tidy(text)
    parts = [part for segment in split_segments(line) for part in segment]
    persons = [part for part in parts if part.kind not in (PartKind.GROUP, PartKind.SUFFIX, PartKind.DEGREE)]
    if not persons:
        return any(_TEAM.search(part.text) for part in parts) and len(line.split()) <= 6
    if not all(_is_of_a_name(part) if part in persons else not _SENTENCE.search(part.text) for part in parts):
        return False
    if _are_mostly_small(persons):
        return False
    return _are_people(persons, is_cut=is_cut, names=read_authors(text).names)


def _is_of_a_name(part: Part) -> bool:
    words = _HOMONYM.sub("", part.text).split()
    if _NO_NAME.search(" ".join(words)) or len(words) > 6:
        return False
    return is_cjk_name(part.text) or all(_is_word_of_a_name(word) for word in words)


def _is_word_of_a_name(word: str) -> bool:
    return is_initials(word) or not (is_title_word(word) or _ACRONYM.search(word))


def _are_mostly_small(parts: Sequence[Part]) -> bool:
    """True when few words begin with a capital: some people write a name among others without, never all."""
    words = [word for part in parts for word in part.text.split() if word not in PARTICLES]
    small = sum(word[:1].islower() and not _ELISION.match(word) for word in words)
    return small > 0 and (len(parts) < 3 or 2 * small > len(words))


def _are_people(parts: Sequence[Part], *, is_cut: bool, names: Sequence[Name]) -> bool:
    """Whether parts that may be of names are people together, and not a place, a venue or a list of subjects."""
    at_places = any(
        one.kind is WHOLE and following.kind is INITIALS and "." not in following.text
        for one, following in pairwise(parts)
    )
    texts = {part.text for part in parts}
    alone = [name for name in names if len(name.literal.split()) == 1 and not is_cjk_name(name.literal)]
    if at_places or (not is_cut and any(name.literal in texts for name in alone)):
        return False
    if is_cut or len(names) > 1:
        return is_cut or not _are_in_capitals(parts)
    whole = " ".join(part.text for part in parts)
    dotted = any("." in word and is_initials(word) for word in whole.split())
    return not find_venues(whole) and (dotted or (len(parts) == 1 and _is_one_person(whole)))


def _are_in_capitals(parts: Sequence[Part]) -> bool:
    """True when some names are acronyms; people write either all family names in capitals or none."""
    loud = sum(any(word.isupper() and word.isalpha() and len(word) > 3 for word in part.text.split()) for part in parts)
    return 0 < loud < len(parts) / 2


def _is_one_person(text: str) -> bool:
    """True for two to four words which hardly are a title: “Leo Breiman”, not “Constraint Solving” or “BERT Base”."""
    words = text.split()
    return 2 <= len(words) <= 4 and not any(
        (word.isupper() and len(word) > 2) or _VERBAL.search(word) for word in words
    )
