"""`.ci/run` takes the oldest and the newest Python that it finds, and calls the README's command on both."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def run(folder: Path, pythons: dict[str, int], fails: str = "-") -> subprocess.CompletedProcess[str]:
    """`.ci/run` with a `make` that only says what it was told, and Pythons (file name → minor) that only answer."""
    put(folder / "bin/make", f'echo "$* ${{PYTHON#{folder}/}} $VENV"; [ "$1" != {fails} ]')
    for name, minor in pythons.items():
        put(folder / name, f'case "$2" in *"(3, {minor})"*) exit 0;; esac; exit 1')
    for command in ("bash", "dirname", "head", "tail"):
        (folder / "bin" / command).symlink_to(shutil.which(command) or "")
    return subprocess.run(
        [str(folder / "bin/bash"), str(ROOT / ".ci/run")],
        env={"PATH": str(folder / "bin"), "HOME": str(folder), "LANG": os.environ.get("LANG", "C")},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("pythons", "tested"),
    [
        ({"bin/python3": 12}, [("bin/python3", 12)]),
        ({"bin/python3": 9, "bin/python3.11": 11}, [("bin/python3.11", 11)]),
        ({"bin/python3.11": 0, ".pyenv/versions/3.11.7/bin/python3": 11}, [(".pyenv/versions/3.11.7/bin/python3", 11)]),
        (
            {"bin/python3.12": 12, "bin/python3": 13, ".pyenv/versions/3.14.0/bin/python3": 14},
            [("bin/python3.12", 12), (".pyenv/versions/3.14.0/bin/python3", 14)],
        ),
    ],
    ids=["one", "too old", "a stand-in", "many"],
)
def test_oldest_and_newest(tmp_path: Path, pythons: dict[str, int], tested: list[tuple[str, int]]):
    found = run(tmp_path, pythons)
    assert found.returncode == 0, found.stderr
    told = [line for line in found.stdout.splitlines() if not line.startswith("Python")]
    places = [f"{name} .venv-3.{minor}" for name, minor in tested]
    assert told == [f"test {place}" for place in places] + [f"{last} {places[-1]}" for last in ("coverage", "lint")]


def test_without_a_python(tmp_path: Path):
    found = run(tmp_path, {"bin/python3": 9})
    assert (found.returncode, found.stdout) == (2, "")
    assert "no Python 3.11" in found.stderr


@pytest.mark.parametrize("step", ["test", "coverage", "lint"])
def test_a_failing_step_fails(tmp_path: Path, step: str):
    assert run(tmp_path, {"bin/python3": 12}, fails=step).returncode != 0


def test_the_readme_names_the_command():
    assert "make test " in (ROOT / "README.md").read_text("utf-8")
