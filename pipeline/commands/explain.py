"""`bibmill explain`: where a record comes from, field by field, and the evidence on each candidate."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator

import msgspec

from pipeline.model.errors import UsageError
from pipeline.model.names import display_name
from pipeline.model.records import Assessment, Evidence, Match, Name, Row, Work
from pipeline.project.agreement import refuse_mixed
from pipeline.project.artefacts import Artefacts, read_artefacts
from pipeline.project.folder import open_project
from pipeline.project.named_rows import find_rows
from pipeline.text.folding import show

NEEDS = ("rows", "matches", "works", "conflicts")


def run(options: Namespace) -> int:
    """Print what is known of the work with that key, or of the row on that line."""
    project = open_project(options)
    found = read_artefacts(project.boundary, NEEDS)
    refuse_mixed(found, NEEDS)
    work = _find(found, options.what)
    if options.json:
        matches = [match for match in found.matches if match.record_id in work.rows]
        sys.stdout.write(msgspec.json.encode({"work": work, "matches": matches}).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _explanation(found, work)))
    return 0


def _find(found: Artefacts, what: str) -> Work:
    """The work by key (without regard to case), by `file:line`, or by line; raises `UsageError`."""
    rows = find_rows(what, found.rows, found.works)
    by_row = next((work for work in found.works if rows.intersection(work.rows)), None)
    if by_row is None:
        raise UsageError(f"“{show(what, 80)}” is no citation key and no line of a row; both are in output/matches.csv.")
    return by_row


def _explanation(found: Artefacts, work: Work) -> Iterator[str]:
    yield f"{work.key} · {work.status} · {', '.join(work.record.identifiers.labels()) or 'no identifier'}"
    yield from _fields(work)
    yield from _other_works(found, work)
    for conflict in found.conflicts:
        if conflict.work == work.id:
            yield (
                f"  conflict in {conflict.field}: kept “{show(conflict.kept)}” ({conflict.kept_source}),"
                f" refused “{show(conflict.refused)}” ({conflict.refused_source})"
            )
    rows = {row.id: row for row in found.rows}
    for match in found.matches:
        if match.record_id in work.rows:
            yield from _judgement(rows[match.record_id], match)


def _fields(work: Work) -> Iterator[str]:
    for one in work.record.provenance:
        value = getattr(work.record, one.field, work.record.issued)
        when = f", {one.retrieved}" if one.retrieved else ""
        yield f"  {one.field}: {show(_plain(value))}  ← {one.source} {show(one.source_id, 60)}{when}; {one.why}"


def _other_works(found: Artefacts, work: Work) -> Iterator[str]:
    """The other versions of the work, and the works that it is related to, in either direction."""
    for version in work.versions:
        year = f", {version.year}" if version.year else ""
        yield f"  other version: {', '.join(version.identifiers.labels())}{year}"
    keys = {one.id: one.key for one in found.works}
    for kind, other in work.related:
        yield f"  {kind.replace('_', ' ')} {show(keys.get(other, other), 80)}"
    for one in found.works:
        yield from (
            f"  {show(one.key, 80)} {kind.replace('_', ' ')} it" for kind, other in one.related if other == work.id
        )


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return "; ".join(f"{name} {_plain(part)}" for name, part in value)
        return ", ".join(display_name(part) if isinstance(part, Name) else str(part) for part in value)
    if isinstance(value, msgspec.Struct):
        return ", ".join(f"{field} {part}" for field, part in msgspec.structs.asdict(value).items() if part)
    return str(value)


def _judgement(row: Row, match: Match) -> Iterator[str]:
    yield f"{show(row.file)}:{row.line} “{show(row.cell('title'))}”"
    yield f"  {match.verdict} by {match.decided_by}, {match.reason}: {show(match.explanation, 400)}"
    if match.chosen:
        yield f"  chosen: {match.chosen.source} {show(match.chosen.source_id, 80)}"
        yield from _evidence(match.evidence)
    for rival in match.rivals:
        yield from _rival(rival)
    for name, sentence in match.unasked:
        yield f"  {name} was not asked: {show(sentence)}"


def _rival(rival: Assessment) -> Iterator[str]:
    yield f"  other: {rival.candidate.source} “{show(rival.candidate.record.title)}”, {rival.verdict}, {rival.reason}"
    yield from _evidence(rival.evidence)


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    for one in evidence:
        yield f"    {one.bearing:>8}  {show(one.sentence(), 300)}"
