"""When a service may be asked: its rate limits, its pauses, and whether it is asked any more in this run.

It stands alone because it only counts and waits: with a clock of its own, a test has hours pass in no time.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from pipeline.model.errors import ServiceStoppedError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.circuit_breaker import CircuitBreaker, RefusalBreaker
from pipeline.network.headers import read_number, say_time, stated_rate
from pipeline.network.messages import ALL, Service, Statistics

MARGIN = 1.08
"""Factor on the least time between two requests, so that jitter of the network never puts one too many in a second."""
RETRY_AFTER_CAP = 120.0
"""Seconds. OpenAlex says `Retry-After: 53578` when the day's budget is spent; no run sleeps till midnight."""
FAILURES_IN_A_ROW = 10
"""Requests that failed one after the other, after which a service is given up."""
MAX_TRIES = 3
SINGLE_TRY_AFTER = 3
"""After this many failed requests in a row the next ones have one try each: the service is likely down."""
SERVICE_TIMEOUT = 60.0
"""Seconds of trying without any response after which a service is given up: it may swallow requests for ever."""
THROTTLING_TIMEOUT = 150.0
"""Seconds without any other response than 429, however it was waited for."""
NETWORK_TIMEOUT = 90.0
"""As `SERVICE_TIMEOUT`, for all services together: rows go from one to the next, and each would take its minute."""

SLOWEST = 30.0
"""Seconds a request, ten times the slowest that any service documents (arXiv's three): what is slower, as its headers
state or as its pauses and answers come to in all, is given up."""
PATIENCE = 300.0
"""Seconds of pauses and answers that a service has ahead; each usable answer gives `SLOWEST` back, up to as many."""

_NEVER = float("-inf")
_log = logging.getLogger("bibmill.pace")  # users see this name in the log


