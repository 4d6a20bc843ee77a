"""How sources are asked what they say of known works today: in batches, joined by identifier, never by position."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.model.observations import Notice, Observation, ObservationBatch
from pipeline.model.records import Problem, Record, Struct
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply, Request
from pipeline.sources.shared.batching import (
    Batch,
    ReplyParser,
    RequestClient,
    ask_batches,
    list_items,
    most_items,
    refuse_over_cap,
    to_problem,
)
from pipeline.sources.shared.json_shapes import TooManyAuthorsError

WorkIds = tuple[str, tuple[str, ...]]
"""A work's id, and the identifiers under which the source may know it, surest first."""

SINGLES_CAP = 1_000
"""So many works are asked about one by one in a run, when the day's budget for lists is spent."""


class CountQuery(Struct, frozen=True):
    """How one source is asked about works.

    Attributes:
        parser: How its replies are read.
        pack: Gathers works into batches.
        to_request: From the identifiers of a batch to its request.
        read_count: From an item to its citation count.
        read_notices: From an item to its notices of retraction and the like.
        page_size: The most items that a reply can hold; one that holds as many may lack some.
        to_single_request: The request for one work, of a source that asks nothing for it when the budget is spent.
    """

    parser: ReplyParser
    pack: Callable[[Sequence[WorkIds]], list[Batch[str]]]
    to_request: Callable[[tuple[str, ...]], Request]
    read_count: Callable[[Any], int | None] = lambda _: None
    read_notices: Callable[[Any], tuple[Notice, ...]] = lambda _: ()
    page_size: int = 1_000_000
    to_single_request: Callable[[tuple[str, ...]], Request] | None = None


def count_works(
    client: RequestClient, works: Sequence[WorkIds], query: CountQuery
) -> Iterator[ObservationBatch | Problem]:
    """What the source says of each work under its first identifier, else under its next one.

    A page that is full may lack some of what was asked for; that is asked for again.
    """
    while works:
        other_ids = {work: ids[1:] for work, ids in works}
        again: list[WorkIds] = []
        over_budget: list[WorkIds] = []
        batches = query.pack([(work, ids[:1]) for work, ids in works])
        for batch, request, reply in _ask_one_by_one(client, batches, query):
            items = list_items(client, request, reply, query.parser)
            if items is not None:
                try:
                    observations, unanswered = _read_page(batch, items, query, other_ids)
                except TooManyAuthorsError:
                    reply = refuse_over_cap(client, request, reply, query.parser)
                    yield to_problem(reply, query.parser.source)
                    continue
                again += unanswered
                yield ObservationBatch(query.parser.source, reply.retrieved, tuple(observations))
            elif reply.status is ReplyStatus.EXHAUSTED and query.to_single_request:
                over_budget += batch.members
            else:
                yield to_problem(reply, query.parser.source)
        yield from _count_singly(client, over_budget, query)
        works = again


def _ask_one_by_one(
    client: RequestClient, batches: list[Batch[str]], query: CountQuery
) -> Iterator[tuple[Batch[str], Request, Reply]]:
    """Each batch when the one before it is stored: a run that is killed has then asked at most one in vain."""
    for batch in batches:
        yield from ask_batches(client, [batch], query.to_request)


def _read_page(
    batch: Batch[str], items: list[Any], query: CountQuery, other_ids: dict[str, tuple[str, ...]]
) -> tuple[list[Observation], list[WorkIds]]:
    """What a page says, and the works to ask about again; a work without a further identifier is unknown there."""
    observations, missing = _match_items(batch, items, query)
    is_cut = len(items) >= query.page_size and len(missing) < len(batch.members)
    unanswered = [(work, ids if is_cut else other_ids[work]) for work, ids in missing]
    observations += [Observation(work) for work, ids in unanswered if not ids]
    return observations, [(work, ids) for work, ids in unanswered if ids]


def _count_singly(
    client: RequestClient, works: Sequence[WorkIds], query: CountQuery
) -> Iterator[ObservationBatch | Problem]:
    """The same by requests for one work each, which cost nothing; the first one that fails ends it."""
    to_request = query.to_single_request
    if not works or to_request is None:
        return
    tagged = (((member, request), request) for member in works[:SINGLES_CAP] for request in (to_request(member[1]),))
    for (member, request), reply in client.ask_all(tagged):
        items = list_items(client, request, reply, query.parser)
        if items is None:
            yield to_problem(reply, query.parser.source)
            return
        try:
            observations, missing = _match_items(Batch((member,)), items, query)
        except TooManyAuthorsError:
            yield to_problem(refuse_over_cap(client, request, reply, query.parser), query.parser.source)
            return
        observations += [Observation(work) for work, _ in missing]
        yield ObservationBatch(query.parser.source, reply.retrieved, tuple(observations))


def _match_items(batch: Batch[str], items: list[Any], query: CountQuery) -> tuple[list[Observation], list[WorkIds]]:
    """The works that the items describe, and those that none does; of two items for one the higher count is taken."""
    by_id: dict[str, tuple[Any, Record]] = {}
    for item in items[: most_items(batch)]:
        record = query.parser.to_record(item)
        for id_ in query.parser.record_ids(record) if record else ():
            known = by_id.get(id_)
            if record and (known is None or (query.read_count(item) or 0) > (query.read_count(known[0]) or 0)):
                by_id[id_] = (item, record)
    observations, missing = [], []
    for work, ids in batch.members:
        found = next((by_id[id_] for id_ in ids if id_ in by_id), None)
        if found is None:
            missing.append((work, ids))
        else:
            item, record = found
            observations.append(Observation(work, query.read_count(item), record, query.read_notices(item)))
    return observations, missing
