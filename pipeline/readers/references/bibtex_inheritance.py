"""What entries of a `.bib` file take from others of it: by `crossref` and `xdata`, under their keys or `ids`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.formats.inheritance import handed_down, inheritance
from pipeline.readers.references.bibtex_syntax import Entry

_DEEPEST = 20
_SINGLE = re.compile(r"\s*xdata\s*=\s*([^\s,{}]{1,200})-([a-z]{2,40})(?:-\d{1,4})?\s*", re.IGNORECASE)
"""One field of an `xdata` entry as the value of another: `location = {xdata=key-location}`."""


class Family:
    """The entries of a file by their keys; the first of a key is the one that others mean."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Remember which entry is meant by which key."""
        self._by_key: dict[str, Entry] = {}
        aliases: dict[str, Entry] = {}
        for entry in entries:
            self._by_key.setdefault(entry.key.lower(), entry)
            for alias in _split(entry.fields.get("ids", "")):
                aliases.setdefault(alias, entry)
        self._by_key = {**aliases, **self._by_key}
        self._whole: dict[int, Mapping[str, str]] = {}

    def fields_of(self, entry: Entry) -> Mapping[str, str]:
        """The fields of an entry together with those that it takes from others."""
        return self._complete(entry, 0)

    def missing(self, entry: Entry) -> list[str]:
        """The keys that an entry names, and that no entry of the file has."""
        named = _split(entry.fields.get("crossref", "")) + _split(entry.fields.get("xdata", ""))
        return [key for key in named if key not in self._by_key]

    def _complete(self, entry: Entry, depth: int) -> Mapping[str, str]:
        if not _takes(entry) or depth > _DEEPEST:
            return entry.fields
        known = self._whole.get(id(entry))
        if known is None:
            fields = self._fill_singles(entry.fields)
            for parent in self._named(fields.get("xdata", "")):
                given = self._complete(parent, depth + 1)
                fields |= {name: value for name, value in given.items() if name not in fields and name != "ids"}
            for parent in self._named(fields.get("crossref", "")):
                _inherit(fields, self._complete(parent, depth + 1), handed_down(parent.kind, entry.kind))
            known = self._whole[id(entry)] = fields
        return known

    def _named(self, keys: str) -> list[Entry]:
        return [self._by_key[key] for key in _split(keys) if key in self._by_key]

    def _fill_singles(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields, those that are one field of an `xdata` entry with its value."""
        filled = dict(fields)
        for name, value in fields.items():
            single = _SINGLE.fullmatch(value) if "xdata" in value else None
            if single and single[1].lower() in self._by_key:
                filled[name] = self._by_key[single[1].lower()].fields.get(single[2].lower(), value)
        return filled


def _takes(entry: Entry) -> bool:
    fields = entry.fields
    return "crossref" in fields or "xdata" in fields or any("xdata" in value for value in fields.values())


def _inherit(fields: dict[str, str], given: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> None:
    """Fill what an entry lacks; what a rule names for it goes before what only has the same name."""
    table = inheritance()
    is_dated = not table.dates.isdisjoint(fields)
    for name in sorted(given, key=lambda name: name not in names):
        if is_dated and name in table.dates:
            continue
        for target in names.get(name, (name,)):
            if not fields.get(target, "").strip():
                fields[target] = given[name]


def _split(keys: str) -> list[str]:
    return [key.strip().lower() for key in keys.split(",") if key.strip()] if keys else []
