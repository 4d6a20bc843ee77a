"""The parser of the command line: groups, pages of help, and examples that can be typed."""

from __future__ import annotations

import re
import shlex
from importlib import import_module

import pytest

from pipeline import cli
from pipeline.console.arguments import (
    COMMAND_GROUPS,
    COMMANDS,
    EXAMPLES,
    EXIT_CODES,
    FLAG_GROUPS,
    OWN_ARGUMENTS,
    SHARED_FLAGS,
    SHOWN,
)
from pipeline.console.command_line import (
    Options,
    WrongUsage,
    build_command_parser,
    build_parser,
    build_whole_parser,
)
from pipeline.console.completion import find_actions

LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines.split("\n")]


def test_every_command_and_every_flag_is_in_one_group():
    assert [name for group in COMMAND_GROUPS.values() for name in group] == list(COMMANDS)
    grouped = [name for group in FLAG_GROUPS.values() for name in group]
    assert sorted(grouped) == sorted(SHARED_FLAGS)
    assert set(OWN_ARGUMENTS) <= set(COMMANDS)
    assert set(SHOWN) < set(COMMANDS)
    for name in COMMANDS:
        assert callable(import_module(f"pipeline.commands.{name.replace('-', '_')}").run)


@pytest.mark.parametrize(("name", "line"), LINES)
def test_every_command_has_an_example_that_can_be_typed(name: str, line: str):
    program, *words = shlex.split(line, comments=True)
    words = words[: words.index(">")] if ">" in words else words
    assert program == "bibmill"
    assert build_parser().parse_args(words, Options()).command == name


def test_every_command_has_an_example():
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_the_terminal(command: str, columns: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    page = (build_command_parser(command) if command else build_parser()).format_help()
    filled = page.partition("\nexample")[0]
    assert max(map(len, filled.splitlines())) < columns
    for title in FLAG_GROUPS:
        assert f"\n{title}:\n" in page


def test_the_page_of_the_program_has_all_groups(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["--help"]) == 0
    page = capsys.readouterr().out
    places = [page.index(f"\n{title}:\n") for title in (*COMMAND_GROUPS, "flags", *FLAG_GROUPS)]
    assert places == sorted(places)
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", page, re.MULTILINE)
    said = " ".join(page.split())
    for code, says in EXIT_CODES.items():
        assert f"{code} {says}" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_of_a_command_ends_with_its_examples(command: str, capsys: pytest.CaptureFixture[str]):
    assert cli.run([command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"usage: bibmill {command} [flags]")
    head, _, examples = page.rpartition("\nexample")
    assert head
    assert [line.strip() for line in examples.splitlines()[1:]] == EXAMPLES[command].split("\n")
    assert examples.startswith("s:" if "\n" in EXAMPLES[command] else ":")


def test_the_usage_names_what_a_command_takes():
    usages = {name: build_command_parser(name).format_usage().strip() for name in ("bib", "verify", "init", "complete")}
    assert usages == {
        "bib": "usage: bibmill bib [flags] [FILE ...]",
        "verify": "usage: bibmill verify [flags] FILE [FILE ...]",
        "init": "usage: bibmill init [flags] [DIR] [LIST]",
        "complete": "usage: bibmill complete [flags] FILE.bib",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "-C", "x", "bib", "a.md", "-o", "b.bib", "-v"],
        ["--allow-host", "a", "verify", "--allow-host", "b", "x.bib"],
        ["normalize", "--explain"],
        ["dedupe"],
    ],
)
def test_the_whole_parser_reads_what_the_quick_one_reads(words: list[str]):
    quick, whole = (build().parse_args(words, Options()) for build in (build_parser, build_whole_parser))
    assert vars(quick) == vars(whole)


def test_the_flags_of_all_commands_can_be_told_once():
    flags = {flag for action in find_actions(build_whole_parser(with_shared=False)) for flag in action.option_strings}
    assert "--offline" in flags
    inner = build_whole_parser(with_shared=False)._subparsers
    assert inner is not None
    [commands] = inner._group_actions
    assert isinstance(commands.choices, dict)
    assert "--offline" not in commands.choices["bib"].format_help()
    assert "--rejudge" in commands.choices["bib"].format_help()


def test_what_is_wrong_is_told_with_the_usage(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(WrongUsage, match="unrecognized arguments"):
        build_parser().parse_args(["bib", "--fo\x1bo"])
    said = capsys.readouterr().err
    assert said.startswith("usage: bibmill [flags] COMMAND ...\n       bibmill help TOPIC\n")
    assert r"--fo\x1bo" in said
