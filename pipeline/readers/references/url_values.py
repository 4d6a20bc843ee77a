"""Addresses out of fields of a `.bib` file, where LaTeX, HTML or angle brackets may stand around and in them."""

from __future__ import annotations

import re

from pipeline.text.folding import clean_text

_HREF = re.compile(r"\\href\s*\{((?:[^{}]|\{[^{}]*\}){1,2000})\}\s*\{.{0,2000}\}", re.DOTALL)
_WRAPPER = re.compile(r"\\(?:url|nolinkurl|path|texttt|detokenize)\b\s*(?=\{)")
_SIGNS = (
    (
        re.compile(r"\$\s*\\sim\s*\$|\{?\\textasciitilde(?![a-z])\s*(?:\{\})?\}?|\\(?:string|char`\\)~|\\char126\s?"),
        "~",
    ),
    (re.compile(r"\{?\\(?:textunderscore|_)(?![a-z])\s*(?:\{\})?\}?|\$\\_\$"), "_"),
    (re.compile(r"\{?\\(?:textendash|textemdash)(?![a-z])\s*(?:\{\})?\}?"), "-"),
    (re.compile(r"\{?\\(?:textless|less)(?![a-z])\s*(?:\{\})?\}?|\$<\$"), "<"),
    (re.compile(r"\{?\\(?:textgreater|greater)(?![a-z])\s*(?:\{\})?\}?|\$>\$"), ">"),
    (re.compile(r"\{?\\slash(?![a-z])\s*(?:\{\})?\}?"), "/"),
    (re.compile(r"&amp;"), "&"),
    (re.compile(r"[\\{}]"), ""),
)
_MARKED = re.compile(r"[\\{<&: $]")
"""What stands in a value that is more than a plain word."""
_FRAME = re.compile(r"^(?:<?\s*urls?\s*:\s*)?<?\s*(\S.*?)\s*>?$", re.IGNORECASE | re.DOTALL)


def clean_url(value: str) -> str:
    """An address as a browser takes it.

    >>> clean_url(r"\\url{http://example.org/\\~{}me/a\\_b}"), clean_url(r"<http://example.org/$\\sim$me>")
    ('http://example.org/~me/a_b', 'http://example.org/~me')
    """
    if not _MARKED.search(value):
        return clean_text(value)
    if "\\href" in value:
        value = _HREF.sub(r"\1", value)
    value = _WRAPPER.sub("", value)
    for pattern, sign in _SIGNS:
        value = pattern.sub(sign, value)
    found = _FRAME.match(clean_text(value))
    return found[1] if found and "://" in found[1] else clean_text(value)
