"""An entry of a reference file with its place, for whoever must point at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from pipeline.model.records import Outcome, Problem, Record, Struct
from pipeline.text.folding import clean_text

T = TypeVar("T")


class FoundEntry(Struct, frozen=True):
    """An entry, whether it has a title or not.

    Attributes:
        line: The line at which it begins, from 1.
        last_line: The line at which it ends.
        where: How problems of the library name its place.
        key: Its citation key, else its id, as they are written, whether they are kept or not; empty without any.
        placeholder: What stands for its authors and names nobody, such as “Anonymous”.
    """

    line: int
    last_line: int
    record: Record
    where: str = ""
    key: str = ""
    placeholder: str = ""


def consume(items: list[T]) -> Iterator[T]:
    """The items one after the other, each forgotten when the next is asked for: of a million, two lists need twice as
    much memory as one that grows while the other shrinks.
    """
    items.reverse()
    while items:
        yield items.pop()


def part_repeated(found: Sequence[FoundEntry], file: str) -> Outcome[FoundEntry]:
    """The entries, each with an id of its own: an id says nothing outside of its file, and programs repeat them.

    The second entry of an id or key is read whole; neither the id nor a key that is made of it is kept, nor a key that
    is the same for bibtex.
    """
    parted, problems = [], []
    seen: set[str] = set()
    keys: dict[str, str] = {}
    for at, one in enumerate(found, start=1):
        record, told = one.record, ""
        key = one.key or record.citation_key or (record.id if record.id != str(at) else "")
        if record.id in seen:
            told = f"the id “{record.id}” is used twice; the second entry is read, its id is not kept."
            own = "" if record.citation_key == record.id else record.citation_key
            record = msgspec.structs.replace(record, id=f"{record.id}:{at}", citation_key=own)
        elif (twin := keys.get(record.citation_key.casefold())) is not None:
            told = describe_twin(record.citation_key, twin)
            record = msgspec.structs.replace(record, citation_key="")
        if record.citation_key:
            keys.setdefault(record.citation_key.casefold(), record.citation_key)
        if told:
            problems.append(Problem("library", "repeated_key", one.where or f"{file}:{one.line}", told))
        seen.add(record.id)
        parted.append(msgspec.structs.replace(one, record=record, key=key))
    return Outcome(tuple(parted), tuple(problems))


def describe_twin(key: str, twin: str) -> str:
    """What is told of the key of an entry when an entry before it has the key `twin`, the same for bibtex."""
    what = "is used twice" if twin == key else f"differs from “{clean_text(twin)}” by capitals alone"
    return f"the key “{clean_text(key)}” {what}; the second entry is read, its key is not kept."


def describe_refused(key: str) -> str:
    """What is told of a key that is not kept."""
    return f"the key “{clean_text(key)}” is not kept, as not every program takes it; the entry gets another."


def keep_titled(found: Sequence[FoundEntry], problems: Sequence[Problem], named: str) -> Outcome[Record]:
    """The records of a library that say something, and a Problem for each without a title: no search finds it there.

    Args:
        found: The entries.
        problems: What is told of them already.
        named: What they are called: “the reference”.
    """
    records = tuple(one.record for one in found if says_something(one.record))
    untitled = (tell_untitled(one.record, named, one.where) for one in found if not one.record.title)
    return Outcome(records, (*problems, *untitled))


def says_something(record: Record) -> bool:
    """True for a record that is more than an id, a type and keywords: a paper may be known without its title."""
    if record.title:
        return True
    rest = msgspec.structs.replace(record, id="", type="", citation_key="", genre="", language="", keyword=())
    return rest != Record(id="")


def tell_untitled(record: Record | None, named: str, where: str) -> Problem:
    """What is told of an entry of a library that has no title, by which it would be found."""
    if record and says_something(record):
        sentence = f"{named} has no title; it is kept, and found by its identifiers and its key alone."
        return Problem("library", "untitled_item", where, sentence)
    return Problem("library", "unreadable_item", where, f"{named} has no title and is not used.")
