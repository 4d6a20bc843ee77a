"""Connections that are bounded in time and in size, whatever a server does on them.

They stand alone because a session need not know how: from the first moment of a connection on, its deadline may close
it (a handshake may drip, too), and all its bytes are counted (headers, “100 Continue” and trailers may be endless).
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from pipeline.model.urls import HostRules

WIRE_CAP = 9_000_000
"""Bytes of a whole response as it comes, a little above `transport.BODY_CAP`."""


class OverCapError(Exception):
    """A response that was not read to its end."""

    def __str__(self) -> str:
        return f"over {self.args[0] / 1_000_000:.0f} MB"


class InnerPeerError(Exception):
    """A name of the wide world led to an address of this machine or its network; nothing was sent there."""


class Deadline:
    """Closes the connection of this thread's request when its time is over, whatever it is waiting for.

    It holds a duplicate of the socket, which stays the same when the socket is wrapped for TLS.
    """

    current = threading.local()

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._sock: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._close_socket)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self.current.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._release()

    def watch(self, sock: socket.socket) -> None:
        """Close this socket when the time is over, which may be now."""
        with self._lock:
            self._release()
            self._sock = socket.socket(fileno=socket.dup(sock.fileno()))
        if self.has_passed:
            self._close_socket()

    def check(self) -> None:
        """Raise `TimeoutError` if the time is over: a body without a stated length looks whole when it is cut."""
        if self.has_passed:
            raise TimeoutError

    def _close_socket(self) -> None:
        self.has_passed = True
        with self._lock:
            if self._sock:
                with suppress(OSError):
                    self._sock.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._sock:
            self._sock.close()
        self._sock = None


class _CappedStream(RawIOBase):
    """All bytes of one response, headers and trailers included, up to the cap."""

    def __init__(self, stream: RawIOBase) -> None:
        self._stream, self._left = stream, WIRE_CAP

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        count: int | None = self._stream.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise OverCapError(WIRE_CAP)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


class _CappedResponse(HTTPResponse):
    """A response whose bytes are counted from the first header on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fp = BufferedReader(_CappedStream(self.fp.detach()))


class _BoundedMixin:
    """A connection that the deadline knows as soon as there is a socket, before any handshake; a proxy's included."""

    sock: Any
    response_class: type[HTTPResponse] = _CappedResponse

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the class that this is mixed into
        Deadline.current.deadline.watch(sock)
        return sock

    def getresponse(self) -> Any:
        Deadline.current.deadline.watch(self.sock)  # of a connection that was kept
        return super().getresponse()  # type: ignore[misc]


class _PeerMixin:
    """Looks at whom a connection has reached before anything is sent; a proxy is the user's own choice."""

    hosts: HostRules
    host: str
    port: int
    proxy: Any

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the class that this is mixed into
        peer = sock.getpeername()[0]
        if self.proxy is None and not self.hosts.may_reach(self.host, self.port, peer):
            sock.close()
            why = f"{self.host} led to {peer}, an address inside this network, so nothing was sent"
            raise InnerPeerError(f"{why}; if that is right, use --allow-host {self.host} (or BIBMILL_HOSTS).")
        return sock


class _HTTPConnection(_PeerMixin, _BoundedMixin, HTTPConnection):
    pass


class _HTTPSConnection(_PeerMixin, _BoundedMixin, HTTPSConnection):
    pass


class BoundedAdapter(HTTPAdapter):
    """An adapter whose connections are bounded in time and size, and look at their peer.

    Args:
        hosts: Which hosts may lead to an address of this machine or its network.
    """

    def __init__(self, hosts: HostRules) -> None:
        super().__init__()
        bases = {"http": _HTTPConnection, "https": _HTTPSConnection}
        self._classes = {scheme: type(base.__name__, (base,), {"hosts": hosts}) for scheme, base in bases.items()}

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool as `requests` makes it, with connections of ours."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._classes[pool.scheme]
        return pool
