"""What `bibmill help TOPIC` says: a text of this folder, in which `@NAME@` on a line stands for a table."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from importlib.resources import files

from pipeline.config.json_schema import write_schema
from pipeline.console.arguments import COMMANDS, TOPICS
from pipeline.console.command_line import build_command_parser
from pipeline.console.help_topics import tables
from pipeline.model.errors import UsageError
from pipeline.text.suggestions import name_unknown

SCHEMA = "schema"
"""The topic that is no text: what it shows is for a file."""
_TABLES: Mapping[str, Callable[[], tables.Rows]] = {
    "@SETTINGS@": tables.tell_settings,
    "@SOURCES@": tables.tell_sources,
    "@FINDINGS@": tables.tell_findings,
    "@FILES@": tables.FILES.items,
    "@VARIABLES@": tables.tell_variables,
    "@EXIT_CODES@": tables.tell_exit_codes,
}


def tell(topic: str) -> str:
    """The help on a topic or a command.

    Args:
        topic: Its name; empty for the list of topics.

    Raises:
        UsageError: There is neither; it names the nearest one.
    """
    if not topic:
        return _list_topics()
    if topic == SCHEMA:
        return write_schema()
    if topic in TOPICS:
        return _read(topic)
    if topic in COMMANDS:
        return build_command_parser(topic).format_help()
    raise UsageError(name_unknown(topic, [*TOPICS, *COMMANDS]).replace("unknown key", "help: unknown topic") + ".")


def _list_topics() -> str:
    shown = tables.lay_out(TOPICS.items())
    commands = textwrap.fill(f"`bibmill help COMMAND` tells of a command: {', '.join(COMMANDS)}.", tables.WIDTH)
    return f"Topics, for `bibmill help TOPIC`:\n\n{shown}\n\n{commands}\n"


def _read(topic: str) -> str:
    text = files("pipeline.console.help_topics").joinpath(f"{topic}.txt").read_text(encoding="utf-8")
    for mark, rows in _TABLES.items():
        if mark in text:
            text = text.replace(mark, tables.lay_out(rows()))
    return text
