"""The places that know papers, by the name they have in the configuration; each is imported only when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.config.schema import SourceConfig
from pipeline.model.protocols import Source

if TYPE_CHECKING:
    from pipeline.network.client import Client

_NETWORK = {
    "crossref": ("pipeline.sources.crossref", "Crossref"),
    "semantic_scholar": ("pipeline.sources.semantic_scholar", "SemanticScholar"),
    "openalex": ("pipeline.sources.openalex", "OpenAlex"),
    "arxiv": ("pipeline.sources.arxiv", "Arxiv"),
    "datacite": ("pipeline.sources.datacite", "DataCite"),
}


def open_source(name: str, client: Client, config: SourceConfig, contact: str) -> Source:
    """A network source, ready to be asked through the one client."""
    module, kind = _NETWORK[name]
    make: Callable[..., Any] = getattr(import_module(module), kind)
    source: Source = make(client, config, contact)
    return source
