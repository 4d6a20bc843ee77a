"""Parts of a name in mixed case that a source gives in capitals."""

from __future__ import annotations

import re

_APOSTROPHES = "'’"
_TWO_LETTERS = frozenset({"BO", "JO", "LI", "YU", "YI", "XU", "XI", "QI", "WU", "LU", "HU", "YE", "YA", "KE"})
"""Given names of two letters which are hardly initials."""
_WORD = re.compile(r"[^\s-]+")


def restore_case(part: str) -> str:
    """A name part in capitals back in mixed case: “SELVARAJU” → “Selvaraju”; initials and short parts stay.

    >>> restore_case("O’BRIEN"), restore_case("JOHN W."), restore_case("MCDONALD"), restore_case("J.R.R.")
    ('O’Brien', 'John W.', 'McDonald', 'J.R.R.')
    """
    if not part.isupper() or not any(map(_is_shouted, part.split())):
        return part
    return _WORD.sub(lambda found: _calm(found[0]), part)


def restore_given(given: str, family: str) -> str:
    """As `restore_case`, for a given name beside a family name: what is in capitals like it may have three letters.

    >>> restore_given("BO", "VAHLQUIST"), restore_given("ANN", "LEE"), restore_given("JW", "SCHUT")
    ('Bo', 'ANN', 'JW')
    """
    if not _is_shouted(family.split()[-1]):
        return restore_case(given)
    return _WORD.sub(lambda found: _calm(found[0]) if _is_spoken(found[0]) else found[0], restore_case(given))


def restore_family(family: str, given: str) -> str:
    """As `restore_case`, for a family name; one of two or three letters is in capitals where the given name is."""
    if given.isupper() and any(map(_is_shouted, given.split())) and family.isalpha():
        return _calm(family) if family.isupper() else family
    return restore_case(family)


def _is_shouted(word: str) -> bool:
    return len(word) > 3 and word.isupper() and "." not in word


def _is_spoken(word: str) -> bool:
    """True for what can be a short given name in capitals, and not initials: “ANN”, “BO”."""
    if word in _TWO_LETTERS:
        return True
    return len(word) == 3 and word.isalpha() and word.isupper() and word[1] in "AEIOU" and word[0] not in "AEIOU"


def _calm(word: str) -> str:
    """A word with one capital, and with another behind “Mc” and the apostrophe of “O’Neil”."""
    if len(word.strip(".")) < 2 or "." in word[:-1]:
        return word
    if word[1] in _APOSTROPHES:
        return word[:2].upper() + word[2:].capitalize()
    if len(word) > 4 and word.upper().startswith("MC"):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
