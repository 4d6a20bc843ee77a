"""Rows that mean one work become one record, with its versions; two DOIs of published versions are never joined."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.model.identifiers import arxiv_doi, join_identifiers
from pipeline.model.records import Candidate, Conflict, Identifiers, Match, Provenance, Record, Struct, Work
from pipeline.model.source_table import LIBRARY
from pipeline.model.statuses import Verdict
from pipeline.rules.citation_keys.ledger_names import name_by_title
from pipeline.rules.matching.decisions import is_another_title
from pipeline.rules.merging.listed import as_listed, join_listed
from pipeline.rules.merging.merge import apply_decided, merge


class Deduplicated(Struct, frozen=True):
    """Works in the order of their first rows, and the conflicts between their descriptions."""

    works: tuple[Work, ...]
    conflicts: tuple[Conflict, ...]


class _Described(Struct, frozen=True):
    """A row with the record that it means, and the names that other rows of the same work share with it."""

    claim: Record
    match: Match
    record: Record
    conflicts: tuple[Conflict, ...]
    names: tuple[str, ...]


def deduplicate(claims: Sequence[Record], matches: Sequence[Match]) -> Deduplicated:
    """Make one work of all rows that mean one paper; `matches` has one for each of `claims`, in the same order."""
    described = [_describe(claim, match) for claim, match in zip(claims, matches, strict=True)]
    works: list[Work] = []
    conflicts: list[Conflict] = []
    for group in _group(described):
        work, disagreements = _to_work(group)
        works.append(work)
        conflicts.extend(msgspec.structs.replace(one, work=work.id) for one in disagreements)
    return Deduplicated(_part(works), tuple(conflicts))


def _describe(claim: Record, match: Match) -> _Described:
    if match.chosen is None or match.verdict is not Verdict.ACCEPT:
        record = apply_decided(as_listed(claim, match), match.set_fields)
        named = name_by_title(record if record.title else claim)
        return _Described(claim, match, record, (), (*record.identifiers.labels(), named))
    if match.decided_by == "person":
        claim = msgspec.structs.replace(claim, type="")  # what the person named is cited, whatever the row's venue
    candidates = (match.chosen, *match.support)
    record, conflicts = merge(claim, candidates, match.set_fields)
    names = (*_labels(record), *(f"{one.source}#{one.source_id}" for one in candidates))
    return _Described(claim, match, record, conflicts.items, names)


def _group(described: Sequence[_Described]) -> list[list[_Described]]:
    groups: list[_Group] = []
    by_name: dict[str, _Group] = {}
    for one in described:
        found = (by_name[name] for name in one.names if name in by_name)
        group = next((known for known in found if known.may_have(one)), None)
        if group is None:
            groups.append(group := _Group())
        group.add(one)
        for name in one.names:
            by_name.setdefault(name, group)
    return [group.members for group in groups]


class _Group:
    """The rows of one work, and the identifiers that they have."""

    def __init__(self) -> None:
        self.members: list[_Described] = []
        self._identifiers = Identifiers()

    def may_have(self, one: _Described) -> bool:
        """False when the published versions differ: a conference paper and its journal version share a preprint.

        Rows that share no identifier but have some of one scheme are two papers of the same title.
        """
        if self._is_misnamed(one):
            return False
        known, its = self._identifiers, one.record.identifiers
        if known.doi and its.doi:
            return known.doi == its.doi
        pairs = [(getattr(known, scheme), getattr(its, scheme)) for scheme in Identifiers.__struct_fields__]
        both = [(left, right) for left, right in pairs if left and right]
        return not both or any(left == right for left, right in both)

    def _is_misnamed(self, one: _Described) -> bool:
        """True where an entry of a person's library has the DOI of another paper: the titles have nothing in common."""
        first = self.members[0]
        is_own = any(known.match.chosen and known.match.chosen.source == LIBRARY for known in (first, one))
        titles = [known.claim.title for known in (first, one)]
        return is_own and is_another_title(*titles) and is_another_title(first.record.title, one.record.title)

    def add(self, one: _Described) -> None:
        """Take the row in."""
        self.members.append(one)
        self._identifiers = join_identifiers(self._identifiers, one.record.identifiers)


