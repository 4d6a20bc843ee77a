"""`--verbose`: a line for each question, with the place of the row that it is about and what came of it.

What the row says is in the list, and no business of a log, which people paste into reports.
Questions whose replies are in the cache are told, too. A run without `--verbose` does without any of this.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.model.observations import ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import Identifiers, Problem, Query, QueryResult, Row
from pipeline.model.source_table import drop_name
from pipeline.text.folding import show
from pipeline.text.plurals import count

_log = logging.getLogger("bibmill.asked")  # users see this name in the log


def log_questions(sources: Iterable[Source], places: Mapping[str, str]) -> list[Source]:
    """The sources, which tell what they are asked when the log is on.

    Args:
        sources: The sources of a run.
        places: By the id of a claim, the file and line of its row.
    """
    if not _log.isEnabledFor(logging.INFO):
        return [*sources]
    return [_ToldSource(source, places) for source in sources]


def places_of(rows: Iterable[Row]) -> dict[str, str]:
    """By the id of each row, its file and line."""
    return {row.id: f"{row.file}:{row.line}" for row in rows}


class _ToldSource:
    """A source that logs each question with its outcome."""

    def __init__(self, source: Source, places: Mapping[str, str]) -> None:
        self.name = source.name
        self._source, self._places = source, places

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """As the source does it."""
        claims = {query.claim.id: query.claim for query in queries}
        for result in self._source.look_up(queries):
            claim = claims.get(result.record_id)
            if claim:
                how = f"looked up by {', '.join(claim.identifiers.labels()) or claim.citation_key}"
                self._tell(result, how)
            yield result

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """As the source does it."""
        for result in self._source.search(queries):
            self._tell(result, "searched by title")
            yield result

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """As the source does it; counts are no questions about a row."""
        return self._source.count(works)

    def _tell(self, result: QueryResult, how: str) -> None:
        place = self._places.get(result.record_id, "a row")
        _log.info("%s: %s %s: %s", self.name, show(place, 120), show(how, 120), _describe(result))


def _describe(result: QueryResult) -> str:
    if result.candidates:
        return count(len(result.candidates), "candidate")
    if result.status.is_fact:
        return "no candidate"
    return drop_name(result.source, result.sentence) or str(result.status)
