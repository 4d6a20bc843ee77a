"""What a refresh learns: what sources say of known works today, and what is news in that.

A refresh asks each source about works and gets `ObservationBatch`es; comparing them with what was known gives `News`:
a preprint was published, a paper was retracted, a count has dropped.
"""

from __future__ import annotations

from enum import StrEnum

from pipeline.model.records import Natural, Record, Struct


class NewsKind(StrEnum):
    """What can happen to a paper (the first four), or to what a source says of it."""

    RETRACTED = "retracted"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    TITLE = "title changed"
    AUTHORS = "authors changed"
    DROP = "suspicious count"


class Notice(Struct, frozen=True):
    """A notice that a source attaches to a paper, such as one of retraction."""

    kind: NewsKind
    doi: str = ""  # of the notice itself; empty when it has none


class Observation(Struct, frozen=True):
    """What one reply says of one work; without count and record, the source does not know the work."""

    work: str  # its id
    count: Natural | None = None  # of citations
    record: Record | None = None  # the work as the source describes it now
    notices: tuple[Notice, ...] = ()


class ObservationBatch(Struct, frozen=True):
    """One reply of a source about many works."""

    source: str
    day: str  # ISO day of the reply
    found: tuple[Observation, ...]
    run: str = ""  # the refresh that asked


class News(Struct, frozen=True):
    """A line of `news.jsonl`: what a source says of a work, from which day on.

    Attributes:
        work: The id of the work.
        kind: What has happened.
        source: Who says so.
        value: The DOI of the notice or of the published version, the new title, the new authors, or the suspicious
            count; empty when the source no longer says so.
        as_of: The ISO day of the reply.
        before: What `value` replaces.
        evidence: Sentences for a person.
        run: The refresh that learnt it, by which two lines of one day are told apart.
    """

    work: str
    kind: NewsKind
    source: str
    value: str
    as_of: str
    before: str = ""
    evidence: tuple[str, ...] = ()
    run: str = ""

    @property
    def subject(self) -> tuple[str, str, str]:
        """What the line is about; of several lines with the same subject, the last one holds."""
        return self.work, self.kind, self.source
