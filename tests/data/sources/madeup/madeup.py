"""Made-Up Index: a source that a test adds to a copy of the package, as whoever writes a new one would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.config.schema import SourceConfig
from pipeline.model.identifiers import parse_doi
from pipeline.model.names import parse_name
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Identifiers, Problem, Query, QueryResult, Record
from pipeline.network.messages import Request
from pipeline.sources.shared import batching, counting, json_shapes, titles

NAME = "madeup"


class MadeUp:
    """The API of the Made-Up Index: `/papers?title=…` and `/papers?dois=…`."""

    name = NAME

    def __init__(self, client: batching.RequestClient, config: SourceConfig, contact: str = "") -> None:
        self._client = client
        self._service = batching.build_service(NAME, config)

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by DOI."""
        batches = _pack(batching.pair_queries_with_ids(queries, _query_ids))
        return batching.look_up(self._client, batches, self._batch_request, _PARSER)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Results by title."""
        return batching.search(self._client, queries, self._search_request, _PARSER)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Citations of each work."""
        query = counting.CountQuery(_PARSER, _pack, self._count_request, _read_count)
        return counting.count_works(self._client, batching.pair_with_ids(works, _query_ids), query)

    def _batch_request(self, dois: tuple[str, ...], fresh_days: int | None = None) -> Request:
        return Request(self._service, "/papers", (("dois", ",".join(dois)),), fresh_days=fresh_days)

    def _count_request(self, dois: tuple[str, ...]) -> Request:
        return self._batch_request(dois, fresh_days=0)

    def _search_request(self, claim: Record) -> Request:
        return Request(self._service, "/papers", (("title", titles.shorten_title(claim.title)),))


def to_record(item: Any) -> Record | None:
    """One paper; None when it has no DOI."""
    doi = parse_doi(json_shapes.find_raw(item, "doi"))
    if not doi:
        return None
    return Record(
        id=f"{NAME}:{doi}",
        type="article-journal",
        title=json_shapes.find_text(item, "title"),
        author=json_shapes.keep_names(map(parse_name, json_shapes.find_texts(item, "authors"))),
        issued=json_shapes.find_year(item, "year"),
        container_title=json_shapes.find_text(item, "journal"),
        publisher=json_shapes.find_text(item, "publisher"),
        identifiers=Identifiers(doi=doi),
    )


def _list_items(data: Any) -> list[Any] | None:
    papers = json_shapes.find(data, "papers")
    return papers if isinstance(papers, list) else None


def _read_count(item: Any) -> int | None:
    return json_shapes.find_count(item, "citations")


def _query_ids(ids: Identifiers) -> tuple[str, ...]:
    return (parse_doi(ids.doi) or "",)


def _record_ids(record: Record) -> tuple[str, ...]:
    return (record.identifiers.doi,)


def _pack(members: Any) -> list[batching.Batch[Any]]:
    return batching.pack(members, most=50)


_PARSER = batching.ReplyParser(NAME, _list_items, to_record, _record_ids)
