"""Writes what became of the records of exports: their clusters, the pairs that nobody decided, and where fields are
from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipeline.model.dates import to_edtf
from pipeline.model.names import display_name
from pipeline.model.records import Record, Struct
from pipeline.text.folding import clean_text
from pipeline.writers.tables.cells import to_csv

CLUSTERS = tuple("file line id cluster strict_cluster kept reason".split())
UNSURE = tuple(
    "left_file left_line left_id right_file right_line right_id reason evidence left_title right_title"
    " left_authors right_authors left_year right_year left_container right_container decision".split()
)
RELATIONS = tuple("kind left_file left_line left_id left_key right_file right_line right_id right_key".split())
PROVENANCE = tuple("key field value status file id why".split())


class PlacedRecord(Struct, frozen=True):
    """A record with its file, its line there and the id by which it is told."""

    file: str
    line: int
    id: str
    record: Record


class ClusteredRecord(Struct, frozen=True):
    """A record with its cluster: the citation key of its work, and that of its version; empty is the `reason` of the
    first record of a cluster.
    """

    placed: PlacedRecord
    cluster: str
    strict_cluster: str
    is_kept: bool
    reason: str


class OpenPair(Struct, frozen=True):
    """Two records that may be one work, and why nobody but a person can tell."""

    left: PlacedRecord
    right: PlacedRecord
    reason: str
    evidence: str


class RelatedPair(Struct, frozen=True):
    """Two records that belong together and are two works: one `corrects`, `comments_on`, `extends` the other …"""

    kind: str
    left: ClusteredRecord
    right: ClusteredRecord


class FieldOrigin(Struct, frozen=True):
    """A value of a merged record, or one that was not kept, and the record that has it."""

    key: str
    field: str
    value: str
    is_kept: bool
    file: str
    id: str
    why: str


def write_clusters(records: Iterable[ClusteredRecord]) -> str:
    """`OUT.clusters.csv`: every record of the input, in its order."""
    lines = (
        (
            one.placed.file,
            str(one.placed.line),
            one.placed.id,
            one.cluster,
            one.strict_cluster,
            "yes" if one.is_kept else "no",
            one.reason,
        )
        for one in records
    )
    return to_csv([CLUSTERS, *lines])


def write_unsure(pairs: Iterable[OpenPair]) -> str:
    """`OUT.unsure.csv`: the pairs that a person decides, with the decision that would join them."""
    return to_csv([UNSURE, *map(_pair_cells, pairs)])


def write_relations(pairs: Iterable[RelatedPair]) -> str:
    """`OUT.relations.csv`: what the left record is to the right one, each with the key under which it is kept."""
    return to_csv([RELATIONS, *((one.kind, *_relation_cells(one.left), *_relation_cells(one.right)) for one in pairs)])


def _relation_cells(one: ClusteredRecord) -> tuple[str, ...]:
    return one.placed.file, str(one.placed.line), one.placed.id, one.cluster


def write_provenance(origins: Iterable[FieldOrigin]) -> str:
    """`OUT.provenance.csv`: of every merged record where each field is from, and what was not kept."""
    lines = (
        (one.key, one.field, one.value, "kept" if one.is_kept else "not kept", one.file, one.id, one.why)
        for one in origins
    )
    return to_csv([PROVENANCE, *lines])


def join_decision(left: str, right: str) -> str:
    """The decision that joins two records, as an entry of a file of decisions without its dash.

    >>> join_decision("a", 'b"')
    '{same: ["a", "b\\\\""], why: ""}'
    """
    return f'{{same: {json.dumps([left, right], ensure_ascii=False)}, why: ""}}'


def _pair_cells(pair: OpenPair) -> list[str]:
    left, right = pair.left, pair.right
    cells = [left.file, str(left.line), left.id, right.file, str(right.line), right.id, pair.reason, pair.evidence]
    for describe in (_title, _authors, _year, _container):
        cells += [describe(left.record), describe(right.record)]
    return [*cells, join_decision(left.id, right.id)]


def _title(record: Record) -> str:
    return clean_text(record.title)


def _authors(record: Record) -> str:
    return "; ".join(display_name(name) for name in record.author[:20])


def _year(record: Record) -> str:
    return to_edtf(record.issued)[:4] if record.issued else ""


def _container(record: Record) -> str:
    return clean_text(record.container_title or record.container_title_short)
