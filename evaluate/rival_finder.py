"""bib-dedupe as a finder of duplicates, where it is installed: it is no dependency of ours."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from pipeline.model.names import display_name
from pipeline.model.records import Name, Record

MODULE = "bib_dedupe"
_TYPES = {"paper-conference": "inproceedings", "article-journal": "article"}


def by_bib_dedupe(records: Sequence[Record]) -> list[int]:
    """The clusters of bib-dedupe, with its own steps one after the other."""
    theirs, frames = import_module(f"{MODULE}.bib_dedupe"), import_module("pandas")
    prepared = theirs.prep(frames.DataFrame([_to_row(at, one) for at, one in enumerate(records)]), cpu=1)
    joined = theirs.cluster(theirs.match(theirs.block(prepared, cpu=1), cpu=1))
    found = list(range(len(records)))
    for ids in joined:
        for one in ids:
            found[int(one)] = int(ids[0])
    return found


def _to_row(at: int, record: Record) -> dict[str, str]:
    is_paper = record.type == "paper-conference"
    return {
        "ID": str(at),
        "ENTRYTYPE": _TYPES.get(record.type, "article"),
        "title": record.title,
        "author": " and ".join(map(_inverted, record.author)),
        "year": str(record.year or ""),
        "journal": "" if is_paper else record.container_title,
        "booktitle": record.container_title if is_paper else "",
        "volume": record.volume,
        "number": record.issue,
        "pages": record.page,
        "doi": record.identifiers.doi,
        "abstract": "",
    }


def _inverted(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.family else display_name(name)
