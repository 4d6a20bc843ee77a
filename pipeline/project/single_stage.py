"""One stage by itself, from its artefact to the next: what `normalize`, `enrich`, `dedupe` and `emit` share."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from pipeline.console.summary import Console
from pipeline.model.errors import InputError
from pipeline.project.artefacts import Artefacts, publish, read_artefacts, to_texts
from pipeline.project.folder import open_project
from pipeline.project.wiring import StageStep, make_outputs
from pipeline.storage import store


def run_stage(options: Namespace, step: StageStep | None, needs: Sequence[str], makes: Sequence[str]) -> int:
    """Read the artefacts that a stage needs, do it, and publish what it makes; without a step, the outputs.

    Raises `InputError` when an artefact that must be there was not made yet.
    """
    project = open_project(options)
    with Console(quiet=options.quiet, as_json=options.json) as console, store.lock_folder(project.root):
        for name in (name for name in needs if name in ("rows", "records", "matches", "works")):
            if not (project.root / store.ENRICHED / f"{name}.jsonl").exists():
                raise InputError(
                    f"{store.ENRICHED / name}.jsonl: this was not made yet; run the stage before, or `bib`."
                )
        artefacts: Artefacts = read_artefacts(project.root, (*needs, "problems"))
        if step:
            artefacts = step(project, artefacts, console)
        files = to_texts(artefacts, makes) if makes else make_outputs(project, artefacts)
        changed = publish(project.root, files)
    summary = console.summarize(artefacts.rows, artefacts.matches, artefacts.works, artefacts.problems, changed)
    console.tell(summary)
    return 1 if options.strict and summary.needs_person else 0
