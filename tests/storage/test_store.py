"""Files: entirely old or entirely new, whatever the disk does, and one run at a time."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.model.errors import InputError, MachineError, RefusedPathError
from pipeline.storage import files, journal, store
from pipeline.storage.locking import lock_folder
from tests import ROOT
from tests.systems import POSIX_ONLY

OLD = {"output/a.bib": "old a", "output/b.json": "old b", "data/enriched/c.jsonl": "old c"}
NEW = {"output/a.bib": "new a", "output/b.json": "new b", "data/enriched/c.jsonl": "new c"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    store.publish(tmp_path, OLD.items())
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


def fail_at(monkeypatch: pytest.MonkeyPatch, module: object, name: str, at: int, code: int) -> list[int]:
    """The `at`-th call of a function raises; returns the list that its calls are counted in."""
    real: Callable[..., object] = getattr(module, name)
    calls: list[int] = []

    def counted(*arguments: object, **named: object) -> object:
        calls.append(len(calls))
        if len(calls) == at:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **named)

    monkeypatch.setattr(module, name, counted)
    return calls


def test_what_changed_is_named_and_the_rest_untouched(project: Path):
    before = {name: (project / name).stat().st_mtime_ns for name in OLD}
    assert store.publish(project, {**OLD, "output/b.json": "new b", "output/sub/d": "é\n"}.items()).changed == (
        "output/b.json",
        "output/sub/d",
    )
    after = {name: (project / name).stat().st_mtime_ns for name in OLD}
    assert [name for name in OLD if before[name] != after[name]] == ["output/b.json"]
    assert contents(project) == {**OLD, "output/b.json": "new b", "output/sub/d": "é\n"}
    assert store.publish(project, (OLD | {"output/b.json": "new b"}).items()).changed == ()


@POSIX_ONLY
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize(
    ("module", "name", "at"),
    [(module, name, at) for module, name in ((files, "create"), (os, "fdopen"), (os, "fchmod")) for at in (1, 2, 3)]
    + [(os, "fsync", 1), (os, "fsync", 2), (os, "fsync", 3), (os, "fsync", 4), (os, "replace", 1), (os, "replace", 2)],
)
def test_a_failing_disk_leaves_the_old_set(
    project: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, at: int, code: int
):
    fail_at(monkeypatch, module, name, at, code)
    with pytest.raises(MachineError) as caught:
        store.publish(project, NEW.items())
    assert contents(project) == OLD
    assert str(project) in str(caught.value)
    assert "nothing was changed" in str(caught.value)
    assert ("disk is full" in str(caught.value)) == (code in (errno.ENOSPC, errno.EDQUOT))
    monkeypatch.undo()
    assert len(store.publish(project, NEW.items()).changed) == 3
    assert contents(project) == NEW


def half_publish(project: Path, monkeypatch: pytest.MonkeyPatch, at: int = 3) -> None:
    """Publish, with a disk that fails at a rename; the first one is the journal's."""
    fail_at(monkeypatch, os, "replace", at, errno.EIO)
    with pytest.raises(MachineError, match="partly new, and the next run finishes them"):
        store.publish(project, NEW.items())
    monkeypatch.undo()


@pytest.mark.parametrize("at", [3, 4])
def test_the_next_run_finishes_a_cut_off_set(project: Path, monkeypatch: pytest.MonkeyPatch, at: int):
    half_publish(project, monkeypatch, at)
    assert [(project / name).read_text() == NEW[name] for name in NEW] == [n < at - 2 for n in range(3)]
    with lock_folder(project):
        assert visible(project) == NEW
        assert not (project / store.JOURNAL).exists()


@pytest.mark.parametrize("what", ["target", "temporary", "journal"])
def test_a_set_that_was_touched_is_not_finished(project: Path, monkeypatch: pytest.MonkeyPatch, what: str):
    half_publish(project, monkeypatch)
    if what == "target":
        (project / "data/enriched/c.jsonl").write_text("a person's")
    elif what == "temporary":
        next((project / "data/enriched").glob(".c.jsonl.*")).write_text("garbage")
    else:
        (project / store.JOURNAL).write_text("{")
    before = visible(project)
    with lock_folder(project):
        assert visible(project) == before
    store.publish(project, NEW.items())
    assert {**contents(project), ".cache/lock": "", ".cache/holder": ""} == {
        **NEW,
        ".cache/lock": "",
        ".cache/holder": "",
    }


