"""`bibmill help TOPIC`: the texts are whole, and say of commands, flags, variables and files what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from pipeline import cli
from pipeline.config.schema import Config
from pipeline.console.arguments import COMMANDS, OWN_ARGUMENTS, SHARED_FLAGS, TOPICS
from pipeline.console.help_topics import tables
from pipeline.console.help_topics.topics import tell
from pipeline.model.errors import UsageError
from pipeline.model.source_table import source_table
from pipeline.rules.verifying.codes import finding_codes
from tests import ROOT

TEXTS = sorted(name for name in TOPICS if name != "schema")
FLAGS = {flag for table in (SHARED_FLAGS, *OWN_ARGUMENTS.values()) for names in table for flag in names.split()}


def test_every_topic_has_a_text_and_none_is_called_as_a_command():
    folder = ROOT / "pipeline/console/help_topics"
    assert sorted(path.stem for path in folder.glob("*.txt")) == TEXTS
    assert not set(TOPICS) & set(COMMANDS)


@pytest.mark.parametrize("topic", TEXTS)
def test_a_topic_is_whole_and_fits_a_terminal(topic: str):
    text = tell(topic)
    assert text.startswith(topic.upper().replace("-", " "))
    assert not re.search(r"@[A-Z_]+@", text)
    assert [line for line in text.splitlines() if len(line) > 80 and " " in line.strip()] == []
    assert text.endswith("\n")


@pytest.mark.parametrize("topic", TEXTS)
def test_a_topic_names_commands_flags_and_topics_that_are_there(topic: str):
    text = tell(topic)
    named = re.findall(r"\bbibmill (?:-C \S+ )?(?:help )?([a-z][a-z-]*)", text.replace("Of bibmill", ""))
    assert set(named) <= {*COMMANDS, *TOPICS}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)) <= FLAGS
    for name in re.findall(r"`bibmill help ([\w-]+)`", text):
        assert name in {*TOPICS, *COMMANDS}


def test_the_tables_are_those_of_the_program():
    names = [name for name, _ in tables.tell_settings()]
    assert {name for name in names if "." not in name} == set(Config.__struct_fields__)
    assert "sources.NAME.key_env" in names
    assert "raw[].sections.skip" in names
    assert "venues.ABBREVIATION.kind" in names
    assert len(names) == len(set(names))
    assert [name for name, _ in tables.tell_sources()] == list(source_table())
    assert [name for name, _ in tables.tell_findings()] == list(finding_codes())
    for topic, rows in (
        ("settings", tables.tell_settings()),
        ("sources", tables.tell_sources()),
        ("findings", tables.tell_findings()),
        ("files", tables.FILES.items()),
        ("environment", tables.tell_variables()),
        ("exit-codes", tables.tell_exit_codes()),
        ("json", tables.tell_exit_codes()),
    ):
        assert tables.lay_out(rows) in tell(topic), topic


def test_the_variables_are_those_that_the_program_reads():
    code = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "pipeline").rglob("*.py") if "help_topics" not in path.parts
    )
    read = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', code)) | set(
        re.findall(r'"(NO_COLOR)" in os\.environ', code)
    )
    assert set(tables.OWN_VARIABLES) == read - {"TERM"}
    keys = [row.key_env for row in source_table().values() if row.key_env]
    assert [name for name, _ in tables.tell_variables()][-len(keys) :] == keys


def test_the_files_are_those_that_a_run_writes():
    written = {path.name for path in (ROOT / "output").iterdir()}
    said = {name for place in tables.FILES if place.startswith("output/") for name in re.split(r"[/, ]+", place)[1:]}
    assert said == written


def test_a_table_is_laid_out_in_two_columns():
    laid = tables.lay_out([("short", "what it means " * 6), ("a name that is very long indeed", "this")])
    assert laid.splitlines() == [
        "  short                 what it means what it means what it means what it",
        " " * 24 + "means what it means what it means",
        "  a name that is very long indeed",
        " " * 24 + "this",
    ]


@pytest.mark.parametrize(
    ("per_second", "said"),
    [
        ({"all": 1.0}, "1 request a second"),
        ({"all": 1.6}, "1.6 requests a second"),
        ({"all": 1 / 3}, "1 request in 3 seconds"),
        ({"list": 3.0, "single": 10.0}, "3 (list) and 10 (single) requests a second"),
    ],
)
def test_paces_in_words(per_second: dict[str, float], said: str):
    assert tables._tell_pace(per_second) == said


def test_the_list_of_topics(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["help"]) == 0
    shown = capsys.readouterr().out
    for name in (*TOPICS, *COMMANDS):
        assert re.search(rf"\b{name}\b", shown)
    assert cli.run(["help", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"topics": TOPICS, "commands": COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_on_a_command_is_its_help(command: str, capsys: pytest.CaptureFixture[str]):
    assert (cli.run(["help", command]), cli.run([command, "--help"])) == (0, 0)
    shown = capsys.readouterr().out
    assert shown[: len(shown) // 2] == shown[len(shown) // 2 :]


@pytest.mark.parametrize(("typed", "near"), [("setings", "settings"), ("exitcodes", "exit-codes"), ("verfy", "verify")])
def test_an_unknown_topic_is_told_with_the_nearest(typed: str, near: str, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["help", typed, "--json"]) == 2
    told = capsys.readouterr()
    assert told.err == f"bibmill: help: unknown topic “{typed}”; the nearest known one is “{near}”.\n"
    assert json.loads(told.out)["exit"] == 2
    with pytest.raises(UsageError, match=r"^help: unknown topic"):
        tell("\x1b[2J")
    with pytest.raises(UsageError, match=r"^help: unknown topic “nonsense”; known are begin, lists, "):
        tell("nonsense")


def test_a_topic_for_machines_and_the_schema_for_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert cli.run(["help", "keys", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"topic": "keys", "text": tell("keys")}
    assert cli.run(["help", "schema"]) == 0
    shown = capsys.readouterr().out
    assert shown == (ROOT / "pipeline.schema.json").read_text("utf-8")
    assert msgspec.json.decode(shown)["title"] == "Settings of bibmill"
