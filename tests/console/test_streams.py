"""Standard output that is closed, full or narrow: told, and never the end of a run."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.console.streams import SafeStream
from tests import ROOT
from tests.commands.test_commands import LIBRARY, LIST
from tests.systems import LINUX_ONLY

Project = Callable[..., Path]


def start(project: Path, shell: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = f'"$0" -m pipeline -C "{project}" {shell}'
    variables = {**os.environ, **env}
    return subprocess.run(
        ["sh", "-c", command, sys.executable], capture_output=True, text=True, cwd=ROOT, env=variables
    )


@LINUX_ONLY
@pytest.mark.parametrize(
    ("shell", "code", "said"),
    [
        ("bib >&-", 0, "stdout: cannot be written (it is closed), so the summary is not shown; the files were written"),
        ("bib >/dev/full", 0, "no space left on device), so the summary is not shown"),
        ("bib --json >/dev/full", 3, "so nothing of this was shown"),
        ("bib --quiet >&-", 0, ""),
        ("check >&-", 3, "the file is missing"),
        ("review >/dev/full", 3, "so nothing of this was shown"),
        ("explain nobody >&- 2>&-", 2, ""),
        ("bib >&- 2>&-", 0, ""),
        ("bib >/dev/full 2>/dev/full", 0, ""),
        ("nothing 2>/dev/full", 2, ""),
        ("--help >&-", 3, "stdout: cannot be written (it is closed), so nothing was shown"),
        ("--help >/dev/full", 3, "no space left on device), so nothing was shown; give it another place"),
        ("--version >/dev/full", 3, "so nothing was shown"),
        ("refresh --help >/dev/full", 3, "so nothing was shown"),
        ("refresh --help >/dev/full 2>&-", 3, ""),
        ("nothing >/dev/full", 2, "invalid choice"),
    ],
)
def test_streams_that_take_nothing(small_project: Path, shell: str, code: int, said: str):
    (small_project / "output/references.bib").unlink()
    found = start(small_project, shell)
    assert (found.returncode, "Traceback" in found.stderr, "bug" in found.stderr) == (code, False, False)
    assert said in found.stderr
    assert (small_project / "output/references.bib").exists() or not shell.startswith("bib")


@LINUX_ONLY
def test_a_reader_that_goes_away_changes_no_exit_code(small_project: Path):
    for words in ("--help", "--version", "review --help"):
        found = start(small_project, f'bib --quiet; {{ "$0" -m pipeline {words}; echo $? >&2; }} | true')
        assert (found.stdout, found.stderr) == ("", "0\n")


@LINUX_ONLY
def test_a_narrow_encoding_gets_escapes(make_project: Project):
    project = make_project(**{"list.md": LIST.replace("paper", "pаpеr"), "data__library__own.json": LIBRARY})
    start(project, "bib --quiet")
    found = start(project, "review", PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, "")
    assert r"A p\u0430p\u0435r that" in found.stdout


def test_bytes_of_a_name_are_shown_as_such():
    real = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    stream = SafeStream(real)
    stream.writelines(["caf\udce9 é\n"])
    stream.flush()
    assert real.buffer.getvalue().decode() == "caf\\xe9 é\n"
    real.close()
    stream.write("more")
    assert stream.failure
