"""`bibmill review`: what a person must decide, as a stub that can be pasted into `data/decisions.yaml`."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator

import msgspec

from pipeline.commands.proposals import write_proposals
from pipeline.model.errors import InputError
from pipeline.model.names import display_name
from pipeline.model.records import (
    Assessment,
    Bearing,
    Match,
    Record,
    Row,
    Verdict,
)
from pipeline.project.artefacts import read_artefacts
from pipeline.project.folder import open_project
from pipeline.text.folding import show


def run(options: Namespace) -> int:
    """Print every open row with its candidates; returns 1 with `--strict` when there is one."""
    project = open_project(options)
    found = read_artefacts(project.root, ("rows", "records", "matches", "works", "news"))
    if not found.rows:
        raise InputError("data/enriched/rows.jsonl: nothing was matched yet; run `bibmill bib` first.")
    rows = {row.id: row for row in found.rows}
    claims = {claim.id: claim for claim in found.records}
    waiting = [match for match in found.matches if match.verdict is not Verdict.ACCEPT and match.record_id in rows]
    if options.json:
        sys.stdout.write(msgspec.json.encode(waiting).decode() + "\n")
    else:
        proposals = write_proposals(found)
        text = _text(waiting, rows, claims) if waiting or not proposals else ()
        sys.stdout.write("".join(f"{line}\n" for line in (*text, *proposals)).lstrip("\n"))
    return 1 if options.strict and waiting else 0


def _text(waiting: list[Match], rows: dict[str, Row], claims: dict[str, Record]) -> Iterator[str]:
    if not waiting:
        yield "# Nothing waits for a decision."
        return
    yield f"# {len(waiting)} rows wait. Keep one `accept:` of each, or none, and paste it into data/decisions.yaml."
    for match in waiting:
        yield ""
        yield from _stub(match, rows[match.record_id], claims[match.record_id])


def _stub(match: Match, row: Row, claim: Record) -> Iterator[str]:
    """One entry; everything that a source or a list says is a comment or a quoted string."""
    yield f"# {row.file}:{row.line} · {show(row.cell('venue'), 60)} · {match.reason}: {show(match.explanation, 300)}"
    yield f"- row: {_quoted(claim.title)}"
    if claim.year is not None:
        yield f"  year: {claim.year}"
    for rival in match.rivals:
        yield from _offer(rival)
    if not any(_name(rival.candidate.record) for rival in match.rivals):
        yield '  # accept: "doi:… or arxiv:… of the paper"'


def _offer(rival: Assessment) -> Iterator[str]:
    record = rival.candidate.record
    people = ", ".join(display_name(name) for name in record.author[:3]) + (" …" if len(record.author) > 3 else "")
    where = " · ".join(part for part in (str(record.year or ""), record.container_title) if part)
    yield f"  # {rival.candidate.source}: {show(record.title)} · {show(people, 120)} · {show(where, 120)}"
    against = [one.sentence() for one in rival.evidence if one.bearing in (Bearing.AGAINST, Bearing.VETO)]
    if against:
        yield f"  #   against: {show('; '.join(against), 300)}"
    if name := _name(record):
        yield f"  # accept: {_quoted(name)}"


def _name(record: Record) -> str:
    return next(iter(record.identifiers.labels()), record.citation_key)


def _quoted(text: str) -> str:
    """A YAML double-quoted string; JSON's strings are such."""
    return json.dumps(show(text, 1000), ensure_ascii=False)
