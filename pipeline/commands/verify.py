"""`bibmill verify FILE…`: are these references right? Each entry is judged, and what is wrong with it is told."""

from __future__ import annotations

from argparse import Namespace


def run(options: Namespace) -> int:
    """Judge the entries of the files; returns the exit code."""
    from pipeline.project.verification import run_verification

    return run_verification(options)
