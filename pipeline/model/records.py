"""The types that flow through the pipeline, all frozen; a newcomer reads this file first.

A line of a list is first a `Row` (what a person wrote), then a `Record` (the paper that it claims), a `Query` to each
source, a `QueryResult` with `Candidate`s, a `Match` (the judgement, with its `Evidence`), and a `Work` (what is cited).
What goes wrong on the way is a `Problem`, beside the items of an `Outcome`.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import msgspec

from pipeline.model.statuses import Bearing, ReplyStatus, Verdict

T = TypeVar("T")

RETRACTED_NOTE = "Retracted"
"""The note on a record that its source marks as retracted."""

# Bounds are checked when an artefact is read back: a person, git or a disk may have changed the file.
Natural = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
"""A number that counts something."""


class Struct(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Base of all types: frozen, compact in JSON, strict when read back.

    The garbage collector does not look at them (`gc=False`): frozen values make no cycles, and a list of 100,000 papers
    is millions of them.
    """


class Name(Struct, frozen=True):
    """A person by parts, or `literal` for a group and for a name of one part; made only in `model.names`."""

    family: str = ""
    given: str = ""
    particle: str = ""  # the “van der” of Laurens van der Maaten
    suffix: str = ""  # “Jr.”, “III”
    literal: str = ""


class Date(Struct, frozen=True, repr_omit_defaults=True):
    """A day, as exact as the source had it, or a range of days; read and written as text in `model.dates`."""

    year: Annotated[int, msgspec.Meta(ge=-9999, le=9999)]  # -380 is 380 BCE
    month: Annotated[int, msgspec.Meta(ge=1, le=12)] | None = None
    day: Annotated[int, msgspec.Meta(ge=1, le=31)] | None = None
    season: Annotated[int, msgspec.Meta(ge=1, le=4)] | None = None  # 1 is spring; there is no month then
    end: Date | None = None  # the last day of a range
    is_open: bool = False  # a range that has not ended
    is_circa: bool = False
    is_uncertain: bool = False


class Identifiers(Struct, frozen=True):
    """Canonical identifiers of one work, made only in `model.identifiers`; each is empty when unknown."""

    doi: str = ""  # that of the version of record, never an arXiv DOI
    arxiv: str = ""
    acl: str = ""  # of the ACL Anthology
    openreview: str = ""
    pmid: str = ""
    pmcid: str = ""

    def labels(self) -> tuple[str, ...]:
        """`("doi:10.1/x", "arxiv:1706.03762")`: every identifier with its scheme, strongest first."""
        return tuple(f"{scheme}:{value}" for scheme in self.__struct_fields__ if (value := getattr(self, scheme)))


class Provenance(Struct, frozen=True):
    """Where one field of a record came from, and why that value won over others."""

    field: str
    source: str
    source_id: str = ""
    retrieved: str = ""  # ISO day of the reply that taught it, never of the run
    why: str = ""


