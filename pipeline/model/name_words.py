"""What words in a name mean: particles, suffixes, degrees, signs of a group, and what stands where nobody is named.

The words are in `name_words.json`. Whether a word of a person's name belongs to the family name is guessed where nearly
all people who have it agree, and never against the signs of a Vietnamese, Chinese or Korean name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import msgspec

from pipeline.text.folding import fold


class NameWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table.

    Attributes:
        particles: In small letters, they begin a family name: the “van der” of Laurens van der Maaten.
        capital_particles: The same in capitals, as in Luc Van Gool; they are a part of the family name.
        vietnamese_families: Beside them “Van”, “Le” and “Da” are given names.
        east_asian_families: Behind them and before them, short capital particles are syllables of a given name.
        suffixes: As they are written, and as we write them.
        degrees: What is no part of a name.
        nobody: Folded texts that stand where no author is named.
        groups: Words of which one makes a name that of a group.
        group_phrases: The same as patterns, for words that are family names when they stand alone.
        organisations: Names of which one, as the first word, makes a name that of a group.
    """

    particles: frozenset[str]
    capital_particles: frozenset[str]
    vietnamese_families: frozenset[str]
    east_asian_families: frozenset[str]
    suffixes: dict[str, str]
    degrees: frozenset[str]
    nobody: frozenset[str]
    groups: frozenset[str]
    group_phrases: tuple[str, ...]
    organisations: frozenset[str]


WORDS = msgspec.json.decode(files("pipeline").joinpath("model/name_words.json").read_bytes(), type=NameWords)
_PHRASES = re.compile(rf"\b(?:{'|'.join(WORDS.group_phrases)})\b", re.IGNORECASE)
_PARTS = re.compile(r"[\s.,()]+")
_SMALL_WORDS = frozenset({"of", "for", "and", "für", "the"})
"""Words in small letters that no person's name has."""
_SIGNS = re.compile(r"[@&/]|(?<![\w.])\d(?!(?:nd|rd|th)\b)|\bAI$|^The(?= )")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_BARE_INITIALS = re.compile(r"(?!I{2,3}$|IV$)[A-Z]{1,3}")
_VIETNAMESE = frozenset({"van", "le", "la", "lo", "da", "di", "den"})
_CHINESE = frozenset({"le", "la", "lo", "da", "di", "de", "ben", "den"})
"""Capital particles that are syllables of given names as well."""
_THE_PERSON = frozenset("anh hung vinh dung cuong tung duy viet".split())
"""Vietnamese given names behind “The”."""
_PINYIN = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?(?:[aoe]|ai|ei|ao|ou|[ae]ng?|ong|i|i?an?|ie|iao|iu|ing?|iang|iong|u|ua|uo|uai"
    r"|ui|uang?|un|ue)-?){1,2}",
    re.IGNORECASE,
)
_OTHERS = frozenset({"others", "and others", "many others", "et al", "and et al", "al"})
_NOT_AVAILABLE = re.compile(r"&NA[:;]?|NA|N/A|n/a|n\.\s?a\.|\(?:(?:un\w\w|null|none|tba)\)|\[?s\.\s?n\.\]?")


def is_particle(word: str) -> bool:
    """True for a particle in small letters."""
    return word in WORDS.particles


def is_initials(word: str) -> bool:
    """True for “J.” and “J.-P.”."""
    return _INITIALS.fullmatch(word) is not None


def are_bare_initials(text: str) -> bool:
    """True for what is initials behind a family name, whatever else it may mean: “AI”, “CO”, “JR”."""
    return _BARE_INITIALS.fullmatch(text) is not None


def is_suffix(text: str) -> bool:
    """True for “Jr.”, “III”."""
    return text.lower() in WORDS.suffixes


def is_degree(text: str) -> bool:
    """True for “PhD”, and for several degrees one after the other."""
    words = text.lower().split()
    return bool(words) and all(word.strip(".") in WORDS.degrees or word in WORDS.degrees for word in words)


def names_nobody(text: str) -> bool:
    """True for what stands in a name's place when there is none: “Anonymous”, “NA”, “(:unav)”, “No Name Supplied”.

    >>> [names_nobody(text) for text in ("Anonymous", "NA", "(:unav)", "[s.n.]", "Na", "Nan Li")]
    [True, True, True, True, False, False]
    """
    folded = fold(text)
    return not folded or folded in WORDS.nobody or _NOT_AVAILABLE.fullmatch(text.strip()) is not None


def names_others(text: str) -> bool:
    """True for what stands in a name's place at the end of a list that goes on.

    >>> [names_others(text) for text in ("et al.", "others", "and others", "…", "Al Gore")]
    [True, True, True, True, False]
    """
    return fold(text) in _OTHERS or text.strip() in ("...", "…")


@lru_cache(maxsize=20_000)
def names_group(text: str) -> bool:
    """True for the name of a group: no person has such a word in the name.

    >>> [names_group(text) for text in ("Meise Botanic Garden", "Google Brain", "The Lancet", "Kenneth Church")]
    [True, True, True, False]
    """
    words = text.split()
    if not WORDS.groups.isdisjoint(_PARTS.split(text.lower())):
        return len(words) == 1 or not all(map(is_initials, words[:-1]))
    if len(words) < 2 or (words[0] == "The" and (is_vietnamese(words) or fold(words[1]) in _THE_PERSON)):
        return False
    if words[-1] == "Staff":
        return any(len(word) > 2 and word.isupper() for word in words)
    is_named = words[0].lower() in WORDS.organisations or not _SMALL_WORDS.isdisjoint(words[1:])
    return is_named or _SIGNS.search(text) is not None or _PHRASES.search(text) is not None


def is_group_word(word: str) -> bool:
    """True for the last word of a group's name, by which catalogues invert it: “Consortium, The PREDICTS”."""
    return word.lower() in WORDS.groups


def find_family(words: list[str]) -> int:
    """Where the family name begins in the words of a name, “Given von Family”."""
    last = len(words) - 1
    for at in range(1, last):
        if is_particle(words[at]) or _is_capital_particle(words, at):
            return at
    return last


def _is_capital_particle(words: list[str], at: int) -> bool:
    word = words[at]
    if word.capitalize() not in WORDS.capital_particles or not word[0].isupper() or len(words[at + 1].strip(".")) < 2:
        return False
    if fold(words[at - 1]) in ("abd", "abed", "abdul", "abu"):  # “Abd El Rahman” is a given name
        return False
    small = word.lower()
    return not (small in _VIETNAMESE and is_vietnamese(words)) and not (small in _CHINESE and _is_chinese(words))


def is_vietnamese(words: list[str]) -> bool:
    """True for a name that begins or ends with a family name of Vietnam."""
    return not WORDS.vietnamese_families.isdisjoint((fold(words[0]), fold(words[-1])))


def _is_chinese(words: list[str]) -> bool:
    """True for a name with a family name of China or Korea at one end, and syllables of Chinese at the other."""
    first, last = fold(words[0]), fold(words[-1])
    one, other = (first, last) if first in WORDS.east_asian_families else (last, first)
    return one in WORDS.east_asian_families and _PINYIN.fullmatch(other) is not None
