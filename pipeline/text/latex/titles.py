r"""Titles in TeX: arXiv gives them as their authors typed them, Crossref has Springer's `$$…$$` for each formula."""

from __future__ import annotations

import re

from pipeline.text.folding import clean_text
from pipeline.text.latex.decode import decode_latex
from pipeline.text.latex.math import plain_math

_DOUBLE = re.compile(r"\$\$\s{0,9}([^$]{1,300}?)\s{0,9}\$\$")
_OUTSIDE = re.compile(r"\$[^$]{0,300}\$|(\\(?:[a-zA-Z]+|[^\w\s]))")


def read_tex(title: str) -> str:
    r"""A title without TeX's commands; a formula stays between dollars, without its character repeated behind it.

    >>> read_tex("Schr\\\"odinger on K\\\"{a}hler"), read_tex("$$\\beta $$ β functions in $$L^2$$")
    ('Schrödinger on Kähler', '$\\beta$ functions in $L^2$')
    """
    if "$$" in title:
        title = "".join(_join(_DOUBLE.split(title)))
    if "\\" not in title or not any(found[1] for found in _OUTSIDE.finditer(title)):
        return title
    return clean_text(decode_latex(title).text)


def _join(parts: list[str]) -> list[str]:
    """The parts with dollars around those that are formulas, which are every second one."""
    joined = parts[:1]
    for formula, behind in zip(parts[1::2], parts[2::2], strict=True):
        whole = f"${formula}$"
        plain, rest = plain_math(whole), behind.lstrip()
        if plain != whole and rest.startswith(plain) and not rest[len(plain) : len(plain) + 1].isalnum():
            behind = rest[len(plain) :]
        joined += [whole, behind]
    return joined
