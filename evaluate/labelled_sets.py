"""How well duplicates are found on labelled sets: folders with `records.jsonl` and `gold.csv`, each perhaps `.gz`."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import comb
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import msgspec

from pipeline.model.identifiers import find_identifiers, join_identifiers, sort_doi
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Date, Identifiers, Name, Record
from pipeline.rules.merging.duplicates import find_duplicates
from pipeline.text.folding import clean_markup, clean_text, fold_title, squeeze

Finder = Callable[[Sequence[Record]], list[int]]
"""What gives every record the number of its cluster."""


class Labelled(NamedTuple):
    """A labelled set: its records, and the work of each."""

    name: str
    records: list[Record]
    gold: list[str]


class Figures(NamedTuple):
    """What a finder got right of all pairs, and what it cost."""

    true: int
    wrong: int
    lost: int
    seconds: float

    @property
    def precision(self) -> float:
        """The share of the pairs that were joined rightly."""
        return self.true / (self.true + self.wrong) if self.true + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs that were found."""
        return self.true / (self.true + self.lost) if self.true + self.lost else 1.0

    @property
    def f1(self) -> float:
        """Both together."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def find_sets(folder: Path) -> list[Path]:
    """The folders of labelled sets in a folder, by name."""
    return sorted(one for one in folder.iterdir() if _find(one, "gold.csv") and _find(one, "records.jsonl"))


def read_set(folder: Path) -> Labelled:
    """A labelled set; a record without a label is a work of its own."""
    with _open(folder, "gold.csv") as file:
        gold = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    with _open(folder, "records.jsonl") as file:
        records = [read_record(msgspec.json.decode(line)) for line in file]
    return Labelled(folder.name, records, [gold.get(one.id) or f"alone {one.id}" for one in records])


def read_record(item: Mapping[str, Any]) -> Record:
    """A record of an object that is like CSL-JSON; a DOI is found in its field whatever stands around it."""
    dates = (item.get("issued") or {}).get("date-parts") or [[]]
    year = next(iter(dates[0]), None)
    stated = str(item.get("DOI") or "")
    doi, arxiv = sort_doi(stated)
    known = Identifiers(doi=doi, arxiv=arxiv) if doi or arxiv else find_identifiers(stated)
    if url := item.get("URL"):
        known = join_identifiers(known, find_identifiers(str(url)))
    return Record(
        id=str(item["id"]),
        type=str(item.get("type") or ""),
        title=clean_markup(str(item.get("title") or "")),
        author=tuple(filter(None, map(_read_name, item.get("author") or ()))),
        issued=Date(int(year)) if year else None,
        container_title=clean_markup(str(item.get("container-title") or "")),
        volume=clean_text(str(item.get("volume") or "")),
        issue=clean_text(str(item.get("issue") or "")),
        page=clean_text(str(item.get("page") or "")),
        identifiers=known,
    )


def _read_name(item: Mapping[str, str]) -> Name | None:
    if literal := item.get("literal"):
        return parse_name(literal)
    return make_name(item.get("family") or "", item.get("given") or "")


def by_rules(records: Sequence[Record]) -> list[int]:
    """The clusters of bibmill."""
    found = [0] * len(records)
    for number, cluster in enumerate(find_duplicates(records).clusters):
        for at in cluster.members:
            found[at] = number
    return found


def by_title(records: Sequence[Record]) -> list[int]:
    """The baseline: records of one folded title are one work."""
    numbers: dict[str, int] = {}
    titles = (squeeze(fold_title(one.title)) or f"no title: {at}" for at, one in enumerate(records))
    return [numbers.setdefault(title, len(numbers)) for title in titles]


def measure(labelled: Labelled, finder: Finder, part: str = "") -> Figures:
    """Let a finder work on a set.

    Args:
        labelled: The set.
        finder: What finds duplicates.
        part: Where given, only pairs count whose ids differ in what stands before it: of sets that join two sources.
    """
    start = process_time()
    found = finder(labelled.records)
    seconds = process_time() - start
    sources = [one.id.partition(part)[0] if part else "" for one in labelled.records]
    true = _count_pairs(list(zip(labelled.gold, found, strict=True)), sources, part)
    joined, related = (_count_pairs(labels, sources, part) for labels in (found, labelled.gold))
    return Figures(true, joined - true, related - true, seconds)


def _count_pairs(labels: Sequence[object], sources: Sequence[str], part: str) -> int:
    """The pairs of one label, of two sources where sources count."""
    whole = sum(comb(count, 2) for count in Counter(labels).values())
    if not part:
        return whole
    return whole - sum(comb(count, 2) for count in Counter(zip(labels, sources, strict=True)).values())


def _find(folder: Path, name: str) -> Path | None:
    paths = (folder / name, folder / f"{name}.gz")
    return next((path for path in paths if path.is_file()), None)


def _open(folder: Path, name: str) -> Any:
    path = _find(folder, name) or folder / name
    return gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else path.open(newline="")
