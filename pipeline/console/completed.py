"""What a person sees of a completed file: what each entry got, what it got not and why, and how many there are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.console.summary import SourceFigures
from pipeline.console.summary_lines import tell_sources
from pipeline.console.told import STDOUT, tell_problems, tell_written
from pipeline.model.records import Struct
from pipeline.model.source_table import label_of
from pipeline.text.folding import show
from pipeline.text.plurals import count
from pipeline.writers.tables.completed_csv import FilledField

_STATUSES = {
    "completed": ("completed", "completed"),
    "unchanged": ("lacks nothing that is known", "lack nothing that is known"),
    "uncertain": ("uncertain, and left as it is", "uncertain, and left as they are"),
    "not_found": ("not found", "not found"),
    "unknown": ("not told of, as sources did not answer", "not told of, as sources did not answer"),
}
"""What became of one entry, or of several, as it is counted."""
_SHOWN_ENTRIES = 200


class PublishedVersion(Struct, frozen=True, omit_defaults=False):
    """The paper that a preprint became."""

    title: str
    doi: str
    container_title: str
    year: int | None
    source: str


class CompletedEntry(Struct, frozen=True, omit_defaults=False):
    """What became of one entry.

    Attributes:
        status: `completed`, `unchanged`, `uncertain`, `not_found` or `unknown` (a source did not answer).
        fields: What was filled in or replaced.
        published: The published version, of a preprint that stays one.
        told: Why something was not filled in, as sentences.
    """

    file: str
    line: int
    key: str
    status: str
    fields: tuple[FilledField, ...] = ()
    published: PublishedVersion | None = None
    told: tuple[str, ...] = ()


class CompletionSummary(Struct, frozen=True, omit_defaults=False):
    """All that a run did.

    Attributes:
        entries: In the order of the file.
        sources: The requests to each API.
        not_asked: Why some sources did not answer, as sentences.
        problems: What could not be read.
        changed: The files whose content changed.
    """

    entries: tuple[CompletedEntry, ...]
    sources: tuple[SourceFigures, ...] = ()
    not_asked: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def exit_code(self, *, strict: bool) -> int:
        """With `strict`, 1 when an entry is uncertain, not found or not asked about, or a problem was told."""
        are_open = any(one.status not in ("completed", "unchanged") for one in self.entries)
        return 1 if strict and (are_open or self.problems) else 0


def tell_completion(summary: CompletionSummary, *, as_json: bool, quiet: bool, place: str) -> None:
    """Print what was done: for machines one object on stdout, for people in a few lines.

    Args:
        summary: What was done.
        as_json: For machines.
        quiet: Only problems are told.
        place: OUT; `-` when it was written to stdout, so that this goes to stderr; empty when nothing was written.
    """
    stream = sys.stderr if place == STDOUT else sys.stdout
    if as_json:
        stream.write(msgspec.json.encode(_to_object(summary)).decode() + "\n")
        return
    tell_problems(summary.problems, summary.not_asked)
    if not quiet:
        stream.writelines(f"{line}\n" for line in _lines(summary, place))


def _to_object(summary: CompletionSummary) -> dict[str, Any]:
    counted = Counter(one.status for one in summary.entries)
    return {
        "entries": summary.entries,
        "summary": {
            **{status: counted[status] for status in _STATUSES},
            "fields": sum(len(one.fields) for one in summary.entries),
            "requests": {one.service: one.requests for one in summary.sources},
            "not_asked": summary.not_asked,
        },
        "problems": summary.problems,
        "changed": summary.changed,
    }


def _lines(summary: CompletionSummary, place: str) -> Iterator[str]:
    told = [one for one in summary.entries if one.fields or one.published or one.told]
    for one in told[:_SHOWN_ENTRIES]:
        yield from _entry_lines(one)
    if len(told) > _SHOWN_ENTRIES:
        yield f"… and {count(len(told) - _SHOWN_ENTRIES, 'more entry', 'more entries')}; `--json` has all of it."
    counted = Counter(one.status for one in summary.entries)
    figures = (count(counted[status], *words) for status, words in _STATUSES.items() if counted[status])
    number = sum(len(one.fields) for one in summary.entries)
    entries = count(len(summary.entries), "entry", "entries")
    yield f"{entries}: {', '.join(figures)}; {count(number, 'field')} filled in."
    yield from tell_sources(summary.sources)
    yield from tell_written(place, summary.changed)


def _label(source: str) -> str:
    return "the entry itself" if source == "entry" else label_of(source)


def _entry_lines(one: CompletedEntry) -> Iterator[str]:
    yield f"{show(one.file)}:{one.line} {show(one.key, 80)}"
    for field in one.fields:
        before = f" (was “{show(field.before, 80)}”)" if field.before else ""
        yield f"  + {field.field} = {show(field.value, 160)}{before} · {_label(field.source)}"
    if one.published:
        found = one.published
        parts = (found.container_title, str(found.year or ""), f"doi:{found.doi}" if found.doi else "")
        where = ", ".join(show(part, 160) for part in parts if part)
        yield f"  this preprint was published: {where}; `--replace type` cites that."
    for sentence in one.told:
        yield f"  – {show(sentence, 300)}"
