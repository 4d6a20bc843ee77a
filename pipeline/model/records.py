"""The vocabulary: everything that flows through the line, frozen; a newcomer reads this file first.

Rows are what a person wrote; records describe a paper; candidates are records that a source offers; a match is a
judgement with its reasons; a work is what gets a citation key.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Verdict(StrEnum):
    """What a judgement says of a candidate or of a row."""

    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"


class ReplyStatus(StrEnum):
    """What an answer of a source is worth; only the first three are facts."""

    FOUND = "found"
    NO_MATCH = "no match"
    NOT_REGISTERED = "not registered"
    UNREADABLE = "unreadable"
    THROTTLED = "throttled"
    BLOCKED = "blocked"
    EXHAUSTED = "exhausted"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not asked"

    @property
    def is_fact(self) -> bool:
        """True when the source really answered the question."""
        return self in (ReplyStatus.FOUND, ReplyStatus.NO_MATCH, ReplyStatus.NOT_REGISTERED)


class Bearing(StrEnum):
    """Which way a piece of evidence points."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    VETO = "veto"


class Struct(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of all types: frozen, compact in JSON, strict when read back."""


class Name(Struct, frozen=True):
    """A person by parts, or `literal` for a group and for a name of one part."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


class Date(Struct, frozen=True):
    """A day of the proleptic calendar, as exact as the source had it."""

    year: int
    month: int | None = None
    day: int | None = None


class Identifiers(Struct, frozen=True):
    """Canonical identifiers of one work; `doi` is that of the version of record, never an arXiv DOI."""

    doi: str = ""
    arxiv: str = ""
    acl: str = ""
    openreview: str = ""
    pmid: str = ""
    pmcid: str = ""

    def labels(self) -> tuple[str, ...]:
        """`("doi:10.1/x", "arxiv:1706.03762")`: every identifier with its scheme, strongest first."""
        return tuple(f"{scheme}:{value}" for scheme in self.__struct_fields__ if (value := getattr(self, scheme)))


class Provenance(Struct, frozen=True):
    """Where one field of a record came from, when that was learned, and why it won."""

    field: str
    source: str
    source_id: str = ""
    retrieved: str = ""
    why: str = ""


class Record(Struct, frozen=True):
    """One description of a work, shaped like CSL; text is plain Unicode, never escaped.

    `other_texts`, `other_names` and `other_dates` are what a person's library knows beside, by the names of CSL.
    """

    id: str
    type: str = ""
    title: str = ""
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    issued: Date | None = None
    container_title: str = ""
    container_title_short: str = ""
    collection_title: str = ""
    collection_number: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    version: str = ""
    genre: str = ""
    publisher: str = ""
    publisher_place: str = ""
    event_title: str = ""
    event_place: str = ""
    issn: str = ""
    isbn: str = ""
    url: str = ""
    abstract: str = ""
    language: str = ""
    note: str = ""
    keyword: tuple[str, ...] = ()
    other_texts: tuple[tuple[str, str], ...] = ()
    other_names: tuple[tuple[str, tuple[Name, ...]], ...] = ()
    other_dates: tuple[tuple[str, Date], ...] = ()
    identifiers: Identifiers = Identifiers()
    other_dois: tuple[str, ...] = ()
    citation_key: str = ""
    provenance: tuple[Provenance, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of `issued`, when there is one."""
        return self.issued.year if self.issued else None


class Column(Struct, frozen=True):
    """A column of a raw table: its header as written, what it means to us, and its alignment in markdown."""

    header: str
    role: str = ""
    align: str = ""


class Link(Struct, frozen=True):
    """A link in a cell: what a reader sees, and where it leads."""

    text: str
    url: str


class Row(Struct, frozen=True):
    """A line of a raw table; `cells` are verbatim, `texts` as a reader sees them; lines count from 1."""

    id: str
    file: str
    line: int
    columns: tuple[Column, ...]
    cells: tuple[str, ...]
    texts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def cell(self, role: str) -> str:
        """What a reader sees in the first column with that role (`title`, `year`, `venue`, `count`, ...)."""
        seen = zip(self.columns, self.texts or self.cells, strict=False)
        return next((text for column, text in seen if column.role == role), "")


class Query(Struct, frozen=True):
    """What we ask a source: the claim of a row, which carries its record id."""

    claim: Record


class Candidate(Struct, frozen=True):
    """A record as one source gives it; `rank` counts from 1 in that source's own order."""

    record: Record
    source: str
    source_id: str
    rank: int = 1
    retrieved: str = ""


class QueryResult(Struct, frozen=True):
    """What a source says to one query; `sentence` explains anything that is not a fact."""

    record_id: str
    source: str
    status: ReplyStatus
    candidates: tuple[Candidate, ...] = ()
    sentence: str = ""


class Evidence(Struct, frozen=True):
    """One named reason for or against a candidate, with the two values that were compared."""

    rule: str
    bearing: Bearing
    left: str = ""
    right: str = ""

    def sentence(self) -> str:
        """The evidence as a person reads it: `title equal: "A" / "B"`."""
        values = " / ".join(f"“{value}”" for value in (self.left, self.right) if value)
        return f"{self.rule.replace('_', ' ')}{': ' if values else ''}{values}"


class Assessment(Struct, frozen=True, rename={"two_source_reason": "seconded"}):
    """A candidate with all that was found for and against it; `score` is for sorting only, 0 to 100;
    `two_source_reason` is the reason that accepts it when a second source says the same, empty when none would.
    """

    candidate: Candidate
    verdict: Verdict
    reason: str
    score: int
    evidence: tuple[Evidence, ...] = ()
    two_source_reason: str = ""


class Match(Struct, frozen=True):
    """The judgement on one row: what was chosen and why, what else was weighed, and who was not asked (and why).

    `memory` is a hash of all that it rests on (claim, decision, rules); while that is unchanged, nobody is asked again.
    """

    record_id: str
    verdict: Verdict
    reason: str
    explanation: str
    memory: str
    decided_by: str = "rule"
    score: int = 0
    chosen: Candidate | None = None
    evidence: tuple[Evidence, ...] = ()
    support: tuple[Candidate, ...] = ()
    rivals: tuple[Assessment, ...] = ()
    asked: tuple[str, ...] = ()
    unasked: tuple[tuple[str, str], ...] = ()
    set_fields: dict[str, str] = {}


class Conflict(Struct, frozen=True):
    """Two sources that disagree on a field of one work: what was kept and what was refused."""

    work: str
    field: str
    kept: str
    kept_source: str
    refused: str
    refused_source: str


class Work(Struct, frozen=True, rename={"status": "standing"}):
    """What is cited: one record, its rows, its citation key and its other versions."""

    id: str
    record: Record
    rows: tuple[str, ...]
    status: str
    key: str = ""
    ids: tuple[str, ...] = ()
    versions: tuple[Record, ...] = ()


class CitationCount(Struct, frozen=True, omit_defaults=False):
    """An observation: what a source counted for a work on a day (ISO date, empty when nobody knows it)."""

    work: str
    source: str
    count: int
    as_of: str


class Problem(Struct, frozen=True):
    """One thing that went wrong with one record: a sentence, and where (file:line or id)."""

    stage: str
    code: str
    where: str
    sentence: str


class Outcome(Struct, Generic[T], frozen=True):
    """What a stage made, and what it could not make."""

    items: tuple[T, ...]
    problems: tuple[Problem, ...] = ()
