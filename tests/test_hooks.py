"""The hook and the action call the command with flags that it has; the action's shell is run on attacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.console.arguments import COMMANDS, OWN_ARGUMENTS, SHARED_FLAGS
from tests import ROOT

ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
FLAGS = {flag for names in (*OWN_ARGUMENTS["verify"], *SHARED_FLAGS) for flag in names.split()}


def script(name: str) -> str:
    return next(str(step["run"]) for step in ACTION["runs"]["steps"] if step["name"] == name)


def test_the_hook_calls_the_command_as_it_is():
    program, command, *flags = HOOK["entry"].split()
    assert (HOOK["id"], program, HOOK["language"], HOOK["files"]) == ("bibmill-verify", "bibmill", "python", r"\.bib$")
    assert command in COMMANDS
    assert set(flags) <= FLAGS
    assert HOOK["require_serial"], "several runs at once would ask beside each other"


def test_the_action_names_flags_that_are_there():
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", script("Verify")))
    assert named == {"--strict", "--sarif"}
    assert named <= FLAGS


def test_the_action_takes_the_inputs_that_it_names():
    assert set(ACTION["inputs"]) == {"files", "strict", "sarif", "contact"}
    text = (ROOT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.(\w+)", text)) == set(ACTION["inputs"])


def test_no_expression_stands_in_a_shell_and_every_action_is_pinned():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", f"actions/x@{'0' * 40}"))
        assert ("run" in step) == ("shell" in step)


def test_what_is_installed_is_locked():
    locked, itself = [line for line in script("Install bibmill").splitlines() if '"${pip[@]}"' in line]
    assert '--require-hashes --requirement "$GITHUB_ACTION_PATH/locks/runtime.txt"' in locked
    assert "--no-deps --no-build-isolation" in itself


def verify(folder: Path, code: int = 0, told: str = "", **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step with a `bibmill` that writes down its arguments, one a line, and its address."""
    program = folder / "temp/bibmill/bin/bibmill"
    program.parent.mkdir(parents=True)
    (folder / "told").write_text(told, "utf-8")
    lines = [
        f"#!{sys.executable}",
        "import os, pathlib, sys",
        "said = [*sys.argv[1:], 'contact ' + os.environ.get('BIBMILL_CONTACT', '')]",
        f"pathlib.Path({str(folder / 'asked')!r}).write_text('\\n'.join(said))",
        f"print(pathlib.Path({str(folder / 'told')!r}).read_text())",
        f"sys.exit({code})",
    ]
    program.write_text("\n".join(lines))
    program.chmod(0o755)
    given = {name.upper(): str(one["default"]) for name, one in ACTION["inputs"].items()} | inputs
    (folder / "repo").mkdir(exist_ok=True)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("Verify")],
        cwd=folder / "repo",
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder / "temp"), **given},
        capture_output=True,
        text=True,
    )


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")


needs_bash = pytest.mark.skipif(
    not shutil.which("bash") or os.name == "nt" or sys.platform == "darwin", reason="needs a bash that knows `**`"
)


@needs_bash
def test_every_file_of_the_patterns_is_judged(tmp_path: Path):
    put(tmp_path, "a b.bib", "sub/deep/$(touch pwned).bib", "-x.bib", "other.json")
    assert verify(tmp_path, FILES="**/*.bib\n*.json").returncode == 0
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked[:3] == ["verify", "--strict", "--"]
    assert sorted(asked[3:-1]) == ["-x.bib", "a b.bib", "other.json", "sub/deep/$(touch pwned).bib"]
    assert not list(tmp_path.rglob("pwned"))


@needs_bash
def test_inputs_become_flags_and_nothing_else(tmp_path: Path):
    put(tmp_path, "a.bib")
    verify(tmp_path, STRICT="false", SARIF="out `touch pwned`.sarif", CONTACT="me@example.org; touch pwned")
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked == [
        *("verify", "--sarif", "out `touch pwned`.sarif", "--", "a.bib", "contact me@example.org; touch pwned")
    ]
    assert not list(tmp_path.rglob("pwned"))


@needs_bash
def test_no_file_is_no_failure(tmp_path: Path):
    done = verify(tmp_path)
    assert (done.returncode, "nothing to verify" in done.stdout) == (0, True)


@needs_bash
def test_what_is_accused_fails_and_writes_no_command_into_the_log(tmp_path: Path):
    put(tmp_path, "a.bib")
    done = verify(tmp_path, code=1, told="::add-mask::x\n##[error]y")
    assert done.returncode == 1
    assert not re.search(r"(?m)^(?:::|##\[)", done.stdout)
