"""The stages with their files, sources and writers: each takes the artefacts so far and returns them with its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

import msgspec

from pipeline.console.summary import Console
from pipeline.model.decisions import Decision
from pipeline.model.errors import InputError
from pipeline.model.protocols import Bibliography, Source
from pipeline.model.records import Match, Problem, Record, Work
from pipeline.model.source_table import LIBRARY
from pipeline.model.statuses import Verdict
from pipeline.project.artefacts import Artefacts, read_artefacts
from pipeline.project.decided import read_project_decisions
from pipeline.project.folder import Project
from pipeline.project.found_works import find_works
from pipeline.project.known_keys import is_waiting
from pipeline.project.opened_sources import list_refusing, open_sources
from pipeline.project.question_log import log_questions, places_of
from pipeline.project.raw_lists import read_lists, taught_venues
from pipeline.project.remembered import read_remembered
from pipeline.project.understood import understand
from pipeline.project.unsure import tell_unsure
from pipeline.rules.citation_keys.form import safe_key
from pipeline.rules.citation_keys.ledger import KeyLine, assign_keys, find_aliases
from pipeline.rules.citation_keys.own_keys import name_own_keys
from pipeline.rules.matching.retractions import tell_retracted
from pipeline.rules.news.ledger import decide_published, mark_matches, mark_works
from pipeline.rules.row_text.counts import read_list_counts
from pipeline.rules.venues import teach
from pipeline.sources.library import Library
from pipeline.stages.emit import emit
from pipeline.stages.enrich import enrich
from pipeline.stages.normalize import normalize
from pipeline.stages.refresh import pick_changed
from pipeline.storage import store
from pipeline.text.folding import show

_log = logging.getLogger("bibmill.steps")

Stage = Callable[[Project, Artefacts, Console], Artefacts]


def normalize_lists(project: Project, artefacts: Artefacts, console: Console) -> Artefacts:
    """Raw lists to `rows` and `records` (the claims of the rows).

    Raises:
        InputError: A list cannot be read, or none has a row.
    """
    readings = read_lists(project)
    rows = tuple(row for reading in readings.values() for row in reading.rows)
    told = tuple(problem for reading in readings.values() for problem in reading.problems)
    if not rows:
        why = f" ({told[0].where}: {told[0].sentence})" if told else ""
        raise InputError(f"{', '.join(readings)}: the list has no rows; nothing was changed{why}.")
    with teach(taught_venues(project)):
        claims = normalize(rows)
        console.note_lists(understand(readings, claims.items))
    _log.info("%d rows in %s", len(rows), ", ".join(readings))
    problems = _replace_problems(artefacts.problems, ("load", "normalize"), (*told, *claims.problems))
    return msgspec.structs.replace(artefacts, rows=rows, records=claims.items, problems=problems)


def enrich_claims(
    project: Project,
    artefacts: Artefacts,
    console: Console,
    *,
    only: Container[str] | None = None,
    rejudge: bool = False,
) -> Artefacts:
    """Claims to `matches`; only rows whose match is not remembered from the last run are asked about.

    Args:
        project: The project.
        artefacts: With the claims.
        console: Shows the progress.
        only: Ids of the only rows that are asked about; None for all.
        rejudge: Judge by the newer rules also what older ones accepted.

    Raises:
        InputError: A file of the library or the decisions cannot be read.
        MachineError: The remembered matches are of a newer version.
    """
    known = read_remembered(project.boundary, artefacts.records)
    decisions = (*_adopted_decisions(project, artefacts), *read_project_decisions(project))
    _log.info("%d matches are remembered, %d decisions are taken", len(known.items), len(decisions))
    records, unreadable = _read_library(project)
    local: list[Source] = [Library(records)] if LIBRARY in project.enabled_sources else []
    with open_sources(project, console) as remote, teach(taught_venues(project)):
        found = enrich(
            artefacts.records,
            log_questions([*local, *remote], places_of(artefacts.rows)),
            decisions=decisions,
            remembered={match.record_id: match for match in known.items},
            only=only,
            rejudge=rejudge,
            refusing=list_refusing(project),
            progress=console.progress,
        )
    told = (*known.problems, *unreadable, *found.problems, *_tell_retracted(artefacts, found.items))
    problems = _replace_problems(artefacts.problems, ("memory", "library", "enrich"), told)
    return msgspec.structs.replace(artefacts, matches=found.items, problems=problems)


def _tell_retracted(artefacts: Artefacts, matches: Iterable[Match]) -> Iterator[Problem]:
    rows = {row.id: row for row in artefacts.rows or ()}
    return tell_retracted(rows, {claim.id: claim for claim in artefacts.records}, matches)


def deduplicate_matches(project: Project, artefacts: Artefacts, console: Console) -> Artefacts:
    """Matches to `works` with citation keys, and `conflicts`; new keys and the list's own counts go to the ledgers.

    Raises:
        InputError: The decisions cannot be read.
    """
    found = find_works(project, artefacts)
    waiting = _find_waiting(found.works, artefacts)
    reserved = read_library_keys(project)
    keyed = assign_keys(found.works, artefacts.keys, project.config.keys.pattern, reserved, waiting)
    renamed = {before.id: after for before, after in zip(found.works, keyed.works, strict=True)}
    works = tuple(_with_related(work, renamed) for work in keyed.works)
    conflicts = tuple(msgspec.structs.replace(one, work=renamed[one.work].id) for one in found.conflicts)
    _log.info("%d works, %d conflicts between sources", len(keyed.works), len(conflicts))
    new_counts = pick_changed(artefacts.citations, read_list_counts(keyed.works, artefacts.rows))
    told = (*found.problems, *tell_unsure(found.unsure, renamed, artefacts))
    return msgspec.structs.replace(
        artefacts,
        works=works,
        conflicts=conflicts,
        keys=_settled_keys(name_own_keys(keyed, _own_keys(artefacts)), len(artefacts.keys), waiting),
        citations=(*artefacts.citations, *new_counts),
        problems=_replace_problems(artefacts.problems, ("dedupe",), told),
    )


def _with_related(work: Work, renamed: Mapping[str, Work]) -> Work:
    """The work with the ids that the ledger has for those that it is related to."""
    if not work.related:
        return work
    related = tuple((kind, renamed[other].id) for kind, other in work.related)
    return msgspec.structs.replace(work, related=related)


def _own_keys(artefacts: Artefacts) -> Iterator[tuple[str, str]]:
    """The rows, each with the citation keys of the entries that it is or that it was matched to."""
    yield from ((claim.id, claim.citation_key) for claim in artefacts.records)
    for match in artefacts.matches:
        if match.chosen and match.verdict is Verdict.ACCEPT:
            yield from ((match.record_id, one.record.citation_key) for one in (match.chosen, *match.support))


def make_outputs(project: Project, artefacts: Artefacts) -> Iterator[tuple[str, str]]:
    """Works to the texts of the output files, by name below the project folder; each is made when it is asked for.

    Raises:
        InputError: Two works have one citation key. Only a ledger edited by hand does that.
    """
    from pipeline.writers import all_writers

    _refuse_shared_keys(artefacts.works)
    return emit(to_bibliography(project, artefacts), all_writers(project.config.outputs), store.OUTPUT)


def to_bibliography(project: Project, artefacts: Artefacts) -> Bibliography:
    """The artefacts and settings as writers take them, retractions and the like marked on works and matches."""
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


def _refuse_shared_keys(works: Iterable[Work]) -> None:
    seen: set[str] = set()
    for work in works:
        key = safe_key(work.key).lower()
        if key in seen:
            raise InputError(
                f"{store.ENRICHED / 'keys.jsonl'}: two works have the key “{show(work.key, 80)}”;"
                " correct that and run `bibmill bib`; nothing was changed."
            )
        seen.add(key)


def read_library_keys(project: Project) -> list[str]:
    """The citation keys of the person's own library; raises `InputError` when a file of it cannot be read."""
    return [record.citation_key for _, record in _read_library(project)[0] if record.citation_key]


