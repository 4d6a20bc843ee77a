"""The judgement on a row: a person's decision has the first word, then an entry of their library, then the rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.records import Assessment, Candidate, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.completing import add_support, judge_with_library
from pipeline.rules.matching.decisions import decide, replace_identifiers
from pipeline.rules.matching.judge import RIVALS_KEPT
from pipeline.rules.matching.named_papers import names_of_candidate, read_named


class Offered(NamedTuple):
    """What is known for a row: what the sources offered, what fills in an entry of the library since an earlier run,
    DOIs by which a registry describes another paper, and who replied about the title.
    """

    candidates: Sequence[Candidate]
    known: Sequence[Candidate] = ()
    contradicted: Collection[str] = ()
    replied: Collection[str] = ()


def judge_claim(claim: Record, decision: Decision | None, offered: Offered) -> Match:
    """The match of one row.

    Args:
        claim: What the row says.
        decision: What a person decided about it, if anything.
        offered: What is known for it.
    """
    candidates, known, contradicted, replied = offered
    refused = {name: read_named(name).labels for name in decision.reject} if decision else {}
    labels = frozenset().union(*refused.values())
    open_ones = [one for one in candidates if not labels & names_of_candidate(one, with_versions=False)]
    others = [one for one in (*open_ones, *known) if not labels & names_of_candidate(one, with_versions=False)]
    if decision and (decision.is_held or decision.accept):
        found = decide(replace_identifiers(claim, decision), decision, candidates)
        if found.verdict is Verdict.ACCEPT:
            return add_support(claim, found, others, contradicted)
        return _offer(found, judge_with_library(claim, open_ones, contradicted, replied))
    found = judge_with_library(claim, open_ones, contradicted, replied)
    found = add_support(claim, found, others, contradicted)
    if not decision:
        return found
    met = frozenset().union(*map(names_of_candidate, candidates))
    return msgspec.structs.replace(
        found,
        set_fields=decision.set_fields,
        refused=() if found.verdict is Verdict.ACCEPT else decision.reject,
        unmet=tuple(name for name, own in refused.items() if not own & met),
    )


def _offer(found: Match, ruled: Match) -> Match:
    """A decision that cannot be followed, with the candidates among which the rules would have chosen."""
    best = ruled.chosen and Assessment(ruled.chosen, Verdict.ACCEPT, ruled.reason, ruled.score, ruled.evidence)
    rivals = (best, *ruled.rivals) if best else ruled.rivals
    return msgspec.structs.replace(found, rivals=rivals[:RIVALS_KEPT])


def wants_offer(decision: Decision, match: Match) -> bool:
    """True while a search by title may find what a person named, or what the rules would take in its place."""
    is_sought = not decision.is_held and not read_named(decision.accept).is_looked_up
    has_offer = any(rival.verdict is Verdict.ACCEPT for rival in match.rivals)
    return match.verdict is not Verdict.ACCEPT and (is_sought or not has_offer)
