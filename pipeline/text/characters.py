"""Which characters are no text, and which hide: one list for the doors where text enters and for the files that go out.

A name, a title or a cell may hold anything that a person can type. What is listed here nobody types, nobody sees, or no
program takes for text: biber ends without a word at a noncharacter, a browser shows nothing of a tag character, and
many a reader of CSV or Markdown takes U+2028 for the end of a line.
"""

from __future__ import annotations

import re
import unicodedata

SURROGATES = "\ud800-\udfff"
"""Halves of a character, which no encoding writes; as the inside of a character class, like all lists here."""

LINE_ENDS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
"""What ends a line for some programs, beside the line feed and the carriage return that do for all."""

CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
"""Controls of a terminal, but those that end a line or are a blank."""

NONCHARACTERS = "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
"""What Unicode keeps for the inside of programs, and what stands before `U+FFFC`; `drop_astral` knows the other planes.
"""

NOT_TEXT = CONTROLS + NONCHARACTERS

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of what follows: `\u202egnp.exe` reads as “exe.png”."""

HIDDEN = BIDI + ("\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0")
"""What shows nothing by itself: bidi marks, soft hyphens, joiners, fillers, a byte order mark inside a text."""

SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Each chooses a form of the character before it, as Japanese names need; a row of them is a hiding place."""

MARKS_KEPT = 16
"""The most combining marks on one character. No script writes so many (Tibetan stacks are the highest), and putting
them into canonical order takes a time that grows with their square.
"""

_NO_WORD_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS_KEPT + 1},}}")
"""Where too many marks may be: marks are no letters, and `re` has no class for them."""


_ASTRAL = re.compile(
    "[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_SELECTORS = re.compile(f"[{SELECTORS}]+")
_NONCHARACTERS = re.compile(f"[{NONCHARACTERS}]")
_SURROGATES = re.compile(f"[{SURROGATES}]")


def keep_text(text: str) -> str:
    """The text without noncharacters and tags; a lone surrogate becomes U+FFFD, so that something is seen to be lost.

    >>> keep_text("a\\ufffeb\\ud800")
    'ab\ufffd'
    """
    return text if text.isascii() else _SURROGATES.sub("\ufffd", _NONCHARACTERS.sub("", drop_astral(text)))


def drop_astral(text: str) -> str:
    """The text without what is hidden or no text beyond `U+FFFF`.

    That is the last two of each plane, the controls of music and shorthand, and tags: letters that nobody sees, in
    which a whole sentence can hide. Few texts have any character there, so the others are not searched.
    """
    return text if text.isascii() or max(text) <= "\uffff" else _ASTRAL.sub("", text)


def drop_idle_selectors(text: str) -> str:
    """The text without selectors that follow no character, or another selector."""
    return text if text.isascii() else _SELECTORS.sub(_keep_first_selector, text)


def _keep_first_selector(found: re.Match[str]) -> str:
    start = found.start()
    return found[0][0] if start and not found.string[start - 1].isspace() else ""


def drop_extra_marks(text: str) -> str:
    """The text with at most `MARKS_KEPT` combining marks in a row.

    >>> len(drop_extra_marks("a" + "\\u0301" * 1_000))
    17
    """
    return text if text.isascii() else _NO_WORD_RUN.sub(_keep_first_marks, text)


def _keep_first_marks(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MARKS_KEPT:
            kept.append(char)
    return "".join(kept)
