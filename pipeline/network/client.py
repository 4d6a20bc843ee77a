"""The client: asks services with etiquette, limits and retries, and never raises for what a network can do.

Here the parts meet, none of which knows the whole. A request goes through them in this order: `cache` (is the reply
known?), `retry` (try until there is a reply), `rate_limiter` (wait until it may be sent), `transport` (send it),
`classify` (what is the response worth?), and back into `cache`. Every request gets a `Reply`.
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
from urllib.parse import quote

from msgspec.structs import replace

from pipeline import __version__
from pipeline.concurrency.worker_pool import run_side_by_side
from pipeline.model.statuses import ReplyStatus
from pipeline.model.urls import HostRules
from pipeline.network.bodies import read_body
from pipeline.network.cache import CachedReply, ReplyCache
from pipeline.network.circuit_breaker import CircuitBreaker
from pipeline.network.messages import Params, Reply, Request, Response, Service, Statistics
from pipeline.network.rate_limiter import NETWORK_TIMEOUT, RateLimiter
from pipeline.network.retry import RetriedRequest
from pipeline.network.transport import HttpTransport, Transport
from pipeline.storage.boundary import Boundary

T = TypeVar("T")

HOME = "https://github.com/bibmill/bibmill"
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")


class Client:
    """Asks services politely, caches the replies that are facts, and turns every failure into a reply.

    It may be used from any thread, and as a context manager that closes it.

    Args:
        cache_path: The SQLite file for replies; None to cache nothing.
        cache_home: The project in which that file must lie; its own folder when None.
        hosts: Where each service may be asked; a request to any other host is not sent.
        contact: The mail address that services are told, where they ask for one.
        offline: Answer from the cache alone, however old the replies are.
        version: Of bibmill, for the User-Agent.
        transport: What sends; `network.mock.MockTransport` in tests. Closed with the client.
        sleep: Waits for some seconds; by default `close` ends the wait.
        clock: The current time in seconds from any origin, for rate limits.
        now: The current date and time, for the age of replies.

    Raises:
        MachineError: The cache is of a newer bibmill.
    """

    def __init__(
        self,
        *,
        cache_path: Path | None,
        cache_home: Boundary | None = None,
        hosts: HostRules,
        contact: str = "",
        offline: bool = False,
        version: str = __version__,
        transport: Transport | None = None,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._warnings: dict[str, None] = {}
        self._limiters: dict[tuple[str, str], RateLimiter] = {}
        self._network_breaker = CircuitBreaker(clock, NETWORK_TIMEOUT)
        self._hosts, self._offline, self._version = hosts, offline, version
        self._sleep, self._clock, self._now = sleep or self._wait, clock, now
        self._contact = contact if _ADDRESS.fullmatch(contact) else ""
        if contact and not self._contact:
            self._warn("contact: this is no mail address, so none is sent; correct it in pipeline.yaml.")
        self._cache = ReplyCache(cache_path, now, self._warn, cache_home)
        self._transport = transport or HttpTransport(hosts)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all waiting and close the cache; a request that is still under way gets NOT_ASKED."""
        with self._lock:
            for limiter in self._limiters.values():
                limiter.stop(ReplyStatus.NOT_ASKED, "")
        self._closing.set()
        self._transport.close()
        self._cache.close()

    def ask_all(self, requests: Iterable[tuple[T, Request]]) -> Iterator[tuple[T, Reply]]:
        """Ask side by side, within the limits of each service.

        Args:
            requests: Each with a tag of the caller's; only a bounded number of them is taken ahead of the replies.

        Returns:
            Each tag with its reply, as they come, in any order.
        """
        for (tag, _), reply in run_side_by_side(requests, lambda job: self.ask(job[1]), _queue_of):
            yield tag, reply

    def ask(self, request: Request) -> Reply:
        """The reply to one request: from the cache, else from the service."""
        name = request.service.name
        try:
            key = request.key
        except ValueError:  # a lone surrogate, which no encoding can send
            return Reply(ReplyStatus.UNREADABLE, sentence=f"{name}: the question holds characters that cannot be sent.")
        if reply := self._find_cached(key, request):
            return reply
        if self._offline:
            return Reply(
                ReplyStatus.NOT_ASKED, sentence=f"offline: {name} was not asked; run without --offline to go on."
            )
        if refusal := self._hosts.find_refusal(name, request.service.base_url):
            return Reply(ReplyStatus.NOT_ASKED, sentence=refusal)
        return self._ask_service(key, request)

    def forget(self, request: Request) -> None:
        """Drop the cached reply of a request, for a source that cannot read its shape."""
        self._cache.delete(request.key)

    def knows(self, request: Request) -> bool:
        """True when the cache has the reply to a request, so that asking costs nothing."""
        try:
            return self._cache.get(request.key, request.fresh_days, any_age=self._offline) is not None
        except ValueError:  # no key, as in `ask`
            return False

    def statistics(self) -> tuple[Statistics, ...]:
        """What each service was asked so far, in the order of their names."""
        with self._lock:
            return tuple(self._limiters[key].statistics() for key in sorted(self._limiters, key=lambda key: key[1]))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what went wrong beside the requests, each once."""
        with self._lock:
            return tuple(self._warnings)

    def _warn(self, sentence: str) -> None:
        with self._lock:
            self._warnings.setdefault(sentence)

    def _limiter(self, service: Service) -> RateLimiter:
        with self._lock:
            if service.limit_key not in self._limiters:
                limiter = RateLimiter(service, self._clock, self._sleep, self._network_breaker)
                self._limiters[service.limit_key] = limiter
            return self._limiters[service.limit_key]

    def _wait(self, seconds: float) -> None:
        self._closing.wait(seconds)  # and not `time.sleep`, so that `close` ends it

    def _find_cached(self, key: str, request: Request) -> Reply | None:
        cached = self._cache.get(key, request.fresh_days, any_age=self._offline)
        if not cached:
            return None
        data = None
        if cached.status is ReplyStatus.FOUND:
            try:
                data = read_body(cached.body, request.expects)
            except ValueError:
                self._cache.delete(key)
                return None
        self._limiter(request.service).record_cache_hit()
        return Reply(cached.status, data, cached.status_code, cached.fetched[:10])

    def _ask_service(self, key: str, request: Request) -> Reply:
        send = partial(self._send, request)
        retried = RetriedRequest(request, self._limiter(request.service), send, self._sleep, self._now)
        reply, body = retried.run()
        if not reply.status.is_fact:
            return replace(reply, sentence=self._redact(request.service, reply.sentence))
        now = self._now().astimezone(UTC).isoformat(timespec="seconds")
        if not self._holds_secret(request.service, body):  # a response that echoes a key is not kept
            self._cache.put(key, CachedReply(reply.status, reply.status_code, body, now))
        return replace(reply, retrieved=now[:10])

    def _send(self, request: Request, url: str, params: Params | None) -> Response:
        """Send once, with all that etiquette asks for; the address goes only to services that want it."""
        service = request.service
        address = self._contact if service.mailto or service.takes_contact else ""
        agent = f"bibmill/{self._version} ({HOME}" + (f"; mailto:{address})" if address else ")")
        if service.mailto and address and params is not None:  # a redirect brings its own parameters
            params = (*params, (service.mailto, address))
        response = self._transport.send(request, url, params, {"User-Agent": agent, **service.secret_headers})
        if address and response.headers.get("x-api-pool", "").startswith("public"):
            self._warn(f"{service.name}: it treats us as anonymous although `contact` was sent; is the address right?")
        return response

    def _redact(self, service: Service, text: str) -> str:
        for secret in self._secrets(service):
            text = text.replace(secret, "…")
        return text

    def _holds_secret(self, service: Service, body: bytes) -> bool:
        return any(secret.encode("utf-8", "replace") in body for secret in self._secrets(service))

    def _secrets(self, service: Service) -> Iterator[str]:
        """The keys and the address, as they are and as they stand in an address."""
        keys = [value.rpartition(" ")[2] for value in service.secret_headers.values()]  # of “Bearer KEY”
        for secret in filter(None, (*keys, self._contact)):
            yield from (secret, quote(secret, safe=""))


def _queue_of(job: tuple[Any, Request]) -> tuple[tuple[str, str], int]:
    """The queue of a request in the worker pool, and how many workers it has."""
    return job[1].service.limit_key, job[1].service.concurrency
