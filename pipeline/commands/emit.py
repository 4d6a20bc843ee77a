"""`bibmill emit`: works to the files in `output/`."""

from __future__ import annotations

from argparse import Namespace

from pipeline.commands.stage import run_stage


def run(options: Namespace) -> int:
    """Write every output file."""
    return run_stage(options, None, needs=("rows", "matches", "works", "conflicts", "citations", "news"), makes=())
