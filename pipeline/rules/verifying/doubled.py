"""Entries of one work: the same one twice, or a preprint beside what was published of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.model.records import Struct
from pipeline.model.verification import Finding, VerifiedEntry
from pipeline.rules.merging.duplicates import Cluster, find_duplicates
from pipeline.rules.merging.exported import tidy_record
from pipeline.rules.merging.fingerprints import NOTHING_KNOWN, take_fingerprint
from pipeline.rules.verifying.codes import severity_of
from pipeline.text.folding import show

DOUBLED = "doubled"
_MOST_NAMED = 4


class DoubledEntries(Struct, frozen=True):
    """The entries with what is found on those that are not alone, and the positions of those that are one work."""

    entries: tuple[VerifiedEntry, ...]
    works: tuple[tuple[int, ...], ...]


def find_doubled(entries: Sequence[VerifiedEntry]) -> DoubledEntries:
    """Tell of each entry which others are of its work; the note stands behind what was found before."""
    records = [tidy_record(one.claim) for one in entries]
    clusters = [one for one in find_duplicates(records).clusters if len(one.members) > 1]
    told = {at: _tell(entries, cluster, at) for cluster in clusters for at in cluster.members}
    with_notes = (_add(one, told[at]) if at in told else one for at, one in enumerate(entries))
    return DoubledEntries(tuple(with_notes), tuple(cluster.members for cluster in clusters))


def list_doubled(entries: Sequence[VerifiedEntry], works: Sequence[Sequence[int]]) -> tuple[tuple[str, ...], ...]:
    """The keys of entries that are one work, without those of which a person says that this is right."""
    kept = ([entries[at] for at in members] for members in works)
    open_ones = ([one for one in members if _is_told(one)] for members in kept)
    return tuple(tuple(one.key for one in members) for members in open_ones if len(members) > 1)


def _is_told(entry: VerifiedEntry) -> bool:
    return any(one.code == DOUBLED for one in entry.judgement.findings)


def _add(entry: VerifiedEntry, finding: Finding) -> VerifiedEntry:
    judgement = msgspec.structs.replace(entry.judgement, findings=(*entry.judgement.findings, finding))
    return msgspec.structs.replace(entry, judgement=judgement)


def _tell(entries: Sequence[VerifiedEntry], cluster: Cluster, at: int) -> Finding:
    versions = cluster.number_versions()
    others = [other for other in cluster.members if other != at]
    nearest = sorted(others, key=lambda other: versions[other] != versions[at])
    named = ", ".join(
        f"“{show(entries[one].key, 80)}” ({show(_place(entries[one]), 200)})" for one in nearest[:_MOST_NAMED]
    )
    more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    if versions[nearest[0]] == versions[at]:
        sentence = f"The same work stands in the references more than once; see {named}{more}."
    elif take_fingerprint(entries[at].claim, at, NOTHING_KNOWN).is_preprint:
        sentence = f"This preprint was published, and what was published is cited too; see {named}{more}."
    else:
        sentence = f"The preprint of this work is cited beside it; see {named}{more}."
    keys = ", ".join(entries[other].key for other in nearest)
    return Finding(DOUBLED, "", entries[at].key, keys, "", severity_of(DOUBLED), sentence)


def _place(entry: VerifiedEntry) -> str:
    return f"{entry.file}:{entry.line}"
