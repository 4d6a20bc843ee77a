"""The judgement on a pair of records: what was found, which row of the tables decides, and the evidence."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from pipeline.model.records import Evidence, Record, Struct
from pipeline.rules.merging.fingerprints import Fingerprint, content_key, take_fingerprint
from pipeline.rules.merging.twin_marks import numbers_of, spell_digits, twin_marks
from pipeline.rules.merging.twin_places import (
    TwinIds,
    relate_ids,
    relate_kinds,
    relate_people,
    relate_places,
    relate_printed,
    relate_years,
)
from pipeline.rules.merging.twin_rules import Joining, PairFindings, TwinRule, twin_rules
from pipeline.rules.merging.twin_titles import TwinTitle, are_alike, relate_titles

_SHORT = 3
"""A title of so few telling words may be another paper's too."""
_LONG = 6
"""A title of so many telling words is hardly another paper's too."""
_PREPRINT_YEARS = range(-1, 5)
"""A preprint may be so many years older than what was published; one year younger when it was posted afterwards."""


class PairJudgement(Struct, frozen=True):
    """What is said of a pair, by which rule, with all that was found."""

    rule: TwinRule
    findings: PairFindings
    score: int
    relation: str = ""


def judge_pair(left: Fingerprint, right: Fingerprint) -> PairJudgement | None:
    """The judgement; None for two papers that nothing connects, as most pairs of a block are."""
    title = relate_titles(left, right)
    ids = relate_ids(left, right)
    if title is TwinTitle.OTHER and ids is not TwinIds.SAME and not _may_be_mixed_up(left, right):
        return None
    findings = _gather(left, right, title, ids)
    rule, score = _decide(findings)
    return PairJudgement(rule, findings, score, _relation(left, right, rule, findings)) if rule else None


def _may_be_mixed_up(left: Fingerprint, right: Fingerprint) -> bool:
    """True for other titles that a cluster must know of: printed on the same pages, or alike and printed nowhere."""
    return left.pages == right.pages and (bool(left.pages) or are_alike(left, right))


@lru_cache(maxsize=16_384)
def _decide(findings: PairFindings) -> tuple[TwinRule | None, int]:
    """The first rule that takes what was found, and how sure it is of it: the same is found of many pairs."""
    rule = next((rule for rule in twin_rules() if rule.takes(findings)), None)
    return rule, _score(findings, rule) if rule else 0


def show_evidence(
    left: Record, right: Record, prints: tuple[Fingerprint, Fingerprint] | None = None
) -> tuple[Evidence, ...]:
    """What is found of two records, field by field, as a person reads it; their fingerprints if they are there."""
    prints = prints or (take_fingerprint(left, 0), take_fingerprint(right, 1))
    found = _gather(*prints, relate_titles(*prints), relate_ids(*prints))
    ids = (", ".join(left.identifiers.labels()), ", ".join(right.identifiers.labels()))
    people = tuple("; ".join(name.family or name.literal for name in one.author[:3]) for one in (left, right))
    places = tuple(", ".join(filter(None, (one.volume, one.page))) for one in (left, right))
    shown = (
        (found.title, (left.title, right.title)),
        (found.ids, ids),
        (found.people, people),
        (found.year, (str(left.year or ""), str(right.year or ""))),
        (found.place, places),
        (found.container, (left.container_title, right.container_title)),
    )
    return tuple(Evidence(str(relation), relation.bearing, *values) for relation, values in shown)


def _gather(left: Fingerprint, right: Fingerprint, title: TwinTitle, ids: TwinIds) -> PairFindings:
    return PairFindings(
        title=title,
        ids=ids,
        people=relate_people(left, right),
        year=relate_years(left, right),
        place=relate_places(left, right),
        kind=relate_kinds(left, right),
        container=relate_printed(left, right),
        same_mark=left.mark == right.mark,
        same_tail=left.tail == right.tail,
        same_standing=left.is_claimed == right.is_claimed,
        is_claimed=left.is_claimed or right.is_claimed,
        same_numbers=not _are_counted_apart(left, right) and _have_same_numbers(left, right, title),
        is_short=min(left.words, right.words) <= _SHORT,
        is_long=min(left.words, right.words) >= _LONG,
        is_generic=left.is_generic or right.is_generic,
        is_repeated=title is TwinTitle.EQUAL and _is_repeated(left, right),
        in_preprint_years=_in_preprint_years(left, right),
    )


def _is_repeated(left: Fingerprint, right: Fingerprint) -> bool:
    """True for two rows of a list that say the same in every field."""
    return left.is_claimed and right.is_claimed and content_key(left) == content_key(right)


def _are_counted_apart(left: Fingerprint, right: Fingerprint) -> bool:
    """True for other editions, and reports of another number; one that has more numbers may say them in more detail."""
    if not left.counted or not right.counted:
        return False
    theirs = dict(right.counted)
    pairs = ((digits, theirs[name]) for name, digits in left.counted if name in theirs)
    return any(len(ours) == len(other) and ours != other for ours, other in pairs)


def _have_same_numbers(left: Fingerprint, right: Fingerprint, title: TwinTitle) -> bool:
    """A title that was cut may have lost the numbers at its end."""
    if left.numbers == right.numbers:
        return True
    short, long = sorted((left, right), key=lambda one: len(one.letters))
    if title is TwinTitle.RESIDUE:
        return short.numbers in long.numbers
    if (title is TwinTitle.CUT or short.is_cut) and long.numbers.startswith(short.numbers):
        return True
    if _differ_by_year(short, long) or _differ_by_year(long, short):
        return True
    spelled = {numbers_of(spell_digits(one.title.split())) for one in (left, right)}
    return len(spelled) == 1


def _differ_by_year(few: Fingerprint, more: Fingerprint) -> bool:
    """True where one title has the numbers of the other and the year of either record, which a citation left in it."""
    ours, theirs = (Counter(word for word in one.title.split() if word.isdigit()) for one in (few, more))
    extra = theirs - ours
    return not ours - theirs and set(extra) == {str(few.year or more.year)}


def _in_preprint_years(left: Fingerprint, right: Fingerprint) -> bool:
    preprint, other = (left, right) if left.is_preprint else (right, left)
    return not (preprint.year and other.year) or other.year - preprint.year in _PREPRINT_YEARS


def _score(found: PairFindings, rule: TwinRule) -> int:
    """What sorts the pairs that are joined, the surest first."""
    relations = (found.title, found.people, found.year, found.place, found.kind, found.container)
    return rule.rank * 100 + sum(one.points for one in relations)


def _relation(left: Fingerprint, right: Fingerprint, rule: TwinRule, found: PairFindings) -> str:
    """How two records are related that are apart: by the mark that one of them has, or by the rule."""
    if rule.joining is not Joining.APART or found.title is TwinTitle.OTHER:
        return ""
    marks = twin_marks().relations
    return rule.relation or (marks.get(left.mark or right.mark, "") if left.mark != right.mark else "")
