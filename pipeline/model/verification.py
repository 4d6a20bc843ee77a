"""What is found on an entry of somebody's references: a status, and what contradicts it, each finding with its values.

An entry of a file is a claim (`Record`), as a row of a list is; it gets a `Judgement`, and with its place in the file
it is a `VerifiedEntry`. All of a run is a `Verification`.
"""

from __future__ import annotations

from enum import StrEnum

from pipeline.model.records import Candidate, Name, Natural, Record, Struct


class EntryStatus(StrEnum):
    """What is said of an entry, worst first; UNKNOWN says nothing against it."""

    SUSPICIOUS = "suspicious"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"
    VERIFIED = "verified"

    @property
    def is_accusing(self) -> bool:
        """True where `--strict` fails."""
        return self in (EntryStatus.SUSPICIOUS, EntryStatus.NOT_FOUND)


class Severity(StrEnum):
    """Whether a finding makes an entry suspicious, or is only told beside."""

    ERROR = "error"
    NOTE = "note"


class Finding(Struct, frozen=True, omit_defaults=False):
    """One thing that was found on an entry, with the two values that were compared."""

    code: str  # stable: `doi_of_another_paper`, `authors_missing`, …; they are in `rules/verifying/codes.json`
    field: str  # `title`, `author`, `year`, `container_title`, `page`, `volume`, `doi`, `arxiv`; empty: the entry
    given: str  # what the entry says
    found: str  # what the source says; empty where it knows nothing
    source: str  # a name of the source table; empty where none was needed
    severity: Severity
    sentence: str


class Correction(Struct, frozen=True):
    """A value that is proven right, for a field of which the entry's value is proven wrong."""

    field: str  # `doi`, `arxiv`, `year`, `page`, `volume`, `author`
    source: str
    value: str = ""  # plain text; empty for authors
    names: tuple[Name, ...] = ()  # for authors


class Judgement(Struct, frozen=True):
    """What is said of one claim.

    Attributes:
        record_id: The id of the claim.
        status: The judgement.
        match: The paper that was found, as one source describes it.
        findings: What contradicts, and what is told beside, the worst first.
        corrections: What would put the entry right.
        asked: The sources that answered.
        unasked: The sources that did not, each with a sentence why.
        sentence: Why it was not found, or why nothing can be told.
    """

    record_id: str
    status: EntryStatus
    match: Candidate | None = None
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    asked: tuple[str, ...] = ()
    unasked: tuple[tuple[str, str], ...] = ()
    sentence: str = ""


class VerifiedEntry(Struct, frozen=True):
    """An entry in its place, with its judgement; `ignored` are findings that a person has said are right."""

    file: str
    line: Natural
    key: str
    claim: Record
    judgement: Judgement
    ignored: tuple[Finding, ...] = ()


class Verification(Struct, frozen=True):
    """All that a run of `verify` found.

    Attributes:
        entries: In the order of the files.
        doubled: The keys of entries that are one work, a tuple a work.
        requests: How many requests each source got.
        not_asked: The names of sources that were not asked or gave no answer.
        problems: What could not be read, each with its place.
    """

    entries: tuple[VerifiedEntry, ...]
    doubled: tuple[tuple[str, ...], ...] = ()
    requests: dict[str, int] = {}
    not_asked: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
