r"""The macros by which AAS's styles name journals: `\apj` in the `.bib` files of astronomers, ADS's above all."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.formats.tables import load_table

_MACRO = re.compile(r"[{\s]*\\([a-z]{2,12})[{}\s~]*")


@lru_cache(maxsize=1)
def _journals() -> dict[str, str]:
    return load_table("journal_macros.json", dict[str, str])


def name_journal(value: str) -> str:
    r"""The journal that a field names by a macro alone; any other value as it is.

    >>> name_journal(r"{\apj}"), name_journal(r"Acta {\ae}")
    ('The Astrophysical Journal', 'Acta {\\ae}')
    """
    found = _MACRO.fullmatch(value)
    return _journals().get(found[1], value) if found else value
