"""`bibmill dedupe`: matches to works, with citation keys."""

from __future__ import annotations

from argparse import Namespace

from pipeline.project.single_stage import run_stage
from pipeline.project.wiring import deduplicate_matches


def run(options: Namespace) -> int:
    """Write `works.jsonl` and `conflicts.jsonl`, and what is new in the ledgers."""
    needs = ("rows", "records", "matches", "keys", "citations", "news")
    return run_stage(
        options,
        deduplicate_matches,
        needs=needs,
        makes=("works", "conflicts", "keys", "citations", "news"),
    )
