"""The client: asks services with etiquette, limits and retries, and never raises for what a network can do.

Here the parts meet, none of which knows the whole: `pace` tells when a service may be asked, `errand` goes until there
is an answer, `wire` sends, `answers` tells what came back, `facts` remembers, `crew` asks side by side. Every call gets
a `Reply`.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from pipeline import __version__
from pipeline.concurrency.worker_pool import run_side_by_side
from pipeline.config.schema import LOOPBACK
from pipeline.model.records import ReplyStatus
from pipeline.network.cache import CachedReply, ReplyCache
from pipeline.network.circuit_breaker import CircuitBreaker
from pipeline.network.classify import read_body
from pipeline.network.messages import Reply, Request, Service, Statistics
from pipeline.network.rate_limiter import NETWORK_PATIENCE, RateLimiter
from pipeline.network.retry import RetriedRequest
from pipeline.network.transport import Params, Response, Transport

T = TypeVar("T")

HOME = "https://github.com/bibmill/bibmill"
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")


def hosts_of(base_urls: Iterable[str]) -> frozenset[str]:
    """The names of hosts that may be asked, from the configured base URLs (empty ones are no host).

    >>> sorted(hosts_of(["https://api.crossref.org/v1", ""]))
    ['api.crossref.org']
    """
    return frozenset(host for url in base_urls if (host := urlsplit(url).hostname))


class Client:
    """Asks politely, remembers facts, and never raises for what a network can do."""

    def __init__(
        self,
        *,
        cache_path: Path | None,
        hosts: frozenset[str],
        contact: str = "",
        offline: bool = False,
        version: str = __version__,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._warnings: dict[str, None] = {}
        self._paces: dict[tuple[str, str], RateLimiter] = {}
        self._network = CircuitBreaker(clock, NETWORK_PATIENCE)
        self._hosts, self._offline, self._version = hosts, offline, version
        self._sleep, self._clock, self._now = sleep or self._rest, clock, now
        self._contact = contact if _ADDRESS.fullmatch(contact) else ""
        if contact and not self._contact:
            self._warn("contact: this is no mail address, so none is sent; correct it in pipeline.yaml.")
        self._facts = ReplyCache(cache_path, now, self._warn)
        self._wire = Transport()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all waiting and close the cache; a call that is still on its way is answered with NOT_ASKED."""
        with self._lock:
            for pace in self._paces.values():
                pace.stop(ReplyStatus.NOT_ASKED, "")
        self._closing.set()
        self._wire.close()
        self._facts.close()

    def ask_all(self, calls: Iterable[tuple[T, Request]]) -> Iterator[tuple[T, Reply]]:
        """Each call with its reply, as they come (in any order), side by side within each service's limits."""
        jobs = run_side_by_side(calls, lambda job: self.ask(job[1]), _lane)
        for (tag, _), reply in jobs:
            yield tag, reply

    def ask(self, call: Request) -> Reply:
        """One call, answered: from memory, else from the service."""
        name = call.service.name
        try:
            key = call.key
        except ValueError:  # a lone surrogate, which no encoding can send
            return Reply(ReplyStatus.UNREADABLE, sentence=f"{name}: the question holds characters that cannot be sent.")
        if reply := self._recall(key, call):
            return reply
        if self._offline:
            return Reply(ReplyStatus.NOT_ASKED, sentence=f"offline: {name} was not asked.")
        if not self._may_ask(call.service.base_url):
            sentence = f"{name}: its address is none of the configured ones (https, or this machine); see base_url."
            return Reply(ReplyStatus.NOT_ASKED, sentence=sentence)
        return self._ask_service(key, call)

    def forget(self, call: Request) -> None:
        """Drop the remembered answer of a call, for a source that could make nothing of its shape."""
        self._facts.forget(call.key)

    def statistics(self) -> tuple[Statistics, ...]:
        """What each service was asked so far, by name."""
        with self._lock:
            return tuple(
                self._paces[limit_key].statistics()
                for limit_key in sorted(self._paces, key=lambda limit_key: limit_key[1])
            )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what went wrong beside the calls, each once."""
        with self._lock:
            return tuple(self._warnings)

    def _warn(self, sentence: str) -> None:
        with self._lock:
            self._warnings.setdefault(sentence)

    def _pace(self, service: Service) -> RateLimiter:
        with self._lock:
            if service.limit_key not in self._paces:
                self._paces[service.limit_key] = RateLimiter(service, self._clock, self._sleep, self._network)
            return self._paces[service.limit_key]

    def _rest(self, seconds: float) -> None:
        self._closing.wait(seconds)  # and not `time.sleep`, so that `close` ends it

    def _may_ask(self, url: str) -> bool:
        parts = urlsplit(url)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        return secure and parts.hostname in self._hosts

    def _recall(self, key: str, call: Request) -> Reply | None:
        fact = self._facts.recall(key, call.fresh_days, any_age=self._offline)
        if not fact:
            return None
        data = None
        if fact.status is ReplyStatus.FOUND:
            try:
                data = read_body(fact.body, call.expects)
            except ValueError:
                self._facts.forget(key)
                return None
        self._pace(call.service).count_hit()
        return Reply(fact.status, data, fact.status_code, fact.fetched[:10])

    def _ask_service(self, key: str, call: Request) -> Reply:
        errand = RetriedRequest(call, self._pace(call.service), partial(self._send, call), self._sleep, self._now)
        reply, body = errand.run()
        if not reply.status.is_fact:
            return replace(reply, sentence=self._redact(call.service, reply.sentence))
        now = self._now().astimezone(UTC).isoformat(timespec="seconds")
        text = body.decode("utf-8", "replace")
        if self._redact(call.service, text) == text:  # an answer that echoes a key is not kept
            self._facts.remember(key, CachedReply(reply.status, reply.status_code, body, now))
        return replace(reply, retrieved=now[:10])

    def _send(self, call: Request, url: str, params: Params | None) -> Response:
        """One request of a call, with all that etiquette asks for; the address goes only to who wants it."""
        service = call.service
        address = self._contact if service.mailto or service.takes_contact else ""
        agent = f"bibmill/{self._version} ({HOME}" + (f"; mailto:{address})" if address else ")")
        if service.mailto and address and params is not None:  # a redirect brings its own parameters
            params = (*params, (service.mailto, address))
        answer = self._wire.fetch(call, url, params, {"User-Agent": agent, **service.secret_headers})
        if address and answer.headers.get("x-api-pool", "").startswith("public"):
            self._warn(f"{service.name}: it treats us as anonymous although `contact` was sent; is the address right?")
        return answer

    def _redact(self, service: Service, text: str) -> str:
        keys = [value.rpartition(" ")[2] for value in service.secret_headers.values()]  # of “Bearer KEY”
        for secret in filter(None, (*keys, self._contact)):
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
        return text


def _lane(job: tuple[Any, Request]) -> tuple[tuple[str, str], int]:
    return job[1].service.limit_key, job[1].service.concurrency
