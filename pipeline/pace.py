"""When a service may be asked: its pace, its pauses, and whether it is asked any more in this run.

It stands alone because it only counts and waits: with a clock of its own, a test has hours pass in no time.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pipeline.model import Finding, Struct

ALL = "all"
"""The name in `Service.per_second` of a pace that all kinds of call share."""
MARGIN = 1.05
"""Calls keep this much more distance than they must, so that jitter on the way never puts one too many in a second."""
RETRY_AFTER_CAP = 120.0
"""OpenAlex says `Retry-After: 53578` when the day's budget is spent; no run sleeps till midnight."""
FAILURES_IN_A_ROW = 10
PATIENCE = 3
"""After this many failed calls in a row a call has one try instead of three: the service is likely down."""


class Service(Struct, frozen=True):
    """How one API wants to be asked.

    `per_second` maps a class of call ("list", "single", "batch") to the documented pace; "all" is a pace that every
    class shares. They are ceilings: what the answers' headers say can only slow them. `secret_headers` never reach
    logs or the cache. `mailto` names the query parameter for the contact address, when the API has one; with it, or
    with `wants_address`, the address is in the User-Agent too. `miss_marks`: a 404 whose body holds one of these is
    the API's own way to say “no such thing”, and so a fact.
    """

    name: str
    base_url: str
    per_second: dict[str, float]
    concurrency: int = 1
    secret_headers: dict[str, str] = {}
    mailto: str = ""
    miss_marks: tuple[str, ...] = ()
    wants_address: bool = False

    @property
    def lane(self) -> tuple[str, str]:
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


class StoppedError(Exception):
    """The service is not asked any more in this run; carries the finding and the sentence for each open call."""

    def __init__(self, finding: Finding, sentence: str) -> None:
        super().__init__(sentence)
        self.finding = finding
        self.sentence = sentence


