"""From evidence to a verdict on one candidate: an ordered table, read from the top.

A title alone never accepts: two independent things must agree, and the weaker the title, the stronger the rest.
"""

from __future__ import annotations

from pipeline.model.records import Assessment, Candidate, Record, Struct
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.containers import ContainerRelation as C
from pipeline.rules.matching.edits import EditKind
from pipeline.rules.matching.evidence import Comparison, changes_meaning, gather
from pipeline.rules.matching.evidence import YearRelation as Y
from pipeline.rules.matching.titles import SAME
from pipeline.rules.matching.titles import TitleRelation as T

EDITED = (T.ONE_EDIT, T.TWO_EDITS)
SUBTITLED = (T.SUBTITLE_DROPPED, T.SUBTITLE_ADDED)


class Rule(Struct, frozen=True):
    """One row of a table: accept when all three relations are among those named, and no limit is broken.

    The title must have at least `words` significant words, and an edit in it may be no graver than `edit`. With
    `authors`, the row must name authors too, and they must be the candidate's; with `own`, a person has the paper in
    their library. The name is the reason code; where several rows give one reason, a slash and the case follow.
    `tests/data/decision_rows.csv` has a pair for each name.
    """

    name: str
    title: tuple[T, ...]
    year: tuple[Y, ...]
    container: tuple[C, ...]
    words: int = 1
    edit: EditKind = EditKind.HARMLESS
    authors: bool = False
    own: bool = False

    @property
    def reason(self) -> str:
        """The stable reason code that a match gets."""
        return self.name.partition("/")[0]


_NOT_FAR = (Y.EQUAL, Y.NEAR, Y.EARLIER, Y.UNKNOWN)
_NOT_AGAINST = (C.AGREES, C.RELATED, C.WORKSHOP, C.NOT_STATED, C.UNRESOLVED, C.SILENT, C.STRANGE, C.PREPRINT, C.POSTED)

ACCEPT: tuple[Rule, ...] = (
    Rule("title_year_container", SAME, (Y.EQUAL, Y.NEAR), (C.AGREES,)),
    Rule("title_container", SAME, (Y.UNKNOWN, Y.EARLIER), (C.AGREES,), words=3),
    Rule("title_year_related_container/equal", SAME, (Y.EQUAL,), (C.RELATED,), words=2),
    Rule("title_year_related_container/near", SAME, (Y.NEAR,), (C.RELATED,), words=4),
    Rule("title_year/equal", SAME, (Y.EQUAL,), (C.NOT_STATED, C.UNRESOLVED), words=3),
    Rule("title_year/near", SAME, (Y.NEAR,), (C.NOT_STATED,), words=5),
    Rule("title_of_own_entry/year", SAME, (Y.EQUAL,), _NOT_AGAINST, words=2, own=True),
    Rule("title_of_own_entry/near", SAME, (Y.NEAR, Y.UNKNOWN), _NOT_AGAINST, words=3, own=True),
    Rule("title_preprint/own", SAME, (Y.EARLIER,), (C.POSTED, C.PREPRINT), words=4, own=True),
    Rule("title_preprint", SAME, (Y.EQUAL, Y.NEAR), (C.POSTED, C.PREPRINT), words=3),
    Rule("title_published_version/equal", SAME, (Y.EQUAL,), (C.PUBLISHED,), words=4),
    Rule("title_published_version/near", SAME, (Y.NEAR,), (C.PUBLISHED,), words=5),
    Rule("near_title_published_version", (T.ONE_EDIT,), (Y.EQUAL,), (C.PUBLISHED,), words=5),
    Rule("near_title_year_container/equal", EDITED, (Y.EQUAL,), (C.AGREES,)),
    Rule("near_title_year_container/near", EDITED, (Y.NEAR,), (C.AGREES,), words=4),
    Rule("near_title_year_container/acronym", (T.ONE_EDIT,), (Y.EQUAL,), (C.AGREES,), words=2, edit=EditKind.ACRONYM),
    Rule("near_title_year/three_words", (T.ONE_EDIT,), (Y.EQUAL,), (C.RELATED,), words=3),
    Rule("near_title_year/four_words", EDITED, (Y.EQUAL,), (C.RELATED, C.NOT_STATED, C.UNRESOLVED), words=4),
    Rule("near_title_year/acronym", (T.ONE_EDIT,), (Y.EQUAL,), (C.RELATED,), words=6, edit=EditKind.ACRONYM),
    Rule("near_title_preprint", EDITED, (Y.EQUAL, Y.NEAR), (C.POSTED, C.PREPRINT), words=4),
    Rule("subtitle_year_container/equal", SUBTITLED, (Y.EQUAL,), (C.AGREES,), words=2),
    Rule("subtitle_year_container/near", SUBTITLED, (Y.NEAR,), (C.AGREES,), words=3),
    Rule("subtitle_year", SUBTITLED, (Y.EQUAL,), (C.RELATED,), words=3),
    Rule("title_authors", SAME, _NOT_FAR, _NOT_AGAINST, words=3, authors=True),
    Rule("near_title_authors", EDITED, _NOT_FAR, _NOT_AGAINST, words=4, authors=True),
    Rule("subtitle_authors", SUBTITLED, (Y.EQUAL, Y.NEAR), _NOT_AGAINST, words=2, authors=True),
)
"""Rules that accept; the first that applies gives the reason."""

