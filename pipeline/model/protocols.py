"""The three kinds of doors of the house: readers, sources and writers, as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.model.observations import News, ObservationBatch
from pipeline.model.records import (
    CitationCount,
    Conflict,
    Identifiers,
    Match,
    Outcome,
    Problem,
    Query,
    QueryResult,
    Row,
    Struct,
    Work,
)


class Source(Protocol):
    """A place that knows papers. Every method yields answers as they come, in any order."""

    name: str

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Answer by the identifiers in the claims, in batches; at most one answer a query."""
        ...

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Answer by title; one answer a query."""
        ...

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Current citation counts and notices of identified works, an answer a batch; each work asked about is in one
        of them, or in a batch that is a Problem.
        """
        ...


class Reader(Protocol):
    """An input format: its text becomes rows."""

    def __call__(self, text: str, file: str) -> Outcome[Row]:
        """Rows in file order; `file` is only for naming places."""
        ...


class Bibliography(Struct, frozen=True):
    """All that a writer may use: works in list order, rows, matches, and what is shown beside them.

    `aliases` are pairs of a former citation key and the one that its work has now.
    """

    works: tuple[Work, ...]
    rows: tuple[Row, ...]
    matches: tuple[Match, ...]
    conflicts: tuple[Conflict, ...] = ()
    counts: tuple[CitationCount, ...] = ()
    shown_sources: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    counts_in_extra: bool = False
    news: tuple[News, ...] = ()


class Writer(Protocol):
    """An output format: a bibliography becomes files."""

    def __call__(self, bibliography: Bibliography) -> Iterable[tuple[str, str]]:
        """Pairs of file name (below `output/`) and text."""
        ...