class Pace:
    """The gate before one service: how many requests are on their way, and when the next one leaves.

    Requests leave evenly spaced, not in bursts, so that no window of a second ever holds more than the service allows.
    The first one goes alone: its answer tells the limits, or that the key is bad.
    """

    def __init__(self, service: Service, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._service = service
        self._clock, self._sleep = clock, sleep
        self._gate = threading.Condition()
        self._inside = 0
        self._allowed = 1
        self._stated_concurrency = service.concurrency
        self._interval = {kind: MARGIN / rate for kind, rate in (service.per_second or {ALL: 1.0}).items()}
        self._next: dict[str, float] = {}
        self._paused_until = float("-inf")
        self._failed = self._throttled = 0
        self._stop: StoppedError | None = None
        self._requests = self._cache_hits = 0
        self._waited = 0.0

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Within it one request may be sent; raises `StoppedError` when the service was given up in the meantime."""
        self._enter()
        try:
            self._await_slot(kind)
            yield
        finally:
            with self._gate:
                self._inside -= 1
                self._allowed = self._stated_concurrency
                self._gate.notify_all()

    def _enter(self) -> None:
        with self._gate:
            self._gate.wait_for(lambda: self._stop or self._inside < self._allowed)
            self._refuse_if_stopped()
            self._inside += 1

    def _await_slot(self, kind: str) -> None:
        while True:
            at = self._reserve(kind)
            wait = at - self._clock()
            if wait > 0:
                self._sleep(wait)
            with self._gate:
                self._waited += max(0.0, wait)
                self._refuse_if_stopped()
                if self._paused_until <= at:  # else a 429 came to another call while this one slept: queue again
                    self._requests += 1
                    return

    def _reserve(self, kind: str) -> float:
        with self._gate:
            lanes = self._lanes(kind)
            at = max(self._clock(), self._paused_until, *(self._next.get(lane, float("-inf")) for lane in lanes))
            for lane in lanes:
                self._next[lane] = at + self._interval[lane]
            return at

    def _lanes(self, kind: str) -> tuple[str, ...]:
        """The paces that a kind of call must keep; a kind that nobody described goes as slow as the slowest."""
        named = [lane for lane in (kind, ALL) if lane in self._interval]
        return tuple(named) or (max(self._interval, key=lambda lane: self._interval[lane]),)

    def _refuse_if_stopped(self) -> None:
        if self._stop:
            raise StoppedError(self._stop.finding, self._stop.sentence)

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Correct the pace by what an answer's headers state; never faster than the service's own description."""
        rate, concurrency = stated_rate(headers), _number(headers.get("x-concurrency-limit", ""))
        with self._gate:
            if concurrency:
                self._stated_concurrency = max(1, min(self._service.concurrency, int(concurrency)))
            if rate:
                self._slow(self._lanes(kind)[0], rate)

    def _slow(self, lane: str, rate: float) -> None:
        ceiling = self._service.per_second.get(lane, 1.0)
        interval = MARGIN / min(rate, ceiling)
        if lane in self._next:  # the next slot was given at the old pace
            self._next[lane] += interval - self._interval[lane]
        self._interval[lane] = interval

    def pause(self, seconds: float) -> None:
        """Nothing more is sent to the service, by any call, for so long."""
        with self._gate:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def stop(self, finding: Finding, sentence: str) -> StoppedError:
        """Give the service up for this run; the first reason counts, and is returned for raising."""
        with self._gate:
            self._stop = self._stop or StoppedError(finding, sentence)
            self._gate.notify_all()
            return StoppedError(self._stop.finding, self._stop.sentence)

    def count_hit(self) -> None:
        """One more answer came from the cache."""
        with self._gate:
            self._cache_hits += 1

    def count_answer(self) -> None:
        """The service answers: what failed before is forgotten."""
        with self._gate:
            self._failed = self._throttled = 0

    def count_failure(self) -> None:
        """One more call failed; ten in a row are enough."""
        with self._gate:
            self._failed += 1
            if self._failed >= FAILURES_IN_A_ROW:
                name = self._service.name
                self.stop(
                    Finding.UNREACHABLE,
                    f"{name}: {FAILURES_IN_A_ROW} calls in a row failed, so it is not asked again in this run; "
                    "run again later.",
                )

    def count_throttled(self) -> None:
        """One more call was given up after waiting; more in a row than go side by side are no accident."""
        with self._gate:
            self._throttled += 1
            if self._throttled > self._service.concurrency:
                self.stop(
                    Finding.THROTTLED,
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


def stated_rate(headers: Mapping[str, str]) -> float | None:
    """Requests per second as Crossref's headers state them, in the two spellings it has had; None when they do not.

    >>> stated_rate({"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s"})
    3.0

    OpenAlex's `x-ratelimit-limit` counts credits a day and comes without an interval: it is no pace.
    """
    for spelling in ("x-rate-limit", "x-ratelimit"):
        limit = _number(headers.get(f"{spelling}-limit", ""))
        interval = _number(headers.get(f"{spelling}-interval", "").strip().removesuffix("s"))
        if limit and interval:
            return limit / interval
    return None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", text.strip()) else None


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for; None for garbage and for what is past.

    >>> retry_after("37", datetime(2026, 1, 1, tzinfo=UTC))
    37.0
    >>> retry_after("Thu, 01 Jan 2026 00:01:00 GMT", datetime(2026, 1, 1, tzinfo=UTC))
    60.0
    """
    value = value.strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        seconds = float(value[:300])
    else:
        try:
            day = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        seconds = ((day if day.tzinfo else day.replace(tzinfo=UTC)) - now).total_seconds()
    return seconds if seconds > 0 else None


def back_off(nth: int) -> float:
    """Seconds to wait after the nth 429 that names no time (from 0): 2, 4, 8 … 60, with jitter."""
    return min(60.0, 2.0 ** (nth + 1) * random.uniform(1.0, 1.25))  # noqa: S311  nothing secret in a delay
