"""What TeX commands mean: `macros.json` for text, `math.json` for math, and pylatexenc's symbols besides."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import msgspec


class Macros(msgspec.Struct, frozen=True):
    """Commands of text, by name without the backslash.

    Attributes:
        texts: What a command without arguments is.
        accents: The combining mark of an accent.
        bare_accents: What an accent over nothing is.
        frames: What is set before and behind an argument.
        styles: The style of an argument: `i`, `b`, `sc`, `sup`, `sub`; empty: its text is all of it.
        switches: The style of what follows in the group; empty: nothing that a text shows.
        arguments: How many arguments there are, and what is made of them: `#2`.
    """

    texts: dict[str, str]
    accents: dict[str, str]
    bare_accents: dict[str, str]
    frames: dict[str, tuple[str, str]]
    styles: dict[str, Literal["i", "b", "sc", "sup", "sub", ""]]
    switches: dict[str, Literal["i", "b", "sc", ""]]
    arguments: dict[str, tuple[int, str]]


class Math(msgspec.Struct, frozen=True):
    """Commands of math, by name without the backslash, and what is set high, low or double.

    Attributes:
        symbols: What a command is.
        functions: Names of functions, which are set as words.
        spaces: What a command is that only parts or sizes things.
        escapes: Characters behind a backslash.
        wrappers: Commands whose argument is all that a text shows of them.
        accents: The combining mark of an accent.
        double: Letters of `\\mathbb`.
        scripts: By `^` and `_`, the characters that Unicode has set high and low.
        fractions: Those that are one character.
        fallbacks: Commands that packages bring, with what stands for them in a document without.
        foreign: Names above that LaTeX does not have, or not in math; no formula with one is given to TeX.
    """

    symbols: dict[str, str]
    functions: frozenset[str]
    spaces: dict[str, str]
    escapes: dict[str, str]
    wrappers: frozenset[str]
    accents: dict[str, str]
    double: dict[str, str]
    scripts: dict[Literal["^", "_"], dict[str, str]]
    fractions: dict[str, str]
    fallbacks: dict[str, str]
    foreign: frozenset[str]


@lru_cache(maxsize=1)
def macros() -> Macros:
    """The table of text, read once."""
    return msgspec.json.decode(files("pipeline.text.latex").joinpath("macros.json").read_bytes(), type=Macros)


@lru_cache(maxsize=1)
def math() -> Math:
    """The table of math, read once."""
    return msgspec.json.decode(files("pipeline.text.latex").joinpath("math.json").read_bytes(), type=Math)


@lru_cache(maxsize=2_048)
def rare_symbol(name: str) -> str | None:
    """The character that pylatexenc has for a command that no table here knows; None for what is no character."""
    spec = _pylatexenc().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and 0 < len(text) <= 2 and "%" not in text else None


@lru_cache(maxsize=1)
def _pylatexenc() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db  # takes a while, and few files need it

    return get_default_latex_context_db()
