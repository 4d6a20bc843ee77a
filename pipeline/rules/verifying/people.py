"""How the authors that an entry names relate to those of a record: by person, whatever way a name is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from pipeline.model.name_words import names_others
from pipeline.model.names import display_name
from pipeline.model.records import Name, Record, Struct
from pipeline.text.folding import fold

_LONG_NAME = 5
"""Shorter names are too near to others for a typing error to be seen: “Chen”, “Cheng”."""
_INITIALS = 3
_SHORTEST_NAME = 3
_MOST_COMPARED = 400
_RENAMED = 1
"""So many authors of a list may go by another given name: “Bob” for Robert, or one that was changed."""
_PLACEHOLDER = re.compile(
    r"(?:the )?(?:anonymous|unknown|various)(?: (?:authors?|submission))?"
    r"|(?:first|second|third|last|some|the|no) authors?"
    r"|authors? (?:one|two|three|[a-d]|[1-9]|names?)|(?:[a-c] )?authors?|name(?:s)? (?:here|withheld|surname)|jane doe"
    r"|john doe|n n|tba|tbd|xxx+|lorem ipsum|your name|given family|firstname lastname"
    r"|family given|last first|lastname firstname"
)
_GROUP = re.compile(
    r"\b(?:collaboration|consortium|group|team|network|initiative|project|investigators|committee|society|association"
    r"|organi[sz]ation|authors|foundation|institute|council|study|trial|program|programme)\b"
)


class PeopleRelation(StrEnum):
    """How two lists of authors relate, from one list to others' names."""

    EQUAL = "equal"
    SHORTENED = "shortened"  # it names the first ones, and says that there are others
    UNKNOWN = "unknown"  # one side names nobody
    REORDERED = "reordered"
    MISSING = "missing"
    ADDED = "added"
    REPLACED = "replaced"  # some are the same, and both have others
    DIFFERENT = "different"
    PLACEHOLDER = "placeholder"


AGREEING = frozenset({PeopleRelation.EQUAL, PeopleRelation.SHORTENED, PeopleRelation.UNKNOWN})


class PeopleComparison(Struct, frozen=True):
    """How two lists relate.

    Attributes:
        relation: In a word.
        shared: How many persons are in both.
        missing: The record's authors that the entry does not have.
        added: The entry's authors that the record does not have.
    """

    relation: PeopleRelation
    shared: int = 0
    missing: tuple[Name, ...] = ()
    added: tuple[Name, ...] = ()

    @property
    def is_of_one_paper(self) -> bool:
        """True when so many persons are the same that the lists are of one paper, whatever else differs."""
        if self.relation in AGREEING or self.relation in (PeopleRelation.REORDERED, PeopleRelation.MISSING):
            return True
        missing = 0 if self.relation is PeopleRelation.ADDED else len(self.missing)
        return self.shared >= max(missing, len(self.added))


def compare_people(claim: Record, record: Record) -> PeopleComparison:
    """Compare the authors of an entry with those of a record, person by person.

    >>> from pipeline.model.names import parse_name
    >>> ours = Record("a", author=(parse_name("Zeiler, M. D."), parse_name("Rob Fergus")))
    >>> theirs = Record("b", author=(parse_name("Matthew D Zeiler"), parse_name("Robert Fergus")))
    >>> compare_people(ours, theirs).relation.value
    'equal'
    """
    written = [name for name in claim.author if not names_others(display_name(name)) and not _is_garbled(name)]
    has_others = claim.has_other_authors or len(written) < len(claim.author)
    if written and all(is_placeholder(name) for name in written):
        return PeopleComparison(PeopleRelation.PLACEHOLDER, added=tuple(written))
    ours, theirs = _without_groups(written), _without_groups(record.author)
    if not ours and not theirs and _share_group(written, record.author):
        return PeopleComparison(PeopleRelation.EQUAL)
    if not ours or not theirs or _is_run_together(ours, theirs):
        return PeopleComparison(PeopleRelation.UNKNOWN)
    pairs = _align(ours[:_MOST_COMPARED], theirs[:_MOST_COMPARED])
    added = tuple(name for at, name in enumerate(ours[:_MOST_COMPARED]) if at not in pairs)
    taken = set(pairs.values())
    missing = tuple(name for at, name in enumerate(theirs[:_MOST_COMPARED]) if at not in taken)
    relation = _relate(pairs, missing, added, has_others=has_others or record.has_other_authors)
    if relation is PeopleRelation.ADDED and record.has_other_authors:
        relation = PeopleRelation.SHORTENED
    return PeopleComparison(relation, len(pairs), missing, added)


def _relate(
    pairs: dict[int, int], missing: Sequence[Name], added: Sequence[Name], *, has_others: bool
) -> PeopleRelation:
    if not pairs:
        return PeopleRelation.DIFFERENT
    if added:
        return PeopleRelation.REPLACED if missing and not has_others else PeopleRelation.ADDED
    places = [pairs[at] for at in sorted(pairs)]
    if missing:
        if not has_others:
            return PeopleRelation.MISSING
        return PeopleRelation.SHORTENED if places == sorted(places) else PeopleRelation.REORDERED
    return PeopleRelation.EQUAL if places == sorted(places) else PeopleRelation.REORDERED


def is_placeholder(name: Name) -> bool:
    """True for what stands where a name should: “Anonymous”, “First Author”, “John Doe”."""
    return _PLACEHOLDER.fullmatch(fold(display_name(name)).strip()) is not None


