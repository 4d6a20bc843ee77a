"""`bibmill bib`: the whole line, as far as something changed since the last run."""

from __future__ import annotations

from argparse import Namespace

import msgspec

from pipeline.console.summary import Console, RunSummary
from pipeline.project.artefacts import (
    KINDS,
    Manifest,
    fingerprint_inputs,
    fingerprint_made,
    read_manifest,
    write_manifest,
)
from pipeline.project.folder import DECISIONS, Project, open_project
from pipeline.storage import store


def run(options: Namespace) -> int:
    """Bring the outputs up to date; returns the exit code."""
    project = open_project(options)
    with Console(quiet=options.quiet, as_json=options.json) as console, store.lock_folder(project.root):
        summary = _unchanged(project) or _rebuild(project, console)
    console.tell(summary)
    return 1 if options.strict and summary.needs_person else 0


def _unchanged(project: Project) -> RunSummary | None:
    """What the last run told, when it was complete and nothing that it read or wrote is different now."""
    manifest = read_manifest(project.root)
    if manifest is None or not manifest.is_complete or manifest.inputs != _inputs(project):
        return None
    if manifest.made != fingerprint_made(project.root, manifest.names):
        return None
    try:
        return msgspec.convert({**manifest.summary, "changed": [], "sources": []}, RunSummary)
    except msgspec.ValidationError:
        return None


def _rebuild(project: Project, console: Console) -> RunSummary:
    """Run all stages, publish what they made as one set, and last of all say so in the manifest."""
    from pipeline.project.artefacts import read_artefacts, to_texts
    from pipeline.project.wiring import make_outputs, step_dedupe, step_enrich, step_normalize

    artefacts = read_artefacts(project.root, ["keys", "citations", "news"])
    for step in (step_normalize, step_enrich, step_dedupe):
        artefacts = step(project, artefacts, console)
    files = {**to_texts(artefacts, KINDS), **make_outputs(project, artefacts)}
    changed = store.publish(project.root, files)
    summary = console.summarize(artefacts.rows, artefacts.matches, artefacts.works, artefacts.problems, changed)
    names = tuple(sorted(files))
    manifest = Manifest(
        inputs=_inputs(project),
        made=fingerprint_made(project.root, names),
        names=names,
        is_complete=summary.is_complete,
        summary=msgspec.to_builtins(summary),
    )
    write_manifest(project.root, manifest)
    return summary


def _inputs(project: Project) -> str:
    files = [*project.raw_files, *project.library_files, str(DECISIONS), str(store.ENRICHED / "news.jsonl")]
    config = msgspec.structs.replace(project.config, contact="")
    said = {"config": msgspec.to_builtins(config), "offline": project.offline}
    return fingerprint_inputs(project.root, files, said)
