"""What a response is worth: from its HTTP status and body to a `Reply`.

It stands alone because it needs no network: a response is judged by its status and body alone, so each judgement is a
row of a table in the tests.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from pipeline.model.errors import NoReplyError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.bodies import TooLargeError, read_body
from pipeline.network.messages import Reply, Request, Service
from pipeline.text.folding import clean_markup, show

_TOO_LONG = frozenset({413, 414, 431})
_BAD_QUERY = b"Invalid query parameters"
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_MESSAGE_CAP = 100_000
"""Bytes of an error page that are decoded for its message; of a longer one its beginning is quoted."""


def classify(request: Request, status_code: int, body: bytes) -> Reply:
    """What a response says, by its status and body; raises `NoReplyError` for one that is worth another try."""
    name = request.service.name
    if 200 <= status_code < 300:
        return Reply(ReplyStatus.FOUND, _read(request, body), status_code)
    if status_code >= 500:
        raise NoReplyError(
            ReplyStatus.UNREACHABLE, f"{name}: the service is in trouble (status {status_code}); run again later."
        )
    if status_code in _TOO_LONG:
        return Reply(
            ReplyStatus.UNREADABLE, None, status_code, "", f"{name}: the question is too long ({status_code}).", True
        )
    if status_code == 401 or (status_code == 403 and _BAD_QUERY not in body):
        return Reply(ReplyStatus.BLOCKED, None, status_code, sentence=_describe_block(request.service, status_code))
    if status_code == 404:
        return _classify_404(request, body)
    if status_code == 400 and request.service.batch_miss and request.service.batch_miss.encode() in body:
        return Reply(ReplyStatus.NO_MATCH, None, status_code)
    return Reply(
        ReplyStatus.UNREADABLE,
        None,
        status_code,
        sentence=f"{name}: refused the question ({status_code}){_quote_message(body)}.",
    )


def _classify_404(request: Request, body: bytes) -> Reply:
    """A 404 is a fact only in the API's own words: proxies, typing errors in a `base_url` and outages say it too."""
    if any(mark.encode() in body for mark in request.service.miss_marks):
        return Reply(ReplyStatus.NO_MATCH, None, 404)
    sentence = f"{request.service.name}: nothing at this address (404){_quote_message(body)}; is its base_url right?"
    return Reply(ReplyStatus.UNREADABLE, None, 404, sentence=sentence)


def _describe_block(service: Service, status_code: int) -> str:
    advice = "check its API key" if service.secret_headers else "it may want an API key, or have blocked this network"
    return f"{service.name}: access refused ({status_code}), so it is not asked again in this run; {advice}."


def _read(request: Request, body: bytes) -> Any:
    try:
        return read_body(body, request.expects)
    except TooLargeError as error:
        sentence = f"{request.service.name}: the answer is not believed ({error}); run again later."
        raise NoReplyError(ReplyStatus.UNREADABLE, sentence, is_retryable=False, is_too_large=True) from None
    except ValueError as error:
        sentence = f"{request.service.name}: the answer cannot be read ({error}); run again later."
        raise NoReplyError(ReplyStatus.UNREADABLE, sentence) from None


def _quote_message(body: bytes) -> str:
    """The API's own message, safe to show, as `: “…”`; empty when the body is a page for browsers."""
    try:
        message = _find_message(msgspec.json.decode(body[:_MESSAGE_CAP]))
    except (ValueError, RecursionError):
        text = body[:2000].decode("utf-8", "replace").strip()
        message = "" if text[:9].lower().startswith(("<!doctype", "<html")) else text
    shown = show(clean_markup(_TAG.sub("", message)))
    return f": “{shown}”" if shown else ""


def _find_message(tree: Any, depth: int = 4) -> str:
    """The text under `message`, `error`, `errors` …, wherever the API hides it.

    >>> _find_message({"errors": [{"status_code": "400", "title": "Bad cursor"}]})
    'Bad cursor'
    """
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return _find_message(tree[0], depth - 1) if tree and depth else ""
    if isinstance(tree, dict) and depth:
        found = (
            _find_message(tree[name], depth - 1) for name in ("message", "error", "errors", "title") if name in tree
        )
        return next(filter(None, found), "")
    return ""
