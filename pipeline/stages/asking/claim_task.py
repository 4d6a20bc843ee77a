"""One row while it is asked about: what the sources have said of it so far, and what it still needs.

It stands apart from `enrich.py`, which says who is asked next and what becomes of a row.
"""

from __future__ import annotations

from pipeline.concurrency.scheduler import Task
from pipeline.concurrency.steps import SEARCH, Step
from pipeline.model.decisions import Decision
from pipeline.model.records import Candidate, Match, QueryResult, Record
from pipeline.model.source_table import LIBRARY, row_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching import remembering
from pipeline.rules.matching.completing import find_lacks, is_own, join_claim
from pipeline.rules.matching.decisions import UNSEARCHED, replace_identifiers
from pipeline.rules.matching.memory import make_memory
from pipeline.rules.matching.relevance import keep_relevant
from pipeline.rules.matching.row_judgement import Offered, judge_claim, wants_offer
from pipeline.rules.matching.tables import SECOND_LOOK


class _RelevantResult(QueryResult, frozen=True):
    """A result without the candidates of other titles; `contradicted` is what they leave behind."""

    contradicted: tuple[str, ...] = ()


class ClaimTask(Task):
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
            found = keep_relevant(self.sought, result.candidates)
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
        self._judged = self._judged or self._judge()
        return self._judged

    def _judge(self) -> Match:
        replied = {name for name, result in self.results.items() if result.status.is_fact}
        offered = Offered(self.candidates, remembering.known_papers(self.remembered), self.contradicted, replied)
        found = judge_claim(self.claim, self.decision, offered)
        is_asked = any(one.source != LIBRARY for one in self.candidates)
        return found if is_asked else remembering.recall_entry(self.remembered, self.memory, found)

    def is_covered(self, name: str) -> bool:
        """True when a source that registers all that this one has was searched, and has no such title."""
        other = self.results.get(row_of(name).covered_by)
        return other is not None and other.status.is_fact and not other.candidates

    @property
    def needs_more(self) -> bool:
        """True while no candidate is accepted, by the rules or by a person."""
        found = self.match()
        return found.verdict is not Verdict.ACCEPT and found.reason not in UNSEARCHED

    @property
    def needs_search(self) -> bool:
        """True while a search by title may find what is meant, or what can be offered where a decision cannot hold."""
        if not self.decision or not self.decision.names_a_paper:
            return self.needs_more or (self.match().rule in SECOND_LOOK and not is_own(self.match()))
        return wants_offer(self.decision, self.match())

    @property
    def lacks(self) -> bool:
        """True while an accepted entry of the library is thin, and no source has filled it in."""
        return bool(find_lacks(self.claim, self.match()))

    @property
    def is_open(self) -> bool:
        """True while a source may still add something that is needed."""
        return self.needs_more or self.needs_search or self.lacks

    @property
    def sought(self) -> Record:
        """What sources are asked about: what the row says, or the entry of the library that it means."""
        found = self.match()
        return join_claim(self.claim, found.chosen.record) if is_own(found) and found.chosen else self.claim
