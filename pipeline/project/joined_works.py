"""Clusters of records become works with citation keys, former keys, and the origin of each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.config.schema import KeysConfig
from pipeline.model.decisions import JoinDecision
from pipeline.model.records import Candidate, Problem, Record, Struct, Work
from pipeline.rules.citation_keys.ledger import assign_keys
from pipeline.rules.merging.decided_joins import DecidedJoins, find_decided
from pipeline.rules.merging.differences import describe_field
from pipeline.rules.merging.duplicates import Cluster, Duplicates, find_duplicates
from pipeline.rules.merging.joining import Joined, join_records
from pipeline.text.folding import show
from pipeline.writers.tables.duplicates_csv import ClusteredRecord, FieldOrigin, PlacedRecord

_FORMER = "ids"


class JoinedWorks(Struct, frozen=True):
    """What became of the records.

    Attributes:
        works: In the order of their first records.
        records: All records, in their order, with what they belong to.
        aliases: Pairs of a citation key that no work has now and the key of its work.
        origins: Where the fields of merged records are from.
    """

    works: tuple[Work, ...]
    records: tuple[ClusteredRecord, ...]
    aliases: tuple[tuple[str, str], ...]
    origins: tuple[FieldOrigin, ...]
    problems: tuple[Problem, ...]


def join_works(records: Sequence[PlacedRecord], found: Duplicates) -> JoinedWorks:
    """The works of the clusters: a key that a record has is kept, the others are made by the default pattern."""
    joined = [_join(records, cluster) for cluster in found.clusters]
    bare = [
        Work(str(at), one.record, tuple(records[member].id for member in cluster.members), "matched")
        for at, (one, cluster) in enumerate(zip(joined, found.clusters, strict=True))
    ]
    works = _assign_keys(bare, [one.record.citation_key for one in records if one.record.citation_key])
    aliases = _find_aliases(records, found.clusters, works)
    made = list(zip(found.clusters, joined, works, strict=True))
    placed = [pair for cluster, one, work in made for pair in _place(records, cluster, one, work.key)]
    origins = (
        origin
        for cluster, one, work in made
        if len(cluster.members) > 1
        for origin in _origins([records[at] for at in cluster.members], one, work.key)
    )
    return JoinedWorks(
        tuple(_with_former_keys(works, aliases)),
        tuple(one for _, one in sorted(placed, key=lambda pair: pair[0])),
        tuple(sorted(aliases.items())),
        tuple(origins),
        tuple(_tell_taken(records, made)),
    )


def _join(records: Sequence[PlacedRecord], cluster: Cluster) -> Joined:
    """The record of a cluster; where two records say as much, their contents decide and not their order."""
    if len(cluster.members) == 1:
        return Joined(records[cluster.members[0]].record, 0)
    version_of = cluster.number_versions()
    order = sorted(cluster.members, key=lambda at: (_content(records[at].record), records[at].id))
    members = [Candidate(records[at].record, records[at].file, records[at].id) for at in order]
    joined = join_records(members, [version_of[at] for at in order])
    return msgspec.structs.replace(joined, lead=cluster.members.index(order[joined.lead]))


def _content(record: Record) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(record, id=""))


def _assign_keys(works: Sequence[Work], reserved: Sequence[str]) -> tuple[Work, ...]:
    """The works with their keys; of several that want the same one, their contents decide and not their order."""
    wanted = Counter(work.record.citation_key.casefold() for work in works)

    def rank(at: int) -> tuple[bytes, list[str]]:
        work, key = works[at], works[at].record.citation_key.casefold()
        return (_content(work.record), sorted(work.rows)) if not key or wanted[key] > 1 else (b"", [])

    order = sorted(range(len(works)), key=rank)
    keyed = assign_keys([works[at] for at in order], (), KeysConfig().pattern, reserved).works
    return tuple(work for _, work in sorted(zip(order, keyed, strict=True), key=lambda pair: pair[0]))


def _find_aliases(
    records: Sequence[PlacedRecord], clusters: Sequence[Cluster], works: Sequence[Work]
) -> dict[str, str]:
    """The keys of records that no work has now, each with the key of its work."""
    in_use = {work.key.casefold() for work in works}
    found: dict[str, str] = {}
    for cluster, work in zip(clusters, works, strict=True):
        for at in cluster.members:
            key = records[at].record.citation_key
            if key and key.casefold() not in in_use:
                found[key] = min(found.get(key, work.key), work.key)
    return found


def _place(
    records: Sequence[PlacedRecord], cluster: Cluster, joined: Joined, key: str
) -> Iterator[tuple[int, ClusteredRecord]]:
    """The records of a cluster with their positions; the version that leads has the key of the work as its name."""
    if len(cluster.members) == 1:
        yield cluster.members[0], ClusteredRecord(records[cluster.members[0]], key, key, True, "")
        return
    lead = cluster.members[joined.lead]
    versions = sorted(cluster.strict, key=lambda version: (lead not in version, version))
    names = {at: f"{key}#{number}" if number > 1 else key for number, one in enumerate(versions, 1) for at in one}
    for at in cluster.members:
        yield at, ClusteredRecord(records[at], key, names[at], at == lead, cluster.reasons.get(at, ""))


def _origins(members: Sequence[PlacedRecord], joined: Joined, key: str) -> Iterator[FieldOrigin]:
    """What was kept of the records of a work, and what was not."""
    file_of = {one.id: one.file for one in members}
    for one in joined.record.provenance:
        value = describe_field(joined.record, one.field)
        yield FieldOrigin(key, one.field, value, True, one.source, one.source_id, one.why)
    for other in joined.conflicts:
        why = f"{other.kept_source} is kept" if other.kept_source else ""
        yield FieldOrigin(
            key, other.field, other.refused, False, file_of[other.refused_source], other.refused_source, why
        )


def _with_former_keys(works: Sequence[Work], aliases: dict[str, str]) -> Iterator[Work]:
    """The works with the keys that manuscripts may still cite them by, among what the records say of such."""
    former: dict[str, list[str]] = {}
    for old, kept in aliases.items():
        former.setdefault(kept, []).append(old)
    for work in works:
        if work.key not in former:
            yield work
            continue
        said = [text for name, text in work.record.other_texts if name == _FORMER]
        known = (key.strip() for text in said for key in text.split(","))
        keys = dict.fromkeys((*filter(None, known), *sorted(former[work.key])))
        others = tuple(pair for pair in work.record.other_texts if pair[0] != _FORMER)
        record = msgspec.structs.replace(work.record, other_texts=(*others, (_FORMER, ",".join(keys))))
        yield msgspec.structs.replace(work, record=record)


def _tell_taken(records: Sequence[PlacedRecord], made: Sequence[tuple[Cluster, Joined, Work]]) -> Iterator[Problem]:
    """The works whose own key another paper has, too: only one of them can keep it."""
    key_of = {at: work.key for cluster, _, work in made for at in cluster.members}
    owner: dict[str, int] = {}
    for at, one in enumerate(records):
        if key_of[at].casefold() == one.record.citation_key.casefold():
            owner.setdefault(key_of[at].casefold(), at)
    for cluster, joined, work in made:
        own = joined.record.citation_key
        holder = owner.get(own.casefold()) if own else None
        if own.casefold() != work.key.casefold() and holder is not None and key_of[holder] != work.key:
            one, other = records[cluster.members[joined.lead]], records[holder]
            sentence = (
                f"the key “{show(own, 80)}” is that of another paper at {show(other.file)}:{other.line}, too;"
                f" this one is “{show(work.key, 80)}” now."
            )
            yield Problem("dedupe", "key_taken", f"{one.file}:{one.line}", sentence)


def decide_joins(records: Sequence[PlacedRecord], decisions: Sequence[JoinDecision]) -> DecidedJoins:
    """What a person decided, by ids, by keys that records have or had, or by those that their works would be given."""
    ids = [one.id for one in records]
    names = [_names_of(one.record) for one in records] if decisions else []
    decided = find_decided(decisions, ids, names)
    if not decided.problems:
        return decided
    known = {name for one in names for name in one} | set(ids)
    works = join_works(records, find_duplicates([one.record for one in records])).records
    given = [(one.cluster,) if one.is_kept and one.cluster not in known else () for one in works]
    return find_decided(decisions, ids, [(*own, *new) for own, new in zip(names, given, strict=True)])


def _names_of(record: Record) -> tuple[str, ...]:
    former = (key.strip() for name, text in record.other_texts if name == _FORMER for key in text.split(","))
    return tuple(filter(None, dict.fromkeys((record.citation_key, *former))))