def test_a_strangers_journal_moves_nothing_elsewhere(tmp_path: Path):
    """A journal, and a link, that a stranger put into the folder which they sent."""
    project, home = tmp_path / "project", tmp_path / "home"
    for folder in (project / ".cache", project / "output", home):
        folder.mkdir(parents=True)
    (project / "output/linked").symlink_to(home)
    (project / ".git/hooks").mkdir(parents=True)
    for folder in (project, project / "output", project / ".git/hooks", home):
        (folder / "..profile.x.part").write_text("evil")
    for target in ("../home/.profile", str(home / ".profile"), "output/linked/.profile", ".git/hooks/.profile"):
        for temporary in ("..profile.x.part", "../output/..profile.x.part", str(project / "output/..profile.x.part")):
            moves = [journal.Move(temporary, target, "", journal.hash_bytes(b"evil"))]
            (project / store.JOURNAL).write_bytes(msgspec.json.encode(moves))
            with lock_folder(project):
                assert not any((folder / ".profile").exists() for folder in (home, project / ".git/hooks"))
            assert not (project / store.JOURNAL).exists()


@pytest.mark.parametrize("temporary", ["evil", "output/.a.x.part", ".a.\0.part", ".b.x.part", ".a.x", ".a.d/../e.part"])
def test_a_journal_renames_only_temporary_files(tmp_path: Path, temporary: str):
    (tmp_path / "output/.a.d").mkdir(parents=True)
    for name in ("evil", ".b.x.part", ".a.x", "e.part"):
        (tmp_path / "output" / name).write_text("evil")
    (tmp_path / ".cache").mkdir()
    moves = [journal.Move(temporary, "output/a", "", journal.hash_bytes(b"evil"))]
    (tmp_path / store.JOURNAL).write_bytes(msgspec.json.encode(moves))
    with lock_folder(tmp_path):
        assert not (tmp_path / "output/a").exists()


def test_a_copied_folder_finishes_its_own_set(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    half_publish(project, monkeypatch)
    before = visible(project)
    copy = tmp_path.with_name(tmp_path.name + "-copy")
    shutil.copytree(project, copy)
    with lock_folder(copy):
        assert visible(copy) == NEW
    assert visible(project) == before


def test_a_disk_that_still_fails_is_told_again(project: Path, monkeypatch: pytest.MonkeyPatch):
    half_publish(project, monkeypatch)
    fail_at(monkeypatch, os, "replace", 1, errno.EIO)
    with pytest.raises(MachineError, match="the next run finishes them"), lock_folder(project):
        pass
    monkeypatch.undo()
    with lock_folder(project):
        assert visible(project) == NEW


def visible(root: Path) -> dict[str, str]:
    """What a person sees: no caches, no temporary files."""
    return {name: text for name, text in contents(root).items() if "/." not in name and not name.startswith(".")}


def test_leftovers_of_a_killed_run_are_removed(project: Path):
    left = project / "output/.a.bib.k1ll3d.part"
    own = project / "output/.notes.x.part"
    for path in (left, own):
        path.write_text("half a fi")
    store.publish(project, OLD.items())
    assert (left.exists(), own.exists()) == (False, True)


def test_an_interruption_leaves_no_temporary_file(project: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.publish(project, NEW.items())
    assert contents(project) == OLD


def test_a_folder_that_cannot_be_synced_is_no_fault(project: Path, monkeypatch: pytest.MonkeyPatch):
    fail_at(monkeypatch, os, "fsync", 2, errno.EINVAL)
    store.publish(project, {"output/a.bib": "new a"}.items())
    assert contents(project)["output/a.bib"] == "new a"


@pytest.mark.parametrize("name", ["output", "output/a.bib/x"])
def test_a_file_and_a_folder_in_each_others_place(project: Path, name: str):
    with pytest.raises(MachineError, match="a file stands where a folder is needed") as caught:
        store.publish(project, {"data/enriched/c.jsonl": "new c", name: "x"}.items())
    assert str(project / name) in str(caught.value)
    assert contents(project) == OLD


@POSIX_ONLY
def test_a_link_is_refused_with_its_name(project: Path):
    (project / "paper").mkdir()
    target = project / "paper" / "refs.bib"
    target.write_text("mine")
    (project / "output" / "a.bib").unlink()
    (project / "output" / "a.bib").symlink_to("../paper/refs.bib")
    (project / "linked").symlink_to("paper")
    for name in ("output/a.bib", "linked/refs.bib"):
        with pytest.raises(RefusedPathError, match=f"^{name.removesuffix('/refs.bib')}: this is a link") as caught:
            store.publish(project, {"output/b.json": "new b", name: "new"}.items())
        assert caught.value.exit_code == 3
        assert (target.read_text(), (project / "output/b.json").read_text()) == ("mine", "old b")
        assert not list(project.rglob("*.part"))


@POSIX_ONLY
def test_modes_are_kept(project: Path):
    (project / "output/a.bib").chmod(0o600)
    store.publish(project, (NEW | {"output/x": "y"}).items())
    assert [(project / name).stat().st_mode & 0o777 for name in ("output/a.bib", "output/x")] == [0o600, 0o644]


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"a\r\nb", "a\r\nb"), (b"\xef\xbb\xbfa", "a"), (b"", ""), ("é\u2028".encode(), "é\u2028"), (b"a\0b", "a\0b")],
)
def test_read_text(tmp_path: Path, raw: bytes, text: str):
    path = tmp_path / "list.md"
    path.write_bytes(raw)
    assert store.read_text(tmp_path, path.name) == text


