"""The places that know papers, one file each; `table.json` says of each what the others must know of it.

Shown to others: `open_source` and the person's own `library`. A source asks through `network.client` alone, never
imports another source, a stage, a reader or a writer, and is imported only when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.config.schema import SourceConfig
from pipeline.model.protocols import Source
from pipeline.model.source_table import source_table

if TYPE_CHECKING:
    from pipeline.network.client import Client

__all__ = ["library", "open_source"]


def open_source(name: str, client: Client, config: SourceConfig, contact: str) -> Source:
    """A network source, ready to be asked.

    Args:
        name: The name of a source that has a `class_name` in the table, and of its module in `pipeline.sources`.
        client: The one client of the run.
        config: The source's settings.
        contact: The address of whoever asks; empty when there is none.
    """
    make: Callable[..., Any] = getattr(import_module(f"pipeline.sources.{name}"), source_table()[name].class_name)
    source: Source = make(client, config, contact)
    return source
