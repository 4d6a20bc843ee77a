"""Whatever exports say, no record of them is lost, and no key is given twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.records import Problem
from pipeline.project.export_reading import read_exports
from pipeline.project.joined_works import join_works
from pipeline.rules.merging.duplicates import find_duplicates
from pipeline.writers.tables.duplicates_csv import write_clusters

TEXTS = st.sampled_from(
    ["", "a", "A", "=1+1", "'=1+1", "-x", "a:2", "b.json:a", "é\u0301", "x" * 300, "\u202e1", '"', "’"]
)
ITEMS = st.fixed_dictionaries(
    {"id": TEXTS, "title": TEXTS},
    optional={
        "DOI": st.sampled_from(["10.1234/a", "10.1234/b"]),
        "citation-key": TEXTS,
        "author": st.just([{"family": "Pear", "given": "J."}]),
        "issued": st.just({"date-parts": [[2020]]}),
        "type": st.sampled_from(["article", "article-journal"]),
    },
)


@given(first=st.lists(ITEMS, min_size=1, max_size=8), second=st.lists(ITEMS, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_stands_once_in_the_clusters(
    tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]
):
    for name, items in (("a.json", first), ("b.json", second)):
        (tmp_path / name).write_text(json.dumps([*items, {"id": "sure", "title": f"Sure {name}"}]), "utf-8")
    read = read_exports([str(tmp_path / "a.json"), str(tmp_path / "b.json"), str(tmp_path / "a.json")])
    joined = join_works(read.records, find_duplicates([one.record for one in read.records]))
    lines = list(csv.DictReader(io.StringIO(write_clusters(joined.records), newline="")))
    empty = sum(one.endswith("says nothing about a paper; complete it.") for one in told(read.problems))
    assert len(lines) == len(first) + len(second) + 2 - empty
    assert len({one["id"] for one in lines}) == len(lines)
    keys = [work.key.casefold() for work in joined.works]
    assert len(set(keys)) == len(keys) == sum(one["kept"] == "yes" for one in lines)
    assert {one["cluster"] for one in lines} == {work.key for work in joined.works}
    assert not {old.casefold() for old, _ in joined.aliases} & set(keys)


def told(problems: Iterable[Problem]) -> list[str]:
    return [one.sentence for one in problems]
