"""The operations on disk, and that no other module of the package opens a file of a project."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path

import pytest

from pipeline.storage import files
from pipeline.storage.trace import keep_trace
from tests import ROOT

EXCEPTIONS = {
    "storage/boundary.py": None,
    "storage/files.py": None,
    "console/streams.py": {"os.open(os.devnull, os.O_WRONLY)", "os.open(os.devnull, os.O_RDWR)"},
    "commands/init.py": {
        "root.exists()",
        "root.is_dir()",
        "script.is_file()",
        "source.joinpath(template).read_text(encoding='utf-8')",
    },
    "project/exported_pairs.py": {"shutil.get_terminal_size((100, 24))"},
    "project/given_files.py": {"folder.mkdir(parents=True, exist_ok=True)", "os.path.lexists(path)"},
    "readers/lists/columns.py": {"files('pipeline.readers.lists').joinpath('columns.json').read_bytes()"},
    "rules/matching/reasons.py": {"files('pipeline.rules.matching').joinpath('reasons.json').read_bytes()"},
    "console/told.py": {"shutil.get_terminal_size()"},
    "console/live_display.py": {"line.truncate(width, overflow='ellipsis')"},  # a line of text
    "formats/tables.py": {"files('pipeline.formats').joinpath(name).read_bytes()"},
    "model/name_words.py": {"files('pipeline').joinpath('model/name_words.json').read_bytes()"},
    "sources/shared/csl_types.py": {"files('pipeline').joinpath('sources/shared/csl_types.json').read_bytes()"},
    "text/latex/tables.py": {
        "files('pipeline.text.latex').joinpath('macros.json').read_bytes()",
        "files('pipeline.text.latex').joinpath('math.json').read_bytes()",
    },
    "sources/shared/series.py": {"files('pipeline').joinpath('sources/shared/series.json').read_bytes()"},
    "model/source_table.py": {"files('pipeline').joinpath('sources/table.json').read_bytes()"},
    "network/cache.py": {
        "sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)",
        "sqlite3.connect(f'{path.absolute().as_uri()}?immutable=1', uri=True, check_same_thread=False)",
    },
    "console/help_topics/topics.py": {
        "files('pipeline.console.help_topics').joinpath(f'{topic}.txt').read_text(encoding='utf-8')"
    },
    "project/folder.py": {"settings.is_file()", "os.path.isdir(folder)"},
    "project/manifest.py": {"os.walk(PACKAGE)"},
    "rules/merging/twin_marks.py": {
        "files('pipeline.rules.merging').joinpath('twin_marks.json').read_bytes()",
    },
    "rules/merging/twin_remarks.py": {
        "files('pipeline.rules.merging').joinpath('twin_remarks.json').read_bytes()",
    },
    "rules/merging/twin_rules.py": {
        "files('pipeline.rules.merging').joinpath('twin_rules.json').read_bytes()",
    },
    "rules/matching/look_alikes.py": {
        "files('pipeline.rules.matching').joinpath('look_alikes.json').read_bytes()",
    },
    "rules/venues.py": {"files('pipeline.rules').joinpath('venues.json').read_bytes()"},
    "project/verification.py": {"shutil.get_terminal_size((80, 24))"},
    "rules/verifying/codes.py": {"files('pipeline.rules.verifying').joinpath('codes.json').read_bytes()"},
    "writers/report/frame.py": {"path.read_text('utf-8')"},
}
"""The one place; and what is no file of a project (of this program, or named on the command line), or what SQLite opens
between two looks of the boundary."""
METHODS = {"write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "rename", "chmod", "lchmod", "truncate"}
METHODS |= {"symlink_to", "hardlink_to", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "FileLock"}
METHODS |= {"open", "read_text", "read_bytes", "exists", "is_file", "is_dir", "iterdir", "glob", "iglob", "rglob"}
METHODS |= {"readlink", "stat", "lstat", "walk", "scandir", "listdir", "isfile", "isdir", "lexists", "connect"}
OS_FUNCTIONS = {"replace", "rename", "renames", "remove", "unlink", "mkdir", "makedirs", "rmdir", "removedirs"}
OS_FUNCTIONS |= {"link", "symlink", "chmod", "truncate", "mknod", "mkfifo", "fdopen", "access", "utime"}
MODULES = sorted(path.relative_to(ROOT / "pipeline").as_posix() for path in (ROOT / "pipeline").rglob("*.py"))


def is_on_disk(node: ast.Call) -> bool:
    """True for a call that may open, change or look at a file by its path."""
    module, _, name = ast.unparse(node.func).rpartition(".")
    if module == "shutil" or (module == "os" and name in OS_FUNCTIONS):
        return True
    if name == "replace" and not module.endswith("structs"):  # a path takes one argument, a text two
        return len(node.args) == 1 and not node.keywords
    return name in METHODS and module not in OTHER_OPENERS and not (module == "" and name in OWN_FUNCTIONS)


OTHER_OPENERS = {"self._opener", "files", "store"}
"""Whose `open` and the like are no such calls: those of our own modules."""
OWN_FUNCTIONS = {"is_file", "read_bytes", "read_text"}
"""Functions of the boundary and the store, which are imported by their names."""


def find_calls(text: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [ast.unparse(node) for node in nodes if is_on_disk(node)]


@pytest.mark.parametrize("name", MODULES)
def test_nothing_goes_past_the_boundary(name: str):
    allowed = EXCEPTIONS.get(name, set())
    found = find_calls((ROOT / "pipeline" / name).read_text(encoding="utf-8"))
    assert allowed is None or set(found) == allowed


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
        ("open(p)", True),
        ("p.open('rb')", True),
        ("os.open(p, os.O_RDONLY)", True),
        ("io.open(p)", True),
        ("p.read_bytes()", True),
        ("(root / name).exists()", True),
        ("os.path.isfile(p)", True),
        ("os.scandir(p)", True),
        ("glob.glob(p)", True),
        ("sqlite3.connect(p)", True),
        ("filelock.FileLock(p)", True),
        ("files.read(home, p)", False),
        ("text.replace('a', 'b')", False),
        ("msgspec.structs.replace(one, title='x')", False),
    ],
)
def test_what_counts_as_a_call_on_disk(code: str, is_found: bool):
    assert bool(find_calls(code)) is is_found


def test_write_replaces_a_whole_file(tmp_path: Path):
    files.write(tmp_path, "folder/file", b"one")
    (tmp_path / "second").hardlink_to(tmp_path / "folder/file")
    files.write(tmp_path, "folder/file", b"two")
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["file"]
    assert (tmp_path / "folder/file").read_bytes() == b"two"
    assert (tmp_path / "second").read_bytes() == b"one"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files.write(tmp_path, "a", b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="error"):
        files.write(tmp_path, "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


@pytest.mark.parametrize(("before", "after"), [(b"", b"new\n"), (b"a\n", b"a\nnew\n"), (b"a\nb", b"a\nb\nnew\n")])
def test_append_line_ends_a_cut_line_first(tmp_path: Path, before: bytes, after: bytes):
    path = tmp_path / "folder" / "lines"
    files.make_folder(tmp_path, "folder")
    path.write_bytes(before)
    files.append_line(tmp_path, "folder/lines", b"new")
    assert path.read_bytes() == after


def test_leftovers_of_other_files_stay(tmp_path: Path):
    for name in (".a.x.part", ".b.x.part", "a.part"):
        (tmp_path / name).write_text("half")
    files.remove_leftovers(tmp_path, ["a", "missing/c"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.x.part", "a.part"]


def test_a_trace_is_kept_where_it_can_be(tmp_path: Path):
    assert keep_trace(tmp_path, "oh") == tmp_path / ".cache/last-error.log"
    assert (tmp_path / ".cache/last-error.log").read_text() == "oh"
    (tmp_path / "file").write_text("")
    assert keep_trace(tmp_path / "file", "oh") is None
