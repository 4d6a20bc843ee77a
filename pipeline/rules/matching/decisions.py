"""What follows from a person's decision: the identifiers that are looked up, and a match that no rule overrules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.identifiers import arxiv_doi, parse_arxiv, sort_doi
from pipeline.model.records import Candidate, Identifiers, Match, Problem, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.rules.matching.verdict import assess
from pipeline.rules.row_text.notes import split_notes
from pipeline.text.folding import FoldedTitle, fold_title, show, significant_words


def replace_identifiers(claim: Record, decision: Decision | None) -> Record:
    """The claim with the identifier, or the key in the library, that a person named in place of its own."""
    if not decision or not decision.accept or decision.is_as_listed:
        return claim
    doi, arxiv = sort_doi(decision.accept)
    arxiv = arxiv or parse_arxiv(decision.accept) or ""
    key = "" if doi or arxiv else decision.accept.removeprefix("key:").strip()
    return msgspec.structs.replace(claim, identifiers=Identifiers(doi=doi, arxiv=arxiv), citation_key=key)


def decide(target: Record, decision: Decision, candidates: Iterable[Candidate]) -> Match:
    """The match that a person decided on.

    Args:
        target: The claim with the identifiers that the person named, as `replace_identifiers` makes it.
        decision: The decision, which accepts something.
        candidates: All that the sources offered.

    Returns:
        The accepted candidate that has one of these identifiers, or the row as it stands where the person says so.
        Where no candidate has one, or the title of the one that has is another paper's, the row stays open: an
        identifier may be mistyped.
    """
    why = f"a person decided: {decision.why}" if decision.why else "a person decided"
    if decision.is_as_listed:
        row = Candidate(target, "person", "none")
        return _decided(
            target, decision, "decided_as_listed", f"{why.rstrip('.')}; the row is right as it stands.", row
        )
    labels = {*target.identifiers.labels(), f"key:{target.citation_key}", decision.accept.strip().lower()}
    chosen = next((one for one in candidates if labels & _names(one.record)), None)
    if chosen is None:
        sentence = f"{why.rstrip('.')}; no source that was asked knows “{show(decision.accept, 100)}”."
        return _decided(target, decision, "decided_but_unknown", sentence)
    listed = decision.set_fields.get("title") or target.title
    if target.identifiers.labels() and is_another_title(listed, chosen.record.title):
        sentence = (
            f"a person decided; “{show(decision.accept, 100)}” is “{show(chosen.record.title, 200)}”, another paper."
        )
        return _decided(target, decision, "decided_on_another_title", sentence)
    return _decided(target, decision, "decided_by_person", f"{why.rstrip('.')}.", chosen)


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


def tell_refused(decision: Decision, match: Match) -> Problem | None:
    """What is told of a decision that cannot be followed; None for one that can, or may be when a source replies."""
    if not decision.accept or match.verdict is Verdict.ACCEPT or match.unasked:
        return None
    where = decision.where or f"decision “{show(decision.row, 100)}”"
    return Problem(
        "enrich", "decision_refused", where, f"{match.explanation} Correct `accept:`, or say `accept: none`."
    )


def _names(record: Record) -> set[str]:
    names = {record.id.lower(), *record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)}
    if record.identifiers.arxiv:
        names.add(f"doi:{arxiv_doi(record.identifiers.arxiv).lower()}")
    return names | ({f"key:{record.citation_key}"} if record.citation_key else set())


def match_decisions(
    claims: Sequence[Record], decisions: Sequence[Decision]
) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """Decisions by the id of their claim, the last of several; one that fits no row is a Problem, since a title in it
    may be mistyped.
    """
    if not decisions:
        return {}, ()
    titles = [fold_title(claim.title) for claim in claims]
    known = {(title, year) for title, claim in zip(titles, claims, strict=True) for year in (claim.year, None)}
    last: dict[tuple[FoldedTitle, int | None], tuple[int, Decision]] = {}
    problems = []
    for number, decision in enumerate(decisions):
        name = (fold_title(split_notes(decision.row)[0]), decision.year)
        last[name] = (number, decision)
        if name not in known:
            sentence = "no row has this title and year; correct the decision or remove it."
            where = f"{decision.where}: " * bool(decision.where) + f"decision “{decision.row}”"
            problems.append(Problem("enrich", "decision_without_row", where, sentence))
    found = {}
    for title, claim in zip(titles, claims, strict=True):
        fitting = [last[name] for name in {(title, None), (title, claim.year)} if name in last]
        if fitting:
            found[claim.id] = max(fitting, key=lambda one: one[0])[1]
    return found, tuple(problems)
