"""The records of one work become one: the best leads, the others fill in what it lacks, and what differs is told.

These are records as people have exported them, and none is of a better source than another. So unlike in `merge`, no
field is chosen by its source: the most complete record of the published version is kept as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from pipeline.model.identifiers import join_identifiers
from pipeline.model.records import Candidate, Conflict, Identifiers, Name, Provenance, Record, Struct
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.merging.author_lists import choose_authors
from pipeline.rules.merging.differences import LISTS, PAIRED, VAGUE, exactness, find_conflicts
from pipeline.rules.merging.fuller import find_fullest, is_fuller_container, is_fuller_range, is_fuller_title
from pipeline.rules.merging.merge import MERGED, PREPRINT_FIELDS
from pipeline.text.folding import fold

_PLACED = frozenset({"issue", "page", "number"})
"""Fields that say where in a volume the paper is: they are not taken from a record of another volume."""
_OF_A_VERSION = ("doi", "pmid", "pmcid")
"""Identifiers of one version: those of the preprint are not the published paper's."""

_FULLER = {
    "title": (is_fuller_title, "says it more fully"),
    "container_title": (is_fuller_container, "written out"),
    "page": (is_fuller_range, "has the last page too"),
}
"""Fields of which another record may say the same more fully, what tells so, and how that is told."""


_MANY_NOTES = 200
"""So many are not compared with each other: it takes the square of their number."""
_MERGED_OF = attrgetter(*MERGED)
_IDS_OF = attrgetter(*Identifiers.__struct_fields__)


class Joined(Struct, frozen=True):
    """What became of the records of one work.

    Attributes:
        record: With the provenance of each field.
        lead: The position of the record that leads, among the given ones.
        conflicts: The values that were not kept; sources are the ids of records.
    """

    record: Record
    lead: int
    conflicts: tuple[Conflict, ...] = ()


def join_records(members: Sequence[Candidate], versions: Sequence[int]) -> Joined:
    """One record of several of the same work.

    Args:
        members: The records, each with its file as source and its own id; at least one.
        versions: For each the number of its version: those with the same are preprints, or published, together.
    """
    if len(members) == 1:
        return Joined(members[0].record, 0)
    lead = find_lead([one.record for one in members])
    order = sorted(range(len(members)), key=lambda at: (at != lead, versions[at] != versions[lead], at))
    everyone = [members[at] for at in order]
    mates = [members[at] for at in order if versions[at] == versions[lead]]
    values: dict[str, Any] = {}
    provenance: list[Provenance] = []
    for field, stated in zip(MERGED, zip(*(_MERGED_OF(one.record) for one in everyone), strict=True), strict=True):
        values[field], told_of_field = _pick(field, mates, everyone) if any(stated) else (stated[0], ())
        provenance += told_of_field
    values["has_other_authors"] = _has_others(values["author"], everyone)
    identifiers, told = _join_identifiers(mates, everyone)
    eprint, told_of_eprint = _find_eprint(mates, everyone, identifiers)
    values["other_texts"] = (*values["other_texts"], *eprint)
    record = msgspec.structs.replace(
        members[lead].record,
        **values,
        keyword=_join_keywords(everyone),
        note=_join_notes(one.record.note for one in everyone),
        identifiers=identifiers,
        other_dois=_other_dois(everyone, identifiers.doi),
        citation_key=next((one.record.citation_key for one in everyone if one.record.citation_key), ""),
        other_links=tuple(dict.fromkeys(link for one in everyone for link in one.record.other_links)),
    )
    provenance += [*told, *told_of_eprint, *_tell_joined(record, everyone)]
    record = msgspec.structs.replace(record, provenance=tuple(provenance))
    return Joined(record, lead, tuple(find_conflicts(record, everyone)))


def find_lead(records: Sequence[Record]) -> int:
    """The position of the record that leads: a published version before a preprint, then the most complete one."""

    def rank(at: int) -> tuple[bool, bool, int, int]:
        record = records[at]
        return is_preprint(record), record.type in VAGUE, -_count_filled(record), at

    return min(range(len(records)), key=rank)


def _count_filled(record: Record) -> int:
    filled = sum(map(bool, (*_MERGED_OF(record), *_IDS_OF(record.identifiers))))
    return filled + any(map(_has_full_name, record.author))


@lru_cache(maxsize=65_536)
def _has_full_name(name: Name) -> bool:
    return any(len(part) > 1 for part in fold(name.given).split())


def _pick(
    field: str, mates: Sequence[Candidate], everyone: Sequence[Candidate]
) -> tuple[object, tuple[Provenance, ...]]:
    """The value of a field, and which record it is from."""
    if field in PAIRED:
        return _join_pairs(field, mates, everyone)
    if field == "author":
        whole = [one for one in mates if one.record.author and not one.record.has_other_authors]
        winner, why = choose_authors(whole or everyone, everyone)
        return (winner.record.author, (_from(field, winner, why),)) if winner else ((), ())
    candidates = everyone if field in PREPRINT_FIELDS else [one for one in mates if _fits(field, one, mates[0])]
    having = [one for one in candidates if getattr(one.record, field)]
    if not having:
        return getattr(mates[0].record, field), ()
    own = set(map(id, mates)) if field == "title" else set()
    of_version = [one for one in having if id(one) in own]
    winner, why = _prefer(field, of_version or having)
    filled = "" if winner is mates[0] or why else "the leading record lacks it"
    return getattr(winner.record, field), (_from(field, winner, why or filled),)


