"""`bibmill review`: what a person must decide, as a stub that can be pasted into `data/decisions.yaml`."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from pipeline.console.decision_stubs import write_open_pairs, write_open_rows, write_proposals
from pipeline.model.errors import InputError
from pipeline.model.statuses import Verdict
from pipeline.project.agreement import refuse_mixed
from pipeline.project.artefacts import read_artefacts
from pipeline.project.folder import open_project
from pipeline.project.unsure import find_open_pairs

NEEDS = ("rows", "records", "matches", "works", "news", "keys")


def run(options: Namespace) -> int:
    """Print every open row with its candidates, and works that may be one; with `--strict` 1 when there is any."""
    if options.files:
        from pipeline.project.exported_pairs import review_pairs

        return review_pairs(options)
    project = open_project(options)
    found = read_artefacts(project.boundary, NEEDS)
    if not found.rows:
        raise InputError("data/enriched/rows.jsonl: nothing was matched yet; run `bibmill bib` first.")
    refuse_mixed(found, NEEDS)
    rows = {row.id: row for row in found.rows}
    claims = {claim.id: claim for claim in found.records}
    waiting = [match for match in found.matches if match.verdict is not Verdict.ACCEPT and match.record_id in rows]
    pairs = find_open_pairs(project, found)
    if options.json:
        sys.stdout.write(msgspec.json.encode([*waiting, *pairs]).decode() + "\n")
    else:
        proposals = write_proposals(found.records, found.works, found.matches, found.news)
        asked = [*proposals, *write_open_pairs(pairs, rows)]
        text = write_open_rows(waiting, rows, claims) if waiting or not asked else ()
        sys.stdout.write("".join(f"{line}\n" for line in (*text, *asked)).lstrip("\n"))
    return 1 if options.strict and (waiting or pairs) else 0
