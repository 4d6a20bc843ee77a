"""Candidates by work: which of them describe one paper, and whether a second source says the same of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.model.names import family_of
from pipeline.model.records import Record, Struct
from pipeline.rules.matching.origins import is_preprint, is_published
from pipeline.rules.matching.titles import TitleRelation
from pipeline.rules.matching.verdict import Judged, second
from pipeline.rules.matching.years import YearRelation
from pipeline.text.folding import fold

_fold = lru_cache(maxsize=4_096)(fold)
"""Cached: a candidate's title is compared with those of all the others."""
_STRENGTH = {relation: rank for rank, relation in enumerate(TitleRelation)}


class Group(Struct, frozen=True):
    """Candidates that describe one work, best first."""

    members: tuple[Judged, ...]

    @property
    def best(self) -> Judged:
        """The strongest member, which stands for the group."""
        return self.members[0]

    @property
    def accepted(self) -> tuple[Judged, ...]:
        """The members that a rule accepts."""
        return tuple(one for one in self.members if one.is_accepted)

    def holds(self, one: Judged) -> bool:
        """True for a candidate of this work."""
        return any(one.record.id == member.record.id for member in self.members)


def group_by_work(judged: Sequence[Judged]) -> list[Group]:
    """Candidates by work, best first, so that the strongest member of a group comes first in it."""
    groups: list[list[Judged]] = []
    for one in sorted(judged, key=rank, reverse=True):
        own = next((group for group in groups if any(_same_work(one.record, member.record) for member in group)), None)
        if own is None:
            groups.append([one])
        else:
            own.append(one)
    return [Group(tuple(members)) for members in groups]


def _same_work(one: Record, other: Record) -> bool:
    """Two candidates that describe one work: an identifier is equal, or the preprint and its version of record."""
    if set(_labels(one)) & set(_labels(other)):
        return True
    if one.identifiers.doi and other.identifiers.doi:
        return False
    if one.identifiers.arxiv and other.identifiers.arxiv:
        return False
    if not same_title(one, other):
        return False
    if same_first_author(one, other) or share_authors(one, other):
        return _close_in_time(one, other)
    both_named = bool(one.author and other.author)
    return not both_named and _close_in_time(one, other) and is_preprint(one) == is_preprint(other)


def same_title(first: Record, second: Record) -> bool:
    """True when two descriptions have one title, but for case, marks and punctuation."""
    return _fold(first.title).replace(" ", "") == _fold(second.title).replace(" ", "")


def same_first_author(first: Record, second: Record) -> bool:
    """True when both name the same first author; a missing list is no disagreement but no agreement either."""
    return bool(first.author and second.author) and family_of(first.author[0]) == family_of(second.author[0])


def share_authors(one: Record, other: Record) -> bool:
    """True when most authors are the same, whoever is first: Johannes Klicpera is now Johannes Gasteiger."""
    ours, theirs = _families(one), _families(other)
    return len(ours & theirs) >= 2 and 2 * len(ours & theirs) > max(len(ours), len(theirs))


def differ_in_authors(one: Record, other: Record) -> bool:
    """True when both name authors, and no family name is in both lists."""
    ours, theirs = _families(one), _families(other)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _families(record: Record) -> set[str]:
    return {family_of(name) for name in record.author}


def _labels(record: Record) -> list[str]:
    return [*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)]


def _close_in_time(one: Record, other: Record) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= 3


def rank(one: Judged) -> tuple[int, int, int, str]:
    """The sort key of a candidate, the best last: verdict, score, a version of record before a preprint, id."""
    backwards = "".join(chr(0x10FFFF - ord(char)) for char in one.record.id)
    return (one.is_accepted, one.assessment.score, is_published(one.record), backwards)


def confirm_by_second_source(groups: Sequence[Group]) -> list[Group]:
    """The groups, in which those are now accepted that two sources describe and that only lacked this agreement.

    Not where another paper has the same title: two sources cannot tell which of them the row means.
    """
    return [_confirmed(group, groups) or group for group in groups]


def _confirmed(group: Group, groups: Sequence[Group]) -> Group | None:
    best = group.best
    agreeing = [one for one in group.members if one.assessment.two_source_reason or one.is_accepted]
    sources = tuple(sorted({one.candidate.source for one in agreeing}))
    if best.is_accepted or not best.assessment.two_source_reason or len(sources) < 2:
        return None
    if any(other is not group and _fits_as_well(other.best, best) for other in groups):
        return None
    return Group((second(best, sources), *group.members[1:]))


def _fits_as_well(rival: Judged, best: Judged) -> bool:
    """True for another paper whose title is as good, and whose year is not worse."""
    ours, theirs = best.found, rival.found
    limit = max(_STRENGTH[ours.title.relation], _STRENGTH[TitleRelation.ACRONYM])
    same_year = theirs.year is not YearRelation.FAR or ours.year is YearRelation.NOT_CLAIMED
    return _STRENGTH[theirs.title.relation] <= limit and same_year
