"""`bibmill dedupe FILE… -o OUT`: what anybody has exported becomes one list without duplicates, outside any project."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.config.joins import read_joins
from pipeline.console.duplicates import DedupeSummary, FileFigures, tell_dedupe
from pipeline.console.told import STDOUT
from pipeline.model.decisions import JoinDecision
from pipeline.model.errors import UsageError
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Problem
from pipeline.project.export_reading import ReadFiles, read_exports
from pipeline.project.given_files import GivenFiles
from pipeline.project.joined_works import JoinedWorks, decide_joins, join_works
from pipeline.rules.merging.duplicates import Duplicates, find_duplicates
from pipeline.rules.merging.exported import part_names
from pipeline.storage import store
from pipeline.text.folding import show
from pipeline.writers import all_writers
from pipeline.writers.tables.aliases_csv import write_aliases
from pipeline.writers.tables.duplicates_csv import (
    OpenPair,
    PlacedRecord,
    RelatedPair,
    write_clusters,
    write_provenance,
    write_relations,
    write_unsure,
)

LINES = ".jsonl"
BY_ENDING = {".biblatex.bib": "biblatex", ".bib": "bib", ".json": "csl", LINES: "csl", ".ris": "ris", ".csv": "zotero"}
"""Which writer is meant, by the end of a name; the first that fits."""
TABLES = ("clusters", "unsure", "relations", "provenance", "aliases")
"""What is written beside OUT, as `OUT.NAME.csv`."""


class _Output:
    """OUT and its tables, in the order in which they are made, and which writer makes the first."""

    def __init__(self, name: str, inputs: Sequence[str]) -> None:
        """Take the name that `-o` gives; raises `UsageError` for one that cannot be meant."""
        self.is_stdout = name == STDOUT
        self.is_lines = name.lower().endswith(LINES)
        by_ending = (writer for ending, writer in BY_ENDING.items() if name.lower().endswith(ending))
        self.writer = "bib" if self.is_stdout else next(by_ending, "")
        if not self.writer:
            endings = ", ".join(BY_ENDING)
            raise UsageError(f"-o: “{show(name, 80)}” ends in none of {endings}; or write `-o -` for stdout.")
        named = [] if self.is_stdout else [name, *(f"{name}.{table}.csv" for table in TABLES)]
        self.files = GivenFiles("dedupe", named, inputs)

    def write(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Write all or none; the names of the files whose content changed."""
        if self.is_stdout:
            sys.stdout.write(texts[0])
            return ()
        return self.files.write(texts)


def run_exports(options: Namespace) -> int:
    """Read the files, find the works in them and write these; returns the exit code.

    Raises:
        UsageError: `-o` names no file that can be written, or one of the inputs.
        InputError: A file cannot be read, or one to be written was not written by this command.
    """
    inputs = [*options.files, *filter(None, [options.decisions])]
    if len(options.output) > 1 or not (options.output or options.dry_run):
        raise UsageError("-o: name one file for the result, such as `-o merged.bib`, or say --dry-run.")
    output = _Output(options.output[0], inputs) if options.output else None
    if output:
        output.files.refuse_foreign()
    decisions = _read_decisions(options.decisions)
    read = read_exports(options.files)
    decided = decide_joins(read.records, decisions)
    found = find_duplicates([one.record for one in read.records], same=decided.same, apart=decided.apart)
    joined = join_works(read.records, found)
    unsure = tuple(_open_pairs(read.records, found))
    related = tuple(
        RelatedPair(one.kind, joined.records[one.left], joined.records[one.right]) for one in found.relations
    )
    changed: tuple[str, ...] = ()
    if output and not options.dry_run:
        changed = output.write([*_make_texts(output, joined, unsure, related)])
    summary = _summarize(
        read, found, joined, (unsure, related), (*read.problems, *decided.problems, *joined.problems), changed
    )
    place = options.output[0] if output and not options.dry_run else ""
    is_piped = output is not None and output.is_stdout
    tell_dedupe(summary, as_json=options.json, quiet=options.quiet, place=place, is_stdout_taken=is_piped)
    return summary.exit_code(strict=options.strict)


def _read_decisions(file: str | None) -> tuple[JoinDecision, ...]:
    return read_joins(store.read_given_text(Path(file)), show(file, 300)) if file else ()


def _make_texts(
    output: _Output, joined: JoinedWorks, unsure: Sequence[OpenPair], related: Sequence[RelatedPair]
) -> Iterator[str]:
    """The text of OUT and those of its tables, as `TABLES` names them."""
    works = joined.works
    if output.writer in ("ris", "zotero"):
        works = tuple(msgspec.structs.replace(one, record=part_names(one.record)) for one in works)
    bibliography = Bibliography(works, (), (), aliases=joined.aliases)
    text = next(iter(all_writers([output.writer])[0](bibliography)))[1]
    yield _to_lines(text) if output.is_lines else text
    yield write_clusters(joined.records)
    yield write_unsure(unsure)
    yield write_relations(related)
    yield write_provenance(joined.origins)
    yield next(iter(write_aliases(bibliography)))[1]


def _to_lines(text: str) -> str:
    """JSON lines of CSL items, of their array."""
    items = msgspec.json.decode(text, type=list[dict[str, Any]])
    return "".join(f"{msgspec.json.encode(item).decode()}\n" for item in items)


def _open_pairs(records: Sequence[PlacedRecord], found: Duplicates) -> Iterator[OpenPair]:
    for one in found.unsure:
        evidence = "; ".join(piece.sentence() for piece in one.evidence)
        yield OpenPair(records[one.left], records[one.right], one.reason, evidence)


def _summarize(
    read: ReadFiles,
    found: Duplicates,
    joined: JoinedWorks,
    pairs: tuple[tuple[OpenPair, ...], tuple[RelatedPair, ...]],
    problems: Sequence[Problem],
    changed: tuple[str, ...],
) -> DedupeSummary:
    records = read.records
    found_in = Counter(one.file for one in records)
    removed = Counter(one.placed.file for one in joined.records if not one.is_kept)
    return DedupeSummary(
        identified=len(records),
        removed=len(records) - len(joined.works),
        kept=len(joined.works),
        kept_versions=sum(len(cluster.strict) for cluster in found.clusters),
        files=tuple(
            FileFigures(file, found_in[file], removed[file], found_in[file] - removed[file]) for file in read.files
        ),
        unsure=pairs[0],
        related=pairs[1],
        aliases=joined.aliases,
        problems=tuple(dict.fromkeys(f"{one.where}: {one.sentence}" for one in problems)),
        changed=changed,
    )
