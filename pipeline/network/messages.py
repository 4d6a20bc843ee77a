"""What is sent to a service and what comes back, in the terms that sources use; no part of it touches the network."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pipeline.model.records import ReplyStatus, Struct

ALL = "all"
"""The name in `Service.per_second` of a pace that all kinds of call share."""
_NEVER_IN_KEY = frozenset({"mailto", "api_key"})


class Service(Struct, frozen=True):
    """How one API wants to be asked.

    `per_second` maps a class of call ("list", "single", "batch") to the documented pace; "all" is a pace that every
    class shares. They are ceilings: what the answers' headers say can only slow them. `secret_headers` never reach
    logs or the cache. `mailto` names the query parameter for the contact address, when the API has one; with it, or
    with `takes_contact`, the address is in the User-Agent too. `miss_marks`: a 404 whose body holds one of these is
    the API's own way to say “no such thing”, and so a fact.
    """

    name: str
    base_url: str
    per_second: dict[str, float]
    concurrency: int = 1
    secret_headers: dict[str, str] = {}
    mailto: str = ""
    miss_marks: tuple[str, ...] = ()
    takes_contact: bool = False

    @property
    def limit_key(self) -> tuple[str, str]:
        """Host and name: calls with the same lane share one pace."""
        return urlsplit(self.base_url).netloc, self.name

    def __repr__(self) -> str:
        """Without the keys, since a call is shown in traces and test reports."""
        return f"Service({self.name!r}, {self.base_url!r})"


class Statistics(Struct, frozen=True):
    """What one service was asked in this run; `stopped` is a sentence when it was given up, `rests` the seconds until
    it may be asked again after it asked for a pause.
    """

    service: str
    requests: int = 0
    cache_hits: int = 0
    seconds_waited: float = 0.0
    stopped: str = ""
    rests: float = 0.0


class Request(Struct, frozen=True):
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
    """A classified answer. `data` is decoded JSON (or text, for `expects="xml"`) when `status` is FOUND.

    `status` NO_MATCH is a well-formed "no such thing"; `retrieved` is the ISO day of the answer, also from the
    cache; `too_long` tells that the request must be split (414).
    """

    status: ReplyStatus
    data: Any = None
    status_code: int = 0
    retrieved: str = ""
    sentence: str = ""
    too_long: bool = False
