"""How every API source asks: in batches joined by identifier, and one search a title.

What a reply means for a row is decided here once, so that a source only says how it is asked and how its replies are
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from msgspec.structs import replace

from pipeline.config.schema import SourceConfig
from pipeline.model.records import Candidate, Identifiers, Problem, Query, QueryResult, Record, Struct
from pipeline.model.source_table import row_of
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply, Request, Service
from pipeline.sources.shared import json_shapes

T = TypeVar("T")

ITEMS_CAP = 100
"""So many items of the answer to a batch are read at least; see `most_items`."""

HITS = "8"
"""So many hits of a search are read: another paper of that title, errata, reviews and reposts are to be seen too."""

REFUSALS = 16
"""So many refused batches are halved in a run of them."""


class RequestClient(Protocol):
    """What a source needs of the client; `network.client.Client` has it."""

    def ask_all(self, requests: Iterable[tuple[T, Request]]) -> Iterator[tuple[T, Reply]]:
        """Ask side by side; each request comes with a tag, and each tag comes back with a reply, in any order."""
        ...

    def forget(self, request: Request) -> None:
        """Drop the cached reply of a request, because it turned out to be of no use."""
        ...

    def knows(self, request: Request) -> bool:
        """True when the cache has the reply to a request, so that asking costs nothing."""
        ...


class Batch(Struct, Generic[T], frozen=True):
    """What one request asks about.

    Attributes:
        members: Queries or the ids of works, each with the identifiers that the source may know it by.
    """

    members: tuple[tuple[T, tuple[str, ...]], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every identifier once, in order."""
        return tuple(dict.fromkeys(id_ for _, ids in self.members for id_ in ids))

    def halves(self) -> list[Batch[T]]:
        """Its members in two batches."""
        middle = len(self.members) // 2
        return [Batch(self.members[:middle]), Batch(self.members[middle:])]


class ReplyParser(Struct, frozen=True):
    """How the replies of one source are read.

    Attributes:
        source: The name of the source.
        list_items: From the data of a reply to its items; None when it is not of the source's shape.
        to_record: From an item, which may be of any type, to a record; None when it describes no paper.
        record_ids: The identifiers that a record names itself, in the form in which the source is asked for them.
        missing: What it means that an identifier is not in a reply.
    """

    source: str
    list_items: Callable[[Any], list[Any] | None]
    to_record: Callable[[Any], Record | None]
    record_ids: Callable[[Record], Iterable[str]]
    missing: ReplyStatus = ReplyStatus.NO_MATCH


def build_service(name: str, config: SourceConfig, *, has_contact: bool = False, **more: Any) -> Service:
    """A service with the limits of the settings, else with those of the table; no response can raise either.

    Args:
        name: The source's name in the table.
        config: Its settings.
        has_contact: True when whoever asks gives an address, for which some services have other limits.
        more: Further fields of the `Service`.
    """
    row, key = row_of(name), config.key()
    limits = row.limits(has_contact=has_contact)
    return Service(
        name=name,
        base_url=(config.base_url or row.base_url).rstrip("/"),
        per_second={kind: config.per_second or rate for kind, rate in limits.per_second.items()},
        concurrency=config.concurrency or limits.concurrency,
        refuses=row.refuses_without_key and not key,
        key_advice="" if key else row.advise_key(config.key_env),
        **more,
    )


def pack(
    members: Iterable[tuple[T, tuple[str, ...]]],
    most: int,
    longest: int = 1_000_000,
    alone: Callable[[str], bool] = lambda _: False,
) -> list[Batch[T]]:
    """Gather members into batches; a member without identifiers is in none.

    Args:
        members: Queries or works with their identifiers.
        most: The number of identifiers that one request may ask for.
        longest: The number of characters that they may have together.
        alone: True for identifiers that cannot share a request, such as a DOI with a comma in a filter that splits at
            commas.
    """
    batches: list[Batch[T]] = []
    current: list[tuple[T, tuple[str, ...]]] = []
    ids: set[str] = set()
    for member, own_ids in members:
        if any(map(alone, own_ids)):
            batches.append(Batch(((member, own_ids),)))
            continue
        joined = ids | set(own_ids)
        if current and (len(joined) > most or sum(len(id_) + 5 for id_ in joined) > longest):
            batches.append(Batch(tuple(current)))
            current, joined = [], set(own_ids)
        if own_ids:
            current.append((member, own_ids))
            ids = joined
    return [*batches, Batch(tuple(current))] if current else batches


def ask_batches(
    client: RequestClient,
    batches: list[Batch[T]],
    to_request: Callable[[tuple[str, ...]], Request],
) -> Iterator[tuple[Batch[T], Request, Reply]]:
    """Each batch with its request and reply; one that was too long, or refused, is asked again in halves.

    One bad identifier spoils a batch of a hundred, which takes eight refusals to find. A source that refuses more than
    two such need is not asked in halves any more.
    """
    refusals = 0
    while batches:
        again: list[Batch[T]] = []
        for (batch, request), reply in client.ask_all(_tag((batch, to_request(batch.ids)) for batch in batches)):
            is_refused = reply.status_code == 400 and not is_miss(reply)
            refusals += is_refused
            if len(batch.members) > 1 and (reply.too_long or (is_refused and refusals <= REFUSALS)):
                again += batch.halves()
            else:
                yield batch, request, reply
        batches = again