def _is_garbled(name: Name) -> bool:
    """What is left of a name whose braces are broken, “{\\v{Z},”: there may have been others behind it."""
    return bool(name.literal) and name.literal.isascii() and len(name.literal) < _SHORTEST_NAME


def _without_groups(names: Sequence[Name]) -> list[Name]:
    """The persons; a collaboration stands beside them or for them in one list, and is not in another."""
    return [name for name in names if not _GROUP.search(fold(name.literal or name.family))]


def _share_group(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """True for two lists of groups of which one is in both."""
    return bool({fold(display_name(name)) for name in ours} & {fold(display_name(name)) for name in theirs})


def _is_run_together(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """True for a record with all authors in one name: “Julie D. AND Linard Benjamin AND … Thompson”."""
    return len(theirs) == 1 < len(ours) and all(_part(name).family & _part(theirs[0]).words for name in ours)


def _align(ours: Sequence[Name], theirs: Sequence[Name]) -> dict[int, int]:
    """Which of our persons is which of theirs: those that surely are first, then by typing errors."""
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(theirs)))
    for is_same in (_are_one_person, _are_nearly_one, _are_of_one_family):
        if is_same is _are_of_one_family and len(ours) - len(pairs) > _RENAMED:
            break
        for at, name in enumerate(ours):
            if at in pairs:
                continue
            near = [at] if at in free else []
            found = next((other for other in [*near, *free] if is_same(name, theirs[other])), None)
            if found is not None:
                pairs[at] = found
                del free[found]
    return pairs


@lru_cache(maxsize=65_536)
def _are_one_person(left: Name, right: Name) -> bool:
    """Family names agree in a word, and given names do not contradict; or the parts stand in each other's place."""
    ours, theirs = _part(left), _part(right)
    if left.family and left.family == right.family:
        return _may_be_one(*(tuple(fold(_part_initials(name.given)).split()) for name in (left, right)))
    if ours.family & theirs.family:
        return _may_be_one(ours.given, theirs.given)
    return bool(ours.family & set(theirs.given) and theirs.family & set(ours.given))


@lru_cache(maxsize=65_536)
def _are_nearly_one(left: Name, right: Name) -> bool:
    """The same with a typing error or another transcription in the family name, or another given name for it."""
    ours, theirs = _part(left), _part(right)
    if _are_parts_of_one(ours.words, theirs.words):
        return True
    if not _may_be_one(ours.given, theirs.given):
        return False
    pairs = ((one, other) for one in ours.family for other in theirs.family)
    return any(
        min(len(one), len(other)) >= _LONG_NAME
        and OSA.distance(one, other, score_cutoff=2) <= (2 if len(one) > 8 else 1)
        for one, other in pairs
    )


@lru_cache(maxsize=65_536)
def _are_of_one_family(left: Name, right: Name) -> bool:
    """The same family name, whatever the given names."""
    return bool(_part(left).family & _part(right).family)


def _are_parts_of_one(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """All words of the shorter are in the other: “Carlos Riquelme” and “Carlos Riquelme Ruiz”."""
    few, many = sorted((ours, theirs), key=len)
    return len(few) > 1 and few <= many and any(len(word) > 1 for word in few)


def _may_be_one(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Given names that may be one person's: an initial of one is in the other; “Bob” is Robert as far as we know."""
    if not ours or not theirs:
        return True
    first, other = ours[0], theirs[0]
    if first[0] == other[0]:
        short = min(len(first), len(other))
        return first[:2] == other[:2] or len(set(first) & set(other)) * 2 >= short
    mine, yours = {word[0] for word in ours}, {word[0] for word in theirs}
    return first[0] in yours or other[0] in mine


class _Parts(Struct, frozen=True):
    """A name in folded words: those of the family name, the given names in order, and all of them."""

    family: frozenset[str]
    given: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=65_536)
def _part(name: Name) -> _Parts:
    family_name, given_name = (name.given, name.family) if _is_turned(name) else (name.family, name.given)
    family = fold(family_name or name.literal).split()
    given = tuple(fold(_part_initials(given_name)).split())
    long = [word for word in family if len(word) > 1]
    german = [word.replace("ue", "u").replace("oe", "o").replace("ae", "a") for word in long]
    whole = "".join([*fold(name.particle).split(), *family])  # “LeCun” and “ONeil” are Le Cun and O’Neil
    return _Parts(frozenset(filter(None, [*long, *german, *_lossy(name), whole])), given, frozenset([*long, *given]))


def _part_initials(given: str) -> str:
    """Initials that are written as a word, one by one: “GMW” is “G M W”, and “Li” is a name."""
    words = given.replace(".", " ").split()
    return " ".join(" ".join(word) if word.isupper() and len(word) <= _INITIALS + 1 else word for word in words)


def _is_turned(name: Name) -> bool:
    """True for “Smith JA” without a comma, as exports of PubMed have it: what looks like a family name is initials."""
    bare = name.family.replace(".", "").replace("-", "")
    return bool(name.given) and len(bare) <= _INITIALS and bare.isupper() and not name.given.replace(".", "").isupper()


def _lossy(name: Name) -> list[str]:
    """The family name as programs leave it that drop all beyond ASCII: “Yksekgnl” for Yüksekgönül."""
    bare = "".join(char for char in name.family if char.isascii())
    return fold(bare).split() if bare != name.family and len(bare) >= _SHORTEST_NAME else []