def _read_library(project: Project) -> tuple[tuple[tuple[str, Record], ...], tuple[Problem, ...]]:
    """The person's own library, when it is a source."""
    return project.library if LIBRARY in project.enabled_sources else ((), ())


def _adopted_decisions(project: Project, artefacts: Artefacts) -> tuple[Decision, ...]:
    """Decisions for published versions of preprints, when the settings adopt them; a person's own decision on a row
    comes after these, and the last one counts.
    """
    if not project.config.adopt_published:
        return ()
    ledgers = artefacts if artefacts.keys else read_artefacts(project.boundary, ["keys", "news"])
    return decide_published(artefacts.records, ledgers.keys, ledgers.news)


def _find_waiting(works: Sequence[Work], artefacts: Artefacts) -> set[str]:
    """The works all of whose rows still wait for a source, or for a person who mistyped a decision."""
    waiting = {one.record_id for one in artefacts.matches if is_waiting(one)}
    return {work.id for work in works if waiting.issuperset(work.rows)}


def _settled_keys(ledger: Sequence[KeyLine], known: int, waiting: Container[str]) -> tuple[KeyLine, ...]:
    """The ledger without new keys, those behind the first `known` lines, of works that wait.

    Such a key may be made of a title alone, and would stay for ever only because the network was lost.
    """
    return (*ledger[:known], *(line for line in ledger[known:] if line.work not in waiting))


def _replace_problems(
    known: Sequence[Problem], stages: tuple[str, ...], found: Sequence[Problem]
) -> tuple[Problem, ...]:
    """The known problems of other stages, and the new ones of these stages."""
    return (*(one for one in known if one.stage not in stages), *found)
