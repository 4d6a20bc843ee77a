"""From findings to a verdict on one candidate, by the tables."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.model.records import Assessment, Candidate, Evidence, Record, Struct
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching import tables
from pipeline.rules.matching.evidence import Findings, gather
from pipeline.rules.matching.titles import TitleRelation


class Judged(Struct, frozen=True):
    """A candidate's assessment, as it is stored and shown, with the findings and the rule that it rests on."""

    assessment: Assessment
    found: Findings
    rule: str
    strength: int = 0

    @property
    def candidate(self) -> Candidate:
        """The candidate."""
        return self.assessment.candidate

    @property
    def record(self) -> Record:
        """The candidate's record."""
        return self.assessment.candidate.record

    @property
    def verdict(self) -> Verdict:
        """What the tables say."""
        return self.assessment.verdict

    @property
    def reason(self) -> str:
        """The stable reason code."""
        return self.assessment.reason

    @property
    def is_accepted(self) -> bool:
        """True for a candidate that a rule accepts."""
        return self.assessment.verdict is Verdict.ACCEPT


def assess(claim: Record, candidate: Candidate) -> Judged:
    """Judge one candidate by itself.

    Args:
        claim: What a row of the list says.
        candidate: What a source offers for it.

    Returns:
        The verdict with its reason code, a score (0 to 100) for sorting only, and all evidence; for a candidate that is
        left open, also the reason with which a second source would accept it, if any would.
    """
    return _decide(candidate, gather(claim, candidate))


def second(one: Judged, sources: tuple[str, ...]) -> Judged:
    """The judgement on a candidate that these sources describe, two or more."""
    evidence = (*one.found.evidence, Evidence("second_source_agrees", Bearing.FOR, *sources[:2]))
    return _decide(one.candidate, replace(one.found, seconded_by=sources, evidence=evidence))


def _decide(candidate: Candidate, found: Findings) -> Judged:
    verdict, rule, strength, if_seconded = _rule(found)
    reason = rule.partition("/")[0]
    return Judged(
        Assessment(candidate, verdict, reason, _score(found), found.evidence, if_seconded), found, rule, strength
    )


def _rule(found: Findings) -> tuple[Verdict, str, int, str]:
    """The verdict, the row that gives it and its strength; for an open one the reason that a second source gives it."""
    for ruling in tables.BEFORE:
        if ruling.applies(found):
            is_accepted = ruling.verdict is Verdict.ACCEPT
            return ruling.verdict, ruling.reason, tables.IDENTIFIER_STRENGTH * is_accepted, ""
    if rule := _first(found):
        return Verdict.ACCEPT, rule.name, rule.strength, ""
    seconded = _first(replace(found, seconded_by=("another",)))
    ruling = next(ruling for ruling in tables.OPEN if ruling.applies(found))
    return ruling.verdict, ruling.reason, 0, seconded.reason if seconded else ""


def _first(found: Findings) -> tables.Rule | None:
    return next((rule for rule in tables.ACCEPT if rule.applies(found)), None)


def _score(found: Findings) -> int:
    if found.same_identifier and (found.is_untitled or found.title.relation is not TitleRelation.DIFFERENT):
        return 100
    registrant = found.registrant.points if found.container.bearing is Bearing.NEUTRAL else 0
    return found.title.relation.points + found.year.points + found.container.points + registrant
