"""One request until it has a reply: at most three tries, waits for a throttled service, and redirects.

Only this module imports `tenacity`. It bounds the tries and the waits of one request: every loop in it has an end. The
waiting itself is done in `rate_limiter`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import tenacity

from pipeline.model.errors import NetworkError, NoReplyError, ServiceStoppedError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.classify import classify
from pipeline.network.headers import retry_after, say_moment
from pipeline.network.messages import Params, Reply, Request, Response
from pipeline.network.rate_limiter import RETRY_AFTER_CAP, RateLimiter
from pipeline.network.transport import is_redirect

MAX_REDIRECTS = 3
MAX_WAITS = 5
"""How many 429s one request waits out."""
WAIT_CAP = 300.0
"""Seconds that one request waits for a throttled service in all."""
_SAME_METHOD = frozenset({307, 308})
"""Redirects that keep a POST a POST."""
_BAD_REQUEST = frozenset({400, 403, 413, 414, 422, 431})
"""Statuses that blame the request; they say nothing against the service."""


class RetriedRequest:
    """One request with its tries, its redirects, and the time it has waited for a throttled service.

    Args:
        request: What is asked.
        limiter: The rate limiter of its service, which learns from each response.
        send: Sends to a URL, with parameters unless the URL has its own.
        sleep: Waits for some seconds between tries.
        now: The current time, for dates in `Retry-After`.
    """

    def __init__(
        self,
        request: Request,
        limiter: RateLimiter,
        send: Callable[[str, Params | None], Response],
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
    ) -> None:
        self._request, self._limiter, self._send, self._sleep, self._now = request, limiter, send, sleep, now
        self._name = request.service.name
        self._waited = 0.0

    def run(self) -> tuple[Reply, bytes]:
        """The reply, and the body to cache when it is a fact. Between tries it waits 0.5, 1 … 8 s, with jitter."""
        tries = tenacity.Retrying(
            stop=lambda state: state.attempt_number >= self._limiter.max_tries,
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, NoReplyError) and error.is_retryable),
            wait=tenacity.wait_exponential(multiplier=0.5, max=8) + tenacity.wait_random(0, 0.5),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._try)
        except NetworkError as failure:
            # Its traceback and tenacity hold each other, and megabytes of body, until garbage is collected.
            failure.__traceback__ = None
            too_long = isinstance(failure, NoReplyError) and failure.is_too_large
            return Reply(failure.status, sentence=self._sentence_of(failure), too_long=too_long), b""

    def _sentence_of(self, failure: NetworkError) -> str:
        """What is told of a request without a reply, which is counted against its service."""
        if isinstance(failure, ServiceStoppedError):
            return failure.sentence or f"{self._name}: not asked, the run ends; run again to go on."
        is_throttled = failure.status is ReplyStatus.THROTTLED
        (self._limiter.record_throttled if is_throttled else self._limiter.record_failure)()
        return failure.sentence

    def _try(self) -> tuple[Reply, bytes]:
        try:
            response = self._wait_out_429()
            if response.status_code >= 500 and (seconds := self._retry_after(response)):
                self._pause(seconds)
            reply = classify(self._request, response.status_code, response.body)
        except NoReplyError:
            self._limiter.record_failed_try()
            raise
        self._limiter.record_response()
        if reply.status is ReplyStatus.BLOCKED:
            self._limiter.stop(reply.status, reply.sentence)
        elif reply.status.is_fact:
            self._limiter.record_success()
        elif reply.status_code not in _BAD_REQUEST:
            self._limiter.record_failure()
        return reply, response.body

    def _wait_out_429(self) -> Response:
        """The first response that is no 429; waiting for it is no try, but has an end."""
        for nth in range(MAX_WAITS + 1):
            response = self._follow_redirects()
            if response.status_code != 429:
                return response
            self._limiter.record_429()
            self._pause(self._retry_after(response) or back_off(nth, 1.0 if self._request.service.refuses else 2.0))
            if self._waited > WAIT_CAP:
                break
        sentence = f"{self._name}: too many requests (429), also after waiting; run again later."
        raise NoReplyError(ReplyStatus.THROTTLED, sentence, is_retryable=False)

    def _retry_after(self, response: Response) -> float | None:
        return retry_after(response.headers.get("retry-after", ""), self._now())

    def _pause(self, seconds: float) -> None:
        """Pause the whole service, or give it up when that is too long for a run."""
        if seconds > RETRY_AFTER_CAP:
            raise self._limiter.stop(ReplyStatus.EXHAUSTED, self._describe_wait(seconds))
        self._waited += seconds
        self._limiter.pause(seconds)

    def _describe_wait(self, seconds: float) -> str:
        moment = say_moment(seconds, self._now())
        key = self._request.service.key_advice
        if not moment.startswith("until"):
            advice = "in this run" + (f"; {key}" if key else "")
        else:
            advice = "before; run again then" + (f", or with a key: {key}" if key else "")
        return f"{self._name}: it asks us to wait {moment}, so it is not asked again {advice}."

    def _follow_redirects(self) -> Response:
        url = self._request.service.base_url.rstrip("/") + "/" + self._request.path.lstrip("/")
        response = self._send_in_turn(url, self._request.params)
        for _ in range(MAX_REDIRECTS):
            if not is_redirect(response):
                return response
            url = self._redirect_target(url, response)
            response = self._send_in_turn(url, None)
        if is_redirect(response):
            raise self._bad_redirect("it redirects without end")
        return response

    def _send_in_turn(self, url: str, params: Params | None) -> Response:
        with self._limiter.slot(self._request.kind):
            response = self._send(url, params)
            self._limiter.learn_limits(self._request.kind, response.headers)
            return response

    def _redirect_target(self, url: str, response: Response) -> str:
        """Where a redirect leads: only within the same scheme and host, since a key must not follow it elsewhere."""
        try:
            target = urljoin(url, response.headers["location"])
            is_same = urlsplit(target)[:2] == urlsplit(url)[:2]
        except ValueError:
            is_same = False
        if not is_same or (self._request.body is not None and response.status_code not in _SAME_METHOD):
            raise self._bad_redirect("it redirects to another place, which is not followed")
        return target

    def _bad_redirect(self, why: str) -> NoReplyError:
        sentence = f"{self._name}: {why}; check its base_url, or whether this network has a login page."
        return NoReplyError(ReplyStatus.UNREADABLE, sentence, is_retryable=False)


def back_off(nth: int, first: float = 2.0) -> float:
    """Seconds to wait after the nth 429 that names no time (from 0): 2, 4, 8 … 60, with jitter."""
    return min(60.0, first * 2.0**nth * random.uniform(1.0, 1.25))  # noqa: S311  nothing secret in a delay
