"""Claims become matches: sources are asked by identifiers, then by title, one after the other until one candidate is
accepted; then what the accepted paper lacks is looked up.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from pipeline.concurrency.scheduler import COMPLETE, LOOK_UP, SEARCH, Assignment, Progress, Step, Task, run_tasks
from pipeline.model.decisions import Decision
from pipeline.model.identifiers import join_identifiers
from pipeline.model.protocols import Source
from pipeline.model.records import Candidate, Identifiers, Match, Outcome, Problem, Query, QueryResult, Record
from pipeline.model.source_table import LIBRARY, UNRANKED, names_of, row_of
from pipeline.model.statuses import ReplyStatus, Verdict
from pipeline.rules.matching.decisions import decide, match_decisions, replace_identifiers, tell_refused
from pipeline.rules.matching.judge import judge_row
from pipeline.rules.matching.memory import make_memory, seal
from pipeline.rules.matching.relevance import keep_relevant
from pipeline.rules.matching.remembering import is_from_library, is_of_older_rules, may_keep, settle_older
from pipeline.rules.matching.tables import SECOND_LOOK
from pipeline.rules.venues import find_venues

PUBLISHED_KINDS = frozenset({"conference", "workshop", "journal"})
"""Of papers of such venues some sources know at most the preprint (`searches_published` in the source table), and arXiv
has that too."""

WORTH_RETRYING = frozenset({ReplyStatus.THROTTLED, ReplyStatus.UNREACHABLE, ReplyStatus.UNREADABLE})
"""Statuses after which a source is asked once more at the end; one that was given up replies without a request."""
ACCIDENTS = frozenset({ReplyStatus.UNREACHABLE, ReplyStatus.NOT_ASKED})
"""Statuses that say nothing about the source itself: an accepted row with one of these is asked about again in the next
run, so that a lost network changes no output. A service that refuses or throttles may do so for ever."""

NOT_NAMED = ("every source", "`--only` named other rows.")
"""In place of a source that did not answer, and why: what is stored with a row that nobody was asked about."""


class _RelevantResult(QueryResult, frozen=True):
    """A result without the candidates of other titles; `contradicted` is what they leave behind."""

    contradicted: tuple[str, ...] = ()


class _ClaimTask(Task):
    """One claim with what the sources have said of it in this run, as far as that can still decide on it."""

    def __init__(self, claim: Record, decision: Decision | None, remembered: Match | None) -> None:
        super().__init__(claim.id)
        self.claim = claim
        self.decision = decision
        self.target = replace_identifiers(claim, decision)
        self.memory = make_memory(claim, decision)
        self.remembered = remembered
        self.candidates: list[Candidate] = []
        self.contradicted: set[str] = set()
        self.results: dict[str, QueryResult] = {}
        self._judged: Match | None = None

    def receive(self, step: Step, result: QueryResult) -> None:
        """Learn and keep the result of a step without candidates of other titles, unless a person may mean one."""
        if not self.decision and result.candidates:
            found = keep_relevant(self.claim, result.candidates)
            said = (result.record_id, result.source, result.status, found.candidates, result.sentence)
            result = _RelevantResult(*said, found.contradicted)
        super().receive(step, result)

    def learn_result(self, step: Step, result: QueryResult) -> None:
        """Keep what a source offers; only a search, or a failure, counts as an answer about the title."""
        self.candidates.extend(result.candidates)
        if isinstance(result, _RelevantResult):
            self.contradicted.update(result.contradicted)
        self._judged = None
        if step.kind == SEARCH or not result.status.is_fact:
            self.results[result.source] = result

    def forget(self) -> None:
        """Discard all results of this run."""
        self.candidates.clear()
        self.contradicted.clear()
        self.results.clear()
        self._judged = None

    def match(self) -> Match:
        """The judgement on all candidates so far."""
        if self._judged is None:
            self._judged = self._judge()
        return self._judged

    def _judge(self) -> Match:
        if self.decision and self.decision.accept:
            return decide(self.target, self.decision, self.candidates)
        rejected = self.decision.reject if self.decision else ()
        replied = {name for name, result in self.results.items() if result.status.is_fact}
        found = judge_row(self.claim, self.candidates, rejected, self.contradicted, replied)
        if not self.decision:
            return found
        refused = () if found.verdict is Verdict.ACCEPT else rejected
        return msgspec.structs.replace(found, set_fields=self.decision.set_fields, refused=refused)

    @property
    def needs_more(self) -> bool:
        """True while no candidate is accepted, by the rules or by a person."""
        found = self.match()
        return found.verdict is not Verdict.ACCEPT and found.reason != "decided_on_another_title"

    @property
    def is_open(self) -> bool:
        """True while another source may have the paper, or one that fits better than what is accepted."""
        return self.needs_more or self.match().rule in SECOND_LOOK


def enrich(
    claims: Sequence[Record],
    sources: Sequence[Source],
    *,
    decisions: Sequence[Decision] = (),
    remembered: Mapping[str, Match] | None = None,
    only: Container[str] | None = None,
    rejudge: bool = False,
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
        progress: Called as rows move on.

    Returns:
        One match a claim, in the order of the claims, and a Problem for each decision that fits no row.
    """
    by_title, problems = match_decisions(claims, decisions)
    rows = [_ClaimTask(claim, by_title.get(claim.id), (remembered or {}).get(claim.id)) for claim in claims]
    local = [source for source in sources if source.name == LIBRARY]
    run_tasks(rows, partial(_next_query, names=[source.name for source in local]), local)
    remote = [source for source in sources if source.name != LIBRARY]
    judged = _judge_rows(rows, remote, only, progress, anew=rejudge)
    return Outcome(tuple(judged), (*problems, *_tell_refused(rows, judged)))


