"""Records out of one cell of a table: `title | authors | year | container | type | volume:pages | identifiers`."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from pipeline.model.names import parse_name
from pipeline.model.records import Date, Identifiers, Name, Record

CLAIMED = "claimed:yes"
"""Among the identifiers: nobody but a list says that there is such a paper."""
OTHERS = "others"
"""Among the authors: there are more."""
PARTS = ("title", "author", "year", "container", "type", "place", "ids")


def to_record(cell: str, id: str = "") -> Record:
    """A record; what stands at the end of a cell may be missing.

    Authors stand between semicolons. One word is the family name of “A. Adams”; “Baker, Ada”, “Ada Baker” and “Swap
    Collaboration” are read as anywhere, and “{Anonymous}” stays as it is. Among the identifiers may be any text of a
    record, with `_` for spaces, such as `note:Retracted`.
    """
    parts = dict(zip_longest(PARTS, (part.strip() for part in cell.split("|")), fillvalue=""))
    volume, _, page = parts["place"].partition(":")
    said: dict[str, Any] = dict(one.split(":", 1) for one in parts["ids"].split() if one != CLAIMED)
    schemes = said.keys() & set(Identifiers.__struct_fields__)
    people = [one for one in parts["author"].split("; ") if one]
    return Record(
        id=id,
        title=parts["title"],
        author=tuple(name for one in people if one != OTHERS and (name := to_name(one))),
        has_other_authors=OTHERS in people,
        issued=Date(int(parts["year"])) if parts["year"] else None,
        container_title=parts["container"],
        type=parts["type"],
        volume=volume,
        page=page,
        identifiers=Identifiers(**{scheme: said[scheme] for scheme in schemes}),
        **{field: text.replace("_", " ") for field, text in said.items() if field not in schemes},
    )


def to_name(text: str) -> Name | None:
    """A name of a cell; None for what names nobody."""
    if text.startswith("{"):
        return Name(literal=text[1:-1])
    return parse_name(text) if " " in text else Name(family=text, given="A.")
