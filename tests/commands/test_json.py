"""With `--json`, stdout holds one JSON value: of every command, whatever ends it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.console.arguments import COMMANDS
from pipeline.console.summary import Console
from pipeline.model.errors import InputError, MachineError, RefusedPathError, Terminated, UsageError
from pipeline.model.urls import HostRules
from pipeline.network.client import Client
from pipeline.network.messages import Service
from tests import ROOT
from tests.commands.test_commands import LIBRARY, LIST

CALLS = {
    "init": ["new", "list.md"],
    "add": ["10.1007/978-3-319-10590-1_53", "--dry-run"],
    "bib": [],
    "review": [],
    "explain": ["zeiler2014visualizing"],
    "check": [],
    "verify": ["refs.bib"],
    "complete": ["refs.bib", "-o", "out.bib"],
    "dedupe": ["refs.bib", "-o", "merged.bib"],
    "refresh": [],
    "update-list": ["list.md", "--dry-run"],
    "normalize": [],
    "enrich": [],
    "emit": [],
    "help": ["keys"],
    "completion": ["bash"],
}
OTHER_CALLS = [
    ("init", ["new"]),
    ("init", ["."]),
    ("bib", ["list.md", "-o", "table.csv"]),
    ("normalize", ["--explain"]),
    ("dedupe", []),
    ("dedupe", ["refs.bib", "--dry-run"]),
    ("complete", ["refs.bib", "--dry-run"]),
    ("update-list", ["list.md"]),
    ("help", []),
]
FAILURES: list[tuple[BaseException, int]] = [
    (UsageError("a reason"), 2),
    (InputError("a reason"), 3),
    (MachineError("a reason"), 3),
    (RefusedPathError("a reason"), 3),
    (KeyboardInterrupt(), 130),
    (Terminated(), 143),
    (OSError(errno.EMFILE, "Too many open files"), 3),
    (MemoryError(), 3),
    (RecursionError(), 3),
    (ZeroDivisionError("a bug"), 3),
]
BIB = "@article{a, title = {Visualizing and Understanding Convolutional Networks}, year = {2014}}\n"
Project = Callable[..., Path]


@pytest.fixture
def project(make_project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY, "refs.bib": BIB})
    monkeypatch.chdir(made)
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path_factory.mktemp("cache")))
    return made


def read_one(out: str) -> Any:
    assert out.endswith("\n")
    return json.loads(out)


def fail_with(monkeypatch: pytest.MonkeyPatch, command: str, error: BaseException, said: str = "") -> None:
    def fail(_options: Namespace) -> int:
        sys.stdout.write(said)
        raise error

    monkeypatch.setattr(f"pipeline.commands.{command.replace('-', '_')}.run", fail)


def test_the_table_has_all_commands():
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.parametrize(("command", "arguments"), [*CALLS.items(), *OTHER_CALLS])
def test_what_a_command_tells_is_one_value(
    project: Path, command: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
):
    assert cli.run(["bib", "--offline", "--quiet"]) == 0
    capsys.readouterr()
    assert cli.run([command, *arguments, "--offline", "--json"]) == 0
    told = capsys.readouterr()
    assert isinstance(read_one(told.out), dict | list)
    assert command in ("review", "add", "normalize") or isinstance(read_one(told.out), dict)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("error", "code"), FAILURES, ids=lambda value: type(value).__name__)
def test_every_failure_of_every_command_is_one_object(
    project: Path,
    command: str,
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    fail_with(monkeypatch, command, error)
    assert cli.run([command, *CALLS[command], "--json"]) == code
    out, err = capsys.readouterr()
    said = read_one(out)
    assert (set(said), said["exit"]) == ({"error", "exit"}, code)
    assert err == f"bibmill: {said['error']}\n"
    if isinstance(error, UsageError | InputError):
        assert said["error"] == "a reason"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--json", "--js"])
def test_wrong_usage_of_every_command_is_one_object(command: str, flag: str, capsys: pytest.CaptureFixture[str]):
    assert cli.run([command, "--no-such-flag", flag]) == 2
    said = read_one(capsys.readouterr().out)
    assert set(said) == {"error", "exit"}
    assert said["exit"] == 2


@pytest.mark.parametrize(
    ("arguments", "is_told"),
    [
        (["--json"], True),
        (["--json", "bake"], True),
        (["bake"], False),
        (["bake", "--", "--json"], False),
        (["-"], False),
    ],
)
def test_wrong_usage_without_a_command(arguments: list[str], is_told: bool, capsys: pytest.CaptureFixture[str]):
    assert cli.run(arguments) == 2
    out = capsys.readouterr().out
    assert read_one(out)["exit"] == 2 if is_told else out == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('{"is_complete": false, "sources": []}\n', {"is_complete": False, "sources": []}),
        ('{"error": "an older one", "rows": 2}', {"rows": 2}),
        ('{"rows": 2, "matc', {}),
        ("[1, 2]\n", {}),
        ('{"a": 1}\n{"b": 2}\n', {}),
        ("made x\n", {}),
        ("", {}),
    ],
)
def test_what_was_told_before_it_ended_is_in_the_same_object(
    project: Path,
    said: str,
    kept: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    fail_with(monkeypatch, "bib", KeyboardInterrupt(), said)
    assert cli.run(["bib", "--json"]) == 130
    sentence = "interrupted; what was learned is kept, the next run goes on from here."
    assert read_one(capsys.readouterr().out) == {**kept, "error": sentence, "exit": 130}


def test_people_are_told_at_once(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    fail_with(monkeypatch, "bib", KeyboardInterrupt(), "made x\n")
    assert cli.run(["bib"]) == 130
    assert capsys.readouterr().out == "made x\n"


@pytest.mark.parametrize(("error", "code"), FAILURES, ids=lambda value: type(value).__name__)
def test_a_run_that_ended_says_what_it_had_asked(
    project: Path, error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def ask(options: Namespace) -> int:
        client = Client(cache_path=None, hosts=HostRules(), offline=True)
        with Console(as_json=options.json) as console, client, ExitStack() as stack:
            console.follow(client, stack)
            client._limiter(Service("crossref", "https://api.crossref.org", {}))
            raise error

    monkeypatch.setattr("pipeline.commands.bib.run", ask)
    assert cli.run(["bib", "--json"]) == code
    said = read_one(capsys.readouterr().out)
    assert (said["exit"], said["is_complete"], said["sources"][0]["service"]) == (code, False, "crossref")


def test_the_product_on_stdout_is_alone_there(project: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["bib", "list.md", "--offline", "-o", "-", "--json"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("@")
    assert json.loads(err)["rows"] == 2
    assert cli.run(["bib", "list.md", "no-such-list.md", "--offline", "-o", "-", "--json"]) == 3
    assert read_one(capsys.readouterr().out)["exit"] == 3


def test_dry_runs_and_new_projects_tell_what_people_are_told(project: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["bib", "--offline", "--quiet"]) == 0
    (project / "data/enriched/citations.jsonl").write_text(
        (project / "data/enriched/citations.jsonl").read_text("utf-8").replace("8009", "8010"), encoding="utf-8"
    )
    capsys.readouterr()
    assert cli.run(["update-list", "list.md", "--dry-run"]) == 0
    diff = capsys.readouterr().out
    assert cli.run(["update-list", "list.md", "--dry-run", "--json"]) == 0
    assert read_one(capsys.readouterr().out)["diff"] == diff
    assert cli.run(["update-list", "list.md", "--json"]) == 0
    assert "diff" not in read_one(capsys.readouterr().out)
    assert cli.run(["init", "new", "list.md", "--json"]) == 0
    said = read_one(capsys.readouterr().out)
    assert said["folder"] == "new"
    assert {"pipeline.yaml", "pipeline.schema.json", "data/raw/list.md"} <= set(said["made"])
    assert (said["kept"], said["lists"][0]["file"]) == ([], "data/raw/list.md")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["check", "help", "bib"])
def test_stdout_that_cannot_be_written(project: Path, command: str):
    shell = f'"$0" -m pipeline {command} --offline --json >/dev/full'
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(["sh", "-c", shell, sys.executable], env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 3
    assert run.stderr.startswith(
        "bibmill: stdout: cannot be written (no space left on device), so nothing of this was shown"
    )
