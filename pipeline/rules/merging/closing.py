"""A second look at pairs that were refused: what a cluster says as a whole may be more than any record of it says.

A thin record, such as one whose title was cut, may speak against a pair for which all that its cluster knows speaks. So
what the records of each of the two clusters become is compared as if it had been exported so; a later run over the
merged list would see the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.model.records import Candidate, Record
from pipeline.rules.merging.clusters import Clusters, Edge
from pipeline.rules.merging.fingerprints import Fingerprint, take_fingerprint
from pipeline.rules.merging.joining import join_records
from pipeline.rules.merging.pairs import judge_pair
from pipeline.rules.merging.twin_rules import Joining

_ROUNDS = 4
"""A cluster that has grown is compared again, so often."""
_LARGE = 200
"""Of a larger cluster the rules have seen enough; it is not put together again and again."""


def close_clusters(
    records: Sequence[Record],
    prints: Sequence[Fingerprint],
    clusters: Clusters,
    doubts: Iterable[tuple[int, int]],
    parted: Collection[tuple[int, int]],
) -> None:
    """Join clusters of which single records were refused, where they are one work as wholes.

    Args:
        records: All records, by position.
        prints: Their fingerprints, by rank.
        clusters: What was joined so far; it is changed.
        doubts: Pairs of ranks that something forbade, or that a person should decide.
        parted: Pairs of ranks that a person says are two.
    """
    look = _SecondLook(records, prints, clusters)
    pairs = sorted(set(doubts))
    for _ in range(_ROUNDS):
        edges = sorted(look.find_edges(pairs), key=lambda one: (-one.score, one.left, one.right))
        forbidden = {_roots(clusters, *pair) for pair in parted} if edges else set()
        grown = [one for one in edges if _join(clusters, one, forbidden)]
        if not grown:
            return
        changed = {clusters.root_of(one.left) for one in grown}
        pairs = [pair for pair in pairs if not changed.isdisjoint(_roots(clusters, *pair))]


class _SecondLook:
    """What the clusters are as wholes."""

    def __init__(self, records: Sequence[Record], prints: Sequence[Fingerprint], clusters: Clusters) -> None:
        self._records = records
        self._prints = prints
        self._clusters = clusters
        self._wholes: dict[tuple[int, int], Fingerprint] = {}

    def find_edges(self, pairs: Iterable[tuple[int, int]]) -> list[Edge]:
        """The pairs that join when their clusters are compared, one for each two clusters."""
        found: dict[tuple[int, int], Edge] = {}
        seen: set[tuple[int, int]] = set()
        for left, right in pairs:
            roots = _roots(self._clusters, left, right)
            members = [self._clusters.members_of(root) for root in roots]
            sizes = sorted(map(len, members))
            if roots[0] == roots[1] or roots in seen or sizes[1] == 1 or sizes[1] > _LARGE:
                continue
            seen.add(roots)
            judged = judge_pair(self._whole(roots[0]), self._whole(roots[1]))
            if judged and judged.rule.joining is Joining.JOIN:
                found[roots] = Edge(left, right, judged.rule.code, judged.score)
        return list(found.values())

    def _whole(self, root: int) -> Fingerprint:
        """The fingerprint of what the records of a cluster become, in the order of their contents."""
        members = sorted(self._clusters.members_of(root))
        known = (root, len(members))
        if known not in self._wholes:
            ours = [self._prints[rank] for rank in members]
            records = [Candidate(self._records[one.at], "", str(one.at)) for one in ours]
            joined = join_records(records, [int(one.is_preprint) for one in ours])
            self._wholes[known] = take_fingerprint(joined.record, ours[joined.lead].at)
        return self._wholes[known]


def _roots(clusters: Clusters, left: int, right: int) -> tuple[int, int]:
    roots = clusters.root_of(left), clusters.root_of(right)
    return min(roots), max(roots)


def _join(clusters: Clusters, edge: Edge, forbidden: Collection[tuple[int, int]]) -> bool:
    """Join two clusters unless a person parted them, or two identifiers do; a pair of such waits as before."""
    roots = _roots(clusters, edge.left, edge.right)
    return roots[0] != roots[1] and roots not in forbidden and clusters.overrule(edge)
