"""Changes single fields of a person's own `.bib` file and leaves every other byte as it was.

The places are those that the reader found; what is changed is read again by whoever publishes it
(`project/bib_file.py`), so that nothing is written that does not say what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.formats.bib_places import EntryPlace, FieldPlace
from pipeline.writers.references.bib_style import GAP, FieldStyle, find_style

_BEHIND_LAST = re.compile(r"\s*+,?\s*+[})]")
"""What stands behind the last field where there is no comment."""
_JOINED = ("note", "howpublished")
"""Fields that are read as one where they stand twice."""
_NEAR = 20
"""How many entries before and behind one are looked at for the style of the file."""


class Splice(NamedTuple):
    """A piece of the text, and what stands there from then on."""

    start: int
    end: int
    text: str


class EntryEdit(NamedTuple):
    """What changes in one entry: fields by name in lower case, in LaTeX on one line with braces that balance.

    `kind` is its new type; empty where it stays. `renamed` are fields that get another name, and a value of `values`.
    """

    at: int
    values: Mapping[str, str]
    kind: str = ""
    renamed: Mapping[str, str] = {}


def splice(text: str, splices: Iterable[Splice]) -> str:
    """The text with the splices, of which no two overlap; those at one place stand in the order given."""
    pieces, end = [], 0
    for one in sorted(splices, key=lambda one: (one.start, one.end)):
        pieces += [text[end : one.start], one.text]
        end = one.end
    return "".join([*pieces, text[end:]])


def edit_entry(text: str, places: Sequence[EntryPlace | None], edit: EntryEdit) -> list[Splice] | None:
    """The splices that an edit makes; None when the entry has no place for a field.

    Args:
        text: The file.
        places: Those of its entries, in their order.
        edit: The change.
    """
    place = places[edit.at]
    if place is None or not all(map(_is_sound, edit.values.values())):
        return None
    style = find_style(text, place, _neighbours(places, edit.at))
    splices = [Splice(place.kind, place.kind_end, _spell_kind(text, place, edit.kind))] if edit.kind else []
    for name, value in edit.values.items():
        former = {old for old, new in edit.renamed.items() if new == name}
        standing = [one for one in place.fields if one.name.lower() in {name, *former}]
        splices += [
            Splice(one.start, one.start + len(one.name), style.spell(name))
            for one in standing
            if one.name.lower() in former
        ]
        splices += [_replace(text, one, value, style) for one in standing]
        if len(standing) > 1 and name in _JOINED:
            return None
        if not standing:
            at = _find_gap(text, place, is_first=name == "author")
            if at is None:
                return None
            splices.append(Splice(at, at, style.gap + style.write(name, _delimit(value, style))))
    return splices


def _neighbours(places: Sequence[EntryPlace | None], at: int) -> Iterator[EntryPlace]:
    for distance in range(1, _NEAR):
        for near in (at - distance, at + distance):
            if 0 <= near < len(places) and (place := places[near]):
                yield place


def _is_sound(value: str) -> bool:
    """Whether a value ends where it is meant to: BibTeX counts all braces, those behind a backslash too."""
    depth = 0
    for char in value:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0 and "\n" not in value and "\r" not in value and not value.endswith("\\")


def _spell_kind(text: str, place: EntryPlace, kind: str) -> str:
    written = text[place.kind : place.kind_end]
    if written.isupper():
        return kind.upper()
    return kind.capitalize() if written[:1].isupper() else kind


def _replace(text: str, field: FieldPlace, value: str, style: FieldStyle) -> Splice:
    """The new value in the marks of the old one; a macro stands in none, and gets those of the other fields."""
    written = text[field.value : field.end]
    opener = written[:1] if written[:1] in ("{", '"') else style.opener
    return Splice(
        field.value,
        field.end,
        _delimit(value, style._replace(opener=opener, is_number_bare=written.isdigit())),
    )


def _delimit(value: str, style: FieldStyle) -> str:
    if style.is_number_bare and value.isascii() and value.isdigit():
        return value
    return f'"{value}"' if style.opener == '"' and '"' not in value else f"{{{value}}}"


def _find_gap(text: str, place: EntryPlace, *, is_first: bool) -> int | None:
    """Where a field may be put in without moving a comment: behind the last field, or the last that has none behind."""
    fields = place.fields
    behind_key = [place.key_end] if place.key_end >= 0 and _is_gap_behind_key(text, place) else []
    ends = [field.end for at, field in enumerate(fields) if _is_free(text, place, at)]
    candidates = [*behind_key, *ends] if is_first else [*reversed(ends), *behind_key]
    return next(iter(candidates), None)


def _is_gap_behind_key(text: str, place: EntryPlace) -> bool:
    if not place.fields:
        return _BEHIND_LAST.fullmatch(text, place.key_end, place.end) is not None
    return GAP.fullmatch(text, place.key_end, place.fields[0].start) is not None


def _is_free(text: str, place: EntryPlace, at: int) -> bool:
    """Whether nothing but a comma stands between a field and the next one, or the end of the entry."""
    if at + 1 < len(place.fields):
        return GAP.fullmatch(text, place.fields[at].end, place.fields[at + 1].start) is not None
    return _BEHIND_LAST.fullmatch(text, place.fields[at].end, place.end) is not None