class Record(Struct, frozen=True):
    """One description of a work, with the fields of CSL (`container_title` is CSL's `container-title`).

    Texts are plain Unicode, never escaped: a writer escapes them for its format. What is unknown is empty or None.
    """

    id: str  # `SOURCE:ID` for what a source gives, a hash for the claim of a row
    type: str = ""  # a type of CSL: `paper-conference`, `article-journal`, `article` for a preprint …
    title: str = ""
    author: tuple[Name, ...] = ()
    has_other_authors: bool = False  # there are more than `author` names: “et al.”
    editor: tuple[Name, ...] = ()
    issued: Date | None = None
    container_title: str = ""  # the journal, or the book of proceedings
    container_title_short: str = ""
    collection_title: str = ""  # the series of the container
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
    other_texts: tuple[tuple[str, str], ...] = ()  # these three: further fields of CSL that a person's library has
    other_names: tuple[tuple[str, tuple[Name, ...]], ...] = ()
    other_dates: tuple[tuple[str, Date], ...] = ()
    identifiers: Identifiers = Identifiers()
    other_dois: tuple[str, ...] = ()  # of other versions of the work; hints, no identity
    citation_key: str = ""
    other_links: tuple[tuple[str, str], ...] = ()  # of a claim: `("code", "https://…")`, what is not the paper's page
    provenance: tuple[Provenance, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of `issued`, when there is one."""
        return self.issued.year if self.issued else None


COLUMN_ROLES = ("title", "year", "venue", "author", "count", "link", "note")
"""What a column of a list may mean to us."""


class Column(Struct, frozen=True):
    """A column of a raw table."""

    header: str  # as it is written
    role: str = ""  # what it means to us: `title`, `year`, `venue`, `count`, …
    align: str = ""  # in Markdown: `left`, `center`, `right`


class Link(Struct, frozen=True):
    """A link in a cell: the text that is shown, and where it leads."""

    text: str
    url: str


class Row(Struct, frozen=True):
    """A line of a raw table as a person wrote it; it is never corrected."""

    id: str
    file: str
    line: Natural  # counted from 1
    columns: tuple[Column, ...]
    cells: tuple[str, ...]  # verbatim, with all markup
    texts: tuple[str, ...] = ()  # the same without markup, when that differs
    links: tuple[Link, ...] = ()
    stated: dict[
        str, str
    ] = {}  # by role: what stands elsewhere than alone in a column: beside other things, in a heading
    tags: tuple[str, ...] = ()  # the headings above it that say what it is about
    record: Record | None = None  # what the entry of a reference file says, when the list is one

    def cell(self, role: str) -> str:
        """What the row states in that role: out of a cell, a heading or a name; else the text in its first column."""
        if role in self.stated:
            return self.stated[role]
        for column, text in zip(self.columns, self.texts or self.cells, strict=False):
            if column.role == role:
                return text
        return ""


class Query(Struct, frozen=True):
    """What we ask a source: the claim of a row. Its record id comes back in the `QueryResult`."""

    claim: Record


class Candidate(Struct, frozen=True):
    """A record as one source gives it."""

    record: Record
    source: str
    source_id: str  # its id at the source
    rank: Natural = 1  # in the source's own order, from 1
    retrieved: str = ""  # ISO day of the reply


class QueryResult(Struct, frozen=True):
    """What a source says to one query."""

    record_id: str  # of the query's claim
    source: str
    status: ReplyStatus
    candidates: tuple[Candidate, ...] = ()
    sentence: str = ""  # explains a status that is no fact


class Evidence(Struct, frozen=True):
    """One named reason for or against a candidate, with the two values that were compared."""

    rule: str
    bearing: Bearing
    left: str = ""  # what the row claims
    right: str = ""  # what the candidate has

    def sentence(self) -> str:
        """The evidence as a person reads it: `title equal: “A” / “B”`."""
        values = " / ".join(f"“{value}”" for value in (self.left, self.right) if value)
        return f"{self.rule.replace('_', ' ')}{': ' if values else ''}{values}"


class Assessment(Struct, frozen=True, rename={"two_source_reason": "seconded"}):  # the name in people's artefacts
    """A candidate with all that was found for and against it."""

    candidate: Candidate
    verdict: Verdict
    reason: str
    score: Natural  # 0 to 100, for sorting only
    evidence: tuple[Evidence, ...] = ()
    two_source_reason: str = ""  # the reason that accepts it when a second source says the same; empty: none does


class Match(Struct, frozen=True):
    """The judgement on one row: what was chosen and why, what else was considered, and who was not asked."""

    record_id: str
    verdict: Verdict
    reason: str  # a stable code: `title_year`, `identifier`, `nothing_found`, …
    explanation: str
    memory: str  # a hash of claim, decision and rules: while it is the same, nobody is asked again
    decided_by: str = "rule"
    score: Natural = 0
    chosen: Candidate | None = None
    evidence: tuple[Evidence, ...] = ()
    support: tuple[Candidate, ...] = ()  # other sources' records of the same work
    rivals: tuple[Assessment, ...] = ()  # candidates that were not chosen
    asked: tuple[str, ...] = ()  # sources that answered
    unasked: tuple[tuple[str, str], ...] = ()  # sources that did not, each with a sentence why
    set_fields: dict[str, str] = {}  # fields that a person's decision sets
    refused: tuple[str, ...] = ()  # what a person's decision rejects; kept while nothing else was accepted
    unmet: tuple[str, ...] = ()  # of what a person's decision rejects, what no source offered
    rule: str = ""  # the row of the tables that accepted it, such as `title_year/equal`
    newer_rules: str = ""  # what rules of a newer version say instead; empty when they say the same
    check: str = ""  # a hash of all of the above: a line that was edited by hand is not believed


class Conflict(Struct, frozen=True):
    """Two sources that disagree on a field of one work: what was kept and what was refused."""

    work: str
    field: str
    kept: str
    kept_source: str
    refused: str
    refused_source: str


class Work(Struct, frozen=True, rename={"status": "standing"}):  # the name in people's artefacts
    """What is cited: one record, its rows, its citation key and its other versions."""

    id: str
    record: Record
    rows: tuple[str, ...]
    status: str  # `matched`, `review` or `unmatched`
    key: str = ""  # the citation key
    ids: tuple[str, ...] = ()  # everything that it is known by
    versions: tuple[Record, ...] = ()  # the preprint beside the published paper, for one
    related: tuple[tuple[str, str], ...] = ()  # how it is related to which works: `extends`, `corrects`, `comments_on`


class CitationCount(Struct, frozen=True, omit_defaults=False):
    """What a source counted for a work on a day: an observation, never a field of a record."""

    work: str
    source: str
    count: Natural
    as_of: str  # ISO day; empty when nobody knows it


class Problem(Struct, frozen=True):
    """One thing that went wrong with one record; it never ends a run."""

    stage: str
    code: str
    where: str  # `file:line`, or an id
    sentence: str


class Outcome(Struct, Generic[T], frozen=True):
    """What a stage made, and what it could not make."""

    items: tuple[T, ...]
    problems: tuple[Problem, ...] = ()
