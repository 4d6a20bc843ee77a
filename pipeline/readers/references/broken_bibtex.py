"""Entries that are no valid BibTeX, read by their lines: what a person can still read need not be typed again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bibtexparser.model import Entry, Field

_START = re.compile(r"[ \t]*@[a-zA-Z]{2,30}[ \t]*[{(]")
_HEAD = re.compile(r"\s*@\s*([a-zA-Z]{2,30})\s*[{(]\s*(?:([^\s,{}=\"]{1,200}+)(?!\s*=)\s*,?)?")
_NAMES = (
    "title subtitle author editor year date month journal journaltitle booktitle volume number issue pages doi url"
    " eprint archiveprefix eprinttype publisher school institution organization address location series edition"
    " howpublished note annote keywords abstract language isbn issn pmid pmcid type chapter file urldate"
)
_FIELD = re.compile(rf"(?<![\w\\-])({'|'.join(_NAMES.split())})\s{{0,20}}=\s{{0,20}}", re.IGNORECASE)
_NO_ENTRY = frozenset({"comment", "string", "preamble"})
_LINES = 400
"""An entry that is longer is not mended: what was left open may be anything."""


def find_ends(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """The number of the last line of each block, from 1: that before the next entry, without the blank lines there.

    Args:
        lines: The lines of the file.
        starts: The places of the first lines of the blocks, from 0, in order.
    """
    heads = [at for at, line in enumerate(lines) if _START.match(line)] + [len(lines)]
    ends, at = [], 0
    for start in starts:
        while heads[at] <= start and at < len(heads) - 1:
            at += 1
        end = max(heads[at], start + 1)
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        ends.append(end)
    return ends


def mend_entry(lines: Sequence[str]) -> Entry | None:
    """The fields of a broken entry, each from its name to the next one's; None when there is nothing of use.

    >>> mend_entry(["@article{a1,", " title = {A {broken title},", " year = 2019", "}"]).fields_dict["title"].value
    'A broken title'
    """
    text = "\n".join(lines[:_LINES])
    head = _HEAD.match(text)
    if not head or head[1].lower() in _NO_ENTRY:
        return None
    found = list(_FIELD.finditer(text, head.end(1)))
    fields: dict[str, Field] = {}
    for at, one in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        name, value = one[1].lower(), _strip_marks(text[one.end() : end])
        if value and name not in fields:
            fields[name] = Field(name, value)
    key = head[2] or ""
    return Entry(head[1], key, list(fields.values())) if {"title", "doi", "url", "eprint"} & fields.keys() else None


def _strip_marks(value: str) -> str:
    """A value without the marks around it; braces that do not balance are dropped, so that nothing is left open."""
    value = " ".join(value.split()).rstrip(" ,")
    if value.startswith('"'):
        return value.strip('"} ').replace("{", "").replace("}", "")
    while value.endswith("}") and value.count("}") > value.count("{"):
        value = value[:-1].rstrip(" ,")
    if value.startswith("{") and value.endswith("}") and value.count("{") == value.count("}"):
        value = value[1:-1]
    if value.count("{") != value.count("}"):
        value = value.replace("{", "").replace("}", "")
    return value.strip()
