"""The real command in a child process, killed, interrupted or run twice: the next run goes on where it was."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests import ROOT
from tests.faults.fake_server import FakeServer, make_project, read_visible
from tests.systems import POSIX_ONLY

pytestmark = POSIX_ONLY

KILLS = int(os.environ.get("BIBMILL_KILLS", "5"))
ROWS = 30
IN_FLIGHT = 3


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer(delay=0.005)
    yield server
    server.close()


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "-C", str(project), "bib", *arguments]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"BIBMILL_HOSTS": "127.0.0.1"},
        preexec_fn=_hear_interrupts,
    )


def _hear_interrupts() -> None:
    """A shell has its background jobs ignore Ctrl-C, and all that they start: the tests may be such a job."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(project: Path, *arguments: str) -> str:
    with start(project, *arguments) as child:
        out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    return out


def test_killed_at_random_moments_and_continued(server: FakeServer, tmp_path: Path):
    """Byte-identical to a calm run; each kill costs at most the requests in flight."""
    calm = make_project(tmp_path / "calm", server.url, ROWS)
    finish(calm)
    expected = read_visible(calm)
    calm_requests = sum(server.requests.values())
    chance = random.Random(20)
    for nth in range(KILLS):
        server.requests.clear()
        server.times.clear()
        project = make_project(tmp_path / f"killed{nth}", server.url, ROWS)
        with start(project) as child:
            assert server.wait_for(chance.randint(1, calm_requests))
            time.sleep(chance.random() * 0.05)
            child.kill()
        finish(project)
        assert read_visible(project) == expected
        again = sum(count - 1 for count in server.requests.values())
        assert again <= IN_FLIGHT, f"{again} questions were asked again"


def wait_from_the_fifth_on(_handler: BaseHTTPRequestHandler, number: int) -> bool:
    if number > 4:
        time.sleep(20)
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_while_a_service_is_slow(tmp_path: Path, number: signal.Signals, code: int):
    """The command leaves at once, tells what was asked, and keeps what it has learned."""
    slow = FakeServer(fault=wait_from_the_fifth_on)
    project = make_project(tmp_path, slow.url, ROWS)
    try:
        with start(project) as child:
            assert slow.wait_for(6)
            child.send_signal(number)
            _, err = child.communicate(timeout=15)  # less than the slow answer takes
    finally:
        slow.close()
    assert child.returncode == code
    assert f"of {ROWS} rows were through" in err
    assert "crossref: " in err
    assert "what was learned is kept" in err
    assert "Traceback" not in err


def test_two_runs_at_once(server: FakeServer, tmp_path: Path):
    """The second one names the first and leaves; neither disturbs the other."""
    server.delay = 0.05
    project = make_project(tmp_path, server.url, ROWS)
    with start(project) as first:
        assert server.wait_for(3)
        with start(project) as second:
            _, err = second.communicate(timeout=20)
        assert second.returncode == 3
        assert f"process {first.pid} is at work on this folder" in err
        first.communicate(timeout=60)
    assert first.returncode == 0


def test_the_connection_is_lost_at_row_12(tmp_path: Path):
    """What was learned stays, the rest is told, and the next run asks only for the rest; the same bytes in the end."""
    server = FakeServer()
    try:
        calm = read_visible(_run_and_return(make_project(tmp_path / "calm", server.url, ROWS)))
        server.requests.clear()
        server.times.clear()
        server.fault = lambda handler, nth: nth > 12 and _hang_up(handler)
        project = make_project(tmp_path / "lost", server.url, ROWS)
        with start(project) as child:
            _, err = child.communicate(timeout=60)
        assert child.returncode == 0
        assert "rows wait for crossref" in err
        server.fault = lambda _handler, _nth: False
        learned = {path for path, count in list(server.requests.items())[:12]}
        server.requests.clear()
        finish(project)
        found = read_visible(project)
        ledgers = [sorted(files.pop("data/enriched/keys.jsonl").splitlines()) for files in (calm, found)]
        assert found == calm
        assert ledgers[0] == ledgers[1], "the same keys, in the order in which they were given"
        assert not learned & server.requests.keys()
    finally:
        server.close()


def _run_and_return(project: Path) -> Path:
    finish(project)
    return project


def _hang_up(handler: BaseHTTPRequestHandler) -> bool:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)
    return True
