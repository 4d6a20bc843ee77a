"""Formulas in MathML as plain text: “10⁻⁵”, “1/2”."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.text.dashes import MINUSES

_TOKEN = re.compile(r"<(/?)(?:\w{1,10}:)?([a-zA-Z-]{1,40})[^<>]{0,600}?(/?)>|[^<]+|<")
_HIGH = str.maketrans("0123456789+" + MINUSES, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_LOW = str.maketrans("0123456789+" + MINUSES, "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_NUMBER = re.compile(rf"[0-9+{MINUSES}]{{1,9}}")
_DEPTH = 60
_HIDDEN = frozenset({"annotation", "annotation-xml", "mphantom"})
"""What repeats the formula in TeX, and what is not seen."""


def write_formula(mathml: str) -> str:
    """What stands between `<math>` and `</math>`, in one line.

    >>> write_formula("<msup><mn>10</mn><mrow><mo>-</mo><mn>5</mn></mrow></msup>")
    '10⁻⁵'
    >>> write_formula("<mfrac><mn>1</mn><mn>2</mn></mfrac>")
    '1/2'
    """
    stack: list[tuple[str, list[str]]] = [("", [])]
    for token in _TOKEN.finditer(mathml):
        closing, name, is_empty = token[1], token[2], token[3]
        if name is None:
            if text := " ".join(token[0].split()):
                stack[-1][1].append(text)
        elif closing:
            if len(stack) > 1 and any(each == name for each, _ in stack):
                while stack[-1][0] != name:
                    _close(stack)
                _close(stack)
        elif is_empty:
            stack[-1][1].append("")
        elif len(stack) < _DEPTH:
            stack.append((name, []))
    while len(stack) > 1:
        _close(stack)
    return "".join(stack[0][1])


def _close(stack: list[tuple[str, list[str]]]) -> None:
    name, parts = stack.pop()
    write = _WRITERS.get(name)
    stack[-1][1].append(write(parts) if write else "" if name in _HIDDEN else "".join(parts))


def _fraction(parts: list[str]) -> str:
    return "/".join(part if len(part) < 2 or part.isalnum() else f"({part})" for part in parts)


def _high(parts: list[str]) -> str:
    base, *exponents = parts or [""]
    return base + "".join(_raise(each, _HIGH) for each in exponents)


def _low(parts: list[str]) -> str:
    base, *indices = parts or [""]
    return base + "".join(_raise(each, _LOW) for each in indices)


def _low_and_high(parts: list[str]) -> str:
    base, low, high = [*parts, "", "", ""][:3]
    return base + _raise(low, _LOW) + _raise(high, _HIGH)


def _raise(text: str, letters: dict[int, int]) -> str:
    """A number set high or low; letters have no such form in all fonts and stay as they are."""
    return text.translate(letters) if _NUMBER.fullmatch(text) else text


_WRITERS: dict[str, Callable[[list[str]], str]] = {
    "msup": _high,
    "msub": _low,
    "msubsup": _low_and_high,
    "mfrac": _fraction,
    "msqrt": lambda parts: "√" + "".join(parts),
}
