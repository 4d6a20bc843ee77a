"""Disks that fail, and processes that die, at every single step of writing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.model.errors import MachineError
from pipeline.storage import journal, store
from pipeline.storage.locking import lock_folder
from tests.commands.test_commands import LIBRARY, LIST
from tests.faults.fake_server import read_visible
from tests.systems import LINUX_ONLY

pytestmark = LINUX_ONLY

resource = pytest.importorskip("resource", reason="Windows sets no limits for a process")
HERE = Path(__file__).parent
Project = Callable[..., Path]


@pytest.fixture
def template(make_project: Project) -> Path:
    """A project whose outputs are one change behind its artefacts."""
    project = make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY})
    assert cli.run(["-C", str(project), "bib", "--quiet"]) == 0
    more = LIST.replace("2019 | CVPR", "2018 | CVPR") + "| 2020 | ICML | One more paper | 7 |\n"
    (project / "list.md").write_text(more, encoding="utf-8")
    return project


def fail_at_each_step(mode: str, template: Path, scratch: Path, command: str) -> list[dict[str, object]]:
    arguments = [sys.executable, str(HERE / "each_step.py"), mode, str(template), str(scratch), command]
    env = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    found = subprocess.run(arguments, capture_output=True, text=True, check=True, env=env)
    return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.mark.parametrize("mode", ["kill", "ENOSPC"])
def test_every_step_of_publishing(template: Path, tmp_path_factory: pytest.TempPathFactory, mode: str):
    """Whatever happens at whichever step: each file is old or new, a mixed set is told, the next run makes it whole."""
    for stage in ("normalize", "enrich", "dedupe"):
        assert cli.run(["-C", str(template), stage, "--quiet"]) == 0
    runs = fail_at_each_step(mode, template, tmp_path_factory.mktemp("scratch"), "emit")
    assert len(runs) > 40, "so many operations there are"
    assert runs[-1]["code"] == 77, "the last run had no operation left to fail"
    for run in runs[:-1]:
        assert run["broken"] == [], run
        assert run["check_code"] == 3, f"check does not see a mixed set: {run}"
        assert (run["rerun_code"], run["is_whole"], run["left"]) == (0, True, []), run
        assert run["code"] in ((-9,) if mode == "kill" else (0, 3)), run
    assert any(run["is_mixed"] for run in runs)


def test_a_disk_that_fills_up_keeps_the_outputs(template: Path):
    """A file that may not grow is as good as a full disk: the outputs stay as they were, and the path is named."""
    before = read_visible(template)

    def shrink() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    command = [sys.executable, "-m", "pipeline", "-C", str(template), "bib"]
    found = subprocess.run(command, capture_output=True, text=True, preexec_fn=shrink, cwd=HERE.parents[1])
    assert found.returncode == 3
    assert "cannot be written (file too large); nothing was changed" in found.stderr
    assert str(template) in found.stderr
    assert read_visible(template) == before
    assert cli.run(["-C", str(template), "bib", "--quiet"]) == 0


def test_nothing_is_renamed_before_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """So that a power failure finds old or new files: contents are synced first, then the journal, then the renames."""
    synced: set[tuple[int, int]] = set()
    steps: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        status = os.fstat(handle)
        synced.add((status.st_ino, status.st_size))
        real_sync(handle)

    def replace(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        status = os.stat(source, dir_fd=src_dir_fd)
        assert (status.st_ino, status.st_size) in synced, f"{target} is renamed before it is synced"
        steps.append(Path(target).name)
        real_replace(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    store.publish(tmp_path, {"output/a": "1", "output/b": "2"}.items())
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    store.publish(tmp_path, {"output/a": "3", "output/b": "4"}.items())
    assert steps == ["publishing.json", "a", "b"]


@pytest.mark.parametrize("lost", [(), ("a",), ("b",), ("a", "b")])
def test_lost_renames_are_done_again(tmp_path: Path, lost: tuple[str, ...]):
    """The journal is on the disk, and of the renames after it any may be lost."""
    store.publish(tmp_path, {"output/a": "1", "output/b": "2"}.items())
    moves = []
    for name, text in (("a", "3"), ("b", "4")):
        part, target = tmp_path / f"output/.{name}.x.part", tmp_path / "output" / name
        part.write_text(text)
        old, new = (journal.hash_bytes(path.read_bytes()) for path in (target, part))
        moves.append(journal.Move(part.name, f"output/{name}", old, new))
        if name not in lost:
            os.replace(part, target)
    (tmp_path / ".cache").mkdir(exist_ok=True)
    (tmp_path / store.JOURNAL).write_bytes(journal.encode(moves))
    with lock_folder(tmp_path):
        assert [(tmp_path / "output" / name).read_text() for name in "ab"] == ["3", "4"]


def test_an_unwritable_cache_folder_is_told(
    template: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    before = read_visible(template)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.lock_descriptor", refuse)
    assert cli.run(["-C", str(template), "bib"]) == 3
    assert ".cache/lock: cannot be written (permission denied); nothing was changed" in capsys.readouterr().err
    assert read_visible(template) == before


def test_a_hand_edited_artefact_gives_way_to_a_decision(template: Path):
    """What a person wants stands in decisions.yaml, which no command writes; an edited artefact is made anew."""
    cli.run(["-C", str(template), "bib", "--quiet"])
    works = template / "data/enriched/works.jsonl"
    made = works.read_text(encoding="utf-8")
    works.write_text(made.replace("Fergus", "Fungus"), encoding="utf-8")
    decisions = template / "data/decisions.yaml"
    decisions.write_text(
        '- {row: "Visualizing and understanding convolutional networks", set: {publisher: "Mine"}}\n', encoding="utf-8"
    )
    said = decisions.read_bytes()
    assert cli.run(["-C", str(template), "bib", "--quiet"]) == 0
    assert "Fungus" not in works.read_text(encoding="utf-8")
    assert "Mine" in (template / "output/references.bib").read_text(encoding="utf-8")
    assert decisions.read_bytes() == said


def test_deleted_artefacts_are_rebuilt_the_same(template: Path):
    assert cli.run(["-C", str(template), "bib", "--quiet"]) == 0
    before = read_visible(template)
    for name in store.REBUILT:
        (template / store.ENRICHED / f"{name}.jsonl").unlink()
    assert cli.run(["-C", str(template), "bib", "--quiet", "--offline"]) == 0
    assert read_visible(template) == before


def test_a_stale_lock_file_locks_nothing(tmp_path: Path):
    """The lock is the kernel's: a file that lies there, however old and whoever's, holds nobody up."""
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache/lock").write_text("4242")
    (tmp_path / ".cache/holder").write_text("process 1 on another machine")
    with (
        lock_folder(tmp_path),
        pytest.raises(MachineError, match=f"process {os.getpid()}"),
        lock_folder(tmp_path),
    ):
        pass
