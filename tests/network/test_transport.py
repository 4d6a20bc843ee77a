"""The session: what it never sends, and servers that cut, garble, drip, flood or redirect."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import responses

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import hosts_of
from pipeline.network import connection, transport
from pipeline.network.messages import Request, Response, Service
from pipeline.network.transport import HttpTransport

WORKS = Request(Service("toy", "https://toy.example", {}), "/works")


@pytest.fixture
def session() -> Iterator[HttpTransport]:
    session = HttpTransport(hosts_of(["http://127.0.0.1"]))
    yield session
    session.close()


def fetch(session: HttpTransport, url: str) -> Response:
    return session.send(WORKS, url, None, {})


def refusal(session: HttpTransport, url: str) -> NoReplyError:
    with pytest.raises(NoReplyError) as caught:
        fetch(session, url)
    return caught.value


def test_no_netrc_no_cookies(session: HttpTransport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password CANARY\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with responses.RequestsMock() as web:
        web.get("https://toy.example/works", json={}, headers={"Set-Cookie": "id=1; Path=/"})
        for _ in range(2):
            assert fetch(session, "https://toy.example/works").body == b"{}"
        assert all("Authorization" not in sent.request.headers for sent in web.calls)
        assert all("Cookie" not in sent.request.headers for sent in web.calls)


class Server:
    """A socket on this machine that answers each connection with what a test wrote, byte by byte."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0
        self._peer: socket.socket | None = None
        self.talk: Callable[[socket.socket], None] = lambda _: None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._peer = peer
            with peer, suppress(OSError):
                while peer.recv(65_536):
                    self.talk(peer)

    def close(self) -> None:
        for open_socket in filter(None, (self._socket, self._peer)):
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._socket.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def say(*parts: bytes, hang_up: bool = True) -> Callable[[socket.socket], None]:
    def talk(peer: socket.socket) -> None:
        for part in parts:
            peer.sendall(part)
        if hang_up:
            peer.shutdown(socket.SHUT_WR)

    return talk


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def test_connections_are_kept(session: HttpTransport, server: Server) -> None:
    server.talk = say(OK + b"Content-Length: 2\r\n\r\n{}", hang_up=False)
    for _ in range(3):
        assert fetch(session, server.url).body == b"{}"
    assert server.connections == 1
    session.close()


@pytest.mark.parametrize(
    "talk",
    [
        say(OK + b"Content-Length: 100\r\n\r\n[1]"),
        say(OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n"),
        say(OK + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n"),
        say(OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n[1]"),
        say(OK + b"X: 1\r\n" * 200 + b"\r\n[1]"),
        say(OK + b"X: " + b"1" * 70_000 + b"\r\n\r\n[1]"),
        say(OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(gzip.compress(b"[1]"))),
        say(OK + b"Content-Encoding: br\r\n\r\n[1]"),
        say(OK + b"Content-Length: -1\r\nContent-Length: x\r\nContent-Encoding: gzip\r\n\r\n[1]"),
        say(b"SSH-2.0-OpenSSH\r\n"),
        say(b""),
    ],
)
def test_a_cut_or_garbled_response_is_none(
    session: HttpTransport, server: Server, talk: Callable[[socket.socket], None]
) -> None:
    server.talk = talk
    trouble = refusal(session, server.url)
    assert (trouble.status, trouble.is_retryable) == (ReplyStatus.UNREACHABLE, True)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
        OK + (b"X: " + b"1" * 60_000 + b"\r\n") * 90 + b"\r\n[1]",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n" + b"X: 1\r\n" * 50_000,
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"x" * 1_000 + b"\r\n[\r\n") * 500,
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"") * 20_000,
    ],
    ids=["100", "headers", "trailers", "chunk extensions", "empty members"],
)
def test_all_bytes_of_a_response_are_counted(
    session: HttpTransport, server: Server, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WIRE_CAP", 100_000)
    server.talk = say(answer)
    trouble = refusal(session, server.url)
    assert (trouble.status, trouble.is_retryable, trouble.is_too_large) == (ReplyStatus.UNREADABLE, False, True)


def test_a_body_in_too_many_pieces(session: HttpTransport, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READS_CAP", 5)
    server.talk = say(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n1\r\n" * 9 + b"0\r\n\r\n")
    assert "broke off" in refusal(session, server.url).sentence


@pytest.mark.parametrize("bomb", ["gzip", "plain", "members"])
def test_a_huge_response_is_not_read(
    session: HttpTransport, server: Server, bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 1_000_000)
    body = b"[" + b" " * 3_000_000 + b"]"
    header = b""
    if bomb == "gzip":
        body, header = gzip.compress(body), b"Content-Encoding: gzip\r\n"
    elif bomb == "members":
        body, header = gzip.compress(body[:1_000]) * 3_000, b"Content-Encoding: gzip\r\n"
    server.talk = say(OK + header + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    trouble = refusal(session, server.url)
    assert (trouble.status, trouble.is_retryable) == (ReplyStatus.UNREADABLE, False)
    assert "over 1 MB" in trouble.sentence


def test_the_body_of_a_redirect_is_not_read(session: HttpTransport, server: Server) -> None:
    begun = b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 999999999\r\n\r\n"
    server.talk = say(begun, hang_up=False)
    response = fetch(session, server.url)
    assert (response.status_code, response.headers["location"], response.body) == (302, "http://evil.example/", b"")
    assert server.connections == 1


@pytest.mark.parametrize(
    "begin",
    [OK + b"Content-Length: 100\r\n\r\n", OK + b"\r\n[", OK, b""],
    ids=["in a body", "in a body without length", "in the headers", "before"],
)
def test_a_slow_drip_is_cut(
    session: HttpTransport, server: Server, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "DEADLINE", 0.01)
    server.talk = say(begin, hang_up=False)
    trouble = refusal(session, server.url)
    assert (trouble.status, trouble.is_retryable) == (ReplyStatus.UNREACHABLE, True)
    assert "took over" in trouble.sentence


def test_a_deadline_may_pass_before_there_is_a_connection() -> None:
    with connection.Deadline(0.0) as deadline:
        deadline._timer.join(5)
        with pytest.raises(TimeoutError):
            deadline.check()


@pytest.mark.parametrize("way", ["handshake", "proxy"])
def test_a_drip_before_the_answer_is_cut(
    session: HttpTransport, server: Server, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "DEADLINE", 0.05)
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    if way == "proxy":
        monkeypatch.setenv("HTTPS_PROXY", server.url)
    begun = {"handshake": b"\x16\x03\x03\x40\x00", "proxy": b"HTTP/1.1 200 OK\r\nX: "}[way]
    server.talk = say(begun, hang_up=False)
    url = server.url.replace("http:", "https:") if way == "handshake" else "https://toy.example"
    trouble = refusal(session, url)
    assert (trouble.status, trouble.is_retryable) == (ReplyStatus.UNREACHABLE, True)
    assert "took over" in trouble.sentence


def test_nobody_there(session: HttpTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    trouble = refusal(session, url)
    assert trouble.status is ReplyStatus.UNREACHABLE
    assert trouble.sentence == "toy: no connection; check the network, or run with --offline."
