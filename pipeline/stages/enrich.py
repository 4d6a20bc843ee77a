"""Claims become matches: sources are asked by identifiers, then by title, one after the other until one candidate is
accepted; then what the accepted paper lacks is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from pipeline.concurrency.scheduler import Assignment, Progress, run_tasks
from pipeline.concurrency.steps import COMPLETE, LOOK_UP, SEARCH, Step
from pipeline.model.decisions import Decision
from pipeline.model.protocols import Source
from pipeline.model.records import Match, Outcome, Problem, Query, Record
from pipeline.model.source_table import LIBRARY, names_of, row_of
from pipeline.model.statuses import WORTH_RETRYING, ReplyStatus, Verdict
from pipeline.rules.matching import remembering
from pipeline.rules.matching.completing import is_own, say_thin, tell_misnamed
from pipeline.rules.matching.decisions import match_decisions, tell_refused
from pipeline.rules.matching.memory import seal
from pipeline.rules.search_route import identifiers_of, may_complete, may_look_up, route_search
from pipeline.stages.asking.claim_task import ClaimTask

ACCIDENTS = frozenset({ReplyStatus.UNREACHABLE, ReplyStatus.NOT_ASKED})
"""Statuses that say nothing about the source itself: an accepted row with one of these is asked about again in the next
run, so that a lost network changes no output. A service that refuses or throttles may do so for ever."""

NOT_NAMED = ("every source", "`--only` named other rows; run without it to go on.")
"""In place of a source that did not answer, and why: what is stored with a row that nobody was asked about."""


class _Remote(NamedTuple):
    """The sources of a run beside the library, and which of them are asked last."""

    sources: tuple[Source, ...]
    last: Container[str]

    @property
    def names(self) -> list[str]:
        """The names of the sources, in the order in which identifiers are looked up."""
        return sorted((source.name for source in self.sources), key=lambda name: name in self.last)


def enrich(
    claims: Sequence[Record],
    sources: Sequence[Source],
    *,
    decisions: Sequence[Decision] = (),
    remembered: Mapping[str, Match] | None = None,
    only: Container[str] | None = None,
    rejudge: bool = False,
    refusing: Container[str] = (),
    progress: Progress = lambda _progress: None,
) -> Outcome[Match]:
    """Find the paper that each claim means.

    A row remembered with the same text, decision and rules is not asked about again, unless a source that did not reply
    then may reply now. What was accepted once stays accepted when a source fails, and when newer rules would not.

    Args:
        claims: The rows of the list, normalized; their ids are unique.
        sources: Whom to ask, in this order; the library is asked about every row, since that costs no request.
        decisions: What a person decided; they are found by title and year.
        remembered: The matches of the last run, by the id of their claim.
        only: Ids of the claims about which sources other than the library are asked; None for all.
        rejudge: Judge by the newer rules also what older ones accepted.
        refusing: Sources that refuse most of what they are asked, since the person has no key: they are asked last.
        progress: Called as rows move on.

    Returns:
        One match a claim, in the order of the claims, and a Problem for each decision that fits no row.
    """
    by_title, problems = match_decisions(claims, decisions)
    rows = [ClaimTask(claim, by_title.get(claim.id), (remembered or {}).get(claim.id)) for claim in claims]
    local = [source for source in sources if source.name == LIBRARY]
    run_tasks(rows, partial(_next_query, names=[source.name for source in local]), local)
    remote = _Remote(tuple(source for source in sources if source.name != LIBRARY), refusing)
    judged = _judge_rows(rows, remote, only, progress, anew=rejudge)
    return Outcome(tuple(judged), (*problems, *_tell_refused(rows, judged)))


def _judge_rows(
    rows: Sequence[ClaimTask], remote: _Remote, only: Container[str] | None, progress: Progress, *, anew: bool
) -> list[Match]:
    """Ask about the rows that are open, and say what becomes of each."""
    names = set(remote.names)
    kept = (
        row for row in rows if not anew and remembering.is_of_older_rules(row.remembered, row.memory, row.candidates)
    )
    older = {row.claim.id for row in kept}
    asking = [row for row in rows if row.is_open and row.claim.id not in older and not _is_remembered(row, names)]
    left_out = {row.claim.id for row in asking if only is not None and row.claim.id not in only}
    asking = [row for row in asking if row.claim.id not in left_out]
    asked = {row.claim.id for row in asking}
    _ask(asking, remote, progress, partial(_route, names=remote.names, last=remote.last))
    again = [row for row in asking if row.restart(WORTH_RETRYING, keep=LIBRARY)]
    _ask(again, remote, progress, lambda _row: ())  # most of its route is known, and nobody can tell how much
    ends = {**dict.fromkeys(left_out, _pass_over), **dict.fromkeys(older, _settle)}
    return [ends.get(row.claim.id, partial(_conclude, asked=row.claim.id in asked))(row) for row in rows]


def _tell_refused(rows: Sequence[ClaimTask], judged: Sequence[Match]) -> Iterator[Problem]:
    """What is told of decisions that cannot be followed, and of entries that name another paper."""
    for row, match in zip(rows, judged, strict=True):
        yield from (*(tell_refused(row.decision, match) if row.decision else ()), *tell_misnamed(match))


def _ask(
    rows: Sequence[ClaimTask], remote: _Remote, progress: Progress, route: Callable[[ClaimTask], Iterable[Step]]
) -> None:
    """Ask about every row until a candidate is accepted, and then for what the accepted papers lack."""
    next_query = partial(_next_query, names=remote.names, last=remote.last)
    run_tasks(rows, next_query, remote.sources, progress, route)
    next_completion = partial(_next_completion, names=remote.names)
    run_tasks([row for row in rows if not row.needs_more], next_completion, remote.sources, progress)


def _next_query(row: ClaimTask, names: Sequence[str], last: Container[str] = ()) -> Assignment | None:
    """What is asked next about an open row: identifiers at every source, then its title; None when all were asked."""
    if row.lacks and LIBRARY not in names:
        return _next_for_entry(row, names, last)
    for step in _route(row, names, last):
        if step.kind == LOOK_UP:
            if row.needs_more and row.needs_step(step):
                return step, Query(row.target)
        elif row.needs_search and not row.is_covered(step.source) and row.needs_step(step):
            return step, Query(row.claim)
    return None


def _route(row: ClaimTask, names: Sequence[str], last: Container[str]) -> Iterator[Step]:
    """The steps of a row that is no thin entry of the library, as long as nothing is found."""
    if row.target.identifiers.labels() or row.target.citation_key:
        yield from (Step(LOOK_UP, name) for name in names)
    if row.claim.title:
        yield from (Step(SEARCH, name) for name in route_search(row.claim, names, last))


def _next_for_entry(row: ClaimTask, names: Sequence[str], last: Container[str]) -> Assignment | None:
    """What is asked next about a thin entry of the library: its identifiers where they are known, then its title."""
    ids = identifiers_of(row.match())
    for name in sorted(names, key=lambda name: row_of(name).kind != "registry"):
        if row.lacks and may_look_up(name, ids) and row.needs_step(step := Step(COMPLETE, name)):
            return step, Query(msgspec.structs.replace(row.sought, identifiers=ids))
    for name in route_search(row.sought, names, last):
        if row.lacks and not row.is_covered(name) and row.needs_step(step := Step(SEARCH, name)):
            return step, Query(row.sought)
    return None


def _next_completion(row: ClaimTask, names: Sequence[str]) -> Assignment | None:
    """Which source is asked next about the identifiers of an accepted paper: the registries, whose word on a DOI counts
    most (an index may give that of another version), and then any that may know what is missing.
    """
    for name in sorted(names, key=lambda name: name not in names_of(kind="registry")):
        ids = identifiers_of(row.match())
        if may_complete(name, row.claim, row.match(), ids) and row.needs_step(step := Step(COMPLETE, name)):
            return step, Query(msgspec.structs.replace(row.claim, identifiers=ids))
    return None


def _conclude(row: ClaimTask, asked: bool) -> Match:
    """The match as it is stored: with its memory, and with the sources that replied and those that did not."""
    found, kept = row.match(), row.remembered
    if (
        (row.needs_more or row.needs_search)
        and kept
        and remembering.may_keep(kept, row.memory, row.results, asked=asked)
    ):
        return seal(kept)
    if kept and not asked and remembering.holds_for_entry(kept, row.memory, found):
        known = {"asked": kept.asked, "unasked": kept.unasked, "unmet": kept.unmet}
        return seal(msgspec.structs.replace(found, memory=row.memory, **known))
    replied = tuple(sorted(name for name, result in row.results.items() if result.status.is_fact))
    unasked = tuple(
        sorted(
            (name, result.sentence)
            for name, result in row.results.items()
            if not result.status.is_fact and (row.is_open or (result.status in ACCIDENTS and not is_own(found)))
        )
    )
    if unasked:
        sentence = f"no paper of this title is known yet; {', '.join(name for name, _ in unasked)} gave no answer."
        found = remembering.say_not_asked(found, sentence)
    return seal(msgspec.structs.replace(found, memory=row.memory, asked=replied, unasked=unasked))


def _settle(row: ClaimTask) -> Match:
    """The match of such a row: from the library anew when the rules agree, else as it was."""
    kept, found = row.remembered, row.match() if row.candidates else None
    if kept and found and row.lacks:
        return seal(msgspec.structs.replace(found, memory=kept.memory, newer_rules=say_thin(row.claim, found)))
    if kept is None or (found and found.verdict is Verdict.ACCEPT):
        return _conclude(row, asked=False)
    return seal(remembering.settle_older(row.claim, kept, row.memory, found))


def _pass_over(row: ClaimTask) -> Match:
    """The match of a row about which nobody was asked, since the person named others: what is remembered, or none."""
    found, kept = row.match(), row.remembered
    if kept and not is_own(found) and remembering.may_keep(kept, row.memory, row.results, asked=False):
        return seal(kept)
    found = remembering.say_not_asked(found, "no source was asked about this row yet; `--only` named other rows.")
    return seal(msgspec.structs.replace(found, memory=row.memory, asked=(), unasked=(NOT_NAMED,)))


def _is_remembered(row: ClaimTask, names: set[str]) -> bool:
    """True when asking again would bring nothing new: same text, decision and rules, and every source has replied."""
    asked = row.remembered.asked if row.remembered else ()
    route = [name for name in route_search(row.sought, names) if row_of(name).covered_by not in asked]
    return remembering.holds_still(row.remembered, row.memory, row.match(), lacks=row.lacks, names=names, route=route)
