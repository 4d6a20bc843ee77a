"""What the tests of all sources share: a client that replies from a function, and queries in one line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.config.schema import SourceConfig
from pipeline.model.records import Identifiers, Query, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply, Request

DATA = Path(__file__).parents[1] / "data" / "sources"
DAY = "2026-11-02"
RERECORD = bool(os.environ.get("BIBMILL_RERECORD"))
"""Set it to write the right side of each fixture pair anew; then read the diff."""


class FakeClient:
    """Gives each request the reply of a function, last request first: nobody may rely on an order.

    What it gives is classified already, so that a test may say “throttled” and not wait. What goes over the network is
    tried with the real client and a mock transport, in `test_real_client`.
    """

    def __init__(self, reply_to: Callable[[Request], Reply]) -> None:
        self.reply_to = reply_to
        self.requests: list[Request] = []
        self.forgotten: list[Request] = []
        self.known: set[str] = set()

    def ask_all(self, requests: Iterable[tuple[Any, Request]]) -> Iterator[tuple[Any, Reply]]:
        for tag, request in reversed(list(requests)):
            self.requests.append(request)
            yield tag, self.reply_to(request)

    def forget(self, request: Request) -> None:
        self.forgotten.append(request)

    def knows(self, request: Request) -> bool:
        try:
            return request.key in self.known
        except ValueError:  # a lone surrogate, as the client has it
            return False


def found(data: Any) -> Reply:
    return Reply(ReplyStatus.FOUND, data, 200, DAY)


def miss() -> Reply:
    return Reply(ReplyStatus.NO_MATCH, status_code=404, retrieved=DAY)


def throttled() -> Reply:
    return Reply(ReplyStatus.THROTTLED, status_code=429, sentence="too many requests, run again later.")


def exhausted() -> Reply:
    return Reply(ReplyStatus.EXHAUSTED, sentence="the day's budget is spent.")


def refused(body: str) -> Reply:
    return Reply(ReplyStatus.UNREADABLE, status_code=400, sentence=f"it refused the question (400): “{body}”.")


def open_with(source: Any, reply: Reply | Callable[[Request], Reply], contact: str = "", **config: Any) -> Any:
    """A source over a fake client, as `(source, client)`."""
    client = FakeClient(reply if callable(reply) else lambda _: reply)
    return source(client, SourceConfig(**config), contact), client


def query(title: str = "", year: int | None = None, **identifiers: str) -> Query:
    issued: dict[str, Any] = {"issued": {"year": year}} if year else {}
    name = title or next(iter(identifiers.values()), "row")
    claim = {"id": name, "title": title, "identifiers": identifiers, **issued}
    return Query(msgspec.convert(claim, Record))


def read(to_record: Callable[[Any], Record | None], item: Any) -> Record:
    """The record of an item that has one."""
    record = to_record(item)
    assert record is not None
    return record


def ids(**identifiers: str) -> Identifiers:
    return Identifiers(**identifiers)


def titles(result: Any) -> list[str]:
    return [candidate.record.title for candidate in result.candidates]


def pairs(source: str, suffix: str = ".json") -> list[Any]:
    """The names of the cases of a source: `<case>.json` as it replies, `<case>.record.json` as we read it."""
    names = (path.name for path in sorted((DATA / source).glob(f"*{suffix}")))
    return [name.removesuffix(suffix) for name in names if not name.endswith(".record.json")]


def check_pair(source: str, case: str, record: Record | None) -> None:
    expected = DATA / source / f"{case}.record.json"
    built = json.loads(msgspec.json.encode(record))
    if RERECORD:
        expected.write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert built == json.loads(expected.read_text(encoding="utf-8"))


def read_item(source: str, case: str) -> Any:
    return json.loads((DATA / source / f"{case}.json").read_text(encoding="utf-8"))


def counts(batches: Any) -> dict[str, int | None]:
    """The counts of all batches by work; a work that the source does not know has none."""
    return {one.work: one.count for batch in batches for one in batch.found}
