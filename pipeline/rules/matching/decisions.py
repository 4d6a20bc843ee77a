"""What follows from a person's decision: the identifiers that are looked up, and a match that no rule overrules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.records import Candidate, Match, Problem, Record
from pipeline.model.source_table import LIBRARY, names_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.named_papers import names_of_candidate, read_named
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.rules.matching.verdict import assess
from pipeline.rules.row_text.notes import split_notes
from pipeline.text.folding import FoldedTitle, fold_title, show, significant_words

UNSEARCHED = frozenset({"decided_on_another_title", "decision_not_understood"})
"""Reasons for which a row waits for a person: no source can tell what was meant."""


def replace_identifiers(claim: Record, decision: Decision | None) -> Record:
    """The claim with the identifier, or the key in the library, that a person named in place of its own."""
    if not decision or not decision.accept or decision.is_as_listed:
        return claim
    named = read_named(decision.accept)
    return msgspec.structs.replace(claim, identifiers=named.identifiers, citation_key=named.name)


def decide(target: Record, decision: Decision, candidates: Iterable[Candidate]) -> Match:
    """The match that a person decided on.

    Args:
        target: The claim with the identifiers that the person named, as `replace_identifiers` makes it.
        decision: The decision, which accepts something, or cannot be understood.
        candidates: All that the sources offered.

    Returns:
        The accepted candidate that has one of these identifiers, or the row as it stands where the person says so.
        Where no candidate has one, or the title of the one that has is another paper's, the row stays open: an
        identifier may be mistyped.
    """
    why = f"a person decided: {decision.why}" if decision.why else "a person decided"
    if decision.is_held:
        sentence = f"what a person decided cannot be understood ({show(decision.faults[0], 200)})."
        return _decided(target, decision, "decision_not_understood", sentence)
    if decision.is_as_listed:
        row = Candidate(target, "person", target.id)
        return _decided(
            target, decision, "decided_as_listed", f"{why.rstrip('.')}; the row is right as it stands.", row
        )
    labels = read_named(decision.accept).labels
    fitting = [one for one in candidates if labels & names_of_candidate(one)]
    if not fitting:
        sentence = f"{why.rstrip('.')}; no source that was asked knows “{show(decision.accept, 100)}”."
        return _decided(target, decision, "decided_but_unknown", sentence)
    chosen = fitting[0]
    listed = decision.set_fields.get("title") or target.title
    if target.identifiers.labels() and is_another_title(listed, chosen.record.title):
        sentence = (
            f"a person decided; “{show(decision.accept, 100)}” is “{show(chosen.record.title, 200)}”, another paper."
        )
        return _decided(target, decision, "decided_on_another_title", sentence)
    found = _decided(target, decision, "decided_by_person", f"{why.rstrip('.')}.", chosen)
    is_own = chosen.source == LIBRARY  # what supports an entry of the library is judged (`completing.py`)
    return found if is_own else msgspec.structs.replace(found, support=_support(chosen, fitting[1:]))


def _support(chosen: Candidate, others: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """What other sources say of the very thing that a person named, once each."""
    found = {(one.source, one.source_id): one for one in others if not _is_other(chosen, one)}
    return tuple(one for key, one in found.items() if key != (chosen.source, chosen.source_id))


def _is_other(chosen: Candidate, one: Candidate) -> bool:
    shared = set(chosen.record.identifiers.labels()) & set(one.record.identifiers.labels())
    return not shared or is_another_title(chosen.record.title, one.record.title)


def is_another_title(listed: str, found: str) -> bool:
    """True for two titles that are different and have hardly a word in common, as those of a mistyped DOI.

    >>> is_another_title("Striving for Simplicity", "Salt on Plants"), is_another_title("Salt", "Salt in Plants")
    (True, False)
    """
    if compare_titles(listed, found).relation is not TitleRelation.DIFFERENT:
        return False
    ours, theirs = (set(significant_words(fold_title(title))) for title in (listed, found))
    return bool(ours and theirs) and 3 * len(ours & theirs) < min(len(ours), len(theirs))


def _decided(target: Record, decision: Decision, reason: str, why: str, chosen: Candidate | None = None) -> Match:
    """The match of a decision: accepted when it has a candidate."""
    return Match(
        record_id=target.id,
        verdict=Verdict.ACCEPT if chosen else Verdict.REVIEW,
        reason=reason,
        explanation=why,
        memory="",
        decided_by="person",
        score=100 if chosen else 0,
        chosen=chosen,
        evidence=assess(target, chosen).assessment.evidence if chosen else (),
        set_fields=decision.set_fields,
    )


def tell_refused(decision: Decision, match: Match) -> Iterator[Problem]:
    """What is told of a decision that cannot be followed; nothing while a source may still know what it names."""
    where = decision.where or f"decision “{show(decision.row, 100)}”"
    if decision.names_a_paper and match.verdict is not Verdict.ACCEPT:
        if not decision.is_held and not _waits(decision, match):
            sentence = f"{match.explanation} Correct `accept:`, or say `accept: none`."
            yield Problem("enrich", "decision_refused", where, sentence)
    elif not match.unasked:
        for name in match.unmet:
            sentence = f"no source offered “{show(name, 100)}” for this row, so `reject:` does nothing; correct it."
            yield Problem("enrich", "decision_refused", where, sentence)


def _waits(decision: Decision, match: Match) -> bool:
    """True while a source has not replied that may know what the decision names: a registry, of identifiers."""
    named = read_named(decision.accept)
    if match.reason != "decided_but_unknown" or not match.unasked:
        return False
    if named.is_looked_up and not named.identifiers.labels():
        return False
    registries = names_of(kind="registry") if named.is_looked_up else names_of()
    return any(name in registries or name not in names_of() for name, _ in match.unasked)


def match_decisions(
    claims: Sequence[Record], decisions: Sequence[Decision]
) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """Decisions by the id of their claim, the last of several; what is wrong with one is a Problem: a value that cannot
    be understood, a title that fits no row, a row that is decided twice.
    """
    if not decisions:
        return {}, ()
    titles = [fold_title(claim.title) for claim in claims]
    known = {(title, year) for title, claim in zip(titles, claims, strict=True) for year in (claim.year, None)}
    named: dict[tuple[FoldedTitle, int | None], list[int]] = defaultdict(list)
    checked = [_without_clash(decision) for decision in decisions]
    for number, decision in enumerate(checked):
        named[fold_title(split_notes(decision.row)[0]), decision.year].append(number)
    found: dict[str, int] = {}
    for title, claim in zip(titles, claims, strict=True):
        if fitting := [*named.get((title, None), ()), *named.get((title, claim.year), ())]:
            found[claim.id] = max(fitting)
    stray = {number for name, numbers in named.items() if name not in known for number in numbers}
    problems = [*_tell_faults(checked), *_tell_unused(checked, stray, set(found.values()))]
    return {row: checked[number] for row, number in found.items()}, tuple(problems)


def _without_clash(decision: Decision) -> Decision:
    """The decision, held where it accepts and rejects one paper."""
    named = read_named(decision.accept).labels if decision.accept else frozenset()
    if not any(named & read_named(one).labels for one in decision.reject):
        return decision
    fault = f"it accepts and rejects “{decision.accept}”"
    return msgspec.structs.replace(decision, faults=(*decision.faults, fault), is_held=True)


def _tell_faults(decisions: Sequence[Decision]) -> Iterator[Problem]:
    for decision in decisions:
        for fault in decision.faults:
            yield Problem("enrich", "decision_refused", decision.where, f"{show(fault, 300)}; correct it.")


def _tell_unused(decisions: Sequence[Decision], stray: Collection[int], used: Collection[int]) -> Iterator[Problem]:
    """Decisions that fit no row, and those of rows that are decided again further down."""
    for number, decision in enumerate(decisions):
        where = f"{decision.where}: " * bool(decision.where) + f"decision “{decision.row}”"
        if number in stray:
            sentence = "no row has this title and year; correct the decision or remove it."
            yield Problem("enrich", "decision_without_row", where, sentence)
        elif number not in used and decision.where:
            sentence = "its row is decided again further down, and that decision counts; remove one of them."
            yield Problem("enrich", "decision_repeated", where, sentence)
