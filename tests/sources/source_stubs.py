"""What the tests of all sources share: a client that answers from a function, and queries in one line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.config.schema import SourceConfig
from pipeline.model.records import Identifiers, Query, Record, ReplyStatus
from pipeline.network.messages import Reply, Request

DATA = Path(__file__).parents[1] / "data" / "sources"
DAY = "2026-11-02"
RERECORD = bool(os.environ.get("BIBMILL_RERECORD"))
"""Set it to write the right side of each fixture pair anew; then read the diff."""


class StubClient:
    """Answers every call with `answer(call)`, last call first: nobody may rely on an order."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.calls: list[Request] = []
        self.forgotten: list[Request] = []

    def ask_all(self, calls: Iterable[tuple[Any, Request]]) -> Iterator[tuple[Any, Reply]]:
        for tag, call in reversed(list(calls)):
            self.calls.append(call)
            yield tag, self.answer(call)

    def forget(self, call: Request) -> None:
        self.forgotten.append(call)


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


def open_with(source: Any, answer: Reply | Callable[[Request], Reply], contact: str = "", **config: Any) -> Any:
    """A source over a stub, as `(source, stub)`."""
    stub = StubClient(answer if callable(answer) else lambda _: answer)
    return source(stub, SourceConfig(**config), contact), stub


def query(title: str = "", year: int | None = None, **identifiers: str) -> Query:
    issued: dict[str, Any] = {"issued": {"year": year}} if year else {}
    name = title or next(iter(identifiers.values()), "row")
    claim = {"id": name, "title": title, "identifiers": identifiers, **issued}
    return Query(msgspec.convert(claim, Record))


def ids(**identifiers: str) -> Identifiers:
    return Identifiers(**identifiers)


def titles(answer: Any) -> list[str]:
    return [candidate.record.title for candidate in answer.candidates]


def pairs(source: str, suffix: str = ".json") -> list[Any]:
    """The names of the cases of a source: `<case>.json` on the wire, `<case>.record.json` as we read it."""
    names = (path.name for path in sorted((DATA / source).glob(f"*{suffix}")))
    return [name.removesuffix(suffix) for name in names if not name.endswith(".record.json")]


def check_pair(source: str, case: str, record: Record | None) -> None:
    expected = DATA / source / f"{case}.record.json"
    built = json.loads(msgspec.json.encode(record))
    if RERECORD:
        expected.write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert built == json.loads(expected.read_text(encoding="utf-8"))


def read_wire(source: str, case: str) -> Any:
    return json.loads((DATA / source / f"{case}.json").read_text(encoding="utf-8"))


def counts(answers: Any) -> dict[str, int | None]:
    """The counts of all answers by work; a work that the source does not know has none."""
    return {one.work: one.count for answer in answers for one in answer.found}
