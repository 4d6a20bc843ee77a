"""Answers of servers, damaged and made hostile in seeded ways: every run ends with outputs and a sentence.

A few run with the suite; `BIBMILL_SERVER_MUTATIONS=300` runs so many. A mutation is repeated by its number alone.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from tests.faults.fake_server import FakeServer, make_project, reply, title_of, work_of
from tests.sources.source_stubs import DATA, read_item

MUTATIONS = range(int(os.environ.get("BIBMILL_SERVER_MUTATIONS", "20")))
ROWS = 2
PEAK = 60_000_000
"""Bytes of Python's own memory; measured in every fourth run, since counting them takes longer than the run."""
SOURCES: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("crossref", lambda: {"message": {"items": [work_of(at) for at in range(ROWS)]}}),
    ("semantic_scholar", lambda: {"data": [read_item("semantic_scholar", "conference_without_doi")]}),
    ("openalex", lambda: {"results": [read_item("openalex", "journal_article")]}),
    ("datacite", lambda: {"data": [read_item("datacite", "many_in_one_creator")]}),
    ("arxiv", lambda: (DATA / "arxiv/new_style.xml").read_bytes()),
)
VALUES: tuple[Any, ...] = (
    None, True, -1, 10**18, 1e308, "", "null", "\u202e\x1b[2J{}\\", "a" * 70_000, "é\u0301" * 500, [], {}, [[]],
    [None] * 2_000, {"a": {"a": {"a": 1}}}, ["x"] * 3_000, "10.1234/orchard.1", "10.5555/1", "2018-13-45",
)  # fmt: skip
HEADERS = (
    {"X-Rate-Limit-Limit": "0.000001", "X-Rate-Limit-Interval": "1s"},
    {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "999999999999999s"},
    {"X-Rate-Limit-Limit": "nan", "X-Rate-Limit-Interval": "-1s", "X-Concurrency-Limit": "-7"},
    {"X-Concurrency-Limit": "99999999", "Retry-After": "inf"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "gzip, gzip, deflate, br"},
    {"Content-Length": "99"},
    {"Content-Length": "-1"},
    {"Transfer-Encoding": "chunked"},
    {"Content-Type": "text/html; charset=nope"},
    {"Location": "http://169.254.169.254/", "Set-Cookie": "a=b"},
    {"Retry-After": "9" * 400},
    {"X-Api-Pool": "\x7f"},
)
STATUSES = (200, 200, 200, 201, 204, 301, 302, 304, 307, 400, 401, 403, 404, 410, 413, 429, 500, 503, 599, 999)


def damage(chance: random.Random, tree: Any, times: int) -> Any:
    """A tree with one of its values replaced, wrapped, multiplied or left out."""
    if isinstance(tree, dict) and tree and chance.random() < 0.9:
        name = chance.choice(sorted(tree))
        if chance.random() < 0.1:
            return {**{key: value for key, value in tree.items() if key != name}, chance.choice(("", "items")): tree}
        return {**tree, name: damage(chance, tree[name], times)}
    if isinstance(tree, list) and tree and chance.random() < 0.8:
        at = chance.randrange(len(tree))
        if times > 1 and chance.random() < 0.2:
            return tree * times
        return [*tree[:at], damage(chance, tree[at], times), *tree[at + 1 :]]
    return chance.choice((*VALUES, [tree], {"x": tree}))


def garble(chance: random.Random, body: bytes) -> bytes:
    """Bytes that are cut, turned, repeated, nested or replaced."""
    at, to = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    part = body[at:to] or b"["
    big = 3_000_000 // len(part)
    return chance.choice(
        (
            lambda: body[:at],
            lambda: body[:at] + bytes(chance.randrange(256) for _ in range(9)) + body[to:],
            lambda: body[:at] + part * chance.choice((2, 50, big)) + body[to:],
            lambda: body[:at] + chance.choice((b"[", b"{", b'{"a":', b"<a>", b"<a/>", b"&amp;", b"\n")) * 500_000,
            lambda: b"\xef\xbb\xbf" + body,
            lambda: body.decode("utf-8", "replace").encode("utf-16"),
            lambda: gzip.compress(b" " * 30_000_000, 1),
            lambda: b"<!doctype html><p>Log in",
        )
    )()


def mutate(number: int) -> tuple[str, int, dict[str, str], bytes]:
    """The source that is asked, and its answer."""
    chance = random.Random(number)
    name, make = SOURCES[number % len(SOURCES)]
    data = make()
    for nth in range(chance.randint(0, 4)):
        # Only once are lists multiplied: the next time it would be a list of lists.
        data = data if isinstance(data, bytes) else damage(chance, data, 1 if nth else 700)
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    if chance.random() < 0.5 or name == "arxiv":
        body = garble(chance, body)
    headers = chance.choice(HEADERS) if chance.random() < 0.3 else {}
    status = chance.choice(STATUSES) if chance.random() < 0.3 else 200
    return name, status, headers, body


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.close()


@pytest.mark.parametrize("number", MUTATIONS)
def test_any_answer_ends_in_outputs(
    number: int,
    server: FakeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BIBMILL_HOSTS", "127.0.0.1")
    monkeypatch.setattr("pipeline.network.client.Client._wait", lambda _client, _seconds: None)
    monkeypatch.setattr("pipeline.network.retry.back_off", lambda _nth: 0.01)
    name, status, headers, body = mutate(number)

    def fault(handler: BaseHTTPRequestHandler, _number: int) -> bool:
        handler.close_connection = True
        named = {"Content-Type": "application/json", "Connection": "close", **headers}
        reply(handler, status, body, **{key.replace("-", "_"): value for key, value in named.items()})
        return True

    server.fault = fault
    project = make_project(tmp_path, server.url, ROWS)
    settings = (project / "pipeline.yaml").read_text(encoding="utf-8")
    own = json.dumps({"base_url": server.url, "per_second": 1000})
    others = [other for other, _ in SOURCES if other != name]
    off = "".join(f"  {other}: {{enabled: false}}\n" for other in others)
    settings = f"{settings.partition('sources:')[0]}sources:\n  {name}: {own}\n{off}"
    (project / "pipeline.yaml").write_text(settings, encoding="utf-8")
    if name == "datacite":  # it is asked for what it registers only
        row = f"| 2018 | arXiv | [{title_of(0)}](https://arxiv.org/abs/1706.00001) |\n"
        (project / "list.md").write_text(f"| Year | Venue | Title |\n|---|---|---|\n{row}", encoding="utf-8")
    if number % 4 == 0:
        tracemalloc.start()
    try:
        code = cli.run(["-C", str(project), "bib"])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    said = capsys.readouterr().err
    assert code == 0, said
    assert "bug" not in said
    assert "Traceback" not in said
    assert server.requests or name == "datacite"
    assert (project / "output/references.bib").exists()
    assert peak < PEAK
    assert len(server.times) <= 12 * ROWS, "six 429s for each row, and the same once more at the end"