def _to_work(group: Sequence[_Described]) -> tuple[Work, tuple[Conflict, ...]]:
    """The work of a group; where one row names the preprint and another the venue, the published version is cited."""
    known = [one for one in group if one.match.verdict is Verdict.ACCEPT] or group
    lead = next((one for one in known if one.record.type != "article"), known[0])
    record, conflicts = lead.record, lead.conflicts
    candidates = _candidates(lead, group)
    if len(candidates) > 1:
        record, outcome = merge(lead.claim, candidates, {})
        conflicts = outcome.items
    if lead.match.verdict is not Verdict.ACCEPT and len(group) > 1:
        record = join_listed([lead.record, *(one.record for one in group if one is not lead)])
    record = apply_decided(record, _set_by_person(lead, group))
    own = (*_labels(record), *(name_by_title(one.claim) for one in group), name_by_title(record))
    work_id = next(iter(_labels(record)), name_by_title(record if record.title else lead.claim))
    record = _with_tags(msgspec.structs.replace(record, id=work_id), group)
    status = lead.match.verdict.row_status
    work = Work(
        work_id,
        record,
        tuple(one.claim.id for one in group),
        status,
        "",
        tuple(dict.fromkeys(own)),
        _versions(record),
    )
    return work, conflicts


def _part(works: Sequence[Work]) -> tuple[Work, ...]:
    """The works, each with an id of its own; an entry of a library that has another paper’s DOI goes by its title."""
    owners: dict[str, Work] = {}
    for work in sorted(works, key=_is_identified_by_library):
        owners.setdefault(work.id, work)
    return tuple(work if owners[work.id] is work else _known_by_title(work) for work in works)


def _is_identified_by_library(work: Work) -> bool:
    return any(one.field == "identifiers" and one.source == LIBRARY for one in work.record.provenance)


def _known_by_title(work: Work) -> Work:
    names = tuple(name for name in work.ids if name.startswith("title:")) or work.ids
    record = msgspec.structs.replace(work.record, id=names[0])
    return msgspec.structs.replace(work, id=names[0], ids=names, record=record)


def _set_by_person(lead: _Described, group: Sequence[_Described]) -> dict[str, str]:
    """What a person's decisions on the rows of a work set; that on the lead counts where they differ."""
    values: dict[str, str] = {}
    for one in (*reversed(group), lead):
        values |= one.match.set_fields
    return values


def _with_tags(record: Record, group: Sequence[_Described]) -> Record:
    """The record with the tags of all its rows behind its own keywords, each once whatever its capitals."""
    tagged = [(tag, one.claim.id) for one in group for tag in one.claim.keyword]
    known = {word.casefold() for word in record.keyword}
    added = {tag.casefold(): tag for tag, _ in reversed(tagged) if tag.casefold() not in known}
    if not added:
        return record
    kept = tuple(one for one in record.provenance if one.field != "keyword" or one.source != "list")
    rows = dict.fromkeys(row for _, row in tagged)
    entries = tuple(Provenance("keyword", "list", row, why="a heading above the row says so") for row in rows)
    words = (*record.keyword, *reversed(added.values()))
    return msgspec.structs.replace(record, keyword=words, provenance=(*kept, *entries))


def _candidates(lead: _Described, group: Sequence[_Described]) -> tuple[Candidate, ...]:
    """The candidates of all rows of a group, those of the lead first, each once."""
    found: dict[tuple[str, str], Candidate] = {}
    for one in (lead, *group):
        for candidate in (one.match.chosen, *one.match.support) if one.match.chosen else ():
            found.setdefault((candidate.source, candidate.source_id), candidate)
    return tuple(found.values())


def _versions(record: Record) -> tuple[Record, ...]:
    """The versions that are not cited, as far as their identifiers are known."""
    if record.type == "article":
        published = (doi for doi in record.other_dois if doi != arxiv_doi(record.identifiers.arxiv).lower())
        return tuple(Record(id=f"doi:{doi}", title=record.title, identifiers=Identifiers(doi=doi)) for doi in published)
    arxiv = record.identifiers.arxiv
    if not arxiv:
        return ()
    return (Record(id=f"arxiv:{arxiv}", type="article", title=record.title, identifiers=Identifiers(arxiv=arxiv)),)


def _labels(record: Record) -> tuple[str, ...]:
    return (*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois))
