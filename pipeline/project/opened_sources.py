"""The network sources of a run, which share one client; nothing of them is loaded before one is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.console.summary import Console
from pipeline.model.observations import ObservationBatch
from pipeline.model.protocols import Source
from pipeline.model.records import Identifiers, Problem, Query, QueryResult
from pipeline.model.source_table import row_of
from pipeline.project.folder import Project
from pipeline.storage import store

if TYPE_CHECKING:
    from pipeline.network.client import Client


@contextmanager
def open_sources(project: Project, console: Console, names: Sequence[str] | None = None) -> Iterator[list[Source]]:
    """The network sources of a run; their client is made when one of them is first asked, and closed at the end.

    Args:
        project: The project, whose settings say how to reach each source.
        console: Shows the requests of the client.
        names: The sources to open, in their order; all that are enabled when None.
    """
    chosen = project.enabled_sources if names is None else names
    with ExitStack() as stack:
        opener = _ClientOpener(project, console, stack)
        yield [_LazySource(name, project, opener) for name in chosen if row_of(name).class_name]


def find_refusals(project: Project) -> Iterator[str]:
    """A sentence for each enabled source that is not asked, since nobody outside the project allows its host."""
    for name, source in project.enabled_sources.items():
        if row_of(name).class_name and (refusal := project.hosts.find_refusal(name, source.base_url)):
            yield f"sources.{name}.base_url: {refusal}"


def list_refusing(project: Project) -> frozenset[str]:
    """The enabled sources that refuse most of what they are asked, since the person has no key for them."""
    sources = project.enabled_sources.items()
    return frozenset(name for name, source in sources if row_of(name).refuses_without_key and not source.key())


class _ClientOpener:
    """Makes the one client of a run when a source first needs it; sources ask from several threads."""

    def __init__(self, project: Project, console: Console, stack: ExitStack) -> None:
        self._project, self._console, self._stack = project, console, stack
        self._lock = Lock()
        self._client: Client | None = None

    def open(self) -> Client:
        """The client; every source gets the same one."""
        with self._lock:
            if self._client is None:
                self._client = self._make()
                self._console.follow(self._client, self._stack)
                self._stack.enter_context(self._client)
        return self._client

    def _make(self) -> Client:
        from pipeline.network.client import Client

        return Client(
            cache_path=self._project.root / store.FACTS,
            cache_home=self._project.boundary,
            hosts=self._project.hosts,
            contact=self._project.config.contact,
            offline=self._project.offline,
        )


class _LazySource:
    """A network source that is opened when it is first asked, so that a run without requests loads no client."""

    def __init__(self, name: str, project: Project, opener: _ClientOpener) -> None:
        self.name = name
        self._project, self._opener = project, opener
        self._source: Source | None = None

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Open the source if need be, and look up the identifiers of the queries."""
        return self._opened().look_up(queries)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        """Open the source if need be, and search for the titles of the queries."""
        return self._opened().search(queries)

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        """Open the source if need be, and ask for the counts of the works."""
        return self._opened().count(works)

    def _opened(self) -> Source:
        if self._source is None:
            from pipeline.sources import open_source

            config = self._project.config
            self._source = open_source(self.name, self._opener.open(), config.sources[self.name], config.contact)
        return self._source
