"""The small files of the cache that say nothing any more: a damaged one is set aside and told, and costs only work.

What cannot be read at all, as on a failing disk, is not taken for damaged: it stops the run and stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from pipeline.console.summary import RunSummary
from pipeline.model.records import Problem, Struct
from pipeline.project.manifest import Manifest
from pipeline.storage import store
from pipeline.storage.boundary import Home, look
from pipeline.storage.checkpoint import AskedDays

NOTE_BYTES = 200_000_000
"""Three sources asked about a million works fill less."""
_KINDS: dict[Path, type] = {
    store.MANIFEST: Manifest,
    store.JOURNAL: store.JournalLines,
    store.ASKED: AskedDays,
}


class _FirstManifest(Struct, frozen=True):
    """A manifest as it was before each file had a fingerprint of its own."""

    inputs: str
    made: str
    names: tuple[str, ...]
    is_complete: bool
    summary: dict[str, object]


_WHY = "is damaged or of another version"
_COSTS = {
    store.MANIFEST: "what the last run made is not known, and all is made again",
    store.JOURNAL: "a set of files that was cut off is made again, and not finished by it",
    store.ASKED: "works may be asked about again",
}


def set_aside_damaged(home: Home) -> tuple[Problem, ...]:
    """Rename the damaged notes of the cache, nothing is deleted; a problem for each. The folder must be locked.

    Raises:
        InputError: One of them cannot be read at all, so that nobody knows whether it is damaged.
        MachineError: One cannot be renamed.
    """
    return tuple(
        _problem(name, f"this file {_WHY} and is now {store.set_aside(home, name)}; {_COSTS[name]}.")
        for name in _find_damaged(home)
    )


def find_damaged_notes(home: Home) -> Iterator[str]:
    """A sentence for each damaged note, for a command that changes nothing; raises as `set_aside_damaged`."""
    for name in _find_damaged(home):
        yield f"{name}: this file {_WHY}; `bibmill bib` sets it aside, and then {_COSTS[name]}."


def _find_damaged(home: Home) -> Iterator[Path]:
    for name, kind in _KINDS.items():
        status = look(home, name)
        if status is not None and (status.st_size > NOTE_BYTES or not _is_whole(store.read_bytes(home, name), kind)):
            yield name


def _is_whole(raw: bytes, kind: type) -> bool:
    if kind is Manifest and _is_of_first_version(raw):
        return True
    try:
        found: object = msgspec.json.decode(raw, type=kind)
        if isinstance(found, Manifest):
            msgspec.convert(found.summary, RunSummary)
    except (ValueError, RecursionError):
        return False
    return True


def _is_of_first_version(raw: bytes) -> bool:
    """True for the manifest of a project that an earlier version made, which says nothing of today's files."""
    try:
        msgspec.json.decode(raw, type=_FirstManifest)
    except (ValueError, RecursionError):
        return False
    return True


def _problem(name: Path, sentence: str) -> Problem:
    return Problem("cache", "damaged", str(name), sentence)
