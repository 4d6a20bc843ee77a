"""The command line: what was asked, in which folder, and which exit code tells how it went."""

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


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; every failure is one sentence on stderr, and the exit code of the contract."""
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
    _add_flags(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, does in COMMANDS.items():
        sub = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
        _add_flags(sub, is_repeated=True)
        _add_own(sub, name)
    return parser


def _add_flags(parser: argparse.ArgumentParser, *, is_repeated: bool = False) -> None:
    """The flags of all commands; they may stand before the command or, as a repetition, behind it."""
    where = parser.add_argument_group("for all commands")

    def add(*names: str, does: str, default: object = False, **more: str) -> None:
        more = more or {"action": "store_true"}
        where.add_argument(*names, help=does, default=argparse.SUPPRESS if is_repeated else default, **more)  # type: ignore[arg-type]

    add("-C", does="the project folder (default: this one)", default=".", dest="directory", metavar="DIR")
    add("--config", does="settings (default: pipeline.yaml in the project folder)", default=None, metavar="FILE")
    add("--offline", does="make no request")
    add("--quiet", does="say nothing that is not a problem")
    add("-v", "--verbose", does="say on stderr what is done; -vv tells every request", default=0, action="count")
    add("--json", does="a machine-readable summary on stdout")
    add("--sources", does="ask only these sources", default=None, metavar="A,B")
    add("--strict", does="exit 1 when a row needs a person or a problem was told")


def _add_own(parser: argparse.ArgumentParser, command: str) -> None:
    if command == "init":
        parser.add_argument("folder", nargs="?", metavar="DIR", help="the new folder (default: the project folder)")
    elif command == "explain":
        parser.add_argument("what", metavar="KEY-or-line", help="a citation key, or the line of a row in the list")
    elif command == "update-list":
        parser.add_argument("file", metavar="FILE.md", help="one of the lists that the settings name")
        parser.add_argument("--links", action="store_true", help="make links of the titles, too")
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
    elif command == "refresh":
        parser.add_argument("--older-than", metavar="AGE", default="", help="only counts older than this, such as 30d")
        parser.add_argument(
            "--only", metavar="KEY", action="append", default=[], help="only this work; may be repeated"
        )


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _fail(sentence: str, code: int) -> int:
    for line in sentence.splitlines():
        sys.stderr.write(f"bibmill: {line}\n")
    return code


def _keep_trace(directory: str) -> str:
    """Keep the trace where a person finds it; a folder that cannot be written leaves it untold."""
    path = Path(directory) / ".cache" / "last-error.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return "no file, since the folder cannot be written"
    return str(path)
