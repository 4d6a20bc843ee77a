"""What follows from a person's decision: the identifiers that are looked up, and a match that no rule overrules."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pipeline.model.decisions import Decision
from pipeline.model.identifiers import arxiv_doi, parse_arxiv, sort_doi
from pipeline.model.records import Candidate, Identifiers, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.verdict import assess


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
