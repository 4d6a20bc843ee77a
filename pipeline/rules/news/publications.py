"""Preprints that now have a version of record: which source says so, and whether it is that paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.model.identifiers import parse_arxiv, parse_doi
from pipeline.model.observations import News, NewsKind, Observation, ObservationBatch
from pipeline.model.records import Match, Record, Struct, Work
from pipeline.model.source_table import label_of
from pipeline.rules.merging.versions import judge_published


class Hint(Struct, frozen=True):
    """A DOI that a source names for a preprint."""

    work: str
    doi: str
    source: str


def find_hints(
    works: Sequence[Work],
    matches: Iterable[Match],
    batches: Iterable[ObservationBatch],
    news: Iterable[News],
    refused: Collection[str],
) -> tuple[Hint, ...]:
    """The DOIs worth looking up: named for a preprint, not reported yet, not refused, its row not decided by a person.

    Args:
        works: All works; those of type `article` are preprints.
        matches: Their matches, which tell what a person decided.
        batches: What sources said in this refresh.
        news: The ledger of news so far.
        refused: DOIs that a person has refused.
    """
    decided = {match.record_id for match in matches if match.decided_by == "person"}
    preprints = {
        work.id: work for work in works if work.record.type == "article" and not decided.intersection(work.rows)
    }
    reported = {(one.work, one.value) for one in news if one.kind is NewsKind.PUBLISHED}
    hints: dict[tuple[str, str], Hint] = {}
    for hint in _named(preprints, batches):
        own = preprints[hint.work].record.identifiers.doi
        if hint.doi not in (own, *refused) and (hint.work, hint.doi) not in reported:
            hints.setdefault((hint.work, hint.doi), hint)
    return tuple(hints[key] for key in sorted(hints))


def judge_hints(hints: Iterable[Hint], works: Iterable[Work], found: Iterable[ObservationBatch]) -> tuple[News, ...]:
    """News of the hints that are right, with the evidence; at most one a work.

    Args:
        hints: The DOIs that sources name for preprints.
        works: All works; those of the hints are among them.
        found: What Crossref says of these DOIs; in its observations `work` is the DOI.
    """
    by_id = {work.id: work for work in works}
    seen: dict[str, tuple[Observation, str]] = {one.work: (one, batch.day) for batch in found for one in batch.found}
    news: dict[str, News] = {}
    for hint in hints:
        observation, day = seen.get(hint.doi, (None, ""))
        if observation and observation.record:
            named_by = label_of(hint.source)
            evidence = judge_published(by_id[hint.work].record, observation.record, named_by)
            if evidence:
                news.setdefault(
                    hint.work, News(hint.work, NewsKind.PUBLISHED, hint.source, hint.doi, day, evidence=evidence)
                )
    return tuple(news.values())


def _named(preprints: dict[str, Work], batches: Iterable[ObservationBatch]) -> Iterator[Hint]:
    for batch in batches:
        for one in batch.found:
            if one.work in preprints and one.record:
                yield from (Hint(one.work, doi, batch.source) for doi in _dois(one.record))
    for work in preprints.values():
        for version in (work.record, *work.versions):
            yield from (Hint(work.id, doi, "crossref") for doi in _dois(version))


def _dois(record: Record) -> Iterator[str]:
    for given in (record.identifiers.doi, *record.other_dois):
        if (doi := parse_doi(given)) and not parse_arxiv(doi):
            yield doi
