"""What entries of a `.bib` file take from others of it: by `crossref` and `xdata`, under their keys or `ids`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.formats.inheritance import handed_down, inheritance
from pipeline.readers.references.bibtex_syntax import Entry

_DEEPEST = 20
_LONGEST = 20_000
"""A longer value is not put into others, or a few entries could fill the memory."""
_PIECE = 1_000_000
_SINGLE = re.compile(
    r"(?:(?<=\sand\s)|^)\s*xdata\s*=\s*([^\s,{}=]{1,200})-([a-z]{2,40})(?:-(\d{1,4}))?(?=\s*$|\s+and\s)",
    re.IGNORECASE,
)
"""A field of an `xdata` entry as the value of another, or in its list: `author = {xdata=key-author-2 and Roe, A.}`."""
_AND = re.compile(r"\sand\s", re.IGNORECASE)


def may_inherit(text: str) -> bool:
    """False for a file in which no entry can take anything from another; a large file is looked at in pieces."""
    pieces = (text[at : at + _PIECE + 20].lower() for at in range(0, len(text), _PIECE))
    return any("crossref" in piece or "xdata" in piece for piece in pieces)


class Family:
    """The entries of a file by their keys; the first of a key is the one that others mean."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Remember which entry is meant by which key, if one takes anything from another."""
        self._by_key: dict[str, Entry] = {}
        self._whole: dict[int, Mapping[str, str]] = {}
        self._unfinished: set[int] = set()
        if any(map(_takes, entries)):
            self._remember(entries)

    def _remember(self, entries: Iterable[Entry]) -> None:
        aliases: dict[str, Entry] = {}
        for entry in entries:
            self._by_key.setdefault(entry.key.lower(), entry)
            for alias in _split(entry.fields.get("ids", "")):
                aliases.setdefault(alias, entry)
        self._by_key = {**aliases, **self._by_key}

    def fields_of(self, entry: Entry) -> Mapping[str, str]:
        """The fields of an entry together with those that it takes from others."""
        return self._complete(entry, 0) if self._by_key else entry.fields

    def missing(self, entry: Entry) -> list[str]:
        """The keys that an entry names, and that no entry of the file has."""
        if "crossref" not in entry.fields and "xdata" not in entry.fields:
            return []
        named = _split(entry.fields.get("crossref", "")) + _split(entry.fields.get("xdata", ""))
        return [key for key in named if key not in self._by_key]

    def _complete(self, entry: Entry, depth: int) -> Mapping[str, str]:
        if not _takes(entry) or depth > _DEEPEST or id(entry) in self._unfinished:
            return entry.fields
        known = self._whole.get(id(entry))
        if known is None:
            self._unfinished.add(id(entry))
            fields = self._fill_singles(entry.fields, depth)
            for parent in self._named(fields.get("xdata", "")):
                given = self._complete(parent, depth + 1)
                fields |= {name: value for name, value in given.items() if name not in fields and name != "ids"}
            for parent in self._named(fields.get("crossref", "")):
                _inherit(fields, self._complete(parent, depth + 1), handed_down(parent.kind, entry.kind))
            self._unfinished.discard(id(entry))
            known = self._whole[id(entry)] = fields
        return known

    def _named(self, keys: str) -> list[Entry]:
        return [self._by_key[key] for key in _split(keys) if key in self._by_key]

    def _fill_singles(self, fields: Mapping[str, str], depth: int) -> dict[str, str]:
        """The fields; what is a field of an `xdata` entry, or is in a list, with its value."""
        filled = dict(fields)
        for name, value in fields.items():
            if "xdata" in value:
                filled[name] = _SINGLE.sub(lambda found: self._single(found, depth), value)
        return filled

    def _single(self, found: re.Match[str], depth: int) -> str:
        """What one reference stands for; itself when there is no such thing."""
        entry = self._by_key.get(found[1].lower())
        value = self._complete(entry, depth + 1).get(found[2].lower(), "") if entry else ""
        if not found[3]:
            return value if 0 < len(value) < _LONGEST else found[0]
        listed = _AND.split(value) if len(value) < _LONGEST else []
        return listed[int(found[3]) - 1].strip() if 0 < int(found[3]) <= len(listed) else found[0]


def _takes(entry: Entry) -> bool:
    fields = entry.fields
    return "crossref" in fields or "xdata" in fields or "xdata" in "\0".join(fields.values())


def _inherit(fields: dict[str, str], given: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> None:
    """Fill what an entry lacks; what a rule names for it goes before what only has the same name."""
    table = inheritance()
    is_dated = "date" in fields or "year" in fields
    if not is_dated and "month" in fields:
        is_dated = True
        fields["year"] = given.get("year") or given.get("date", "")[:4]
    for name in sorted(given, key=lambda name: name not in names):
        if is_dated and name in table.dates:
            continue
        for target in names.get(name, (name,)):
            if not fields.get(target, "").strip():
                fields[target] = given[name]


def _split(keys: str) -> list[str]:
    return [key.strip().lower() for key in keys.split(",") if key.strip()] if keys else []
