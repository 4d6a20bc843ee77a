"""RIS, both ways: `ris.json` says which type is what, and which tag holds which part of a record.

Tags are written by their own two letters, and read by the names that rispy gives them.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class Types(msgspec.Struct, frozen=True):
    """`read`: the CSL type of each RIS type; `written`: the RIS type of each CSL type."""

    read: dict[str, str]
    written: dict[str, str]


class Fields(msgspec.Struct, frozen=True):
    """`read`: rispy's names of the tags of each part of a record, the surest first. `written`: the tags of each part by
    RIS type; those of the empty name are for all types without a row.
    """

    read: dict[str, tuple[str, ...]]
    written: dict[str, dict[str, str]]


class Variable(msgspec.Struct, frozen=True):
    """A CSL variable that is no part of a record: rispy's name of its tag, and the tag."""

    read: str
    written: str


class RisFormat(msgspec.Struct, frozen=True):
    """The whole of `ris.json`."""

    types: Types
    fields: Fields
    variables: dict[str, Variable]

    def type_of(self, csl_type: str) -> str:
        """The RIS type for a CSL type; an unknown one is a document."""
        return self.types.written.get(csl_type) or self.types.written["document"]

    def tags_of(self, ris_type: str) -> dict[str, str]:
        """The tags of a RIS type by part of a record, in the order in which they are filled."""
        return self.fields.written.get(ris_type, self.fields.written[""])


@lru_cache(maxsize=1)
def ris_format() -> RisFormat:
    """The table, read once."""
    return load_table("ris.json", RisFormat)
