"""Every file that is read, with something else in its place: a sentence with its name, and nobody waits or loses."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.project.artefacts import KINDS
from tests.commands.test_commands import LIBRARY, LIST
from tests.faults.fake_server import FakeServer, make_project
from tests.faults.test_strangers import COMMANDS
from tests.small_projects import WITHOUT_SOURCES, write_files
from tests.systems import LINUX_ONLY

pytestmark = LINUX_ONLY

CACHED = ("manifest.json", "publishing.json", "asked.json", "refresh.jsonl", "lock", "holder")
FACTS = ("facts.sqlite", "facts.sqlite-wal", "facts.sqlite-shm", "facts.sqlite-journal")
FILES = (
    "pipeline.yaml",
    "list.md",
    "data/library/own.json",
    "data/decisions.yaml",
    *(f"data/enriched/{name}.jsonl" for name in KINDS),
    *(f".cache/{name}" for name in (*CACHED, *FACTS)),
    "output/references.bib",
    "output/references.json",
)
BIB = "@misc{own, title = {Some other title}}"
FOLDERS = ("data/enriched", ".cache", "output", "data/library")
PROJECT = [name for name in COMMANDS if name != "init"]


def put_folder(path: Path) -> None:
    path.mkdir()
    (path / "file").write_text("x")


def put_socket(path: Path) -> None:
    before = os.getcwd()
    os.chdir(path.parent)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(before)


def put_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a named pipe": lambda path: os.mkfifo(path),
    "a socket": put_socket,
    "a folder": put_folder,
    "a link to nothing": lambda path: path.symlink_to("/nowhere/at/all"),
    "a link to outside": lambda path: path.symlink_to("/etc/hostname"),
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a huge file": put_huge,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose last run left a row open, so that the next one reads everything again."""
    root = tmp_path_factory.mktemp("template")
    settings = "raw: [list.md]\n" + WITHOUT_SOURCES.replace("openalex: {enabled: false}", "openalex: {}")
    texts = {"pipeline.yaml": settings, "list.md": LIST, "data/library/own.json": LIBRARY}
    write_files(root, {**texts, "data/decisions.yaml": "[]\n"})
    assert cli.run(["-C", str(root), "bib", "--quiet", "--offline"]) == 0
    return root


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it; a run that waits for ever ends the test."""
    shutil.copytree(template, tmp_path / "project")
    signal.alarm(60)
    yield tmp_path / "project"
    signal.alarm(0)


def damage(project: Path, name: str, kind: str) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    DAMAGE[kind](path)


def read_all(project: Path) -> dict[str, bytes]:
    """All files but those of the cache, and what a device or a huge one holds."""
    found = (path for path in project.rglob("*") if ".cache" not in path.parts and not path.is_symlink())
    small = (path for path in found if path.is_file() and path.stat().st_size < 10_000_000)
    return {str(path.relative_to(project)): path.read_bytes() for path in small}


def run(project: Path, command: str) -> int:
    return cli.run(["-C", str(project), command, *COMMANDS[command], "--offline"])


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind != "a huge file"])
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_file_is_told(project: Path, capsys: pytest.CaptureFixture[str], name: str, kind: str):
    damage(project, name, kind)
    for command in PROJECT:
        before = read_all(project)
        code = run(project, command)
        said = capsys.readouterr().err
        is_named = any(f"{name}: {one}" in said for one in ("this is ", "cannot be read (is a ", "a file stands where"))
        assert code == 0 or (code == 3 and is_named), f"{command}: {code} {said}"
        assert not code or said.count("\n") == 1 or command == "check", said
        assert read_all(project) == before or not code, command
        if not code and command == "bib":
            pytest.fail("bib needs every file")


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_in_the_place_of_a_folder(project: Path, capsys: pytest.CaptureFixture[str], name: str):
    shutil.rmtree(project / name)
    (project / name).write_text("x")
    for command in PROJECT if name != "data/library" else ("bib", "check"):
        assert run(project, command) == 3
        assert (
            f"{name}: a file is where a folder is needed; nothing was changed, move it away." in capsys.readouterr().err
        )


@pytest.mark.parametrize("name", FILES)
def test_a_huge_file_is_not_read(project: Path, capsys: pytest.CaptureFixture[str], name: str):
    told = {name, ".cache/facts.sqlite"} if name.startswith(".cache/facts") else {name}
    for command in PROJECT:
        damage(project, name, "a huge file")
        before = read_all(project)
        code = run(project, command)
        said = capsys.readouterr().err
        assert code == 0 or name in said, f"{command}: {code} {said}"
        assert code in (0, 3), f"{command}: {code} {said}"
        assert not code or command == "check" or f"{name}: cannot be read (larger than " in said, said
        assert read_all(project) == before or not code, command
        if command == "bib" and not name.endswith(HARMLESS):
            assert any(one in said for one in told), said


HARMLESS = ("lock", "holder", "-wal", "-shm", ".bib", ".json", "refresh.jsonl", "problems.jsonl", "conflicts.jsonl")
"""Of these nothing is read, or `bib` makes them again whatever they hold."""


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose matches and counts are of a source that is gone: what it forgets, nobody gives back."""
    server = FakeServer()
    project = make_project(tmp_path_factory.mktemp("remembering"), server.url, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIBMILL_HOSTS", server.url.removeprefix("http://"))
        write_files(project, {"data/decisions.yaml": "[]\n"})
        assert cli.run(["-C", str(project), "bib", "--quiet"]) == 0
        server.close()
        yield project


@pytest.mark.parametrize(
    ("operation", "code", "said"),
    [
        ("open", errno.EMFILE, "too many "),
        ("open", errno.EIO, "input/output error"),
        ("stat", errno.EIO, "input/output error"),
        ("fstat", errno.ENOMEM, " memory"),
        ("listdir", errno.EACCES, "permission denied"),
    ],
)
def test_what_fails_once_loses_nothing(
    remembering: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    operation: str,
    code: int,
    said: str,
):
    """At any call on the disk: the run makes the same files, or ends with a sentence; nothing is taken for damaged."""
    before, real = read_all(remembering), getattr(os, operation)
    reached, at = True, 1
    while reached:
        (remembering / ".cache/manifest.json").unlink(missing_ok=True)
        calls: list[int] = []

        def fail(*given: object, at: int = at, calls: list[int] = calls, **named: object) -> object:
            calls.append(1)
            if len(calls) == at and "site-packages" not in str(given) and "/pipeline/" not in str(given):
                raise OSError(code, os.strerror(code))
            return real(*given, **named)

        monkeypatch.setattr(os, operation, fail)
        ended = cli.run(["-C", str(remembering), "bib", "--offline"])
        monkeypatch.setattr(os, operation, real)
        told = capsys.readouterr().err
        assert ended == 0 or (ended == 3 and said in told and told.count("\n") == 1), f"call {at}: {ended} {told}"
        assert not any(word in told for word in ("bug", "Traceback", "damaged", "broken")), f"call {at}: {told}"
        assert read_all(remembering) == before, f"call {at}"
        assert not list((remembering / ".cache").glob("*.broken-*"))
        reached, at = len(calls) >= at, at + (1 if operation == "listdir" else 31)


def test_the_manifest_of_an_earlier_version_is_not_told(project: Path, capsys: pytest.CaptureFixture[str]):
    before = read_all(project)
    earlier = '{"inputs": "0a", "made": "0b", "names": ["output/references.bib"], "is_complete": true, "summary": {}}'
    (project / ".cache/manifest.json").write_text(earlier, encoding="utf-8")
    assert run(project, "bib") == 0
    assert "another version" not in capsys.readouterr().err
    assert read_all(project) == before


@pytest.mark.parametrize("text", ["", "null", "{", "[" * 100_000, '{"made":"0a"}', "\0", "\udcff"], ids=range(7))
@pytest.mark.parametrize("name", ["manifest.json", "publishing.json", "asked.json"])
@pytest.mark.parametrize("command", ["bib", "refresh", "emit"])
def test_a_damaged_note_is_set_aside_and_told(
    project: Path, capsys: pytest.CaptureFixture[str], command: str, name: str, text: str
):
    before = read_all(project)
    raw = text.encode("utf-8", "surrogateescape")
    (project / ".cache" / name).write_bytes(raw)
    assert run(project, "check") == 3
    assert (
        f".cache/{name}: this file is damaged or of another version; `bibmill bib` sets it aside"
        in capsys.readouterr().err
    )
    assert run(project, command) == 0
    told = capsys.readouterr().err
    assert f".cache/{name}: this file is damaged or of another version and is now {name}.broken-1; " in told
    assert (project / f".cache/{name}.broken-1").read_bytes() == raw
    assert read_all(project) == before
    assert run(project, command) == 0
    assert "damaged" not in capsys.readouterr().err


def test_what_a_refresh_left_is_told_when_it_is_damaged(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / ".cache/refresh.jsonl").write_text('{"source":"crossref","day":"2026-01-04","found":[]}\n{"source":"cr')
    assert run(project, "refresh") == 0
    told = capsys.readouterr().err
    assert ".cache/refresh.jsonl:2: 1 line of a refresh that was cut off cannot be read (cut); what they said" in told


@pytest.mark.parametrize(
    "name", ["caf\udce9", "x" * 250, "a\nb\x1b[2J", "\u202e"], ids=["bytes", "long", "escapes", "bidi"]
)
@pytest.mark.parametrize("folder", ["data/raw", "data/library", "data/enriched", "output", ".cache"])
@pytest.mark.parametrize("kind", ["a folder", "a named pipe", "bytes", "a good one"])
def test_any_name_is_one_printable_line(
    project: Path, capsys: pytest.CaptureFixture[str], folder: str, name: str, kind: str
):
    ending = {"data/raw": ".md", "data/library": ".bib"}.get(folder, "")
    write_files(project, {"pipeline.yaml": 'raw: ["data/raw/*.md"]\n' + WITHOUT_SOURCES, "data/raw/list.md": LIST})
    path = project / folder / (name + ending)
    if kind in DAMAGE:
        DAMAGE[kind](path)
    else:
        path.write_bytes(b"\xff\xfe\x00" if kind == "bytes" else (LIST if ending == ".md" else BIB).encode())
    for command in ("bib", *PROJECT):
        assert run(project, command) in (0, 2, 3)
        said = capsys.readouterr()
        assert all(line.isprintable() for line in (said.err + said.out).split("\n")), said
        lines = [line for line in said.err.split("\n") if line and not line.startswith("  ")]
        assert all(line.startswith("bibmill: ") for line in lines), said.err
        assert command == "check" or len(lines) <= 1, said.err
