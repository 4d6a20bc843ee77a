"""`bibmill normalize`: raw tables to rows and claims."""

from __future__ import annotations

from argparse import Namespace

from pipeline.project.single_stage import run_stage
from pipeline.project.wiring import normalize_lists


def run(options: Namespace) -> int:
    """Write `rows.jsonl` and `records.jsonl`."""
    return run_stage(options, normalize_lists, needs=(), makes=("rows", "records", "problems"))
