"""A command that serves a corpus: it is started, waited for, and ended with all that it started."""

from __future__ import annotations

import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from evaluate.doubles import find_port, serve
from evaluate.errors import MeasureError

SERVER = f"'{sys.executable}' -m http.server --bind 127.0.0.1 --directory {{corpus}} {{port}}"


def is_open(port: int | None, seconds: float = 10) -> bool:
    """Whether somebody still listens, some time after the end: a grandchild may need a moment."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as ask:
            if ask.connect_ex(("127.0.0.1", port or 0)):
                return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("command", [SERVER, f'sh -c "{SERVER} & wait"'], ids=["itself", "by a shell"])
def test_it_serves_until_the_context_ends(command: str, tmp_path: Path):
    corpus = tmp_path / "some corpus"
    corpus.mkdir()
    (corpus / "paper").write_text("seen")
    command = command.replace("{corpus}", "'{corpus}'") if command.startswith("sh") else command
    with serve(command, corpus, tmp_path / "log") as url:
        assert urlopen(f"{url}/paper").read() == b"seen"
    assert not is_open(urlsplit(url).port)


def test_a_double_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("evaluate.doubles._STOPPING_SECONDS", 0.3)
    code = "import signal, runpy; signal.signal(15, signal.SIG_IGN); runpy.run_module('http.server', None, '__main__')"
    command = f'"{sys.executable}" -c "{code}"'
    with serve(f"{command} --bind 127.0.0.1 {{port}}", tmp_path, tmp_path / "log") as url:
        assert is_open(urlsplit(url).port, 0.01)
    assert not is_open(urlsplit(url).port)


def test_it_ends_when_measuring_fails(tmp_path: Path):
    measuring = ExitStack()
    url = measuring.enter_context(serve(SERVER, tmp_path, tmp_path / "log"))
    measuring.callback(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        measuring.close()
    assert not is_open(urlsplit(url).port)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import sys; print('no such corpus'); sys.exit(3)", "ended with 3 before it answered: no such corpus"),
        ("import time; time.sleep(60)", r"did not answer at port \d+ within 0 s"),
    ],
)
def test_a_double_that_does_not_start(code: str, sentence: str, tmp_path: Path):
    command = f'"{sys.executable}" -c "{code}"'
    seconds = 0.3 if "sleep" in code else 30.0
    with pytest.raises(MeasureError, match=sentence), serve(command, tmp_path, tmp_path / "log", seconds):
        pass


def test_a_command_that_is_not_there(tmp_path: Path):
    with pytest.raises(MeasureError, match="`no-such-command` cannot be started"):
        serve("no-such-command {corpus} {port}", tmp_path, tmp_path / "log").__enter__()


def test_a_port_is_free():
    assert not is_open(find_port())
