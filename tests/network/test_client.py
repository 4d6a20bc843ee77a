"""The client: etiquette, tries, throttling, redirects, memory."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from responses import matchers

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import hosts_of
from pipeline.network.client import Client
from pipeline.network.messages import Reply, Request, Response, Service
from pipeline.network.mock import MockTransport

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = "https://toy.example/v1"
ADDRESS = "canary@mail.example"
TOY = Service("toy", URL, {"list": 10}, mailto="mailto", miss_marks=("no such title",))
KEYED = Service("keyed", URL, {"list": 10}, secret_headers={"Authorization": "Bearer CANARY/KEY"})
WORKS = Request(TOY, "/works", (("query", "a & b"),))


class Toy:
    """A client whose time is moved only by its own waiting."""

    def __init__(self, path: Path) -> None:
        self.time = 0.0
        self.slept: list[float] = []
        self.path = path / "facts.sqlite"
        self.clients: list[Client] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def client(self, **more: Any) -> Client:
        settings: dict[str, Any] = {"cache_path": self.path, "hosts": hosts_of([URL, "http://127.0.0.1"])} | more
        client = Client(sleep=self.sleep, clock=lambda: self.time, now=lambda: NOON, **settings)
        self.clients.append(client)
        return client


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Toy]:
    toy = Toy(tmp_path)
    yield toy
    for client in toy.clients:
        client.close()


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        yield web


def respond(web: responses.RequestsMock, *statuses: int, path: str = "/works", **more: Any) -> None:
    """Set the responses to the coming requests, in order; the last one repeats."""
    for status_code in statuses:
        web.get(URL + path, status=status_code, **({"json": {"ok": True}} | more if "body" not in more else more))


# Etiquette


@pytest.mark.parametrize(
    ("service", "contact", "agent", "mailto"),
    [
        (TOY, ADDRESS, f"bibmill/9.9 (https://github.com/bibmill/bibmill; mailto:{ADDRESS})", {"mailto": ADDRESS}),
        (TOY, "", "bibmill/9.9 (https://github.com/bibmill/bibmill)", {}),
        (TOY, "a b@c\r\nX-Evil: 1", "bibmill/9.9 (https://github.com/bibmill/bibmill)", {}),
        (KEYED, ADDRESS, "bibmill/9.9 (https://github.com/bibmill/bibmill)", {}),
        (
            Service("plain", URL, {}, takes_contact=True),
            ADDRESS,
            f"bibmill/9.9 (https://github.com/bibmill/bibmill; mailto:{ADDRESS})",
            {},
        ),
    ],
)
def test_who_asks(toy: Toy, web: Any, service: Service, contact: str, agent: str, mailto: dict[str, str]) -> None:
    web.get(f"{URL}/works/10.1%2Fx", json={}, match=[matchers.query_param_matcher(mailto)])
    client = toy.client(contact=contact, version="9.9")
    assert client.ask(Request(service, "/works/10.1%2Fx")).status is ReplyStatus.FOUND
    sent = web.calls[0].request.headers
    assert sent["User-Agent"] == agent
    assert sent["Accept-Encoding"] == "gzip, deflate"
    assert sent.get("Authorization", "") == service.secret_headers.get("Authorization", "")
    assert len(client.warnings) == ("Evil" in contact)


def test_parameters_are_encoded_and_bodies_are_posted(toy: Toy, web: Any) -> None:
    web.post(f"{URL}/batch", json=[{"id": 1}], match=[matchers.json_params_matcher({"ids": ["é&rows=1000"]})])
    respond(web, 200)
    client = toy.client()
    assert client.ask(Request(TOY, "batch", (("fields", "a,b"),), body={"ids": ["é&rows=1000"]})).data == [{"id": 1}]
    assert client.ask(WORKS).data == {"ok": True}
    assert [sent.request.url.partition("?")[2] for sent in web.calls] == ["fields=a%2Cb", "query=a+%26+b"]


@pytest.mark.parametrize(
    "base_url",
    ["https://evil.example", "http://toy.example", "file:///etc/passwd", "http://169.254.169.254", ""],
)
def test_only_configured_hosts_are_asked(toy: Toy, web: Any, base_url: str) -> None:
    reply = toy.client().ask(Request(Service("toy", base_url, {}), "/works"))
    assert reply.status is ReplyStatus.NOT_ASKED
    assert len(web.calls) == 0


def test_the_wrong_pool_is_told_once(toy: Toy, web: Any) -> None:
    respond(web, 200, headers={"x-api-pool": "public-array"})
    client = toy.client(contact=ADDRESS)
    client.ask(WORKS)
    client.ask(Request(TOY, "/works"))
    assert len(client.warnings) == 1
    assert "anonymous" in client.warnings[0]


# Tries


@pytest.mark.parametrize("status_code", [500, 502, 503, 504])
def test_server_errors_are_retried(toy: Toy, web: Any, status_code: int) -> None:
    respond(web, status_code, status_code, 200)
    reply = toy.client().ask(WORKS)
    assert reply == Reply(ReplyStatus.FOUND, {"ok": True}, 200, "2026-06-01")
    assert len(web.calls) == 3
    backed_off = [seconds for seconds in toy.slept if seconds > 0.2]
    assert 0.5 <= backed_off[0] <= 1
    assert 1 <= backed_off[1] <= 1.5


@pytest.mark.parametrize(
    ("more", "status", "tries", "said"),
    [
        ({"body": "<h1>504</h1>", "status": 504}, ReplyStatus.UNREACHABLE, 3, "(status 504)"),
        ({"body": "<!DOCTYPE html><p>Log in"}, ReplyStatus.UNREADABLE, 3, "web page"),
        ({"body": ""}, ReplyStatus.UNREADABLE, 3, "empty"),
        ({"body": '{"items": ['}, ReplyStatus.UNREADABLE, 3, "JSON"),
        ({"body": requests.exceptions.ConnectTimeout("CANARY")}, ReplyStatus.UNREACHABLE, 3, "no answer in time"),
        ({"body": requests.exceptions.ReadTimeout("CANARY")}, ReplyStatus.UNREACHABLE, 3, "no answer in time"),
        ({"body": requests.exceptions.ConnectionError("CANARY")}, ReplyStatus.UNREACHABLE, 3, "no connection"),
        ({"body": requests.exceptions.ChunkedEncodingError("CANARY")}, ReplyStatus.UNREACHABLE, 3, "broke off"),
        ({"body": requests.exceptions.SSLError("CANARY")}, ReplyStatus.UNREACHABLE, 1, "certificate"),
        ({"body": requests.exceptions.InvalidHeader("CANARY")}, ReplyStatus.UNREADABLE, 1, "cannot be sent"),
        ({"body": "?", "status": 400}, ReplyStatus.UNREADABLE, 1, "“?”"),
        ({"body": "", "status": 401}, ReplyStatus.BLOCKED, 1, "refused"),
        ({"body": "", "status": 403}, ReplyStatus.BLOCKED, 1, "refused"),
        ({"body": "", "status": 404}, ReplyStatus.UNREADABLE, 1, "base_url"),
        ({"body": "", "status": 414}, ReplyStatus.UNREADABLE, 1, "too long"),
        ({"body": "", "status": 422}, ReplyStatus.UNREADABLE, 1, "(422)"),
    ],
)
def test_failures(toy: Toy, web: Any, more: dict[str, Any], status: ReplyStatus, tries: int, said: str) -> None:
    web.get(f"{URL}/works", **more)
    reply = toy.client().ask(WORKS)
    assert (reply.status, len(web.calls)) == (status, tries)
    assert said in reply.sentence
    assert reply.sentence.startswith("toy: ")
    assert "CANARY" not in reply.sentence
    assert toy.client(offline=True).ask(WORKS).status is ReplyStatus.NOT_ASKED  # no failure is ever cached


def test_unencodable_text_is_not_sent(toy: Toy, web: Any) -> None:
    reply = toy.client().ask(Request(TOY, "/works", (("query", "\ud800"),)))
    assert (reply.status, len(web.calls)) == (ReplyStatus.UNREADABLE, 0)


def test_a_key_that_no_header_can_hold(toy: Toy, web: Any) -> None:
    respond(web, 200)
    keyed = Service("keyed", URL, {}, secret_headers={"x-api-key": "CANARY\r\nX-Evil: 1"})
    reply = toy.client().ask(Request(keyed, "/works"))
    assert (reply.status, len(web.calls)) == (ReplyStatus.UNREADABLE, 0)
    assert "CANARY" not in reply.sentence


def test_a_blocked_service_is_left_alone(toy: Toy, web: Any) -> None:
    respond(web, 403)
    web.get(f"{URL}/other", json={})
    client = toy.client()
    replies = dict(client.ask_all((n, Request(KEYED, "/works", (("q", str(n)),))) for n in range(20)))
    assert {reply.status for reply in replies.values()} == {ReplyStatus.BLOCKED}
    assert len(web.calls) == 1
    assert client.ask(Request(TOY, "/other")).status is ReplyStatus.FOUND
    keyed, _ = client.statistics()
    assert (keyed.service, keyed.requests) == ("keyed", 1)
    assert "check its API key" in keyed.stopped


def test_a_bad_query_is_no_block(toy: Toy, web: Any) -> None:
    respond(web, 403, json={"error": "Invalid query parameters error.", "message": "comma for canary%40mail.example"})
    respond(web, 200)
    client = toy.client(contact="canary@mail.example")
    reply = client.ask(WORKS)
    assert reply.status is ReplyStatus.UNREADABLE
    assert reply.sentence == "toy: refused the question (403): “comma for …”."
    assert client.ask(WORKS).status is ReplyStatus.FOUND


def test_ten_failed_requests_in_a_row_are_enough(toy: Toy, web: Any) -> None:
    respond(web, 503)
    client = toy.client()
    replies = [client.ask(Request(TOY, "/works", (("q", str(n)),))) for n in range(12)]
    assert {reply.status for reply in replies} == {ReplyStatus.UNREACHABLE}
    assert "not asked again" in replies[-1].sentence
    assert len(web.calls) == 3 * 3 + 7  # after three failed calls, one try each


@pytest.mark.parametrize(("status_code", "stopped"), [(404, True), (400, False), (414, False)])
def test_bad_questions_do_not_stop_a_service(toy: Toy, web: Any, status_code: int, stopped: bool) -> None:
    respond(web, status_code)
    client = toy.client()
    for n in range(10):
        client.ask(Request(TOY, "/works", (("q", str(n)),)))
    assert bool(client.statistics()[0].stopped) is stopped


class Swallow:
    """A network that takes every request and never answers: each try costs the read timeout."""

    def __init__(self, toy: Toy, seconds: float = 30.0) -> None:
        self.toy, self.seconds, self.asked = toy, seconds, 0

    def __call__(self, _request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        self.asked += 1
        self.toy.time += self.seconds
        raise requests.exceptions.ReadTimeout("CANARY")


def test_a_silent_service_is_given_up_after_a_minute(toy: Toy, web: Any) -> None:
    swallow = Swallow(toy)
    web.add_callback("GET", f"{URL}/works", swallow)
    client = toy.client()
    replies = [client.ask(Request(TOY, "/works", (("q", str(n)),))) for n in range(5)]
    assert (swallow.asked, {reply.status for reply in replies}) == (2, {ReplyStatus.UNREACHABLE})
    assert "no usable answer for 60 s" in client.statistics()[0].stopped
    assert toy.time < 70


def test_a_few_lost_requests_stop_nothing(toy: Toy, web: Any) -> None:
    web.add_callback("GET", f"{URL}/swallow", Swallow(toy, 10.0))
    respond(web, 200)
    client = toy.client()
    for n in range(9):
        client.ask(Request(TOY, "/swallow", (("q", str(n)),)))
        assert client.ask(Request(TOY, "/works", (("q", str(n)),))).status is ReplyStatus.FOUND
    assert client.statistics()[0].stopped == ""


def test_a_silent_network_ends_all_requests(toy: Toy, web: Any) -> None:
    swallow = Swallow(toy)
    web.add_callback("GET", f"{URL}/works", swallow)
    client = toy.client()
    services = [Service(f"toy{n}", URL, {"list": 10}) for n in range(5)]
    replies = [client.ask(Request(service, "/works")) for service in services]
    assert {reply.status for reply in replies} == {ReplyStatus.UNREACHABLE}
    assert swallow.asked == 3
    assert "no service has answered for 90 s" in replies[-1].sentence
    assert toy.time < 110


@pytest.mark.parametrize("status_code", [200, 429])
def test_one_silent_service_does_not_stop_another(toy: Toy, web: Any, status_code: int) -> None:
    web.add_callback("GET", f"{URL}/works", Swallow(toy))
    respond(web, status_code, path="/other", headers={"Retry-After": "100"})
    respond(web, 200, path="/other")
    client = toy.client()
    deaf, other = Service("deaf", URL, {"list": 10}), Service("other", URL, {"list": 10})
    for n in range(3):
        client.ask(Request(deaf, "/works", (("q", str(n)),)))
        assert client.ask(Request(other, "/other", (("q", str(n)),))).status is ReplyStatus.FOUND


# Throttling


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ({"Retry-After": "7"}, 7, 7.2),
        ({"Retry-After": "Mon, 01 Jun 2026 12:00:09 GMT"}, 9, 9.2),
        ({"Retry-After": "Mon, 01 Jun 2026 11:00:09 GMT"}, 2, 2.6),
        ({"Retry-After": "soon"}, 2, 2.6),
        ({}, 2, 2.6),
    ],
)
def test_a_429_is_waited_out_and_is_no_try(toy: Toy, web: Any, header: dict[str, str], low: float, high: float) -> None:
    respond(web, 429, headers=header)
    respond(web, 503, 503, 200)
    client = toy.client()
    assert client.ask(WORKS).status is ReplyStatus.FOUND
    assert len(web.calls) == 4
    assert low <= toy.slept[0] <= high
    assert client.statistics()[0].seconds_waited >= low


def test_a_503_may_name_its_time_too(toy: Toy, web: Any) -> None:
    respond(web, 503, headers={"Retry-After": "50"})
    respond(web, 200)
    assert toy.client().ask(WORKS).status is ReplyStatus.FOUND
    assert toy.time >= 50


@pytest.mark.parametrize("header", ["53578", "9999999", "9" * 400, "Tue, 02 Jun 2026 00:00:00 GMT"])
def test_no_request_waits_till_midnight(toy: Toy, web: Any, header: str) -> None:
    respond(web, 429, headers={"Retry-After": header})
    client = toy.client()
    replies = [client.ask(Request(TOY, "/works", (("q", str(n)),))) for n in range(3)]
    assert {reply.status for reply in replies} == {ReplyStatus.EXHAUSTED}
    assert (len(web.calls), toy.slept) == (1, [])
    assert "asks us to wait" in client.statistics()[0].stopped


@pytest.mark.parametrize(
    ("header", "advice", "told"),
    [
        (
            "53578",
            "",
            "it asks us to wait until 2026-06-02 03:00 UTC, so it is not asked again before; run again then.",
        ),
        ("53578", "a free key helps", "not asked again before; run again then, or with a key: a free key helps."),
        ("9" * 400, "", "it asks us to wait very long, so it is not asked again in this run."),
    ],
)
def test_a_spent_budget_says_when_to_run_again(toy: Toy, web: Any, header: str, advice: str, told: str) -> None:
    respond(web, 429, headers={"Retry-After": header})
    service = Service("toy", URL, {"list": 1}, key_advice=advice)
    assert toy.client().ask(Request(service, "/works")).sentence.endswith(told)


@pytest.mark.parametrize(("header", "requests_sent"), [({}, 6), ({"Retry-After": "110"}, 3)])
def test_waiting_has_an_end(toy: Toy, web: Any, header: dict[str, str], requests_sent: int) -> None:
    respond(web, 429, headers=header)
    client = toy.client()
    assert client.ask(WORKS).status is ReplyStatus.THROTTLED
    assert len(web.calls) == requests_sent
    assert toy.time <= 300
    assert client.ask(Request(TOY, "/works")).status is ReplyStatus.THROTTLED
    assert "too many requests" in client.statistics()[0].stopped
    sent = len(web.calls)
    assert client.ask(Request(TOY, "/works", (("q", "third"),))).status is ReplyStatus.THROTTLED
    assert len(web.calls) == sent


def test_a_service_that_only_throttles_is_given_up(toy: Toy, web: Any) -> None:
    """However wide it is: eight calls side by side would each wait their minute."""
    respond(web, 429)
    wide = Service("wide", URL, {"list": 10}, concurrency=8)
    client = toy.client()
    replies = [client.ask(Request(wide, "/works", (("q", str(n)),))) for n in range(8)]
    assert {reply.status for reply in replies} == {ReplyStatus.THROTTLED}
    assert toy.time < 240


FICKLE = Service("fickle", URL, {"all": 1}, refuses=True, key_advice="a free key helps")


def test_a_service_that_refuses_is_soon_given_up(toy: Toy, web: Any) -> None:
    respond(web, 429)
    client = toy.client()
    replies = [client.ask(Request(FICKLE, "/works", (("q", str(n)),))) for n in range(3)]
    assert {(reply.status, reply.sentence) for reply in replies} == {
        (
            ReplyStatus.THROTTLED,
            "fickle: it refuses most requests without a key (429), so it is not asked again in this run; "
            "a free key helps.",
        )
    }
    assert len(web.calls) == 4
    assert toy.time < 10


def test_a_refused_request_is_asked_again_while_others_are_answered(toy: Toy, web: Any) -> None:
    respond(web, 429, 200, 429, 429, 200)
    client = toy.client()
    assert [client.ask(Request(FICKLE, "/works", (("q", str(n)),))).status.is_fact for n in range(2)] == [True, True]
    assert len(web.calls) == 5


# Redirects


def redirect(web: Any, path: str, location: str, status_code: int = 301, method: str = "GET") -> None:
    web.add(method, URL + path, status=status_code, headers={"Location": location}, body="x")


def test_a_redirect_within_the_host_is_followed(toy: Toy, web: Any) -> None:
    redirect(web, "/works/alias", "/v1/works/10.1%2Fprime?mailto=x")
    respond(web, 200, path="/works/10.1%2Fprime")
    client = toy.client(contact=ADDRESS)
    assert client.ask(Request(TOY, "/works/alias")).data == {"ok": True}
    assert web.calls[1].request.url == f"{URL}/works/10.1%2Fprime?mailto=x"
    assert client.statistics()[0].requests == 2


def test_three_redirects_are_followed(toy: Toy, web: Any) -> None:
    for hop in "123":
        redirect(web, f"/works/{hop}", f"/v1/works/{int(hop) + 1}")
    respond(web, 200, path="/works/4")
    assert toy.client().ask(Request(TOY, "/works/1")).status is ReplyStatus.FOUND


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/v1/works",
        "//evil.example/works",
        "http://toy.example/v1/works",
        "https://toy.example:8443/v1/works",
        "https://me:pw@toy.example/v1/works",
        "http://127.0.0.1/works",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[",
    ],
)
def test_a_redirect_elsewhere_is_refused(toy: Toy, web: Any, location: str) -> None:
    redirect(web, "/works", location)
    reply = toy.client().ask(Request(KEYED, "/works"))
    assert (reply.status, len(web.calls)) == (ReplyStatus.UNREADABLE, 1)
    assert "redirects to another place" in reply.sentence


@pytest.mark.parametrize("is_retryable", [True, False])
def test_a_failed_request_keeps_no_body(toy: Toy, is_retryable: bool) -> None:
    """Without the garbage collector, which may come when there are many bodies."""
    bodies: list[weakref.ref[Any]] = []

    def handler(*_: object) -> Response:
        body = Toy(toy.path.parent)
        bodies.append(weakref.ref(body))
        raise NoReplyError(ReplyStatus.UNREADABLE, "too much", is_retryable=is_retryable)

    client = toy.client(transport=MockTransport(handler))
    gc.disable()
    try:
        assert client.ask(WORKS).status is ReplyStatus.UNREADABLE
        assert [body() for body in bodies] == [None] * (3 if is_retryable else 1)
    finally:
        gc.enable()


def test_a_redirect_loop_ends(toy: Toy, web: Any) -> None:
    redirect(web, "/works", "/v1/works")
    reply = toy.client().ask(Request(KEYED, "/works"))
    assert (reply.status, len(web.calls)) == (ReplyStatus.UNREADABLE, 4)
    assert "without end" in reply.sentence


@pytest.mark.parametrize(("status_code", "status"), [(301, ReplyStatus.UNREADABLE), (307, ReplyStatus.FOUND)])
def test_a_post_stays_a_post(toy: Toy, web: Any, status_code: int, status: ReplyStatus) -> None:
    redirect(web, "/batch", "/v1/batch2", status_code, "POST")
    web.post(f"{URL}/batch2", json=[], match=[matchers.json_params_matcher({"ids": []})])
    assert toy.client().ask(Request(TOY, "/batch", body={"ids": []})).status is status


def test_a_too_large_answer_is_asked_for_in_parts(toy: Toy, web: Any) -> None:
    respond(web, 200, body=b"[" + b"[]," * 600_000 + b"1]")
    reply = toy.client().ask(WORKS)
    assert (reply.status, reply.too_long, reply.data) == (ReplyStatus.UNREADABLE, True, None)
    assert "not believed (it holds more than any real one)" in reply.sentence
    assert len(web.calls) == 1


# Memory


def test_cached_replies_are_not_asked_again(toy: Toy, web: Any) -> None:
    respond(web, 200)
    respond(web, 404, path="/none", json={"error": "no such title"})
    web.get(f"{URL}/feed", body="<feed/>")
    requests_ = [WORKS, Request(TOY, "/none"), Request(TOY, "/feed", expects="xml")]
    client = toy.client()
    first = [client.ask(request) for request in requests_]
    assert [reply.status for reply in first] == [ReplyStatus.FOUND, ReplyStatus.NO_MATCH, ReplyStatus.FOUND]
    client.close()
    second = toy.client(offline=True)
    again = [second.ask(request) for request in requests_]
    assert again[:2] == first[:2]
    assert (again[2].data.tag, again[2].retrieved) == ("feed", first[2].retrieved)
    assert len(web.calls) == 3
    assert (second.statistics()[0].requests, second.statistics()[0].cache_hits) == (0, 3)


def test_a_cached_reply_can_be_refreshed_or_dropped(toy: Toy, web: Any) -> None:
    respond(web, 200, json={"count": 1})
    respond(web, 200, json={"count": 2})
    client = toy.client()
    client.ask(WORKS)
    fresh = Request(TOY, WORKS.path, WORKS.params, fresh_days=0)
    assert client.ask(fresh).data == {"count": 2}
    assert client.ask(WORKS).data == {"count": 2}
    client.forget(WORKS)
    assert toy.client(offline=True).ask(WORKS).sentence == "offline: toy was not asked; run without --offline to go on."


def test_a_client_tells_what_it_knows(toy: Toy, web: Any) -> None:
    respond(web, 200, json={"count": 1})
    client = toy.client()
    assert not client.knows(WORKS)
    client.ask(WORKS)
    assert client.knows(WORKS)
    assert not client.knows(Request(TOY, WORKS.path, WORKS.params, fresh_days=0))
    assert not client.knows(Request(TOY, WORKS.path, (("query", "\ud800"),)))
    assert (client.statistics()[0].requests, client.statistics()[0].cache_hits) == (1, 0)


def test_an_unreadable_cached_body_is_asked_again(toy: Toy, web: Any) -> None:
    respond(web, 200)
    client = toy.client()
    client.ask(WORKS)
    as_xml = Request(TOY, WORKS.path, WORKS.params, expects="xml")
    assert client.ask(as_xml).status is ReplyStatus.UNREADABLE
    assert toy.client(offline=True).ask(WORKS).status is ReplyStatus.NOT_ASKED


def test_secrets_are_nowhere(toy: Toy, web: Any, caplog: pytest.LogCaptureFixture) -> None:
    web.get(f"{URL}/echo", json={"you": "CANARY%2FKEY"})
    web.get(f"{URL}/works", json={"ok": 1})
    web.get(f"{URL}/bad", status=400, json={"message": f"no {ADDRESS} CANARY/KEY CANARY%2FKEY"})
    service = Service("keyed", URL, {}, secret_headers=KEYED.secret_headers, mailto="mailto")
    with caplog.at_level(logging.DEBUG):
        client = toy.client(contact=ADDRESS)
        replies = [client.ask(Request(service, path, (("api_key", "CANARY"),))) for path in ("/echo", "/works", "/bad")]
        client.close()
    assert replies[2].sentence == "keyed: refused the question (400): “no … … …”."
    written = b"".join(path.read_bytes() for path in toy.path.parent.iterdir()) + caplog.text.encode()
    assert not [word for word in (b"CANARY", b"canary") if word in written]
    assert toy.client(offline=True).ask(Request(service, "/echo")).status is ReplyStatus.NOT_ASKED


def test_the_log_tells_path_status_and_time(toy: Toy, web: Any, caplog: pytest.LogCaptureFixture) -> None:
    respond(web, 200)
    with caplog.at_level(logging.DEBUG, "bibmill.http"):
        toy.client().ask(Request(TOY, "/works", (("query", "private"),)))
    (line,) = [record.getMessage() for record in caplog.records if record.name == "bibmill.http"]
    assert line.startswith("toy /works 200 ")


# Side by side, and the end


def test_services_are_asked_side_by_side(toy: Toy, web: Any) -> None:
    second_asked = threading.Event()

    def wait(_: Any) -> tuple[int, dict[str, str], str]:
        assert second_asked.wait(5)
        return 200, {}, "{}"

    def go(_: Any) -> tuple[int, dict[str, str], str]:
        second_asked.set()
        return 200, {}, "{}"

    web.add_callback("GET", f"{URL}/slow", wait)
    web.add_callback("GET", f"{URL}/fast", go)
    client = toy.client()
    replies = list(client.ask_all([("slow", Request(TOY, "/slow")), ("fast", Request(KEYED, "/fast"))]))
    assert sorted(tag for tag, _ in replies) == ["fast", "slow"]  # else the slow one had waited in vain
    assert all(reply.status is ReplyStatus.FOUND for _, reply in replies)


def test_closing_ends_waiting(toy: Toy, web: Any) -> None:
    respond(web, 429, headers={"Retry-After": "100"})
    client = Client(cache_path=None, hosts=hosts_of([URL]))
    replies: list[Reply] = []
    thread = threading.Thread(target=lambda: replies.append(client.ask(WORKS)))
    thread.start()
    while thread.is_alive() and not web.calls:
        time.sleep(0.001)
    client.close()
    thread.join(2)
    assert [reply.status for reply in replies] == [ReplyStatus.NOT_ASKED]
    assert replies[0].sentence == "toy: not asked, the run ends; run again to go on."


def test_a_client_closes_with_its_block(toy: Toy, web: Any) -> None:
    respond(web, 200)
    with toy.client() as client:
        assert client.ask(WORKS).status is ReplyStatus.FOUND
    assert not toy.path.with_name("facts.sqlite-wal").exists()
