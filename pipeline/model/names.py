"""Names of authors: from one string to parts, and their folded forms."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from pipeline.model.name_case import restore_family, restore_given
from pipeline.model.name_words import (
    WORDS,
    are_bare_initials,
    find_family,
    is_degree,
    is_group_word,
    is_initials,
    is_particle,
    is_suffix,
    names_group,
    names_nobody,
)
from pipeline.model.records import Name
from pipeline.text.folding import FIELD_CAP, clean_markup, fold

NAME_CAP = 1_000
"""No name of a person or a group is longer."""

_EXTENDED = re.compile(r"^\s*(?:family|given|prefix|suffix|useprefix|juniorcomma|id)(?:-i)?\s*=")
_PART = re.compile(r"(?:^|[,\s\"])\s*([a-z]{2,30})(-i)?\s*=\s*")
"""The parts of a name as biblatex spells them out: `family=Santos, given=Fábio, prefix=dos, useprefix=true`."""
_HOMONYM = re.compile(r"\s\d{4}$|\s*\(\d{2,}\)$")
"""A number behind a name, by which DBLP and figshare tell people of the same name apart."""
_ET_AL = re.compile(r"(?:^|[\s,])(?:and\s+)?(?:et\.?\s+al\b\.?|others)$", re.IGNORECASE)
_MAIL = re.compile(
    r"[\s(<\[,;]*(?:\be-?mails?\b\s{0,2}[:：]?\s{0,2})?[\w.+-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){1,5}[>)\]]*",
    re.IGNORECASE,
)
_FOOTNOTE = " ,;*†‡§¶"
_NEVER_FAMILIES = frozenset({"anonymous", "others", "et al", "et al."})
"""Beside a given name; “Null” and “None” are families."""
_USUAL_FAMILY = re.compile(r"[A-Z][a-z]{1,40}")
_USUAL_GIVEN = re.compile(r"[A-Z][a-z]{0,40}\.?(?:[ -][A-Z][a-z]{0,40}\.?){0,4}")
_TELLING = _NEVER_FAMILIES | WORDS.groups | WORDS.suffixes.keys()
"""What is no family name, in small letters."""
_COMPANY = frozenset({"inc", "ltd", "llc", "corp", "co", "gmbh"})
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:\s[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)?")


@lru_cache(maxsize=20_000)
def make_name(family: str = "", given: str = "", suffix: str = "", literal: str = "") -> Name | None:
    """A name from the parts a source gives; None when there is nothing in them, or only “et al.” or “Anonymous”.

    A family name that stands alone is a mononym or a whole name in the wrong field: it stays literal.

    >>> make_name("McAdams, III", "Louis").suffix, make_name("Consortium", "The PREDICTS").literal
    ('III', 'The PREDICTS Consortium')
    """
    if not (suffix or literal) and _are_usual(family, given):
        return Name(family, given)  # nothing below would change them
    return _make_unusual(family, given, suffix, literal)


def _make_unusual(family: str, given: str, suffix: str, literal: str) -> Name | None:
    if is_extended(family):
        return parse_extended(f"{family}, {given}")
    family, given, suffix, literal = [_clean_part(part) if part else "" for part in (family, given, suffix, literal)]
    if literal or not given or not family:
        whole = literal or family or given
        return None if names_nobody(whole) else Name(literal=whole)
    if family.lower() in _NEVER_FAMILIES or f"{given} {family}".lower() in WORDS.nobody:
        return None
    if is_group_word(family.split()[-1]) and not _is_initialed(given):
        return Name(literal=f"{given} {family}")
    if family == given and " " in family:
        return parse_name(family)
    if is_suffix(family) and " " in given:
        given, _, last = given.rpartition(" ")
        return make_name(last, given, suffix or family)
    if "," in family or "," in given:
        family, given, suffix = _take_tails(family, given, suffix)
    if "." in family:
        given, family = _move_initials(given, family)
    given, family = move_small_words(given, family)
    particle, family = _split_particle(family)
    *words, last = family.split()
    if words and not suffix and is_suffix(last):
        family, suffix = " ".join(words), last
    suffix = WORDS.suffixes.get(suffix.lower(), suffix)
    return Name(restore_family(family, given), restore_given(given, family), particle, suffix)


def _is_initialed(given: str) -> bool:
    words = given.split()
    return any(map(is_initials, words)) or all(map(are_bare_initials, words))


def is_usual(name: Name) -> bool:
    """True for a name that `make_name` makes of its own parts again, as nearly all are: “Ada B. Roe”."""
    return not (name.particle or name.suffix) and _are_usual(name.family, name.given)


def _are_usual(family: str, given: str) -> bool:
    if not (_USUAL_FAMILY.fullmatch(family) and _USUAL_GIVEN.fullmatch(given)):
        return False
    return family.lower() not in _TELLING and f"{given} {family}".lower() not in WORDS.nobody


def drop_mail(text: str) -> str:
    """A text without mail addresses: a person's address is nothing for a bibliography."""
    return _MAIL.sub("", text) if "@" in text else text


def _clean_part(part: str) -> str:
    if part.isascii() and part.isalpha():
        return part[:FIELD_CAP]
    return keep_name(_HOMONYM.sub("", drop_mail(clean_markup(part)).strip(_FOOTNOTE)))


def _move_initials(given: str, family: str) -> tuple[str, str]:
    """Given and family name, with the “L.” of “L. Lagendijk, Reginald” in the first, where it belongs."""
    words = family.split()
    count = next(
        (at for at, word in enumerate(words[:-1]) if is_particle(word) or not is_initials(word)), len(words) - 1
    )
    count = 0 if is_initials(words[-1]) else count
    return " ".join([given, *words[:count]]), " ".join(words[count:])


