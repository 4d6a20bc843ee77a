"""Which papers preprints became: indexes are asked under the preprints' identifiers, and registries about the DOIs
that they, or the descriptions of the preprints, name. Each is asked once, about all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.model.identifiers import parse_arxiv, parse_doi
from pipeline.model.protocols import Source
from pipeline.model.records import Candidate, Identifiers, Query, Record
from pipeline.model.source_table import label_of, row_of
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.rules.merging.versions import judge_published
from pipeline.rules.venues import find_venues

Found = dict[str, list[Candidate]]


def find_published(
    preprints: Sequence[Record], known: Mapping[str, Sequence[Candidate]], sources: Sequence[Source]
) -> dict[str, tuple[Candidate, ...]]:
    """The published versions of preprints, by the id of the preprint; the registry's description is the first.

    Args:
        preprints: What their entries say.
        known: By their ids, how sources describe them.
        sources: Whom to ask.
    """
    described: Found = {one.id: list(known.get(one.id, ())) for one in preprints}
    indexes = [source for source in sources if row_of(source.name).kind == "index"]
    for source in indexes:
        open_ones = [one for one in preprints if not any(_judge(one, other) for other in described[one.id])]
        queries = [Query(msgspec.structs.replace(one, identifiers=_own(one, described[one.id]))) for one in open_ones]
        for name, candidate in _ask(source, queries):
            described[name].append(candidate)
    hints = {one.id: _find_dois(described[one.id]) for one in preprints}
    asked = [
        Query(msgspec.structs.replace(one, identifiers=Identifiers(doi=doi)))
        for one in preprints
        for doi in hints[one.id][:1]
    ]
    registered: Found = {one.id: [] for one in preprints}
    for source in sources:
        if "doi" in row_of(source.name).registers:
            for name, candidate in _ask(source, asked):
                registered[name].append(candidate)
    found = {one.id: (*registered[one.id], *described[one.id]) for one in preprints}
    return {one.id: tuple(other for other in found[one.id] if _judge(one, other)) for one in preprints}


def _ask(source: Source, queries: Sequence[Query]) -> Iterator[tuple[str, Candidate]]:
    for result in source.look_up(queries) if queries else ():
        yield from ((result.record_id, candidate) for candidate in result.candidates)


def _own(preprint: Record, candidates: Sequence[Candidate]) -> Identifiers:
    """The arXiv id of a preprint, by itself, as its other identifiers may be those of what it became."""
    ids = [preprint.identifiers.arxiv, *(one.record.identifiers.arxiv for one in candidates)]
    return Identifiers(arxiv=next(filter(None, ids), ""))


def _find_dois(candidates: Sequence[Candidate]) -> list[str]:
    given = (doi for one in candidates for doi in (one.record.identifiers.doi, *one.record.other_dois))
    return list(dict.fromkeys(doi for one in given if (doi := parse_doi(one)) and not parse_arxiv(doi)))


def _judge(preprint: Record, candidate: Candidate) -> bool:
    """Whether a description is of the version of record: it appeared in something, under the same title."""
    record = candidate.record
    kinds = {venue.kind for venue in find_venues(record.container_title)}
    if is_preprint(record) or not record.container_title or kinds == {"preprint"}:
        return False
    if compare_titles(preprint.title, record.title).relation in (TitleRelation.NEAR, TitleRelation.DIFFERENT):
        return False
    return bool(judge_published(preprint, record, label_of(candidate.source)))
