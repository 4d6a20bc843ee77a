"""Which of the candidates are the paper that an entry cites, in any of its versions, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from pipeline.model.records import Candidate, Record, Struct
from pipeline.model.source_table import row_of
from pipeline.rules.matching.origins import Origin, is_preprint, origin_of
from pipeline.rules.matching.retractions import read_marked, without_mark
from pipeline.rules.matching.titles import EDITED, SAME, SUBTITLED, TitleComparison, TitleRelation, compare_titles
from pipeline.rules.matching.vetoes import find_vetoes, is_generic
from pipeline.rules.verifying.people import PeopleComparison, PeopleRelation, compare_people
from pipeline.rules.verifying.places import Agreement, agree_on_container, years_of
from pipeline.text.folding import fold_title, significant_words, squeeze

_TELLING_WORDS = 4
"""A title of so many significant words is hardly that of two papers."""
_LONG_TITLE = 6
_FORMULA_WORDS = 3
_LONGEST_SYMBOL = 5
"""So long are names in formulas, such as “delta” and “terpy”."""
_PARTS = re.compile(r"\d+|[ivx]+|part|parts|volume|first|second|third|one|two|three|[a-d]")
"""Words by which two papers of the same people are told apart, of one series."""
_NEAR_YEARS = 1
_PREPRINT_YEARS = 4


_FORMULA = re.compile(r"[$_^{}\\₀-₉⁰-⁹⁺⁻±]|&lt;|</?(?:su[bp]|i)>", re.IGNORECASE)


class Seen(Struct, frozen=True):
    """A candidate beside the entry.

    Attributes:
        candidate: As the source gives it.
        record: The same; of a retracted paper with its own title.
        title: How the titles relate.
        people: How the authors relate.
        is_named: An identifier of the entry is the candidate's.
        has_formulas_of_title: The titles differ in formulas alone, which every program writes otherwise.
        is_beginning: One title is all before the subtitle of the other.
    """

    candidate: Candidate
    record: Record
    title: TitleComparison
    people: PeopleComparison
    is_named: bool
    has_formulas_of_title: bool = False
    is_beginning: bool = False

    @property
    def has_title(self) -> bool:
        """True where the titles are one, but for spelling, an acronym, a subtitle or a typing error."""
        is_harmless = self.title.relation in EDITED and not self.title.changes_meaning
        is_same = self.title.relation in SAME or self.title.relation in SUBTITLED or is_harmless
        return is_same or self.has_formulas_of_title or self.lacks_subtitle

    @property
    def lacks_subtitle(self) -> bool:
        """True where the entry leaves out a subtitle of a paper of exactly its people, “: a review” as well."""
        return self.is_beginning and self.people.relation is PeopleRelation.EQUAL

    @property
    def has_people(self) -> bool:
        """True where authors are named on both sides, and are those of one paper."""
        return self.people.relation is not PeopleRelation.UNKNOWN and self.people.is_of_one_paper


class Ground(StrEnum):
    """Why some records are taken for the paper of an entry; from surely to not at all."""

    TITLE_AND_PEOPLE = "title and people"
    TITLE = "title"  # its authors are others
    PEOPLE = "people"  # its title is another one, though near
    IDENTIFIER = "identifier"  # nothing else fits
    NOTHING = "nothing"


class Paper(Struct, frozen=True):
    """What an entry cites, as far as it is known.

    Attributes:
        ground: Why it is thought to be that.
        versions: All records of it, the best first.
        named: What the identifiers of the entry belong to, if that is something else.
    """

    ground: Ground
    versions: tuple[Seen, ...] = ()
    named: tuple[Seen, ...] = ()


def see(claim: Record, candidate: Candidate) -> Seen:
    """Compare a candidate with an entry."""
    is_named = _is_named(claim, candidate.record)
    record = read_marked(claim, candidate.record, is_named=is_named)
    title, people = compare_titles(claim.title, record.title), compare_people(claim, record)
    return Seen(
        candidate,
        record,
        title,
        people,
        is_named,
        _differ_in_formulas(claim.title, record.title),
        _begin_alike(claim.title, record.title),
    )


def _begin_alike(left: str, right: str) -> bool:
    ours, theirs = (squeeze(fold_title(re.split(r"[:?.]\s", title)[0])) for title in (left, right))
    whole = (squeeze(fold_title(left)), squeeze(fold_title(right)))
    return ours == theirs and ours in whole


def _differ_in_formulas(left: str, right: str) -> bool:
    """True for titles of which one has a formula, and whose words are the same."""
    if not (_FORMULA.search(left) or _FORMULA.search(right)):
        return False
    ours, theirs = _plain_words(left), _plain_words(right)
    return len(ours) >= _FORMULA_WORDS and ours == theirs


def _plain_words(title: str) -> set[str]:
    return {word for word in fold_title(title).split() if word.isalpha() and len(word) > _LONGEST_SYMBOL}


def find_paper(claim: Record, candidates: Iterable[Candidate]) -> Paper:
    """The paper that an entry cites: by title and people, else by title, people or an identifier alone.

    Args:
        claim: What the entry says.
        candidates: All that sources offered, in any order.
    """
    seen = sorted(_see_relevant(claim, candidates), key=rank_seen)
    usable = [one for one in seen if one.is_named or not _is_something_else(claim, one)]
    named = tuple(one for one in usable if one.is_named)
    for ground, found in (
        (Ground.TITLE_AND_PEOPLE, _find_whole(claim, usable)),
        (Ground.TITLE, _find_by_title(claim, usable)),
        (Ground.PEOPLE, _find_by_people(claim, usable)),
    ):
        if found:
            versions = _with_other_records(found, usable)
            return Paper(ground, versions, tuple(one for one in named if one not in versions))
    return Paper(Ground.IDENTIFIER, named, named) if named else Paper(Ground.NOTHING)


def _see_relevant(claim: Record, candidates: Iterable[Candidate]) -> Iterator[Seen]:
    """Those that may be the paper: by the title, by an identifier of the entry, or by one of such a record's.

    Of eight hits of a search seven have other titles; their authors are not compared.
    """
    distinct = [*{(one.source, one.record): one for one in candidates}.values()]
    near = [one for one in distinct if _is_near(claim, one.record)]
    labels = {label for one in near for label in one.record.identifiers.labels()}
    for one in distinct:
        if one in near or not labels.isdisjoint(one.record.identifiers.labels()):
            yield see(claim, one)


def _is_near(claim: Record, record: Record) -> bool:
    return _is_named(claim, record) or any(
        compare_titles(claim.title, title).relation is not TitleRelation.DIFFERENT
        or _begin_alike(claim.title, title)
        or _differ_in_formulas(claim.title, title)
        for title in {record.title, without_mark(record.title)}
    )


def rank_seen(one: Seen) -> tuple[int, int, str]:
    """Named records first, and those of registries; then by id, so that the order of replies makes no difference."""
    return (not one.is_named, row_of(one.candidate.source).ranks.get("", 1_000), one.record.id)


def _is_named(claim: Record, record: Record) -> bool:
    return not set(claim.identifiers.labels()).isdisjoint(record.identifiers.labels())


def _is_something_else(claim: Record, one: Seen) -> bool:
    """True for errata, reviews, components and the like, which carry a paper's title."""
    origin = origin_of(one.record)
    if origin is Origin.OTHER_THING and not (one.has_people and one.record.container_title):
        return True  # not so 10.1103/revmodphys.71.s431, a paper of a supplement
    return any(veto.rule == "about_the_paper" for veto in find_vetoes(claim, one.record, origin))


