"""Completion: what is made for bash is run by bash; all scripts know commands, flags, files and folders."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.console.arguments import COMMANDS, TOPICS
from pipeline.console.completion import write_completion

SHELLS = ("bash", "zsh", "fish")
needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


def complete(folder: Path, *words: str) -> set[str]:
    """What bash proposes for the last of these words."""
    script = folder / "completion.bash"
    script.write_text(write_completion("bash"), encoding="utf-8")
    code = (
        'source "$1"; shift; complete -p bibmill >&2; COMP_WORDS=(bibmill "$@"); COMP_CWORD=$#;'
        ' COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE};'
        ' _shtab_bibmill bibmill "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    run = subprocess.run(
        ["bash", "--norc", "-c", code, "bash", str(script), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.startswith("complete "), run.stderr
    assert "_shtab_bibmill bibmill" in run.stderr
    return set(run.stdout.split("\n")) - {""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").touch()
    (tmp_path / "readme.md").touch()
    (tmp_path / "papers").mkdir()
    return tmp_path


@needs_bash
@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (["ver"], {"verify"}),
        (["complet"], {"complete", "completion"}),
        (["bib", "--re"], {"--rejudge"}),
        (["help", "set"], {"settings"}),
        (["help", "ver"], {"verify"}),
        (["completion", ""], set(SHELLS)),
        (["-C", "pa"], {"papers"}),
        (["-C", "re"], set()),
        (["verify", "re"], {"refs.bib", "readme.md"}),
        (["bib", "-o", "re"], {"refs.bib", "readme.md"}),
        (["verify", "--report", "refs"], {"refs.bib"}),
        (["init", "re"], set()),
        (["check", "--allow-outside", "pa"], {"papers"}),
    ],
)
def test_bash_proposes_what_fits(folder: Path, words: list[str], proposed: set[str]):
    assert {word.rstrip("/") for word in complete(folder, *words)} == proposed


@needs_bash
def test_bash_proposes_all_commands(folder: Path):
    assert complete(folder, "") >= set(COMMANDS)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_its_script(shell: str, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert script == write_completion(shell)
    for name in (*COMMANDS, "allow-outside", *TOPICS):
        assert name in script
    assert cli.run(["completion", shell, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"shell": shell, "script": script}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_is_there_reads_its_script(shell: str, tmp_path: Path):
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    script = tmp_path / "script"
    script.write_text(write_completion(shell), encoding="utf-8")
    run = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=True)
    assert run.stderr == ""


def test_another_shell_is_wrong_usage(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["completion", "tcsh"]) == 2
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err
