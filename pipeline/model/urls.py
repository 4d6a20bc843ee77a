"""Which addresses a service may have: the settings refuse any other, and so does the client before it sends."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine, the only one that is asked over plain HTTP."""


def is_secure(url: str) -> bool:
    """True for an https address, and for an http one on this machine.

    >>> [is_secure(url) for url in ("https://api.crossref.org", "http://127.0.0.1:8080", "http://api.crossref.org")]
    [True, True, False]
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
