"""What was done to the artefacts that a run makes again: a damaged file, and an edit that the run undoes, are told.

A person who edits `works.jsonl` wants something; the next run makes the file anew, so it says where that can be written
down to stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.model.decisions import SETTABLE
from pipeline.model.records import Problem, Record, Work
from pipeline.project.artefacts import Artefacts, path_of, read_artefact, to_files
from pipeline.project.manifest import read_manifest
from pipeline.storage import store
from pipeline.storage.boundary import Home
from pipeline.text.folding import show
from pipeline.text.plurals import count

_TOLD = ("rows", "records", "works", "conflicts")
"""Artefacts of which a run would else say nothing; the matches are told where they are remembered."""


def find_damaged(home: Home) -> Iterator[Problem]:
    """A problem for each artefact with lines that cannot be read; files as the last run left them are not looked at."""
    manifest = read_manifest(home)
    for name in _TOLD:
        if manifest and not manifest.is_touched(home, str(path_of(name))):
            continue
        damaged = read_artefact(home, name).damaged
        if damaged:
            sentence = f"{count(len(damaged), 'line')} cannot be read ({damaged[0].damage}); the file is made again."
            yield Problem("artefacts", "damaged", f"{path_of(name)}:{damaged[0].line}", sentence)


def find_undone(home: Home, made: Artefacts) -> Iterator[Problem]:
    """A problem for each artefact that somebody has changed since the last run, and that this run makes otherwise.

    Args:
        home: The project, before this run publishes.
        made: The artefacts of this run.
    """
    manifest = read_manifest(home)
    for name in _TOLD:
        path = str(path_of(name))
        if not manifest or not manifest.is_touched(home, path):
            continue
        lines = read_artefact(home, name)
        is_same = (path, store.read_bytes(home, path)) in to_files(made, [name])
        if lines.damaged or is_same:
            continue
        stub = _stub(lines.items, made.works) if name == "works" else ""
        yield Problem(
            "artefacts",
            "edited",
            path,
            "the file was changed since the last run and is made anew. What you decide stands in data/decisions.yaml"
            + (f": {stub}" if stub else "; `bibmill review` shows how."),
        )


def _stub(edited: tuple[Work, ...], made: tuple[Work, ...]) -> str:
    """The entry by which a person says what the first edited field said; empty when no field can be set."""
    by_id = {work.id: work.record for work in made}
    for work in edited:
        own = by_id.get(work.id)
        for field in sorted(SETTABLE - {"year"}) if own else ():
            before, after = getattr(own, field, ""), getattr(work.record, field, "")
            if before != after and isinstance(after, str) and own:
                return _entry(own, f"{field}: {_quoted(after)}")
        if own and own.year != work.record.year and work.record.year:
            return _entry(own, f"year: {work.record.year}")
    return ""


def _entry(record: Record, value: str) -> str:
    year = f", year: {record.year}" if record.year is not None else ""
    return f"- {{row: {_quoted(record.title)}{year}, set: {{{value}}}}}"


def _quoted(text: str) -> str:
    """The text as a JSON string, which is a YAML string, too."""
    return json.dumps(show(text, 200), ensure_ascii=False)