def _has_others(authors: object, everyone: Sequence[Candidate]) -> bool:
    """True when every record whose list is as long as the one that is kept says that there are more authors."""
    lists = [one.record for one in everyone if isinstance(authors, tuple) and len(one.record.author) == len(authors)]
    return any(one.has_other_authors for one in lists) and all(one.has_other_authors for one in lists if one.author)


def _fits(field: str, one: Candidate, lead: Candidate) -> bool:
    """False where a record is in another volume than the one that leads: its pages are not the others' pages."""
    ours, theirs = lead.record.volume, one.record.volume
    return field not in _PLACED or not (ours and theirs) or fold(ours) == fold(theirs)


def _prefer(field: str, having: Sequence[Candidate]) -> tuple[Candidate, str]:
    """The first record that has the field, unless another says the same better; and why it is that one."""
    first = having[0]
    better: Candidate | None = None
    why = ""
    if field == "type" and first.record.type in VAGUE:
        better, why = next((one for one in having if one.record.type not in VAGUE), None), "says more"
    elif field == "issued":
        dates = [one for one in having if one.record.year == first.record.year]
        best = max(dates, key=lambda one: exactness(one.record.issued))
        better = best if exactness(best.record.issued) > exactness(first.record.issued) else None
        why = "more exact"
    elif field in _FULLER:
        is_fuller, why = _FULLER[field]
        better = having[find_fullest(tuple(getattr(one.record, field) for one in having), is_fuller)]
        better = None if better is first else better
    return (better, why) if better else (first, "")


def _from(field: str, one: Candidate, why: str = "") -> Provenance:
    return Provenance(field, one.source, one.source_id, why=why)


def _join_pairs(
    field: str, mates: Sequence[Candidate], everyone: Sequence[Candidate]
) -> tuple[object, tuple[Provenance, ...]]:
    """The further variables of all records of the version, each once; lists of files and former keys of all records."""
    pairs: dict[str, object] = {}
    told: dict[str, Provenance] = {}
    lists: dict[str, dict[str, None]] = {}
    of_version = set(map(id, mates))
    for one in everyone:
        for name, value in getattr(one.record, field):
            if name in LISTS and field == "other_texts":
                parts = (part.strip() for part in str(value).split(LISTS[name]))
                lists.setdefault(name, {}).update(dict.fromkeys(filter(None, parts)))
                pairs.setdefault(name, "")
                told.setdefault(name, _from(name, one, "joined"))
            elif (
                name not in pairs and id(one) in of_version and not (name == "title-markup" and one is not everyone[0])
            ):
                pairs[name] = value
                told[name] = _from(name, one)
    pairs |= {name: LISTS[name].join(parts) for name, parts in lists.items()}
    return tuple(pairs.items()), tuple(told.values())


def _join_identifiers(
    mates: Sequence[Candidate], everyone: Sequence[Candidate]
) -> tuple[Identifiers, list[Provenance]]:
    own = join_identifiers(*(one.record.identifiers for one in mates))
    others = join_identifiers(*(one.record.identifiers for one in everyone))
    bare = msgspec.structs.replace(others, **dict.fromkeys(_OF_A_VERSION, ""))
    joined = join_identifiers(own, bare)
    told = [
        _from(scheme, next(one for one in everyone if getattr(one.record.identifiers, scheme) == value))
        for scheme in Identifiers.__struct_fields__
        if (value := getattr(joined, scheme))
    ]
    return joined, told


def _find_eprint(
    mates: Sequence[Candidate], everyone: Sequence[Candidate], known: Identifiers
) -> tuple[tuple[tuple[str, str], ...], list[Provenance]]:
    """The DOI of the preprint of a published paper, as the further texts that say it; arXiv's id says it by itself."""
    has_one = known.arxiv or any(name == "eprint" for one in mates for name, _ in one.record.other_texts)
    of_version = set(map(id, mates))
    preprints = [one for one in everyone if id(one) not in of_version and one.record.identifiers.doi]
    if has_one or not preprints or is_preprint(mates[0].record):
        return (), []
    texts = (("eprint", preprints[0].record.identifiers.doi), ("eprinttype", "doi"))
    return texts, [_from("eprint", preprints[0])]


def _other_dois(everyone: Sequence[Candidate], kept: str) -> tuple[str, ...]:
    dois = (doi for one in everyone for doi in (one.record.identifiers.doi, *one.record.other_dois))
    return tuple(dict.fromkeys(doi for doi in dois if doi and doi != kept))


def _join_keywords(everyone: Sequence[Candidate]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for one in everyone:
        for word in one.record.keyword:
            known.setdefault(word.casefold(), word)
    return tuple(known.values())


def _join_notes(notes: Iterable[str]) -> str:
    """All notes, each once; a note that stands in another one is not repeated, unless there are a great many."""
    kept: list[str] = []
    different = dict.fromkeys(filter(None, notes))
    if len(different) > _MANY_NOTES:
        return "; ".join(different)
    for note in different:
        if not any(note in other for other in kept):
            kept = [*(other for other in kept if other not in note), note]
    return "; ".join(kept)


def _tell_joined(record: Record, everyone: Sequence[Candidate]) -> Iterator[Provenance]:
    for field in ("keyword", "note"):
        if getattr(record, field):
            yield from (_from(field, one, "joined") for one in everyone if getattr(one.record, field))
