"""Records out of one cell of a table: `title | authors | year | container | type | volume:pages | identifiers`."""

from __future__ import annotations

from itertools import zip_longest

from pipeline.model.records import Date, Identifiers, Name, Record

CLAIMED = "claimed:yes"
"""Among the identifiers: nobody but a list says that there is such a paper."""
PARTS = ("title", "author", "year", "container", "type", "place", "ids")


def to_record(cell: str, id: str = "") -> Record:
    """A record; what stands at the end of a cell may be missing."""
    parts = dict(zip_longest(PARTS, (part.strip() for part in cell.split("|")), fillvalue=""))
    volume, _, page = parts["place"].partition(":")
    ids = dict(one.split(":", 1) for one in parts["ids"].split() if one != CLAIMED)
    return Record(
        id=id,
        title=parts["title"],
        author=tuple(Name(family=family, given="A.") for family in filter(None, parts["author"].split("; "))),
        issued=Date(int(parts["year"])) if parts["year"] else None,
        container_title=parts["container"],
        type=parts["type"],
        volume=volume,
        page=page,
        identifiers=Identifiers(**ids),
    )
