"""What touches the network: one session that sends a request and reads the response whole, within bounds.

It stands alone because it is all that knows `requests`, and because what a server can do to us (drip, flood, redirect,
set cookies) is met here once: the client only ever sees a `Response` or a `NoReplyError`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit

import msgspec
import requests
from msgspec.structs import replace
from urllib3.exceptions import HTTPError

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import LOOPBACK, HostRules
from pipeline.network.connection import BoundedAdapter, Deadline, InnerPeerError, OverCapError
from pipeline.network.messages import Params, Request, Response
from pipeline.text.folding import show

TIMEOUT = (10.0, 30.0)
"""Seconds to connect, and seconds between two bytes of a response."""
DEADLINE = 60.0
"""Seconds for a whole response: a server that sends a byte at a time never runs into the read timeout."""
BODY_CAP = 8_000_000
"""Bytes of a decoded body. The largest answer that was ever recorded has 95,000; eight hits of 5,000 authors each, with
their affiliations, have 8 million. What asks for more at once is asked again in halves."""
CHUNK = 65_536
READS_CAP = 100_000
"""How many pieces a body may come in: a server may send a byte at a time, and fast."""
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
"""What we can decode within the caps: one layer of what was asked for."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_log = logging.getLogger("bibmill.http")


class Transport(Protocol):
    """What the client needs in order to send: `HttpTransport`, or `network.mock.MockTransport` in tests."""

    def send(self, request: Request, url: str, params: Params | None, headers: Mapping[str, str]) -> Response:
        """Send one request and read its response; raises `NoReplyError` when there is none."""
        ...

    def close(self) -> None:
        """Release all connections."""
        ...


def is_redirect(response: Response) -> bool:
    """True for a response that names another place to ask."""
    return response.status_code in _MOVED and "location" in response.headers


class HttpTransport:
    """A session without cookies, netrc or redirects of its own; no response is endless in time or size.

    Args:
        hosts: Which hosts may lead to an address of this machine or its network.
    """

    def __init__(self, hosts: HostRules) -> None:
        self._session = _Session()
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = lambda request: request  # else requests looks into ~/.netrc
        self._session.mount("https://", BoundedAdapter(hosts))
        self._session.mount("http://", BoundedAdapter(hosts))
        logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines show parameters, the address included

    def close(self) -> None:
        """Drop all connections."""
        self._session.close()

    def send(self, request: Request, url: str, params: Params | None, headers: Mapping[str, str]) -> Response:
        """Send one request and read its response whole.

        Args:
            request: Decides the method, the body and the accepted format.
            url: The full address, which a redirect may have changed.
            params: Query parameters to add; None when `url` has its own.
            headers: The User-Agent and the service's keys.

        Raises:
            NoReplyError: There is no response that can be used; its sentence shows no parameter and no key.
        """
        name, began = request.service.name, time.monotonic()
        with Deadline(DEADLINE) as deadline:
            try:
                response = self._exchange(request, url, params, headers)
                deadline.check()
            except InnerPeerError as error:
                raise NoReplyError(ReplyStatus.NOT_ASKED, f"{name}: {error}", is_retryable=False) from None
            except OverCapError as error:
                sentence = f"{name}: the answer is {error} and was not read."
                raise NoReplyError(ReplyStatus.UNREADABLE, sentence, is_retryable=False, is_too_large=True) from None
            except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
                sentence = f"{name}: its key, its address or the question holds characters that cannot be sent."
                raise NoReplyError(ReplyStatus.UNREADABLE, sentence, is_retryable=False) from None
            except (OSError, HTTPError, HTTPException, ValueError) as error:
                _log.debug("%s %s failed: %s", name, show(request.path), type(error).__name__)
                if isinstance(error, requests.exceptions.SSLError) and not deadline.has_passed:
                    sentence = f"{name}: its certificate is not valid here; check clock and proxy."
                    raise NoReplyError(ReplyStatus.UNREACHABLE, sentence, is_retryable=False) from None
                why = f"the answer took over {DEADLINE:.0f} s" if deadline.has_passed else _describe(error)
                sentence = f"{name}: {why}; check the network, or run with --offline."
                raise NoReplyError(ReplyStatus.UNREACHABLE, sentence) from None
        milliseconds = (time.monotonic() - began) * 1000
        _log.debug("%s %s %d %d ms", name, show(request.path), response.status_code, milliseconds)
        return response

    def _exchange(self, request: Request, url: str, params: Params | None, headers: Mapping[str, str]) -> Response:
        accept = "application/json" if request.expects == "json" else "application/atom+xml, application/xml, */*"
        more = {} if request.body is None else {"Content-Type": "application/json"}
        with self._session.request(
            "GET" if request.body is None else "POST",
            url,
            params=params or None,
            data=None if request.body is None else msgspec.json.encode(request.body),
            headers={"Accept": accept, "Accept-Encoding": "gzip, deflate", **more, **headers},
            proxies=_proxies_for(url),
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
            verify=True,
        ) as raw:
            response = Response(raw.status_code, {k.lower(): v for k, v in raw.headers.items()})
            return response if is_redirect(response) else replace(response, body=_read_body(raw))


def _read_body(raw: requests.Response) -> bytes:
    """The decoded body up to the cap: a small compressed body may decompress to a huge one."""
    if raw.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise HTTPException("an encoding that was not asked for, or several")
    body = bytearray()
    for _ in range(READS_CAP):
        body += (chunk := raw.raw.read1(CHUNK, decode_content=True))
        if not chunk:
            return bytes(body)
        if len(body) > BODY_CAP:
            raise OverCapError(BODY_CAP)
    raise HTTPException("a body in too many pieces")


def _proxies_for(url: str) -> dict[str, str] | None:
    """None for those of the environment; none at all for this machine: over plain HTTP, they would read the keys."""
    host = urlsplit(url).hostname or ""
    return {"no_proxy": host} if host in LOOPBACK else None


def _describe(error: Exception) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    return "no connection" if isinstance(error, requests.exceptions.ConnectionError) else "the answer broke off"


class _Session(requests.Session):
    """A session that leaves redirects alone: `requests` would read the body of each one whole, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, so that `requests` sees no redirect."""
