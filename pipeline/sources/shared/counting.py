"""How sources are asked what they say of known works today: in batches, joined by identifier, never by position."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.model.observations import Notice, Observation, ObservationBatch
from pipeline.model.records import Problem, Record, ReplyStatus, Struct
from pipeline.network.messages import Reply, Request
from pipeline.sources.shared.batching import Asker, Batch, Reading, ask_batches, list_items, to_problem

Wanted = Sequence[tuple[str, tuple[str, ...]]]
"""Works, each with the identifiers under which the source may know it, surest first."""

SINGLES_CAP = 1_000
"""So many works are asked about one by one in a run, when the day's budget for lists is spent."""


class CountQuery(Struct, frozen=True):
    """How one source is looked at: `page` is the most that an answer holds, `single` the free call for one work."""

    reading: Reading
    pack: Callable[[Wanted], list[Batch[str]]]
    to_call: Callable[[tuple[str, ...]], Request]
    to_count: Callable[[Any], int | None] = lambda _: None
    to_notices: Callable[[Any], tuple[Notice, ...]] = lambda _: ()
    page: int = 1_000_000
    single: Callable[[tuple[str, ...]], Request] | None = None


def count_works(client: Asker, wanted: Wanted, look: CountQuery) -> Iterator[ObservationBatch | Problem]:
    """What the source says of each work under its first identifier, else under its next one.

    A page that is full may lack some of what was asked for; that is asked for again.
    """
    while wanted:
        again: list[tuple[str, tuple[str, ...]]] = []
        spent: list[tuple[str, tuple[str, ...]]] = []
        rest = {work: ids[1:] for work, ids in wanted}
        batches = look.pack([(work, ids[:1]) for work, ids in wanted])
        for batch, call, reply in _one_by_one(client, batches, look):
            items = list_items(client, call, reply, look.reading)
            if items is None:
                spent += batch.wanted if reply.status is ReplyStatus.EXHAUSTED and look.single else ()
                if not look.single or reply.status is not ReplyStatus.EXHAUSTED:
                    yield to_problem(reply, look.reading.source)
                continue
            seen, missing = _join(batch, items, look)
            is_cut = len(items) >= look.page and len(missing) < len(batch.wanted)
            next_ids = {work: ids if is_cut else rest[work] for work, ids in missing}
            again += [(work, ids) for work, ids in next_ids.items() if ids]
            yield _answer(look, reply, [*seen, *(Observation(work) for work, ids in next_ids.items() if not ids)])
        yield from _sight_singly(client, spent, look)
        wanted = again


def _one_by_one(
    client: Asker, batches: list[Batch[str]], look: CountQuery
) -> Iterator[tuple[Batch[str], Request, Reply]]:
    """Each batch when the one before it is kept: a run that is killed has then asked at most one in vain."""
    for batch in batches:
        yield from ask_batches(client, [batch], look.to_call)


def _sight_singly(client: Asker, spent: Wanted, look: CountQuery) -> Iterator[ObservationBatch | Problem]:
    """The same by calls for one work each, which cost nothing; the first one that fails ends it."""
    if not spent or look.single is None:
        return
    tagged = ((((work, ids), call), call) for work, ids in spent[:SINGLES_CAP] for call in (look.single(ids),))
    for ((work, ids), call), reply in client.ask_all(tagged):
        items = list_items(client, call, reply, look.reading)
        if items is None:
            yield to_problem(reply, look.reading.source)
            return
        seen, missing = _join(Batch(((work, ids),)), items, look)
        yield _answer(look, reply, [*seen, *(Observation(work) for work, _ in missing)])


def _answer(look: CountQuery, reply: Reply, found: list[Observation]) -> ObservationBatch:
    return ObservationBatch(look.reading.source, reply.retrieved, tuple(found))


def _join(
    batch: Batch[str], items: list[Any], look: CountQuery
) -> tuple[list[Observation], list[tuple[str, tuple[str, ...]]]]:
    """The works that the items speak of, and those of which none does; of two items the one that counts more."""
    by_id: dict[str, tuple[Any, Record]] = {}
    for item in items:
        record = look.reading.to_record(item)
        for id_ in look.reading.name_ids(record) if record else ():
            known = by_id.get(id_)
            if record and (known is None or (look.to_count(item) or 0) > (look.to_count(known[0]) or 0)):
                by_id[id_] = (item, record)
    seen, missing = [], []
    for work, ids in batch.wanted:
        found = next((by_id[id_] for id_ in ids if id_ in by_id), None)
        if found is None:
            missing.append((work, ids))
        else:
            item, record = found
            seen.append(Observation(work, look.to_count(item), record, look.to_notices(item)))
    return seen, missing
