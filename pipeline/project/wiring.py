"""The stages with their inputs and outputs wired up; `bib` is all of them in a row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec

from pipeline import readers
from pipeline.console.summary import Console
from pipeline.model.decisions import Decision
from pipeline.model.errors import InputError
from pipeline.model.protocols import Bibliography, Source
from pipeline.model.records import Problem, Record, Verdict, Work
from pipeline.model.source_table import LIBRARY
from pipeline.project.artefacts import Artefacts, read_artefacts, read_memory
from pipeline.project.folder import Project, read_project_decisions
from pipeline.project.opened_sources import open_sources
from pipeline.rules.citation_keys.ledger import KeyLine, assign_keys, find_aliases
from pipeline.rules.news.ledger import adopt, mark_matches, mark_works
from pipeline.rules.row_text.counts import read_list_counts
from pipeline.sources.library import Library
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.emit import emit
from pipeline.stages.enrich import enrich
from pipeline.stages.load import load
from pipeline.stages.normalize import normalize
from pipeline.stages.refresh import differing
from pipeline.storage import store

_log = logging.getLogger("bibmill.steps")

StageStep = Callable[[Project, Artefacts, Console], Artefacts]


def step_normalize(project: Project, artefacts: Artefacts, console: Console) -> Artefacts:
    """Raw lists to rows and claims."""
    rows = load(project.read_texts(project.raw_files), readers.read_table)
    if not rows.items:
        raise InputError(f"{', '.join(project.raw_files)}: the list has no rows; nothing was changed.")
    claims = normalize(rows.items)
    _log.info("%d rows in %s", len(rows.items), ", ".join(project.raw_files))
    problems = _with(artefacts.problems, ("load", "normalize"), (*rows.problems, *claims.problems))
    return msgspec.structs.replace(artefacts, rows=rows.items, records=claims.items, problems=problems)


def step_enrich(project: Project, artefacts: Artefacts, console: Console) -> Artefacts:
    """Claims to matches; what the last run knew is remembered."""
    remembered = {match.record_id: match for match in read_memory(project.root)}
    decisions = (*read_project_decisions(project), *_adopted(project, artefacts))
    _log.info("%d matches are remembered, %d decisions are taken", len(remembered), len(decisions))
    records, unreadable = _read_own(project)
    with open_sources(project, console) as remote:
        local: list[Source] = [Library(records)] if LIBRARY in project.enabled_sources else []
        sources: list[Source] = [*local, *remote]
        found = enrich(
            artefacts.records, sources, decisions=decisions, remembered=remembered, progress=console.progress
        )
    problems = _with(artefacts.problems, ("library", "enrich"), (*unreadable, *found.problems))
    return msgspec.structs.replace(artefacts, matches=found.items, problems=problems)


def _read_own(project: Project) -> tuple[tuple[tuple[str, Record], ...], tuple[Problem, ...]]:
    """The person's own library, when it is a source."""
    return project.library if LIBRARY in project.enabled_sources else ((), ())


def step_dedupe(project: Project, artefacts: Artefacts, console: Console) -> Artefacts:
    """Matches to works with citation keys; the list's own counts become observations."""
    found = deduplicate(artefacts.records, artefacts.matches)
    reserved = [record.citation_key for _, record in _read_own(project)[0] if record.citation_key]
    keyed = assign_keys(found.works, artefacts.keys, project.config.keys.pattern, reserved)
    renamed = {before.id: after.id for before, after in zip(found.works, keyed.works, strict=True)}
    conflicts = tuple(msgspec.structs.replace(one, work=renamed[one.work]) for one in found.conflicts)
    _log.info("%d works, %d conflicts between sources", len(keyed.works), len(conflicts))
    seen = differing(artefacts.citations, read_list_counts(keyed.works, artefacts.rows))
    return msgspec.structs.replace(
        artefacts,
        works=keyed.works,
        conflicts=conflicts,
        keys=_settled_keys(keyed.works, keyed.ledger, artefacts),
        citations=(*artefacts.citations, *seen),
    )


def _settled_keys(works: Sequence[Work], ledger: Sequence[KeyLine], artefacts: Artefacts) -> tuple[KeyLine, ...]:
    """The ledger without new keys of rows that still wait for a source: a key made of a title alone would else stay for
    ever, only because the network was lost when the row had its turn.
    """
    waiting = {one.record_id for one in artefacts.matches if one.unasked and one.verdict is not Verdict.ACCEPT}
    open_works = {work.id for work in works if waiting.issuperset(work.rows)}
    known = len(artefacts.keys)
    return (*ledger[:known], *(line for line in ledger[known:] if line.work not in open_works))


def _adopted(project: Project, artefacts: Artefacts) -> tuple[Decision, ...]:
    """What the settings take over by themselves; a person's own word on a row stands before it."""
    if not project.config.adopt_published:
        return ()
    ledgers = read_artefacts(project.root, ["keys", "news"])
    return adopt(artefacts.records, ledgers.keys, ledgers.news)


def make_outputs(project: Project, artefacts: Artefacts) -> dict[str, str]:
    """Works to the texts of the output files, by name below the project folder."""
    from pipeline.writers import all_writers

    bibliography = gather(project, artefacts)
    return {str(store.OUTPUT / name): text for name, text in emit(bibliography, all_writers()).items()}


def gather(project: Project, artefacts: Artefacts) -> Bibliography:
    """All that a writer may use."""
    return Bibliography(
        works=mark_works(artefacts.works, artefacts.news),
        rows=artefacts.rows,
        matches=mark_matches(artefacts.matches, artefacts.works, artefacts.news),
        news=artefacts.news,
        conflicts=artefacts.conflicts,
        counts=artefacts.citations,
        shown_sources=project.config.counts.show,
        problems=artefacts.problems,
        aliases=find_aliases(artefacts.works, artefacts.keys),
        counts_in_extra=project.config.counts.in_extra,
    )


def _with(known: Sequence[Problem], stages: tuple[str, ...], found: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of other stages, and the new ones of these."""
    return (*(one for one in known if one.stage not in stages), *found)
