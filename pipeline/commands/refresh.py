"""`bibmill refresh`: what sources say of known works today, as dated observations and news."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import msgspec

from pipeline.console.summary import Console, RunSummary
from pipeline.model.errors import InputError, UsageError
from pipeline.model.observations import News, ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import Identifiers, Problem, Work
from pipeline.model.source_table import SourceDescriptor, row_of
from pipeline.project.artefacts import Artefacts, publish, read_artefacts, to_texts
from pipeline.project.folder import Project, open_project, read_project_decisions
from pipeline.project.opened_sources import open_sources
from pipeline.project.wiring import make_outputs
from pipeline.rules.news.publications import Hint, find_hints, judge_hints
from pipeline.rules.refresh_schedule import Memory, RefreshChoice, choose, days_before, read_observed
from pipeline.stages.refresh import Known, ask, weigh
from pipeline.storage import store
from pipeline.storage.checkpoint import Checkpoint

_AGE = re.compile(r"(\d{1,4})d")


class Refreshed(RunSummary, frozen=True):
    """The summary, with the works that were to be asked about and those about which some source answered."""

    due: int = 0
    answered: int = 0


def run(options: Namespace) -> int:
    """Append what is new to the ledgers and rewrite the outputs; returns the exit code."""
    project = open_project(options)
    now = datetime.now(UTC)
    wish = RefreshChoice(frozenset(options.only), _until(options.older_than, now.date()))
    with Console(quiet=options.quiet, as_json=options.json) as console, store.lock_folder(project.root):
        needs = ("rows", "matches", "works", "conflicts", "citations", "keys", "news", "problems")
        artefacts = read_artefacts(project.root, needs)
        _refuse_unknown(artefacts, wish)
        harvest = Checkpoint(project.root, now.isoformat(timespec="microseconds"))
        round_ = _Round(project, artefacts, harvest, wish, now.date())
        with open_sources(project, console, _counting(project)) as sources:
            problems = list(round_.ask(sources))
            learned = round_.learn(sources)
        files = {**to_texts(learned, ["citations", "news"]), **make_outputs(project, learned)}
        changed = publish(project.root, files)
        harvest.finish()
        told = (*artefacts.problems, *problems)
        summary = console.summarize(artefacts.rows, artefacts.matches, artefacts.works, told, changed)
    console.tell(round_.sum_up(summary))
    return 1 if options.strict and summary.needs_person else 0


class _Round:
    """One refresh: asks each source about what is due there, and weighs what was said."""

    def __init__(
        self, project: Project, artefacts: Artefacts, harvest: Checkpoint, wish: RefreshChoice, today: date
    ) -> None:
        self._project, self._artefacts, self._harvest = project, artefacts, harvest
        self._wish, self._today = wish, today
        self._works = tuple(work for work in artefacts.works if work.record.identifiers.labels())
        self._due: set[str] = set()

    def ask(self, sources: Sequence[Source]) -> Iterator[Problem]:
        """Ask every source, keep the answers, and tell what failed."""
        asked = self._harvest.read_asked_days()
        answered = self._harvest.find_answered(self._today)
        for source in sources:
            memory = Memory(asked.get(source.name, {}), read_observed(self._artefacts.citations, source.name))
            due = choose(_of_interest(self._works, source.name), memory, self._wish, self._today)
            self._due.update(work.id for work in due)
            for answer in ask([work for work in due if (source.name, work.id) not in answered], source):
                if isinstance(answer, ObservationBatch):
                    self._harvest.append(answer)
                else:
                    yield answer

    def learn(self, sources: Sequence[Source]) -> Artefacts:
        """The artefacts with the new lines of the ledgers."""
        old = self._artefacts
        learned = weigh(self._harvest.batches, Known(old.works, old.matches, old.citations, old.news))
        published = self._find_published(sources)
        return msgspec.structs.replace(
            old,
            citations=(*old.citations, *learned.citations),
            news=(*old.news, *learned.news, *published),
        )

    def _find_published(self, sources: Sequence[Source]) -> tuple[News, ...]:
        """Versions of record that were named for preprints and that Crossref describes; looked up once each."""
        registry = next((source for source in sources if "doi" in row_of(source.name).vouches_for), None)
        refused = {doi.removeprefix("doi:") for one in read_project_decisions(self._project) for doi in one.reject}
        hints = find_hints(self._works, self._artefacts.matches, self._harvest.batches, self._artefacts.news, refused)
        if not hints or registry is None:
            return ()
        return judge_hints(hints, self._works, _look_up(hints, registry))

    def sum_up(self, summary: RunSummary) -> Refreshed:
        """The summary of this run."""
        answered = {one.work for answer in self._harvest.batches for one in answer.found}
        counted = {"due": len(self._due), "answered": len(answered & self._due)}
        return msgspec.convert({**msgspec.to_builtins(summary), **counted}, Refreshed)


def _look_up(hints: Sequence[Hint], registry: Source) -> list[ObservationBatch]:
    dois = dict.fromkeys(hint.doi for hint in hints)
    answers = registry.count([(doi, Identifiers(doi=doi)) for doi in dois])
    return [answer for answer in answers if isinstance(answer, ObservationBatch)]


def _of_interest(works: Sequence[Work], source: str) -> tuple[Work, ...]:
    """The works that a source may know; arXiv is only asked whether a preprint was published."""
    if row_of(source).refreshes != "preprints":
        return tuple(works)
    return tuple(work for work in works if work.record.type == "article" and not work.record.identifiers.doi)


def _counting(project: Project) -> tuple[str, ...]:
    """The open sources, and those whose counts are shown: Semantic Scholar's licence makes its counts opt-in."""
    shown = project.config.counts.show
    return tuple(name for name in project.enabled_sources if name in shown or _is_asked_by_default(row_of(name)))


def _is_asked_by_default(row: SourceDescriptor) -> bool:
    return bool(row.refreshes) and row.counts != "licensed"


def _refuse_unknown(artefacts: Artefacts, wish: RefreshChoice) -> None:
    if not artefacts.works:
        raise InputError("data/enriched/works.jsonl: there are no works yet; run `bibmill bib` first.")
    unknown = wish.keys - {work.key for work in artefacts.works}
    if unknown:
        raise UsageError(f"--only: no work has the key “{min(unknown)}”; keys are in output/matches.csv.")


def _until(age: str, today: date) -> date | None:
    if not age:
        return None
    found = _AGE.fullmatch(age)
    if not found:
        raise UsageError(f"--older-than: “{age}” is no age; write days, such as 30d.")
    return days_before(today, int(found[1]))
