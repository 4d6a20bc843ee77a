"""What follows from a person's decision: the identifiers that are looked up, and a match that no rule overrules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.identifiers import arxiv_doi, parse_arxiv, sort_doi
from pipeline.model.records import Candidate, Identifiers, Match, Problem, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.verdict import assess
from pipeline.rules.row_text.notes import split_notes
from pipeline.text.folding import FoldedTitle, fold_title


def replace_identifiers(claim: Record, decision: Decision | None) -> Record:
    """The claim with the identifier, or the key in the library, that a person named in place of its own."""
    if not decision or not decision.accept:
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
        The accepted candidate that has one of these identifiers; where none has, `target` itself is what is cited, and
        the reason is `decided_but_unknown`.
    """
    labels = {*target.identifiers.labels(), f"key:{target.citation_key}"}
    chosen = next((one for one in candidates if labels & _names(one.record)), None)
    why = f"a person decided: {decision.why}" if decision.why else "a person decided"
    reason = "decided_by_person"
    if chosen is None:
        reason, why = "decided_but_unknown", f"{why.rstrip('.')}; no source that was asked knows {decision.accept}"
        chosen = Candidate(target, "person", decision.accept)
    return Match(
        record_id=target.id,
        verdict=Verdict.ACCEPT,
        reason=reason,
        explanation=why.rstrip(".") + ".",
        memory="",
        decided_by="person",
        score=100,
        chosen=chosen,
        evidence=assess(target, chosen).evidence,
        set_fields=decision.set_fields,
    )


def _names(record: Record) -> set[str]:
    names = {*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)}
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
            problems.append(Problem("enrich", "decision_without_row", f"decision “{decision.row}”", sentence))
    found = {}
    for title, claim in zip(titles, claims, strict=True):
        fitting = [last[name] for name in {(title, None), (title, claim.year)} if name in last]
        if fitting:
            found[claim.id] = max(fitting, key=lambda one: one[0])[1]
    return found, tuple(problems)
