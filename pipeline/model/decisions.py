"""A person's word on a row, and which fields it may set. Reading the file is `config`'s, heeding it the stages'."""

from __future__ import annotations

from pipeline.model.records import Struct

SETTABLE = frozenset(
    {"type", "title", "container_title", "collection_title", "volume", "issue", "page", "number", "edition", "genre"}
    | {"publisher", "publisher_place", "event_title", "event_place", "issn", "isbn", "url", "language", "note", "year"}
)
"""The fields that a person's decision may set: the plain texts of a record, and the year."""


class Decision(Struct, frozen=True, rename={"set_fields": "set"}):
    """A person's word on a row, known by its title and year as the list has them. Always wins."""

    row: str
    year: int | None = None
    accept: str = ""
    reject: tuple[str, ...] = ()
    set_fields: dict[str, str] = {}
    why: str = ""
