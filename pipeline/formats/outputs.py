"""The files of `output/`, and in a few words what each is for: `outputs.json`, most used first."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.formats.tables import load_table

_OF_ONE_LIST = re.compile(r"table-.*(\.\w+)", re.DOTALL)


@lru_cache(maxsize=1)
def output_purposes() -> dict[str, str]:
    """What each file is for, by its name, read once."""
    return load_table("outputs.json", dict[str, str])


def kind_of_output(name: str) -> str:
    """The name by which the table knows a file: several lists have a table each, named after the list.

    >>> kind_of_output("table-icra-2023.csv"), kind_of_output("references.bib")
    ('table.csv', 'references.bib')
    """
    of_one_list = _OF_ONE_LIST.fullmatch(name)
    return f"table{of_one_list[1]}" if of_one_list else name
