"""`bibmill completion SHELL`: a script with which the shell completes commands, flags and names of files."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from pipeline.console.completion import write_completion


def run(options: Namespace) -> int:
    """Print the script; returns 0."""
    script = write_completion(options.shell)
    sys.stdout.write(json.dumps({"shell": options.shell, "script": script}) + "\n" if options.json else script)
    return 0
