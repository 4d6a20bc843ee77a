"""The operations on disk, and that no other module of the package writes a file."""

from __future__ import annotations

import ast
import errno
import os
import re
from pathlib import Path

import pytest

from pipeline.storage import files
from pipeline.storage.trace import keep_trace
from tests import ROOT

EXCEPTIONS = {"storage/files.py", "network/cache.py"}
"""The one place, and the cache of replies, which SQLite writes."""
METHODS = {"write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "rename", "chmod", "lchmod"}
METHODS |= {"symlink_to", "hardlink_to", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "truncate"}
OS_FUNCTIONS = {"replace", "rename", "renames", "remove", "unlink", "mkdir", "makedirs", "rmdir", "removedirs"}
OS_FUNCTIONS |= {"link", "symlink", "chmod", "truncate", "mknod", "mkfifo", "fdopen"}
MODULES = sorted(path.relative_to(ROOT / "pipeline").as_posix() for path in (ROOT / "pipeline").rglob("*.py"))


def is_writing(node: ast.Call) -> bool:
    """True for a call that may change a file on disk."""
    target = ast.unparse(node.func)
    module, _, name = target.rpartition(".")
    if module in ("os", "shutil"):
        return module == "shutil" or name in OS_FUNCTIONS or (name == "open" and not is_harmless(node))
    if name == "open":
        modes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        modes += [one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)]
        return any(isinstance(mode, str) and re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", mode) for mode in modes)
    if name == "replace" and not module.endswith("structs"):  # a path takes one argument, a text two
        return len(node.args) == 1 and not node.keywords
    return name in METHODS


def is_harmless(node: ast.Call) -> bool:
    """True when `os.open` only reads, or opens the null device."""
    return ast.unparse(node.args[0]) == "os.devnull" or ast.unparse(node.args[1]) == "os.O_RDONLY"


def find_writes(text: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [ast.unparse(node) for node in nodes if is_writing(node)]


@pytest.mark.parametrize("name", sorted(set(MODULES) - EXCEPTIONS))
def test_only_one_module_writes_files(name: str):
    assert find_writes((ROOT / "pipeline" / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("open(p, 'w')", True),
        ("open(p, mode='ab')", True),
        ("p.open('x')", True),
        ("p.open('r+b')", True),
        ("p.write_text(t)", True),
        ("p.parent.mkdir(parents=True)", True),
        ("p.replace(q)", True),
        ("os.replace(p, q)", True),
        ("os.open(p, os.O_WRONLY | os.O_CREAT)", True),
        ("tempfile.mkstemp()", True),
        ("shutil.rmtree(p)", True),
        ("open(p)", False),
        ("open(p, encoding='ascii')", False),
        ("p.open('rb')", False),
        ("os.open(p, os.O_RDONLY)", False),
        ("text.replace('a', 'b')", False),
        ("msgspec.structs.replace(one, title='x')", False),
    ],
)
def test_what_counts_as_writing(code: str, is_found: bool):
    assert bool(find_writes(code)) is is_found


def test_write_replaces_and_follows_links(tmp_path: Path):
    (tmp_path / "link").symlink_to("real/file")
    files.write(tmp_path / "link", b"one")
    files.write(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["file"]
    assert (tmp_path / "real/file").read_bytes() == b"two"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files.write(tmp_path / "a", b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="error"):
        files.write(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


@pytest.mark.parametrize(("before", "after"), [(b"", b"new\n"), (b"a\n", b"a\nnew\n"), (b"a\nb", b"a\nb\nnew\n")])
def test_append_line_ends_a_cut_line_first(tmp_path: Path, before: bytes, after: bytes):
    path = tmp_path / "folder" / "lines"
    files.make_folder(path.parent)
    path.write_bytes(before)
    files.append_line(path, b"new")
    assert path.read_bytes() == after


def test_leftovers_of_other_files_stay(tmp_path: Path):
    for name in (".a.x.part", ".b.x.part", "a.part"):
        (tmp_path / name).write_text("half")
    files.remove_leftovers([tmp_path / "a", tmp_path / "missing" / "c"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.x.part", "a.part"]


def test_a_trace_is_kept_where_it_can_be(tmp_path: Path):
    assert keep_trace(tmp_path, "oh") == tmp_path / ".cache/last-error.log"
    assert (tmp_path / ".cache/last-error.log").read_text() == "oh"
    (tmp_path / "file").write_text("")
    assert keep_trace(tmp_path / "file", "oh") is None
