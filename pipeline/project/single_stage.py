"""One stage by itself, from its artefacts to the next: what `normalize`, `enrich`, `dedupe` and `emit` share."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from pipeline.console.summary import Console
from pipeline.model.errors import InputError
from pipeline.project.artefacts import read_artefacts, to_texts
from pipeline.project.folder import open_project
from pipeline.project.manifest import publish_part
from pipeline.project.wiring import Stage, make_outputs
from pipeline.storage import store
from pipeline.storage.boundary import Home, look

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
    with Console(quiet=options.quiet, as_json=options.json) as console, store.lock_folder(project.boundary):
        _refuse_missing(project.boundary, needs)
        artefacts = read_artefacts(project.boundary, (*needs, "problems"))
        if stage:
            artefacts = stage(project, artefacts, console)
        texts = to_texts(artefacts, makes) if makes else make_outputs(project, artefacts)
        changed = publish_part(project.boundary, texts)
    summary = console.summarize(artefacts, changed)
    console.tell(summary)
    return summary.exit_code(strict=options.strict)


def _refuse_missing(home: Home, needs: Sequence[str]) -> None:
    for name in needs:
        path = store.ENRICHED / f"{name}.jsonl"
        if name in REQUIRED and not look(home, path):
            raise InputError(f"{path}: this was not made yet; run the stage before, or `bib`.")