def _take_tails(family: str, given: str, suffix: str) -> tuple[str, str, str]:
    """The parts without the suffix and the degrees that stand behind a comma in one of them."""
    kept = []
    for part in (family, given):
        head, *tails = (each.strip() for each in part.split(","))
        suffix = suffix or next(filter(is_suffix, tails), "")
        kept.append(", ".join([head, *(each for each in tails if not is_suffix(each) and not is_degree(each))]))
    return kept[0].strip(_FOOTNOTE), kept[1].strip(_FOOTNOTE), suffix


def keep_name(part: str) -> str:
    """A part of a name, or empty when it has no letter and no digit: a mark alone is nobody's name.

    >>> keep_name("-"), keep_name("O’"), keep_name("\\u0301")
    ('', 'O’', '')
    """
    return part if any(map(str.isalnum, part)) else ""


@lru_cache(maxsize=100_000)
def parse_name(text: str) -> Name | None:
    """A name from one string, “Family, Given”, “Family, Jr., Given” or “Given von Family Jr.”; a group stays literal.

    What cannot be told apart is not guessed: “KIM B” and “张伟” keep the order and the wholeness that they have.

    >>> parse_name("Laurens van der Maaten").particle, parse_name("Luc Van Gool").family
    ('van der', 'Van Gool')
    >>> parse_name("Martin Luther King, Jr.").suffix
    'Jr.'
    """
    if is_extended(text):
        return parse_extended(text)
    text = drop_mail(clean_markup(text, cap=NAME_CAP)).strip(_FOOTNOTE)
    text = _HOMONYM.sub("", _ET_AL.sub("", text).strip(_FOOTNOTE))
    if names_nobody(text):
        return None
    head, comma, tail = (part.strip() for part in text.partition(","))
    if comma and tail and " " not in head and all(is_initials(one) or are_bare_initials(one) for one in tail.split()):
        return make_name(family=head, given=tail)
    if tail.lower().rstrip(".") in _COMPANY:
        return make_name(literal=text)
    if names_group(text):
        return make_name(literal=f"{tail} {head}" if comma and is_group_word(head) and "," not in tail else text)
    if comma and is_suffix(tail):
        whole = parse_name(head)
        return (
            whole if not whole or whole.literal else msgspec.structs.replace(whole, suffix=WORDS.suffixes[tail.lower()])
        )
    if comma and is_degree(tail.replace(",", " ")) and " " in head:
        return parse_name(head)
    if comma:
        given, suffix = _split_suffix([part.strip() for part in tail.split(",")])
        return make_name(family=head, given=given, suffix=suffix)
    return _parse_words(text)


def is_extended(text: str) -> bool:
    """True for a name in biblatex's extended format, `family=Santos, given=Fábio`."""
    return _EXTENDED.match(text) is not None


def parse_extended(text: str) -> Name | None:
    """A name whose parts biblatex's extended format spells out, in any order.

    >>> display_name(parse_extended("given=Hans, prefix=van, family=Peer, given-i=H") or Name())
    'Hans van Peer'
    """
    marks = [*_PART.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    said = {
        mark[1] + (mark[2] or ""): text[mark.end() : end].strip(' ,{}"') for mark, end in zip(marks, ends, strict=True)
    }
    family, given = said.get("family", ""), said.get("given", said.get("given-i", ""))
    prefix, suffix = said.get("prefix", ""), said.get("suffix", "")
    if not family or not given:
        return make_name(literal=" ".join(filter(None, (given, prefix, family, suffix))))
    return Name(*map(clean_markup, (family, given, prefix, WORDS.suffixes.get(suffix.lower(), suffix))))


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
    if len(words) < 2 or is_particle(words[0]):
        return make_name(literal=text)
    if _CJK.fullmatch(text):
        return make_name(family=words[0], given=words[1])
    suffix = WORDS.suffixes.get(words[-1].lower(), "") if len(words) > 2 else ""
    words = words[:-1] if suffix else words
    family_at = find_family(words)
    family, given = words[family_at:], words[:family_at]
    if all(map(is_initials, words[1:])) and not is_initials(words[0]):
        family, given = words[:1], words[1:]
    return make_name(family=" ".join(family), given=" ".join(given), suffix=suffix)


def _split_suffix(parts: list[str]) -> tuple[str, str]:
    """Given name and suffix of what follows the first comma, in either order."""
    suffix = next(filter(is_suffix, parts), "") if len(parts) > 1 else ""
    return ", ".join(part for part in parts if part and part != suffix), suffix


def display_name(name: Name) -> str:
    """“Laurens van der Maaten”, as a person is named in a sentence."""
    if name.literal:
        return name.literal
    whole = " ".join(part for part in (name.given, name.particle, name.family) if part)
    return f"{whole}, {name.suffix}" if name.suffix else whole


@lru_cache(maxsize=65_536)
def family_of(name: Name) -> str:
    """The folded last word of the family name: what survives every source's way of splitting names."""
    words = fold(name.family or name.literal).split()
    return words[-1] if words else ""


def move_small_words(given: str, family: str) -> tuple[str, str]:
    """Given and family name, with the “de” of “Jong, Nicky de” and the “Agüera y” of “Arcas, Blaise Agüera y” in the
    second, where they belong.
    """
    words = given.split()
    start = len(words)
    while start > 1 and is_particle(words[start - 1]):
        start -= 1
    if start == len(words) > 2 and words[-1] in ("y", "i", "e") and words[-2][0].isupper():
        start -= 2
    return " ".join(words[:start]), " ".join([*words[start:], family])


def _split_particle(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and is_particle(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
