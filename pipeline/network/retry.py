"""One call on its way: at most three tries in a row, waits for a throttled service, and redirects.

It stands alone because it is all that knows `tenacity`, and the only place where a call takes time: every loop in it
has an end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import tenacity

from pipeline.model.errors import NoReplyError, ServiceStoppedError
from pipeline.model.records import ReplyStatus
from pipeline.network.classify import classify
from pipeline.network.headers import retry_after
from pipeline.network.messages import Reply, Request
from pipeline.network.rate_limiter import RETRY_AFTER_CAP, RateLimiter, back_off
from pipeline.network.transport import Params, Response, is_redirect

REDIRECTS = 3
WAITS = 5
WAIT_CAP = 300.0
_SAME_METHOD = frozenset({307, 308})
_QUESTION_IS_BAD = frozenset({400, 403, 413, 414, 422, 431})


class RetriedRequest:
    """One call on its way: its tries, its redirects, and how long it has waited for a throttled service."""

    def __init__(
        self,
        call: Request,
        pace: RateLimiter,
        send: Callable[[str, Params | None], Response],
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
    ) -> None:
        self._call, self._pace, self._send, self._sleep, self._now = call, pace, send, sleep, now
        self._name = call.service.name
        self._waited = 0.0

    def run(self) -> tuple[Reply, bytes]:
        """The reply, and the body to remember when it is a fact."""
        tries = tenacity.Retrying(
            stop=lambda state: state.attempt_number >= self._pace.tries,
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, NoReplyError) and error.again),
            wait=tenacity.wait_exponential(multiplier=0.5, max=8) + tenacity.wait_random(0, 0.5),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._try)
        except ServiceStoppedError as stopped:
            return Reply(stopped.status, sentence=stopped.sentence or f"{self._name}: not asked, the run ends."), b""
        except NoReplyError as trouble:
            throttled = trouble.status is ReplyStatus.THROTTLED
            (self._pace.count_throttled if throttled else self._pace.count_failure)()
            return Reply(trouble.status, sentence=trouble.sentence), b""

    def _try(self) -> tuple[Reply, bytes]:
        try:
            answer = self._outwait_throttling()
            if answer.status_code >= 500 and (seconds := self._retry_after(answer)):
                self._pause(seconds)
            reply = classify(self._call, answer.status_code, answer.body)
        except NoReplyError:
            self._pace.count_failed_try()
            raise
        self._pace.count_sign_of_life()
        if reply.status is ReplyStatus.BLOCKED:
            self._pace.stop(reply.status, reply.sentence)
        elif reply.status.is_fact:
            self._pace.count_answer()
        elif reply.status_code not in _QUESTION_IS_BAD:
            self._pace.count_failure()
        return reply, answer.body

    def _outwait_throttling(self) -> Response:
        """The first answer that is no 429; waiting for it is no try, but has an end."""
        for nth in range(WAITS + 1):
            answer = self._follow_redirects()
            if answer.status_code != 429:
                return answer
            self._pace.count_429()
            self._pause(self._retry_after(answer) or back_off(nth))
            if self._waited > WAIT_CAP:
                break
        sentence = f"{self._name}: too many requests (429), also after waiting; run again later."
        raise NoReplyError(ReplyStatus.THROTTLED, sentence, again=False)

    def _retry_after(self, answer: Response) -> float | None:
        return retry_after(answer.headers.get("retry-after", ""), self._now())

    def _pause(self, seconds: float) -> None:
        """Let the whole service rest, or give it up when that is too long for a run."""
        if seconds > RETRY_AFTER_CAP:
            hours = f"{seconds / 3600:.1f} hours" if seconds < 1e7 else "very long"
            sentence = f"{self._name}: it asks us to wait {hours}, so it is not asked again in this run."
            raise self._pace.stop(ReplyStatus.EXHAUSTED, sentence)
        self._waited += seconds
        self._pace.pause(seconds)

    def _follow_redirects(self) -> Response:
        url = self._call.service.base_url.rstrip("/") + "/" + self._call.path.lstrip("/")
        answer = self._fetch(url, self._call.params)
        for _ in range(REDIRECTS):
            if not is_redirect(answer):
                return answer
            url = self._next_address(url, answer)
            answer = self._fetch(url, None)
        if is_redirect(answer):
            raise self._refusal("it redirects without end")
        return answer

    def _fetch(self, url: str, params: Params | None) -> Response:
        with self._pace.turn(self._call.kind):
            answer = self._send(url, params)
            self._pace.learn(self._call.kind, answer.headers)
            return answer

    def _next_address(self, url: str, answer: Response) -> str:
        """Where a redirect leads: only within the same scheme and host, since a key must not follow it elsewhere."""
        try:
            target = urljoin(url, answer.headers["location"])
            same = urlsplit(target)[:2] == urlsplit(url)[:2]
        except ValueError:
            same = False
        if not same or (self._call.body is not None and answer.status_code not in _SAME_METHOD):
            raise self._refusal("it redirects to another place, which is not followed")
        return target

    def _refusal(self, why: str) -> NoReplyError:
        sentence = f"{self._name}: {why}; check its base_url, or whether this network has a login page."
        return NoReplyError(ReplyStatus.UNREADABLE, sentence, again=False)
