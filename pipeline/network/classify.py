"""What is asked of a service, and what its answer is worth.

It stands alone because it needs no network: an answer is judged by its status and body, so each judgement is a row of
a table in the tests.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pipeline.model.records import Finding, Struct
from pipeline.network.rate_limiter import Service
from pipeline.text.folding import clean_markup, show

_TOO_LONG = frozenset({413, 414, 431})
_NEVER_IN_KEY = frozenset({"mailto", "api_key"})
_BAD_QUERY = b"Invalid query parameters"


class Call(Struct, frozen=True):
    """One request: path below the service's `base_url` (already percent-encoded), parameters, JSON body for a POST.

    `fresh_days` overrides how old a remembered answer may be; 0 always asks (and remembers the answer).
    """

    service: Service
    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: Any = None
    kind: str = "list"
    expects: str = "json"
    fresh_days: int | None = None

    @property
    def key(self) -> str:
        """What the fact is remembered by: the question itself, whoever asks it and with whichever key."""
        hidden = _NEVER_IN_KEY | {self.service.mailto}
        path = urlsplit(self.service.base_url).path.rstrip("/") + "/" + self.path.lstrip("/")
        params = sorted(param for param in self.params if param[0] not in hidden)
        return hashlib.sha256(msgspec.json.encode([self.service.name, path, params, self.body])).hexdigest()


class Reply(Struct, frozen=True):
    """A classified answer. `data` is decoded JSON (or text, for `expects="xml"`) when `finding` is FOUND.

    `finding` NO_MATCH is a well-formed "no such thing"; `retrieved` is the ISO day of the answer, also from the
    cache; `too_long` tells that the request must be split (414).
    """

    finding: Finding
    data: Any = None
    status: int = 0
    retrieved: str = ""
    sentence: str = ""
    too_long: bool = False


class NoAnswerError(Exception):
    """No usable answer came; `again` tells that the next try may do better."""

    def __init__(self, sentence: str, *, finding: Finding = Finding.UNREACHABLE, again: bool = True) -> None:
        super().__init__(sentence)
        self.sentence, self.finding, self.again = sentence, finding, again


def judge(call: Call, status: int, body: bytes) -> Reply:
    """What an answer says, by its status and body; raises `NoAnswerError` for an answer that is worth another try."""
    name = call.service.name
    if 200 <= status < 300:
        return Reply(Finding.FOUND, _read(call, body), status)
    if status >= 500:
        raise NoAnswerError(f"{name}: the service is in trouble (status {status}); run again later.")
    if status in _TOO_LONG:
        return Reply(Finding.UNREADABLE, None, status, "", f"{name}: the question is too long ({status}).", True)
    if status == 401 or (status == 403 and _BAD_QUERY not in body):
        return Reply(Finding.BLOCKED, None, status, sentence=_blocked(call.service, status))
    if status == 404:
        return _judge_missing(call, body)
    return Reply(Finding.UNREADABLE, None, status, sentence=f"{name}: refused the question ({status}){_said(body)}.")


def _judge_missing(call: Call, body: bytes) -> Reply:
    """A 404 is a fact only in the API's own words: proxies, typing errors in a `base_url` and outages say it too."""
    if any(mark.encode() in body for mark in call.service.miss_marks):
        return Reply(Finding.NO_MATCH, None, 404)
    sentence = f"{call.service.name}: nothing at this address (404){_said(body)}; is its base_url right?"
    return Reply(Finding.UNREADABLE, None, 404, sentence=sentence)


def _blocked(service: Service, status: int) -> str:
    advice = "check its API key" if service.secret_headers else "it may want an API key, or have blocked this network"
    return f"{service.name}: access refused ({status}), so it is not asked again in this run; {advice}."


def _read(call: Call, body: bytes) -> Any:
    try:
        return read_body(body, call.expects)
    except ValueError as error:
        sentence = f"{call.service.name}: the answer cannot be read ({error}); run again later."
        raise NoAnswerError(sentence, finding=Finding.UNREADABLE) from None


def read_body(body: bytes, expects: str) -> Any:
    """The data in a body; raises `ValueError` for all that is not well-formed, a captive portal's page included."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise ValueError("it is empty")
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("it is a web page")
    return _read_xml(body) if expects == "xml" else _read_json(body)


def _read_json(body: bytes) -> Any:
    try:
        data = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        raise ValueError("it is not valid JSON") from None
    if not isinstance(data, (dict, list)):
        raise ValueError("it is JSON, but no object and no list")
    return data


def _read_xml(body: bytes) -> str:
    """The text of a well-formed document without DTD, so that half a feed is never remembered for 90 days."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        fromstring(body, forbid_dtd=True)
        return body.decode()
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise ValueError("it is not valid XML") from None


def _said(body: bytes) -> str:
    """The API's own message, safe to show, as `: “…”`; empty when the body is a page for browsers."""
    try:
        message = _message(msgspec.json.decode(body))
    except (ValueError, RecursionError):
        text = body[:2000].decode("utf-8", "replace").strip()
        message = "" if text[:9].lower().startswith(("<!doctype", "<html")) else text
    shown = show(clean_markup(message))
    return f": “{shown}”" if shown else ""


def _message(tree: Any, depth: int = 4) -> str:
    """The text under `message`, `error`, `errors` …, wherever the API hides it.

    >>> _message({"errors": [{"status": "400", "title": "Bad cursor"}]})
    'Bad cursor'
    """
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return _message(tree[0], depth - 1) if tree and depth else ""
    if isinstance(tree, dict) and depth:
        found = (_message(tree[name], depth - 1) for name in ("message", "error", "errors", "title") if name in tree)
        return next(filter(None, found), "")
    return ""
