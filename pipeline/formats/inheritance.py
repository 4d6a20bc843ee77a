"""What an entry of a `.bib` takes from the one that its `crossref` names: `inheritance.json`, biblatex's appendix B.

biblatex hands down all fields but a few. Here a parent keeps besides what says which work it is (its DOI, address and
ids), since a chapter with the DOI of its book would be another work; and what is about itself, such as its abstract.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class TitleRule(msgspec.Struct, frozen=True):
    """Which children read the titles of which parents as those of what: a volume's whole, a book, a journal."""

    parents: frozenset[str]
    children: frozenset[str]
    titles: str


class FieldRule(msgspec.Struct, frozen=True):
    """Further fields that children take under other names."""

    parents: frozenset[str]
    children: frozenset[str]
    fields: dict[str, tuple[str, ...]]


class Inheritance(msgspec.Struct, frozen=True):
    """The whole table.

    Attributes:
        never: Fields that no child takes.
        dates: Fields of which a child takes none when it has one.
        titles: By what a parent is to a child, the child's names of its titles.
        rules: The first that fits says what a parent is; `*` is any.
        further: All that fit hold.
        own: Fields that go down only where no rule renames the title.
    """

    never: frozenset[str]
    dates: frozenset[str]
    titles: dict[str, dict[str, tuple[str, ...]]]
    rules: tuple[TitleRule, ...]
    further: tuple[FieldRule, ...]
    own: frozenset[str]


@lru_cache(maxsize=1)
def inheritance() -> Inheritance:
    """The table, read once."""
    return load_table("inheritance.json", Inheritance)


@lru_cache(maxsize=512)
def handed_down(parent: str, child: str) -> dict[str, tuple[str, ...]]:
    """Under which names an entry of type `child` takes fields of a `parent`; those not named keep theirs."""
    table = inheritance()
    names: dict[str, tuple[str, ...]] = dict.fromkeys(table.never, ())
    rule = next((one for one in table.rules if child in one.children and {"*", parent} & one.parents), None)
    if rule:
        names |= dict.fromkeys(table.own, ()) | table.titles[rule.titles]
    for one in table.further:
        if parent in one.parents and child in one.children:
            names |= one.fields
    return names
