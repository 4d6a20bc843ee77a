"""The command line: parses the arguments, runs one command, and turns a failure into a sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType

from pipeline import __version__
from pipeline.model.errors import BibmillError, Terminated

COMMANDS = {
    "init": "make a new project folder with settings, an example list and a Makefile",
    "bib": "all stages, as far as something changed: the list becomes a bibliography",
    "normalize": "raw tables to rows and claims",
    "enrich": "claims to matches, by the library and the APIs",
    "dedupe": "matches to works, with citation keys",
    "emit": "works to the files in output/",
    "refresh": "new citation counts for every identified work",
    "update-list": "fresh counts in your own Markdown list, and nothing else in it",
    "review": "what a person must decide, as a stub for data/decisions.yaml",
    "explain": "where a record comes from, and what spoke for and against each candidate",
    "check": "settings, artefacts and outputs, without writing anything",
}


Arguments = dict[str, dict[str, object]]
"""What argparse is told of each argument, by its names."""

SHARED_FLAGS: Arguments = {
    "-C": {"help": "the project folder (default: this one)", "default": ".", "dest": "directory", "metavar": "DIR"},
    "--config": {"help": "settings (default: pipeline.yaml in the project folder)", "metavar": "FILE"},
    "--offline": {"help": "make no request", "action": "store_true"},
    "--quiet": {"help": "say nothing that is not a problem", "action": "store_true"},
    "-v --verbose": {"help": "say on stderr what is done; -vv tells every request", "default": 0, "action": "count"},
    "--json": {"help": "a machine-readable summary on stdout", "action": "store_true"},
    "--sources": {"help": "ask only these sources", "metavar": "A,B"},
    "--strict": {"help": "exit 1 when a row needs a person or a problem was told", "action": "store_true"},
}
"""The flags of all commands; they may stand before the command or after it."""

ACCEPT_LEDGER: Arguments = {
    "--accept-ledger": {"help": "go on with ledgers as they are, whatever they lack", "action": "store_true"},
}
OWN_ARGUMENTS: dict[str, Arguments] = {
    "bib": ACCEPT_LEDGER,
    "dedupe": ACCEPT_LEDGER,
    "init": {
        "folder": {"help": "the new folder (default: the project folder)", "nargs": "?", "metavar": "DIR"},
    },
    "refresh": {
        **ACCEPT_LEDGER,
        "--older-than": {"help": "only counts older than this, such as 30d", "default": "", "metavar": "AGE"},
        "--only": {"help": "only this work; may be repeated", "default": [], "metavar": "KEY", "action": "append"},
    },
    "update-list": {
        "file": {"help": "one of the lists that the settings name", "metavar": "FILE.md"},
        "--links": {"help": "make links of the titles, too", "action": "store_true"},
        "--dry-run": {"help": "only show what would change", "action": "store_true"},
    },
    "explain": {
        "what": {"help": "a citation key, or the line of a row in the list", "metavar": "KEY-or-line"},
    },
}
"""The arguments that only one command takes."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name.

    Args:
        arguments: The command line without the name of the program.

    Returns:
        The exit code of the contract; whatever failed is told on stderr in one sentence.
    """
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        if options.verbose:
            import_module("pipeline.console.log_format").set_up_logging(options.verbose)
        command = import_module(f"pipeline.commands.{options.command.replace('-', '_')}")
        return int(command.run(options))
    except BibmillError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("interrupted; what was learned is kept, the next run goes on from here.", 130)
    except Terminated:
        return _fail("terminated; what was learned is kept, the next run goes on from here.", 143)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        return _fail(
            f"this is a bug in bibmill; the trace is in {_keep_trace(options.directory)}, please report it.", 3
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bibmill",
        description="Turns a list of papers in a README or a spreadsheet into a bibliography that can be cited.",
        epilog="Exit codes: 0 written · 1 --strict and something is open · 2 usage or settings · 3 could not go on.",
    )
    parser.add_argument("--version", action="version", version=f"bibmill {__version__}")
    _add_shared_flags(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, does in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
        # Without a default here, a flag that is missing after the command does not undo the one before it.
        _add_shared_flags(command, default=argparse.SUPPRESS)
        for names, settings in OWN_ARGUMENTS.get(name, {}).items():
            command.add_argument(*names.split(), **settings)  # type: ignore[arg-type]
    return parser


def _add_shared_flags(parser: argparse.ArgumentParser, **overridden: object) -> None:
    group = parser.add_argument_group("for all commands")
    for names, settings in SHARED_FLAGS.items():
        group.add_argument(*names.split(), **(settings | overridden))  # type: ignore[arg-type]


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _fail(sentence: str, code: int) -> int:
    for line in sentence.splitlines():
        sys.stderr.write(f"bibmill: {line}\n")
    return code


def _keep_trace(directory: str) -> str:
    """Keep the trace of the exception at hand; where it is, in words."""
    path = import_module("pipeline.storage.trace").keep_trace(Path(directory), traceback.format_exc())
    return str(path) if path else "no file, since the folder cannot be written"
