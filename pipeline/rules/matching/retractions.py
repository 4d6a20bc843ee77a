"""The mark that publishers put before the title of a retracted paper, which is still the paper that a row means."""

from __future__ import annotations

import re

import msgspec

from pipeline.model.records import RETRACTED_NOTE, Record

MARK = re.compile(
    r"^\W{0,3}(?:retracted(?: (?:article|paper|chapter))?|withdrawn(?: article)?|notice of retraction)\b[\s:\]–—-]*",
    re.IGNORECASE,
)


def without_mark(title: str) -> str:
    """A title without the mark.

    >>> without_mark("RETRACTED ARTICLE: Deep nets"), without_mark("[Retracted] Deep nets")
    ('Deep nets', 'Deep nets')
    """
    return MARK.sub("", title)


def read_marked(claim: Record, record: Record, *, is_named: bool) -> Record:
    """The record of a retracted paper under its own title, noted as retracted; any other one as it is.

    Args:
        claim: What the row says; its title may have the mark too.
        record: The candidate.
        is_named: It is the one that the row means, such as by its identifier. By its title alone “Retracted: …” may be
            a notice, which has a DOI of its own, unless the source says that the paper is retracted.
    """
    bare = without_mark(record.title)
    is_paper = is_named or record.note == RETRACTED_NOTE
    if not is_paper or bare in ("", record.title) or MARK.match(claim.title):
        return record
    return msgspec.structs.replace(record, title=bare, note=RETRACTED_NOTE)
