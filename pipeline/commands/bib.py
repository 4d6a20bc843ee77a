"""`bibmill bib`: the whole line, as far as something changed since the last run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from itertools import chain

import msgspec

from pipeline.console.summary import Console, RunSummary
from pipeline.model.records import Problem
from pipeline.project.artefacts import KINDS, keep_lasting, to_files
from pipeline.project.cache_notes import set_aside_damaged
from pipeline.project.folder import Project, open_project
from pipeline.project.manifest import read_unchanged, record_run
from pipeline.storage import store
from pipeline.storage.locking import lock_folder


def run(options: Namespace) -> int:
    """Bring the outputs up to date; returns the exit code."""
    project = open_project(options)
    with Console(quiet=options.quiet, as_json=options.json) as console, lock_folder(project.boundary):
        noted = set_aside_damaged(project.boundary)
        summary = None if noted else read_unchanged(project)
        if summary is None:
            summary = _run_all_stages(project, console, noted, accepted=options.accept_ledger)
    console.tell(summary)
    return summary.exit_code(strict=options.strict)


def _run_all_stages(project: Project, console: Console, noted: tuple[Problem, ...], *, accepted: bool) -> RunSummary:
    # Loaded only now: a run that finds nothing changed does without the stages.
    from pipeline.project.ledgers import open_ledgers
    from pipeline.project.touched import find_damaged, find_undone
    from pipeline.project.wiring import (
        deduplicate_matches,
        enrich_claims,
        make_outputs,
        normalize_lists,
        read_library_keys,
    )

    damaged = tuple(find_damaged(project.boundary))
    artefacts = open_ledgers(project.boundary, read_library_keys(project), accepted=accepted)
    artefacts = normalize_lists(project, artefacts, console)
    artefacts = enrich_claims(project, artefacts, console)
    artefacts = deduplicate_matches(project, artefacts, console)
    told = (*noted, *damaged, *find_undone(project.boundary, artefacts))
    artefacts = msgspec.structs.replace(artefacts, problems=(*told, *artefacts.problems))
    made: Iterable[tuple[str, str | bytes]] = chain(
        to_files(artefacts, KINDS), make_outputs(project, keep_lasting(artefacts))
    )
    published = store.publish(project.boundary, made)
    summary = console.summarize(artefacts, published.changed)
    record_run(project, published.names, summary)
    return summary
