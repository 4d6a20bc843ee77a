"""Which paths are allowed: plain files below the project's folder, and what the user allowed outside."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model.errors import RefusedPathError
from pipeline.storage import boundary, files, store
from pipeline.storage.boundary import Boundary
from pipeline.storage.failures import tell_failed_write
from tests.systems import POSIX_ONLY

pytestmark = POSIX_ONLY

SECRET = b"precious"
Operation = Callable[[boundary.Home, str], object]
OPERATIONS: dict[str, Operation] = {
    "read": files.read,
    "look": boundary.look,
    "write": lambda home, name: files.write(home, name, b"evil"),
    "write_note": lambda home, name: files.write_note(home, name, "evil"),
    "append_line": lambda home, name: files.append_line(home, name, b"evil"),
    "open_in_place": lambda home, name: os.close(files.open_in_place(home, name)),
    "publish": lambda home, name: store.publish(home, {name: "evil"}.items()),
    "move": lambda home, name: files.move(home, name, "evil"),
    "remove": lambda home, name: files.remove(home, [name]),
    "set_aside": lambda home, name: files.set_aside(home, name, "aside"),
    "fingerprint": lambda home, name: store.fingerprint(home, [name]),
}
MADE = {"write", "write_note", "append_line", "open_in_place", "publish"}
"""The operations that make a file which is missing."""


@pytest.fixture(params=[True, False], ids=["by handle", "by name"])
def _by_handle(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system that opens files from the handle of their folder, and as on one that cannot."""
    monkeypatch.setattr(boundary, "BY_HANDLE", request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project beside the home of a user, which nothing may touch."""
    (tmp_path / "home/folder").mkdir(parents=True)
    (tmp_path / "home/victim").write_bytes(SECRET)
    (tmp_path / "project/real").mkdir(parents=True)
    (tmp_path / "project/evil").write_text("evil")
    return tmp_path / "project"


def home_of(root: Path) -> dict[str, bytes]:
    home = root.parent / "home"
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("_by_handle")
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("link", "target", "name", "shown"),
    [
        ("a", "../home/victim", "a", "a: this is a link"),
        ("a", "../home/none", "a", "a: this is a link"),
        ("a", "../home/folder", "a", "a: this is a link"),
        ("a", "../home", "a/victim", "a: this is a link"),
        ("a", "../home", "a/none/x", "a: this is a link"),
        ("real/a", "../../home", "real/a/victim", "real/a: this is a link"),
        ("a", "real", "a/x", "a: this is a link"),
        ("a", "a", "a", "a: this is a link"),
        ("", "", "../home/victim", "../home/victim: this is outside"),
        ("", "", "real/../../home/victim", "real/../../home/victim: this is outside"),
        ("", "", "/etc/hostname", "/etc/hostname: this is outside"),
        ("", "", ".git/hooks/x", ".git/hooks/x: the folder of version control"),
        ("", "", "real/.GIT/config", "real/.GIT/config: the folder of version control"),
        ("", "", "a\0b", r"a\x00b: no file can have this name"),
        ("", "", "a\ud800b", r"a\ud800b: no file can have this name"),
    ],
)
def test_what_leads_elsewhere_is_refused(root: Path, operation: str, link: str, target: str, name: str, shown: str):
    if link:
        (root / link).symlink_to(target)
    with pytest.raises(RefusedPathError) as caught:
        OPERATIONS[operation](root, name)
    assert str(caught.value).startswith(shown)
    assert caught.value.exit_code == 3
    assert home_of(root) == {"victim": SECRET}
    assert not link or (root / link).is_symlink()


@pytest.mark.usefixtures("_by_handle")
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(("kind", "said"), [("fifo", "a named pipe"), ("socket", "a socket"), ("device", "a device")])
def test_what_is_no_file_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch, operation: str, kind: str, said: str):
    monkeypatch.chdir(root)  # the name of a socket must be short
    if kind == "fifo":
        os.mkfifo("a")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("a")
    else:
        home = Boundary(Path("/dev"))
        with pytest.raises(RefusedPathError, match="null: this is a device"):
            OPERATIONS[operation](home, "null")
        return
    with pytest.raises(RefusedPathError, match=f"a: this is {said}"):
        OPERATIONS[operation](root, "a")


@pytest.mark.parametrize("operation", ["append_line", "write_note", "open_in_place"])
def test_a_second_name_is_refused(root: Path, operation: str):
    (root / "a").hardlink_to(root.parent / "home/victim")
    with pytest.raises(RefusedPathError, match="a: this file has a second name"):
        OPERATIONS[operation](root, "a")
    assert home_of(root) == {"victim": SECRET}


@pytest.mark.usefixtures("_by_handle")
@pytest.mark.parametrize("operation", sorted(MADE))
def test_folders_and_files_are_made(root: Path, operation: str):
    OPERATIONS[operation](root, "new/folder/a")
    assert [path.name for path in (root / "new/folder").iterdir()] == ["a"]


@pytest.mark.usefixtures("_by_handle")
def test_the_project_itself_may_be_a_link(root: Path):
    (root.parent / "link").symlink_to("project")
    for spelled in (root.parent / "link", root):
        files.write(spelled, "real/a", b"1")
        assert files.read(spelled, str(root / "real/a")) == files.read(spelled, "real/../real/a") == b"1"


@pytest.mark.usefixtures("_by_handle")
def test_the_user_allows_folders(root: Path):
    home = root.parent / "home"
    (root / "a").symlink_to("../home/victim")
    (root / "b").symlink_to("../home")
    (root / "c").symlink_to("../home/folder/new")
    allowed = Boundary(root, boundary.find_real_folders([str(home), "/no such folder"]))
    assert (
        files.read(allowed, "a")
        == files.read(allowed, "b/victim")
        == files.read(allowed, str(home / "victim"))
        == SECRET
    )
    assert store.publish(allowed, {"a": "new", "c": "new", "../home/d": "new"}.items()).changed == (
        "../home/d",
        "a",
        "c",
    )
    assert home_of(root) == dict.fromkeys(("victim", "folder/new", "d"), b"new")
    assert (root / "a").is_symlink()
    for refused in ("../homeless", "../project2/x"):
        with pytest.raises(RefusedPathError):
            files.read(allowed, refused)


def test_an_allowed_folder_opens_no_other(root: Path):
    home = root.parent / "home"
    (home / "folder/out").symlink_to("../victim")
    (root / "a").symlink_to("../home/folder/out")
    allowed = Boundary(root, boundary.find_real_folders([str(home / "folder")]))
    for name in ("a", "../home/folder/out", "../home/victim"):
        with pytest.raises(RefusedPathError):
            files.read(allowed, name)


@pytest.mark.parametrize("moment", ["replace", "fdopen", "mkdir", "open", "stat"])
@pytest.mark.parametrize("swapped", ["output", "output/a.bib"])
def test_a_link_put_there_meanwhile_is_not_followed(
    root: Path, monkeypatch: pytest.MonkeyPatch, moment: str, swapped: str
):
    """Before each call of an operation, in turn, the folder or the file gives way to a link."""
    real = getattr(os, moment)
    for at in range(1, 12):
        target = root / f"{at}"
        (target / "output").mkdir(parents=True)
        (target / "output/a.bib").write_text("old")
        calls: list[int] = []

        def swap(
            *args: object, target: Path = target, at: int = at, calls: list[int] = calls, **named: object
        ) -> object:
            calls.append(1)
            if len(calls) == at:
                os.rename(target / swapped, target / "moved")
                os.symlink(root.parent / "home" / ("" if swapped == "output" else "victim"), target / swapped)
            return real(*args, **named)

        monkeypatch.setattr(os, moment, swap)
        try:
            store.publish(target, {"output/a.bib": "evil", "output/victim": "evil"}.items())
        except (RefusedPathError, OSError):
            pass
        finally:
            monkeypatch.setattr(os, moment, real)
        assert home_of(root) == {"victim": SECRET}


def test_folders_are_listed_without_links(root: Path):
    (root / "real/b").write_text("")
    (root / "real/a").symlink_to("b")
    assert boundary.list_folder(root, "real") == ["a", "b"]
    assert boundary.list_folder(root, "") == ["evil", "real"]
    assert boundary.list_folder(root, "none") == boundary.list_folder(root, "evil") == []
    (root / "out").symlink_to("../home")
    with pytest.raises(RefusedPathError, match="out: this is a link"):
        boundary.list_folder(root, "out")


def test_folders_that_may_only_be_passed_through(root: Path):
    (root / "real/deep").mkdir()
    (root / "real").chmod(0o311)
    files.write(root, "real/deep/a", b"1")
    assert files.read(root, "real/deep/a") == b"1"
    (root / "real").chmod(0o755)


@pytest.mark.usefixtures("_by_handle")
def test_links_that_lead_on_and_on_are_refused(root: Path, monkeypatch: pytest.MonkeyPatch):
    """As somebody puts them there while they are followed: each leads to where the user allows it."""
    monkeypatch.setattr(boundary, "_MOST_LINKS", 1)
    (root / "a").symlink_to("../home/victim")
    allowed = Boundary(root, boundary.find_real_folders([str(root.parent / "home")]))
    with pytest.raises(RefusedPathError, match=r"^a: too many links lead on from each other; nothing was changed"):
        files.read(allowed, "a")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EMFILE, "; nothing was changed. This machine is short of what every program needs: end some"),
        (errno.ENOSPC, "the disk is full; nothing was changed, free some space"),
        (errno.EISDIR, "a file stands where a folder is needed"),
        (errno.EIO, "nothing was changed, check the permissions and run again."),
    ],
)
def test_what_a_failed_write_is_told_as(code: int, words: str):
    told = tell_failed_write(OSError(code, os.strerror(code)), Path("/p/a.bib"))
    assert told.startswith("/p/a.bib: ")
    assert words in told