class RateLimiter:
    """Decides when each request to one service is sent, and when the service is given up.

    Requests are sent evenly spaced, not in bursts, so that no window of a second ever holds more than the service
    allows. The first one goes alone: its response tells the limits, or that the key is bad. All methods may be called
    from any thread.

    Args:
        service: Whose limits are kept.
        clock: The current time in seconds, from any origin.
        sleep: Waits for some seconds; it may return early.
        network: The breaker that all services share; one of its own when not given.
    """

    def __init__(
        self,
        service: Service,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        network: CircuitBreaker | None = None,
    ) -> None:
        self._service = service
        self._service_breaker = CircuitBreaker(clock, SERVICE_TIMEOUT)
        self._throttling_breaker = CircuitBreaker(clock, THROTTLING_TIMEOUT)
        self._network_breaker = network or CircuitBreaker(clock, NETWORK_TIMEOUT)
        self._refusal_breaker = RefusalBreaker()
        self._clock, self._sleep = clock, sleep
        self._condition = threading.Condition()  # over an RLock: stopping is part of other steps
        self._in_flight = 0
        self._max_in_flight = 1
        self._stated_concurrency = service.concurrency
        self._interval = {kind: MARGIN / rate for kind, rate in (service.per_second or {ALL: 1.0}).items()}
        self._next_at: dict[str, float] = {}
        self._queue_locks: dict[str, threading.Lock] = {kind: threading.Lock() for kind in self._interval}
        self._is_first = True
        self._paused_until = _NEVER
        self._failed = self._throttled = 0
        self._stopped: ServiceStoppedError | None = None
        self._patience = PATIENCE
        self._requests = self._cache_hits = 0
        self._waited = 0.0

    @contextmanager
    def slot(self, kind: str) -> Iterator[None]:
        """Wait until a request of this kind may be sent; it is under way until the `with` block ends.

        Raises:
            ServiceStoppedError: The service is not asked any more.
        """
        self._await_capacity()
        try:
            self._await_time(kind)
            sent = self._clock()
            try:
                yield
            finally:
                self._spend_patience(self._clock() - sent)
        finally:
            with self._condition:
                if self._is_first:  # the first request has met the service late, behind a handshake
                    self._postpone_next(self._next_at)
                    self._is_first = False
                self._in_flight -= 1
                self._max_in_flight = self._stated_concurrency
                self._condition.notify_all()

    def _await_capacity(self) -> None:
        with self._condition:
            self._stop_without_network()
            self._condition.wait_for(lambda: self._stopped or self._in_flight < self._max_in_flight)
            self._raise_if_stopped()
            self._in_flight += 1

    def _await_time(self, kind: str) -> None:
        """Wait for the time of the next request. One thread waits at a time, and the distance to the next request is
        measured from when this one was really sent: a busy machine wakes a thread late, and the distance would shrink.
        """
        limits = self._limits_of(kind)
        with self._queue_locks[limits[0]]:
            while (wait := self._earliest(limits) - self._clock()) > 0:
                self._sleep(wait)
                with self._condition:
                    self._waited += wait
            self._note_sent(limits)

    def _earliest(self, limits: tuple[str, ...]) -> float:
        with self._condition:
            self._raise_if_stopped()
            return max(self._paused_until, *(self._next_at.get(limit, _NEVER) for limit in limits))

    def _note_sent(self, limits: tuple[str, ...]) -> None:
        with self._condition:
            self._raise_if_stopped()
            self._postpone_next(limits)
            self._requests += 1
            self._service_breaker.start_waiting()
            self._network_breaker.start_waiting()

    def _postpone_next(self, limits: Iterable[str]) -> None:
        for limit in limits:
            self._next_at[limit] = max(self._clock() + self._interval[limit], self._next_at.get(limit, _NEVER))

    def _limits_of(self, kind: str) -> tuple[str, ...]:
        """The limits that a kind of request must keep; one that nobody described goes as slow as the slowest."""
        named = [limit for limit in (kind, ALL) if limit in self._interval]
        return tuple(named) or (max(self._interval, key=lambda limit: self._interval[limit]),)

    def _raise_if_stopped(self) -> None:
        if self._stopped:
            raise ServiceStoppedError(self._stopped.status, self._stopped.sentence)

    def learn_limits(self, kind: str, headers: Mapping[str, str]) -> None:
        """Correct the limits by what a response's headers state; never above the service's own description.

        A service whose stated pace is of no use to a run is given up.
        """
        rate, concurrency = stated_rate(headers), read_number(headers.get("x-concurrency-limit", ""))
        with self._condition:
            if concurrency:
                self._stated_concurrency = max(1, min(self._service.concurrency, int(concurrency)))
            if rate:
                self._set_rate(self._limits_of(kind)[0], rate)

    def _set_rate(self, limit: str, rate: float) -> None:
        ceiling = self._service.per_second.get(limit, 1.0)
        if rate < min(1 / SLOWEST, ceiling):  # a slower pace than that is only kept when a person set it
            self._stop_slow(f"allows only one request in {say_time(1 / rate)}")
            return
        interval = MARGIN / min(rate, ceiling)
        if limit in self._next_at:  # the time of the next request was set by the old rate
            self._next_at[limit] += interval - self._interval[limit]
        self._interval[limit] = interval

    def pause(self, seconds: float) -> None:
        """Send nothing more to the service for so long, whatever the kind of request."""
        _log.info("%s rests %.0f s", self._service.name, seconds)
        with self._condition:
            now = self._clock()
            longer = now + seconds - max(now, self._paused_until)
            if longer > 0:
                self._paused_until = now + seconds
                self._spend_patience(longer)

    def _spend_patience(self, seconds: float) -> None:
        with self._condition:
            self._patience -= seconds
            if self._patience < 0:
                self._stop_slow(f"takes over {SLOWEST:.0f} s a request with all its pauses")

    def _stop_slow(self, what: str) -> None:
        sentence = f"{self._service.name}: it {what}, so it is not asked again in this run; run again later."
        self.stop(ReplyStatus.THROTTLED, sentence)

    def stop(self, status: ReplyStatus, sentence: str) -> ServiceStoppedError:
        """Give the service up for this run; the first reason counts, and is returned for raising."""
        with self._condition:
            if sentence and not self._stopped:
                _log.info("%s", sentence)
            self._stopped = self._stopped or ServiceStoppedError(status, sentence)
            self._condition.notify_all()
            return ServiceStoppedError(self._stopped.status, self._stopped.sentence)

    def record_response(self) -> None:
        """The service has responded with anything but a refusal, though perhaps with nothing of use."""
        with self._condition:
            self._refusal_breaker.record(refused=False)
        self._reset_breakers()

    def _reset_breakers(self) -> None:
        self._service_breaker.reset()
        self._network_breaker.reset()

    def record_failed_try(self) -> None:
        """One more try failed; when no response has come for long, the service is given up."""
        name = self._service.name
        if self._service_breaker.is_open:
            sentence = f"{name}: no usable answer for {SERVICE_TIMEOUT:.0f} s, so it is not asked again in this run; "
            self.stop(ReplyStatus.UNREACHABLE, sentence + "run again later.")
        self._stop_without_network()

    def _stop_without_network(self) -> None:
        if self._network_breaker.is_open:
            sentence = f"{self._service.name}: not asked, since no service has answered for {NETWORK_TIMEOUT:.0f} s; "
            self.stop(ReplyStatus.UNREACHABLE, sentence + "check the network, or run with --offline.")

    def record_cache_hit(self) -> None:
        """One more reply came from the cache."""
        with self._condition:
            self._cache_hits += 1

    def record_success(self) -> None:
        """The service gave a usable response: what failed before counts no more."""
        with self._condition:
            self._failed = self._throttled = 0
            self._patience = min(PATIENCE, self._patience + SLOWEST)
            self._throttling_breaker.reset()

    def record_failure(self) -> None:
        """One more request failed after all its tries; ten in a row are enough."""
        with self._condition:
            self._failed += 1
            if self._failed >= FAILURES_IN_A_ROW:
                name = self._service.name
                self.stop(
                    ReplyStatus.UNREACHABLE,
                    f"{name}: {FAILURES_IN_A_ROW} calls in a row failed, so it is not asked again in this run; "
                    "run again later.",
                )

    def record_429(self) -> None:
        """The service responds, but with nothing except “too many requests”."""
        self._reset_breakers()
        with self._condition:
            self._throttling_breaker.start_waiting()
            self._refusal_breaker.record(refused=True)
            if self._service.refuses and self._refusal_breaker.is_open:
                self._stop_throttled("refuses most requests without a key (429)")
            if self._throttling_breaker.is_open:
                self._stop_throttled()

    def record_throttled(self) -> None:
        """One more request was given up after waiting; more in a row than go side by side are no accident."""
        with self._condition:
            self._throttled += 1
            if self._throttled > self._service.concurrency:
                self._stop_throttled()

    def _stop_throttled(self, what: str = "answers only “too many requests” (429)") -> None:
        advice = self._service.key_advice or "run again later"
        sentence = f"{self._service.name}: it {what}, so it is not asked again in this run; {advice}."
        self.stop(ReplyStatus.THROTTLED, sentence)

    @property
    def max_tries(self) -> int:
        """How many tries the next request may have."""
        return MAX_TRIES if self._failed < SINGLE_TRY_AFTER else 1

    def statistics(self) -> Statistics:
        """What was asked so far."""
        with self._condition:
            return Statistics(
                service=self._service.name,
                requests=self._requests,
                cache_hits=self._cache_hits,
                seconds_waited=round(self._waited, 3),
                stopped=self._stopped.sentence if self._stopped else "",
                paused_seconds=max(0.0, self._paused_until - self._clock()),
                host=self._service.limit_key[0].lower() if self._requests else "",
                seconds_each=max(self._interval.values()),
                budget=max(0, self._service.budget - self._requests) if self._service.budget else math.inf,
                refuses=self._service.refuses,
            )
