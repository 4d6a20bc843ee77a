"""`bibmill complete FILE.bib -o OUT.bib`: what a person's own file lacks is filled in, and all else in it stays."""

from __future__ import annotations

from argparse import Namespace


def run(options: Namespace) -> int:
    """Write the completed copy, and where each of its new values is from; returns the exit code."""
    from pipeline.project.completing import run_completion

    return run_completion(options)
