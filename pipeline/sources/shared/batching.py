"""How every API source asks: in batches joined by identifier, and one search a title.

What an answer means for a row is decided here once, so that the sources only say how they are asked and read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from pipeline.config.schema import SourceConfig
from pipeline.model.records import Candidate, Identifiers, Problem, Query, QueryResult, Record, ReplyStatus, Struct
from pipeline.model.source_table import row_of
from pipeline.network.messages import Reply, Request, Service

T = TypeVar("T")

TITLE_CAP = 300
"""Longer titles are cut in a query: no title needs more to be found, and a URL has an end."""

HITS = "8"
"""So many hits of a search are looked at: among them another paper of the same title must be seen, if there is one,
and errata, reviews and reposts take places before it."""


class Asker(Protocol):
    """What is needed of the client."""

    def ask_all(self, calls: Iterable[tuple[T, Request]]) -> Iterator[tuple[T, Reply]]:
        """Each call with its reply, in any order."""
        ...

    def forget(self, call: Request) -> None:
        """Drop a remembered answer that turned out to be of no use."""
        ...


class Batch(Struct, Generic[T], frozen=True):
    """What one call asks: owners (a query or a work's id), each with the identifiers that it is known by."""

    wanted: tuple[tuple[T, tuple[str, ...]], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every identifier once, in order."""
        return tuple(dict.fromkeys(id_ for _, ids in self.wanted for id_ in ids))

    def halves(self) -> list[Batch[T]]:
        """The same in two."""
        middle = len(self.wanted) // 2
        return [Batch(self.wanted[:middle]), Batch(self.wanted[middle:])]


class Reading(Struct, frozen=True):
    """How one source's answers are read.

    `list_items` gives the items of an answer, or None when it is not of the source's shape; `to_record` and
    `name_ids` may meet items of any type; `missing` is what it means that an identifier is not in the answer.
    """

    source: str
    list_items: Callable[[Any], list[Any] | None]
    to_record: Callable[[Any], Record | None]
    name_ids: Callable[[Record], Iterable[str]]
    missing: ReplyStatus = ReplyStatus.NO_MATCH
    miss_phrase: str = ""


def build_service(name: str, config: SourceConfig, *, has_contact: bool = False, **more: Any) -> Service:
    """A service with the limits of the table, or with those of the settings, which no answer can raise."""
    row = row_of(name)
    limits = row.limits(has_contact=has_contact)
    return Service(
        name=name,
        base_url=(config.base_url or row.base_url).rstrip("/"),
        per_second={kind: config.per_second or rate for kind, rate in limits.per_second.items()},
        concurrency=config.concurrency or limits.concurrency,
        **more,
    )


def pack(
    wanted: Iterable[tuple[T, tuple[str, ...]]],
    most: int,
    longest: int = 1_000_000,
    alone: Callable[[str], bool] = lambda _: False,
) -> list[Batch[T]]:
    """Batches of at most `most` identifiers and `longest` characters; who has no identifier is in none.

    `alone` names identifiers that cannot share a call, such as a DOI with a comma in a filter that splits at commas.
    """
    batches: list[Batch[T]] = []
    open_: list[tuple[T, tuple[str, ...]]] = []
    ids: set[str] = set()
    for owner, own_ids in wanted:
        if any(map(alone, own_ids)):
            batches.append(Batch(((owner, own_ids),)))
            continue
        joined = ids | set(own_ids)
        if open_ and (len(joined) > most or sum(len(id_) + 5 for id_ in joined) > longest):
            batches.append(Batch(tuple(open_)))
            open_, joined = [], set(own_ids)
        if own_ids:
            open_.append((owner, own_ids))
            ids = joined
    return [*batches, Batch(tuple(open_))] if open_ else batches


def ask_batches(
    client: Asker, batches: list[Batch[T]], to_call: Callable[[tuple[str, ...]], Request]
) -> Iterator[tuple[Batch[T], Request, Reply]]:
    """Each batch with its call and reply; one whose call was too long is asked again in halves."""
    while batches:
        again: list[Batch[T]] = []
        for (batch, call), reply in client.ask_all(_tag((batch, to_call(batch.ids)) for batch in batches)):
            if reply.too_long and len(batch.wanted) > 1:
                again += batch.halves()
            else:
                yield batch, call, reply
        batches = again


def look_up(
    client: Asker, batches: list[Batch[Query]], to_call: Callable[[tuple[str, ...]], Request], reading: Reading
) -> Iterator[QueryResult]:
    """One answer a query, joined by the identifiers that the records themselves name, never by position."""
    for batch, call, reply in ask_batches(client, batches, to_call):
        records = _read_records(client, call, reply, reading)
        by_id: dict[str, list[Record]] = {}
        for record in records or ():
            for id_ in reading.name_ids(record):
                by_id.setdefault(id_, []).append(record)
        for query, ids in batch.wanted:
            own = {record.id: record for id_ in ids for record in by_id.get(id_, ())}
            yield _to_answer(query, reply, None if records is None else list(own.values()), reading, reading.missing)


def search(
    client: Asker, queries: Sequence[Query], to_call: Callable[[Record], Request], reading: Reading
) -> Iterator[QueryResult]:
    """One answer a query, by title; candidates keep the source's order."""
    for query in queries:
        if not query.claim.title.strip():
            sentence = "The row has no title to search by."
            yield QueryResult(query.claim.id, reading.source, ReplyStatus.NOT_ASKED, sentence=sentence)
    calls = ((query, to_call(query.claim)) for query in queries if query.claim.title.strip())
    for (query, call), reply in client.ask_all(_tag(calls)):
        yield _to_answer(query, reply, _read_records(client, call, reply, reading), reading, ReplyStatus.NO_MATCH)


def want(
    works: Iterable[tuple[T, Identifiers]], list_ids: Callable[[Identifiers], Iterable[str]]
) -> list[tuple[T, tuple[str, ...]]]:
    """Owners with the identifiers under which a source may know them."""
    return [(owner, tuple(dict.fromkeys(id_ for id_ in list_ids(ids) if id_))) for owner, ids in works]


def claims(queries: Iterable[Query]) -> list[tuple[Query, Identifiers]]:
    """Queries with the identifiers of their claims."""
    return [(query, query.claim.identifiers) for query in queries]


def shorten_title(title: str) -> str:
    """A title no longer than a query should be, cut between words."""
    return title if len(title) <= TITLE_CAP else title[:TITLE_CAP].rpartition(" ")[0] or title[:TITLE_CAP]


def _tag(calls: Iterable[tuple[T, Request]]) -> Iterator[tuple[tuple[T, Request], Request]]:
    """Calls that come back with their replies."""
    return (((owner, call), call) for owner, call in calls)


def list_items(client: Asker, call: Request, reply: Reply, reading: Reading) -> list[Any] | None:
    """The items of an answer; none for a well-formed miss; None when it taught nothing, and then it is forgotten."""
    if is_miss(reply, reading.miss_phrase):
        return []
    if reply.status is not ReplyStatus.FOUND:
        return None
    items = reading.list_items(reply.data)
    if items is None:
        client.forget(call)
    return items


def is_miss(reply: Reply, phrase: str = "") -> bool:
    """True when the source said that there is no such thing.

    Semantic Scholar says it of a whole batch with 400 and “No valid paper ids given”.
    """
    said = bool(phrase) and reply.status_code == 400 and phrase in reply.sentence
    return said or reply.status in (ReplyStatus.NO_MATCH, ReplyStatus.NOT_REGISTERED)


def _read_records(client: Asker, call: Request, reply: Reply, reading: Reading) -> list[Record] | None:
    items = list_items(client, call, reply, reading)
    return None if items is None else [record for record in map(reading.to_record, items) if record]


def _to_answer(
    query: Query, reply: Reply, records: list[Record] | None, reading: Reading, missing: ReplyStatus
) -> QueryResult:
    """What the source said to one query; a record without a title cannot be judged and is no candidate."""
    source = reading.source
    if records is None:
        status, sentence = _fail(reply, source)
        return QueryResult(query.claim.id, source, status, sentence=sentence)
    titled = [record for record in records if record.title]
    if titled:
        return QueryResult(
            query.claim.id, source, ReplyStatus.FOUND, tuple(_to_candidates(titled, source, reply.retrieved))
        )
    if records:
        sentence = f"{source} has a record of this, but without a title."
        return QueryResult(query.claim.id, source, ReplyStatus.NO_MATCH, sentence=sentence)
    return QueryResult(query.claim.id, source, missing)


def _to_candidates(records: list[Record], source: str, retrieved: str) -> Iterator[Candidate]:
    for rank, record in enumerate(records, start=1):
        yield Candidate(record, source, record.id.removeprefix(f"{source}:"), rank, retrieved)


def _fail(reply: Reply, source: str) -> tuple[ReplyStatus, str]:
    """Why an answer taught nothing; one that was classified as found is of a shape that is not the source's."""
    if reply.status is ReplyStatus.FOUND:
        return ReplyStatus.UNREADABLE, f"The answer of {source} does not have the shape that its documentation gives."
    return reply.status, reply.sentence or f"{source}: {reply.status.value}."


def to_problem(reply: Reply, source: str) -> Problem:
    """Why a batch of a refresh taught nothing; the source is named by where it happened."""
    status, sentence = _fail(reply, source)
    return Problem("refresh", status.value.replace(" ", "_"), source, sentence.removeprefix(f"{source}: "))
