"""Entries that are no valid BibTeX, read by their lines: what a person can still read need not be typed again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.references.bibtex_syntax import Entry

_HEAD = re.compile(r"\s*@\s*([a-zA-Z]{2,30})\s*[{(]\s*(?:([^\s,{}=\"]{1,200}+)(?!\s*=)\s*,?)?")
_NAMES = (
    "title subtitle author editor year date month journal journaltitle booktitle volume number issue pages doi url"
    " eprint archiveprefix eprinttype publisher school institution organization address location series edition"
    " howpublished note annote keywords abstract language isbn issn pmid pmcid type chapter file urldate"
)
_FIELD = re.compile(rf"(?<![\w\\-])({'|'.join(_NAMES.split())})\s{{0,20}}=\s{{0,20}}", re.IGNORECASE)
_LINES = 400
"""An entry that is longer is not mended: what was left open may be anything."""


def mend_entry(broken: Entry, lines: Sequence[str]) -> Entry | None:
    """The fields of a broken entry, each from its name to the next one's; None when there is nothing of use.

    Args:
        broken: What could be read of it.
        lines: Its lines.
    """
    text = "\n".join(lines[:_LINES])
    head = _HEAD.match(text)
    if not head:
        return None
    found = list(_FIELD.finditer(text, head.end(1)))
    fields: dict[str, str] = {}
    for at, one in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        name, value = one[1].lower(), _strip_marks(text[one.end() : end])
        if value and name not in fields:
            fields[name] = value
    if not {"title", "doi", "url", "eprint"} & fields.keys():
        return None
    return broken._replace(key=broken.key or head[2] or "", fields=fields)


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
