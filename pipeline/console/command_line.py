"""The parser of the command line, made of the tables in `arguments.py`; help, completion and the man page come from it.

It imports nothing but argparse, so that `--help` is said at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from pipeline import __version__
from pipeline.console.arguments import (
    COMMAND_GROUPS,
    COMMANDS,
    EXAMPLES,
    EXIT_CODES,
    FLAG_GROUPS,
    OWN_ARGUMENTS,
    SHARED_FLAGS,
)

TYPE_CHECKING = False  # `typing` is not loaded for a constant, as in `model/errors.py`
if TYPE_CHECKING:
    from typing import Any, NoReturn

PROGRAM = "bibmill"
PURPOSE = "Turns a list of papers in a README or a spreadsheet into a bibliography that can be cited."
_MANY = {"*": "[{0} ...]", "+": "{0} [{0} ...]", "?": "[{0}]", None: "{0}"}


class WrongUsage(SystemExit):
    """What argparse cannot read; it was told."""


class Options(argparse.Namespace):
    """What the command line says; a list gathers what stands before the command and behind it."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, list):
            value = list(dict.fromkeys([*getattr(self, name, ()), *value]))
        super().__setattr__(name, value)


class Parser(argparse.ArgumentParser):
    """As argparse does it, but help is in groups, and what was wrong can be told again."""

    def error(self, message: str) -> NoReturn:
        """Tell what was wrong; raises `WrongUsage`."""
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{self.prog}: error: {''.join(map(escape, message))}\n")
        raise WrongUsage(message)

    def format_help(self) -> str:
        """The page of the whole program, which is made when it is asked for."""
        page = argparse.ArgumentParser(self.prog, self.usage, PURPOSE, add_help=False)
        for title, names in COMMAND_GROUPS.items():
            group = page.add_argument_group(title)
            for name in names:
                group.add_argument(name, help=COMMANDS[name])
        general = page.add_argument_group("flags")
        general.add_argument("-h", "--help", action="store_true", help="show this page, or that of a command")
        general.add_argument("--version", action="store_true", help="show the version")
        add_shared_flags(page)
        page.epilog = f"Exit codes: {' · '.join(f'{code} {says}' for code, says in EXIT_CODES.items())}."
        return page.format_help()


class CommandParser(Parser):
    """The parser of one command."""

    def __init__(self, prog: str, *, with_shared: bool = True) -> None:
        self.name = name = prog.split()[-1]
        does = COMMANDS[name]
        super().__init__(prog, _usage(name), f"{does[0].upper()}{does[1:]}.")
        for names, settings in OWN_ARGUMENTS.get(name, {}).items():
            add_argument(self, names, settings)
        if with_shared:
            # Without a default here, a flag that is missing after the command does not undo the one before it.
            add_shared_flags(self, {"default": argparse.SUPPRESS})

    def format_help(self) -> str:
        """The page of the command, with an example that can be copied: its lines are not filled."""
        examples = EXAMPLES[self.name].split("\n")
        lines = "".join(f"  {line}\n" for line in examples)
        return f"{argparse.ArgumentParser.format_help(self)}\nexample{'s' * (len(examples) > 1)}:\n{lines}"


class _LaterParser:
    """In place of the parser of a command, which is made when the command is named: fifteen others are not."""

    def __init__(self, prog: str, **_: object) -> None:
        self._prog = prog

    def parse_known_args(self, arguments: list[str], _namespace: None = None) -> tuple[argparse.Namespace, list[str]]:
        return CommandParser(self._prog).parse_known_args(arguments)


def build_parser() -> Parser:
    """The parser of the command line."""
    parser = _build()
    commands = _add_commands(parser, _LaterParser)
    for name in COMMANDS:
        commands.add_parser(name)
    return parser


def build_whole_parser(*, with_shared: bool = True) -> Parser:
    """The parser with those of all commands in it, for what looks into them.

    Args:
        with_shared: Also the flags of all commands in each of them; the man page tells of these in one place.
    """

    def make(prog: str, **_: object) -> CommandParser:
        return CommandParser(prog, with_shared=with_shared)

    parser = _build()
    commands = _add_commands(parser, make)
    for name, does in COMMANDS.items():
        commands.add_parser(name, help=does)
    return parser


def build_command_parser(name: str) -> CommandParser:
    """The parser of the command that has this name."""
    return CommandParser(f"{PROGRAM} {name}")


def _build() -> Parser:
    parser = Parser(PROGRAM, f"{PROGRAM} [flags] COMMAND ...\n       {PROGRAM} help TOPIC", PURPOSE)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}", help="show the version")
    add_shared_flags(parser)
    return parser


def _add_commands(parser: Parser, make: Any) -> Any:
    return parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", required=True, prog=PROGRAM, parser_class=make
    )


def add_shared_flags(parser: argparse.ArgumentParser, overridden: Mapping[str, object] = {}) -> None:
    """Add the flags of all commands, in their groups."""
    for title, flags in FLAG_GROUPS.items():
        group = parser.add_argument_group(title)
        for names in flags:
            add_argument(group, names, {**SHARED_FLAGS[names], **overridden})


def add_argument(to: argparse._ActionsContainer, names: str, settings: Mapping[str, Any]) -> None:
    """Add one row of a table of arguments."""
    to.add_argument(*names.split(), **settings)


def _usage(name: str) -> str:
    """`bibmill verify [flags] FILE [FILE ...]`: which flags there are is told below it."""
    places = (
        _MANY[settings.get("nargs")].format(settings["metavar"])  # type: ignore[index]
        for names, settings in OWN_ARGUMENTS.get(name, {}).items()
        if not names.startswith("-")
    )
    return " ".join([PROGRAM, name, "[flags]", *places])


def escape(char: str) -> str:
    """A character as it may be shown on a terminal; the stream itself spells bytes of a name that are no UTF-8."""
    return char if char.isprintable() or "\ud800" <= char <= "\udfff" else char.encode("unicode_escape").decode()
