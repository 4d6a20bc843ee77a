"""Where the arguments of TeX commands begin and end, and letters with their accents."""

from __future__ import annotations

import re
import unicodedata

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_SINGLE = re.compile(r"\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPTION = re.compile(r"\s*\[[^\]\n]{0,80}\]")
_SPACE = re.compile(r"\s*")
_DOTLESS = {"ı": "i", "ȷ": "j"}


class Source:
    """A text with its braces: every partner is found at once, so that no depth of them takes long."""

    def __init__(self, text: str) -> None:
        """Find the partner of every brace."""
        self.text = text
        self._partner: dict[int, int] = {}
        opened: list[int] = []
        for found in _BRACE.finditer(text):
            if found[0] == "{":
                opened.append(found.start())
            elif found[0] == "}" and opened:
                self._partner[opened.pop()] = found.start()

    def pass_space(self, at: int) -> int:
        """Where the spaces behind a place end."""
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]

    def pass_option(self, at: int) -> int:
        """Where an argument in square brackets ends, if there is one."""
        found = _OPTION.match(self.text, at)
        return found.end() if found else at

    def argument(self, at: int) -> tuple[str, int]:
        """The argument at a place, without its braces, and where it ends: a group, a command or a character."""
        at = self.pass_space(at)
        if at in self._partner:
            end = self._partner[at]
            return self.text[at + 1 : end], end + 1
        found = _SINGLE.match(self.text, at)
        if not found or found[0] in "{}":
            return "", at
        return found[0], found.end()


def set_accent(base: str, mark: str) -> str:
    """The first letter of a text with an accent; empty when there is none to set it on.

    >>> set_accent("eve", "\\u0301"), set_accent("ı", "\\u0308")
    ('éve', 'ï')
    """
    at = next((at for at, char in enumerate(base) if char.isprintable() and not char.isspace()), len(base))
    if at == len(base):
        return ""
    letter = _DOTLESS.get(base[at], base[at])
    if mark == "\u0361":  # a tie stands over two letters
        return unicodedata.normalize("NFC", base[:at] + base[at : at + 1] + mark + base[at + 1 :])
    rest = base[at + 1 :]
    while rest and unicodedata.combining(rest[0]):
        letter, rest = letter + rest[0], rest[1:]
    return unicodedata.normalize("NFC", base[:at] + letter + mark + rest)
