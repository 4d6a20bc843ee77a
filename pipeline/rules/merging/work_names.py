"""What works are known by, in the artefacts and in the key ledger: identifiers, else title and year, else more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.model.records import Record, Work
from pipeline.model.source_table import LIBRARY
from pipeline.rules.citation_keys.ledger_names import (
    has_place,
    is_name_by_title,
    name_by_place,
    name_by_title,
    whole_names,
)
from pipeline.rules.merging.fingerprints import is_of_many


def labels_of(record: Record) -> tuple[str, ...]:
    """The identifiers of a record and of its other versions, each with its scheme."""
    return (*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois))


def names_of_work(record: Record, claims: Sequence[Record]) -> tuple[str, ...]:
    """All names of a work, the one that is its id first.

    A title that many papers have (“Editorial”) is no name without what tells it from others; that stands beside every
    other title, too.

    Args:
        record: What is cited.
        claims: What the rows of the work say.
    """
    labels = labels_of(record)
    described = [record if record.title else claims[0], *claims]
    titles = [name for one in described for name in _by_title(one)]
    return tuple(dict.fromkeys((*labels, *titles)))


def _by_title(record: Record) -> Iterator[str]:
    if not is_of_many(record.title):
        yield name_by_title(record)
    if record.title:
        yield name_by_place(record)


def name_apart(works: Sequence[Work]) -> tuple[Work, ...]:
    """The works, each with an id of its own.

    An entry that has another paper's DOI goes by its title, and works of one title by what else they say, so that the
    order of a list makes no difference.
    """
    works = _without_places(works)
    owners: dict[str, int] = {}
    for at in sorted(range(len(works)), key=lambda at: _claim_to(works[at])):
        owners.setdefault(works[at].id, at)
    named = [
        work
        if is_name_by_title(work.id) or owners[work.id] == at
        else _known_by(work, filter(is_name_by_title, work.ids))
        for at, work in enumerate(works)
    ]
    shared = Counter(work.id for work in named)
    placed = [_known_by(work, filter(has_place, work.ids)) if shared[work.id] > 1 else work for work in named]
    return tuple(_number(placed))


def _without_places(works: Sequence[Work]) -> list[Work]:
    """An identifier and a title that no other work has are enough; else the place tells whose key is meant later on."""
    having = Counter(title for work in works for title in set(whole_names(work.ids)))
    found = []
    for work in works:
        titles = whole_names(work.ids)
        is_enough = bool(titles) and not is_name_by_title(work.id) and all(having[title] == 1 for title in titles)
        ids = tuple(name for name in work.ids if not has_place(name)) if is_enough else work.ids
        found.append(msgspec.structs.replace(work, ids=ids))
    return found


def _claim_to(work: Work) -> tuple[bool, bool]:
    """What sorts works by how sure it is that an identifier is theirs: that of an entry is what a person typed."""
    by_library = any(one.field == "identifiers" and one.source == LIBRARY for one in work.record.provenance)
    return work.status != "matched", by_library


def _known_by(work: Work, names: Iterable[str]) -> Work:
    ids = tuple(names) or work.ids
    return _with_id(work, ids[0], ids)


def _number(works: Iterable[Work]) -> Iterator[Work]:
    """Works that nothing tells apart are numbered."""
    seen: Counter[str] = Counter()
    for work in works:
        seen[work.id] += 1
        number = seen[work.id]
        yield work if number == 1 else _with_id(work, f"{work.id}:{number}", (f"{work.id}:{number}",))


def _with_id(work: Work, name: str, ids: tuple[str, ...]) -> Work:
    return msgspec.structs.replace(work, id=name, ids=ids, record=msgspec.structs.replace(work.record, id=name))
