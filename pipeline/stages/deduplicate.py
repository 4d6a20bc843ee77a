"""Rows that mean one work become one record, with its versions; two DOIs of published versions are never joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.model.decisions import JoinDecision
from pipeline.model.records import Candidate, Conflict, Evidence, Match, Problem, Provenance, Record, Struct, Work
from pipeline.model.statuses import Verdict
from pipeline.rules.citation_keys.ledger_names import cut_name, name_by_place, name_by_title
from pipeline.rules.merging.decided_works import RowNames, find_decided_rows
from pipeline.rules.merging.duplicates import Duplicates, find_duplicates
from pipeline.rules.merging.fingerprints import Known
from pipeline.rules.merging.listed import as_listed, join_listed
from pipeline.rules.merging.merge import apply_decided, merge
from pipeline.rules.merging.versions import other_versions
from pipeline.rules.merging.work_names import labels_of, name_apart, names_of_work


class UnsureWorks(Struct, frozen=True):
    """Two works, by their ids, that only a person can tell apart, or one; with a stable reason and what was found."""

    left: str
    right: str
    reason: str
    evidence: tuple[Evidence, ...]


class Deduplicated(Struct, frozen=True):
    """Works in the order of their first rows, the conflicts between their descriptions, and what is left to a person.

    Attributes:
        unsure: Pairs of works that may be one.
        problems: Joins and partings that name no row.
    """

    works: tuple[Work, ...]
    conflicts: tuple[Conflict, ...]
    unsure: tuple[UnsureWorks, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Described(Struct, frozen=True):
    """A row with the record that it means."""

    claim: Record
    match: Match
    record: Record
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        return _is_confirmed(self.match)

    def known(self) -> Known:
        """What is known of the record beside what it says."""
        if not self.is_confirmed:
            return Known(is_claimed=True)
        return Known(tuple(f"{one.source}#{one.source_id}" for one in _described_by(self.match)))

    def names(self) -> RowNames:
        """What a person may call it."""
        keys = (self.claim.citation_key, *(one.record.citation_key for one in _described_by(self.match)))
        titles = [name_by_title(self.claim), name_by_title(self.record)]
        return RowNames(
            keys=tuple(filter(None, dict.fromkeys(keys))),
            identifiers=tuple(dict.fromkeys((*labels_of(self.record), *self.claim.identifiers.labels()))),
            places=tuple(dict.fromkeys((name_by_place(self.claim), name_by_place(self.record)))),
            titles=tuple(dict.fromkeys((*titles, *map(cut_name, titles)))),
            text=self.claim.title,
        )


def deduplicate(
    claims: Sequence[Record],
    matches: Sequence[Match],
    *,
    decisions: Sequence[JoinDecision] = (),
    names_of_keys: Mapping[str, Sequence[str]] | None = None,
) -> Deduplicated:
    """Make one work of all rows that mean one paper.

    Args:
        claims: What the rows say.
        matches: One for each of `claims`, in the same order.
        decisions: What a person said of works: that they are one, or two.
        names_of_keys: By citation key in small letters the names of its work in the ledger, for those decisions.
    """
    described = [_describe(claim, match) for claim, match in zip(claims, matches, strict=True)]
    decided = find_decided_rows(decisions, [one.names() for one in described] if decisions else (), names_of_keys or {})
    found = find_duplicates(
        [one.record for one in described],
        same=decided.same,
        apart=decided.apart,
        known=[one.known() for one in described],
    )
    works: list[Work] = []
    conflicts: list[Sequence[Conflict]] = []
    for cluster in found.clusters:
        version_of = cluster.number_versions()
        work, disagreements = _to_work(
            [described[at] for at in cluster.members], [version_of[at] for at in cluster.members]
        )
        works.append(work)
        conflicts.append(disagreements)
    work_of = found.number_clusters()
    named = _relate(found, name_apart(works), work_of)
    told = tuple(
        msgspec.structs.replace(one, work=work.id) for work, own in zip(named, conflicts, strict=True) for one in own
    )
    return Deduplicated(named, told, tuple(_find_unsure(found, named, work_of)), decided.problems)


def _relate(found: Duplicates, works: Sequence[Work], work_of: Mapping[int, int]) -> tuple[Work, ...]:
    """The works, each with those that it is about or that it extends."""
    related: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for one in found.relations:
        related[work_of[one.left]].add((one.kind, works[work_of[one.right]].id))
    return tuple(
        msgspec.structs.replace(work, related=tuple(sorted(related[number]))) if number in related else work
        for number, work in enumerate(works)
    )


def _find_unsure(found: Duplicates, works: Sequence[Work], work_of: Mapping[int, int]) -> Iterator[UnsureWorks]:
    for one in found.unsure:
        left, right = sorted((work_of[one.left], work_of[one.right]))
        evidence = one.evidence if work_of[one.left] == left else tuple(map(_turn, one.evidence))
        yield UnsureWorks(works[left].id, works[right].id, one.reason, evidence)


def _turn(one: Evidence) -> Evidence:
    return msgspec.structs.replace(one, left=one.right, right=one.left)


def _describe(claim: Record, match: Match) -> _Described:
    if not _is_confirmed(match):
        return _Described(claim, match, apply_decided(as_listed(claim, match), match.set_fields))
    if match.decided_by == "person":
        claim = msgspec.structs.replace(claim, type="")  # what the person named is cited, whatever the row's venue
    record, conflicts = merge(claim, _described_by(match), match.set_fields)
    return _Described(claim, match, record, conflicts.items)


def _is_confirmed(match: Match) -> bool:
    return match.chosen is not None and match.verdict is Verdict.ACCEPT


def _described_by(match: Match) -> tuple[Candidate, ...]:
    return (match.chosen, *match.support) if match.chosen else ()


def _to_work(group: Sequence[_Described], versions: Sequence[int]) -> tuple[Work, tuple[Conflict, ...]]:
    """The work of a group; where one row names the preprint and another the venue, the published version is cited."""
    known = [one for one in group if one.is_confirmed] or group
    lead = next((one for one in known if one.record.type != "article"), known[0])
    candidates = _candidates(lead, group)
    if len(group) == 1:
        record, conflicts = lead.record, lead.conflicts
    elif candidates:
        record, outcome = merge(lead.claim, candidates, {})
        conflicts = outcome.items
    else:
        record, conflicts = join_listed([one.record for one in group], versions)
    record = apply_decided(record, _set_by_person(lead, group))
    names = names_of_work(record, [one.claim for one in group])
    record = _with_tags(msgspec.structs.replace(record, id=names[0]), group)
    rows = tuple(one.claim.id for one in group)
    others = other_versions(record, [one.record for one in candidates] or [one.record for one in group])
    return Work(names[0], record, rows, lead.match.verdict.row_status, "", names, others), conflicts


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
        for candidate in _described_by(one.match) if one.is_confirmed else ():
            found.setdefault((candidate.source, candidate.source_id), candidate)
    return tuple(found.values())
