"""Other people's checkers: where they are, how they are run against a double, and how their reports are read."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from evaluate import redirected
from evaluate.errors import MeasureError
from evaluate.rival_checkers import Checker, find_installed, list_checkers, read_report, run_checker, to_redirections
from pipeline.model.verification import EntryStatus
from tests.systems import POSIX_ONLY

SCRIPT = """
import json, os, sys, time, urllib.error, urllib.request
start = time.monotonic(), time.time()
time.sleep(5000)
assert time.monotonic() - start[0] >= 5000 <= time.time() - start[1]
asked = "https://api.crossref.org/works/10.1/x", urllib.request.Request("https://www.ebi.ac.uk/europepmc/x")
said = [urllib.request.urlopen(one).read().decode() for one in asked]
try:
    urllib.request.urlopen("https://example.org/")
except urllib.error.URLError as error:
    said.append(str(error.reason))
out = sys.argv[sys.argv.index("-o") + 1]
entry = {"key": sys.argv[2], "verdict": " + ".join([*said, *sorted(name for name in os.environ if "KEY" in name)])}
open(out, "w").write(json.dumps({"results": [entry]}))
sys.exit(3)
"""
CHECKERS = {one.name: one for one in list_checkers()}


class Double(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def double() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Double) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def install(folder: Path, text: str) -> Path:
    folder.mkdir()
    script = folder / "bibaudit"
    script.write_text(text)
    script.chmod(0o755)
    (folder / "python").symlink_to(sys.executable)
    return folder


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", "secret")


@POSIX_ONLY
@pytest.mark.usefixtures("_keys")
def test_all_that_a_checker_asks_goes_to_the_double(double: str, tmp_path: Path):
    folders = os.pathsep.join(["", str(tmp_path / "nothing"), str(install(tmp_path / "bin", SCRIPT))])
    ((checker, script),) = find_installed(folders)
    seen = Checker(checker.name, "", checker.arguments, "results", "verdict", "", {})
    told = run_checker(seen, script, Path("refs.bib"), double, tmp_path / "run")
    assert told == {"refs.bib": EntryStatus.SUSPICIOUS}
    (entry,) = json.loads((tmp_path / "run" / "report.json").read_text())["results"]
    assert entry["verdict"].split(" + ") == [
        "/crossref/works/10.1/x",
        '{"hitCount": 0, "resultList": {"result": []}}',
        "https://example.org/ is not in the table",
    ]


@POSIX_ONLY
def test_a_checker_that_reports_nothing(tmp_path: Path):
    install(tmp_path / "bin", "raise SystemExit('no such option')")
    ((checker, script),) = find_installed(str(tmp_path / "bin"))
    with pytest.raises(MeasureError, match="bibaudit reports nothing: no such option"):
        run_checker(checker, script, Path("refs.bib"), "http://127.0.0.1:9", tmp_path / "run")


@POSIX_ONLY
def test_no_checker_is_looked_for_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(install(tmp_path / "bin", SCRIPT)))
    assert list(find_installed("")) == []


@pytest.mark.parametrize(
    ("name", "report", "statuses"),
    [
        ("bibtex-updater", '{"key": "a", "status": "verified"}\n\n{"key": "b", "status": "year_mismatch"}\n', "v s"),
        ("bibtex-updater", '{"key": "a", "status": "not_found"}\n{"key": "b", "status": "unconfirmed"}\n', "n u"),
        ("bibaudit", '{"results": [{"key": "a", "verdict": "OK"}, {"key": "b", "verdict": "WRONG-WORK"}]}', "v s"),
        ("bibaudit", '{"results": [{"key": "a", "verdict": "UNCONFIRMED"}]}', "n"),
        ("citecheck", '{"results": [{"key": "a", "verdict": "CHECK"}, {"key": "b", "verdict": "ERROR"}]}', "s u"),
    ],
)
def test_reports_are_read(name: str, report: str, statuses: str):
    letters = {"v": EntryStatus.VERIFIED, "s": EntryStatus.SUSPICIOUS, "n": EntryStatus.NOT_FOUND}
    expected = [letters.get(letter, EntryStatus.UNKNOWN) for letter in statuses.split()]
    assert list(read_report(CHECKERS[name], report.encode()).values()) == expected


@pytest.mark.parametrize("report", ["", "[]", '{"results": [{"key": "a"}]}', '{"results": 1}'])
def test_a_report_of_another_shape(report: str):
    with pytest.raises(MeasureError, match="the report of bibaudit is of another shape"):
        read_report(CHECKERS["bibaudit"], report.encode())


TABLE = {"sent": {"https://a.example": "http://127.0.0.1:1/a"}, "empty": {"https://b.example": "none"}}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://a.example", ("http://127.0.0.1:1/a", None)),
        ("https://a.example/works?q=1", ("http://127.0.0.1:1/a/works?q=1", None)),
        ("https://a.example?q=1", ("http://127.0.0.1:1/a?q=1", None)),
        ("https://a.example.org/works", ("", None)),
        ("http://127.0.0.1:1/a/works", ("http://127.0.0.1:1/a/works", None)),
        ("https://b.example/x", ("", "none")),
        ("https://c.example/x", ("", None)),
    ],
)
def test_where_a_request_goes(url: str, place: tuple[str, str | None]):
    assert redirected.find_place(url, TABLE) == place


def test_httpx_is_redirected():
    class Url(str):
        @property
        def netloc(self) -> bytes:
            return self.split("/")[2].encode()

    class Client:
        def send(self, request, **_named):
            return request

    def respond(status, content, request):
        return status, content

    httpx = SimpleNamespace(Client=Client, URL=Url, Response=respond, ConnectError=lambda said, request: OSError(said))
    redirected.redirect_httpx(httpx, TABLE)

    def send(url: str):
        return Client().send(SimpleNamespace(url=url, headers={}))

    sent = send("https://a.example/x")
    assert (sent.url, sent.headers) == ("http://127.0.0.1:1/a/x", {"Host": "127.0.0.1:1"})
    assert send("https://b.example/x") == (200, b"none")
    with pytest.raises(OSError, match=r"https://c\.example/x is not in the table"):
        send("https://c.example/x")


def test_the_table_names_places_of_the_double():
    table = json.loads(to_redirections("http://127.0.0.1:1/"))
    assert table["sent"]["https://api.crossref.org"] == "http://127.0.0.1:1/crossref"
    assert redirected.find_place("https://api.openalex.org/sources", table) == ("", None)
