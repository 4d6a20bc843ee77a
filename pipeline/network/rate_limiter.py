"""When a service may be asked: its pace, its pauses, and whether it is asked any more in this run.

It stands alone because it only counts and waits: with a clock of its own, a test has hours pass in no time.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from pipeline.model.errors import ServiceStoppedError
from pipeline.model.records import ReplyStatus
from pipeline.network.circuit_breaker import CircuitBreaker
from pipeline.network.headers import read_number, stated_rate
from pipeline.network.messages import ALL, Service, Statistics

MARGIN = 1.08
"""Calls keep this much more distance than they must, so that jitter on the way never puts one too many in a second."""
RETRY_AFTER_CAP = 120.0
"""OpenAlex says `Retry-After: 53578` when the day's budget is spent; no run sleeps till midnight."""
FAILURES_IN_A_ROW = 10
PATIENCE = 3
"""After this many failed calls in a row a call has one try instead of three: the service is likely down."""


SERVICE_PATIENCE = 60.0
"""Seconds of trying without any answer after which a service is given up: it may swallow requests for ever."""
THROTTLING_PATIENCE = 150.0
"""Seconds without any other answer than 429, however it was waited for."""
NETWORK_PATIENCE = 90.0
"""The same for all services together: rows go from one to the next, and each would take its minute."""


_log = logging.getLogger("bibmill.pace")


