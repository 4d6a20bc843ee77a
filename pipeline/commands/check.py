"""`bibmill check`: are the settings, the artefacts and the outputs whole and of one run? Nothing is written."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from pipeline.project.checks import find_problems
from pipeline.project.folder import open_project


def run(options: Namespace) -> int:
    """Print what is wrong, one sentence each; returns 0 when nothing is, else 3."""
    problems = list(find_problems(open_project(options)))
    if options.json:
        sys.stdout.write(msgspec.json.encode({"problems": problems}).decode() + "\n")
    else:
        sys.stderr.write("".join(f"bibmill: {sentence}\n" for sentence in problems))
        if not problems and not options.quiet:
            sys.stdout.write("Settings, artefacts and outputs are as they should be.\n")
    return 3 if problems else 0
