"""The entries of the files that `verify` is given, each as a claim with its place, and what a person accepts of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline import readers
from pipeline.model.errors import InputError
from pipeline.model.records import Name, Problem, Record, Struct
from pipeline.project.folder import INPUT_BYTES
from pipeline.rules.row_text.entry_claims import to_entry_claim
from pipeline.rules.verifying.ignoring import NOTHING_ACCEPTED, Acceptance, find_acceptances
from pipeline.stages.normalize import normalize
from pipeline.storage import store
from pipeline.text.folding import show_whole

STDIN = "-"


class ReadEntry(Struct, frozen=True):
    """An entry in its place.

    Attributes:
        key: The citation key as it is written; of a row without any, its line.
        claim: What it says.
        accepted: What the comment above it accepts.
    """

    file: str
    line: int
    key: str
    claim: Record
    accepted: Acceptance = NOTHING_ACCEPTED


class ReadReferences(Struct, frozen=True):
    """What was read.

    Attributes:
        entries: The entries of all files, in their order.
        problems: What could not be read.
        files: The files, by the names that are shown.
        data: The content of the last file.
    """

    entries: tuple[ReadEntry, ...]
    problems: tuple[str, ...]
    files: dict[str, str]
    data: bytes = b""


def read_references(files: Sequence[str]) -> ReadReferences:
    """Read files of any format; one that is named twice is read once.

    Raises:
        InputError: A file cannot be read, or there is no paper in it.
    """
    named: dict[str, str] = {}
    for file in files:
        named.setdefault(file if file == STDIN else os.path.realpath(file), file)
    entries: list[ReadEntry] = []
    problems: list[str] = []
    data = b""
    for file in named.values():
        data = read_given(file)
        try:
            found, told = _read_file(show_whole(file), data)
        except InputError as error:  # a file of `@string`s beside others
            if len(named) == 1:
                raise
            found, told = [], [str(error)]
        entries += found
        problems += told
    if not entries and problems:
        raise InputError(problems[0])
    numbered = (_number(one, at) for at, one in enumerate(entries, start=1))
    shown = {show_whole(file): file for file in named.values()}
    return ReadReferences(tuple(numbered), tuple(problems), shown, data)


def read_given(file: str) -> bytes:
    """The content of a file that the command line names, or of stdin; raises `InputError` when it cannot be read."""
    if file != STDIN:
        return store.read_given_bytes(Path(file))
    try:
        data = sys.stdin.buffer.read(INPUT_BYTES + 1) if sys.stdin else b""
    except (OSError, ValueError) as error:
        raise InputError(f"stdin: cannot be read ({error}); name a file.") from None
    if len(data) > INPUT_BYTES:
        raise InputError(f"stdin: it has more than {INPUT_BYTES // 1_000_000} megabytes; name a file.")
    return data


def _number(entry: ReadEntry, at: int) -> ReadEntry:
    """The entry with an id of its own among those of all files."""
    claim = entry.claim
    provenance = tuple(msgspec.structs.replace(one, source_id=f"entry:{at}") for one in claim.provenance)
    return msgspec.structs.replace(entry, claim=msgspec.structs.replace(claim, id=f"entry:{at}", provenance=provenance))


def _read_file(file: str, data: bytes) -> tuple[list[ReadEntry], list[str]]:
    found = readers.find_entries(data, file)
    if found is None:
        reading = readers.read_list(data, file)
        claims = normalize(reading.rows)
        entries = [
            ReadEntry(file, row.line, _key_of(claim, row.line, row.record), claim if row.record else _as_listed(claim))
            for row, claim in zip(reading.rows, claims.items, strict=True)
        ]
        return entries, [*_to_sentences((*reading.problems, *claims.problems))]
    accepted, told = _read_comments(file, data, [one.line for one in found.items])
    entries = [
        ReadEntry(
            file,
            one.line,
            one.key or _key_of(one.record, one.line),
            _with_placeholder(to_entry_claim(one.record.id, one.record), one.placeholder),
            accepted.get(one.line, NOTHING_ACCEPTED),
        )
        for one in found.items
    ]
    return entries, [*_to_sentences(found.problems), *told]


def _with_placeholder(claim: Record, placeholder: str) -> Record:
    """The claim with what stands for its authors as their name: “Anonymous” is a claim that can be wrong."""
    if not placeholder:
        return claim
    return msgspec.structs.replace(claim, author=(Name(literal=placeholder),))


def _as_listed(claim: Record) -> Record:
    """The claim of a line of a list, where few name all authors."""
    return msgspec.structs.replace(claim, has_other_authors=bool(claim.author))


def _key_of(record: Record, line: int, entry: Record | None = None) -> str:
    return record.citation_key or (entry.citation_key if entry else "") or f"line {line}"


def _read_comments(file: str, data: bytes, lines: Sequence[int]) -> tuple[dict[int, Acceptance], list[str]]:
    """What comments accept of the entries that begin at these lines, and what they say that has no effect."""
    accepted, unused = find_acceptances(readers.find_comments(data, file), lines)
    told = [(line - 1, flaw) for line, one in accepted.items() for flaw in one.flaws]
    told += [(line, "this comment for bibmill stands above no entry and has no effect.") for line in unused]
    return accepted, [f"{file}:{line}: {sentence}" for line, sentence in sorted(told)]


def _to_sentences(problems: Iterable[Problem]) -> Iterator[str]:
    return (f"{one.where}: {one.sentence}" for one in problems)
