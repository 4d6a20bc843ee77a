"""`python -m tests.man_page`: the man page, made of the parser of the command line and of the tables of its help."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from functools import partial

from argparse_manpage.manpage import Manpage

from pipeline import __version__
from pipeline.console.arguments import COMMAND_GROUPS, COMMANDS, EXAMPLES, TOPICS
from pipeline.console.command_line import PROGRAM, build_whole_parser
from pipeline.console.help_topics import tables

USAGE = r"""\fBbibmill\fR [flags] \fICOMMAND\fR ...
.br
\fBbibmill help\fR \fITOPIC\fR"""
_COMMAND = re.compile(r"^\.(?!(?:TH|SH|SS|TP|RS|RE|nf|fi|br)\b)", re.MULTILINE)


def write_man_page() -> str:
    """The man page, the same on every day and terminal; the flags of all commands are told once."""
    parser = build_whole_parser(with_shared=False)
    parser.formatter_class = partial(argparse.HelpFormatter, width=10_000)  # lines are filled by `man`
    for command in find_parsers(parser):
        command.description = None  # the page tells it from the table of commands
    page = Manpage(parser, _data={"version": __version__, "manual_title": PROGRAM}, format="single-commands-section")
    page.date = ""
    page.description = "a list of papers in, a bibliography that can be cited out"
    sections = {
        "which command": _paragraphs((group, ", ".join(names)) for group, names in COMMAND_GROUPS.items()),
        "examples": _examples(),
        "exit status": _paragraphs(tables.tell_exit_codes()),
        "environment": _paragraphs(tables.tell_variables()),
        "files": _paragraphs(tables.FILES.items()),
        "topics": _paragraphs((f"{PROGRAM} help {name}", about) for name, about in TOPICS.items()),
    }
    page.add_section("synopsis", "=", USAGE)
    for heading, content in sections.items():
        page.add_section(heading, "=", content)
    return _COMMAND.sub(r"\\&.", str(page))


def find_parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of the commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _paragraphs(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f".TP\n\\fB{_mark(name)}\\fR\n{_mark(meaning)}" for name, meaning in rows)


def _examples() -> str:
    lines = (line for name in COMMANDS for line in EXAMPLES[name].split("\n"))
    return "\n".join([".nf", *map(_mark, lines), ".fi"])


def _mark(text: str) -> str:
    """Plain text as troff takes it: no command of its own, and hyphens that can be copied."""
    marked = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{marked}" if marked.startswith((".", "'")) else marked


if __name__ == "__main__":
    sys.stdout.write(write_man_page())
