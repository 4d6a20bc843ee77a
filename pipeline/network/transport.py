"""What touches the network: one session that sends a request and reads its answer whole, within bounds.

It stands alone because it is all that knows `requests`, and because what a server can do to us (drip, flood, redirect,
set cookies) is met here once, so that `http` only sees an `Response` or a `NoReplyError`.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import msgspec
import requests
from msgspec.structs import replace
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from pipeline.model.errors import NoReplyError
from pipeline.model.records import ReplyStatus, Struct
from pipeline.network.messages import Request
from pipeline.text.folding import show

Params = tuple[tuple[str, str], ...]

TIMEOUT = (10.0, 30.0)
DEADLINE = 60.0
"""A server that drips a byte at a time never runs into the read timeout; this ends it."""
BODY_CAP = 20_000_000
CHUNK = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})
_log = logging.getLogger("bibmill.http")


class Response(Struct, frozen=True):
    """One HTTP answer, read whole; names of headers are lower-case."""

    status_code: int
    headers: dict[str, str]
    body: bytes = b""


def is_redirect(answer: Response) -> bool:
    """True for an answer that names another place to ask."""
    return answer.status_code in _MOVED and "location" in answer.headers


class Transport:
    """The session: no cookies, no netrc, no redirects of its own, and no answer that is endless in time or size."""

    def __init__(self) -> None:
        self._session = _Session()
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = lambda request: request  # else requests looks into ~/.netrc
        self._session.mount("https://", _Adapter())
        self._session.mount("http://", _Adapter())
        logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines show parameters, the address included

    def close(self) -> None:
        """Drop all connections."""
        self._session.close()

    def fetch(self, call: Request, url: str, params: Params | None, headers: dict[str, str]) -> Response:
        """Send one request and read its answer; raises `NoReplyError` in words that show no parameter and no key."""
        name, began = call.service.name, time.monotonic()
        with _Deadline(DEADLINE) as deadline:
            try:
                answer = self._exchange(call, url, params, headers)
                deadline.check()
            except requests.exceptions.SSLError:
                raise NoReplyError(
                    ReplyStatus.UNREACHABLE,
                    f"{name}: its certificate is not valid here; check clock and proxy.",
                    again=False,
                ) from None
            except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
                sentence = f"{name}: its key, its address or the question holds characters that cannot be sent."
                raise NoReplyError(ReplyStatus.UNREADABLE, sentence, again=False) from None
            except (OSError, HTTPError, HTTPException, ValueError) as error:
                _log.debug("%s %s failed: %s", name, show(call.path), type(error).__name__)
                why = f"the answer took over {DEADLINE:.0f} s" if deadline.has_passed else _in_words(error)
                sentence = f"{name}: {why}; check the network, or run with --offline."
                raise NoReplyError(ReplyStatus.UNREACHABLE, sentence) from None
        _log.debug("%s %s %d %d ms", name, show(call.path), answer.status_code, (time.monotonic() - began) * 1000)
        return answer

    def _exchange(self, call: Request, url: str, params: Params | None, headers: dict[str, str]) -> Response:
        accept = "application/json" if call.expects == "json" else "application/atom+xml, application/xml, */*"
        more = {} if call.body is None else {"Content-Type": "application/json"}
        with self._session.request(
            "GET" if call.body is None else "POST",
            url,
            params=params or None,
            data=None if call.body is None else msgspec.json.encode(call.body),
            headers={"Accept": accept, "Accept-Encoding": "gzip, deflate", **more, **headers},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
            verify=True,
        ) as response:
            answer = Response(response.status_code, {k.lower(): v for k, v in response.headers.items()})
            return answer if is_redirect(answer) else replace(answer, body=_read_body(call, response))


def _read_body(call: Request, response: requests.Response) -> bytes:
    """The decoded body up to the cap: a megabyte of gzip may be a gigabyte of nothing."""
    body = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > BODY_CAP:
            sentence = f"{call.service.name}: the answer is over {BODY_CAP // 1_000_000} MB and was not read."
            raise NoReplyError(ReplyStatus.UNREADABLE, sentence, again=False)
    return bytes(body)


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    return "no connection" if isinstance(error, requests.exceptions.ConnectionError) else "the answer broke off"


class _Session(requests.Session):
    """A session that leaves redirects alone; requests else reads a redirect's body whole, bomb or not."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that there is none."""


class _Deadline:
    """Cuts the connection of this thread's request when its time is over, whatever it is waiting for."""

    current = threading.local()

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self.sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self.current.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def check(self) -> None:
        """Raise when the time was over: a cut connection without a stated length looks like a whole answer."""
        if self.has_passed:
            raise TimeoutError

    def _cut(self) -> None:
        self.has_passed = True
        if self.sock:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Watched:
    """A connection that shows its socket to the deadline before it waits for an answer."""

    sock: Any

    def getresponse(self) -> Any:
        deadline: _Deadline = _Deadline.current.deadline
        deadline.sock = self.sock
        deadline.check()
        return super().getresponse()  # type: ignore[misc]  # of the class that this is mixed into


class _WatchedHTTP(_Watched, HTTPConnection):
    pass


class _WatchedHTTPS(_Watched, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    """Makes connections that keep the deadline."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool as requests makes it, with our kind of connection in it."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _WatchedHTTPS if pool.scheme == "https" else _WatchedHTTP
        return pool
