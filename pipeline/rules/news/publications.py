"""Preprints that now have a version of record: who says so, and whether it is that paper."""

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
    answers: Iterable[ObservationBatch],
    news: Iterable[News],
    refused: Collection[str],
) -> tuple[Hint, ...]:
    """The DOIs worth looking up: named for a preprint, not told yet, not refused, not decided by a person."""
    decided = {match.record_id for match in matches if match.decided_by == "person"}
    preprints = {
        work.id: work for work in works if work.record.type == "article" and not decided.intersection(work.rows)
    }
    told = {(one.work, one.value) for one in news if one.kind is NewsKind.PUBLISHED}
    hints: dict[tuple[str, str], Hint] = {}
    for hint in _named(preprints, answers):
        own = preprints[hint.work].record.identifiers.doi
        if hint.doi not in (own, *refused) and (hint.work, hint.doi) not in told:
            hints.setdefault((hint.work, hint.doi), hint)
    return tuple(hints[key] for key in sorted(hints))


def judge_hints(hints: Iterable[Hint], works: Iterable[Work], found: Iterable[ObservationBatch]) -> tuple[News, ...]:
    """News of those that Crossref describes as the published paper, with the evidence; sightings go by DOI."""
    by_id = {work.id: work for work in works}
    seen: dict[str, tuple[Observation, str]] = {one.work: (one, answer.day) for answer in found for one in answer.found}
    news: dict[str, News] = {}
    for hint in hints:
        sighting, day = seen.get(hint.doi, (None, ""))
        if sighting and sighting.record:
            named_by = label_of(hint.source)
            evidence = judge_published(by_id[hint.work].record, sighting.record, named_by)
            if evidence:
                news.setdefault(
                    hint.work, News(hint.work, NewsKind.PUBLISHED, hint.source, hint.doi, day, evidence=evidence)
                )
    return tuple(news.values())


def _named(preprints: dict[str, Work], answers: Iterable[ObservationBatch]) -> Iterator[Hint]:
    for answer in answers:
        for one in answer.found:
            if one.work in preprints and one.record:
                yield from (Hint(one.work, doi, answer.source) for doi in _dois(one.record))
    for work in preprints.values():
        for version in (work.record, *work.versions):
            yield from (Hint(work.id, doi, "crossref") for doi in _dois(version))


def _dois(record: Record) -> Iterator[str]:
    for given in (record.identifiers.doi, *record.other_dois):
        if (doi := parse_doi(given)) and not parse_arxiv(doi):
            yield doi
