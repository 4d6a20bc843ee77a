"""`bibmill bib`: the whole line, as far as something changed since the last run."""

from __future__ import annotations

from argparse import Namespace

from pipeline.console.summary import Console, RunSummary
from pipeline.project.artefacts import KINDS, LEDGERS, read_artefacts, to_texts
from pipeline.project.folder import Project, open_project
from pipeline.project.manifest import read_unchanged, record_run
from pipeline.storage import store


def run(options: Namespace) -> int:
    """Bring the outputs up to date; returns the exit code."""
    project = open_project(options)
    with Console(quiet=options.quiet, as_json=options.json) as console, store.lock_folder(project.boundary):
        summary = read_unchanged(project) or _run_all_stages(project, console)
    console.tell(summary)
    return summary.exit_code(strict=options.strict)


def _run_all_stages(project: Project, console: Console) -> RunSummary:
    # Loaded only now: a run that finds nothing changed does without the stages.
    from pipeline.project.wiring import deduplicate_matches, enrich_claims, make_outputs, normalize_lists

    artefacts = read_artefacts(project.boundary, LEDGERS)
    artefacts = normalize_lists(project, artefacts, console)
    artefacts = enrich_claims(project, artefacts, console)
    artefacts = deduplicate_matches(project, artefacts, console)
    texts = {**to_texts(artefacts, KINDS), **make_outputs(project, artefacts)}
    changed = store.publish(project.boundary, texts)
    summary = console.summarize(artefacts, changed)
    record_run(project, texts, summary)
    return summary
