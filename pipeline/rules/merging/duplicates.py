"""Which records are one work: the clusters of a list of records, what is left to a person, and what only belongs
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.names import family_of
from pipeline.model.records import Evidence, Record, Struct
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.merging.versions import are_titles_equal
from pipeline.text.folding import fold_title, squeeze


class Cluster(Struct, frozen=True):
    """The records of one work.

    Attributes:
        members: Their positions in the input, ascending.
        strict: The same by version: a preprint and the published version apart.
        reasons: For every member but the first the stable code with which it joined: `doi_equal`.
    """

    members: tuple[int, ...]
    strict: tuple[tuple[int, ...], ...]
    reasons: dict[int, str]


class UnsurePair(Struct, frozen=True):
    """Two records that may be one work; a person decides."""

    left: int
    right: int
    reason: str
    evidence: tuple[Evidence, ...]


class Relation(Struct, frozen=True):
    """Two works that belong together and are not one: `corrects`, `comments_on`, `extends`, `part_of`."""

    left: int
    right: int
    kind: str


class Duplicates(Struct, frozen=True):
    """All of them; the clusters in the order of their first members, those of one record too."""

    clusters: tuple[Cluster, ...]
    unsure: tuple[UnsurePair, ...]
    relations: tuple[Relation, ...]


def find_duplicates(
    records: Sequence[Record], *, same: Iterable[tuple[int, int]] = (), apart: Iterable[tuple[int, int]] = ()
) -> Duplicates:
    """The works that some records describe.

    Args:
        records: The records.
        same: Pairs of positions that a person joined.
        apart: Pairs that a person parted; they stay so whatever else joins.
    """
    parted = {tuple(sorted(pair)) for pair in apart}
    groups = _Groups(len(records), parted)
    for left, right in same:
        groups.join(left, right, "decided")
    unsure = []
    for left, right, reason in _alike(records):
        if tuple(sorted((left, right))) in parted:
            continue
        if not reason.startswith("unsure:"):
            groups.join(left, right, reason)
        else:
            evidence = (Evidence("title", Bearing.AGAINST, records[left].title, records[right].title),)
            unsure.append(UnsurePair(left, right, reason.removeprefix("unsure:"), evidence))
    clusters = (_to_cluster(records, members, groups.reasons) for members in groups.members())
    open_pairs = tuple(one for one in unsure if groups.root(one.left) != groups.root(one.right))
    return Duplicates(tuple(clusters), open_pairs, ())


class _Groups:
    """Records that were joined so far; two that a person parted never come into one."""

    def __init__(self, number: int, parted: set[tuple[int, ...]]) -> None:
        self._up, self._parted = list(range(number)), parted
        self._members = {at: [at] for at in range(number)}
        self.reasons: dict[int, str] = {}

    def root(self, at: int) -> int:
        while self._up[at] != at:
            at = self._up[at]
        return at

    def join(self, left: int, right: int, reason: str) -> None:
        first, second = sorted((self.root(left), self.root(right)))
        pairs = ((one, other) for one in self._members[first] for other in self._members[second])
        if first == second or (self._parted and any(tuple(sorted(pair)) in self._parted for pair in pairs)):
            return
        self.reasons[second] = reason
        self._up[second] = first
        self._members[first] += self._members.pop(second)

    def members(self) -> list[tuple[int, ...]]:
        return [tuple(sorted(self._members[root])) for root in sorted(self._members)]


def _alike(records: Sequence[Record]) -> Iterator[tuple[int, int, str]]:
    """Pairs of a record with the first that has the same identifier, or the same title, author and year."""
    seen: dict[tuple[str, ...], int] = {}
    for at, record in enumerate(records):
        ids = record.identifiers
        named = [(scheme, getattr(ids, scheme)) for scheme in ("doi", "arxiv", "pmid") if getattr(ids, scheme)]
        for name in named:
            first = seen.setdefault(name, at)
            if first != at:
                agrees = not (record.title and records[first].title) or are_titles_equal(record, records[first])
                yield first, at, f"{name[0]}_equal" if agrees else f"unsure:{name[0]}_equal_title_differs"
        if record.title and record.author and record.year:
            family = family_of(record.author[0])
            key = ("title", squeeze(fold_title(record.title)), family, str(record.year))
            first = seen.setdefault(key, at)
            known = records[first].identifiers.doi
            if first != at and not (ids.doi and known and ids.doi != known):
                yield first, at, "title_author_year"


def _to_cluster(records: Sequence[Record], members: tuple[int, ...], reasons: dict[int, str]) -> Cluster:
    parts: dict[bool, list[int]] = {}
    for at in members:
        parts.setdefault(is_preprint(records[at]), []).append(at)
    joined = {at: reasons.get(at, "joined") for at in members[1:]}
    return Cluster(members, tuple(sorted(map(tuple, parts.values()))), joined)
