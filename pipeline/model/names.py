"""Names of authors: from one string to parts, and their folded forms."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from pipeline.model.records import Name
from pipeline.text.folding import clean_markup, fold

NAME_CAP = 1_000
"""No name of a person or a group is longer."""

_PARTICLES = frozenset(
    "van von der den de di da du del della dos das los las te ten ter la le el al bin ibn af zu beim".split()
)
_SUFFIXES = {"jr": "Jr.", "jr.": "Jr.", "sr": "Sr.", "sr.": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}
_EXTENDED = re.compile(r"\b(family|given|prefix|suffix)=\s*([^,=]+?)\s*(?=,|\s\w+=|$)")
"""The parts of a name as biblatex spells them out: `family=Santos, given=Fábio, prefix=dos, useprefix=true`."""
_HOMONYM = re.compile(r"\s\d{4}$")
_ET_AL = re.compile(r"(?:^|[\s,])(?:and\s+)?(?:et\.?\s+al\b\.?|others)$", re.IGNORECASE)
_FOOTNOTE = " ,;*†‡§¶"
_COMPANY = frozenset({"inc", "ltd", "llc", "corp", "co", "gmbh"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:\s[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)?")
_GROUP = re.compile(
    r"\b(?:consortium|collaboration|team|group|committee|network|society|association|organi[sz]ation|institute"
    r"|university|project|initiative|inc|ltd|foundation|agency|council|ministry|department|laboratory)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def make_name(family: str = "", given: str = "", suffix: str = "", literal: str = "") -> Name | None:
    """A name from the parts a source gives; None when there is nothing in them, or only “et al.”.

    A family name that stands alone is a mononym or a whole name in the wrong field: it stays literal.
    """
    if family.startswith("family="):
        said = dict(_EXTENDED.findall(f"{family}, {given}"))
        family, given = f"{said.get('prefix', '')} {said.get('family', '')}", said.get("given", "")
    parts = (family, given, suffix, literal)
    family, given, suffix, literal = [keep_name(clean_markup(part).strip(_FOOTNOTE)) if part else "" for part in parts]
    if fold(literal or family or given) in {"", "others", "et al", "and others", "anonymous"}:
        return None
    if literal or not given or not family:
        return Name(literal=literal or family or given)
    given, family = move_small_words(given, family)
    particle, family = _split_particle(family)
    *words, last = family.split()
    if words and not suffix and last.lower() in _SUFFIXES:
        family, suffix = " ".join(words), last
    suffix = _SUFFIXES.get(suffix.lower(), suffix)
    return Name(family=restore_case(family), given=restore_case(given), particle=particle, suffix=suffix)


def keep_name(part: str) -> str:
    """A part of a name, or empty when it has no letter and no digit: a mark alone is nobody's name.

    >>> keep_name("-"), keep_name("O’"), keep_name("\\u0301")
    ('', 'O’', '')
    """
    return part if any(map(str.isalnum, part)) else ""


@lru_cache(maxsize=20_000)
def parse_name(text: str) -> Name | None:
    """A name from one string, “Family, Given”, “Family, Jr., Given” or “Given von Family Jr.”; a group stays literal.

    What cannot be told apart is not guessed: “KIM B” and “张伟” keep the order and the wholeness that they have.

    >>> parse_name("Laurens van der Maaten").particle
    'van der'
    >>> parse_name("Martin Luther King, Jr.").suffix
    'Jr.'
    """
    text = _HOMONYM.sub("", _ET_AL.sub("", clean_markup(text, cap=NAME_CAP)).strip(_FOOTNOTE))
    head, comma, tail = (part.strip() for part in text.partition(","))
    if tail.lower().rstrip(".") in _COMPANY:
        return make_name(literal=text)
    if comma and tail.lower() in _SUFFIXES:
        whole = parse_name(head)
        return whole if not whole or whole.literal else msgspec.structs.replace(whole, suffix=_SUFFIXES[tail.lower()])
    if comma:
        given, suffix = _split_suffix([part.strip() for part in tail.split(",")])
        return make_name(family=head, given=given, suffix=suffix)
    return _parse_words(text)


def parse_inverted(text: str, suffix: str = "") -> Name | None:
    """A name whose initials stand behind its family name, with or without full stops.

    >>> parse_inverted("van der Maaten LJP")
    Name(family='Maaten', given='L. J. P.', particle='van der', suffix='', literal='')
    """
    words = clean_markup(text, cap=NAME_CAP).strip(_FOOTNOTE).split()
    start = len(words)
    while start > 1 and (words[start - 1].isupper() and len(words[start - 1].replace(".", "").replace("-", "")) <= 4):
        start -= 1
    given = " ".join(" ".join(f"{one}." for one in word) if word.isalpha() else word for word in words[start:])
    return make_name(family=" ".join(words[:start]), given=given, suffix=suffix)


def _parse_words(text: str) -> Name | None:
    """A name without commas: “Given von Family Jr.”, “Family M. T.”, or family name first in CJK script."""
    words = text.split()
    if len(words) < 2 or _GROUP.search(text) or _is_particle(words[0]):
        return make_name(literal=text)
    if _CJK.fullmatch(text):
        return make_name(family=words[0], given=words[1])
    suffix = _SUFFIXES.get(words[-1].lower(), "") if len(words) > 2 else ""
    words = words[:-1] if suffix else words
    family_at = next((at for at in range(1, len(words) - 1) if _is_particle(words[at])), len(words) - 1)
    family, given = words[family_at:], words[:family_at]
    if all(map(_INITIALS.fullmatch, words[1:])) and not _INITIALS.fullmatch(words[0]):
        family, given = words[:1], words[1:]
    return make_name(family=" ".join(family), given=" ".join(given), suffix=suffix)


def _split_suffix(parts: list[str]) -> tuple[str, str]:
    """Given name and suffix of what follows the first comma, in either order."""
    suffix = next((part for part in parts if part.lower() in _SUFFIXES), "") if len(parts) > 1 else ""
    return ", ".join(part for part in parts if part and part != suffix), suffix


def _is_particle(word: str) -> bool:
    return word in _PARTICLES


def display_name(name: Name) -> str:
    """“Laurens van der Maaten”, as a person is named in a sentence."""
    if name.literal:
        return name.literal
    whole = " ".join(part for part in (name.given, name.particle, name.family) if part)
    return f"{whole}, {name.suffix}" if name.suffix else whole


def family_of(name: Name) -> str:
    """The folded last word of the family name: what survives every source's way of splitting names."""
    words = fold(name.family or name.literal).split()
    return words[-1] if words else ""


def restore_case(part: str) -> str:
    """A name part in capitals back in mixed case: “SELVARAJU” → “Selvaraju”; initials and short parts stay."""
    if len(part) > 3 and part.isupper() and "." not in part:
        return "-".join(" ".join(word.capitalize() for word in chunk.split(" ")) for chunk in part.split("-"))
    return part


def move_small_words(given: str, family: str) -> tuple[str, str]:
    """Given and family name, with the “de” of “Jong, Nicky de” and the “Agüera y” of “Arcas, Blaise Agüera y” in the
    second, where they belong.
    """
    words = given.split()
    start = len(words)
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    if start == len(words) > 2 and words[-1] in ("y", "i", "e") and words[-2][0].isupper():
        start -= 2
    return " ".join(words[:start]), " ".join([*words[start:], family])


def _split_particle(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and _is_particle(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
