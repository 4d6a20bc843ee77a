"""`bibmill dedupe`: matches to works, with citation keys; with files, any exports without their duplicates."""

from __future__ import annotations

from argparse import Namespace

from pipeline.model.errors import UsageError


def run(options: Namespace) -> int:
    """Write the works of the project, or those of the files that are named; returns the exit code."""
    if options.files:
        from pipeline.project.deduplication import run_exports

        return run_exports(options)
    for flag, value in (("-o", options.output), ("--decisions", options.decisions), ("--dry-run", options.dry_run)):
        if value:
            raise UsageError(f"{flag}: it goes with files, as in `bibmill dedupe scopus.csv zotero.bib -o merged.bib`.")
    return _run_stage(options)


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
