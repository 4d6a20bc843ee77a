"""What a person sees of a run over exports: how many records there were, what is left, and what to decide."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.console.told import STDOUT, tell_problems, tell_written
from pipeline.model.names import display_name
from pipeline.model.records import Record, Struct
from pipeline.text.folding import show, show_whole
from pipeline.text.plurals import count
from pipeline.writers.tables.duplicates_csv import OpenPair, PlacedRecord, RelatedPair

SHOWN_PAIRS = 10
"""More pairs are in the table."""


class FileFigures(Struct, frozen=True):
    """A file, and how many records were identified in it, were removed of it, and are kept."""

    file: str
    identified: int
    removed: int
    kept: int


class DedupeSummary(Struct, frozen=True):
    """The figures of a run: identified, removed and kept, as PRISMA counts them, and what is open.

    Attributes:
        kept_versions: How many records were kept if a preprint and its published version were two.
        files: What each file had.
        unsure: Pairs that a person decides.
        related: Pairs that are kept apart and belong together.
        aliases: Former keys with the key of their work.
        problems: Sentences on what could not be read, each with its place.
        changed: The files whose content changed.
    """

    identified: int
    removed: int
    kept: int
    kept_versions: int
    files: tuple[FileFigures, ...]
    unsure: tuple[OpenPair, ...]
    related: tuple[RelatedPair, ...]
    aliases: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    changed: tuple[str, ...]

    def exit_code(self, *, strict: bool) -> int:
        """With `strict`, 1 when a person is needed."""
        return 1 if strict and (self.unsure or self.problems) else 0


def tell_dedupe(
    summary: DedupeSummary, *, as_json: bool, quiet: bool, place: str, is_stdout_taken: bool = False
) -> None:
    """Print the figures: for machines one object on stdout, for people in a few lines.

    Args:
        summary: The figures.
        as_json: For machines.
        quiet: Only problems are told.
        place: OUT; empty when nothing was written.
        is_stdout_taken: The works are on stdout, so that this goes to stderr.
    """
    stream = sys.stderr if is_stdout_taken else sys.stdout
    if as_json:
        stream.write(msgspec.json.encode(_to_object(summary)).decode() + "\n")
        return
    tell_problems(summary.problems)
    if not quiet:
        stream.writelines(f"{line}\n" for line in _lines(summary, place))


def _to_object(summary: DedupeSummary) -> dict[str, Any]:
    said = {name: getattr(summary, name) for name in DedupeSummary.__struct_fields__}
    pairs = (
        {"left": one.left.id, "right": one.right.id, "reason": one.reason, "evidence": one.evidence}
        for one in summary.unsure
    )
    related = ({"left": one.left.placed.id, "right": one.right.placed.id, "kind": one.kind} for one in summary.related)
    return said | {"unsure": list(pairs), "related": list(related)}


def _lines(summary: DedupeSummary, place: str) -> Iterator[str]:
    of_files = ", ".join(f"{show_whole(one.file)} {one.identified:,}" for one in summary.files)
    yield f"Identified: {count(summary.identified, 'record')} ({of_files})."
    removed = ", ".join(f"{show_whole(one.file)} {one.removed:,}" for one in summary.files if one.removed)
    yield f"Removed: {count(summary.removed, 'duplicate')}{f' ({removed})' * bool(removed and summary.files[1:])}."
    versions = f"; {summary.kept_versions:,} if preprints count by themselves" * (summary.kept_versions > summary.kept)
    yield f"Kept: {count(summary.kept, 'record')}{versions}."
    if summary.aliases:
        one, many = "key became an alias of the key that is kept", "keys became aliases of the keys that are kept"
        yield f"{count(len(summary.aliases), one, many)}."
    if summary.related:
        kinds = Counter(one.kind.replace("_", " ") for one in summary.related)
        where = f"; see {show_whole(place)}.relations.csv" if place not in ("", STDOUT) else ""
        yield f"Related and kept: {', '.join(f'{number:,} {kind}' for kind, number in sorted(kinds.items()))}{where}."
    if summary.unsure:
        yield from _unsure_lines(summary.unsure, place)
    yield from tell_written(place, summary.changed)


def _unsure_lines(pairs: tuple[OpenPair, ...], place: str) -> Iterator[str]:
    """The pairs as entries for a file of decisions, all that is data in a comment or a quoted string."""
    are = "is" if len(pairs) == 1 else "are"
    yield f"Unsure: {count(len(pairs), 'pair')} {are} kept apart until you decide. Put the entries"
    yield "below into a file for `--decisions FILE`, with `apart` for `same` where that is right."
    for one in pairs[:SHOWN_PAIRS]:
        yield ""
        yield f"# {show(one.reason, 80)}{': ' if one.evidence else ''}{show(one.evidence, 300)}"
        yield f"#   {_describe(one.left)}"
        yield f"#   {_describe(one.right)}"
        yield f"- same: [{_quoted(one.left.id)}, {_quoted(one.right.id)}]"
        yield '  why: ""'
    if len(pairs) > SHOWN_PAIRS:
        where = f"; `bibmill review {show_whole(place)}` shows all" if place not in ("", STDOUT) else ""
        yield ""
        yield f"# … and {len(pairs) - SHOWN_PAIRS:,} more{where}."
    yield ""


def _describe(one: PlacedRecord) -> str:
    record: Record = one.record
    people = ", ".join(display_name(name) for name in record.author[:3]) + " …" * (len(record.author) > 3)
    parts = (record.title, people, str(record.year or ""), record.container_title)
    return f"{show(one.file)}:{one.line} · " + " · ".join(show(part, 120) for part in parts if part)


def _quoted(text: str) -> str:
    return json.dumps(show(text, 1000), ensure_ascii=False)
