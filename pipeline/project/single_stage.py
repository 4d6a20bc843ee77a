"""One stage by itself, from its artefacts to the next: what `normalize`, `enrich`, `dedupe` and `emit` share."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

import msgspec

from pipeline.console.summary import Console
from pipeline.model.errors import InputError
from pipeline.project.agreement import refuse_mixed
from pipeline.project.artefacts import LEDGERS, Artefacts, keep_lasting, read_artefact, read_artefacts, to_files
from pipeline.project.cache_notes import set_aside_damaged
from pipeline.project.folder import Project, open_project
from pipeline.project.ledgers import open_ledgers
from pipeline.project.manifest import publish_part
from pipeline.project.wiring import Stage, make_outputs, read_library_keys
from pipeline.storage import store
from pipeline.storage.boundary import Home, look
from pipeline.storage.locking import lock_folder

REQUIRED = ("rows", "records", "matches", "works")
"""Artefacts without which a stage that needs them has nothing to do; the others may be missing."""


def run_stage(options: Namespace, stage: Stage | None, needs: Sequence[str], makes: Sequence[str]) -> int:
    """Read the artefacts that a stage needs, run it, publish what it makes, and tell the summary.

    Args:
        options: What the command line says.
        stage: The stage; None only makes the output files.
        needs: Names of the artefacts to read.
        makes: Names of the artefacts to publish; without any, the output files are published.

    Returns:
        The exit code.

    Raises:
        InputError: An artefact that must be there was not made yet.
    """
    project = open_project(options)
    with Console(quiet=options.quiet, as_json=options.json) as console, lock_folder(project.boundary):
        noted = set_aside_damaged(project.boundary)
        _refuse_missing(project.boundary, needs)
        artefacts = _read(project, needs, makes, accepted=getattr(options, "accept_ledger", False))
        refuse_mixed(artefacts, needs)
        if stage:
            artefacts = stage(project, artefacts, console)
        made = to_files(artefacts, makes) if makes else make_outputs(project, keep_lasting(artefacts))
        changed = publish_part(project.boundary, made)
    artefacts = msgspec.structs.replace(artefacts, problems=(*noted, *artefacts.problems))
    summary = console.summarize(artefacts, changed)
    console.tell(summary, all_of_lists="rows" in makes, opens=not makes)
    return summary.exit_code(strict=options.strict)


def _read(project: Project, needs: Sequence[str], makes: Sequence[str], *, accepted: bool) -> Artefacts:
    """What the stage needs; the ledgers are mended before a stage that writes them."""
    found = read_artefacts(project.boundary, (*(name for name in needs if name not in makes or name not in LEDGERS),))
    found = msgspec.structs.replace(found, problems=read_artefact(project.boundary, "problems").items)
    if not set(LEDGERS) & set(makes):
        return found
    ledgers = open_ledgers(project.boundary, read_library_keys(project), accepted=accepted)
    return msgspec.structs.replace(
        found,
        keys=ledgers.keys,
        citations=ledgers.citations,
        news=ledgers.news,
        problems=(*ledgers.problems, *found.problems),
    )


def _refuse_missing(home: Home, needs: Sequence[str]) -> None:
    for name in needs:
        path = store.ENRICHED / f"{name}.jsonl"
        if name in REQUIRED and not look(home, path):
            raise InputError(f"{path}: this was not made yet; run the stage before, or `bib`.")
