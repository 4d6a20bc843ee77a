"""Entries of somebody's references become judgements: sources are asked by identifiers, many in one request, then by
title, one after the other until nothing more could change what is said.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import partial

from pipeline.concurrency.scheduler import Assignment, Progress, run_tasks
from pipeline.concurrency.steps import LOOK_UP, SEARCH, Step
from pipeline.model.protocols import Source
from pipeline.model.records import Query, Record
from pipeline.model.source_table import LIBRARY, row_of
from pipeline.model.statuses import WORTH_RETRYING
from pipeline.model.verification import Judgement
from pipeline.rules.search_route import may_look_up
from pipeline.rules.verifying.judgement import wants_registry
from pipeline.rules.verifying.route import route_entry
from pipeline.stages.asking.entry_task import EntryTask


def verify(
    claims: Sequence[Record],
    sources: Sequence[Source],
    *,
    today: str,
    refusing: Container[str] = (),
    progress: Progress = lambda _progress: None,
) -> tuple[Judgement, ...]:
    """Judge entries by what sources say of the papers that they cite.

    Args:
        claims: What the entries say; their ids are unique.
        sources: Whom to ask.
        today: The day of the run, ISO: a year may lie behind it.
        refusing: Sources that refuse most of what they are asked: they are asked last.
        progress: Called as entries move on.

    Returns:
        One judgement a claim, in the order of the claims.
    """
    tasks = [EntryTask(claim, today) for claim in claims]
    names = sorted((source.name for source in sources), key=lambda name: _rank(name, refusing))
    next_query = partial(_next_query, names=names, last=refusing)
    route = partial(_route, names=names, last=refusing)
    run_tasks(tasks, next_query, sources, progress, route)
    again = [task for task in tasks if not task.is_settled and task.restart(WORTH_RETRYING, keep=LIBRARY)]
    run_tasks(again, next_query, sources, progress)  # without a route: most of it is known
    return tuple(task.judge() for task in tasks)


def _rank(name: str, refusing: Container[str]) -> tuple[bool, int]:
    """The library first, then registries, whose word on an identifier counts most; what refuses comes last."""
    return name in refusing, ("local", "registry", "index").index(row_of(name).kind)


def _route(task: EntryTask, names: Sequence[str], last: Container[str]) -> Iterator[Step]:
    """The steps of an entry of which nothing is found."""
    yield from (Step(LOOK_UP, name) for name in names if may_look_up(name, task.claim.identifiers))
    if task.claim.title:
        yield from (Step(SEARCH, name) for name in route_entry(task.claim, names, last, ()))


def _next_query(task: EntryTask, names: Sequence[str], last: Container[str]) -> Assignment | None:
    """What is asked next about an entry: its identifiers, then its title; None when nothing more is worth it."""
    claim = task.claim
    for name in names:
        if not may_look_up(name, claim.identifiers):
            continue
        is_registry = row_of(name).kind == "registry"
        is_spare = name in last and task.has_asked_index
        is_wanted = wants_registry(claim, name, task.heard) if is_registry else not (is_spare or task.is_borne_out)
        if is_wanted and task.needs_step(step := Step(LOOK_UP, name)):
            return step, Query(claim)
    answered = task.searched
    for name in route_entry(claim, names, last, answered) if claim.title else ():
        if not task.is_settled and not task.is_covered(name) and task.needs_step(step := Step(SEARCH, name)):
            return step, Query(claim)
        if task.searched != answered:  # a reply of before a restart was learned, after which others may be spared
            return _next_query(task, names, last)
    return None