def _judge_rows(
    rows: Sequence[_ClaimTask], remote: Sequence[Source], only: Container[str] | None, progress: Progress, *, anew: bool
) -> list[Match]:
    """Ask about the rows that are open, and say what becomes of each."""
    names = {source.name for source in remote}
    kept = (row for row in rows if not anew and is_of_older_rules(row.remembered, row.memory, row.candidates))
    older = {row.claim.id for row in kept}
    asking = [row for row in rows if row.needs_more and row.claim.id not in older and not _is_remembered(row, names)]
    left_out = {row.claim.id for row in asking if only is not None and row.claim.id not in only}
    asking = [row for row in asking if row.claim.id not in left_out]
    asked = {row.claim.id for row in asking}
    _ask(asking, remote, progress)
    _ask([row for row in asking if row.restart(WORTH_RETRYING, keep=LIBRARY)], remote, progress)
    ends = {**dict.fromkeys(left_out, _pass_over), **dict.fromkeys(older, _settle)}
    return [ends.get(row.claim.id, partial(_conclude, asked=row.claim.id in asked))(row) for row in rows]


def _tell_refused(rows: Sequence[_ClaimTask], judged: Sequence[Match]) -> Iterator[Problem]:
    """What is told of decisions that cannot be followed."""
    for row, match in zip(rows, judged, strict=True):
        if row.decision and (told := tell_refused(row.decision, match)):
            yield told


def _ask(rows: Sequence[_ClaimTask], sources: Sequence[Source], progress: Progress) -> None:
    """Ask about every row until a candidate is accepted, and then for what the accepted papers lack."""
    names = [source.name for source in sources]
    run_tasks(rows, partial(_next_query, names=names), sources, progress)
    run_tasks([row for row in rows if not row.needs_more], partial(_next_completion, names=names), sources, progress)


def _next_query(row: _ClaimTask, names: Sequence[str]) -> Assignment | None:
    """What is asked next about an open row: identifiers at every source, then its title; None when all were asked."""
    if _is_identified(row):
        for name in names:
            if row.needs_more and row.needs_step(step := Step(LOOK_UP, name)):
                return step, Query(row.target)
    if row.claim.title and not _is_settled_by_person(row):
        for name in _route(row.claim, names):
            if row.is_open and row.needs_step(step := Step(SEARCH, name)):
                return step, Query(row.claim)
    return None


def _next_completion(row: _ClaimTask, names: Sequence[str]) -> Assignment | None:
    """Which source is asked next about the identifiers of an accepted paper: the registries, whose word on a DOI counts
    most (an index may give that of another version), and then any that may know what is missing.
    """
    for name in sorted(names, key=lambda name: name not in names_of(kind="registry")):
        ids = _identifiers_of(row.match())
        if _is_worth_asking(name, row, ids) and row.needs_step(step := Step(COMPLETE, name)):
            return step, Query(msgspec.structs.replace(row.claim, identifiers=ids))
    return None


def _identifiers_of(match: Match) -> Identifiers:
    """All identifiers of the chosen candidate and its supports."""
    return join_identifiers(*(one.record.identifiers for one in (match.chosen, *match.support) if one))


