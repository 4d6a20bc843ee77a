"""What is asked and what answers are worth: bodies, statuses, and the key of a question."""

from __future__ import annotations

import pytest

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.bodies import read_body
from pipeline.network.classify import classify
from pipeline.network.messages import Request, Service

TOY = Service(
    "toy",
    "https://toy.example/v1",
    {"list": 1},
    mailto="mailto",
    miss_marks=("no such title",),
    batch_miss="no valid ids",
)
WORKS = Request(TOY, "/works", (("query", "x"),))
FEED = Request(TOY, "/works", expects="xml")


@pytest.mark.parametrize(
    ("body", "data"),
    [(b'{"a": [1]}', {"a": [1]}), (b" []\n", []), (b"\xef\xbb\xbf{}", {})],
)
def test_json_bodies(body: bytes, data: object) -> None:
    assert read_body(body, "json") == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n ",
        b'{"a": ',
        b"NaN",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'["\\ud800"]',
        b'["\xff"]',
        b"[" * 200_000,
        b"[" + b"1" * 5_000 + b"]",
        b'"text"',
        b"17",
        b"null",
        b"Resource not found.",
        b"<!DOCTYPE html><title>Making sure you're not a bot</title>",
        b"\n<HTML><body>Log in to this network</body></HTML>",
    ],
)
def test_bodies_that_are_no_json(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it is "):
        read_body(body, "json")


def test_xml_bodies() -> None:
    feed = read_body(b"<feed><title>\xc3\xa9<i>a</i>b</title>c<title/></feed>", "xml")
    assert (feed.tag, [title.text for title in feed], feed[0].tail) == ("feed", ["é", None], None)


@pytest.mark.parametrize(
    "body",
    [
        b"<feed><entry>",
        b"Rate exceeded.",
        b"<!doctype html><html></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<?xml version="1.0" encoding="latin-1"?><x>\xe9</x>',
        b"\x00\x01",
    ],
)
def test_bodies_that_are_no_xml(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it is "):
        read_body(body, "xml")


@pytest.mark.parametrize(
    ("status_code", "body", "status", "said"),
    [
        (200, b'{"items": []}', ReplyStatus.FOUND, ""),
        (404, b'{"error": "no such title"}', ReplyStatus.NO_MATCH, ""),
        (404, b"<html>Not Found</html>", ReplyStatus.UNREADABLE, "nothing at this address (404);"),
        (404, b"Resource not found.", ReplyStatus.UNREADABLE, "“Resource not found.”"),
        (400, b'{"error": "Unrecognized fields: [x]"}', ReplyStatus.UNREADABLE, "“Unrecognized fields: [x]”"),
        (
            400,
            b'{"message": [{"type": "t", "message": "no \\u001b[2J cursor"}]}',
            ReplyStatus.UNREADABLE,
            "“no [2J cursor”",
        ),
        (400, b'{"errors": [{"status": "400", "title": "bad"}]}', ReplyStatus.UNREADABLE, "“bad”"),
        (400, b'{"error": "no valid ids given"}', ReplyStatus.NO_MATCH, ""),
        (422, b'{"error": "no valid ids given"}', ReplyStatus.UNREADABLE, "(422)"),
        (400, b'{"message": [], "code": 7}', ReplyStatus.UNREADABLE, "(400)."),
        (400, b'{"message": 7, "error": ""}', ReplyStatus.UNREADABLE, "(400)."),
        (400, b"<feed><summary>incorrect id</summary></feed>", ReplyStatus.UNREADABLE, "“incorrect id”"),
        (400, b"[" * 100_000, ReplyStatus.UNREADABLE, "…”"),
        (422, b"", ReplyStatus.UNREADABLE, "refused the question (422)."),
        (304, b"", ReplyStatus.UNREADABLE, "(304)"),
        (401, b"", ReplyStatus.BLOCKED, "may want an API key"),
        (403, b'{"message": "Forbidden"}', ReplyStatus.BLOCKED, "not asked again"),
        (403, b'{"error": "Invalid query parameters error."}', ReplyStatus.UNREADABLE, "Invalid query"),
        (414, b"", ReplyStatus.UNREADABLE, "too long"),
    ],
)
def test_classify(status_code: int, body: bytes, status: ReplyStatus, said: str) -> None:
    reply = classify(WORKS, status_code, body)
    assert (reply.status, reply.status_code, reply.too_long) == (status, status_code, status_code == 414)
    assert said in reply.sentence
    assert reply.sentence.startswith("toy: ") is not status.is_fact


@pytest.mark.parametrize(
    ("asked", "status_code", "body", "status"),
    [
        (WORKS, 500, b"", ReplyStatus.UNREACHABLE),
        (WORKS, 504, b"<h1>504 Gateway Time-out</h1>", ReplyStatus.UNREACHABLE),
        (WORKS, 200, b"<html>", ReplyStatus.UNREADABLE),
        (WORKS, 204, b"", ReplyStatus.UNREADABLE),
        (FEED, 200, b"Rate exceeded.", ReplyStatus.UNREADABLE),
    ],
)
def test_what_is_worth_another_try(asked: Request, status_code: int, body: bytes, status: ReplyStatus) -> None:
    with pytest.raises(NoReplyError) as caught:
        classify(asked, status_code, body)
    assert (caught.value.is_retryable, caught.value.status) == (True, status)


def test_advice_on_keys_only_with_a_key() -> None:
    keyed = Service("toy", "https://toy.example", {}, secret_headers={"x-api-key": "K"})
    assert "check its API key" in classify(Request(keyed, "/"), 403, b"").sentence


def test_the_key_of_a_request_is_its_question() -> None:
    same = [
        WORKS,
        Request(TOY, "works", (("mailto", "a@b.example"), ("query", "x"), ("api_key", "SECRET"))),
        Request(
            Service("toy", "https://mirror.example/v1/", {}, secret_headers={"k": "s"}), "/works", (("query", "x"),)
        ),
    ]
    other = [
        Request(TOY, "/works", (("query", "y"),)),
        Request(TOY, "/other", (("query", "x"),)),
        Request(TOY, "/works", (("query", "x"),), body={"ids": ["1"]}),
        Request(Service("toy2", "https://toy.example/v1", {}), "/works", (("query", "x"),)),
        Request(Service("toy", "https://toy.example/v2", {}), "/works", (("query", "x"),)),
    ]
    assert len({request.key for request in same}) == 1
    assert len({request.key for request in [WORKS, *other]}) == 6
