"""What a person must decide, as entries for `data/decisions.yaml`: open rows, preprints that were published, and works
that may be one.

All that a source or a list says stands in a comment or in a quoted string, so that pasting adds nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.model.names import display_name
from pipeline.model.observations import News
from pipeline.model.records import Assessment, Evidence, Match, Record, Row, Struct, Work
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching.named_papers import read_named
from pipeline.rules.news.ledger import find_proposals
from pipeline.text.folding import show
from pipeline.text.plurals import count


def write_proposals(
    claims: Iterable[Record], works: Sequence[Work], matches: Sequence[Match], news: Sequence[News]
) -> list[str]:
    """Lines with one entry for each row of a preprint that was published; none when there is no such row."""
    by_id = {claim.id: claim for claim in claims}
    lines: list[str] = []
    for work, one in find_proposals(works, matches, news):
        for row in work.rows:
            if row in by_id:
                lines += ["", *_proposal(by_id[row], one.value, one.evidence, work.key)]
    head = "# Preprints that were published. Take the # away from `accept:` or from `reject:`, and paste the entry."
    return ["", head, *lines] if lines else []


def _proposal(claim: Record, doi: str, evidence: Iterable[str], key: str) -> Iterator[str]:
    yield f"# {show(key, 80)}: {show('; '.join(evidence), 400)}"
    yield f"- row: {_quoted(claim.title)}"
    if claim.year is not None:
        yield f"  year: {claim.year}"
    yield f"  # accept: {json.dumps(f'doi:{show(doi, 300)}', ensure_ascii=False)}"
    yield f"  # reject: [{json.dumps(f'doi:{show(doi, 300)}', ensure_ascii=False)}]"


class OpenWorks(Struct, frozen=True):
    """Two works that may be one; by what a decision names them, and what speaks for it and against."""

    left: Work
    right: Work
    names: tuple[str, str]
    reason: str
    evidence: tuple[Evidence, ...]


def write_open_pairs(pairs: Iterable[OpenWorks], rows: Mapping[str, Row]) -> Iterator[str]:
    """Lines with one entry for each pair of works; none when there is no pair."""
    for at, one in enumerate(pairs):
        if not at:
            yield from (
                "",
                "# Works that may be one. Take the # away from `same:` or from `apart:`, and paste the entry.",
            )
        names = ", ".join(map(_quoted, one.names))
        yield from (
            "",
            f"# {one.reason.replace('_', ' ')}: {show('; '.join(map(Evidence.sentence, one.evidence)), 400)}",
        )
        yield from (_describe(work, rows) for work in (one.left, one.right))
        yield from (f"# - same: [{names}]", f"# - apart: [{names}]")


def _describe(work: Work, rows: Mapping[str, Row]) -> str:
    record = work.record
    place = next((f"{rows[row].file}:{rows[row].line}" for row in work.rows if row in rows), "")
    people = ", ".join(display_name(name) for name in record.author[:3]) + (" …" if len(record.author) > 3 else "")
    where = (record.container_title, record.volume, record.page, next(iter(record.identifiers.labels()), ""))
    parts = (record.title, people, str(record.year or ""), *where)
    return f"#   {show(work.key, 80)} ({show(place)}): " + " · ".join(show(part, 120) for part in parts if part)


def write_open_rows(waiting: list[Match], rows: dict[str, Row], claims: dict[str, Record]) -> Iterator[str]:
    """Lines with one entry for each open row, and its candidates as comments from which a person takes one.

    Args:
        waiting: The matches of the open rows.
        rows: The rows, by id.
        claims: What the rows say, as records, by id.
    """
    if not waiting:
        yield "# Nothing waits for a decision."
        return
    number = count(len(waiting), "row waits", "rows wait")
    yield f"# {number}. Keep one `accept:` of each, or none, and paste it into data/decisions.yaml."
    if unasked := sum(1 for match in waiting if match.unasked):
        told = count(unasked, "of these has", "of these have")
        yield f"# {told} no answer yet from a source: before you decide, `bibmill bib` asks it again."
    for match in waiting:
        yield ""
        yield from _open_row(match, rows[match.record_id], claims[match.record_id])


def _open_row(match: Match, row: Row, claim: Record) -> Iterator[str]:
    """One entry, with the candidates as comments."""
    place = f"{show(row.file)}:{row.line} · {show(row.cell('venue'), 60)}"
    yield f"# {place} · {match.reason}: {show(match.explanation, 300)}"
    yield f"- row: {_quoted(claim.title)}"
    if claim.year is not None:
        yield f"  year: {claim.year}"
    for rival in match.rivals:
        yield from _offer(rival)
    if not any(map(_name, match.rivals)):
        yield '  # accept: "doi:… or arxiv:… of the paper"'


def _offer(rival: Assessment) -> Iterator[str]:
    record = rival.candidate.record
    people = ", ".join(display_name(name) for name in record.author[:3]) + (" …" if len(record.author) > 3 else "")
    where = " · ".join(part for part in (str(record.year or ""), record.container_title) if part)
    yield f"  # {rival.candidate.source}: {show(record.title)} · {show(people, 120)} · {show(where, 120)}"
    against = [one.sentence() for one in rival.evidence if one.bearing in (Bearing.AGAINST, Bearing.VETO)]
    if against:
        yield f"  #   against: {show('; '.join(against), 300)}"
    elif rival.verdict is Verdict.ACCEPT:
        agreed = [one.sentence() for one in rival.evidence if one.bearing is Bearing.FOR]
        yield f"  #   for: {show('; '.join(agreed), 300)}"
    if name := _name(rival):
        yield f"  # accept: {_quoted(name)}"


def _name(rival: Assessment) -> str:
    """An identifier, the key in the library, or the id that the source has for it."""
    record, source = rival.candidate.record, rival.candidate.source
    own_id = record.id if record.id.startswith(f"{source}:") else f"{source}:{rival.candidate.source_id}"
    key = record.citation_key
    if key and (key.lower() == "none" or read_named(key).name != key):
        key = f"key:{key}"  # such as 1706.03762
    return next(iter(record.identifiers.labels()), key or own_id)


def _quoted(text: str) -> str:
    """The text as a JSON string, which is a YAML string, too."""
    return json.dumps(show(text, 1000), ensure_ascii=False)
