"""The entries of a `.bib` file with the places at which their fields stand, for whoever changes some of them.

Reading alone does without: the parser here is that of `bibtex_syntax` and notes more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.formats.bib_places import EntryPlace, FieldPlace
from pipeline.model.records import Name
from pipeline.readers.references.bibtex_names import find_people
from pipeline.readers.references.bibtex_problems import Decoder
from pipeline.readers.references.bibtex_syntax import USUAL, Entry, Parser, add_field
from pipeline.readers.references.bibtex_values import Flaws, Value

__all__ = ["Entry", "PlacedEntry", "find_authors", "place_entries"]


class PlacedEntry(NamedTuple):
    """An entry, and where it stands; None for what is no entry that could be read."""

    entry: Entry
    place: EntryPlace | None


def place_entries(text: str) -> Iterator[PlacedEntry]:
    """Every entry of a file, as `read_entries` gives them, with its places.

    >>> (found,) = place_entries("@misc{k, title = {A} }")
    >>> found.place.fields[0], found.place.key_end
    (FieldPlace(name='title', start=9, value=17, end=20), 7)
    """
    parser = _PlacingParser(text)
    for entry in parser.read():
        yield PlacedEntry(entry, parser.place)
        parser.place = None


def find_authors(entry: Entry) -> tuple[tuple[Name, str], ...]:
    """The authors of an entry, each with the LaTeX of the name."""
    return find_people(entry.fields.get("author", ""), Decoder())


class _PlacingParser(Parser):
    """A parser that remembers the places of the entry that it read last."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.place: EntryPlace | None = None
        self._fields: list[FieldPlace] = []
        self._key_end = -1

    def read_entry(self, head: re.Match[str], closer: str) -> tuple[Entry, int]:
        """An entry, and where what follows begins."""
        self._fields, self._key_end = [], -1
        entry, at = super().read_entry(head, closer)
        end = len(self.text[head.start() : at].rstrip()) + head.start()
        self.place = EntryPlace(head.start(), end, head.start(1), head.end(1), self._key_end, tuple(self._fields))
        return entry, at

    def read_key(self, at: int, flaws: Flaws) -> tuple[str, int]:
        """The key, and where the fields begin."""
        key, end = super().read_key(at, flaws)
        self._key_end = self._behind(at, end) if key else -1
        return key, end

    def read_field(self, name: re.Match[str], closer: str, flaws: Flaws) -> Value:
        """The value of a field."""
        value = super().read_field(name, closer, flaws)
        end = self._behind(name.end(), value.end)
        self._fields.append(FieldPlace(name[1], name.start(1), name.end(), end))
        return value

    def read_usual(self, at: int, fields: dict[str, str], repeated: Flaws) -> tuple[int, int]:
        """Fields as nearly all are, one after the other."""
        while usual := USUAL.match(self.text, at):
            add_field(fields, usual[1].lower(), usual[2] or usual[3] or "", repeated)
            is_bare = usual[2] is None
            start, end = (usual.start(3), usual.end(3)) if is_bare else (usual.start(2) - 1, usual.end(2) + 1)
            self._fields.append(FieldPlace(usual[1], usual.start(1), start, end))
            at = usual.end()
            if not usual[4]:
                return at, 0
        return at, 1

    def _behind(self, start: int, end: int) -> int:
        """Where a piece ends without the space behind it."""
        return start + len(self.text[start:end].rstrip())
