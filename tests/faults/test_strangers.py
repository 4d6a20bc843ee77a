"""A stranger's project: whatever lies in it, nothing outside it is written or read."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import cli
from tests.commands.test_commands import LIBRARY, LIST
from tests.small_projects import WITHOUT_SOURCES, write_files
from tests.systems import POSIX_ONLY

pytestmark = POSIX_ONLY

CANARY = "| 1999 | CVPR | The secret of the user | 3 |\n"
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": (),
    "review": (),
    "explain": ("zeiler2014visualizing",),
    "update-list": ("list.md",),
    "normalize": (),
    "enrich": (),
    "dedupe": (),
    "emit": (),
    "refresh": (),
    "bib": (),
    "init": (),
}
PROJECT = set(COMMANDS) - {"init"}
OUTPUTS = {"emit", "check", "bib"}
"""The commands that make or look at the outputs; a refresh is refused too, but asks first whether there is a work."""
LISTS = {"normalize", "update-list", "check", "bib"}
LIBRARIES = {"enrich", "dedupe", "check", "bib"}
PLANTED: dict[str, set[str]] = {
    "output": PROJECT,
    "output/table.csv": OUTPUTS,
    "output/references.bib": OUTPUTS,
    "output/report.html": OUTPUTS,
    "data": set(COMMANDS),
    "data/enriched": PROJECT,
    "data/enriched/keys.jsonl": PROJECT,
    "data/enriched/rows.jsonl": PROJECT,
    "data/enriched/news.jsonl": PROJECT,
    "data/decisions.yaml": set(COMMANDS),
    "data/library": {*LIBRARIES, "init"},
    "data/library/own.json": LIBRARIES,
    "data/library/README.md": {"init"},
    "data/raw/papers.md": {"init"},
    ".cache": PROJECT,
    ".cache/facts.sqlite": PROJECT,
    ".cache/facts.sqlite-wal": PROJECT,
    ".cache/facts.sqlite-shm": PROJECT,
    ".cache/facts.sqlite-journal": PROJECT,
    ".cache/lock": PROJECT,
    ".cache/holder": PROJECT,
    ".cache/manifest.json": PROJECT,
    ".cache/publishing.json": PROJECT,
    ".cache/refresh.jsonl": PROJECT,
    ".cache/asked.json": PROJECT,
    ".cache/last-error.log": PROJECT,
    "list.md": LISTS,
    "pipeline.yaml": set(COMMANDS),
    ".github": {"init"},
    "Makefile": {"init"},
    "output/.table.csv.x.part": set(),
    ".cache/.manifest.json.x.part": set(),
}
"""What a stranger may plant, and the commands that must refuse it; the others do without that file."""
KINDS = ("a link to a file", "a link to nothing", "a link to a folder", "a named pipe")


@pytest.fixture
def project(small_project: Path, tmp_path: Path) -> Iterator[Path]:
    """Beside a user's own files; a run that waits for ever ends the test."""
    write_files(tmp_path / "home", {"victim": LIST + CANARY, "folder/file.md": LIST + CANARY})
    signal.alarm(60)
    yield small_project
    signal.alarm(0)


def read_home(project: Path) -> dict[str, str]:
    home = project.parent / "home"
    return {str(path.relative_to(home)): path.read_text() for path in home.rglob("*") if path.is_file()}


def plant(project: Path, name: str, kind: str) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    targets = {"a link to a file": "victim", "a link to nothing": "none", "a link to a folder": "folder"}
    if kind in targets:
        path.symlink_to(project.parent / "home" / targets[kind])
    else:
        os.mkfifo(path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PLANTED)
def test_what_a_stranger_planted_is_refused(project: Path, name: str, kind: str, capsys: pytest.CaptureFixture[str]):
    plant(project, name, kind)
    before = read_home(project)
    for command in [one for one in COMMANDS if one in {*PLANTED[name], "bib"}]:
        code = cli.run(["-C", str(project), command, *COMMANDS[command], "--offline"])
        said = capsys.readouterr()
        assert code == 3 or command not in PLANTED[name], f"{command}: {said.err}"
        assert code in (0, 3), f"{command}: {said.err}"
        assert read_home(project) == before, command
        assert "secret of the user" not in said.out + said.err
        assert "bug" not in said.err
        if command in PLANTED[name]:
            assert f"{name}: this is " in said.err, f"{command}: {said.err}"
    for path in project.rglob("*"):
        assert path.is_symlink() or not path.is_file() or "secret of the user" not in path.read_text(errors="replace")


