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
    types that are read as another one is. `read`: further tags by part, of any type, the surest first; `read_of`: those
    of a single type, which hold instead.
    """

    read: dict[str, tuple[str, ...]]
    read_of: dict[str, dict[str, tuple[str, ...]]]
    written: dict[str, dict[str, str]]
    rows_of: dict[str, str]


class Variable(msgspec.Struct, frozen=True):
    """The tag of a CSL variable that is no part of a record: of all types, if there is one, and of single types."""

    tag: str = ""
    by_type: dict[str, str] = {}


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

    def name_type(self, said: str) -> str:
        """The RIS type that a line says, in any case and also with more letters: “Journ”."""
        whole = said.strip().upper()
        return next((name for name in (whole, whole[:4]) if name in self.types.read), whole)

    def row_of(self, ris_type: str) -> str:
        """The RIS type whose rows hold for a type: itself, or the one that it is read as."""
        return self.fields.rows_of.get(ris_type, ris_type)

    def tags_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by part of a record, in the order in which they are filled."""
        return self.fields.written.get(self.row_of(ris_type), self.fields.written[""])

    def name_tags_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by the part that people have in the work."""
        return self.names.get(self.row_of(ris_type), self.names[""])

    def own_tags_of(self, ris_type: str) -> frozenset[str]:
        """The tags that are a variable in this type and something else in others."""
        return _own_tags_of(self.row_of(ris_type))

    def variables_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by CSL variable; a tag that means something else in this type means only that."""
        return _variables_of(self.row_of(ris_type))

    def read_tags_of(self, ris_type: str) -> dict[str, tuple[str, ...]]:
        """The tags of a RIS type by part of a record that other programs write, the surest first."""
        return _read_tags_of(self.row_of(ris_type))


@lru_cache(maxsize=1)
def ris_format() -> RisFormat:
    """The table, read once."""
    return load_table("ris.json", RisFormat)


@lru_cache(maxsize=256)
def _own_tags_of(row: str) -> frozenset[str]:
    return frozenset(one.by_type[row] for one in ris_format().variables.values() if row in one.by_type)


@lru_cache(maxsize=256)
def _variables_of(row: str) -> dict[str, str]:
    table = ris_format()
    own = {name: one.by_type[row] for name, one in table.variables.items() if row in one.by_type}
    taken = {*own.values(), *table.tags_of(row).values()}
    return {name: one.tag for name, one in table.variables.items() if one.tag and one.tag not in taken} | own


@lru_cache(maxsize=256)
def _read_tags_of(row: str) -> dict[str, tuple[str, ...]]:
    fields = ris_format().fields
    return fields.read | fields.read_of.get(row, {})