@pytest.mark.parametrize(
    ("raw", "place"), [(b"caf\xe9", "list.md:1: byte 0xe9"), (b"a\nb\n\xff", "list.md:3: byte 0xff")]
)
def test_the_line_that_is_not_utf8(tmp_path: Path, raw: bytes, place: str):
    (tmp_path / "list.md").write_bytes(raw)
    with pytest.raises(InputError) as caught:
        store.read_text(tmp_path, "list.md")
    assert str(caught.value).startswith(place)


def test_what_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"nothing.md: cannot be read \(no such file"):
        store.read_text(tmp_path, "nothing.md")
    with pytest.raises(InputError, match="is a directory"):
        store.read_text(tmp_path.parent, tmp_path.name)


def test_fingerprints(tmp_path: Path):
    path = tmp_path / "a"
    missing = store.fingerprint(tmp_path, ["a"])
    path.write_text("x")
    assert len({missing, store.fingerprint(tmp_path, ["a"]), store.fingerprint(tmp_path, ["a", "a"])}) == 3


LOCKING_SCRIPT = """
import sys
from pathlib import Path
from pipeline.storage.locking import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_names_its_process_and_ends_with_it(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING_SCRIPT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(MachineError, match=f"process {other.pid} is at work"), lock_folder(tmp_path):
            pass
        holder = tmp_path / store.CACHE / "holder"
        for damaged in ("", "process \x1b[2J", "process 1\nand 2"):
            holder.write_text(damaged)
            with pytest.raises(MachineError, match=": another process is at work"), lock_folder(tmp_path):
                pass
        holder.unlink()
        with pytest.raises(MachineError, match=": another process is at work"), lock_folder(tmp_path):
            pass
        other.kill()
    with lock_folder(tmp_path):
        pass
    with lock_folder(tmp_path):
        pass


def test_a_folder_that_cannot_be_locked(tmp_path: Path):
    (tmp_path / ".cache").write_text("a file")
    with pytest.raises(MachineError, match=r"\.cache.*a file stands"), lock_folder(tmp_path):
        pass


def test_a_set_that_cannot_be_made_is_not_begun(project: Path):
    def make() -> Iterator[tuple[str, str]]:
        yield "output/a.bib", "new a"
        raise OSError(errno.EMFILE, "a template cannot be read")

    with pytest.raises(OSError, match="template"):
        store.publish(project, make())
    assert contents(project) == OLD
    assert not list(project.rglob("*.part"))


def test_a_temporary_file_of_a_longer_name_stays(project: Path):
    """`table-a.md` is the list “a”, and `table-a.md.md` the list “a.md”."""
    made = {"output/a.md.md": "1", "output/a.md": "2"}
    assert store.publish(project, made.items()).changed == ("output/a.md", "output/a.md.md")
    assert contents(project) == OLD | made


@POSIX_ONLY
@pytest.mark.parametrize(("name", "ends"), [("data/enriched/c.jsonl", True), (".c.jsonl.", True), ("gone", False)])
def test_a_set_waits_for_a_disk_that_cannot_be_read(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str, ends: bool
):
    """What cannot be read just now is not taken for a file that somebody removed: the journal stays."""
    half_publish(project, monkeypatch)
    if name == "gone":
        next((project / "data/enriched").glob(".c.jsonl.*")).unlink()
    else:
        reads: dict[str, Callable[..., bytes]] = {"read": files.read, "read_place": files.read_place}

        def fail(real: Callable[..., bytes]) -> Callable[..., bytes]:
            def read(home: object, given: object, *more: object) -> bytes:
                if name in str(given):
                    raise OSError(errno.EIO, "Input/output error")
                return real(home, given, *more)

            return read

        for one, real in reads.items():
            monkeypatch.setattr(files, one, fail(real))
    before = visible(project)
    if ends:
        with pytest.raises((MachineError, OSError)), lock_folder(project):
            pass
        monkeypatch.undo()
        assert (visible(project), (project / store.JOURNAL).exists()) == (before, True)
        with lock_folder(project):
            assert visible(project) == NEW
    else:
        with lock_folder(project):
            assert (visible(project), (project / store.JOURNAL).exists()) == (before, False)
