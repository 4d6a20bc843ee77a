"""PubMed's own format, which is only read: `nbib.json` says which publication type and which tag is what."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.formats.tables import load_table


class NbibFormat(msgspec.Struct, frozen=True):
    """The whole of `nbib.json`: the CSL type of publication types, and tags by part of a record and CSL variable."""

    types: dict[str, str]
    fields: dict[str, tuple[str, ...]]
    variables: dict[str, str]


@lru_cache(maxsize=1)
def nbib_format() -> NbibFormat:
    """The table, read once."""
    return load_table("nbib.json", NbibFormat)
