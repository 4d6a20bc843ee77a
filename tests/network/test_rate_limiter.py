"""The limiter: spacing, pauses and giving up."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from pipeline.model.errors import ServiceStoppedError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.headers import retry_after, stated_rate
from pipeline.network.messages import Service
from pipeline.network.rate_limiter import FAILURES_IN_A_ROW, MARGIN, RateLimiter
from pipeline.network.retry import back_off

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.late = 100.0, 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds + self.late


def make_limiter(per_second: dict[str, float], concurrency: int = 1) -> tuple[RateLimiter, FakeTime]:
    time = FakeTime()
    service = Service("toy", "https://toy.example", per_second, concurrency, secret_headers={"x-api-key": "SECRET"})
    return RateLimiter(service, time.clock, time.sleep), time


def departures(limiter: RateLimiter, time: FakeTime, *kinds: str) -> list[float]:
    """When each request leaves, in seconds after the first."""
    times = []
    for kind in kinds:
        with limiter.slot(kind):
            times.append(time.now)
    return [at - times[0] for at in times]


def test_a_service_is_shown_without_its_keys() -> None:
    assert "SECRET" not in repr(Service("toy", "https://toy.example", {}, secret_headers={"x-api-key": "SECRET"}))


@pytest.mark.parametrize(
    ("per_second", "kinds", "expected"),
    [
        ({"list": 2}, ("list", "list", "list"), (0, 0.5, 1.0)),
        ({"list": 1, "single": 4}, ("list", "single", "single", "list"), (0, 0, 0.25, 1.0)),
        ({"all": 1}, ("list", "batch", "single"), (0, 1, 2)),
        ({"all": 1, "list": 0.5}, ("list", "batch", "list"), (0, 1, 2)),
        ({"list": 1, "single": 4}, ("unheard-of", "list"), (0, 1)),
        ({}, ("list", "list"), (0, 1)),
    ],
)
def test_requests_leave_evenly(
    per_second: dict[str, float], kinds: tuple[str, ...], expected: tuple[float, ...]
) -> None:
    limiter, time = make_limiter(per_second)
    assert departures(limiter, time, *kinds) == pytest.approx([at * MARGIN for at in expected])


def test_a_late_wake_up_keeps_the_distance() -> None:
    limiter, time = make_limiter({"all": 1})
    departures(limiter, time, "list")
    time.late = 0.3
    assert departures(limiter, time, "list", "list") == pytest.approx([0, MARGIN + 0.3])


def test_the_second_request_waits_from_the_first_response() -> None:
    limiter, time = make_limiter({"all": 1})
    with limiter.slot("list"):
        time.now += 0.4  # a handshake, behind which the request came late to the service
    answered = time.now
    with limiter.slot("list"):
        assert time.now - answered == pytest.approx(MARGIN)


def test_no_second_holds_more_than_is_allowed() -> None:
    limiter, time = make_limiter({"list": 3}, concurrency=3)
    times: list[float] = []

    def ask() -> None:
        for _ in range(20):
            with limiter.slot("list"):
                times.append(time.now)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    assert all(sum(at <= other < at + 1 for other in times) <= 3 for at in times)
    assert limiter.statistics().requests == 60


@pytest.mark.parametrize(
    ("headers", "interval"),
    [
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "1s"}, 1),
        ({"x-rate-limit-limit": "10", "x-rate-limit-interval": "20s"}, 2),
        ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"}, 0.5),
        ({"x-rate-limit-limit": "0", "x-rate-limit-interval": "1s"}, 0.5),
        ({"x-ratelimit-limit": "1", "x-ratelimit-interval": "1s"}, 1),
        ({"x-ratelimit-limit": "1000"}, 0.5),
        ({}, 0.5),
    ],
)
def test_headers_lower_rates_but_never_raise_them(headers: dict[str, str], interval: float) -> None:
    limiter, time = make_limiter({"list": 2})
    with limiter.slot("list"):
        began = time.now
        limiter.learn_limits("list", headers)
    with limiter.slot("list"):
        assert time.now - began == pytest.approx(interval * MARGIN)


def test_limits_may_be_stated_before_any_request() -> None:
    limiter, time = make_limiter({"list": 2})
    limiter.learn_limits("list", {"x-rate-limit-limit": "1", "x-rate-limit-interval": "1s"})
    assert departures(limiter, time, "list", "list") == pytest.approx([0, MARGIN])


@pytest.mark.parametrize(
    ("limit", "interval", "ceiling", "is_given_up"),
    [
        ("0.000001", "1s", 2, True),
        ("1", "31s", 2, True),
        ("1", "999999999999999s", 2, True),
        ("1", "30s", 2, False),
        ("1", "60s", 0.01, False),
        ("1e-9", "1s", 2, False),
        ("nan", "1s", 2, False),
        ("inf", "1s", 2, False),
        ("-1", "1s", 2, False),
        ("1", "-31s", 2, False),
        ("1", "infs", 2, False),
        ("0", "1s", 2, False),
        ("1", "0s", 2, False),
        ("9" * 500, "1s", 2, False),
        ("1", "", 2, False),
    ],
)
def test_a_pace_of_no_use_gives_a_service_up(limit: str, interval: str, ceiling: float, is_given_up: bool) -> None:
    limiter, time = make_limiter({"list": ceiling})
    limiter.learn_limits("list", {"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})
    stopped = limiter.statistics().stopped
    assert ("toy: it allows only one request in" in stopped) is is_given_up
    if not is_given_up:
        departures(limiter, time, "list", "list")
        assert max(time.slept) <= 110


@pytest.mark.parametrize(
    ("pause", "answer", "usable", "asked"),
    [(119, 0, True, 4), (0, 59, True, 10), (0, 59, False, 6), (25, 0, True, 500), (0, 25, True, 500)],
    ids=["pauses", "slow answers", "slow failures", "short pauses", "not so slow"],
)
def test_waiting_for_a_service_has_an_end(pause: float, answer: float, usable: bool, asked: int) -> None:
    limiter, time = make_limiter({"list": 2})
    for number in range(500):
        if limiter.statistics().stopped:
            assert "takes over 30 s a request" in limiter.statistics().stopped
            assert number == asked
            return
        with limiter.slot("list"):
            time.now += answer
        limiter.record_response()
        if usable:
            limiter.record_success()
        if pause:
            limiter.pause(pause)
    assert asked == 500


def test_quick_answers_save_up_no_patience() -> None:
    limiter, _ = make_limiter({"list": 2})
    for _ in range(100):
        limiter.record_success()
    for _ in range(3):
        limiter.pause(90)
        limiter.pause(90)  # the same one, told by two answers
    assert not limiter.statistics().stopped
    limiter.pause(400)
    assert limiter.statistics().stopped


def run_together(limiter: RateLimiter, most: int) -> bool:
    """True when `most` requests are let in together (else this gives up waiting for the last)."""
    barrier = threading.Barrier(most)
    broken = []

    def ask() -> None:
        with limiter.slot("list"):
            try:
                barrier.wait(0.05)
            except threading.BrokenBarrierError:
                broken.append(1)

    threads = [threading.Thread(target=ask) for _ in range(most)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return not broken


def test_concurrency_opens_after_the_first_response() -> None:
    limiter, _ = make_limiter({"list": 100}, concurrency=2)
    assert not run_together(limiter, 2)
    assert run_together(limiter, 2)
    limiter.learn_limits("list", {"x-concurrency-limit": "1"})
    with limiter.slot("list"):
        pass
    assert not run_together(limiter, 2)
    limiter.learn_limits("list", {"x-concurrency-limit": "999"})
    with limiter.slot("list"):
        pass
    assert run_together(limiter, 2)


def test_a_pause_holds_waiting_requests_too() -> None:
    time = FakeTime()

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.slept) == 1:
            limiter.pause(30)  # a 429 came to another call meanwhile

    limiter = RateLimiter(Service("toy", "https://toy.example", {"list": 1}), time.clock, sleep)
    departures(limiter, time, "list", "list")
    assert time.slept == [pytest.approx(MARGIN), pytest.approx(30)]
    assert limiter.statistics().seconds_waited == pytest.approx(MARGIN + 30)


def test_a_stopped_service_gives_its_first_reason() -> None:
    limiter, _ = make_limiter({"list": 1})
    limiter.stop(ReplyStatus.BLOCKED, "toy: bad key.")
    limiter.stop(ReplyStatus.EXHAUSTED, "toy: later.")
    with pytest.raises(ServiceStoppedError, match="bad key") as caught, limiter.slot("list"):
        pass
    assert caught.value.status is ReplyStatus.BLOCKED
    assert limiter.statistics().stopped == "toy: bad key."


def test_failures_in_a_row_shorten_tries_then_stop() -> None:
    limiter, _ = make_limiter({"list": 1})
    tries = []
    for _ in range(FAILURES_IN_A_ROW - 1):
        tries.append(limiter.max_tries)
        limiter.record_failure()
    assert tries == [3] * 3 + [1] * 6
    limiter.record_success()
    assert limiter.max_tries == 3
    for _ in range(FAILURES_IN_A_ROW):
        assert not limiter.statistics().stopped
        limiter.record_failure()
    assert "10 calls in a row failed" in limiter.statistics().stopped


def test_throttled_requests_stop_the_service() -> None:
    limiter, _ = make_limiter({"list": 1}, concurrency=2)
    for stopped in (False, False, True):
        limiter.record_throttled()
        assert bool(limiter.statistics().stopped) is stopped


@pytest.mark.parametrize(
    ("answers", "given_up"),
    [
        ("RRRR", True),
        ("RRR", False),
        ("RARRAR", True),
        ("RAARRAR", False),
        ("AAAAAAAAAARRRR", True),
        ("RARARARARARA", False),
    ],
)
@pytest.mark.parametrize("refuses", [True, False])
def test_the_ratio_of_refusals_gives_a_service_up(answers: str, given_up: bool, refuses: bool) -> None:
    time = FakeTime()
    limiter = RateLimiter(Service("toy", "https://toy.example", {}, refuses=refuses), time.clock, time.sleep)
    for answer in answers:
        assert not limiter.statistics().stopped
        (limiter.record_429 if answer == "R" else limiter.record_response)()
    assert bool(limiter.statistics().stopped) is (given_up and refuses)


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (Service("toy", "https://toy.example", {}), "; run again later."),
        (Service("toy", "https://toy.example", {}, key_advice="a free key helps"), "; a free key helps."),
    ],
)
def test_to_run_again_is_said_where_no_key_helps(service: Service, told: str) -> None:
    time = FakeTime()
    limiter = RateLimiter(service, time.clock, time.sleep)
    limiter.record_throttled()
    limiter.record_throttled()
    assert limiter.statistics().stopped.endswith(told)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("37", 37),
        (" 2.5 ", 2.5),
        ("0", None),
        ("53578", 53578),
        ("9" * 5000, 1e100),
        ("Mon, 01 Jun 2026 12:00:30 GMT", 30),
        ("Mon, 01 Jun 2026 12:00:30 -0000", 30),
        ("Mon, 01 Jun 2026 11:00:00 GMT", None),
        ("Mon, 99 Jun 99999999999 12:00:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOON) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(("nth", "low", "high"), [(0, 2, 2.5), (1, 4, 5), (2, 8, 10), (9, 60, 60)])
def test_back_off_grows_to_a_minute(nth: int, low: float, high: float) -> None:
    assert low <= back_off(nth) <= high


def test_a_rate_is_read_per_second() -> None:
    assert stated_rate({"x-rate-limit-limit": "5", "x-rate-limit-interval": "10s"}) == 0.5
    assert stated_rate({"x-rate-limit-limit": "many", "x-rate-limit-interval": "1s"}) is None
