"""Completion for shells, by shtab, made of the parser of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.console.arguments import COMMANDS, TOPICS
from pipeline.console.command_line import build_whole_parser

FILES = ("FILE", "OUT", "LIST", "PAGE")
"""How the placeholders of arguments begin that name files, as their help shows them."""
FOLDERS = ("DIR",)


def write_completion(shell: str) -> str:
    """The script for `bash`, `zsh` or `fish`."""
    import shtab

    parser = build_whole_parser()
    for action in find_actions(parser):
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        if metavar.startswith(FILES):
            _complete(action, shtab.FILE)
        elif metavar.startswith(FOLDERS):
            _complete(action, shtab.DIRECTORY)
        elif action.dest == "topic":
            action.choices = [*TOPICS, *COMMANDS]
    return shtab.complete(parser, shell).rstrip() + "\n"


def _complete(action: Any, how: object) -> None:
    """Say how the value of an argument is completed, where shtab looks for it."""
    action.complete = how


def find_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every argument of a parser and of those in it."""
    actions: Iterable[argparse.Action] = parser._actions
    for action in actions:
        yield action
        for inner in action.choices.values() if isinstance(action.choices, dict) else ():
            yield from find_actions(inner)
