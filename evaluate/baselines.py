"""Simple ways to choose among candidates, which bibmill must beat, and the candidates that all of them choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from rapidfuzz.fuzz import ratio

from evaluate.rows import Gold
from pipeline.model.identifiers import arxiv_doi
from pipeline.model.observations import ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import Candidate, Identifiers, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.text.folding import fold_title, squeeze

THRESHOLDS = (0.80, 0.85, 0.90, 0.95, 0.98)
YEAR_BONUS = 0.05
SEARCHED = ("crossref", "semantic_scholar", "openalex", "arxiv")
"""Whose candidates the baselines get, in this order."""

Baseline = Callable[[Record, Sequence[Candidate]], Candidate | None]
"""Chooses one of the candidates for a claim, or none; the candidates stand in the order of sources and ranks."""


def take_first(_claim: Record, candidates: Sequence[Candidate]) -> Candidate | None:
    """The first hit of the first source that has one."""
    return next(iter(candidates), None)


def take_similar(claim: Record, candidates: Sequence[Candidate], threshold: float = THRESHOLDS[0]) -> Candidate | None:
    """The most similar title, with a bonus for the same year, if it is similar enough."""
    title = fold_title(claim.title)

    def similarity(candidate: Candidate) -> float:
        bonus = YEAR_BONUS if claim.year is not None and candidate.record.year == claim.year else 0.0
        return ratio(title, fold_title(candidate.record.title)) / 100 + bonus

    best = max(candidates, key=similarity, default=None)
    return best if best is not None and similarity(best) >= threshold else None


def take_exact(claim: Record, candidates: Sequence[Candidate]) -> Candidate | None:
    """The first candidate of the same folded title and year; a row without a year goes by its title."""
    title = fold_title(claim.title)
    fitting = (one for one in candidates if claim.year is None or one.record.year == claim.year)
    return next((one for one in fitting if fold_title(one.record.title) == title), None)


def collect_candidates(sources: Sequence[Source], claims: Sequence[Record]) -> dict[str, tuple[Candidate, ...]]:
    """All that the sources offer when each is asked for the title of each claim, by the claim's id."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    queries = [Query(claim) for claim in claims if claim.title]
    for source in sources:
        for result in source.search(queries):
            found[result.record_id].extend(sorted(result.candidates, key=lambda one: one.rank))
    return {name: tuple(candidates) for name, candidates in found.items()}


class HidingSource:
    """A source without certain papers: candidates that are one of them are taken out of its results."""

    def __init__(self, source: Source, golds: Mapping[str, Gold]) -> None:
        self.name = source.name
        self._source, self._golds = source, golds

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """The results of the source without the papers."""
        return map(self._hide, self._source.look_up(queries))

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """The results of the source without the papers."""
        return map(self._hide, self._source.search(queries))

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """What the source says."""
        return self._source.count(works)

    def _hide(self, result: QueryResult) -> QueryResult:
        gold = self._golds[result.record_id]
        kept = tuple(one for one in result.candidates if not is_paper(one.record, gold))
        status = ReplyStatus.NO_MATCH if result.status is ReplyStatus.FOUND and not kept else result.status
        return msgspec.structs.replace(result, candidates=kept, status=status)


def is_paper(record: Record, gold: Gold) -> bool:
    """True for a record of the paper, or of another paper with its very title."""
    if squeeze(fold_title(record.title)) == squeeze(fold_title(gold.title)):
        return True
    known = {*gold.dois, arxiv_doi(gold.arxiv).lower() if gold.arxiv else ""} - {""}
    has_doi = bool(known & {record.identifiers.doi.lower(), *(doi.lower() for doi in record.other_dois)})
    return has_doi or bool(gold.arxiv and record.identifiers.arxiv == gold.arxiv)
