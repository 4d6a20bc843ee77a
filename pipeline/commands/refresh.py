"""`bibmill refresh`: new citation counts for every identified work, as dated observations."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from pipeline import store
from pipeline.commands.artefacts import Artefacts, publish, read_artefacts, to_texts
from pipeline.commands.project import Project, open_project
from pipeline.commands.steps import make_outputs, opened_sources
from pipeline.commands.watch import Watch
from pipeline.errors import InputError, UsageError
from pipeline.model import CitationCount, Work
from pipeline.stages.refresh import hold_back, news, refresh

_AGE = re.compile(r"(\d{1,4})d")


def run(options: Namespace) -> int:
    """Append what changed to `citations.jsonl` and rewrite the outputs; returns the exit code."""
    project = open_project(options)
    with Watch(quiet=options.quiet, as_json=options.json) as watch, store.hold(project.root):
        artefacts = read_artefacts(
            project.root, ("rows", "matches", "works", "conflicts", "citations", "problems", "keys")
        )
        if not artefacts.works:
            raise InputError("data/enriched/works.jsonl: there are no works yet; run `bibmill bib` first.")
        wanted = _choose(artefacts, options.only, _cutoff(options.older_than))
        with opened_sources(project, watch, _counting(project)) as sources:
            found = refresh(wanted, sources)
            fresh = hold_back(artefacts.citations, news(artefacts.citations, found.items), artefacts.problems)
            others = tuple(one for one in artefacts.problems if one.stage != "refresh")
            artefacts = msgspec.structs.replace(
                artefacts, citations=(*artefacts.citations, *fresh.items), problems=(*others, *fresh.problems)
            )
            files = {**to_texts(artefacts, ["citations", "problems"]), **make_outputs(project, artefacts)}
            changed = publish(project.root, files)
        problems = (*artefacts.problems, *found.problems)
        summary = watch.summarize(artefacts.rows, artefacts.matches, artefacts.works, problems, changed)
    watch.tell(summary)
    return 1 if options.strict and summary.needs_person else 0


def _counting(project: Project) -> tuple[str, ...]:
    """The sources whose counts are shown, and no others: Semantic Scholar's licence makes its counts opt-in."""
    return tuple(name for name in project.config.counts.show if name in project.enabled_sources)


def _choose(artefacts: Artefacts, keys: Sequence[str], cutoff: date | None) -> tuple[Work, ...]:
    """The works to ask about: those named, and of them those whose last dated count is older than the cutoff."""
    unknown = set(keys) - {work.key for work in artefacts.works}
    if unknown:
        raise UsageError(f"--only: no work has the key “{min(unknown)}”; keys are in output/matches.csv.")
    chosen = [work for work in artefacts.works if not keys or work.key in keys]
    if cutoff is None:
        return tuple(chosen)
    last = _last_days(artefacts.citations)
    return tuple(work for work in chosen if last.get(work.id, date.min) <= cutoff)


def _last_days(citations: Sequence[CitationCount]) -> dict[str, date]:
    days: dict[str, date] = {}
    for one in citations:
        if one.as_of:
            days[one.work] = max(days.get(one.work, date.min), date.fromisoformat(one.as_of))
    return days


def _cutoff(age: str) -> date | None:
    if not age:
        return None
    found = _AGE.fullmatch(age)
    if not found:
        raise UsageError(f"--older-than: “{age}” is no age; write days, such as 30d.")
    return datetime.now(UTC).date() - timedelta(days=int(found[1]))
