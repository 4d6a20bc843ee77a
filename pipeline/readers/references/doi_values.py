"""DOIs out of fields of reference files, where LaTeX, HTML or an address may stand around and in them.

A DOI is never cleaned of tags: `10.1175/1520-0477(2001)082<s1:cafya>2.0.co;2` has angle brackets of its own.
"""

from __future__ import annotations

import html
import re

from pipeline.model.identifiers import sort_doi
from pipeline.text.folding import clean_text

_WRAPPER = re.compile(r"\\(?:url|doi|path|nolinkurl|texttt|detokenize|href\s*\{[^{}]*\})\s*(?=\{)")
_SIGNS = (
    (re.compile(r"\$\s*([<>])\s*\$"), r"\1"),
    (re.compile(r"\{?\\(?:textless|less)\b\s*(?:\{\})?\}?|\$\\less\$"), "<"),
    (re.compile(r"\{?\\(?:textgreater|greater)\b\s*(?:\{\})?\}?|\$\\greater\$"), ">"),
    (re.compile(r"\{?\\textunderscore\b\s*(?:\{\})?\}?"), "_"),
)
_MARKED = re.compile(r"[\\{}$&]")
"""What stands in a value that is more than a plain DOI or an address."""
_WITHIN = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s?#&]{1,200}")
"""A DOI in the address of a publisher's page."""
_SHORT = re.compile(r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:\s?)?(10/[a-z0-9]{3,12})", re.IGNORECASE)
_SHORT_ADDRESS = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/([a-z0-9]{4,12})", re.IGNORECASE)


def find_doi(value: str) -> tuple[str, str]:
    """The DOI of a field, and the arXiv id when it is arXiv's own; each empty when it is none.

    >>> find_doi(r"\\url{https://doi.org/10.1000/a\\_b}"), find_doi("{10.1000/x$<$y$>$z}"), find_doi("10.1/a&lt;b&gt;c")
    (('10.1000/a_b', ''), ('10.1000/x<y>z', ''), ('', ''))
    """
    if not value:
        return "", ""
    if _MARKED.search(value):
        for pattern, sign in _SIGNS:
            value = pattern.sub(sign, value)
        value = html.unescape(re.sub(r"[\\{}]", "", _WRAPPER.sub("", value)))
    bare = clean_text(value)
    found = sort_doi(bare)
    within = None if any(found) else _WITHIN.search(bare)
    return sort_doi(within[0]) if within else found


def find_short_doi(value: str) -> str:
    """The short form that doi.org gives to a DOI, when the field holds one; only doi.org knows what it stands for.

    >>> find_short_doi("https://doi.org/10/FG6RF9"), find_short_doi("10.1000/x")
    ('10/fg6rf9', '')
    """
    bare = clean_text(re.sub(r"[\\{}]", "", _WRAPPER.sub("", value)))
    found = _SHORT.fullmatch(bare)
    if found:
        return found[1].lower()
    address = _SHORT_ADDRESS.fullmatch(bare)
    return f"10/{address[1].lower()}" if address else ""
