"""Whatever exports say, no record of them is lost, and no key is given twice."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline import cli
from pipeline.model.records import Problem
from pipeline.project.export_reading import read_exports
from pipeline.project.joined_works import JoinedWorks, join_works
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


@given(items=st.lists(ITEMS, min_size=1, max_size=10), chance=st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_gives_the_same_works(tmp_path: Path, items: list[dict[str, Any]], chance: random.Random):
    named = [item | {"id": f"i{at}"} for at, item in enumerate(items)]
    half = len(named) // 2
    first, second = without_repeated_keys(named[:half]), without_repeated_keys(named[half:])
    straight = join(tmp_path, {"a.json": first, "b.json": second})
    shuffled = join(
        tmp_path, {"b.json": chance.sample(second, len(second)), "a.json": chance.sample(first, len(first))}
    )
    assert seen(straight) == seen(shuffled)


def without_repeated_keys(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A reader takes the first of two entries of one key in a file for the one that is meant."""
    by_key = {item.get("citation-key", item["id"]).strip().casefold(): item for item in reversed(items)}
    return list(by_key.values())


def join(folder: Path, files: dict[str, list[dict[str, Any]]]) -> JoinedWorks:
    for name, items in files.items():
        (folder / name).write_text(json.dumps([*items, {"id": f"sure {name}", "title": f"Sure {name}"}]), "utf-8")
    read = read_exports([str(folder / name) for name in files])
    return join_works(read.records, find_duplicates([one.record for one in read.records]))


def seen(joined: JoinedWorks) -> object:
    works = sorted((work.key, repr(replace(work.record, id=""))) for work in joined.works)
    clusters = sorted((one.placed.id, one.cluster, one.strict_cluster, one.is_kept) for one in joined.records)
    return works, clusters, joined.aliases, sorted(map(repr, joined.origins))


@given(first=st.lists(ITEMS, max_size=8), second=st.lists(ITEMS, max_size=5))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_of_the_files_add_up(
    tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
):
    files = [str(tmp_path / name) for name in ("a.json", "b.json")]
    for name, items in zip(files, (first, second), strict=True):
        Path(name).write_text(json.dumps([*items, {"id": "sure", "title": f"Sure {name}"}]), "utf-8")
    cli.run(["dedupe", *files, "--dry-run", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["identified"] == said["removed"] + said["kept"]
    for name in ("identified", "removed", "kept"):
        assert sum(file[name] for file in said["files"]) == said[name]


def told(problems: Iterable[Problem]) -> list[str]:
    return [one.sentence for one in problems]
