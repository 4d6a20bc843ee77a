"""The names in an author or editor field of a `.bib` file: as BibTeX parts them, and as people write lists of them.

A parser of our own: bibtexparser parts a name at the “~” of `Mu\\~noz`, and takes the “Jr.” of “Jan Roe, Jr.” for a
given name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipeline.model.name_words import are_bare_initials, find_family, is_initials, is_particle, is_suffix, names_group
from pipeline.model.names import make_name, parse_extended, parse_inverted
from pipeline.model.records import Name
from pipeline.text.folding import clean_text
from pipeline.text.latex.decode import is_plain

Decode = Callable[[str], str]

_MARK = re.compile(r"\\[^\s]|[{}\s~,]")
_GLUE = re.compile(r"\{?\\aftergroup\s*\\ignorespaces\}?\s*")
"""By which Better BibTeX joins “d'” and the name behind it."""
_EXTENDED = re.compile(r"(?:^|,)\s*\"?(?:family|given)(?:-i)?\s*=")
_OPTION = re.compile(r"[a-z]{3,40}=[\w-]{1,40}")
"""What biblatex takes in place of a name as an option of the list: `nosortothers=true`."""
_HOMONYM = re.compile(r"0\d{3}")
"""A number behind a name, by which DBLP tells people of the same name apart."""
_FOOT_MARK = re.compile(
    r"\$\s*\^\s*(?:\{[\d\s,;*a-e†‡]{0,20}\}|[\d*a-e])\s*\$|\\textsuperscript\s*\{[\d\s,;*a-e†‡]{0,20}\}"
)
"""A number behind a name that leads to an affiliation."""
_NOBODY = re.compile(r"(?:et\.?\s*al\.?|others)", re.IGNORECASE)
_ET_AL = re.compile(r"[\s,]+et\.?\s+al\.?$", re.IGNORECASE)
_PLAIN_AND = re.compile(r" and(?= )", re.IGNORECASE)
"""Between people whose names have no LaTeX in them."""
_INVERTED = re.compile(r"([A-Za-z'-]{2,}), ([A-Za-z'-](?: ?[A-Za-z.'-]+)*)")
"""A person as most are written, with one word as family name: “Roe, Ada B.”."""
_AMPERSANDS = frozenset({"&", "\\&", "{\\&}"})
_TIES = " \n\t~"
"""What may stand between two words of a name."""
_INITIALS_FIRST = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}\s?(?:[\w'’-]{2,}\s?){1,3}")
_INITIALS_LAST = re.compile(r"(?:[^\W\d_][\w'’-]+\s){1,3}[A-Z]{1,3}")
"""Whole names between commas, where each should be one of two parts: “M. Halle, J. Bresnan”, “Halle M, Bresnan J”."""


def parse_names(value: str, decode: Decode) -> tuple[Name, ...]:
    """The people of a field such as `author`.

    >>> [(name.given, name.family) for name in parse_names("Mu{\\\\~n}oz, J. and Ludwig van Beethoven", str)]
    [('J.', 'Mu{\\\\~n}oz'), ('Ludwig', 'Beethoven')]
    """
    if not value:
        return ()
    if "ignorespaces" in value:
        value = _GLUE.sub("", value)
    if "$" in value or "super" in value:
        value = _FOOT_MARK.sub("", value)
    value = clean_text(value.replace("\\ ", " "))
    people: list[Name | None] = []
    if ";" not in value and is_plain(value):
        for person in _PLAIN_AND.split(f" {value} "):
            people += _read_listed(person.strip(" "))
        return tuple(name for name in people if name)
    for person in _split_people(value):
        people += _read_plain(person) if is_plain(person) else _read_person(person, decode)
    return tuple(name for name in people if name)


def find_people(value: str, decode: Decode) -> tuple[tuple[Name, str], ...]:
    """The people of such a field, each with what is written there; a piece that names several is left out.

    >>> [piece for _name, piece in find_people("Roe,  A. and {Acme and Sons} and others", str)]
    ['Roe, A.', '{Acme and Sons}']
    """
    pieces = list(_split_people(" ".join(value.split())))
    read = ((parse_names(piece, decode), piece) for piece in pieces)
    return tuple((names[0], piece) for names, piece in read if len(names) == 1)


@lru_cache(maxsize=100_000)
def _read_listed(person: str) -> tuple[Name | None, ...]:
    """What stands between two “and”s of a list without LaTeX: the same ones stand in many entries."""
    return () if not person or _NOBODY.fullmatch(person) else _read_plain(_ET_AL.sub("", person))


@lru_cache(maxsize=20_000)
def _read_plain(person: str) -> tuple[Name | None, ...]:
    """A person, or several, without LaTeX."""
    if (usual := _INVERTED.fullmatch(person)) and not is_suffix(usual[2]):
        return (make_name(usual[1], usual[2]),)
    return tuple(_read_person(person, clean_text))


def _split_people(value: str) -> Iterator[str]:
    """What stands between the “and”s; semicolons part people, too, and ampersands where all of them have initials."""
    people: list[list[str]] = [[]]
    for word in _cut(value, " "):
        if word.lower() == "and":
            people.append([])
        elif ";" in word and "&" not in word:
            first, *others = word.split(";")
            people[-1].append(first)
            people += [[other] for other in others]
        else:
            people[-1].append(word)
    for words in people:
        for person in _split_at_ampersands([word for word in words if word]):
            if person and not _NOBODY.fullmatch(person):
                yield _ET_AL.sub("", person)


def _split_at_ampersands(words: list[str]) -> list[str]:
    """“A. Roe & B. Doe” are two; “Roe & Doe Inc.” is one."""
    pieces: list[list[str]] = [[]]
    for word in words:
        if word in _AMPERSANDS:
            pieces.append([])
        else:
            pieces[-1].append(word)
    if len(pieces) > 1 and all(any(map(is_initials, piece)) for piece in pieces):
        return [" ".join(piece) for piece in pieces]
    return [" ".join(words)]


def _cut(text: str, marks: str) -> list[str]:
    """The pieces of a text between marks; one in braces or behind a backslash parts nothing."""
    if "{" not in text and "\\" not in text:
        return text.replace("~", " ").split() if marks == _TIES else [piece for piece in text.split(marks) if piece]
    pieces, depth, start = [], 0, 0
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark in marks and depth <= 0:
            pieces.append(text[start : found.start()])
            start = found.end()
    return [*(piece for piece in pieces if piece), *([text[start:]] if text[start:] else [])]


def _read_person(person: str, decode: Decode) -> Iterator[Name | None]:
    bare = person[1:-1] if person.startswith("{") and person.endswith("}") else person
    if "=" in bare and _EXTENDED.search(bare):
        yield parse_extended(decode(bare))
        return
    if "=" in bare and _OPTION.fullmatch(bare):
        return
    parts = [words for part in _cut(person, ",") if (words := _cut(part, _TIES))]
    texts = [decode(" ".join(words)) for words in parts]
    if len(parts) == 1:
        yield _read_words(parts[0], decode)
    elif all(map(_INITIALS_FIRST.fullmatch, texts)) or _is_english_list(person, parts, texts):
        yield from (_read_words(words, decode) for words in parts)
    elif all(map(_INITIALS_LAST.fullmatch, texts)):
        yield from map(parse_inverted, texts)
    elif len(parts) > 3 and all(map(_are_initials, texts[1::2])):
        yield from (make_name(*pair) for pair in zip(texts[::2], [*texts[1::2], ""], strict=False))
    elif len(parts) == 2 and is_suffix(texts[1]) and (len(parts[0]) > 1 or not are_bare_initials(texts[1])):
        yield _read_words(parts[0], decode, texts[1])
    elif parts:
        yield _read_inverted(texts)


def _is_english_list(person: str, parts: list[list[str]], texts: list[str]) -> bool:
    """Whether commas part whole names: “Ada Roe, Jan Doe,” before an “and”, or three of them and no suffix."""
    is_one = len(parts) < 3 and not person.endswith(",")
    are_whole = all(len(words) > 1 for words in parts) and all(text[:1].isupper() for text in texts)
    return not is_one and are_whole and not any(map(is_suffix, texts))


def _are_initials(part: str) -> bool:
    return all(map(is_initials, part.split()))


def _read_inverted(parts: list[str]) -> Name | None:
    """“von Last, First”, or “von Last, Jr., First” in either order of the two."""
    family, *rest = parts
    suffix = next(filter(is_suffix, rest), "") if len(rest) > 1 else ""
    if len(rest) == 2 and not suffix:
        suffix = rest[0]
    given = list(rest)
    if suffix:
        given.remove(suffix)
    return make_name(family=family, given=", ".join(given), suffix=suffix)


def _read_words(words: list[str], decode: Decode, suffix: str = "") -> Name | None:
    """“First von Last”; what is one word or in braces is a whole name."""
    if len(words) > 2 and _HOMONYM.fullmatch(words[-1]):
        del words[-1]
    whole = decode(" ".join(words))
    if len(words) == 1 or ("{" not in whole and names_group(whole)):
        return make_name(literal=f"{whole}, {suffix}" if suffix else whole)
    texts = [decode(word) for word in words]
    if not is_initials(texts[0]) and len(texts) == 2 and is_initials(texts[1]):
        return make_name(family=texts[0], given=texts[1], suffix=suffix)  # “Roe A.”
    if "(" in whole and whole.endswith(")"):
        return make_name(literal=whole)
    start = _find_start(words, texts)
    return make_name(family=decode(" ".join(words[start:])), given=decode(" ".join(words[:start])), suffix=suffix)


def _find_start(words: list[str], texts: list[str]) -> int:
    """Where the family name begins: with the first small word, as for BibTeX, or with a particle in capitals."""
    small = [_is_small(word, text) for word, text in zip(words, texts, strict=True)]
    start = small.index(True) if True in small[:-1] and not all(small) else len(words) - 1
    if all(text and " " not in text for text in texts):
        start = 0 if is_particle(texts[0]) else min(start, find_family(texts))
    return start - 1 if start > 1 and texts[start] in ("y", "i", "e") else start  # “Agüera y Arcas”


def _is_small(word: str, text: str) -> bool:
    """Whether a word belongs to the “von” part: its first letter that stands in no braces is a small one."""
    if word.startswith("{") and not word.startswith("{\\"):
        text = word.rpartition("}")[2]
    return next((char.islower() for char in text if char.isalpha()), False)
