"""A person's decision on a row, with the fields that it may set, and on what is one work. `config` reads the file."""

from __future__ import annotations

from pipeline.model.records import Struct

SETTABLE = frozenset(
    {"type", "title", "container_title", "collection_title", "volume", "issue", "page", "number", "edition", "genre"}
    | {"publisher", "publisher_place", "event_title", "event_place", "issn", "isbn", "url", "language", "note", "year"}
)
"""The fields that a person's decision may set: the plain texts of a record, and the year."""


class Decision(Struct, frozen=True, rename={"set_fields": "set"}):
    """What a person decided about a row; it wins over every rule."""

    row: str  # the title of the row, as the list has it
    year: int | None = None  # of the row, where several have this title
    accept: str = (
        ""  # the right paper: “doi:…”, “arxiv:…”, a citation key or what `review` prints; “none”: the row is right
    )
    reject: tuple[str, ...] = ()  # wrong papers, named in the same way
    set_fields: dict[str, str] = {}  # values for fields of the record, by `SETTABLE` name
    why: str = ""  # for other people; not used
    where: str = ""  # its place in the file, for messages; nothing is judged by it
    faults: tuple[str, ...] = ()  # what in it cannot be understood, a sentence each
    is_held: bool = False  # a fault leaves open what was decided, so the row waits

    @property
    def names_a_paper(self) -> bool:
        """True when it accepts a paper, or would if it could be understood; no rule accepts one for the row then."""
        return self.is_held or (bool(self.accept) and not self.is_as_listed)

    @property
    def is_as_listed(self) -> bool:
        """True when the row is to be cited as it stands."""
        return self.accept.strip().lower() == "none"


class JoinDecision(Struct, frozen=True):
    """What a person decided about records or works: that they are one, or that no two of them are."""

    ids: tuple[str, ...]
    is_same: bool
    why: str = ""  # for other people; not used
    where: str = ""  # its place in the file, for messages
