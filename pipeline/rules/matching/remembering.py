"""Which remembered match stays: when a source failed, and when older rules accepted it.

What older rules accepted stays cited, and what the newer ones say stands beside it until a person wants it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from pipeline.model.records import Candidate, Match, QueryResult, Record
from pipeline.model.source_table import LIBRARY, names_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching import RULES_VERSION
from pipeline.rules.matching.judge import judge_row
from pipeline.rules.matching.memory import part_memory


def is_from_library(match: Match) -> bool:
    """True for a match with an entry of a person's library."""
    return match.chosen is not None and match.chosen.source == LIBRARY


def known_papers(match: Match | None) -> tuple[Candidate, ...]:
    """What sources have said of the paper of an accepted match; nobody is asked for it again."""
    if match is None or match.verdict is not Verdict.ACCEPT or match.chosen is None:
        return ()
    return tuple(one for one in (match.chosen, *match.support) if one.source in names_of() and one.source != LIBRARY)


def holds_for_entry(remembered: Match, memory: str, found: Match) -> bool:
    """True when a remembered match is with the entry of the library that is found now, and neither it nor the row has
    changed.
    """
    if not is_from_library(remembered) or part_memory(remembered.memory)[0] != part_memory(memory)[0]:
        return False
    then, now = remembered.chosen, found.chosen
    return then is not None and now is not None and (then.source_id, then.record) == (now.source_id, now.record)


def recall_entry(remembered: Match | None, memory: str, found: Match) -> Match:
    """The match with an entry of the library, with what an earlier run found beside it, when nothing has changed."""
    if remembered is None or remembered.memory != memory or not holds_for_entry(remembered, memory, found):
        return found
    return msgspec.structs.replace(found, support=remembered.support, rivals=remembered.rivals)


def holds_still(
    remembered: Match | None,
    memory: str,
    found: Match,
    *,
    lacks: bool,
    names: Collection[str],
    route: Collection[str],
) -> bool:
    """True when asking again would bring nothing new: same text, decision and rules, and every source has replied.

    Args:
        remembered: The match of the last run, if any.
        memory: What a match of these days would remember.
        found: What the library alone says now.
        lacks: That is with a thin entry.
        names: The sources of this run.
        route: Those of them that are searched for the title, but for what another one covers.
    """
    if remembered is None:
        return False
    if lacks and not holds_for_entry(remembered, memory, found):
        return False
    if not lacks and (remembered.memory != memory or is_from_library(remembered)):
        return False
    if any(name in names for name, _ in remembered.unasked):
        return False
    is_decided = remembered.decided_by == "person" or remembered.verdict is Verdict.ACCEPT
    return (is_decided and not lacks) or set(route) <= set(remembered.asked)


def say_not_asked(match: Match, sentence: str) -> Match:
    """The match of a row of which nothing is known, as one about which not every source was asked."""
    if match.reason != "nothing_found" or match.rivals:
        return match
    return msgspec.structs.replace(match, reason="sources_not_asked", explanation=sentence)


def may_keep(remembered: Match | None, memory: str, results: Mapping[str, QueryResult], *, asked: bool) -> bool:
    """A remembered match stays when nobody was asked, or when it was accepted and a source failed this time.

    One from the library does not stay when the library was asked and has it no more: a person took it out.
    """
    if remembered is None or part_memory(remembered.memory)[0] != part_memory(memory)[0]:
        return False
    if is_from_library(remembered) and LIBRARY in results:
        return False
    failed = any(not result.status.is_fact for result in results.values())
    return not asked or (remembered.verdict is Verdict.ACCEPT and failed)


def is_of_older_rules(match: Match | None, memory: str, candidates: Iterable[Candidate]) -> bool:
    """True for a match that was accepted with the same text and decision, by rules of an older version.

    Args:
        match: What is remembered of a row, if anything.
        memory: What a match of these days would remember, as `make_memory` makes it.
        candidates: What the library has for the row; a paper that a person took out of it is kept no more.
    """
    if match is None or match.verdict is not Verdict.ACCEPT or match.reason == "decided_but_unknown":
        return False
    here = {one.source_id for one in candidates}
    if is_from_library(match) and match.chosen and match.chosen.source_id not in here:
        return False
    text, version = part_memory(match.memory)
    return text == part_memory(memory)[0] and version < int(RULES_VERSION)


def settle_older(claim: Record, kept: Match, memory: str, found: Match | None = None) -> Match:
    """The match that stays: as one of the newer rules where they say the same, else with what they say instead.

    Args:
        claim: What the row says.
        kept: The match that older rules accepted.
        memory: What a match of these days would remember.
        found: What the newer rules made of fresh candidates; without it, those that are stored are judged.
    """
    if kept.decided_by == "person" or kept.chosen is None:
        return msgspec.structs.replace(kept, memory=memory)
    stored = (kept.chosen, *kept.support, *(rival.candidate for rival in kept.rivals))
    judged = found or judge_row(claim, stored, kept.refused)
    if judged.chosen and judged.chosen.source_id in {one.source_id for one in (kept.chosen, *kept.support)}:
        return msgspec.structs.replace(kept, memory=memory, newer_rules="")
    return msgspec.structs.replace(kept, newer_rules=f"{judged.reason}: {judged.explanation}")
