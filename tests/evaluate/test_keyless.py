"""A run without keys: its project, its environment, and what is read back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evaluate.errors import MeasureError
from evaluate.keyless import CONTACT, keyless_environment, measure_keyless, read_requests, write_project
from evaluate.rows import Gold, ListedRow

ROW = ListedRow("Seeing Things With Many Words", "CVPR", "2018", Gold("Seeing Things With Many Words", "10.1109/1"))
ITEM = {
    "DOI": "10.1109/1",
    "type": "proceedings-article",
    "title": [ROW.title],
    "author": [{"given": "Jane", "family": "Doe"}],
    "container-title": ["2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition"],
    "issued": {"date-parts": [[2018, 6]]},
    "publisher": "IEEE",
}


class Double(BaseHTTPRequestHandler):
    """Crossref has one paper; whoever else is asked has nothing."""

    agents: list[str] = []
    keys: list[str] = []

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        self.keys.append(self.headers.get("x-api-key", ""))
        has_it = self.path.startswith("/crossref")
        message = {"message": {"items": [ITEM], "total-results": 1}} if "?" in self.path else {"message": ITEM}
        body = json.dumps({"status": "ok", **message} if has_it else {}).encode()
        self.send_response(200 if has_it else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def double() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Double) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_project_whose_sources_are_the_double(tmp_path: Path):
    write_project(tmp_path, [ROW], "http://127.0.0.1:9/")
    settings = json.loads((tmp_path / "pipeline.yaml").read_text())
    assert settings["sources"]["crossref"]["base_url"] == "http://127.0.0.1:9/crossref"
    assert ROW.title in (tmp_path / settings["raw"][0]).read_text()


def test_no_key_and_no_setting_of_the_person_is_handed_on(monkeypatch: pytest.MonkeyPatch):
    for name in ("S2_API_KEY", "OPENALEX_API_KEY", "BIBMILL_CACHE"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("SOMETHING_ELSE", "kept")
    known = keyless_environment("http://127.0.0.1:9")
    assert {name: value for name, value in known.items() if name.startswith(("BIBMILL_", "S2_", "OPENALEX_"))} == {
        "BIBMILL_HOSTS": "127.0.0.1:9",
        "BIBMILL_CONTACT": CONTACT,
    }
    assert known["SOMETHING_ELSE"] == "kept"


def test_two_runs(double: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("S2_API_KEY", "secret")
    result = measure_keyless([ROW], double, tmp_path)
    assert [score.grade for score in result.scores] == ["right"]
    assert result.requests["crossref"] >= 1
    assert sum(result.requests_again.values()) == 0
    assert result.first > 0 < result.second
    assert any(CONTACT in agent for agent in Double.agents)
    assert "secret" not in Double.keys


@pytest.mark.parametrize(
    ("said", "requests"),
    [
        ({"sources": [{"service": "a", "requests": 2}, {"service": "b"}]}, {"a": 2, "b": 0}),
        ({"sources": [{"service": "a", "requests": 2}, {"service": "a (search)", "requests": 3}]}, {"a": 5}),
        ({}, {}),
    ],
)
def test_requests_are_told_by_source(said: dict[str, object], requests: dict[str, int]):
    assert read_requests(json.dumps(said)) == requests


def test_a_run_that_fails_says_why(tmp_path: Path):
    with pytest.raises(MeasureError, match="the run without keys ended with 2"):
        measure_keyless([ROW], "ftp://nowhere", tmp_path)