def look_up(
    client: RequestClient,
    batches: list[Batch[Query]],
    to_request: Callable[[tuple[str, ...]], Request],
    parser: ReplyParser,
) -> Iterator[QueryResult]:
    """One result a query, joined by the identifiers that the records themselves name, never by position."""
    for batch, request, reply in ask_batches(client, batches, to_request):
        records, reply = _read_records(client, request, reply, parser, most_items(batch))
        by_id: dict[str, list[Record]] = {}
        for record in records or ():
            for id_ in parser.record_ids(record):
                by_id.setdefault(id_, []).append(record)
        for query, ids in batch.members:
            own = {record.id: record for id_ in ids for record in by_id.get(id_, ())}
            yield _to_result(query, reply, None if records is None else list(own.values()), parser, parser.missing)


def search(
    client: RequestClient, queries: Sequence[Query], to_request: Callable[[Record], Request], parser: ReplyParser
) -> Iterator[QueryResult]:
    """One result a query, by title; candidates keep the source's order."""
    for query in queries:
        if not query.claim.title.strip():
            sentence = "The row has no title to search by."
            yield QueryResult(query.claim.id, parser.source, ReplyStatus.NOT_ASKED, sentence=sentence)
    requests = ((query, to_request(query.claim)) for query in queries if query.claim.title.strip())
    for (query, request), reply in client.ask_all(_tag(requests)):
        records, reply = _read_records(client, request, reply, parser, int(HITS))  # not more: each meets each
        yield _to_result(query, reply, records, parser, ReplyStatus.NO_MATCH)


def most_items(batch: Batch[T]) -> int:
    """How many items of the answer to a batch are read; works may share an identifier, and a page has a hundred."""
    return max(ITEMS_CAP, 2 * len(batch.ids))


def pair_with_ids(
    members: Iterable[tuple[T, Identifiers]], query_ids: Callable[[Identifiers], Iterable[str]]
) -> list[tuple[T, tuple[str, ...]]]:
    """Each query or work with the identifiers that `query_ids` makes of its own, once each and without empty ones."""
    return [(member, tuple(dict.fromkeys(id_ for id_ in query_ids(ids) if id_))) for member, ids in members]


def pair_queries_with_ids(
    queries: Iterable[Query], query_ids: Callable[[Identifiers], Iterable[str]]
) -> list[tuple[Query, tuple[str, ...]]]:
    """As `pair_with_ids`, by the identifiers in the claims of queries."""
    return pair_with_ids(((query, query.claim.identifiers) for query in queries), query_ids)


def _tag(requests: Iterable[tuple[T, Request]]) -> Iterator[tuple[tuple[T, Request], Request]]:
    """Requests that come back with their replies."""
    return (((member, request), request) for member, request in requests)


def list_items(client: RequestClient, request: Request, reply: Reply, parser: ReplyParser) -> list[Any] | None:
    """The items of a reply: none for a well-formed miss, None when it teaches nothing.

    A reply of another shape than the source's is dropped from the cache.
    """
    if is_miss(reply):
        return []
    if reply.status is not ReplyStatus.FOUND:
        return None
    items = parser.list_items(reply.data)
    if items is None:
        client.forget(request)
    return items


def is_miss(reply: Reply) -> bool:
    """True when the source said that there is no such thing."""
    return reply.status in (ReplyStatus.NO_MATCH, ReplyStatus.NOT_REGISTERED)


def _read_records(
    client: RequestClient, request: Request, reply: Reply, parser: ReplyParser, most: int
) -> tuple[list[Record] | None, Reply]:
    """The records of a reply, and the reply as it turned out to be."""
    items = list_items(client, request, reply, parser)
    if items is None:
        return None, reply
    try:
        return [record for record in map(parser.to_record, items[:most]) if record], reply
    except json_shapes.TooManyAuthorsError:
        return None, refuse_over_cap(client, request, reply, parser)


def refuse_over_cap(client: RequestClient, request: Request, reply: Reply, parser: ReplyParser) -> Reply:
    """Instead of a reply with a record that no paper has: it may stand for the paper, or beside it, so all is left."""
    client.forget(request)
    sentence = f"{parser.source}: it has a record with over {json_shapes.AUTHOR_CAP:,} authors, which is not believed."
    return replace(reply, status=ReplyStatus.UNREADABLE, data=None, sentence=sentence)


def _to_result(
    query: Query, reply: Reply, records: list[Record] | None, parser: ReplyParser, missing: ReplyStatus
) -> QueryResult:
    """What the source says to one query; a record without a title cannot be judged and is no candidate."""
    source = parser.source
    if records is None:
        status, sentence = _explain_failure(reply, source)
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


def _explain_failure(reply: Reply, source: str) -> tuple[ReplyStatus, str]:
    """Why a reply taught nothing; one that was classified as found is of a shape that is not the source's."""
    if reply.status is ReplyStatus.FOUND:
        return (
            ReplyStatus.UNREADABLE,
            f"The answer of {source} has not the shape of its documentation; run again later.",
        )
    return reply.status, reply.sentence or f"{source}: {reply.status.value}."


def to_problem(reply: Reply, source: str) -> Problem:
    """Why a batch of a refresh taught nothing; `where` holds the source's name, so the sentence leaves it out."""
    status, sentence = _explain_failure(reply, source)
    return Problem("refresh", status.value.replace(" ", "_"), source, sentence.removeprefix(f"{source}: "))
