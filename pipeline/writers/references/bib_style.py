"""How a person's own `.bib` file writes a field: its indent, what is around the “=”, braces or quotes, case and commas.

What an entry does itself goes before what the file does elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from pipeline.formats.bib_places import EntryPlace, FieldPlace

_T = TypeVar("_T")

GAP = re.compile(r"\s*,\s*")
"""What stands between two fields, or between the key and a field, where there is no comment."""
_BLANK = " \t"
_PLAIN_WORDS = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*")


class FieldStyle(NamedTuple):
    """How fields are written.

    Attributes:
        gap: What parts two fields: comma, line break, indent.
        equals: What stands around the “=”, between name and value.
        name_width: The width to which names are filled up before `equals`; 0 for none.
        value_width: The width to which name and “=” are filled up before the value; 0 for none.
        opener: `{` or `"`.
        is_number_bare: Whether numbers stand without either.
        spell: Gives a name the capitals that names have here.
    """

    gap: str
    equals: str = " = "
    name_width: int = 0
    value_width: int = 0
    opener: str = "{"
    is_number_bare: bool = False
    spell: Callable[[str], str] = str.lower

    def write(self, name: str, value: str) -> str:
        """A field with its value, which has its braces or quotes already."""
        spelled = self.spell(name).ljust(self.name_width)
        return f"{spelled}{self.equals}".ljust(self.value_width) + value


def find_style(text: str, place: EntryPlace, others: Iterable[EntryPlace]) -> FieldStyle:
    """How fields are written in an entry; what it does not show is looked for in others.

    Args:
        text: The file.
        place: The entry.
        others: Entries of the file, the nearest first; only as many as are needed are taken.
    """
    seen, gaps = place, Counter(_gaps_of(text, place))
    for other in others:
        if gaps and len(seen.fields) > 1:
            break
        seen = other if len(other.fields) > len(seen.fields) else seen
        gaps = gaps or Counter(_gaps_of(text, other))
    gap = max(gaps, key=lambda one: (gaps[one], len(one)), default="")
    return _describe(text, seen.fields, gap or _usual_gap(text))


def _gaps_of(text: str, place: EntryPlace) -> list[str]:
    """What parts the fields of an entry; where comments do, what parts the first from the key."""
    between = (text[one.end : other.start] for one, other in pairwise(place.fields))
    found = [gap for gap in between if GAP.fullmatch(gap)]
    if not found and place.fields and place.key_end >= 0:
        found = [gap for gap in [text[place.key_end : place.fields[0].start]] if GAP.fullmatch(gap)]
    return found


def _usual_gap(text: str) -> str:
    return ",\r\n  " if "\r\n" in text else ",\n  "


def _describe(text: str, fields: Sequence[FieldPlace], gap: str) -> FieldStyle:
    if not fields:
        return FieldStyle(gap)
    equals = [text[one.start + len(one.name) : one.value] for one in fields]
    before = [len(one) - len(one.lstrip()) for one in equals]
    at_equals = {len(one.name) + width for one, width in zip(fields, before, strict=True)}
    at_value = {one.value - one.start for one in fields}
    may_align = len({len(one.name) for one in fields}) > 1 and not any("\n" in one or "\t" in one for one in equals)
    is_aligned = may_align and len(at_equals) == 1
    is_value_aligned = may_align and not is_aligned and len(at_value) == 1
    lead = min(before) if is_aligned else _most(before)
    behind = " " if is_value_aligned else _most(one.lstrip().removeprefix("=") for one in equals)
    values = [text[one.value : one.value + 1] for one in fields]
    return FieldStyle(
        gap,
        equals=f"{' ' * lead}={' ' if behind.strip(_BLANK) else behind}",
        name_width=at_equals.pop() - lead if is_aligned else 0,
        value_width=at_value.pop() if is_value_aligned else 0,
        opener='"' if values.count('"') > values.count("{") else "{",
        is_number_bare=any(map(str.isdigit, values)),
        spell=_find_spelling([one.name for one in fields]),
    )


def _most(items: Iterable[_T]) -> _T:
    return Counter(items).most_common(1)[0][0]


def _find_spelling(names: Sequence[str]) -> Callable[[str], str]:
    """How most of the names are spelled: `title`, `Title` or `TITLE`; that of a single letter tells nothing."""
    words = [name for name in names if len(name) > 1 and _PLAIN_WORDS.fullmatch(name)]
    kinds = (str.lower, str.upper, _capitalize)
    return max(kinds, key=lambda kind: sum(kind(word) == word for word in words))


def _capitalize(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))
