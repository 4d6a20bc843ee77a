"""Writes `aliases.csv`: keys that were given once, and the key under which their work is cited now."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.protocols import Bibliography
from pipeline.writers.tables.cells import to_csv

COLUMNS = ("old_key", "kept_key")


def write_aliases(bibliography: Bibliography) -> Iterator[tuple[str, str]]:
    """`aliases.csv`, sorted by the old key; only its header while no works were merged."""
    yield "aliases.csv", to_csv([COLUMNS, *sorted(bibliography.aliases)])
