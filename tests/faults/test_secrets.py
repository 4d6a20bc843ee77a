"""A stranger's project is run with keys in the environment: they go to hosts that the user named, and nowhere else."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from pipeline import cli
from tests.faults.fake_server import FakeServer, make_list, reply
from tests.model.test_urls import ELSEWHERE, NO_ADDRESS

CONTACT = "canary@mail.example"
SECRETS = {"OPENALEX_API_KEY": "CANARY/ONE", "S2_API_KEY": "CANARY/TWO", "AWS_SECRET_ACCESS_KEY": "CANARY/AWS"}
KEYED = ("openalex", "semantic_scholar", "crossref")


class Recorder:
    """A server, and whole requests as they came to it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.location = ""
        self.server = FakeServer(fault=self._record)
        self.url = self.server.url
        self.place = self.url.removeprefix("http://")

    def _record(self, handler: BaseHTTPRequestHandler, _number: int) -> bool:
        self.heard.append(f"{handler.path}\n{handler.headers}")
        if self.location:
            reply(handler, 302, "", Location=self.location + handler.path)
            return True
        reply(handler, 200, '{"results": [], "message": {"items": []}, "data": [], "next": "http://127.0.0.1:1/next"}')
        return True


@pytest.fixture
def own() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.server.close()


@pytest.fixture
def stranger() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.server.close()


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BIBMILL_CONTACT", CONTACT)
    for name in ("BIBMILL_HOSTS", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    yield
    log = logging.getLogger("bibmill")
    log.handlers.clear()
    log.propagate = True
    log.setLevel(logging.NOTSET)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where a socket was to be connected; no one is."""
    places: list[object] = []

    def connect(_socket: socket.socket, address: object) -> None:
        places.append(address)
        raise ConnectionRefusedError

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        places.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return places


def make_project(root: Path, **urls: str) -> Path:
    """A project whose sources have these addresses, and that asks no other."""
    names = ("crossref", "semantic_scholar", "openalex", "arxiv", "datacite")
    sources = {
        name: {"base_url": urls[name], "per_second": 1000} if name in urls else {"enabled": False} for name in names
    }
    root.mkdir(parents=True, exist_ok=True)
    (root / "list.md").write_text(make_list(2), encoding="utf-8")
    (root / "pipeline.yaml").write_text(json.dumps({"raw": ["list.md"], "sources": sources}), encoding="utf-8")
    return root


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def find_secrets(text: str) -> list[str]:
    """The secrets in a text, as they are and as an address spells them."""
    spelled = [form for secret in (*SECRETS.values(), CONTACT) for form in (secret, quote(secret, safe=""))]
    return [form for form in spelled if form in text]


@pytest.mark.parametrize("how", ["flag", "flag with a comma", "variable", "all ports"])
def test_an_allowed_host_gets_the_keys(own: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str):
    flags = {
        "flag": ["--allow-host", own.place],
        "flag with a comma": ["--allow-host", f"other.example, {own.place}"],
        "all ports": ["--allow-host", "other.example", "--allow-host", "127.0.0.1"],
    }.get(how, [])
    if how == "variable":
        monkeypatch.setenv("BIBMILL_HOSTS", f"other.example,{own.place}")
    assert run(make_project(tmp_path, **dict.fromkeys(KEYED, own.url)), "bib", "--quiet", *flags) == 0
    heard = "\n".join(own.heard)
    assert "Authorization: Bearer CANARY/ONE" in heard
    assert "x-api-key: CANARY/TWO" in heard
    assert quote(CONTACT, safe="") in heard
    assert "CANARY/AWS" not in heard
    assert "referer:" not in heard.lower()


@pytest.mark.parametrize("allowed", ["", "127.0.0.1:1", "localhost", "other.example"])
def test_a_host_that_is_not_allowed_gets_nothing(
    stranger: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str], allowed: str
):
    project = make_project(tmp_path, **dict.fromkeys(KEYED, stranger.url))
    assert run(project, "bib", "--allow-host", allowed) == 0
    assert stranger.heard == []
    told = capsys.readouterr()
    assert f"2 rows wait for openalex: {stranger.place} is not its own host; openalex is asked there only" in told.err
    assert f"--allow-host {stranger.place} (or in BIBMILL_HOSTS)" in told.err
    assert "asked at" not in told.out
    assert (project / "output/references.bib").exists()
    assert run(project, "refresh", "--allow-host", allowed) == 0
    assert run(project, "bib", "--allow-host", stranger.place) == 0
    assert len(stranger.heard) > 0, "what was not asked for want of a permission is asked with one"


@pytest.mark.parametrize("url", [*ELSEWHERE, *NO_ADDRESS])
def test_no_spelling_of_an_address_leads_anywhere(url: str, tmp_path: Path, reached: list[object]):
    """Not even by way of a name server; wrong settings write nothing."""
    project = make_project(tmp_path, openalex=url or "https://", semantic_scholar=url or "https://")
    code = run(project, "bib", "--quiet")
    assert reached == []
    assert code == (2 if url in NO_ADDRESS else 0)
    assert (project / "output").exists() == (code == 0)


def test_the_sources_own_hosts_are_asked(tmp_path: Path, reached: list[object]):
    """So that the test above does not pass for another reason."""
    project = make_project(tmp_path, openalex="https://api.openalex.org", crossref="https://API.crossref.org:443/")
    assert run(project, "bib", "--quiet") == 0
    assert {"api.openalex.org", "api.crossref.org"} <= set(reached)


def test_a_name_that_leads_inside_is_dropped(
    stranger: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A name server of a stranger's network says that the API is on this machine."""
    port = int(stranger.place.rpartition(":")[2])
    place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: place)
    assert run(make_project(tmp_path, openalex="https://api.openalex.org"), "bib") == 0
    assert stranger.heard == []
    assert "api.openalex.org led to 127.0.0.1, an address inside this network" in capsys.readouterr().err