def _is_worth_asking(source: str, row: _ClaimTask, ids: Identifiers) -> bool:
    """Whether a source may add to an accepted paper that neither it nor the library has described yet.

    Any source may that looks up one of the identifiers, when no author is known; a registry, about what it registers,
    when no registry has described the paper; an index, when nobody has the year of the list.
    """
    match = row.match()
    known = {one.source: one.record for one in (match.chosen, *match.support) if one}
    if source in known or not (ids.doi or ids.arxiv) or LIBRARY in known:
        return False
    if not any(record.author for record in known.values()):
        return any(getattr(ids, scheme) for scheme in row_of(source).lookup_schemes)
    is_registry = ("doi" if ids.doi else "arxiv") in row_of(source).registers
    lacks_registry = is_registry and not known.keys() & names_of(kind="registry")
    return lacks_registry or (
        row_of(source).kind == "index" and bool(ids.doi) and _is_dated_otherwise(row.claim, known.values())
    )


def _is_dated_otherwise(claim: Record, known: Iterable[Record]) -> bool:
    """True when nobody has the year of the list: Crossref's is often that of going online, a year before print."""
    years = {record.year for record in known} - {None}
    return claim.year is not None and bool(years) and claim.year not in years


def _conclude(row: _ClaimTask, asked: bool) -> Match:
    """The match as it is stored: with its memory, and with the sources that replied and those that did not."""
    found = row.match()
    if row.needs_more and row.remembered and may_keep(row.remembered, row.memory, row.results, asked=asked):
        return seal(row.remembered)
    replied = tuple(sorted(name for name, result in row.results.items() if result.status.is_fact))
    unasked = tuple(
        sorted(
            (name, result.sentence)
            for name, result in row.results.items()
            if not result.status.is_fact and (row.needs_more or result.status in ACCIDENTS)
        )
    )
    if unasked and found.reason == "nothing_found" and not found.rivals:
        sentence = f"no paper of this title is known yet; {', '.join(name for name, _ in unasked)} gave no answer."
        found = msgspec.structs.replace(found, reason="sources_not_asked", explanation=sentence)
    return seal(msgspec.structs.replace(found, memory=row.memory, asked=replied, unasked=unasked))


def _settle(row: _ClaimTask) -> Match:
    """The match of such a row: from the library anew when the rules agree, else as it was."""
    kept, found = row.remembered, row.match() if row.candidates else None
    if kept is None or (found and found.verdict is Verdict.ACCEPT):
        return _conclude(row, asked=False)
    return seal(settle_older(row.claim, kept, row.memory, found))


def _pass_over(row: _ClaimTask) -> Match:
    """The match of a row about which nobody was asked, since the person named others: what is remembered, or none."""
    if row.remembered and may_keep(row.remembered, row.memory, row.results, asked=False):
        return seal(row.remembered)
    found = row.match()
    if found.reason == "nothing_found" and not found.rivals:
        sentence = "no source was asked about this row yet; `--only` named other rows."
        found = msgspec.structs.replace(found, reason="sources_not_asked", explanation=sentence)
    return seal(msgspec.structs.replace(found, memory=row.memory, asked=(), unasked=(NOT_NAMED,)))


def _is_remembered(row: _ClaimTask, names: set[str]) -> bool:
    """True when asking again would bring nothing new: same text, decision and rules, and every source has replied."""
    remembered = row.remembered
    if remembered is None or remembered.memory != row.memory or is_from_library(remembered):
        return False
    is_open = names & {name for name, _ in remembered.unasked}
    is_settled = remembered.verdict is Verdict.ACCEPT and not is_open
    return is_settled or set(_route(row.claim, sorted(names))) <= set(remembered.asked)


def _is_identified(row: _ClaimTask) -> bool:
    return bool(row.target.identifiers.labels() or row.target.citation_key)


def _is_settled_by_person(row: _ClaimTask) -> bool:
    """True when a person named the paper, so that its title need not be searched for; a source's own id is found so."""
    if not row.decision or not row.decision.accept:
        return False
    return row.target.citation_key.partition(":")[0] not in names_of()


def _route(claim: Record, names: Iterable[str]) -> tuple[str, ...]:
    """The sources that are searched for a title of this venue, the one that most often has such papers first."""
    venues = find_venues(claim.container_title_short)
    dois = {venue.doi for venue in venues}
    route = dois.pop() if len(dois) == 1 else ""
    is_published = bool(venues) and {venue.kind for venue in venues} <= PUBLISHED_KINDS
    asked = [name for name in names if row_of(name).searches_published or not is_published]
    return tuple(sorted(asked, key=lambda name: row_of(name).search_order.get(route, UNRANKED)))
