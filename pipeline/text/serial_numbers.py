"""ISSN and ISBN that add up, out of what a source or a library has in their place."""

from __future__ import annotations

import re

from stdnum import isbn, issn

_ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\d-])")


def find_issn(text: str) -> str:
    """The first ISSN whose check digit is right, else empty.

    >>> find_issn("0897-4756, 1520-5002"), find_issn("1234-5678")
    ('0897-4756', '')
    """
    for found in _ISSN.finditer(text):
        digits = (found[1] + found[2]).upper()
        if issn.is_valid(digits):
            return f"{digits[:4]}-{digits[4:]}"
    return ""


def find_isbn(text: str) -> str:
    """The first ISBN whose check digit is right, as it is written there, else empty.

    >>> find_isbn("978-3-16-148410-0 (print)")
    '978-3-16-148410-0'
    """
    return next((found[0] for found in _ISBN.finditer(text) if isbn.is_valid(found[0])), "")
