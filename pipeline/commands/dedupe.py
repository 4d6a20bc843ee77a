"""`bibmill dedupe`: matches to works, with citation keys; with files, any exports without their duplicates."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.model.errors import UsageError


def run(options: Namespace) -> int:
    """Write the works of the project, or those of the files that are named; returns the exit code."""
    if options.files:
        from pipeline.project.deduplication import run_exports

        with _without_cycle_search():
            return run_exports(options)
    for flag, value in (("-o", options.output), ("--decisions", options.decisions), ("--dry-run", options.dry_run)):
        if value:
            raise UsageError(f"{flag}: it goes with files, as in `bibmill dedupe scopus.csv zotero.bib -o merged.bib`.")
    return _run_stage(options)


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Let Python not look for cycles: a list of records makes none, and the search takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run_stage(options: Namespace) -> int:
    """Write `works.jsonl` and `conflicts.jsonl`, and what is new in the ledgers."""
    from pipeline.project.single_stage import run_stage
    from pipeline.project.wiring import deduplicate_matches

    needs = ("rows", "records", "matches", "keys", "citations", "news")
    return run_stage(
        options,
        deduplicate_matches,
        needs=needs,
        makes=("works", "conflicts", "keys", "citations", "news"),
    )
