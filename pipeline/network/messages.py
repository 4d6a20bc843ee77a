"""What is sent to a service and what comes back, in the terms that sources use; no part of it touches the network.

A source describes an API once as a `Service`, asks it with a `Request`, and gets a `Reply`. A `Response` is the plain
HTTP answer in between, which only the client and its transport see.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pipeline.model.records import Struct
from pipeline.model.statuses import ReplyStatus

ALL = "all"
"""The name in `Service.per_second` of a rate limit that requests of every kind share."""
_NEVER_IN_KEY = frozenset({"mailto", "api_key"})

Params = tuple[tuple[str, str], ...]
"""Query parameters as pairs of name and value, not yet encoded."""


class Service(Struct, frozen=True):
    """How one API wants to be asked.

    Attributes:
        name: Of the service, for sentences, statistics and cache keys.
        base_url: The address below which all its paths are.
        per_second: The documented rate by kind of request ("list", "single", "batch"); "all" is a rate that every kind
            shares. Each is a ceiling: the headers of responses can only lower it.
        concurrency: How many requests may be under way at once.
        secret_headers: Headers with keys in them; they never reach logs or the cache.
        mailto: The query parameter for the contact address, when the API has one; the address is then in the
            User-Agent too.
        miss_marks: A 404 whose body holds one of these is the API's own way to say “no such thing”, and so a fact.
        batch_miss: A 400 whose body holds this says that it knows none of many identifiers, and is a fact, too.
        takes_contact: True for an API that wants the contact address in the User-Agent only.
        refuses: True for one that refuses most requests of whoever has no key, and is given up by its refusals' ratio.
        key_advice: What a free key would add, as the end of a sentence; empty with a key, or where there is none.
        budget: How many requests a day it answers, where that is known and few; else 0.
    """

    name: str
    base_url: str
    per_second: dict[str, float]
    concurrency: int = 1
    secret_headers: dict[str, str] = {}
    mailto: str = ""
    miss_marks: tuple[str, ...] = ()
    batch_miss: str = ""
    takes_contact: bool = False
    refuses: bool = False
    key_advice: str = ""
    budget: int = 0

    @property
    def limit_key(self) -> tuple[str, str]:
        """Host and name: requests with the same key share one rate limit."""
        return urlsplit(self.base_url).netloc, self.name

    def __repr__(self) -> str:
        """Without the keys, since a request is shown in traces and test reports."""
        return f"Service({self.name!r}, {self.base_url!r})"


class Request(Struct, frozen=True):
    """One question to a service.

    Attributes:
        service: The API that is asked.
        path: Below the service's `base_url`, already percent-encoded.
        params: Query parameters, not yet encoded.
        body: What is sent as JSON by POST; None makes it a GET.
        kind: The kind of request, by which the service limits its rate.
        expects: The format of the answer, `json` or `xml`.
        fresh_days: How old a cached reply may be, in days; None for the cache's own rule, 0 to ask in any case (the
            reply is cached all the same).
    """

    service: Service
    path: str
    params: Params = ()
    body: Any = None
    kind: str = "list"
    expects: str = "json"
    fresh_days: int | None = None

    @property
    def key(self) -> str:
        """What its reply is cached by: the question itself, whoever asks it and with whichever key.

        Raises:
            ValueError: It holds a character that no encoding can send (a lone surrogate).
        """
        hidden = _NEVER_IN_KEY | {self.service.mailto}
        path = urlsplit(self.service.base_url).path.rstrip("/") + "/" + self.path.lstrip("/")
        params = sorted(param for param in self.params if param[0] not in hidden)
        return hashlib.sha256(msgspec.json.encode([self.service.name, path, params, self.body])).hexdigest()


class Response(Struct, frozen=True):
    """One HTTP response, read whole; names of headers are lower-case."""

    status_code: int
    headers: dict[str, str]
    body: bytes = b""


class Reply(Struct, frozen=True):
    """What a service replied to a request, classified.

    Attributes:
        status: What the reply is worth; NO_MATCH is a well-formed “no such thing”.
        data: The decoded JSON (the root element, for `expects="xml"`) when `status` is FOUND, else None.
        status_code: The HTTP status; 0 when there was no response.
        retrieved: The ISO day of the response, also when the reply comes from the cache; empty when it is no fact.
        sentence: For a person, why there is no data.
        too_long: True when the request must be split: it was too long (414 and the like), or its answer too large.
    """

    status: ReplyStatus
    data: Any = None
    status_code: int = 0
    retrieved: str = ""
    sentence: str = ""
    too_long: bool = False


class Statistics(Struct, frozen=True):
    """What one service was asked in this run.

    Attributes:
        service: Its name.
        requests: How many requests were sent.
        cache_hits: How many replies came from the cache.
        seconds_waited: The sum of the waits for its rate limit and its pauses.
        stopped: Why it is not asked any more in this run, as a sentence; empty while it is.
        paused_seconds: Seconds until it may be asked again, after it asked for a pause.
        host: The host that was asked, with its port where the address names one; empty when no request was sent.
        seconds_each: The least time between two requests of the kind that is limited most, in seconds.
        budget: How many more requests it answers today; without an end where none is known.
        refuses: True for one that refuses most requests, for want of a key.
    """

    service: str
    requests: int = 0
    cache_hits: int = 0
    seconds_waited: float = 0.0
    stopped: str = ""
    paused_seconds: float = 0.0
    host: str = ""
    seconds_each: float = 0.0
    budget: float = math.inf
    refuses: bool = False
