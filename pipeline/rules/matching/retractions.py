"""The mark that publishers put before the title of a retracted paper, which is still the paper that a row means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pipeline.model.records import RETRACTED_NOTE, Candidate, Match, Problem, Record, Row
from pipeline.model.source_table import label_of
from pipeline.model.statuses import Verdict
from pipeline.text.folding import show

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


def tell_retracted(
    rows: Mapping[str, Row], claims: Mapping[str, Record], matches: Iterable[Match]
) -> Iterator[Problem]:
    """A problem for each row whose paper was retracted, unless the row or a person's decision says so itself.

    Args:
        rows: The rows, by id.
        claims: What they say, by id.
        matches: The judgement on each.
    """
    for match in matches:
        if match.verdict is not Verdict.ACCEPT:
            continue
        claim, row = claims[match.record_id], rows[match.record_id]
        is_known = MARK.match(claim.title) or RETRACTED_NOTE.lower() in match.set_fields.get("note", "").lower()
        marked = _find_marked(claim, match)
        if marked is None or is_known:
            continue
        name = next(iter(marked.record.identifiers.labels()), marked.record.id)
        sentence = (
            f"“{show(without_mark(marked.record.title), 200)}” ({show(name, 100)}) was retracted according to"
            f" {label_of(marked.source)}, and is marked so; remove the row, or say that you know it by"
            f' `set: {{note: "{RETRACTED_NOTE}"}}` in data/decisions.yaml.'
        )
        yield Problem("enrich", "retracted", f"{row.file}:{row.line}", sentence)


def _find_marked(claim: Record, match: Match) -> Candidate | None:
    """The candidate of an accepted row that says that the paper was retracted."""
    known = (one for one in (match.chosen, *match.support) if one)
    marked = (one for one in known if read_marked(claim, one.record, is_named=True).note == RETRACTED_NOTE)
    return next(marked, None)
