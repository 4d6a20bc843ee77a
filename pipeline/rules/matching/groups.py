"""Candidates by work: which of them describe one paper, and whether a second source says the same of it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.model.names import family_of
from pipeline.model.records import Assessment, Evidence, Record, Struct
from pipeline.model.source_table import names_of
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching.containers import ContainerRelation, is_preprint, names_known_venue
from pipeline.rules.matching.evidence import YearRelation, is_published, same_first_author, same_title
from pipeline.rules.matching.titles import TitleRelation

_TITLES = frozenset(str(relation) for relation in TitleRelation)
_YEARS = frozenset(str(relation) for relation in YearRelation)


PREPRINT_REASONS = frozenset({"title_preprint", "near_title_preprint"})
"""With which a preprint alone is accepted."""


class Group(Struct, frozen=True):
    """Candidates that describe one work, best first."""

    members: tuple[Assessment, ...]

    @property
    def best(self) -> Assessment:
        """The strongest member, which stands for the group."""
        return self.members[0]


def group_by_work(assessments: Sequence[Assessment]) -> list[Group]:
    """Candidates by work, best first, so that the strongest member of a group comes first in it."""
    groups: list[list[Assessment]] = []
    for one in sorted(assessments, key=rank, reverse=True):
        own = next((group for group in groups if any(_same_work(one, member) for member in group)), None)
        if own is None:
            groups.append([one])
        else:
            own.append(one)
    return [Group(tuple(members)) for members in groups]


def _same_work(first: Assessment, second: Assessment) -> bool:
    """Two candidates that describe one work: an identifier is equal, or the preprint and its version of record."""
    one, other = first.candidate.record, second.candidate.record
    if set(_labels(one)) & set(_labels(other)):
        return True
    if one.identifiers.doi and other.identifiers.doi:
        return False
    if one.identifiers.arxiv and other.identifiers.arxiv:
        return False
    if not same_title(one, other):
        return False
    if same_first_author(one, other) or _share_authors(one, other):
        return _close_in_time(one, other)
    both_named = bool(one.author and other.author)
    return not both_named and _close_in_time(one, other) and is_preprint(one) == is_preprint(other)


def _share_authors(one: Record, other: Record) -> bool:
    """True when most authors are the same, whoever is first: Johannes Klicpera is now Johannes Gasteiger."""
    ours, theirs = _families(one), _families(other)
    return len(ours & theirs) >= 2 and 2 * len(ours & theirs) > max(len(ours), len(theirs))


def _labels(record: Record) -> list[str]:
    return [*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)]


def _close_in_time(one: Record, other: Record) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= 3


def rank(one: Assessment) -> tuple[int, int, int, str]:
    """The sort key of an assessment, the best last: verdict, score, a version of record before a preprint, id."""
    accepted = one.verdict is Verdict.ACCEPT
    published = is_published(one.candidate.record)
    return (accepted, one.score, published, "".join(chr(0x10FFFF - ord(char)) for char in one.candidate.record.id))


def relations_of(one: Assessment) -> tuple[str, str]:
    """The names of the title relation and the year relation in the evidence of an assessment."""
    rules = [evidence.rule for evidence in one.evidence]
    title = next((rule for rule in rules if rule in _TITLES), "")
    return title, next((rule for rule in rules if rule in _YEARS), "")


def confirm_by_second_source(groups: Sequence[Group]) -> list[Group]:
    """The groups, in which those are now accepted that two sources describe and that only lacked this agreement.

    Not where another paper has the same title: two sources cannot tell which of them the row means.
    """
    return [_confirmed(group, groups) or group for group in groups]


def _confirmed(group: Group, groups: Sequence[Group]) -> Group | None:
    agreeing = [one for one in group.members if one.two_source_reason or one.verdict is Verdict.ACCEPT]
    sources = sorted({one.candidate.source for one in agreeing})
    if group.best.verdict is Verdict.ACCEPT or not group.best.two_source_reason or len(sources) < 2:
        return None
    if any(other is not group and _fits_as_well(other.best, group.best) for other in groups):
        return None
    best = group.best
    evidence = (*best.evidence, Evidence("second_source_agrees", Bearing.FOR, *sources[:2]))
    accepted = replace(best, verdict=Verdict.ACCEPT, reason=best.two_source_reason, evidence=evidence)
    return Group((accepted, *group.members[1:]))


def doubt_preprint(claim: Record, group: Group, assessments: Sequence[Assessment]) -> str:
    """Why a preprint alone does not settle a row; empty when nothing speaks against it.

    An index that knows a preprint knows where it was published. A paper of the same title by other people may be the
    one that the row means.
    """
    best = group.best
    record = best.candidate.record
    if best.reason not in PREPRINT_REASONS or any(not is_preprint(one.candidate.record) for one in _accepted(group)):
        return ""
    if any(_names_the_venue(one) and _share_authors(one.candidate.record, record) for one in assessments):
        return ""  # an edit in the title parts the published version from its preprint
    if names_known_venue(claim) and any(one.candidate.source in names_of(kind="index") for one in group.members):
        return "preprint_without_the_venue"
    own = {one.candidate.record.id for one in group.members}
    namesakes = (one.candidate.record for one in assessments if one.candidate.record.id not in own)
    is_shared = any(same_title(one, record) and _differ_in_authors(one, record) for one in namesakes)
    return "authors_of_a_namesake" if is_shared else ""


def _names_the_venue(one: Assessment) -> bool:
    return any(evidence.rule == ContainerRelation.AGREES for evidence in one.evidence)


def _accepted(group: Group) -> list[Assessment]:
    return [one for one in group.members if one.verdict is Verdict.ACCEPT]


def _differ_in_authors(one: Record, other: Record) -> bool:
    ours, theirs = _families(one), _families(other)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _families(record: Record) -> set[str]:
    return {family_of(name) for name in record.author}


def _fits_as_well(rival: Assessment, best: Assessment) -> bool:
    """True for another paper whose title is as good, and whose year is not worse."""
    ours, theirs = relations_of(best), relations_of(rival)
    order = list(map(str, TitleRelation))
    same_year = theirs[1] != YearRelation.FAR or ours[1] == YearRelation.UNKNOWN
    return order.index(theirs[0]) <= max(order.index(ours[0]), order.index(TitleRelation.ACRONYM)) and same_year
