"""How sources tell that a paper was retracted, corrected, or is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.model.identifiers import parse_doi
from pipeline.model.observations import NewsKind, Notice
from pipeline.model.records import RETRACTED_NOTE
from pipeline.sources.shared import json_shapes
from pipeline.text.folding import fold

_KINDS = {
    "retraction": NewsKind.RETRACTED,
    "partial retraction": NewsKind.RETRACTED,
    "retracted": NewsKind.RETRACTED,
    "withdrawal": NewsKind.RETRACTED,
    "removal": NewsKind.RETRACTED,
    "expression of concern": NewsKind.CONCERN,
    "concern": NewsKind.CONCERN,
    "correction": NewsKind.CORRECTED,
    "corrigendum": NewsKind.CORRECTED,
    "erratum": NewsKind.CORRECTED,
}
"""Crossref's types of updates; the others (new version, new edition, addendum …) take nothing back."""

_RETRACTED_TITLE = re.compile(
    r"^\W{0,3}(?:RETRACTED|WITHDRAWN|Retracted Article)\b|^\[(?i:retracted|withdrawn)\]", re.ASCII
)
"""What publishers write before the title of a retracted paper. “Retracted: …” in small letters is a notice's title."""
_IEEE_NOTICE = re.compile(r"^Notice of (?:Retraction|Violation of IEEE Publication Principles)\b", re.IGNORECASE)


def read_crossref(item: Any) -> tuple[Notice, ...]:
    """The notices about a work, by the notice's DOI; `update-to` says the same where the work holds its own notice.

    A notice of another paper has `update-to` as well: that one speaks of a DOI that is not its own.
    """
    own = parse_doi(json_shapes.find_raw(item, "DOI"))
    found: set[Notice] = set()
    for field in ("updated-by", "update-to"):
        for update in json_shapes.find_dicts(item, field):
            kind = _KINDS.get(fold(json_shapes.find_raw(update, "type")))
            doi = parse_doi(json_shapes.find_raw(update, "DOI")) or ""
            if kind and (field == "updated-by" or doi == own):
                found.add(Notice(kind, doi))
    if not any(notice.kind is NewsKind.RETRACTED for notice in found):
        found.update(_read_title(item))
    return tuple(sorted(found, key=lambda notice: (notice.kind, notice.doi)))


def is_retracted(item: Any) -> bool:
    """True for a work of Crossref that a notice or its own title marks as retracted."""
    return any(notice.kind is NewsKind.RETRACTED for notice in read_crossref(item))


def is_of_another(item: Any) -> bool:
    """True for a work of Crossref that is itself the notice of another one's retraction or correction."""
    own = parse_doi(json_shapes.find_raw(item, "DOI"))
    updated = (
        parse_doi(json_shapes.find_raw(update, "DOI"))
        for update in json_shapes.find_dicts(item, "update-to")
        if fold(json_shapes.find_raw(update, "type")) in _KINDS
    )
    return any(doi and doi != own for doi in updated)


def read_openalex(item: Any) -> tuple[Notice, ...]:
    """OpenAlex knows one kind, as a flag."""
    return (Notice(NewsKind.RETRACTED),) if json_shapes.find(item, "is_retracted") is True else ()


def note_retraction(title: str, doi: str = "", *, is_flagged: bool = False) -> str:
    """The note on a record that its source marks as retracted, in its title or by a flag; else empty.

    IEEE writes “Notice of Retraction” before the title of the paper itself; with other publishers it is that of the
    notice.
    """
    is_marked = _RETRACTED_TITLE.match(title) or (doi.startswith("10.1109/") and _IEEE_NOTICE.match(title))
    return RETRACTED_NOTE if is_flagged or is_marked else ""


def _read_title(item: Any) -> Iterator[Notice]:
    """Publishers write “RETRACTED:” before the title of a retracted paper, often without registering a notice."""
    if note_retraction(json_shapes.find_first(item, "title"), parse_doi(json_shapes.find_raw(item, "DOI")) or ""):
        yield Notice(NewsKind.RETRACTED)
