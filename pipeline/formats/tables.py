"""How a table of this package is read: once, when it is first asked for, and checked against its type."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec

Table = TypeVar("Table")


def load_table(name: str, table: type[Table]) -> Table:
    """The content of the JSON file of that name beside this module."""
    return msgspec.json.decode(files("pipeline.formats").joinpath(name).read_bytes(), type=table)
