"""A refresh of a project: which works are due at which source, what is said of them, what that adds to the ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from pipeline.console.summary import RunSummary
from pipeline.model.observations import News, ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import Identifiers, Problem, Work
from pipeline.model.source_table import SourceDescriptor, row_of
from pipeline.project.artefacts import Artefacts
from pipeline.project.decided import read_project_decisions
from pipeline.project.folder import Project
from pipeline.rules.matching.named_papers import read_named
from pipeline.rules.news.publications import Hint, find_hints, judge_hints
from pipeline.rules.refresh_schedule import Memory, RefreshChoice, choose_works, read_observed
from pipeline.stages.refresh import Known, ask, is_identified, judge_observations
from pipeline.storage import store
from pipeline.storage.checkpoint import Checkpoint
from pipeline.text.plurals import count


class RefreshSummary(RunSummary, frozen=True):
    """The summary, with how many works were due, and about how many of them some source answered."""

    due: int = 0
    answered: int = 0


class RefreshRun:
    """One refresh: ask the sources, learn from the replies, and, when that is published, finish."""

    def __init__(self, project: Project, artefacts: Artefacts, choice: RefreshChoice, now: datetime) -> None:
        """Go on from what a refresh that was cut off has learned.

        Args:
            project: The project, whose folder this run has locked.
            artefacts: All but the records, as the last run left them.
            choice: Which works a person wants refreshed.
            now: The time of this run, in UTC; its day decides what is due.
        """
        self._project, self._artefacts, self._choice, self._today = project, artefacts, choice, now.date()
        self._checkpoint = Checkpoint(project.boundary, now.isoformat(timespec="microseconds"))
        self._works = tuple(filter(is_identified, artefacts.works))
        self._due: set[str] = set()

    def find_damaged(self) -> Iterator[Problem]:
        """A problem when a part of what an earlier refresh has learned cannot be read."""
        if damaged := self._checkpoint.damaged:
            sentence = (
                f"{count(len(damaged), 'line')} of a refresh that was cut off cannot be read ({damaged[0].damage})"
            )
            where = f"{store.REFRESH}:{damaged[0].line}"
            yield Problem("cache", "damaged", where, f"{sentence}; what they said is asked for again.")

    def ask(self, sources: Sequence[Source]) -> Iterator[Problem]:
        """Ask every source about the works that are due there, keep what it says, and yield what failed."""
        asked_days = self._checkpoint.read_asked_days()
        answered = self._checkpoint.find_answered(self._today)
        for source in sources:
            memory = Memory(asked_days.get(source.name, {}), read_observed(self._artefacts.citations, source.name))
            due = choose_works(_works_for(source.name, self._works), memory, self._choice, self._today)
            self._due.update(work.id for work in due)
            for reply in ask([work for work in due if (source.name, work.id) not in answered], source):
                if isinstance(reply, ObservationBatch):
                    self._checkpoint.append(reply)
                else:
                    yield reply

    def learn(self, sources: Sequence[Source]) -> Artefacts:
        """The artefacts with the new lines of the ledgers."""
        old = self._artefacts
        learned = judge_observations(self._checkpoint.batches, Known(old.works, old.matches, old.citations, old.news))
        return msgspec.structs.replace(
            old,
            citations=(*old.citations, *learned.citations),
            news=(*old.news, *learned.news, *self._find_published(sources)),
        )

    def finish(self) -> None:
        """Call this after publishing: records when each work was asked about, and deletes the checkpoint."""
        self._checkpoint.finish()

    def add_figures(self, summary: RunSummary) -> RefreshSummary:
        """The summary with the figures of this refresh."""
        answered = {one.work for batch in self._checkpoint.batches for one in batch.found}
        figures = {"due": len(self._due), "answered": len(answered & self._due)}
        return msgspec.convert({**msgspec.to_builtins(summary), **figures}, RefreshSummary)

    def _find_published(self, sources: Sequence[Source]) -> tuple[News, ...]:
        """Versions of record that were named for preprints and that Crossref describes; looked up once each."""
        registry = next((source for source in sources if "doi" in row_of(source.name).authoritative_for), None)
        rejected = (read_named(name) for one in read_project_decisions(self._project) for name in one.reject)
        refused = {named.identifiers.doi for named in rejected} - {""}
        old, batches = self._artefacts, self._checkpoint.batches
        hints = find_hints(self._works, old.matches, batches, old.news, refused)
        if not hints or registry is None:
            return ()
        return judge_hints(hints, self._works, _look_up_hints(hints, registry))


def sources_to_refresh(project: Project) -> tuple[str, ...]:
    """Names of the enabled sources that count without a licence, and of those whose counts are shown.

    Semantic Scholar's licence makes its counts opt-in.
    """
    shown = project.config.counts.show
    return tuple(name for name in project.enabled_sources if name in shown or _counts_freely(row_of(name)))


def _counts_freely(source: SourceDescriptor) -> bool:
    return bool(source.refresh_scope) and source.counts != "licensed"


def _works_for(source: str, works: Sequence[Work]) -> tuple[Work, ...]:
    """The works that a source may know; arXiv is only asked whether a preprint was published."""
    if row_of(source).refresh_scope != "preprints":
        return tuple(works)
    return tuple(work for work in works if work.record.type == "article" and not work.record.identifiers.doi)


def _look_up_hints(hints: Sequence[Hint], registry: Source) -> list[ObservationBatch]:
    dois = dict.fromkeys(hint.doi for hint in hints)
    replies = registry.count([(doi, Identifiers(doi=doi)) for doi in dois])
    return [reply for reply in replies if isinstance(reply, ObservationBatch)]