TWO_SOURCES: tuple[Rule, ...] = (
    Rule("title_two_sources", SAME, (Y.UNKNOWN,), (C.NOT_STATED, C.UNRESOLVED, C.POSTED), words=4),
    Rule("title_year_two_sources/equal", SAME, (Y.EQUAL,), (C.NOT_STATED, C.UNRESOLVED, C.POSTED), words=2),
    Rule("title_year_two_sources/near", SAME, (Y.NEAR,), (C.NOT_STATED, C.POSTED), words=3),
    Rule("near_title_two_sources", (T.ONE_EDIT,), (Y.UNKNOWN,), (C.NOT_STATED, C.UNRESOLVED, C.POSTED), words=4),
    Rule(
        "near_title_year_two_sources/equal",
        (T.ONE_EDIT,),
        (Y.EQUAL,),
        (C.NOT_STATED, C.UNRESOLVED, C.POSTED),
        words=3,
    ),
    Rule("near_title_year_two_sources/near", (T.ONE_EDIT,), (Y.NEAR,), (C.NOT_STATED, C.POSTED), words=4),
    Rule("subtitle_two_sources/container", SUBTITLED, (Y.EQUAL,), (C.AGREES,)),
    Rule("subtitle_two_sources/year", SUBTITLED, (Y.EQUAL,), (C.NOT_STATED, C.UNRESOLVED), words=4),
    Rule("subtitle_two_sources/preprint", (T.SUBTITLE_DROPPED,), (Y.EQUAL, Y.NEAR), (C.POSTED,), words=4),
    Rule("published_version_two_sources/same", SAME, (Y.EQUAL, Y.NEAR), (C.PUBLISHED,), words=3),
    Rule("published_version_two_sources/one_edit", (T.ONE_EDIT,), (Y.EQUAL, Y.NEAR), (C.PUBLISHED,), words=4),
)
"""Rules that accept when two sources describe the same paper: the second source is the agreement that a row without a
year, or with a short title, cannot give; and as both were asked, another paper of this title would have been found."""

_TITLE_POINTS = {
    T.EQUAL: 50,
    T.SPACING: 48,
    T.ACRONYM: 46,
    T.ONE_EDIT: 42,
    T.TWO_EDITS: 38,
    T.SUBTITLE_DROPPED: 36,
    T.SUBTITLE_ADDED: 34,
    T.NEAR: 20,
    T.DIFFERENT: 0,
}
_YEAR_POINTS = {Y.EQUAL: 20, Y.NEAR: 14, Y.EARLIER: 12, Y.UNKNOWN: 5, Y.FAR: 0}
_CONTAINER_POINTS = {
    C.AGREES: 30,
    C.RELATED: 20,
    C.PREPRINT: 15,
    C.POSTED: 15,
    C.PUBLISHED: 12,
    C.NOT_STATED: 10,
    C.UNRESOLVED: 8,
    C.WORKSHOP: 9,
    C.SILENT: 6,
    C.STRANGE: 5,
    C.DISAGREES: 0,
}


def assess(claim: Record, candidate: Candidate) -> Assessment:
    """Judge one candidate by itself.

    Args:
        claim: What a row of the list says.
        candidate: What a source offers for it.

    Returns:
        The verdict with its reason code, a score (0 to 100) for sorting only, and all evidence; for a candidate that is
        left open, also the reason with which a second source would accept it, if any would.
    """
    found = gather(claim, candidate)
    verdict, reason = _decide(found)
    two_source_reason = (
        _first_reason(TWO_SOURCES, found) if reason in ("too_little_evidence", "published_version_only") else ""
    )
    return Assessment(candidate, verdict, reason, _score(found), found.evidence, two_source_reason)


def _decide(found: Comparison) -> tuple[Verdict, str]:
    if found.is_untitled:
        return (Verdict.ACCEPT, "identifier") if found.same_identifier else (Verdict.REJECT, "title_different")
    if found.title.relation is T.DIFFERENT:
        return (
            (Verdict.REVIEW, "identifier_of_another_title")
            if found.same_identifier
            else (Verdict.REJECT, "title_different")
        )
    if found.vetoed:
        return Verdict.REJECT, "not_the_paper"
    if found.same_identifier:
        return (
            (Verdict.REVIEW, "identifier_of_a_near_title")
            if found.title.relation is T.NEAR
            else (Verdict.ACCEPT, "identifier")
        )
    if found.other_identifier:
        return Verdict.REVIEW, "identifier_differs"
    if found.authors_agree is False:
        return Verdict.REVIEW, "authors_differ"
    if found.is_generic:
        return Verdict.REVIEW, "title_of_many_papers"
    reason = _first_reason(ACCEPT, found)
    return (Verdict.ACCEPT, reason) if reason else (Verdict.REVIEW, _open_reason(found))


def _first_reason(rules: tuple[Rule, ...], found: Comparison) -> str:
    """The reason of the first rule that applies; empty when none does."""
    return next((rule.reason for rule in rules if _applies(rule, found)), "")


def _applies(rule: Rule, found: Comparison) -> bool:
    edits = list(EditKind)
    return (
        found.title.relation in rule.title
        and found.year in rule.year
        and found.container in rule.container
        and found.title.words >= rule.words
        and edits.index(found.title.edit) <= edits.index(rule.edit)
        and (found.authors_agree is True or not rule.authors)
        and (found.is_own or not rule.own)
    )


def _open_reason(found: Comparison) -> str:
    """The reason code for leaving the row to a person: the gravest thing that prevents acceptance."""
    if found.title.relation is T.NEAR:
        return "title_only_near"
    if changes_meaning(found.title):
        return "edit_changes_the_meaning"
    if found.container is C.DISAGREES:
        return "container_disagrees"
    if found.year is Y.FAR:
        return "year_differs"
    if found.container is C.PUBLISHED:
        return "published_version_only"
    return "too_little_evidence"


def _score(found: Comparison) -> int:
    if found.same_identifier and (found.is_untitled or found.title.relation is not T.DIFFERENT):
        return 100
    return _TITLE_POINTS[found.title.relation] + _YEAR_POINTS[found.year] + _CONTAINER_POINTS[found.container]
