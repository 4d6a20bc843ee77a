"""Which work had which citation key in the last run, as far as its own files say; nothing here has to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from pipeline import readers
from pipeline.model.records import Match
from pipeline.model.statuses import Verdict
from pipeline.project.artefacts import path_of
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.citation_keys.ledger_names import cut_name, name_by_title
from pipeline.storage import json_lines, store
from pipeline.storage.boundary import Home

T = TypeVar("T")

REFERENCES = store.OUTPUT / "references.json"


class _KnownWork(msgspec.Struct, frozen=True):
    """As much of a work as its key needs; the other fields may be of any version."""

    id: str
    rows: tuple[str, ...] = ()
    key: str = ""
    ids: tuple[str, ...] = ()


class _KnownMatch(msgspec.Struct, frozen=True):
    """As much of a match as says whether its row still waits for a source or a person."""

    record_id: str
    verdict: str
    unasked: tuple[tuple[str, str], ...] = ()
    decided_by: str = "rule"


def is_waiting(match: Match | _KnownMatch) -> bool:
    """True when a source, or a person whose decision cannot hold, will say more of a row: its key is not settled."""
    return match.verdict != Verdict.ACCEPT and (bool(match.unasked) or match.decided_by == "person")


def read_known_keys(home: Home) -> tuple[KeyLine, ...]:
    """The keys of the works of the last run; those of the reference file where the works are gone.

    A work whose rows all wait is left out: its key is not settled, and so is in no ledger.

    Raises:
        InputError: One of the files is there and cannot be read; then a lost key would not be noticed.
    """
    works = [work for work in _read(home, "works", _KnownWork) if work.key]
    if not works:
        return tuple(_read_references(home))
    matches = _read(home, "matches", _KnownMatch)
    waiting = {one.record_id for one in matches if is_waiting(one)}
    return tuple(KeyLine(work.key, work.id, work.ids) for work in works if not waiting.issuperset(work.rows))


def _read(home: Home, name: str, kind: type[T]) -> tuple[T, ...]:
    return json_lines.read_lines(home, path_of(name), kind).items


def _read_references(home: Home) -> Iterator[KeyLine]:
    raw = store.read_bytes(home, REFERENCES, missing=b"[]")
    try:
        found = readers.read_references(raw.decode(), str(REFERENCES)).items
    except ValueError:  # no UTF-8, or an `InputError`: no CSL-JSON
        return
    for record in found:
        names = (*record.identifiers.labels(), name_by_title(record), cut_name(name_by_title(record)))
        if record.citation_key:
            yield KeyLine(record.citation_key, names[0], names)