@pytest.mark.parametrize("key", ["raw", "library"])
@pytest.mark.parametrize(
    "pattern",
    [
        "../home/victim.md",
        "../home/*",
        "../*/victim.md",
        "data/../../home/victim.md",
        "*/../../home/victim.md",
        "linked/victim.md",
        "linked/*",
        "link*/victim.md",
        "{home}/victim.md",
        "{home}/*",
        "{home}/*.md",
        "/*",
    ],
)
def test_settings_name_no_file_outside(
    project: Path, key: str, pattern: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    home = project.parent / "home"
    ending = "md" if key == "raw" else "json"
    write_files(home, {f"victim.{ending}": LIST if key == "raw" else LIBRARY})
    (home / "victim").unlink()
    (project / "linked").symlink_to("../home")
    named = pattern.format(home=home).replace(".md", f".{ending}")
    settings = {"raw": "list.md", "library": "data/library/*"} | {key: named}
    write_files(
        project,
        {"pipeline.yaml": f"raw: ['{settings['raw']}']\nlibrary: ['{settings['library']}']\n" + WITHOUT_SOURCES},
    )
    for command in ("bib", "check"):
        assert cli.run(["-C", str(project), command, "--offline"]) == 3
        said = capsys.readouterr().err
        assert "this is outside the project" in said or "this is a link" in said
        assert "--allow-outside DIR" in said
        assert "BIBMILL_OUTSIDE" in said
    if pattern not in ("/*", "*/../../home/victim.md", "../*/victim.md"):
        assert cli.run(["-C", str(project), "bib", "--offline", "--allow-outside", str(home), "--quiet"]) == 0
        monkeypatch.setenv("BIBMILL_OUTSIDE", f"/nothing{os.pathsep}{home}")
        assert cli.run(["-C", str(project), "check", "--offline"]) == 0


def test_settings_allow_nothing(project: Path, capsys: pytest.CaptureFixture[str]):
    write_files(project, {"pipeline.yaml": "raw: [list.md]\nallow_outside: [..]\n"})
    assert cli.run(["-C", str(project), "bib"]) == 2
    assert "allow_outside" in capsys.readouterr().err


def test_allowed_folders_gather_before_and_behind_the_command(project: Path, capsys: pytest.CaptureFixture[str]):
    write_files(project.parent / "other", {"list.md": LIST})
    write_files(project.parent / "home", {"victim": "mine"})
    (project / "list.md").unlink()
    (project / "list.md").symlink_to("../other/list.md")
    (project / "output/table.csv").unlink()
    (project / "output/table.csv").symlink_to("../../home/victim")
    home, other = (str(project.parent / name) for name in ("home", "other"))
    arguments = ["-C", str(project), "--allow-outside", home, "bib", "--allow-outside", other, "--quiet"]
    assert cli.run(arguments) == 0
    assert "Zeiler" in (project / "output/references.bib").read_text()
    assert (project.parent / "home/victim").read_text().startswith("Year,")
    assert cli.run(["-C", str(project), "bib", "--allow-outside", str(project / "none")]) == 2
    assert "none” is no folder" in capsys.readouterr().err


def test_settings_on_the_command_line_are_the_users_word(project: Path):
    (project / "pipeline.yaml").rename(project.parent / "home/settings.yaml")
    (project / "mine.yaml").symlink_to("../home/settings.yaml")
    assert cli.run(["-C", str(project), "--config", str(project / "mine.yaml"), "bib", "--quiet"]) == 0


def test_the_folder_of_the_user_may_be_a_link(project: Path):
    (project.parent / "link").symlink_to("project")
    for command, arguments in COMMANDS.items():
        assert cli.run(["-C", str(project.parent / "link"), command, *arguments, "--offline", "--quiet"]) == 0


def test_a_manifest_of_a_stranger_reads_nothing(project: Path):
    """The names in it are compared by a hash, which would tell what a file outside holds."""
    path = project / ".cache/manifest.json"
    path.write_text(path.read_text().replace('"output/table.csv"', '"../home/victim"'))
    assert cli.run(["-C", str(project), "check"]) == 3
    assert cli.run(["-C", str(project), "bib", "--quiet"]) == 0
    assert cli.run(["-C", str(project), "check"]) == 0


def test_a_trace_is_not_written_through_a_link(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    plant(project, ".cache/last-error.log", "a link to a file")
    before = read_home(project)

    def stumble(_options: object) -> int:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("pipeline.commands.bib.run", stumble)
    assert cli.run(["-C", str(project), "bib"]) == 3
    assert "no file" in capsys.readouterr().err
    assert read_home(project) == before
