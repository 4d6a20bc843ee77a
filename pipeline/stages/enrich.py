"""Claims meet the sources: identifiers first, then titles, from source to source until the evidence is enough."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import msgspec

from pipeline.concurrency.scheduler import COMPLETE, LOOK_UP, SEARCH, Assignment, Progress, Step, Task, run_tasks
from pipeline.model.decisions import Decision
from pipeline.model.identifiers import join_identifiers
from pipeline.model.protocols import Source
from pipeline.model.records import (
    Candidate,
    Identifiers,
    Match,
    Outcome,
    Problem,
    Query,
    QueryResult,
    Record,
    ReplyStatus,
    Verdict,
)
from pipeline.model.source_table import LIBRARY, UNRANKED, names_of, row_of
from pipeline.rules.matching import RULES_VERSION, judge
from pipeline.rules.matching.decisions import decide, to_wanted
from pipeline.rules.row_text.notes import split_notes
from pipeline.rules.venues import find_venues
from pipeline.text.folding import fold_title

PUBLISHED_KINDS = frozenset({"conference", "workshop", "journal"})
"""Of papers of such venues some sources know at most the preprint (the table says which), and arXiv tells that."""

WORTH_ANOTHER_ROUND = frozenset({ReplyStatus.THROTTLED, ReplyStatus.UNREACHABLE, ReplyStatus.UNREADABLE})
"""What a source may do better at the end of the run; one that was given up answers the same without a request."""
ACCIDENTS = frozenset({ReplyStatus.UNREACHABLE, ReplyStatus.NOT_ASKED})
"""What says nothing about the source: an accepted row that met one of these is asked about again next time, so that a
lost network leaves no trace. A service that refuses or throttles may do so for ever."""


class _Row(Task):
    """What is known of one claim while the sources are asked."""

    def __init__(self, claim: Record, decision: Decision | None, remembered: Match | None) -> None:
        super().__init__(claim.id)
        self.claim = claim
        self.decision = decision
        self.wanted = to_wanted(claim, decision)
        self.memory = _memory(claim, decision)
        self.remembered = remembered
        self.candidates: list[Candidate] = []
        self.answers: dict[str, QueryResult] = {}
        self._judged: Match | None = None

    def learn_result(self, station: Step, answer: QueryResult) -> None:
        """Learn what a station said."""
        self.learn(answer, searched=station.kind == SEARCH)

    def forget(self) -> None:
        """Know nothing again but what was claimed, decided and remembered."""
        self.candidates.clear()
        self.answers.clear()
        self._judged = None

    def learn(self, answer: QueryResult, *, searched: bool) -> None:
        """Keep what a source offers; a look-up that finds nothing is no answer to a search."""
        self.candidates.extend(answer.candidates)
        self._judged = None
        if searched or not answer.status.is_fact:
            self.answers[answer.source] = answer

    def match(self) -> Match:
        """The judgement on what is known by now."""
        if self._judged is None:
            self._judged = self._judge()
        return self._judged

    def _judge(self) -> Match:
        if self.decision and self.decision.accept:
            return decide(self.wanted, self.decision, self.candidates)
        rejected = self.decision.reject if self.decision else ()
        found = judge(self.claim, self.candidates, rejected)
        return msgspec.structs.replace(found, set_fields=self.decision.set_fields) if self.decision else found

    @property
    def needs_more(self) -> bool:
        """True while no source has offered what the judgement, or a person, accepts."""
        found = self.match()
        return found.verdict is not Verdict.ACCEPT or found.reason == "decided_but_unknown"


def enrich(
    claims: Sequence[Record],
    sources: Sequence[Source],
    *,
    decisions: Sequence[Decision] = (),
    remembered: Mapping[str, Match] | None = None,
    progress: Progress = lambda _standing: None,
) -> Outcome[Match]:
    """One match a claim, in the order of the claims.

    A row remembered with the same text, decision and rules is not asked again, unless a source that gave no answer then
    may give one now. What was accepted once stays accepted when a source fails.
    """
    by_title, problems = _match_decisions(claims, decisions)
    rows = [_Row(claim, by_title.get(claim.id), (remembered or {}).get(claim.id)) for claim in claims]
    local = [source for source in sources if source.name == LIBRARY]
    remote = [source for source in sources if source.name != LIBRARY]
    run_tasks(rows, partial(_next_question, names=[source.name for source in local]), local)
    asking = [row for row in rows if row.needs_more and not _is_remembered(row, {source.name for source in remote})]
    asked = {row.claim.id for row in asking}
    _go_round(asking, remote, progress)
    _go_round([row for row in asking if row.restart(WORTH_ANOTHER_ROUND, keep=LIBRARY)], remote, progress)
    return Outcome(tuple(_conclude(row, asked=row.claim.id in asked) for row in rows), problems)


def _go_round(rows: Sequence[_Row], sources: Sequence[Source], progress: Progress) -> None:
    """Ask about every row until the evidence is enough, and then about what was accepted."""
    names = [source.name for source in sources]
    run_tasks(rows, partial(_next_question, names=names), sources, progress)
    run_tasks([row for row in rows if not row.needs_more], partial(_next_completion, names=names), sources, progress)


def _next_question(row: _Row, names: Sequence[str]) -> Assignment | None:
    """Identifiers at every source, then titles: where an open row goes next."""
    if _is_identified(row):
        for name in names:
            if row.needs_more and row.needs_step(station := Step(LOOK_UP, name)):
                return station, Query(row.wanted)
    if row.claim.title and not _is_settled_by_person(row):
        for name in _route(row.claim, names):
            if row.needs_more and row.needs_step(station := Step(SEARCH, name)):
                return station, Query(row.claim)
    return None


def _next_completion(row: _Row, names: Sequence[str]) -> Assignment | None:
    """Who is asked next about the identifiers of an accepted paper, in batches: the registries, whose word on a DOI
    weighs most (an index may give that of another version), and then whoever may know what they lack.
    """
    for name in sorted(names, key=lambda name: name not in names_of(kind="registry")):
        ids = _identifiers_of(row.match())
        if _is_worth_asking(name, row, ids) and row.needs_step(station := Step(COMPLETE, name)):
            return station, Query(msgspec.structs.replace(row.claim, identifiers=ids))
    return None


def _identifiers_of(match: Match) -> Identifiers:
    """What the chosen candidate and its supports are known by."""
    return join_identifiers(*(one.record.identifiers for one in (match.chosen, *match.support) if one))


def _is_worth_asking(source: str, row: _Row, ids: Identifiers) -> bool:
    """A registry about what it registers, when no registry and no library has spoken; anyone about missing authors, and
    an index about a date that is not the list's.
    """
    match = row.match()
    known = {one.source: one.record for one in (match.chosen, *match.support) if one}
    if source in known or not (ids.doi or ids.arxiv) or LIBRARY in known:
        return False
    if not any(record.author for record in known.values()):
        return any(getattr(ids, scheme) for scheme in row_of(source).looks_up)
    is_registry = ("doi" if ids.doi else "arxiv") in row_of(source).registers
    lacks_registry = is_registry and not known.keys() & names_of(kind="registry")
    return lacks_registry or (
        row_of(source).kind == "index" and bool(ids.doi) and _is_dated_otherwise(row.claim, known.values())
    )


def _is_dated_otherwise(claim: Record, known: Iterable[Record]) -> bool:
    """True when nobody has the year of the list: Crossref's is often that of going online, a year before print."""
    years = {record.year for record in known} - {None}
    return claim.year is not None and bool(years) and claim.year not in years


