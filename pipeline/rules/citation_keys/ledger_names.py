"""The names by which the key ledger knows a work that has no identifier: its title and year, and where it stands.

They are stored in `keys.jsonl`, and a work keeps its citation key by them, so they have this one maker.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.records import Record
from pipeline.text.folding import fold, fold_title, squeeze, squeeze_words

_PREFIX = "title:"
_LONGEST = 80
"""Letters of a title in a name of an earlier version, which cut the rest off: parts I and II had one name."""


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
    return f"{_PREFIX}{squeeze(fold_title(f'{volume} {record.title}'))}:{record.year or ''}"


def name_by_place(record: Record) -> str:
    """The same with what tells it from another of its title and year: container, volume, pages and first author.

    >>> name_by_place(Record("r", title="Editorial", container_title="Nature", volume="7"))
    'title:editorial::nature:7::'
    """
    from pipeline.model.names import family_of  # not before a work is named: a run that changes nothing names none

    container = record.container_title or record.container_title_short
    first = family_of(record.author[0]) if record.author else ""
    parts = (container, record.volume, record.page, first)
    return ":".join((name_by_title(record), *(squeeze_words(fold(part)) for part in parts)))


def without_place(name: str) -> str:
    """The name by title and year alone in one that says more.

    >>> without_place("title:editorial:2015:nature:7::")
    'title:editorial:2015'
    """
    return ":".join(name.split(":")[:3]) if has_place(name) else name


def by_first_author(name: str) -> str:
    """The name by title, year and first author in one that says where the work stands; empty without an author.

    >>> by_first_author("title:swaps:2015:nature:7::adams"), by_first_author("title:swaps:2015:nature:7::")
    ('title:swaps:2015:adams', '')
    """
    parts = name.split(":")
    return ":".join((*parts[:3], parts[6])) if has_place(name) and len(parts) > 6 and parts[6] else ""


def has_place(name: str) -> bool:
    """True for a name that says more than title and year."""
    return is_name_by_title(name) and not name.startswith(f"{_PREFIX}=") and name.count(":") > 2


def cut_name(name: str) -> str:
    """The name that an earlier version would have made of a name by title and year."""
    if not is_name_by_title(name) or name.startswith(f"{_PREFIX}="):
        return name
    title, _, year = name.removeprefix(_PREFIX).partition(":")
    return f"{_PREFIX}{title[:_LONGEST]}:{year}"


def whole_names(names: Iterable[str]) -> list[str]:
    """The names by title and year among all names of a work; one that was cut does not count beside the whole one.

    >>> whole_names(["doi:10.1000/1", "title:editorial:2015", "title:editorial:2015:nature:7::"])
    ['title:editorial:2015']
    """
    found = [name for name in names if is_name_by_title(name) and not has_place(name)]
    cut = {short for name in found if (short := cut_name(name)) != name}
    return [name for name in found if name not in cut]


def is_name_by_title(name: str) -> bool:
    """True for a name that is made of a title; the other names in the ledger are identifiers."""
    return name.startswith(_PREFIX)
