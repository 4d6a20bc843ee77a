"""`bibmill normalize`: raw tables to rows and claims."""

from __future__ import annotations

from argparse import Namespace

from pipeline.project.single_stage import run_stage
from pipeline.project.wiring import step_normalize


def run(options: Namespace) -> int:
    """Write `rows.jsonl` and `records.jsonl`."""
    return run_stage(options, step_normalize, needs=(), makes=("rows", "records", "problems"))
