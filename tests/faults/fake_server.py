"""A server on this machine that replies as Crossref does, and fails as a test wants it to."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

WORDS = "apple pear plum quince cherry grape melon lemon fig date olive peach".split()


def title_of(number: int) -> str:
    """A title that is far from every other one."""
    a, b, c = number % 12, (number // 12) % 12, (number * 7 + 5) % 12
    return f"On the {WORDS[a]} and the {WORDS[b]} of orchard {number} near {WORDS[c]}"


def make_list(rows: int) -> str:
    """A list of papers; the server knows all but every fifth one."""
    lines = "".join(f"| 2018 | CVPR | {title_of(number)} |\n" for number in range(rows))
    return "| Year | Venue | Title |\n|---|---|---|\n" + lines


def work_of(number: int) -> dict[str, object]:
    """One of Crossref's works."""
    return {
        "DOI": f"10.1234/orchard.{number}",
        "type": "proceedings-article",
        "title": [title_of(number)],
        "author": [{"given": "Ada", "family": f"Gardener{number}"}],
        "issued": {"date-parts": [[2018]]},
        "container-title": ["2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"],
    }


Fault = Callable[[BaseHTTPRequestHandler, int], bool]
"""Given a request and its number, from 1: replies in its own way and returns True, or returns False."""


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a client that was killed."""

    def handle_error(self, *_: object) -> None:
        pass


class FakeServer:
    """The server.

    Attributes:
        requests: How often each path, with its query, was requested.
        times: When each request came, in seconds of a monotonic clock.
    """

    def __init__(self, delay: float = 0.0, fault: Fault = lambda _handler, _number: False) -> None:
        self.delay, self.fault = delay, fault
        self.requests: Counter[str] = Counter()
        self.times: list[float] = []
        self.on_request = threading.Condition()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Count the request, and reply unless the fault does."""
        with self.on_request:
            self.requests[handler.path] += 1
            self.times.append(time.monotonic())
            number = len(self.times)
            self.on_request.notify_all()
        time.sleep(self.delay)
        if not self.fault(handler, number):
            reply(handler, 200, json.dumps({"status": "ok", "message": {"items": self._find(handler.path)}}))

    def wait_for(self, requests: int, seconds: float = 20.0) -> bool:
        """Wait until so many requests have come."""
        with self.on_request:
            return self.on_request.wait_for(lambda: len(self.times) >= requests, seconds)

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()

    def _find(self, path: str) -> list[dict[str, object]]:
        words = parse_qs(urlsplit(path).query).get("query.bibliographic", [""])[0]
        numbers = [int(word) for word in words.split() if word.isdigit() and word != "2018"]
        return [work_of(number) for number in numbers if number % 5]


def reply(handler: BaseHTTPRequestHandler, status: int, body: str | bytes, **headers: str) -> bool:
    """Send a whole reply, and return True; underscores in names of headers stand for hyphens."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **named}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)
    return True


def make_project(root: Path, url: str, rows: int, **source: object) -> Path:
    """A project folder whose only source is a fake server."""
    off = "".join(f"  {name}: {{enabled: false}}\n" for name in ("semantic_scholar", "openalex", "arxiv", "datacite"))
    own = json.dumps({"base_url": url, "per_second": 1000, "concurrency": 3} | source)
    root.mkdir(parents=True, exist_ok=True)
    (root / "list.md").write_text(make_list(rows), encoding="utf-8")
    (root / "pipeline.yaml").write_text(f"raw: [list.md]\nsources:\n  crossref: {own}\n{off}", encoding="utf-8")
    return root


def read_visible(root: Path) -> dict[str, bytes]:
    """Names and contents of all that a person keeps: artefacts and outputs."""
    folders = (root / "data", root / "output")
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
