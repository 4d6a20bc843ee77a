"""TeX math: where a text has a formula, whether TeX may be given it as it stands, and how it reads in Unicode.

A formula is safe for TeX when every command in it is one that the tables know, every brace has its partner and every
command its arguments; all else is text, and is escaped as such.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.text.latex.tables import math, rare_symbol

FORMULA = re.compile(r"\$([^$\s](?:[^$]{0,298}[^$\s])?)\$(?!\d)")
"""Dollars that may hold a formula; `is_prose` tells that of “from $5 to $10 or $” from one."""

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.DOTALL)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_NAMED = re.compile(r"\\[A-Za-z]{1,20}\*?(?:\{[^{}]*\})?|\\.")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]|[A-Za-z] [A-Za-z]{2,}")
_PLAIN_TERM = re.compile(r"[\w⁰¹²³⁴-⁹₀-₉ᵢⱼₙ]+")
_LETTER = re.compile(r"[^\W\d_]")
_BUILT = frozenset({"frac", "dfrac", "tfrac", "nicefrac", "sfrac", "sqrt"})
_DEEPEST = 30
_UNSAFE = frozenset('&#%~$"`@')

Plain = str | None


class Formula(NamedTuple):
    """What a formula is.

    Attributes:
        plain: How it reads in Unicode; None when Unicode has no form for it.
        is_safe: True when TeX can be given it.
        unknown: The commands that no table knows.
    """

    plain: Plain
    is_safe: bool
    unknown: tuple[str, ...] = ()


class _NoFormulaError(Exception):
    """What stands between the dollars is no math, or none that is understood."""


@lru_cache(maxsize=8_192)
def read_formula(tex: str) -> Formula:
    """The meaning of what stands between two dollars.

    >>> read_formula("\\\\mathcal{O}(n \\\\log n)").plain, read_formula("\\\\frac{1}{x_{2^2}}").plain
    ('O(n log n)', None)
    """
    parser = _Parser(tex)
    try:
        plain = parser.sequence("")
    except (_NoFormulaError, RecursionError):
        return Formula(None, is_safe=False, unknown=tuple(dict.fromkeys(parser.unknown)))
    if parser.unknown:
        return Formula(None, is_safe=False, unknown=tuple(dict.fromkeys(parser.unknown)))
    plain = None if plain is None else unicodedata.normalize("NFC", " ".join(plain.split()))
    return Formula(plain, is_safe=tex.isascii() and not parser.is_foreign)


def is_prose(tex: str) -> bool:
    """True for what stands between two dollars that are money: it has words."""
    return _WORDS.search(_NAMED.sub("", tex)) is not None


def used_fallbacks(tex: str) -> set[str]:
    """The commands in a text for TeX that a document without their package does not have."""
    if "$" not in tex:
        return set()
    return math().fallbacks.keys() & set(_COMMAND.findall(tex))


def fallback_definition(name: str) -> str:
    """What defines such a command where it is not: a package that is loaded stays the one that does.

    >>> fallback_definition("dfrac")
    '\\\\providecommand{\\\\dfrac}[2]{\\\\frac{#1}{#2}}'
    """
    return f"\\providecommand{{\\{name}}}{math().fallbacks[name]}"


def plain_math(text: str) -> str:
    """The formulas of a text in Unicode; one that Unicode has no form for stays as it is.

    >>> plain_math("$\\\\beta$-VAE from $5 to $10"), plain_math("on $L_\\\\infty$")
    ('β-VAE from $5 to $10', 'on $L_\\\\infty$')
    """
    return FORMULA.sub(_plain_formula, text) if "$" in text else text


def _plain_formula(found: re.Match[str]) -> str:
    if is_prose(found[1]):
        return found[0]
    return found[0] if (plain := read_formula(found[1]).plain) is None else plain


class _Parser:
    """A formula on its way from the first token to the last."""

    def __init__(self, tex: str) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.at = 0
        self.depth = 0
        self.unknown: list[str] = []
        self.is_foreign = False

    def sequence(self, end: str) -> Plain:
        """What comes before the part `end`, which is passed over; all that is left when it is empty."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _NoFormulaError
        pieces: list[Plain] = []
        scripts = ""
        while self.at < len(self.tokens):
            part = self.tokens[self.at]
            self.at += 1
            if part == end:
                self.depth -= 1
                return _join(pieces)
            if part in ("^", "_", "'"):
                if part in scripts:
                    raise _NoFormulaError  # TeX stops at a double superscript
                scripts += part.replace("'", "^")
                pieces.append("′" if part == "'" else self._script("^" if part == "^" else "_"))
            else:
                scripts = "" if part.strip() else scripts
                pieces.append(self._item(part, pieces))
        if end:
            raise _NoFormulaError
        self.depth -= 1
        return _join(pieces)

    def _item(self, part: str, before: list[Plain]) -> Plain:
        if part == "{":
            return self.sequence("}")
        if part.startswith("\\"):
            return self._command(part[1:], before)
        if part in _UNSAFE or part == "}":
            raise _NoFormulaError
        return " " if part.isspace() else "′" if part == "'" else part

    def _command(self, name: str, before: list[Plain]) -> Plain:
        table = math()
        self.is_foreign |= name in table.foreign
        if name in table.escapes:
            return table.escapes[name]
        if name in table.spaces:
            return self._space(name)
        if name in table.functions:
            return self._function(name, before)
        if name in table.wrappers:
            return self._wrapped(name)
        if name in table.accents:
            return self._accented(table.accents[name])
        return self._built(name) if name in _BUILT else self._symbol(name)

    def _built(self, name: str) -> Plain:
        return self._root() if name == "sqrt" else _fraction(self._argument(), self._argument())

    def _symbol(self, name: str) -> Plain:
        symbol = math().symbols.get(name)
        if symbol is None:
            symbol, self.is_foreign = rare_symbol(name), True
        if symbol is None:
            self.unknown.append(f"\\{name}")
        elif _LETTER.match(symbol):
            self._pass_space()
        return symbol

    def _space(self, name: str) -> str:
        self._pass_space()
        if name in ("left", "right") and self.tokens[self.at : self.at + 1] == ["."]:
            self.at += 1
        return math().spaces[name]

    def _function(self, name: str, before: list[Plain]) -> str:
        """The name of a function, as a word apart from others."""
        last = before[-1] if before else ""
        following = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self._pass_space()
        after = " " if following.strip() != following or following[:1].isalnum() or following[:1] == "\\" else ""
        return (" " if last and last[-1].isalnum() else "") + name + after

    def _wrapped(self, name: str) -> Plain:
        self._pass_space()
        if self.tokens[self.at : self.at + 1] != ["{"]:
            return "" if len(name) <= 3 else self._argument()  # `\rm X`: what follows is upright
        self.at += 1
        plain = self.sequence("}")
        if name in ("mathbb", "Bbb") and plain:
            return "".join(math().double.get(char, char) for char in plain)
        return plain

    def _accented(self, mark: str) -> Plain:
        plain = self._argument()
        return plain + mark if plain is not None and len(plain) == 1 else None

    def _root(self) -> Plain:
        degree = "2"
        if self.tokens[self.at : self.at + 1] == ["["]:
            self.at += 1
            degree = self.sequence("]") or ""
        of, sign = self._argument(), {"2": "√", "3": "∛", "4": "∜"}.get(degree)
        if of is None or sign is None:
            return None
        return sign + (of if _PLAIN_TERM.fullmatch(of) else f"({of})")

    def _script(self, mark: Literal["^", "_"]) -> Plain:
        """What is set high or low, in characters that are so; None when there is one that Unicode lacks."""
        plain, table = self._argument(), math().scripts[mark]
        if plain is None or not all(char in table for char in plain.replace(" ", "")):
            return None
        return "".join(table[char] for char in plain if char != " ")

    def _argument(self) -> Plain:
        self._pass_space()
        if self.at >= len(self.tokens):
            raise _NoFormulaError
        token = self.tokens[self.at]
        self.at += 1
        if token in ("^", "_"):
            raise _NoFormulaError
        return self._item(token, [])

    def _pass_space(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1


def _join(pieces: list[Plain]) -> Plain:
    known = [piece for piece in pieces if piece is not None]
    return "".join(known) if len(known) == len(pieces) else None


def _fraction(above: Plain, below: Plain) -> Plain:
    if above is None or below is None:
        return None
    known = math().fractions.get(f"{above}/{below}")
    above, below = (part if _PLAIN_TERM.fullmatch(part) else f"({part})" for part in (above, below))
    return known or f"{above}/{below}"
