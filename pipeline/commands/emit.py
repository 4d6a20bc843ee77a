"""`bibmill emit`: works to the files in `output/`."""

from __future__ import annotations

from argparse import Namespace

from pipeline.project.single_stage import run_stage


def run(options: Namespace) -> int:
    """Write every output file."""
    needs = ("rows", "matches", "works", "conflicts", "citations", "keys", "news")
    return run_stage(options, None, needs=needs, makes=())
