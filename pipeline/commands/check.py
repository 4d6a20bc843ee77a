"""`bibmill check`: are the settings, the artefacts and the outputs whole and of one run? Nothing is written."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from pipeline.project.checks import find_edits, find_problems
from pipeline.project.folder import open_project


def run(options: Namespace) -> int:
    """Print what is wrong, and what was edited and not rerun, a sentence each.

    Returns:
        3 when something is wrong; with `--strict` 1 when something was edited; else 0.
    """
    project = open_project(options)
    problems = list(find_problems(project))
    edits = list(find_edits(project))
    if options.json:
        sys.stdout.write(msgspec.json.encode({"problems": problems, "edited": edits}).decode() + "\n")
    else:
        sys.stderr.write("".join(f"bibmill: {sentence}\n" for sentence in (*problems, *edits)))
        if not problems and not options.quiet:
            apart = "But for that, settings" if edits else "Settings"
            sys.stdout.write(f"{apart}, artefacts and outputs are as they should be.\n")
    return 3 if problems else 1 if edits and options.strict else 0
