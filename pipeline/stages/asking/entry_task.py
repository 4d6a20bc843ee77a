"""One entry while it is asked about: what the sources have said of it, and whether more could change the judgement."""

from __future__ import annotations

from pipeline.concurrency.scheduler import Task
from pipeline.concurrency.steps import SEARCH, Step
from pipeline.model.records import Candidate, QueryResult, Record
from pipeline.model.source_table import row_of
from pipeline.model.statuses import ReplyStatus
from pipeline.model.verification import Judgement
from pipeline.rules.verifying.judgement import Heard, is_settled, judge_entry


class EntryTask(Task):
    """A claim with what was heard of it in this run."""

    def __init__(self, claim: Record, today: str) -> None:
        super().__init__(claim.id)
        self.claim = claim
        self._today = today
        self._candidates: list[Candidate] = []
        self._looked_up: dict[str, ReplyStatus] = {}
        self._searched: dict[str, ReplyStatus] = {}
        self._failed: dict[str, str] = {}
        self._judged: Judgement | None = None
        self._is_settled: bool | None = None

    def learn_result(self, step: Step, result: QueryResult) -> None:
        """Keep what a source offers, and what it said."""
        self._candidates.extend(result.candidates)
        said = self._searched if step.kind == SEARCH else self._looked_up
        said[result.source] = result.status
        if not result.status.is_fact:
            self._failed[result.source] = result.sentence
        self._judged = self._is_settled = None

    def forget(self) -> None:
        """Discard all results of this run."""
        self._candidates.clear()
        self._looked_up.clear()
        self._searched.clear()
        self._failed.clear()
        self._judged = self._is_settled = None

    @property
    def heard(self) -> Heard:
        """All that was said so far."""
        return Heard(tuple(self._candidates), dict(self._looked_up), dict(self._searched), dict(self._failed))

    def judge(self) -> Judgement:
        """The judgement so far."""
        self._judged = self._judged or judge_entry(self.claim, self.heard, self._today)
        return self._judged

    @property
    def is_settled(self) -> bool:
        """True when no further reply is worth its request."""
        if self._is_settled is None:  # each source that may be next asks for it
            self._is_settled = is_settled(self.claim, self.judge(), self.heard)
        return self._is_settled

    @property
    def is_borne_out(self) -> bool:
        """True when nothing is wrong and no further reply is worth its request; before it is accused of anything, all
        indexes are asked by identifier, which costs little: one may have another version."""
        return self.is_settled and not self.judge().status.is_accusing

    @property
    def searched(self) -> frozenset[str]:
        """The sources that answered a search."""
        return frozenset(name for name, status in self._searched.items() if status.is_fact)

    @property
    def has_asked_index(self) -> bool:
        """True when an index has answered about its identifiers."""
        return any(status.is_fact and row_of(name).kind == "index" for name, status in self._looked_up.items())

    def is_covered(self, name: str) -> bool:
        """True when a source that registers all that this one has was searched, and has no such title."""
        other = row_of(name).covered_by
        status = self._searched.get(other)
        return status is not None and status.is_fact and not any(one.source == other for one in self._candidates)
