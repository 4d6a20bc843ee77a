"""The records of files that anybody has exported, each with its place and an id that no other record of them has."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

import msgspec

from pipeline import readers
from pipeline.model.identifiers import join_identifiers
from pipeline.model.records import Problem, Record, Row, Struct
from pipeline.readers.lists.exports import describe_table
from pipeline.readers.references.entries import consume
from pipeline.rules.citation_keys.form import key_of_id
from pipeline.rules.merging.exported import tidy_record
from pipeline.stages.normalize import to_claim
from pipeline.storage import store
from pipeline.text.folding import clean_text, show_whole
from pipeline.writers.tables.cells import guard_formula
from pipeline.writers.tables.duplicates_csv import PlacedRecord

_OF_TABLES = ("type", "volume", "issue", "page", "publisher", "isbn", "issn", "url", "abstract", "language")


class ReadFiles(Struct, frozen=True):
    """All records in the order of the files, what could not be read, and the files as they are told."""

    files: tuple[str, ...]
    records: tuple[PlacedRecord, ...]
    problems: tuple[Problem, ...]


def read_exports(files: Sequence[str]) -> ReadFiles:
    """Read files of any format; one that is named twice is read once.

    Raises:
        InputError: A file cannot be read, or there is no paper in it.
    """
    found: list[PlacedRecord] = []
    problems: list[Problem] = []
    named = _named_once(files)
    for file in named:
        records, told = _read_file(file)
        found += _name_apart(records)
        problems += told
    return ReadFiles(tuple(map(show_whole, named)), tuple(_name_files_apart(found)), tuple(problems))


def _named_once(files: Sequence[str]) -> list[str]:
    named: dict[str, str] = {}
    for file in files:
        named.setdefault(os.path.realpath(file), file)
    return list(named.values())


def _read_file(file: str) -> tuple[Iterable[PlacedRecord], tuple[Problem, ...]]:
    shown = show_whole(file)
    data = store.read_given_bytes(Path(file))
    if (entries := readers.find_entries(data, shown)) is not None:
        items = consume(list(entries.items))
        return (_place(shown, one.line, one.record) for one in items), entries.problems
    reading = readers.read_list(data, shown)
    rows = consume(list(reading.rows))
    return (_place(shown, row.line, read_row(row)) for row in rows), reading.problems


def read_row(row: Row) -> Record:
    """What a row says: of an export its fields; of a person's table its claim, with the volume and the like in it."""
    if row.record:
        return row.record
    claim = to_claim(row)
    table = describe_table(tuple(column.header for column in row.columns)).to_record(row.texts or row.cells, row.line)
    values = {field: value for field in _OF_TABLES if (value := getattr(table, field))}
    links = (f"{kind}: {url}" for kind, url in claim.other_links)
    return msgspec.structs.replace(
        claim,
        id=table.id,
        container_title=table.container_title or claim.container_title_short,
        container_title_short="",
        keyword=tuple(dict.fromkeys((*claim.keyword, *table.keyword))),
        note="; ".join(filter(None, (claim.note, *links))),
        other_links=(),
        identifiers=join_identifiers(table.identifiers, claim.identifiers),
        citation_key=key_of_id(table.id),
        provenance=(),
        **values,
    )


def _place(file: str, line: int, record: Record) -> PlacedRecord:
    """The record under the id by which tables and decisions name it."""
    return PlacedRecord(file, line, guard_formula(clean_text(record.id, cap=200)) or str(line), tidy_record(record))


def _name_apart(records: Iterable[PlacedRecord]) -> Iterator[PlacedRecord]:
    """The records of a file; a second one of an id is told by its line."""
    seen: set[str] = set()
    for one in records:
        if one.id in seen:
            again = (f"{one.id}:{one.line}{f'.{number}' if number else ''}" for number in count())
            one = msgspec.structs.replace(one, id=next(name for name in again if name not in seen))
        seen.add(one.id)
        yield one


def _name_files_apart(records: Sequence[PlacedRecord]) -> Iterator[PlacedRecord]:
    """The records; an id that several files have stands behind the name of the file, whatever their order."""
    repeated = {name for name, number in Counter(one.id for one in records).items() if number > 1}
    seen = {one.id for one in records} - repeated
    for one in records:
        if one.id in repeated:
            names = (f"{guard_formula(one.file)}:{one.id}{f'.{number}' if number else ''}" for number in count())
            one = msgspec.structs.replace(one, id=next(name for name in names if name not in seen))
            seen.add(one.id)
        yield one
