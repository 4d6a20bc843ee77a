"""CSL-JSON, both ways: `csl.json` has the types and variables of the format, and which part of a record each one is."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class Variables(msgspec.Struct, frozen=True):
    """Variables that are no part of a record and are kept as they are, by kind."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    dates: tuple[str, ...]


class CslFormat(msgspec.Struct, frozen=True):
    """The whole of `csl.json`.

    `types` are all types of the schema, `written` what stands in the file for a type that some reader refuses (Zotero
    refuses a whole file for one `software`). `fields` are the variables of plain text with the parts of a record, in
    the order of the schema's groups, and `former` variables by the names that older programs, and pandoc, write.
    """

    types: tuple[str, ...]
    written: dict[str, str]
    fields: dict[str, str]
    former: dict[str, str]
    variables: Variables


@lru_cache(maxsize=1)
def csl_format() -> CslFormat:
    """The table, read once."""
    return load_table("csl.json", CslFormat)
