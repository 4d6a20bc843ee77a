"""Which records of a list describe one work: the judgement of all pairs that are worth it, grown to clusters."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.model.records import Evidence, Record, Struct
from pipeline.rules.merging.blocks import find_pairs
from pipeline.rules.merging.closing import close_clusters
from pipeline.rules.merging.clusters import Clusters, Edge
from pipeline.rules.merging.fingerprints import NOTHING_KNOWN, Fingerprint, Known, content_key, take_fingerprint
from pipeline.rules.merging.pairs import judge_pair, show_evidence
from pipeline.rules.merging.twin_places import kind_of
from pipeline.rules.merging.twin_rules import Joining

PERSON = "decided_by_a_person"


class Cluster(Struct, frozen=True):
    """The records of one work.

    Attributes:
        members: Their positions in the input, ascending.
        strict: The same by version: a preprint and what was published apart.
        reasons: For every member but the first, the code by which it joined.
    """

    members: tuple[int, ...]
    strict: tuple[tuple[int, ...], ...]
    reasons: dict[int, str]

    def number_versions(self) -> dict[int, int]:
        """For each member the number of its version in `strict`."""
        return {at: number for number, version in enumerate(self.strict) for at in version}


class UnsurePair(Struct, frozen=True):
    """Two records that only a person can tell apart, or one."""

    left: int
    right: int
    reason: str
    evidence: tuple[Evidence, ...]


class Relation(Struct, frozen=True):
    """How one record is related to another that is no duplicate: it `corrects`, `comments_on`, `extends` it."""

    left: int
    right: int
    kind: str


class Duplicates(Struct, frozen=True):
    """Clusters in the order of their first members, singletons too; what is unsure; what is related."""

    clusters: tuple[Cluster, ...]
    unsure: tuple[UnsurePair, ...]
    relations: tuple[Relation, ...]

    def number_clusters(self) -> dict[int, int]:
        """For each record the number of its cluster."""
        return {at: number for number, cluster in enumerate(self.clusters) for at in cluster.members}


class _Judged(Struct, frozen=True):
    """The pairs of which anything was said, by the ranks of their records."""

    edges: list[Edge]
    apart: tuple[array[int], array[int]]
    unsure: list[tuple[int, int, str]]
    related: list[tuple[int, int, str]]


def find_duplicates(
    records: Sequence[Record],
    *,
    same: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    known: Sequence[Known] = (),
) -> Duplicates:
    """Find the works; the order of the records makes no difference.

    Args:
        records: Descriptions, of any number of works.
        same: Pairs of positions that a person says are one work.
        apart: Pairs that a person says are two; they stay apart even where others would join them.
        known: For each record what is known beside what it says; without it, nothing.
    """
    prints = _sort_by_content(records, known)
    rank_of = {one.at: rank for rank, one in enumerate(prints)}
    judged = _judge_all(prints)
    clusters = Clusters(prints)
    parted = set(_to_ranks(apart, rank_of))
    for left, right in sorted(parted):
        clusters.part(left, right)
    for left, right in _to_ranks(same, rank_of):
        clusters.join(Edge(left, right, PERSON, 0), is_decided=True)
    refused = _grow(prints, clusters, judged)
    doubts = [one for one in (*judged.unsure, *refused) if one[:2] not in parted]
    close_clusters(records, prints, clusters, [one[:2] for one in doubts if not one[2].endswith(_CONTESTED)], parted)
    groups = _to_clusters(prints, clusters)
    unsure = tuple(
        UnsurePair(
            left,
            right,
            reason,
            show_evidence(records[left], records[right], (prints[rank_of[left]], prints[rank_of[right]])),
        )
        for left, right, reason in _between(prints, clusters, doubts)
    )
    relations = (Relation(*one) for one in _between(prints, clusters, judged.related))
    return Duplicates(groups, unsure, tuple(relations))


def _sort_by_content(records: Sequence[Record], known: Sequence[Known]) -> list[Fingerprint]:
    """The fingerprints in the order of contents; of those that share no title no longer key is ever made."""
    prints = [take_fingerprint(record, at, known[at] if known else NOTHING_KNOWN) for at, record in enumerate(records)]
    prints.sort(key=lambda one: one.letters)
    found: list[Fingerprint] = []
    for _, same in groupby(prints, key=lambda one: one.letters):
        found += sorted(same, key=lambda one: (content_key(one), records[one.at].id))
    return found


def _to_ranks(pairs: Iterable[tuple[int, int]], rank_of: dict[int, int]) -> list[tuple[int, int]]:
    return sorted((min(pair), max(pair)) for pair in ((rank_of[left], rank_of[right]) for left, right in pairs))


def _judge_all(prints: Sequence[Fingerprint]) -> _Judged:
    found = _Judged([], (array("I"), array("I")), [], [])
    for left, right in find_pairs(prints):
        judged = judge_pair(prints[left], prints[right])
        if judged is None:
            continue
        if judged.rule.joining is Joining.JOIN:
            found.edges.append(Edge(left, right, judged.rule.code, judged.score))
        elif judged.rule.joining is Joining.UNSURE:
            found.unsure.append((left, right, judged.rule.code))
        else:
            found.apart[0].append(left)
            found.apart[1].append(right)
            if judged.relation:
                found.related.append((*_in_direction(prints, left, right), judged.relation))
    return found


def _in_direction(prints: Sequence[Fingerprint], left: int, right: int) -> tuple[int, int]:
    """The one that is about the other, or that extends it, first."""
    ours, theirs = prints[left], prints[right]
    if (ours.mark != "") != (theirs.mark != ""):
        return (left, right) if ours.mark else (right, left)
    return (left, right) if kind_of(ours.type, ours.container) == "journal" else (right, left)


def _grow(prints: Sequence[Fingerprint], clusters: Clusters, judged: _Judged) -> list[tuple[int, int, str]]:
    """Join the surest pairs first; gives back those that something forbids, and why."""
    joinable = {at for edge in judged.edges for at in (edge.left, edge.right)}
    for left, right in zip(*judged.apart, strict=True):
        if clusters.may_join(left, joinable) and clusters.may_join(right, joinable):
            clusters.part(left, right)
    surest = sorted(judged.edges, key=lambda one: (-one.score, one.left, one.right))
    rivals = _find_rivals(prints, surest)
    tried = ((edge, _CONTESTED if _is_contested(clusters, edge, rivals) else clusters.join(edge)) for edge in surest)
    return [(edge.left, edge.right, f"{edge.reason}_but_{why}") for edge, why in tried if why]


_Rivals = dict[tuple[int, int], list[int]]
"""By a preprint and a score: what it may be the preprint of, equally well."""
_CONTESTED = "two_published"
"""Why a preprint is left alone: two papers of its title and people were published, and neither is nearer."""


def _find_rivals(prints: Sequence[Fingerprint], edges: Iterable[Edge]) -> _Rivals:
    found: _Rivals = defaultdict(list)
    for edge in edges:
        posted, published = prints[edge.left].is_preprint, prints[edge.right].is_preprint
        if posted != published and edge.reason.startswith("preprint"):
            preprint, other = (edge.left, edge.right) if posted else (edge.right, edge.left)
            found[preprint, edge.score].append(other)
    return found


def _is_contested(clusters: Clusters, edge: Edge, rivals: _Rivals) -> bool:
    """True where as much speaks for another published paper, which is not this one."""
    for preprint, other in ((edge.left, edge.right), (edge.right, edge.left)):
        others = rivals.get((preprint, edge.score), ())
        if other in others and clusters.root_of(preprint) != clusters.root_of(other):
            return any(clusters.are_two(other, rival) for rival in others if rival != other)
    return False


def _to_clusters(prints: Sequence[Fingerprint], clusters: Clusters) -> tuple[Cluster, ...]:
    found = [_to_cluster(prints, clusters, members) for members in clusters.groups()]
    return tuple(sorted(found, key=lambda one: one.members))


def _to_cluster(prints: Sequence[Fingerprint], clusters: Clusters, members: Sequence[int]) -> Cluster:
    if len(members) == 1:
        alone = (prints[members[0]].at,)
        return Cluster(alone, (alone,), {})
    first = min(members, key=lambda rank: prints[rank].at)
    reasons = {prints[rank].at: reason for rank, reason in clusters.reasons_from(first).items()}
    return Cluster(_positions(prints, members), _by_version(prints, members), dict(sorted(reasons.items())))


def _positions(prints: Sequence[Fingerprint], members: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(prints[rank].at for rank in members))


def _by_version(prints: Sequence[Fingerprint], members: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """What was published, and the preprint, each by itself."""
    parts = ([rank for rank in members if prints[rank].is_preprint is posted] for posted in (False, True))
    return tuple(sorted(_positions(prints, part) for part in parts if part))


def _between(
    prints: Sequence[Fingerprint], clusters: Clusters, pairs: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Pairs of two clusters, one for each two and reason, by positions."""
    kept: dict[tuple[int, int, str], tuple[int, int, str]] = {}
    for left, right, reason in pairs:
        roots = (clusters.root_of(left), clusters.root_of(right))
        if roots[0] != roots[1]:
            kept.setdefault((min(roots), max(roots), reason), (prints[left].at, prints[right].at, reason))
    return sorted(kept.values())
