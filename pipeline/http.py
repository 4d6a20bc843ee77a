"""The client: asks services with etiquette, limits and retries, and never raises for what a network can do.

Here the parts meet, none of which knows the whole: `pace` tells when a service may be asked, `wire` sends, `answers`
tells what came back, `facts` remembers, `crew` asks side by side. Every call gets a `Reply`.
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
from urllib.parse import quote, urljoin, urlsplit

import tenacity
from msgspec.structs import replace

from pipeline import __version__
from pipeline.answers import Call, NoAnswerError, Reply, judge, read_body
from pipeline.config import LOOPBACK
from pipeline.crew import side_by_side
from pipeline.facts import Fact, Facts
from pipeline.model import Finding
from pipeline.pace import RETRY_AFTER_CAP, Pace, Service, Statistics, StoppedError, back_off, retry_after
from pipeline.wire import Answer, Params, Wire, is_redirect

__all__ = ["Call", "Client", "Reply", "Service", "Statistics", "hosts_of"]

T = TypeVar("T")

HOME = "https://github.com/bibmill/bibmill"
REDIRECTS = 3
WAITS = 5
WAIT_CAP = 300.0
_SAME_METHOD = frozenset({307, 308})
_QUESTION_IS_BAD = frozenset({400, 403, 413, 414, 422, 431})
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
        self._paces: dict[tuple[str, str], Pace] = {}
        self._hosts, self._offline, self._version = hosts, offline, version
        self._sleep, self._clock, self._now = sleep or self._rest, clock, now
        self._contact = contact if _ADDRESS.fullmatch(contact) else ""
        if contact and not self._contact:
            self._warn("contact: this is no mail address, so none is sent; correct it in pipeline.yaml.")
        self._facts = Facts(cache_path, now, self._warn)
        self._wire = Wire()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all waiting and close the cache; a call that is still on its way is answered with NOT_ASKED."""
        with self._lock:
            for pace in self._paces.values():
                pace.stop(Finding.NOT_ASKED, "")
        self._closing.set()
        self._wire.close()
        self._facts.close()

    def ask_all(self, calls: Iterable[tuple[T, Call]]) -> Iterator[tuple[T, Reply]]:
        """Each call with its reply, as they come (in any order), side by side within each service's limits."""
        jobs = side_by_side(calls, lambda job: self.ask(job[1]), _lane)
        for (tag, _), reply in jobs:
            yield tag, reply

    def ask(self, call: Call) -> Reply:
        """One call, answered: from memory, else from the service."""
        name = call.service.name
        try:
            key = call.key
        except ValueError:  # a lone surrogate, which no encoding can send
            return Reply(Finding.UNREADABLE, sentence=f"{name}: the question holds characters that cannot be sent.")
        if reply := self._recall(key, call):
            return reply
        if self._offline:
            return Reply(Finding.NOT_ASKED, sentence=f"offline: {name} was not asked.")
        if not self._may_ask(call.service.base_url):
            sentence = f"{name}: its address is none of the configured ones (https, or this machine); see base_url."
            return Reply(Finding.NOT_ASKED, sentence=sentence)
        return self._ask_service(key, call)

    def forget(self, call: Call) -> None:
        """Drop the remembered answer of a call, for a source that could make nothing of its shape."""
        self._facts.forget(call.key)

    def statistics(self) -> tuple[Statistics, ...]:
        """What each service was asked so far, by name."""
        with self._lock:
            return tuple(self._paces[lane].statistics() for lane in sorted(self._paces, key=lambda lane: lane[1]))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what went wrong beside the calls, each once."""
        with self._lock:
            return tuple(self._warnings)

    def _warn(self, sentence: str) -> None:
        with self._lock:
            self._warnings.setdefault(sentence)

    def _pace(self, service: Service) -> Pace:
        with self._lock:
            if service.lane not in self._paces:
                self._paces[service.lane] = Pace(service, self._clock, self._sleep)
            return self._paces[service.lane]

    def _rest(self, seconds: float) -> None:
        self._closing.wait(seconds)  # and not `time.sleep`, so that `close` ends it

    def _may_ask(self, url: str) -> bool:
        parts = urlsplit(url)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        return secure and parts.hostname in self._hosts

    def _recall(self, key: str, call: Call) -> Reply | None:
        fact = self._facts.recall(key, call.fresh_days, any_age=self._offline)
        if not fact:
            return None
        data = None
        if fact.finding is Finding.FOUND:
            try:
                data = read_body(fact.body, call.expects)
            except ValueError:
                self._facts.forget(key)
                return None
        self._pace(call.service).count_hit()
        return Reply(fact.finding, data, fact.status, fact.fetched[:10])

    def _ask_service(self, key: str, call: Call) -> Reply:
        errand = _Errand(call, self._pace(call.service), partial(self._send, call), self._sleep, self._now)
        reply, body = errand.run()
        if not reply.finding.is_fact:
            return replace(reply, sentence=self._redact(call.service, reply.sentence))
        now = self._now().astimezone(UTC).isoformat(timespec="seconds")
        text = body.decode("utf-8", "replace")
        if self._redact(call.service, text) == text:  # an answer that echoes a key is not kept
            self._facts.remember(key, Fact(reply.finding, reply.status, body, now))
        return replace(reply, retrieved=now[:10])

    def _send(self, call: Call, url: str, params: Params | None) -> Answer:
        """One request of a call, with all that etiquette asks for; the address goes only to who wants it."""
        service = call.service
        address = self._contact if service.mailto or service.wants_address else ""
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


class _Errand:
    """One call on its way: its tries, its redirects, and how long it has waited for a throttled service."""

    def __init__(
        self,
        call: Call,
        pace: Pace,
        send: Callable[[str, Params | None], Answer],
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
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, NoAnswerError) and error.again),
            wait=tenacity.wait_exponential(multiplier=0.5, max=8) + tenacity.wait_random(0, 0.5),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._try)
        except StoppedError as stopped:
            return Reply(stopped.finding, sentence=stopped.sentence or f"{self._name}: not asked, the run ends."), b""
        except NoAnswerError as trouble:
            throttled = trouble.finding is Finding.THROTTLED
            (self._pace.count_throttled if throttled else self._pace.count_failure)()
            return Reply(trouble.finding, sentence=trouble.sentence), b""

    def _try(self) -> tuple[Reply, bytes]:
        answer = self._outwait_throttling()
        if answer.status >= 500 and (seconds := self._retry_after(answer)):
            self._pause(seconds)
        reply = judge(self._call, answer.status, answer.body)
        if reply.finding is Finding.BLOCKED:
            self._pace.stop(reply.finding, reply.sentence)
        elif reply.finding.is_fact:
            self._pace.count_answer()
        elif reply.status not in _QUESTION_IS_BAD:
            self._pace.count_failure()
        return reply, answer.body

    def _outwait_throttling(self) -> Answer:
        """The first answer that is no 429; waiting for it is no try, but has an end."""
        for nth in range(WAITS + 1):
            answer = self._follow_redirects()
            if answer.status != 429:
                return answer
            self._pause(self._retry_after(answer) or back_off(nth))
            if self._waited > WAIT_CAP:
                break
        sentence = f"{self._name}: too many requests (429), also after waiting; run again later."
        raise NoAnswerError(sentence, finding=Finding.THROTTLED, again=False)

    def _retry_after(self, answer: Answer) -> float | None:
        return retry_after(answer.headers.get("retry-after", ""), self._now())

    def _pause(self, seconds: float) -> None:
        """Let the whole service rest, or give it up when that is too long for a run."""
        if seconds > RETRY_AFTER_CAP:
            hours = f"{seconds / 3600:.1f} hours" if seconds < 1e7 else "very long"
            sentence = f"{self._name}: it asks us to wait {hours}, so it is not asked again in this run."
            raise self._pace.stop(Finding.EXHAUSTED, sentence)
        self._waited += seconds
        self._pace.pause(seconds)

    def _follow_redirects(self) -> Answer:
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

    def _fetch(self, url: str, params: Params | None) -> Answer:
        with self._pace.turn(self._call.kind):
            answer = self._send(url, params)
            self._pace.learn(self._call.kind, answer.headers)
            return answer

    def _next_address(self, url: str, answer: Answer) -> str:
        """Where a redirect leads: only within the same scheme and host, since a key must not follow it elsewhere."""
        try:
            target = urljoin(url, answer.headers["location"])
            same = urlsplit(target)[:2] == urlsplit(url)[:2]
        except ValueError:
            same = False
        if not same or (self._call.body is not None and answer.status not in _SAME_METHOD):
            raise self._refusal("it redirects to another place, which is not followed")
        return target

    def _refusal(self, why: str) -> NoAnswerError:
        sentence = f"{self._name}: {why}; check its base_url, or whether this network has a login page."
        return NoAnswerError(sentence, finding=Finding.UNREADABLE, again=False)


def _lane(job: tuple[Any, Call]) -> tuple[tuple[str, str], int]:
    return job[1].service.lane, job[1].service.concurrency
