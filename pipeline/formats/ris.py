"""RIS, both ways: `ris.json` says which type is what, and which tag holds which part of a record."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class Types(msgspec.Struct, frozen=True):
    """`read`: the CSL type of each RIS type; `written`: the RIS type of each CSL type."""

    read: dict[str, str]
    written: dict[str, str]


class Fields(msgspec.Struct, frozen=True):
    """The tags of the parts of a record.

    `written`: by RIS type, those of the empty name for all types without a row; they are read first. `rows_of`: the
    types that are read as another one is. `read`: further tags by part, of any type, the surest first.
    """

    read: dict[str, tuple[str, ...]]
    written: dict[str, dict[str, str]]
    rows_of: dict[str, str]


class Variable(msgspec.Struct, frozen=True):
    """The tag of a CSL variable that is no part of a record, and the RIS types that have it; none named: all."""

    tag: str
    types: frozenset[str] = frozenset()


class RisFormat(msgspec.Struct, frozen=True):
    """The whole of `ris.json`.

    `names` are the tags of people by RIS type, in the manner of the fields; `registers` the archives whose number in
    `AN` is that of an eprint, and not of a shelf.
    """

    types: Types
    fields: Fields
    names: dict[str, dict[str, str]]
    variables: dict[str, Variable]
    registers: frozenset[str]

    def type_of(self, csl_type: str) -> str:
        """The RIS type for a CSL type; an unknown one is a document."""
        return self.types.written.get(csl_type) or self.types.written["document"]

    def row_of(self, ris_type: str) -> str:
        """The RIS type whose rows hold for a type: itself, or the one that it is read as."""
        return self.fields.rows_of.get(ris_type, ris_type)

    def tags_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by part of a record, in the order in which they are filled."""
        return self.fields.written.get(self.row_of(ris_type), self.fields.written[""])

    def name_tags_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by the part that people have in the work."""
        return self.names.get(self.row_of(ris_type), self.names[""])

    def variables_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by CSL variable."""
        kind = self.row_of(ris_type)
        return {name: one.tag for name, one in self.variables.items() if not one.types or kind in one.types}


@lru_cache(maxsize=1)
def ris_format() -> RisFormat:
    """The table, read once."""
    return load_table("ris.json", RisFormat)