def _conclude(row: _Row, *, asked: bool) -> Match:
    """The match as it is kept: with its memory, and with the sources that answered and those that did not."""
    found = row.match()
    if row.needs_more and row.remembered and _may_keep(row, asked=asked):
        return row.remembered
    answered = tuple(sorted(name for name, answer in row.answers.items() if answer.status.is_fact))
    unasked = tuple(
        sorted(
            (name, answer.sentence)
            for name, answer in row.answers.items()
            if not answer.status.is_fact and (row.needs_more or answer.status in ACCIDENTS)
        )
    )
    if unasked and found.reason == "nothing_found" and not found.rivals:
        sentence = f"no paper of this title is known yet; {', '.join(name for name, _ in unasked)} gave no answer."
        found = msgspec.structs.replace(found, reason="sources_not_asked", explanation=sentence)
    return msgspec.structs.replace(found, memory=row.memory, asked=answered, unasked=unasked)


def _may_keep(row: _Row, *, asked: bool) -> bool:
    """A remembered match stays when nobody was asked, or when it was accepted and a source failed this time.

    What the library once settled does not stay when the library is there and has it no more: a person took it out.
    """
    remembered = row.remembered
    if remembered is None or remembered.memory.split("-")[0] != row.memory.split("-")[0]:
        return False
    if _is_from_library(remembered) and LIBRARY in row.answers:
        return False
    failed = any(not answer.status.is_fact for answer in row.answers.values())
    return not asked or (remembered.verdict is Verdict.ACCEPT and failed)


