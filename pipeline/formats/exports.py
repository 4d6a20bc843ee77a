"""Tables that databases export: `exports.json` says by which headers each is known, and what its columns are.

`table` there says the same of a table that nobody is known to export.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class Layout(msgspec.Struct, frozen=True):
    """One export: the headers by which it is known and those of each field, all folded, the surest first."""

    name: str
    needs: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]


class ExportsFormat(msgspec.Struct, frozen=True):
    """The whole of `exports.json`: the layouts, the most telling first, and the CSL type of each type, folded.

    `table` has the headers that say in anybody's table what no list reader asks for: a volume, an id.
    """

    layouts: tuple[Layout, ...]
    table: dict[str, tuple[str, ...]]
    types: dict[str, str]


@lru_cache(maxsize=1)
def exports_format() -> ExportsFormat:
    """The table, read once."""
    return load_table("exports.json", ExportsFormat)
