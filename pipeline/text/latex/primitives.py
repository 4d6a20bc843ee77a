"""TeX's own commands that take a number or a length: `\\accent23 u`, `\\char64`, `\\kern-.1em`; and raised endings."""

from __future__ import annotations

import re

from pipeline.text.latex.arguments import Source, set_accent
from pipeline.text.latex.tables import macros

_ACCENTS = {
    18: "\u0300",
    19: "\u0301",
    20: "\u030c",
    21: "\u0306",
    22: "\u0304",
    23: "\u030a",
    24: "\u0327",
    94: "\u0302",
    95: "\u0307",
    125: "\u030b",
    126: "\u0303",
    127: "\u0308",
}
"""The accents at their places in TeX's own fonts."""
_LENGTHS = {"kern": "", "mkern": "", "mskip": "", "lower": "", "raise": "", "hskip": " ", "vskip": " "}
_NUMBER = re.compile(r"\s*\{?(?:(\d{1,5})|'([0-7]{1,6})|\"([0-9A-F]{1,4})|`\\?([!-~]))\}?\s?")
_LENGTH = re.compile(
    r"\s*-?\s*(?:\d{0,4}\.\d{1,4}|\d{1,4}\.?)\s*(?:pt|em|ex|mm|cm|in|mu|sp|bp|pc)"
    r"(?:\s*(?:plus|minus)\s*[\d.]{1,8}\s*(?:pt|em|ex|mu|fil{1,3}))*\s?"
)
_VERBATIM = re.compile(r"([^\w\s])(.{0,200}?)\1")
_FONT = r"(?:\\(?:text|textrm|textup|mathrm|rm|mbox|hbox|textit|it|textsuperscript)(?![a-zA-Z])\s*\{?\s*)"
_ENDING = re.compile(
    rf"(\d{{0,4}})\s*\^\s*(?:\{{\s*)?(?:{_FONT}{{1,2}}([^\W\d_]{{1,5}})"
    r"|(st|nd|rd|th|er|re|ère|ème|eme|ième|ieme|os|as))[\s}]*"
)


def read_primitive(name: str, source: Source, at: int) -> tuple[str, int] | None:
    """What a command with its number or length is as text, and where it ends; None when it has none.

    Args:
        name: The command, without the backslash.
        source: The text.
        at: Where the command ends.
    """
    if name in ("verb", "verb*"):
        found = _VERBATIM.match(source.text, at)
        return (found[2], found.end()) if found else None
    if name in _LENGTHS:
        found = _LENGTH.match(source.text, at)
        return (_LENGTHS[name], found.end()) if found else None
    found = _NUMBER.match(source.text, at) if name in ("accent", "char", "symbol") else None
    if not found:
        return None
    number = int(found[1] or 0) or int(found[2] or "0", 8) or int(found[3] or "0", 16) or ord(found[4] or "\0")
    if name != "accent":
        return (chr(number), found.end()) if 32 < number < 127 else None
    base, end = source.argument(found.end())
    letter = set_accent(macros().texts.get(base[1:], "") if base.startswith("\\") else base, _ACCENTS.get(number, ""))
    return (letter, end) if letter else None


def find_ending(tex: str) -> tuple[str, str] | None:
    """The number and the letters of what is set as math to be raised, and is none; None for any other formula.

    >>> find_ending("26^{th}"), find_ending("^{\\\\rm nd}"), find_ending("2^{mn}")
    (('26', 'th'), ('', 'nd'), None)
    """
    found = _ENDING.fullmatch(tex) if "^" in tex else None
    return (found[1], found[2] or found[3]) if found else None
