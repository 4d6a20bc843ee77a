"""A person's own `.bib` file, of which single fields are changed: all other bytes stay, whatever its encoding.

What is changed is read again by our own reader, which must find every entry as it was but for what was meant; a change
that would be read otherwise is not made, and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.formats.bibtex import DialectName
from pipeline.model.errors import InputError
from pipeline.model.records import Name, Struct
from pipeline.project.reread import has_kept, says
from pipeline.readers.decoding import decode
from pipeline.readers.references.bibtex import read_entry
from pipeline.readers.references.bibtex_places import Entry, PlacedEntry, find_authors, place_entries
from pipeline.text.folding import show
from pipeline.text.latex.encoding import fit_encoding
from pipeline.writers.references.bib_editing import EntryEdit, Splice, edit_entry, splice
from pipeline.writers.references.bib_values import Change, WrittenEntry, find_dialect, find_renamed, write_change


class EntryChange(Struct, frozen=True):
    """A change of an entry.

    Attributes:
        at: The place of the entry in the list of entries.
        kind: Its new type; empty where that stays.
        is_filling: What stands in the field already is kept.
    """

    at: int
    change: Change
    kind: str = ""
    is_filling: bool = False


class Made(Struct, frozen=True):
    """A change that is made: the fields that it wrote, in LaTeX, and what stood in them before."""

    change: EntryChange
    values: dict[str, str]
    before: dict[str, str]


class Refusal(Struct, frozen=True):
    """A change that is not made, and why; `is_expected` where the entry has no field for it."""

    change: EntryChange
    sentence: str
    is_expected: bool = False


class Changed(Struct, frozen=True):
    """The file with its changes: its text before and after, what was put in where, and what was not."""

    before: str
    after: str
    data: bytes
    splices: tuple[Splice, ...]
    made: tuple[Made, ...]
    refused: tuple[Refusal, ...]


class _Planned(NamedTuple):
    """A change with the fields that it writes."""

    change: EntryChange
    values: Mapping[str, str]
    renamed: Mapping[str, str]


class BibFile:
    """A `.bib` file in memory.

    Attributes:
        text: Its text, with its byte order mark.
        entries: Its entries, with their places.
    """

    def __init__(self, data: bytes, file: str) -> None:
        """Read a file.

        Args:
            data: Its bytes.
            file: Its name, for what is told.

        Raises:
            InputError: No encoding explains the bytes, or its text would become other bytes when it is written again.
        """
        self.data = data
        self._encoding = decode(data, file).encoding
        try:
            self.text = data.decode(self._encoding, "surrogateescape")
            is_exact = self._encode(self.text) == data
        except UnicodeError:
            is_exact = False
        if not is_exact:
            raise InputError(f"{file}: its bytes could not be kept as they are; save it as UTF-8 and run again.")
        self.entries = tuple(place_entries(self.text))
        self._usual = self._find_usual()
        self._is_given_first = _is_given_first([one for entry in self.entries for one in find_authors(entry.entry)])
        self._by_line: dict[int, list[int]] = {}
        for at, one in enumerate(self.entries):
            if one.place:
                self._by_line.setdefault(one.entry.first, []).append(at)

    def find(self, line: int, key: str) -> int | None:
        """Which entry begins at a line and has a key; None when there is no such entry, or more than one."""
        at_line = self._by_line.get(line, [])
        found = at_line if len(at_line) == 1 else [at for at in at_line if self.entries[at].entry.key == key]
        return found[0] if len(found) == 1 else None

    def change(self, changes: Sequence[EntryChange]) -> Changed:
        """The file with these changes; those that cannot be made are told, and nothing is half made."""
        refused: list[Refusal] = []
        planned = [one for change in changes if (one := self._plan(change, refused))]
        while True:
            splices, kept = self._splice(planned, refused)
            after = splice(self.text, splices)
            wrong = self._find_wrong(after, kept)
            if wrong is None:  # what was put in would change how others are read
                refused += [Refusal(one.change, _UNREAD) for one in kept]
                splices, after, kept = [], self.text, []
                wrong = []
            if not wrong:
                made = tuple(map(self._tell_made, kept))
                return Changed(self.text, after, self._encode(after), tuple(splices), made, tuple(refused))
            refused += [Refusal(one.change, _UNREAD) for one in wrong]
            left_out = set(map(id, wrong))
            planned = [one for one in kept if id(one) not in left_out]

    def _tell_made(self, one: _Planned) -> Made:
        fields = self.entries[one.change.at].entry.fields
        former = {new: old for old, new in one.renamed.items()}
        before = {name: fields.get(name) or fields.get(former.get(name, ""), "") for name in one.values}
        return Made(one.change, dict(one.values), before)

    def _encode(self, text: str) -> bytes:
        return text.encode(self._encoding, "surrogateescape")

    def _find_usual(self) -> DialectName:
        found = Counter(find_dialect(one.entry.fields) for one in self.entries if one.place and one.entry.fields)
        return "biblatex" if found["biblatex"] > found["bibtex"] else "bibtex"

    def _plan(self, change: EntryChange, refused: list[Refusal]) -> _Planned | None:
        """The fields that a change writes, in an encoding that the file has."""
        entry = self.entries[change.at].entry
        if entry.is_broken:
            refused.append(Refusal(change, "the entry is no valid BibTeX, and stays as it is; mend it first."))
            return None
        kind = change.kind or entry.kind
        people = find_authors(entry)
        is_given_first = _is_given_first(people) if people else self._is_given_first
        written = WrittenEntry(kind, entry.fields, read_entry(entry), people, kind != entry.kind, is_given_first)
        values = write_change(written, change.change, self.dialect_of(change.at))
        fitted = {name: fit_encoding(value, self._encoding) for name, value in values.items()}
        known = {name: value for name, value in fitted.items() if value is not None}
        standing = next((value for name in values if (value := entry.fields.get(name, "").strip())), "")
        if not values:
            why = f"an @{kind} has no field for it."
        elif change.is_filling and standing:
            why = f"the entry says “{show(standing, 80)}” there."
        elif len(known) < len(fitted):
            why = f"the encoding of the file ({self._encoding}) has not all of its characters; save it as UTF-8."
        else:
            return _Planned(change, known, find_renamed(written, known))
        refused.append(Refusal(change, why, is_expected=not values))
        return None

    def dialect_of(self, at: int) -> DialectName:
        """The dialect that an entry is written in, or most of them."""
        return find_dialect(self.entries[at].entry.fields, self._usual)

    def _splice(self, planned: Iterable[_Planned], refused: list[Refusal]) -> tuple[list[Splice], list[_Planned]]:
        """What is put in where, and the changes that have a place."""
        places = [one.place for one in self.entries]
        splices: list[Splice] = []
        kept: list[_Planned] = []
        for changes in _by_entry(planned).values():
            found, placed = edit_entry(self.text, places, _join(changes)), changes
            if found is None:
                placed = [one for one in changes if edit_entry(self.text, places, _join([one])) is not None]
                left_out = set(map(id, changes)) - set(map(id, placed))
                refused += [Refusal(one.change, _UNPLACED) for one in changes if id(one) in left_out]
                found = edit_entry(self.text, places, _join(placed)) if placed else None
            splices += found or ()
            kept += placed
        return splices, kept

    def _find_wrong(self, after: str, planned: Sequence[_Planned]) -> list[_Planned] | None:
        """Which changes are not read as they were meant; None when an entry is read otherwise that was not changed."""
        found = list(place_entries(after))
        if len(found) != len(self.entries):
            return None
        by_entry, wrong = _by_entry(planned), list[_Planned]()
        for at, (old, new) in enumerate(zip(self.entries, found, strict=True)):
            own = by_entry.get(at, [])
            if not _is_as_meant(old, new, own):
                if not own:
                    return None
                wrong += own
            elif own:
                wrong += _find_misread(old.entry, new.entry, own)
        return wrong


def _is_given_first(people: Sequence[tuple[Name, str]]) -> bool:
    """Whether most names in two parts are written without a comma."""
    commas = ["," in piece for name, piece in people if name.given]
    return bool(commas) and 2 * sum(commas) < len(commas)


_UNPLACED = "there is no place for it in the entry that moves no comment; write it there yourself."
_UNREAD = "written there, it would not be read as it is meant; correct it yourself."


def _by_entry(planned: Iterable[_Planned]) -> dict[int, list[_Planned]]:
    found: dict[int, list[_Planned]] = {}
    for one in planned:
        found.setdefault(one.change.at, []).append(one)
    return found


def _join(changes: Sequence[_Planned]) -> EntryEdit:
    """The changes of an entry as one edit."""
    values: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for one in changes:
        values.update(one.values)
        renamed.update(one.renamed)
    kind = next((one.change.kind for one in changes if one.change.kind), "")
    return EntryEdit(changes[0].change.at, values, kind, renamed)


def _is_as_meant(old: PlacedEntry, new: PlacedEntry, changes: Sequence[_Planned]) -> bool:
    """Whether an entry is written as before but for the new values."""
    kind = next((one.change.kind for one in changes if one.change.kind), old.entry.kind)
    fields = dict(old.entry.fields)
    for one in changes:
        fields = {name: value for name, value in fields.items() if name not in one.renamed} | dict(one.values)
    return (
        (new.entry.kind, new.entry.key, new.entry.fields, new.entry.is_broken)
        == (kind, old.entry.key, fields, old.entry.is_broken)
    ) and set(new.entry.flaws) <= set(old.entry.flaws)


def _find_misread(old: Entry, new: Entry, changes: Sequence[_Planned]) -> list[_Planned]:
    """The changes of an entry that do not mean what they shall; all of them when another part means another thing."""
    before, after = read_entry(old), read_entry(new)
    parts = {one.change.change.part for one in changes}
    if not has_kept(before, after, parts | ({"kind"} if old.kind != new.kind else set())):
        return list(changes)
    return [one for one in changes if not says(after, one.change.change)]