class RateLimiter:
    """The gate before one service: how many requests are on their way, and when the next one leaves.

    Requests leave evenly spaced, not in bursts, so that no window of a second ever holds more than the service allows.
    The first one goes alone: its answer tells the limits, or that the key is bad.
    """

    def __init__(
        self,
        service: Service,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        network: CircuitBreaker | None = None,
    ) -> None:
        self._service = service
        self._silence = CircuitBreaker(clock, SERVICE_PATIENCE)
        self._refusing = CircuitBreaker(clock, THROTTLING_PATIENCE)
        self._network = network or CircuitBreaker(clock, NETWORK_PATIENCE)
        self._clock, self._sleep = clock, sleep
        self._gate = threading.Condition()  # over an RLock: stopping is part of other steps
        self._inside = 0
        self._allowed = 1
        self._stated_concurrency = service.concurrency
        self._interval = {kind: MARGIN / rate for kind, rate in (service.per_second or {ALL: 1.0}).items()}
        self._next: dict[str, float] = {}
        self._doors: dict[str, threading.Lock] = {kind: threading.Lock() for kind in self._interval}
        self._is_new = True
        self._paused_until = float("-inf")
        self._failed = self._throttled = 0
        self._stop: ServiceStoppedError | None = None
        self._requests = self._cache_hits = 0
        self._waited = 0.0

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Within it one request may be sent; raises `ServiceStoppedError` when the service is given up."""
        self._enter()
        try:
            self._await_slot(kind)
            yield
        finally:
            with self._gate:
                if self._is_new:  # the first request has met the service late, behind a handshake
                    self._keep_distance(self._next)
                    self._is_new = False
                self._inside -= 1
                self._allowed = self._stated_concurrency
                self._gate.notify_all()

    def _enter(self) -> None:
        with self._gate:
            self._stop_without_network()
            self._gate.wait_for(lambda: self._stop or self._inside < self._allowed)
            self._refuse_if_stopped()
            self._inside += 1

    def _await_slot(self, kind: str) -> None:
        """Leave when it is time. One waits at a time, and the next reckons from the moment at which it really left:
        a busy machine wakes a thread late, and the distance to the next would shrink by that.
        """
        lanes = self._lanes(kind)
        with self._doors[lanes[0]]:
            while (wait := self._due(lanes) - self._clock()) > 0:
                self._sleep(wait)
                with self._gate:
                    self._waited += wait
            self._leave(lanes)

    def _due(self, lanes: tuple[str, ...]) -> float:
        with self._gate:
            self._refuse_if_stopped()
            return max(self._paused_until, *(self._next.get(limit_key, float("-inf")) for limit_key in lanes))

    def _leave(self, lanes: tuple[str, ...]) -> None:
        with self._gate:
            self._refuse_if_stopped()
            self._keep_distance(lanes)
            self._requests += 1
            self._silence.begin()
            self._network.begin()

    def _keep_distance(self, lanes: Iterable[str]) -> None:
        for limit_key in lanes:
            self._next[limit_key] = max(
                self._clock() + self._interval[limit_key], self._next.get(limit_key, float("-inf"))
            )

    def _lanes(self, kind: str) -> tuple[str, ...]:
        """The paces that a kind of call must keep; a kind that nobody described goes as slow as the slowest."""
        named = [limit_key for limit_key in (kind, ALL) if limit_key in self._interval]
        return tuple(named) or (max(self._interval, key=lambda limit_key: self._interval[limit_key]),)

    def _refuse_if_stopped(self) -> None:
        if self._stop:
            raise ServiceStoppedError(self._stop.status, self._stop.sentence)

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Correct the pace by what an answer's headers state; never faster than the service's own description."""
        rate, concurrency = stated_rate(headers), read_number(headers.get("x-concurrency-limit", ""))
        with self._gate:
            if concurrency:
                self._stated_concurrency = max(1, min(self._service.concurrency, int(concurrency)))
            if rate:
                self._slow(self._lanes(kind)[0], rate)

    def _slow(self, limit_key: str, rate: float) -> None:
        ceiling = self._service.per_second.get(limit_key, 1.0)
        interval = MARGIN / min(rate, ceiling)
        if limit_key in self._next:  # the next slot was given at the old pace
            self._next[limit_key] += interval - self._interval[limit_key]
        self._interval[limit_key] = interval

    def pause(self, seconds: float) -> None:
        """Nothing more is sent to the service, by any call, for so long."""
        _log.info("%s rests %.0f s", self._service.name, seconds)
        with self._gate:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def stop(self, status: ReplyStatus, sentence: str) -> ServiceStoppedError:
        """Give the service up for this run; the first reason counts, and is returned for raising."""
        with self._gate:
            if sentence and not self._stop:
                _log.info("%s", sentence)
            self._stop = self._stop or ServiceStoppedError(status, sentence)
            self._gate.notify_all()
            return ServiceStoppedError(self._stop.status, self._stop.sentence)

    def count_sign_of_life(self) -> None:
        """The service is there, though its answer may be of no use."""
        self._silence.end()
        self._network.end()

    def count_failed_try(self) -> None:
        """One more try failed; when nobody has answered for long, nobody is asked any more."""
        name = self._service.name
        if self._silence.is_too_long:
            sentence = f"{name}: no usable answer for {SERVICE_PATIENCE:.0f} s, so it is not asked again in this run; "
            self.stop(ReplyStatus.UNREACHABLE, sentence + "run again later.")
        self._stop_without_network()

    def _stop_without_network(self) -> None:
        if self._network.is_too_long:
            sentence = f"{self._service.name}: not asked, since no service has answered for {NETWORK_PATIENCE:.0f} s; "
            self.stop(ReplyStatus.UNREACHABLE, sentence + "check the network, or run with --offline.")

    def count_hit(self) -> None:
        """One more answer came from the cache."""
        with self._gate:
            self._cache_hits += 1

    def count_answer(self) -> None:
        """The service answers: what failed before is forgotten."""
        with self._gate:
            self._failed = self._throttled = 0
            self._refusing.end()

    def count_failure(self) -> None:
        """One more call failed; ten in a row are enough."""
        with self._gate:
            self._failed += 1
            if self._failed >= FAILURES_IN_A_ROW:
                name = self._service.name
                self.stop(
                    ReplyStatus.UNREACHABLE,
                    f"{name}: {FAILURES_IN_A_ROW} calls in a row failed, so it is not asked again in this run; "
                    "run again later.",
                )

    def count_429(self) -> None:
        """The service is there, and wants to be left alone for a while."""
        self.count_sign_of_life()
        with self._gate:
            self._refusing.begin()
            if self._refusing.is_too_long:
                self._stop_throttled()

    def count_throttled(self) -> None:
        """One more call was given up after waiting; more in a row than go side by side are no accident."""
        with self._gate:
            self._throttled += 1
            if self._throttled > self._service.concurrency:
                self._stop_throttled()

    def _stop_throttled(self) -> None:
        self.stop(
            ReplyStatus.THROTTLED,
            f"{self._service.name}: it answers only “too many requests” (429), so it is not asked again in "
            "this run; an API key helps where the service gives one, else run again later.",
        )

    @property
    def tries(self) -> int:
        """How many tries a call has by now."""
        return 3 if self._failed < PATIENCE else 1

    def statistics(self) -> Statistics:
        """What was asked so far."""
        with self._gate:
            return Statistics(
                service=self._service.name,
                requests=self._requests,
                cache_hits=self._cache_hits,
                seconds_waited=round(self._waited, 3),
                stopped=self._stop.sentence if self._stop else "",
                rests=max(0.0, self._paused_until - self._clock()),
            )


def back_off(nth: int) -> float:
    """Seconds to wait after the nth 429 that names no time (from 0): 2, 4, 8 … 60, with jitter."""
    return min(60.0, 2.0 ** (nth + 1) * random.uniform(1.0, 1.25))  # noqa: S311  nothing secret in a delay
