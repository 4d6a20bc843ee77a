"""What each of the three kinds of plug-in must offer: a source, a reader, a writer.

These are protocols, so an implementation imports none of them and inherits nothing: it only needs the methods. The
stages are given what implements them, and never know which one it is.

- A new **source** (a place that knows papers) is a class in `pipeline/sources/NAME.py` and a row in
  `pipeline/sources/table.json`; `pipeline.sources.shared` does most of the work.
- A new **reader** (an input format) is a function in `pipeline/readers/`, named in the table of its kind: lists in
  `pipeline/readers/lists/registry.py`, which says what it must take and give, reference files in
  `pipeline/readers/__init__.py`.
- A new **writer** (an output format) is a function in `pipeline/writers/`, named in `pipeline.writers.all_writers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.model.observations import News, ObservationBatch
from pipeline.model.records import (
    CitationCount,
    Conflict,
    Identifiers,
    Match,
    Problem,
    Query,
    QueryResult,
    Row,
    Struct,
    Work,
)


class Source(Protocol):
    """A place that knows papers.

    Every method yields results as they come, in any order, and raises nothing for what a network or a service does: a
    failure is a result, too. Its methods may run in several threads at once.

    Attributes:
        name: The name of its row in the table of sources.
    """

    name: str

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Find papers by the identifiers in the claims.

        Args:
            queries: Many at once, so that a source can ask for them in batches.

        Returns:
            At most one result a query; none for a query without an identifier that the source knows.
        """
        ...

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Find papers by the titles of the claims.

        Returns:
            One result a query, with the candidates in the source's own order. The source accepts nothing: whether a
            candidate is the paper is judged elsewhere.
        """
        ...

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Say what is true of known works today: citation counts, notices of retraction, published versions.

        Args:
            works: Ids of works, each with the identifiers of the work.

        Returns:
            Batches, in which each work that could be asked about is once, and a Problem for each batch that failed.
            Nothing at all from a source that has no counts.
        """
        ...


class Bibliography(Struct, frozen=True):
    """All that a writer may use.

    Attributes:
        works: What is cited, in the order of the list.
        rows: The rows of all lists, in order.
        matches: One for each row, in the same order.
        conflicts: Where sources disagreed on a field.
        counts: Every citation count that was observed, of any day.
        shown_sources: Whose count is shown, the first that has one.
        problems: What went wrong on the way.
        aliases: Pairs of a former citation key and the one that its work has now.
        counts_in_extra: True when `references.json` has the counts for Zotero's Extra field.
        news: What refreshes have learnt.
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
        """Write the bibliography as text.

        Returns:
            Pairs of a file's name (below `output/`) and its whole text; the same bibliography gives the same bytes.
        """
        ...
