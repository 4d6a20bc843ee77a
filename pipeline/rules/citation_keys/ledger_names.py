"""The name by which the key ledger knows a work that has no identifier: its title and year.

It is stored in `keys.jsonl`, and a work keeps its citation key by it, so it has this one maker and never changes.
"""

from __future__ import annotations

from pipeline.model.records import Record
from pipeline.text.folding import fold_title, squeeze

_PREFIX = "title:"
_LONGEST = 80
"""Letters of a title in a name; more are cut off."""


def name_by_title(record: Record) -> str:
    """The name made of a record's title and year; the year is empty where none is known.

    Records without a title have nothing in common for that: each is named by what it is identified by.

    >>> from pipeline.model.records import Date
    >>> name_by_title(Record("r", title="Attention is not not Explanation", issued=Date(2019)))
    'title:attentionisnotnotexplanation:2019'
    """
    if not record.title:
        return f"{_PREFIX}={next(iter(record.identifiers.labels()), record.id)}"
    # The volumes of one work have its title: “Computers & Typesetting” are five books.
    volume = "".join(text for name, text in record.other_texts if name == "volume-title")
    return f"{_PREFIX}{squeeze(fold_title(f'{volume} {record.title}'))[:_LONGEST]}:{record.year or ''}"


def is_name_by_title(name: str) -> bool:
    """True for a name that `name_by_title` made; the other names in the ledger are identifiers."""
    return name.startswith(_PREFIX)
