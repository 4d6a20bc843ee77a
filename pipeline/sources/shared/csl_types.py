"""What the types of services are as CSL types; the table is `csl_types.json`, each part in the order of its service.

`component` is no type of CSL: what is about a paper, or a part of it, has it, so that it can be seen and refused.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    text = files("pipeline").joinpath("sources/shared/csl_types.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, str]])


def types_of(name: str) -> dict[str, str]:
    """The CSL type of each type of a service."""
    return _tables()[name]
