"""The whole line of a project: lists, claims, matches, works and outputs, as far as something changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from pipeline.console.summary import Console, RunSummary
from pipeline.model.records import Problem
from pipeline.project.artefacts import KINDS, keep_lasting, to_files
from pipeline.project.cache_notes import set_aside_damaged
from pipeline.project.folder import Project
from pipeline.project.manifest import read_unchanged, record_run
from pipeline.storage import store


def bring_up_to_date(
    project: Project, console: Console, *, accepted: bool, only: Sequence[str] = (), rejudge: bool = False
) -> RunSummary:
    """Run what has to run, in a folder that is locked; what the run made, or what the last one told.

    Args:
        project: The project.
        console: Shows the progress.
        accepted: Go on with ledgers as they are, whatever they lack.
        only: The rows that are asked about, by citation key or line; without any, all of them.
        rejudge: Judge by the newer rules also what older ones accepted.

    Raises:
        UsageError: No row has such a key or line.
    """
    noted = set_aside_damaged(project.boundary)
    known = None if only or noted or rejudge else read_unchanged(project)
    return known or _run_all_stages(project, console, noted, accepted=accepted, only=only, rejudge=rejudge)


def _run_all_stages(
    project: Project,
    console: Console,
    noted: tuple[Problem, ...],
    *,
    accepted: bool,
    only: Sequence[str],
    rejudge: bool,
) -> RunSummary:
    # Loaded only now: a run that finds nothing changed does without the stages.
    from pipeline.project.ledgers import open_ledgers
    from pipeline.project.named_rows import find_named_rows
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
    named = find_named_rows(project, artefacts.rows, only) if only else None
    artefacts = enrich_claims(project, artefacts, console, only=named, rejudge=rejudge)
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
