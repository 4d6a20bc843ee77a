"""`python redirected.py TABLE SCRIPT [ARGUMENT …]`: run somebody's Python script, with a double in place of the world.

It runs in the interpreter of the script, so it imports nothing of ours. TABLE is JSON: `sent` has the beginnings of
URLs, each with what stands there instead; `empty` has the beginnings of those that get a fixed answer, which says that
nothing was found. Every other URL cannot be reached. Waiting takes no time: the clock of the script jumps instead.
"""

from __future__ import annotations

import io
import json
import runpy
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from importlib import import_module
from typing import Any
from urllib.response import addinfourl

Table = Mapping[str, Mapping[str, str]]


def find_place(url: str, table: Table) -> tuple[str, str | None]:
    """Where a request really goes, and the fixed answer that it gets instead; both empty: nowhere.

    >>> find_place("https://api.example.org/works?q=1", {"sent": {"https://api.example.org": "http://127.0.0.1:1/x"}})
    ('http://127.0.0.1:1/x/works?q=1', None)
    """
    for beginning, instead in table.get("sent", {}).items():
        if url.startswith((f"{beginning}/", f"{beginning}?")) or url == beginning:
            return instead + url[len(beginning) :], None
        if url.startswith(instead):
            return url, None
    return "", next((body for start, body in table.get("empty", {}).items() if url.startswith(start)), None)


def redirect_urllib(table: Table) -> None:
    """Send what `urllib` asks elsewhere."""
    known = urllib.request.OpenerDirector.open

    def send(self: Any, fullurl: Any, *more: Any, **named: Any) -> Any:
        request = fullurl if isinstance(fullurl, urllib.request.Request) else urllib.request.Request(fullurl)  # noqa: S310
        place, body = find_place(request.full_url, table)
        if body is not None:
            return addinfourl(io.BytesIO(body.encode()), Message(), request.full_url, 200)
        if not place:
            raise urllib.error.URLError(f"{request.full_url} is not in the table")
        request.full_url = place
        return known(self, request, *more, **named)

    urllib.request.OpenerDirector.open = send  # type: ignore[method-assign]


def redirect_httpx(httpx: Any, table: Table) -> None:
    """Send what `httpx` asks elsewhere."""
    known = httpx.Client.send

    def send(self: Any, request: Any, **named: Any) -> Any:
        place, body = find_place(str(request.url), table)
        if body is not None:
            return httpx.Response(200, content=body.encode(), request=request)
        if not place:
            raise httpx.ConnectError(f"{request.url} is not in the table", request=request)
        request.url = httpx.URL(place)
        request.headers["Host"] = request.url.netloc.decode()
        return known(self, request, **named)

    httpx.Client.send = send


def skip_waiting() -> None:
    """Let clocks jump where somebody sleeps: a double wants no politeness."""
    skipped = [0.0]
    real_sleep, real_time, real_monotonic = time.sleep, time.time, time.monotonic

    def sleep(seconds: Any) -> None:
        skipped[0] += max(0.0, float(seconds))
        real_sleep(0)

    time.sleep = sleep
    time.time = lambda: real_time() + skipped[0]
    time.monotonic = lambda: real_monotonic() + skipped[0]


LIBRARIES: dict[str, Callable[[Any, Table], None]] = {"httpx": redirect_httpx}
"""Those that are redirected where they are installed."""


def main() -> None:
    """Run the script as itself."""
    table, script = json.loads(sys.argv[1]), sys.argv[2]
    redirect_urllib(table)
    skip_waiting()
    for name, redirect in LIBRARIES.items():
        try:
            library = import_module(name)
        except ImportError:
            continue
        redirect(library, table)
    sys.argv = sys.argv[2:]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
