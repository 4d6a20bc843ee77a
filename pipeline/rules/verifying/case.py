"""An entry with the paper that it cites: what every check is given, and how it tells what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.model.names import display_name
from pipeline.model.records import Record, Struct
from pipeline.model.source_table import label_of
from pipeline.model.verification import Correction, Finding
from pipeline.rules.verifying.codes import severity_of
from pipeline.rules.verifying.papers import Ground, Paper, Seen
from pipeline.rules.verifying.places import is_of_server

Found = Iterator[tuple[Finding, Correction | None]]
"""What a check finds: each finding with what would put it right, if that is proven."""


class Case(Struct, frozen=True):
    """An entry with the paper that it cites.

    Attributes:
        claim: What the entry says.
        paper: What was found.
        today: The day of the run, ISO.
        unregistered: Schemes of which no registry knows the entry's identifier.
        searched: The sources that were searched for the title.
    """

    claim: Record
    paper: Paper
    today: str
    unregistered: frozenset[str] = frozenset()
    searched: frozenset[str] = frozenset()

    @property
    def is_found(self) -> bool:
        """True where title and people are those of a paper."""
        return self.paper.ground is Ground.TITLE_AND_PEOPLE

    @property
    def has_title(self) -> bool:
        """True where the title is that of a paper, whoever wrote it."""
        return self.paper.ground in (Ground.TITLE_AND_PEOPLE, Ground.TITLE)

    @property
    def published(self) -> list[Seen]:
        """The versions that something published."""
        return [one for one in self.paper.versions if not is_of_server(one.record)]


Check = Callable[[Case], Found]


def tell(code: str, field: str, given: str, seen: Seen | None, found: str, sentence: str) -> Finding:
    """A finding of a code.

    Args:
        code: A code of the table.
        field: The field of the entry.
        given: What the entry says there.
        seen: Who says otherwise; None where nobody had to.
        found: What that one says.
        sentence: What was found, to follow the key of the entry.
    """
    return Finding(code, field, given, found, seen.candidate.source if seen else "", severity_of(code), sentence)


def label(seen: Seen) -> str:
    """What people call the source of a record."""
    return label_of(seen.candidate.source)


def describe(record: Record) -> str:
    """A paper in a few words: “Title (Ada Lovelace et al., 1843)”."""
    who = display_name(record.author[0]) if record.author else ""
    said = ", ".join(filter(None, (f"{who}{' et al.' * bool(record.author[1:])}", str(record.year or ""))))
    return f"{record.title} ({said})" if said else record.title
