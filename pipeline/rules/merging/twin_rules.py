"""The rules by which pairs are judged, in `twin_rules.json`: the first that takes what was found decides."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from pipeline.model.records import Struct
from pipeline.rules.matching.relations import Relation
from pipeline.rules.merging.twin_places import TwinContainer, TwinIds, TwinKind, TwinPeople, TwinPlace, TwinYear
from pipeline.rules.merging.twin_titles import TwinTitle


class Joining(StrEnum):
    """What is said of a pair; UNSURE leaves it to a person."""

    JOIN = "join"
    APART = "apart"
    UNSURE = "unsure"


class PairFindings(Struct, frozen=True):
    """All that the table decides on."""

    title: TwinTitle
    ids: TwinIds
    people: TwinPeople
    year: TwinYear
    place: TwinPlace
    kind: TwinKind
    container: TwinContainer
    same_mark: bool
    same_tail: bool
    same_standing: bool
    is_claimed: bool
    same_numbers: bool
    is_short: bool
    is_long: bool
    is_generic: bool
    is_repeated: bool
    in_preprint_years: bool


class TwinRule(Struct, frozen=True):
    """A row of the table; an empty field takes everything.

    Attributes:
        code: The stable name of the reason.
        joining: What the row says.
        rank: How sure it is, from 0 to 9; pairs are joined the surest first.
        relation: How records that the row keeps apart are related.
    """

    code: str
    joining: Joining
    rank: int = 0
    relation: str = ""
    title: tuple[TwinTitle, ...] = ()
    ids: tuple[TwinIds, ...] = ()
    people: tuple[TwinPeople, ...] = ()
    year: tuple[TwinYear, ...] = ()
    place: tuple[TwinPlace, ...] = ()
    kind: tuple[TwinKind, ...] = ()
    container: tuple[TwinContainer, ...] = ()
    same_mark: bool | None = None
    same_tail: bool | None = None
    same_standing: bool | None = None
    is_claimed: bool | None = None
    same_numbers: bool | None = None
    is_short: bool | None = None
    is_long: bool | None = None
    is_generic: bool | None = None
    is_repeated: bool | None = None
    in_preprint_years: bool | None = None

    def takes(self, found: PairFindings) -> bool:
        """True when all that the row asks for was found."""
        return (
            (not self.title or found.title in self.title)
            and (not self.ids or found.ids in self.ids)
            and (not self.people or found.people in self.people)
            and (not self.year or found.year in self.year)
            and (not self.place or found.place in self.place)
            and (not self.kind or found.kind in self.kind)
            and (not self.container or found.container in self.container)
            and self.same_mark in (None, found.same_mark)
            and self.same_tail in (None, found.same_tail)
            and self.same_standing in (None, found.same_standing)
            and self.is_claimed in (None, found.is_claimed)
            and self.same_numbers in (None, found.same_numbers)
            and self.is_short in (None, found.is_short)
            and self.is_long in (None, found.is_long)
            and self.is_generic in (None, found.is_generic)
            and self.is_repeated in (None, found.is_repeated)
            and self.in_preprint_years in (None, found.in_preprint_years)
        )


_ENUMS: dict[str, type[Relation]] = {
    "title": TwinTitle,
    "ids": TwinIds,
    "people": TwinPeople,
    "year": TwinYear,
    "place": TwinPlace,
    "kind": TwinKind,
    "container": TwinContainer,
}


class _Table(Struct, frozen=True):
    """The file: groups of names by field, and the rules, each field of which names members or groups."""

    groups: dict[str, dict[str, str]]
    rules: tuple[dict[str, Any], ...]


@lru_cache(maxsize=1)
def twin_rules() -> tuple[TwinRule, ...]:
    """The rules in their order, read once."""
    text = files("pipeline.rules.merging").joinpath("twin_rules.json").read_bytes()
    table = msgspec.json.decode(text, type=_Table)
    return tuple(_to_rule(row, table.groups) for row in table.rules)


def _to_rule(row: dict[str, Any], groups: dict[str, dict[str, str]]) -> TwinRule:
    """A rule of what a row of the file says; `why` is for people."""
    fields = {name: value for name, value in row.items() if name not in ("says", "why")}
    for name in _ENUMS.keys() & row.keys():
        words = (groups.get(name, {}).get(word, word) for word in row[name].split())
        fields[name] = tuple(_ENUMS[name][word.upper()] for word in " ".join(words).split())
    return TwinRule(joining=Joining(row["says"]), **fields)
