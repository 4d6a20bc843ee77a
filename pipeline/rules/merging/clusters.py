"""Records become clusters, the surest pair first, and never where anything forbids it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import chain

from pipeline.model.records import Struct
from pipeline.rules.merging.fingerprints import Fingerprint, page_of
from pipeline.rules.merging.twin_places import kind_of

_WEAK = 300
"""A pair of a lower score hangs a thin record on another, and is no bridge between two whole ones of other titles.

A citation that mixed up “Mining Generalized Association Rules” and “Mining Quantitative Association Rules” made one
work of both.
"""
_SPAN = 1.5
"""So many years may lie between what two clusters say of one work, each on average: databases are a year off."""


class Edge(Struct, frozen=True):
    """A pair that is joined, by the ranks of its records in the order of contents."""

    left: int
    right: int
    reason: str
    score: int


class ClusterFacts:
    """What the records of a cluster say of the one work that they are, so that two clusters are compared in no time."""

    def __init__(self, one: Fingerprint) -> None:
        self.dois = {one.doi} - {""}
        self.preprints = {one.preprint} - {""}
        self.marks = {one.mark}
        self.parts = {one.part} - {""}
        kind = "" if one.is_preprint else kind_of(one.type, one.container)
        self.kinds = {kind} - {""}
        self.years = {(kind, one.year)} if kind and one.year else set()
        self.pages = {(kind, page_of(one))} if kind and one.pages else set()
        self.dated = 1 if one.year and not one.is_preprint else 0
        self.all_years = one.year * self.dated
        self.places = {(one.volume, page_of(one))} if one.volume and one.pages else set()
        is_whole = one.year and one.container and not one.is_cut
        self.titles = {one.letters} if is_whole else set()

    def forbid_for_good(self, other: ClusterFacts) -> str:
        """Why two clusters are two works, whatever else they say."""
        if len(self.dois | other.dois) > 1:
            return "doi_differs"
        if _are_apart(self.preprints, other.preprints):
            return "preprint_differs"
        if _are_apart(self.marks, other.marks):
            return "mark_differs"
        return "part_differs" if _are_apart(self.parts, other.parts) else ""

    def forbid(self, other: ClusterFacts) -> str:
        """Why two clusters are two works; empty when nothing says so."""
        if why := self.forbid_for_good(other):
            return why
        if not self.dois & other.dois and any(_are_versions(self, other, *kinds) for kinds in _VERSIONS):
            return "journal_version"
        if _are_elsewhere(self, other):
            return "elsewhere"
        return "year_differs" if _are_years_apart(self, other) else ""

    def take(self, other: ClusterFacts) -> None:
        """Know what another one knows too."""
        self.dois |= other.dois
        self.preprints |= other.preprints
        self.marks |= other.marks
        self.parts |= other.parts
        self.kinds |= other.kinds
        self.years |= other.years
        self.pages |= other.pages
        self.places |= other.places
        self.titles |= other.titles
        self.dated += other.dated
        self.all_years += other.all_years


def _are_apart(left: Set[object], right: Set[object]) -> bool:
    return bool(left and right) and left.isdisjoint(right)


def _are_elsewhere(left: ClusterFacts, right: ClusterFacts) -> bool:
    """True when no volume and no first page is that of the other."""
    if not left.places or not right.places or left.dois & right.dois:
        return False
    return all(_are_apart({one[at] for one in left.places}, {one[at] for one in right.places}) for at in (0, 1))


def _are_years_apart(left: ClusterFacts, right: ClusterFacts) -> bool:
    """True for what is printed anew each year: each is a year from the next, and the first far from the last."""
    if not left.dated or not right.dated or left.dois & right.dois:
        return False
    if abs(left.all_years / left.dated - right.all_years / right.dated) <= _SPAN:
        return False
    return not {page for _, page in left.pages} & {page for _, page in right.pages}


_VERSIONS = (("conference", "journal"), ("journal", "conference"))


def _are_versions(left: ClusterFacts, right: ClusterFacts, ours: str, theirs: str) -> bool:
    """True for a conference paper and its version in a journal, which share no page nor, without one, a year."""
    if ours not in left.kinds or theirs not in right.kinds:
        return False
    pages = [
        {page for kind, page in left.pages if kind == ours},
        {page for kind, page in right.pages if kind == theirs},
    ]
    if all(pages):
        return pages[0].isdisjoint(pages[1])
    years = {year for kind, year in left.years if kind == ours}
    return years.isdisjoint(year for kind, year in right.years if kind == theirs)


class Clusters:
    """Records that are joined step by step."""

    def __init__(self, prints: Sequence[Fingerprint]) -> None:
        self._members: dict[int, list[int]] = {}
        self._root = array("I", range(len(prints)))
        self._prints = prints
        self._facts: dict[int, ClusterFacts] = {}
        self._enemies: dict[int, set[int]] = defaultdict(set)
        self._tree: dict[int, list[tuple[int, str]]] = defaultdict(list)

    def part(self, left: int, right: int) -> None:
        """Two records that never come into one cluster."""
        self._enemies[self.root_of(left)].add(right)
        self._enemies[self.root_of(right)].add(left)

    def may_join(self, at: int, joinable: Set[int]) -> bool:
        """False for a record that stays alone, which no enemy matters to: as most do."""
        return at in joinable or self.root_of(at) in self._members

    def root_of(self, at: int) -> int:
        """The record that stands for the cluster of another."""
        root = at
        while self._root[root] != root:
            root = self._root[root]
        while self._root[at] != root:
            self._root[at], at = root, self._root[at]
        return root

    def join(self, edge: Edge, *, is_decided: bool = False) -> str:
        """Join the clusters of two records; what forbids it, else empty. A person's word is above the rules."""
        left, right = self.root_of(edge.left), self.root_of(edge.right)
        if left == right:
            return ""
        if not is_decided and (why := self._facts_of(left).forbid(self._facts_of(right))):
            return why
        if self._are_parted(left, right):
            return "parted"
        is_weak = edge.score < _WEAK and not is_decided
        if is_weak and _are_apart(self._facts_of(left).titles, self._facts_of(right).titles):
            return "title_differs"
        self._unite(left, right, edge)
        return ""

    def are_two(self, left: int, right: int) -> bool:
        """True when the clusters of two records could not be joined."""
        ours, theirs = self.root_of(left), self.root_of(right)
        if ours == theirs:
            return False
        return bool(self._facts_of(ours).forbid(self._facts_of(theirs))) or self._are_parted(ours, theirs)

    def overrule(self, edge: Edge) -> bool:
        """Join the clusters of two records though some of their records were parted; false where that cannot be."""
        left, right = self.root_of(edge.left), self.root_of(edge.right)
        if left == right or self._facts_of(left).forbid_for_good(self._facts_of(right)):
            return False
        self._unite(left, right, edge)
        return True

    def _unite(self, left: int, right: int, edge: Edge) -> None:
        """Two clusters, by their roots, become one."""
        ours, theirs = self._members.pop(left, [left]), self._members.pop(right, [right])
        if len(ours) < len(theirs):
            left, right, ours, theirs = right, left, theirs, ours
        self._root[right] = left
        ours.extend(theirs)
        self._members[left] = ours
        self._facts_of(left).take(self._facts_of(right))
        del self._facts[right]
        if right in self._enemies:
            self._enemies[left] |= self._enemies.pop(right)
        self._tree[edge.left].append((edge.right, edge.reason))
        self._tree[edge.right].append((edge.left, edge.reason))

    def _facts_of(self, root: int) -> ClusterFacts:
        """Made when a record is first to be joined: most are alone."""
        if root not in self._facts:
            self._facts[root] = ClusterFacts(self._prints[root])
        return self._facts[root]

    def _are_parted(self, left: int, right: int) -> bool:
        """True when a record of one is an enemy of one of the other; the smaller set of enemies is looked through."""
        ours, theirs = self._enemies.get(left, set()), self._enemies.get(right, set())
        if len(theirs) < len(ours):
            ours, left, right = theirs, right, left
        return any(self.root_of(one) == right for one in ours)

    def members_of(self, root: int) -> Sequence[int]:
        """The records of the cluster that a record stands for."""
        return self._members.get(root, [root])

    def groups(self) -> Iterable[list[int]]:
        """The records of each cluster."""
        alone = ([at] for at, root in enumerate(self._root) if at == root and at not in self._members)
        return chain(self._members.values(), alone)

    def reasons_from(self, first: int) -> dict[int, str]:
        """For every other record of the cluster of `first`, by what it is joined on the way to it."""
        found, waiting = {first: ""}, [first]
        while waiting:
            at = waiting.pop()
            for other, reason in self._tree.get(at, ()):
                if other not in found:
                    found[other] = reason
                    waiting.append(other)
        del found[first]
        return found
