"""What a source says of a known work today, and what is news about it: counts grow, preprints are published, papers
are retracted.
"""

from __future__ import annotations

from enum import StrEnum

from pipeline.model.records import Record, Struct


class NewsKind(StrEnum):
    """What can happen to a paper, and to what a source says of it."""

    RETRACTED = "retracted"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    TITLE = "title changed"
    AUTHORS = "authors changed"
    DROP = "suspicious count"


class Notice(Struct, frozen=True):
    """A notice that a source attaches to a paper: its kind, and the DOI of the notice where there is one."""

    kind: NewsKind
    doi: str = ""


class Observation(Struct, frozen=True):
    """What one answer says of one work; `count` and `record` are None when the source does not know the work."""

    work: str
    count: int | None = None
    record: Record | None = None
    notices: tuple[Notice, ...] = ()


class ObservationBatch(Struct, frozen=True):
    """One answer of a source about many works, with its day (ISO); `run` names the refresh that asked."""

    source: str
    day: str
    found: tuple[Observation, ...]
    run: str = ""


class News(Struct, frozen=True):
    """A line of `news.jsonl`: what a source said of a work, from which day on; an empty `value` takes it back.

    `value` is the DOI of a notice or of the published version, the new title, the new authors, or the suspicious
    count; `before` is what it replaces. `evidence` are sentences. `run` tells two looks at one thing apart.
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
        """What the line speaks of: of several lines of one subject the last one holds."""
        return self.work, self.kind, self.source
