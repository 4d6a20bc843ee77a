"""`bibmill verify FILE…`: somebody's references are judged, outside any project or with the settings of one.

Nothing is written but what the command line names. Replies are kept in a folder under the user's own cache, so that a
second run makes no request. The settings of a folder with `pipeline.yaml` say whom to ask and what to ignore.
"""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pipeline.console.summary import Console, SourceFigures
from pipeline.console.verified import tell_verification
from pipeline.model.errors import MachineError
from pipeline.model.protocols import Source
from pipeline.model.records import Record
from pipeline.model.source_table import LIBRARY, source_of
from pipeline.model.verification import Judgement, Verification, VerifiedEntry
from pipeline.project.folder import Project
from pipeline.project.given_files import find_cache_folder, make_folder
from pipeline.project.opened_sources import list_refusing, open_sources
from pipeline.project.question_log import log_questions
from pipeline.project.raw_lists import taught_venues
from pipeline.project.settings_at_hand import open_settings
from pipeline.project.verified_entries import ReadEntry, ReadReferences, read_references
from pipeline.project.verified_outputs import VerifiedOutputs
from pipeline.rules.venues import teach
from pipeline.rules.verifying.doubled import find_doubled, list_doubled
from pipeline.rules.verifying.ignoring import accept
from pipeline.sources.library import Library
from pipeline.stages.verify import verify
from pipeline.storage.locking import lock_folder

_CACHES = ("verify", "verify-2", "verify-3", "verify-4")
"""Folders for replies: a run takes the first that no other run has at the same time."""


def run_verification(options: Namespace) -> int:
    """Judge the entries of the files and tell what was found; returns the exit code.

    Raises:
        UsageError: Flags do not go together, a file to be written is an input, or the settings are wrong.
        InputError: A file cannot be read, or one to be written was not written by this command.
    """
    outputs = VerifiedOutputs(options)
    project = open_settings(options)
    read = read_references(options.files)
    told = outputs.write(_judge(project, read, options), read)
    tell_verification(
        told.found,
        as_json=options.json,
        quiet=options.quiet,
        written=told.written,
        notes=told.notes,
        is_stdout_taken=outputs.is_stdout_taken,
        width=shutil.get_terminal_size((80, 24)).columns,
    )
    is_accused = any(one.judgement.status.is_accusing for one in told.found.entries)
    return 1 if options.strict and is_accused else 0


def _judge(project: Project, read: ReadReferences, options: Namespace) -> Verification:
    """All that is found on the entries, without what a person accepts."""
    records = [*_read_library(project, [*read.files.values()])]
    with ExitStack() as stack:
        console = stack.enter_context(Console(quiet=options.quiet, as_json=options.json))
        cached = msgspec.structs.replace(project, root=stack.enter_context(_locked_cache()), outside=())
        remote = stack.enter_context(open_sources(cached, console))
        local: list[Source] = [Library(records)] if records else []
        stack.enter_context(teach(taught_venues(project)))
        judgements = verify(
            [one.claim for one in read.entries],
            log_questions([*local, *remote], {one.claim.id: f"{one.file}:{one.line}" for one in read.entries}),
            today=datetime.now(UTC).date().isoformat(),
            refusing=list_refusing(project),
            progress=console.progress,
        )
    names = [source.name for source in remote]
    verified = to_verification(read.entries, judgements, project.config.verify.ignore)
    unreadable = (f"{one.where}: {one.sentence}" for one in project.library[1]) if records else ()
    return msgspec.structs.replace(
        verified,
        requests=count_requests(names, console.list_sources()),
        problems=tuple(dict.fromkeys((*read.problems, *unreadable, *console.list_warnings()))),
    )


def to_verification(
    entries: Sequence[ReadEntry], judgements: Sequence[Judgement], ignored: Sequence[str]
) -> Verification:
    """The entries with their judgements, what is doubled among them, and without what a person accepts.

    Args:
        entries: The entries.
        judgements: One for each, in their order.
        ignored: Codes that the settings accept of all entries.
    """
    judged = [
        VerifiedEntry(one.file, one.line, one.key, one.claim, judgement)
        for one, judgement in zip(entries, judgements, strict=True)
    ]
    doubled = find_doubled(judged)
    accepted = [
        (entry, accept(entry.judgement, one.accepted, ignored))
        for entry, one in zip(doubled.entries, entries, strict=True)
    ]
    kept = [
        msgspec.structs.replace(entry, judgement=one.judgement, ignored=one.ignored)
        if one.ignored or one.judgement is not entry.judgement
        else entry
        for entry, one in accepted
    ]
    not_asked = dict.fromkeys(name for one in judgements for name, _ in one.unasked)
    return Verification(tuple(kept), list_doubled(kept, doubled.works), not_asked=tuple(sorted(not_asked)))


def count_requests(names: Sequence[str], figures: Sequence[SourceFigures]) -> dict[str, int]:
    """How many requests each source got; those of “openalex (search)” are openalex's."""
    counts: Counter[str] = Counter()
    for one in figures:
        counts[source_of(one.service)] += one.requests
    return {name: counts[name] for name in dict.fromkeys((*names, *counts))}


def _read_library(project: Project, files: Sequence[str]) -> Iterator[tuple[str, Record]]:
    """The person's own library, without the files that are judged: no reference proves itself."""
    if LIBRARY not in project.enabled_sources:
        return
    judged = {os.path.realpath(file) for file in files}
    for name, record in project.library[0]:
        if os.path.realpath(project.root / name) not in judged:
            yield name, record


@contextmanager
def _locked_cache() -> Iterator[Path]:
    """A folder for replies that no other run has; raises `MachineError` when there is none."""
    *others, last = _CACHES
    with ExitStack() as stack:
        for name in (*others, last):
            folder = find_cache_folder() / name
            make_folder(folder)
            try:
                stack.enter_context(lock_folder(folder))
            except MachineError:
                if name == last:
                    raise
                continue
            yield folder
            return
