"""The scheduled workflow: its shell is run against a forge that is a folder, with titles that are attacks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import __version__, cli
from pipeline.network.client import HOME
from tests import ROOT

OWN, TEMPLATE = ROOT / ".github/workflows/refresh.yml", ROOT / "pipeline/project/templates/refresh.yml"
EVIL = '"; rm -rf / # $(touch pwned) `touch pwned` ${{ secrets.X }} ::add-mask::x ::set-env name=A::b @all'
RAW = HOME.replace("github.com", "raw.githubusercontent.com")

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git") and shutil.which("iconv")), reason="needs bash, git and iconv"
)


def steps(path: Path = OWN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["jobs"]["refresh"]["steps"]
    return found


def script(name: str) -> str:
    return next(str(step["run"]) for step in steps() if step["name"] == name)


def test_the_template_differs_only_in_the_install_step():
    own, template = (
        re.sub(r"(?m)^ +python -m pip install .*\n", "", path.read_text("utf-8")) for path in (OWN, TEMPLATE)
    )
    assert own == template


def test_a_new_project_installs_the_version_that_made_it(tmp_path: Path):
    assert cli.run(["init", str(tmp_path), "--quiet"]) == 0
    install = next(
        step["run"] for step in steps(tmp_path / ".github/workflows/refresh.yml") if "Install" in step["name"]
    )
    locked, itself = install.splitlines()
    assert f'--require-hashes --requirement "{RAW}/v{__version__}/locks/runtime.txt"' in locked
    assert f'--no-deps --no-build-isolation "git+{HOME}@v{__version__}"' in itself
    assert "@VERSION@" not in install


def test_permissions_actions_and_shells_are_safe():
    workflow = yaml.safe_load(OWN.read_text("utf-8"))
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["refresh"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}, "YAML reads `on` as true"
    for step in steps():
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", f"actions/x@{'0' * 40}"))
    tokens = [step["name"] for step in steps() if "GH_TOKEN" in step.get("env", {})]
    assert tokens == ["Open or update the pull request"], "what reads strangers' data has no token"


class Forge:
    """A clone with a bare origin, and a `gh` that writes down what it was told."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.temp, self.bin = folder / "clone", folder / "temp", folder / "bin"
        for path in (self.temp, self.bin, folder / "home"):
            path.mkdir()
        self.env = {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "RUNNER_TEMP": str(self.temp),
            "BRANCH": "bibmill-refresh",
            "GITHUB_REF_NAME": "main",
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.put_command(
            "gh",
            f'printf "%s\\n" "$@" --- >> "{self.temp}/gh.txt"\n'
            f'[ "$2" != list ] || cat "{self.temp}/open" 2> /dev/null || true\n',
        )
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(folder / "origin.git"), cwd=folder)
        self.git("clone", "--quiet", str(folder / "origin.git"), str(self.clone), cwd=folder)
        self.git("checkout", "--quiet", "-B", "main")
        self.write("first", "")
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "first")
        self.git("push", "--quiet", "origin", "main")

    def put_command(self, name: str, text: str) -> None:
        (self.bin / name).write_text(f"#!/bin/bash\n{text}")
        (self.bin / name).chmod(0o755)

    def write(self, observation: str, changes: str) -> None:
        for name, text in (("data/enriched/citations.jsonl", observation), ("output/changes.md", changes)):
            (self.clone / name).parent.mkdir(parents=True, exist_ok=True)
            (self.clone / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=cwd or self.clone, env=self.env, check=True, capture_output=True, text=True
        ).stdout

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-c", script(name)], cwd=self.clone, env=self.env, capture_output=True, text=True
        )

    @property
    def gh_calls(self) -> list[list[str]]:
        path = self.temp / "gh.txt"
        return (
            [call.strip().splitlines() for call in path.read_text("utf-8").split("---\n")[:-1]] if path.exists() else []
        )


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def test_nothing_new_opens_nothing(forge: Forge):
    found = forge.run("Open or update the pull request")
    assert (found.returncode, found.stdout, forge.gh_calls) == (0, "Nothing changed.\n", [])


def test_changes_open_one_pull_request(forge: Forge):
    forge.write("second", f"# What changed\n\n- {EVIL}\n")
    assert forge.run("Open or update the pull request").returncode == 0
    assert [call[:2] for call in forge.gh_calls] == [["auth", "setup-git"], ["pr", "list"], ["pr", "create"]]
    assert EVIL not in "".join(map(str, forge.gh_calls))
    assert EVIL in (forge.temp / "body.md").read_text("utf-8")
    assert forge.git("show", "origin/bibmill-refresh:data/enriched/citations.jsonl") == "second"
    assert not list(forge.clone.rglob("pwned"))


def test_the_open_pull_request_is_updated_without_force(forge: Forge):
    forge.write("second", "one")
    forge.run("Open or update the pull request")
    first = forge.git("rev-parse", "origin/bibmill-refresh").strip()
    forge.git("reset", "--quiet", "--hard", "main")
    (forge.temp / "open").write_text("7\n")
    forge.write("third", "two")
    assert forge.run("Open or update the pull request").returncode == 0
    assert forge.gh_calls[-1] == ["pr", "edit", "7", "--body-file", str(forge.temp / "body.md")]
    assert forge.git("show", "origin/bibmill-refresh:data/enriched/citations.jsonl") == "third"
    parents = forge.git("rev-list", "--parents", "-n1", "origin/bibmill-refresh").split()[1:]
    assert parents == [forge.git("rev-parse", "main").strip(), first]


def test_long_and_empty_texts_of_the_pull_request(forge: Forge):
    forge.write("second", "樹" * 40_000)
    forge.run("Open or update the pull request")
    assert len((forge.temp / "body.md").read_bytes()) == 60_000
    forge.git("reset", "--quiet", "--hard", "main")
    forge.write("third", "")
    forge.run("Open or update the pull request")
    assert "made anew" in (forge.temp / "body.md").read_text("utf-8")


def test_the_log_holds_no_command(forge: Forge):
    forge.put_command(
        "bibmill", f"cat <<'END' >&2\n{EVIL}\n##[error]x\nEND\n[ \"$1\" != refresh ] || echo '{{\"due\": 1}}'\n"
    )
    found = forge.run("Refresh")
    assert (found.returncode, "::" in found.stdout, "##[" in found.stdout) == (0, False, False)
    assert "rm -rf" in found.stdout
    forge.put_command("bibmill", "exit 3\n")
    assert forge.run("Refresh").returncode == 3


@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq")
@pytest.mark.parametrize(
    ("due", "answered", "fails"), [(161, 0, True), (161, 1, False), (161, 161, False), (0, 0, False)]
)
def test_only_a_run_in_which_nobody_answered_fails(forge: Forge, due: int, answered: int, fails: bool):
    (forge.temp / "refresh.json").write_text(json.dumps({"due": due, "answered": answered}))
    assert (forge.run("Fail when nothing could be asked").returncode != 0) is fails
