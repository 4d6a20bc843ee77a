"""`bibmill enrich`: claims to matches, by the library and the APIs."""

from __future__ import annotations

from argparse import Namespace

from pipeline.project.single_stage import run_stage
from pipeline.project.wiring import enrich_claims


def run(options: Namespace) -> int:
    """Write `matches.jsonl`."""
    return run_stage(options, enrich_claims, needs=("rows", "records"), makes=("matches", "problems"))
