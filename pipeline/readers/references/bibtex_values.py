"""The value of a field in a `.bib` file: in braces or quotes, a number or a macro, and pieces joined by `#`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

Flaws = list[str]

_FLAT = re.compile(r"\{([^{}@]*)\}\s*")
_QUOTED = re.compile(r'"([^"{}@]*)(?<!\\)"\s*')
_BARE = re.compile(r"[^\s,{}()#\"=%]+")
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s*")
_MARK = re.compile(r"[{}]|\n[ \t]*@[ \t]*[a-zA-Z]+[ \t]*[{(]")
_QUOTE_MARK = re.compile(r"[{}]|(?<!\\)\"|\n[ \t]*@[ \t]*[a-zA-Z]+[ \t]*[{(]")
_NEXT_ENTRY = re.compile(r"\n[ \t]*@[ \t]*[a-zA-Z]+[ \t]*[{(]")
_NEXT_FIELD = re.compile(r"[a-zA-Z][\w-]{0,40}\s*=")
_REST = re.compile(r"[^,\n{}()\"]*")


class Value(NamedTuple):
    """A value as LaTeX, and where it ends in the file."""

    text: str
    end: int


class BrokenValueError(Exception):
    """A value that has no end; `end` is where the next entry begins."""

    def __init__(self, sentence: str, end: int) -> None:
        super().__init__(sentence)
        self.end = end


def read_value(text: str, at: int, closer: str, macros: Mapping[str, str], flaws: Flaws) -> Value:
    """The value that begins at a place, up to the comma or brace behind it.

    Args:
        text: The file.
        at: Where the value begins.
        closer: The brace or parenthesis that closes the entry.
        macros: What `@string` and the months say, by name in lower case.
        flaws: Is added to when something is wrong with the value that can be read nevertheless.

    Raises:
        BrokenValueError: The value is not closed before the next entry.
    """
    found = _FLAT.match(text, at) or _QUOTED.match(text, at)
    if found and text[found.end() : found.end() + 1] in (",", closer):  # as nearly all are
        return Value(found[1], found.end())
    pieces: list[str] = []
    while True:
        piece, at = _read_piece(text, at, closer, macros, flaws)
        pieces.append(piece)
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] == "#":
            at = _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
        elif text[at : at + 1] in (",", closer, "}", "", "@", "%") or _NEXT_FIELD.match(text, at):
            return Value("".join(pieces), at)
        elif not (rest := " ".join(_REST.match(text, at)[0].split())):  # type: ignore[index]
            if text[at] not in '{"':
                return Value("".join(pieces), at)
            pieces.append(" ")
            flaws.append("two values stand side by side without a “#”")
        else:
            flaws.append(f"“{rest[:60]}” stands behind a value without braces")
            pieces.append(" " + rest)
            at = _REST.match(text, at).end()  # type: ignore[union-attr]


def _read_piece(text: str, at: int, closer: str, macros: Mapping[str, str], flaws: Flaws) -> tuple[str, int]:
    char = text[at : at + 1]
    if char == "{":
        end = _end_of_braces(text, at, closer)
        return text[at + 1 : end], end + 1
    if char == '"':
        end = _end_of_quotes(text, at)
        return text[at + 1 : end], end + 1
    found = _BARE.match(text, at)
    if not found:
        flaws.append("a field has no value")
        return "", at
    name = found[0].lower()
    if name not in macros and not _NUMBER.fullmatch(name):
        flaws.append(f"“{found[0][:60]}” is no number and no @string of the file, and is kept as it is")
    return macros.get(name, found[0]), found.end()


def _end_of_braces(text: str, at: int, closer: str) -> int:
    """Where the brace that opens a value is closed: by all braces, as BibTeX counts them, or by those without “\\”."""
    end = _balance(text, at, is_escaping=False)
    if end < 0 or ("\\" in text[at:end] and not _follows(text, end + 1, closer)):
        other = _balance(text, at, is_escaping=True)
        end = other if other >= 0 else end
    if end < 0:
        raise BrokenValueError("has a brace that is not closed", _next_entry(text, at))
    return end


def _follows(text: str, at: int, closer: str) -> bool:
    """Whether what may stand behind a value does."""
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    return text[at : at + 1] in (",", "#", closer)


def _balance(text: str, at: int, *, is_escaping: bool) -> int:
    """The place of the closing brace; -1 when the next entry or the end of the file comes first."""
    depth = 0
    for mark in _MARK.finditer(text, at):
        if is_escaping and text[mark.start() - 1] == "\\":
            continue
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if depth == 0:
                return mark.start()
        else:
            return -1
    return -1


def _end_of_quotes(text: str, at: int) -> int:
    """Where the quote that opens a value is closed; those in braces, and those of `\\"`, do not close it."""
    depth = 0
    for mark in _QUOTE_MARK.finditer(text, at + 1):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if depth < 0:
                break
        elif mark[0] != '"':
            break
        elif depth == 0:
            return mark.start()
    raise BrokenValueError("has a quotation mark or a brace that is not closed", _next_entry(text, at))


def _next_entry(text: str, at: int) -> int:
    found = _NEXT_ENTRY.search(text, at)
    return found.start() + 1 if found else len(text)
