"""Services that fail, as the whole program meets them; single replies are tested in `tests/network/`."""

from __future__ import annotations

import gzip
import json
import logging
import random
import re
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.console import log_format
from pipeline.network import transport
from tests import ROOT
from tests.faults.fake_server import FakeServer, Fault, make_project, read_visible, reply, title_of

ROWS = 40


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIBMILL_HOSTS", "127.0.0.1")


@pytest.fixture(autouse=True)
def _quiet_log() -> Iterator[None]:
    yield
    log = logging.getLogger("bibmill")
    log.handlers.clear()
    log.propagate = True
    log.setLevel(logging.NOTSET)


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def one_in_four(handler: BaseHTTPRequestHandler, _number: int) -> bool:
    """A quarter of all answers is of no use, each in another way."""
    chance = random.random()
    if chance >= 0.25:
        return False
    kind = int(chance * 28)
    if kind == 0:
        reply(handler, 429, "", Retry_After="0.01")
    elif kind in (1, 2):
        reply(handler, random.choice((500, 502, 503, 504)), "<h1>trouble</h1>", Content_Type="text/html")
    elif kind == 3:
        reply(handler, 200, "<!doctype html><p>Please log in", Content_Type="text/html")
    elif kind == 4:
        reply(handler, 200, "")
    elif kind == 5:
        reply(handler, 200, '{"message": {"items": [', Content_Length="900")
        handler.close_connection = True
    else:
        handler.close_connection = True
    return True


def test_a_bad_day_ends_as_a_calm_one(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    calm = make_project(tmp_path / "calm", server.url, ROWS)
    assert run(calm, "bib", "--quiet") == 0
    random.seed(4)
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: time.sleep(0.001))
    monkeypatch.setattr("pipeline.network.rate_limiter.FAILURES_IN_A_ROW", 1000)
    server.fault = one_in_four
    bad = make_project(tmp_path / "bad", server.url, ROWS)
    assert run(bad, "bib", "--quiet") == 0
    assert read_visible(bad) == read_visible(calm)


@pytest.mark.parametrize(
    ("status", "headers", "requests"),
    [(403, {}, 1), (401, {}, 1), (429, {"Retry_After": "53578"}, 1)],
    ids=["refused", "unauthorized", "budget spent"],
)
def test_a_service_that_is_given_up_is_asked_once(
    server: FakeServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    status: int,
    headers: dict[str, str],
    requests: int,
):
    server.fault = lambda handler, _number: reply(handler, status, "{}", **headers)
    project = make_project(tmp_path, server.url, ROWS)
    assert run(project, "bib") == 0
    assert len(server.times) == requests
    assert f"{ROWS} rows wait for crossref" in capsys.readouterr().err
    assert "Unverified" in (project / "output/references.bib").read_text(encoding="utf-8")


def test_nobody_there(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    gone = FakeServer()
    gone.close()
    assert run(make_project(tmp_path, gone.url, ROWS), "bib", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["unmatched"], found["is_complete"]) == (ROWS, ROWS, False)
    assert "10 calls in a row failed" in found["sources"][0]["stopped"]
    assert found["sources"][0]["requests"] <= 3 * 3 + 10 + 3


def test_a_refresh_without_a_network_changes_nothing(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """However many days in a row; what failed is told as a problem, and no count is lost."""
    project = make_project(tmp_path, server.url, 5)
    assert run(project, "bib", "--quiet") == 0
    kept = (".bib", ".json", "ions.jsonl")
    before = {name: text for name, text in read_visible(project).items() if name.endswith(kept)}
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    server.fault = lambda handler, _number: reply(handler, 503, "")
    assert run(project, "refresh") == 0
    assert "in trouble" in capsys.readouterr().err
    after = read_visible(project)
    assert {name: after[name] for name in before} == before


def test_the_program_starts_no_other_program():
    """So it can neither push nor overwrite what a person committed meanwhile."""
    for path in (ROOT / "pipeline").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"^\s*(?:import|from) (?:subprocess|pty)\b|os\.(?:system|popen|exec|spawn)", text, re.MULTILINE
        ), path


def send_packed(status: int, body: bytes) -> Fault:
    """Packs one body for all requests. Status 0 leaves the server alone."""
    return lambda handler, _number: (
        status > 0 and reply(handler, status, body, Content_Encoding="gzip", Location=handler.path)
    )


def test_a_bomb_costs_no_memory(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A megabyte of gzip that is a gigabyte of nothing, in the answer and in the body of a redirect."""
    bomb = gzip.compress(b" " * 60_000_000, 1)
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    peaks = {}
    for status in (0, 200, 302):
        server.fault = send_packed(status, bomb)
        tracemalloc.start()
        assert run(make_project(tmp_path / str(status), server.url, 2), "bib", "--quiet") == 0
        peaks[status] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert max(peaks[200], peaks[302]) < peaks[0] + 60_000_000


def test_cookies_and_other_hosts_get_nothing(server: FakeServer, tmp_path: Path):
    stranger = FakeServer()
    try:
        server.fault = lambda handler, _number: reply(
            handler, 302, "", Location=f"{stranger.url}/works", Set_Cookie="id=1; Path=/"
        )
        assert run(make_project(tmp_path, server.url, 5), "bib", "--quiet") == 0
        assert (len(server.times) > 0, len(stranger.times)) == (True, 0)
    finally:
        stranger.close()


def test_the_log_tells_all_but_secrets(
    server: FakeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BIBMILL_CONTACT", "canary@mail.example")
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    server.fault = lambda handler, number: number == 2 and reply(handler, 429, "", Retry_After="7")
    assert run(make_project(tmp_path, server.url, 5), "bib", "-vv") == 0
    err = capsys.readouterr().err
    assert "5 rows in list.md" in err
    assert "crossref rests 7 s" in err
    assert "crossref /works 200" in err
    assert "canary" not in err
    assert title_of(1) not in err, "a question is no business of a log"


def test_a_line_of_the_log_is_one_line(capsys: pytest.CaptureFixture[str]):
    log_format.set_up_logging(1)
    logging.getLogger("bibmill.test").info("a\nbibmill: all is well \x1b[2J %s", "\x9b")
    logging.getLogger("bibmill.test").debug("not so loud")
    logging.getLogger("urllib3").info("https://api.example/?mailto=canary")
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("INFO bibmill.test: a\\nbibmill: all is well \\x1b[2J \\x9b")


@pytest.mark.parametrize("cap", [transport.TIMEOUT[0], transport.TIMEOUT[1], transport.DEADLINE])
def test_every_wait_for_a_service_has_an_end(cap: float):
    assert 0 < cap <= 60