@pytest.mark.parametrize(
    "target", ["{stranger}", "http://localhost:{port}", "//127.0.0.1:{port}", "http://{own}@{host}"]
)
def test_a_redirect_takes_nothing_along(own: Recorder, stranger: Recorder, tmp_path: Path, target: str):
    port = stranger.place.rpartition(":")[2]
    own.location = target.format(stranger=stranger.url, port=port, own=own.place, host=stranger.place)
    project = make_project(tmp_path, **dict.fromkeys(KEYED, own.url))
    assert run(project, "bib", "--quiet", "--allow-host", "127.0.0.1,localhost") == 0
    assert len(own.heard) > 0
    assert stranger.heard == [], "though the user allows it: a service is asked where its address says"


def test_a_variable_of_this_machine_is_not_sent(own: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project = make_project(tmp_path, openalex=own.url)
    settings = (project / "pipeline.yaml").read_text(encoding="utf-8")
    for variable in ("AWS_SECRET_ACCESS_KEY", "S2_API_KEY"):
        changed = settings.replace('"per_second"', f'"key_env": "{variable}", "per_second"')
        (project / "pipeline.yaml").write_text(changed, encoding="utf-8")
        assert run(project, "bib", "--allow-host", own.place) == 2
        assert f"sources.openalex.key_env: “{variable}” is no variable" in capsys.readouterr().err
    assert own.heard == []
    assert sorted(path.name for path in project.iterdir()) == ["list.md", "pipeline.yaml"]


@pytest.mark.parametrize("trouble", ["none", "echo", "refusal", "bug"])
def test_secrets_are_in_no_file_and_no_line(
    own: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    trouble: str,
):
    """Whatever the service says and whatever breaks; `-vv` and the trace of a bug among it."""
    said = json.dumps({"error": f"{SECRETS['OPENALEX_API_KEY']} {SECRETS['S2_API_KEY']} {CONTACT}", "message": CONTACT})
    if trouble in ("echo", "refusal"):
        status = 200 if trouble == "echo" else 403
        own.server.fault = lambda handler, _n: own.heard.append("x") or reply(handler, status, said) is None  # type: ignore[func-returns-value]
    if trouble == "bug":

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr("pipeline.network.transport.HttpTransport._exchange", fail)
    project = make_project(tmp_path, **dict.fromkeys(KEYED, own.url))
    for command in ("bib", "refresh", "check", "review"):
        run(project, command, "-vv", "--allow-host", own.place)
        run(project, command, "--json", "--allow-host", own.place)
    printed = capfd.readouterr()
    assert find_secrets(printed.out + printed.err) == []
    assert bool(own.heard) is (trouble != "bug")
    written = {path: path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) > 3
    assert {path: found for path, text in written.items() if (found := find_secrets(text))} == {}


class Proxy:
    """A proxy on this machine that lets nobody through; `heard` is all that it was told."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.heard = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._socket.accept()
                with peer, suppress(OSError):
                    self.heard += peer.recv(65_536)
                    peer.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    proxy = Proxy()
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.url)
    yield proxy
    proxy.close()


def test_a_proxy_learns_the_name_of_the_host_alone(proxy: Proxy, tmp_path: Path):
    """It may be on this machine, as with those whom it is to lead out of their country."""
    assert run(make_project(tmp_path, openalex="https://api.openalex.org"), "bib", "--quiet") == 0
    assert b"CONNECT api.openalex.org:443" in proxy.heard
    assert find_secrets(proxy.heard.decode("latin-1")) == []
    assert b"bibmill" not in proxy.heard


def test_this_machine_is_asked_past_the_proxy(proxy: Proxy, own: Recorder, tmp_path: Path):
    """Over plain HTTP it would read the keys."""
    project = make_project(tmp_path, openalex=own.url)
    assert run(project, "bib", "--quiet", "--allow-host", own.place) == 0
    assert proxy.heard == b""
    assert "CANARY/ONE" in own.heard[0]


def test_the_summary_names_each_host_that_was_asked(own: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A service that had only to be looked up in the cache was not asked."""
    urls = {"crossref": own.url, "openalex": "https://not-allowed.example"}
    project = make_project(tmp_path / "words", **urls)
    for asked in (f"; asked at {own.place}.\n", "."):
        assert run(project, "bib", "--allow-host", own.place) == 0
        [line] = [line for line in capsys.readouterr().out.splitlines(keepends=True) if line.startswith("crossref: ")]
        assert line.rstrip("\n").endswith(f"answers from the cache{asked}".rstrip("\n"))
    for host in (own.place, ""):
        assert run(make_project(tmp_path / "json", **urls), "bib", "--json", "--allow-host", own.place) == 0
        [crossref] = json.loads(capsys.readouterr().out)["sources"]
        assert (crossref["service"], crossref.get("host", "")) == ("crossref", host)


def test_check_tells_which_host_needs_a_permission(own: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project = make_project(tmp_path, crossref=own.url)
    assert run(project, "bib", "--quiet", "--allow-host", own.place) == 0
    assert run(project, "check", "--allow-host", own.place) == 0
    capsys.readouterr()
    assert run(project, "check") == 3
    err = capsys.readouterr().err
    assert f"pipeline.yaml: sources.crossref.base_url: {own.place} is not its own host" in err
