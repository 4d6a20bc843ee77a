"""Which candidates can still decide on a row: of the others, which are most, only a trace is kept.

It stands alone because it is the reverse of `judge.py`: whatever that takes from a candidate of another title must be
in the trace. A search always finds something, so of eight hits seven are of other papers, and a list of thousands of
rows would hold tens of thousands of them to the end of the run.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.records import Candidate, Record, Struct
from pipeline.model.source_table import names_of
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.containers import ContainerRelation
from pipeline.rules.matching.verdict import Judged, assess

OTHER_TITLE = "title_different"
"""The reason for which a candidate is rejected that is another paper."""


class Relevant(Struct, frozen=True):
    """What a judgement needs of some candidates.

    Attributes:
        candidates: Those that may be the paper, or are something beside it, in their order.
        contradicted: The DOIs by which a registry describes something else than the row means, though the title is
            another one: an index that gives such a DOI to the paper is not believed.
    """

    candidates: tuple[Candidate, ...] = ()
    contradicted: tuple[str, ...] = ()


def keep_relevant(claim: Record, candidates: Iterable[Candidate]) -> Relevant:
    """The candidates without those of other titles; `judge_row` says the same of both."""
    kept, contradicted = [], []
    for candidate in candidates:
        one = assess(claim, candidate)
        if one.verdict is not Verdict.REJECT or one.reason != OTHER_TITLE:
            kept.append(candidate)
        elif (doi := candidate.record.identifiers.doi) and contradicts(one):
            contradicted.append(doi)
    return Relevant(tuple(kept), tuple(contradicted))


def contradicts(one: Judged) -> bool:
    """True when a registry of DOIs describes something else than the row means."""
    if one.candidate.source not in names_of(authoritative_for="doi"):
        return False
    return bool(one.found.vetoes) or one.found.container is ContainerRelation.DISAGREES
