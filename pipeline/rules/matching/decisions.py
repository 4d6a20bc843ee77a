"""What a person's decision makes of a row: the identifier that is looked up, and the match that no rule overrules."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.identifiers import arxiv_doi, parse_arxiv, sort_doi
from pipeline.model.records import Candidate, Identifiers, Match, Record, Verdict
from pipeline.rules.matching.verdict import assess


def to_wanted(claim: Record, decision: Decision | None) -> Record:
    """The claim with the identifier that a person named in place of its own."""
    if not decision or not decision.accept:
        return claim
    doi, arxiv = sort_doi(decision.accept)
    arxiv = arxiv or parse_arxiv(decision.accept) or ""
    key = "" if doi or arxiv else decision.accept.removeprefix("key:").strip()
    return msgspec.structs.replace(claim, identifiers=Identifiers(doi=doi, arxiv=arxiv), citation_key=key)


def decide(wanted: Record, decision: Decision, candidates: Iterable[Candidate]) -> Match:
    """A person's choice: the candidate that carries what they named, else what they named with the row's words."""
    labels = {*wanted.identifiers.labels(), f"key:{wanted.citation_key}"}
    chosen = next((one for one in candidates if labels & _names(one.record)), None)
    why = f"a person decided: {decision.why}" if decision.why else "a person decided"
    reason = "decided_by_person"
    if chosen is None:
        reason, why = "decided_but_unknown", f"{why.rstrip('.')}; no source that was asked knows {decision.accept}"
        chosen = Candidate(wanted, "person", decision.accept)
    return Match(
        record_id=wanted.id,
        verdict=Verdict.ACCEPT,
        reason=reason,
        explanation=why.rstrip(".") + ".",
        memory="",
        decided_by="person",
        score=100,
        chosen=chosen,
        evidence=assess(wanted, chosen).evidence,
        set_fields=decision.set_fields,
    )


def _names(record: Record) -> set[str]:
    names = {*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)}
    if record.identifiers.arxiv:
        names.add(f"doi:{arxiv_doi(record.identifiers.arxiv).lower()}")
    return names | ({f"key:{record.citation_key}"} if record.citation_key else set())
