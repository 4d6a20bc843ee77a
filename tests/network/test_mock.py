"""The mock transport: it stands for the network, and all else of the client stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import hosts_of
from pipeline.network.client import Client
from pipeline.network.messages import Params, Request, Response, Service
from pipeline.network.mock import Handler, MockTransport, json_response

TOY = Service("toy", "https://toy.example/v1", {"list": 10}, mailto="mailto", secret_headers={"x-api-key": "KEY"})
WORKS = Request(TOY, "/works", (("query", "pears"),))


def open_client(handler: Handler, cache_path: Path | None = None) -> tuple[Client, MockTransport]:
    transport = MockTransport(handler)
    hosts = hosts_of([TOY.base_url])
    client = Client(
        cache_path=cache_path, hosts=hosts, contact="me@example.org", transport=transport, sleep=lambda _: None
    )
    return client, transport


def test_the_handler_gets_all_that_is_sent() -> None:
    seen = []

    def handler(request: Request, url: str, params: Params | None, headers: Mapping[str, str]) -> Response:
        seen.append((request, url, params, headers["x-api-key"]))
        return json_response({"ok": True})

    client, transport = open_client(handler)
    with client:
        assert client.ask(WORKS).data == {"ok": True}
    assert seen == [(WORKS, "https://toy.example/v1/works", (*WORKS.params, ("mailto", "me@example.org")), "KEY")]
    assert transport.requests == [WORKS]


def test_retries_and_cache_work_as_with_a_network(tmp_path: Path) -> None:
    responses = iter([json_response({}, 503), json_response({"count": 1})])
    client, transport = open_client(lambda *_: next(responses), tmp_path / "facts.sqlite")
    with client:
        assert [client.ask(WORKS).data for _ in range(2)] == [{"count": 1}] * 2
    assert transport.requests == [WORKS] * 2
    assert client.statistics()[0].cache_hits == 1


def test_redirects_are_followed() -> None:
    def handler(_request: Request, url: str, params: Params | None, _headers: Mapping[str, str]) -> Response:
        if url.endswith("/works"):
            return json_response(None, 301, {"location": "/v1/other"})
        return json_response({"url": url, "params": params})

    with open_client(handler)[0] as client:
        assert client.ask(WORKS).data == {"url": "https://toy.example/v1/other", "params": None}


def test_a_handler_may_fail_as_a_network_does() -> None:
    def handler(*_: object) -> Response:
        raise NoReplyError(ReplyStatus.UNREACHABLE, "toy: no connection.")

    client, transport = open_client(handler)
    with client:
        assert client.ask(WORKS).status is ReplyStatus.UNREACHABLE
    assert len(transport.requests) == 3