def _is_remembered(row: _Row, names: set[str]) -> bool:
    """True when asking again could tell nothing new: same text, decision and rules, and every source has answered."""
    remembered = row.remembered
    if remembered is None or remembered.memory != row.memory or _is_from_library(remembered):
        return False
    is_open = names & {name for name, _ in remembered.unasked}
    is_settled = remembered.verdict is Verdict.ACCEPT and remembered.reason != "decided_but_unknown" and not is_open
    return is_settled or set(_route(row.claim, sorted(names))) <= set(remembered.asked)


def _is_from_library(match: Match) -> bool:
    return match.chosen is not None and match.chosen.source == LIBRARY


def _memory(claim: Record, decision: Decision | None) -> str:
    """Hash of what a judgement rests on, and the version of the rules."""
    said = msgspec.json.encode([msgspec.structs.replace(claim, provenance=()), decision])
    return f"{hashlib.blake2b(said, digest_size=8).hexdigest()}-{RULES_VERSION}"


def _match_decisions(
    claims: Sequence[Record], decisions: Sequence[Decision]
) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """Decisions by the id of their claim; a decision that fits no row is told, since a title in it may be mistyped."""
    found: dict[str, Decision] = {}
    problems = []
    for decision in decisions:
        wanted = fold_title(split_notes(decision.row)[0])
        fitting = [
            claim
            for claim in claims
            if fold_title(claim.title) == wanted and (decision.year is None or claim.year == decision.year)
        ]
        found.update({claim.id: decision for claim in fitting})
        if not fitting:
            sentence = "no row has this title and year; correct the decision or remove it."
            problems.append(Problem("enrich", "decision_without_row", f"decision “{decision.row}”", sentence))
    return found, tuple(problems)


def _is_identified(row: _Row) -> bool:
    return bool(row.wanted.identifiers.labels() or row.wanted.citation_key)


def _is_settled_by_person(row: _Row) -> bool:
    return bool(row.decision and row.decision.accept)


def _route(claim: Record, names: Iterable[str]) -> tuple[str, ...]:
    """The sources that are searched for a title of this venue, in the order that answers most."""
    venues = find_venues(claim.container_title_short)
    dois = {venue.doi for venue in venues}
    route = dois.pop() if len(dois) == 1 else ""
    is_published = bool(venues) and {venue.kind for venue in venues} <= PUBLISHED_KINDS
    asked = [name for name in names if row_of(name).searches_published or not is_published]
    return tuple(sorted(asked, key=lambda name: row_of(name).routes.get(route, UNRANKED)))
