"""Standard output that is closed, full or narrow: told, and never the end of a run."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.console.streams import SafeStream, fill_closed_handles, write_raw
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


class Failing(io.StringIO):
    """A stream that fails in one of its ways, as the systems do."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure

    def write(self, _text: str) -> int:
        raise self.failure

    def flush(self) -> None:
        raise self.failure


FULL, CLOSED, GONE = (
    OSError(errno.ENOSPC, "No space left on device"),
    ValueError("I/O on closed file"),
    BrokenPipeError(),
)


@pytest.mark.parametrize(
    ("words", "failure", "code", "said"),
    [
        (["check"], FULL, 3, "cannot be written (no space left on device), so nothing of this was shown"),
        (["review", "--json"], CLOSED, 3, "cannot be written (i/o on closed file), so nothing of this was shown"),
        (["normalize"], FULL, 0, "so the summary is not shown; the files were written."),
        (["normalize", "--explain"], FULL, 3, "so nothing of this was shown"),
        (["check"], GONE, 0, ""),
        (["--version"], FULL, 3, "so nothing was shown; give it another place."),
        (["--version"], GONE, 0, ""),
        (["bake"], FULL, 2, "invalid choice"),
    ],
)
def test_what_a_stream_that_fails_makes_of_a_run(
    small_project: Path,
    words: list[str],
    failure: Exception,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr("sys.stdout", Failing(failure))
    assert cli.run(["-C", str(small_project), *words]) == code
    told = capsys.readouterr().err
    assert said in told
    assert bool(said) == bool(told)


class Raw(io.BytesIO):
    """What stands below a text stream, and fails."""

    def write(self, _data: object) -> int:
        raise FULL


@pytest.mark.parametrize("use", ["write", "flush", "write_raw"])
@pytest.mark.parametrize("failure", [FULL, CLOSED])
def test_the_first_failure_is_kept_and_nothing_written_after_it(use: str, failure: Exception):
    stream = SafeStream(Failing(failure))
    if use == "flush":
        stream.flush()
    elif use == "write":
        assert stream.write("text") == 4
    else:
        stream.write_raw(b"text")
    first = stream.failure
    assert isinstance(first, OSError)
    assert first.errno == (errno.ENOSPC if failure is FULL else errno.EBADF)
    stream.write_raw(b"more")
    stream.flush()
    assert (stream.failure, stream.isatty()) == (first, False)
    stream.discard()


def test_bytes_go_behind_the_text_or_fail_as_it_does():
    real = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write_raw(real, "é".encode())
    stream = SafeStream(real)
    stream.write("a")
    write_raw(stream, b"\xff")  # type: ignore[arg-type]  # as `sys.stdout` is one during a run
    assert real.buffer.getvalue() == b"\xc3\xa9a\xff"
    failing = SafeStream(io.TextIOWrapper(Raw(), encoding="ascii"))
    failing.write_raw(b"x")
    assert failing.failure is FULL


def test_text_that_is_held_is_written_once_or_taken():
    real = io.StringIO()
    stream = SafeStream(real)
    stream.hold()
    stream.write("a")
    stream.write_raw("é".encode())
    assert (stream.is_held, real.getvalue()) == (True, "")
    stream.release()
    stream.release()
    assert (stream.is_held, real.getvalue()) == (False, "aé")
    stream.hold()
    stream.writelines(["b", "c"])
    assert (stream.take(), stream.take(), real.getvalue()) == ("bc", "", "aé")


def test_a_stream_that_was_closed_before_takes_nothing():
    stream = SafeStream(None)
    stream.flush()
    assert (stream.failure, stream.isatty()) == (None, False)
    stream.write("a")
    assert isinstance(stream.failure, OSError)
    assert stream.failure.errno == errno.EBADF
    stream.discard()


def test_closed_handles_are_filled(monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []

    def fstat(number: int) -> None:
        if number == 1:
            raise OSError(errno.EBADF, "closed")

    monkeypatch.setattr("pipeline.console.streams.os.fstat", fstat)
    monkeypatch.setattr("pipeline.console.streams.os.open", lambda name, _flags: opened.append(name))
    fill_closed_handles()
    monkeypatch.undo()
    assert opened == [os.devnull]


@LINUX_ONLY
def test_what_is_still_buffered_is_sent_nowhere():
    reading, writing = os.pipe()
    os.close(reading)
    real = os.fdopen(writing, "w", encoding="utf-8")
    stream = SafeStream(real)
    stream.write("text")
    stream.flush()
    assert isinstance(stream.failure, BrokenPipeError)
    stream.discard()
    real.close()  # writes what is left, to /dev/null
