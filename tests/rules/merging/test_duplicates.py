"""Which records are one work."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Date, Identifiers, Name, Record
from pipeline.rules.merging.duplicates import find_duplicates


def record(doi: str = "", **fields: Any) -> Record:
    known: dict[str, Any] = {"title": "On Limes", "author": (Name("Lime", "Ada"),), "issued": Date(2020)}
    return Record("r", **{**known, "identifiers": Identifiers(doi=doi), **fields})


@pytest.mark.parametrize(
    ("left", "right", "clusters", "unsure"),
    [
        (record(), record(title="On limes!"), [(0, 1)], 0),
        (record(), record(issued=Date(2021)), [(0,), (1,)], 0),
        (record("10.1/a"), record("10.1/b"), [(0,), (1,)], 0),
        (record("10.1/a"), record("10.1/a", author=()), [(0, 1)], 0),
        (record("10.1/a"), record("10.1/a", title="On figs"), [(0,), (1,)], 1),
    ],
)
def test_two_records(left: Record, right: Record, clusters: list[tuple[int, ...]], unsure: int):
    found = find_duplicates([left, right])
    assert [one.members for one in found.clusters] == clusters
    assert len(found.unsure) == unsure


def test_what_a_person_parted_stays_parted():
    three = [record(), record(), record()]
    found = find_duplicates(three, apart=[(0, 1)], same=[(1, 2)])
    assert not any({0, 1} <= set(one.members) for one in found.clusters)


def test_versions_are_told_apart():
    preprint = record(type="article", identifiers=Identifiers(arxiv="1912.00001"))
    (cluster,) = find_duplicates(
        [preprint, record("10.1/a", type="article-journal", container_title="Fruits")]
    ).clusters
    assert (cluster.members, cluster.strict, list(cluster.reasons)) == ((0, 1), ((0,), (1,)), [1])