def _find_whole(claim: Record, seen: Sequence[Seen]) -> list[Seen]:
    """Those with its title and its people; where nobody names people, what else agrees must."""
    found = [one for one in seen if one.has_title and one.has_people]
    if found or is_generic(claim.title):
        return found or [one for one in seen if one.is_named and one.has_title]
    silent = [one for one in seen if one.has_title and one.people.relation is PeopleRelation.UNKNOWN]
    near = [one for one in seen if one.is_named and one.title.relation is TitleRelation.NEAR]
    near = [one for one in near if one.people.relation is PeopleRelation.UNKNOWN and _FORMULA.search(one.record.title)]
    return [one for one in silent if one.is_named or _agrees_otherwise(claim, one)] + near


def _find_by_title(claim: Record, seen: Sequence[Seen]) -> list[Seen]:
    """Those with its title, and other people: where the title is hardly that of two papers, or all else agrees."""
    found = [one for one in seen if one.has_title and one.people.relation is not PeopleRelation.UNKNOWN]
    found = [one for one in found if one.is_named or one.title.relation not in SUBTITLED]
    words = len(significant_words(fold_title(claim.title)))
    if is_generic(claim.title):
        return []
    return [
        one
        for one in found
        if one.is_named
        or words >= _LONG_TITLE
        or (words >= _TELLING_WORDS and _agrees_otherwise(claim, one))
        or (_is_near_in_time(claim, one.record) and agree_on_container(claim, one.record) is Agreement.AGREES)
    ]


def _find_by_people(claim: Record, seen: Sequence[Seen]) -> list[Seen]:
    """Those of its people with a title that is nearly its own, or that its identifier names."""
    found = []
    for one in seen:
        is_sure = one.is_named or one.people.relation not in (PeopleRelation.MISSING, PeopleRelation.ADDED)
        if not one.has_people or not is_sure:
            continue
        is_near = one.title.relation is TitleRelation.NEAR or one.title.changes_meaning
        is_alike = is_near and not _is_of_a_series(claim.title, one.record.title) and _agrees_otherwise(claim, one)
        if one.is_named or is_alike:
            found.append(one)
    return found


def _is_of_a_series(left: str, right: str) -> bool:
    """True where only numbers and the like differ: “… I” and “… II” are two papers."""
    ours, theirs = set(fold_title(left).split()), set(fold_title(right).split())
    return all(_PARTS.fullmatch(word) for word in ours ^ theirs)


def _agrees_otherwise(claim: Record, one: Seen) -> bool:
    """Year and container do not contradict, and one of them agrees."""
    place = agree_on_container(claim, one.record)
    if place is Agreement.CONTRADICTS:
        return False
    return _is_near_in_time(claim, one.record) or (place is Agreement.AGREES and not claim.year)


def _is_near_in_time(claim: Record, record: Record) -> bool:
    if claim.year is None:
        return False
    later = _PREPRINT_YEARS if is_preprint(record) else _NEAR_YEARS
    return any(-_NEAR_YEARS <= claim.year - year <= later for year in years_of(record))


def _with_other_records(found: Sequence[Seen], seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Further records of the same work: those that share an identifier with one, and those that name no people."""
    labels = {label for one in found for label in one.record.identifiers.labels()}
    others = [
        one
        for one in seen
        if one not in found
        and (labels & set(one.record.identifiers.labels()))
        and (one.has_title or one.has_people or one.people.relation is PeopleRelation.UNKNOWN)
    ]
    return (*found, *others)
