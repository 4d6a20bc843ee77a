"""The tables that decide on one candidate, read from the top; the first row that applies decides.

A title alone never accepts: two independent things must agree, and the weaker the title, the stronger the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model.records import Struct
from pipeline.model.source_table import LIBRARY
from pipeline.model.statuses import Bearing, Verdict
from pipeline.rules.matching.containers import ContainerRelation as C
from pipeline.rules.matching.edits import EditKind
from pipeline.rules.matching.evidence import Findings
from pipeline.rules.matching.origins import Registrant
from pipeline.rules.matching.titles import EDITED, SAME, SUBTITLED
from pipeline.rules.matching.titles import TitleRelation as T
from pipeline.rules.matching.years import YearRelation as Y

_OPEN = (C.SILENT, C.WORKSHOP, C.STRANGE)
"""Containers that leave open whether this is the venue of the row."""
_GRAVITY = {kind: gravity for gravity, kind in enumerate(EditKind)}


class Rule(Struct, frozen=True):
    """One row of the table that accepts: when every finding is among those named, and no limit is broken.

    The name is the reason code; where several rows give one reason, a slash and the case follow.
    `tests/data/decision_rows.csv` has a pair for each name.

    Attributes:
        words: The title must have at least so many significant words.
        edit: An edit in the title may be no graver.
        authors: The row must name authors too, and they must be the candidate's.
        sources: One of these must offer it; any may when there are none.
        registrants: One of these must have registered its DOI. Where none are named, it is not another publisher's than
            the venue's; and where the container leaves open whether it is the row's venue, it is that publisher's.
        second_look: Accepted when no other source has a paper that fits better.
        seconded: A second source must describe the same paper.
        strength: A rule of a higher number wins over a candidate that another rule accepts.
    """

    name: str
    title: tuple[T, ...]
    year: tuple[Y, ...]
    container: tuple[C, ...]
    words: int = 1
    edit: EditKind = EditKind.HARMLESS
    authors: bool = False
    sources: tuple[str, ...] = ()
    registrants: tuple[Registrant, ...] = ()
    seconded: bool = False
    second_look: bool = False
    strength: int = 0

    @property
    def reason(self) -> str:
        """The stable reason code that a match gets."""
        return self.name.partition("/")[0]

    def applies(self, found: Findings) -> bool:
        """True when every finding is as this row wants it."""
        return (
            found.title.relation in self.title
            and found.year in self.year
            and found.container in self.container
            and found.title.words >= self.words
            and _GRAVITY[found.title.edit] <= _GRAVITY[self.edit]
            and (found.authors_agree is True or not self.authors)
            and (not self.sources or found.source in self.sources)
            and (found.registrant in self.registrants if self.registrants else _is_of_venue(found))
            and (bool(found.seconded_by) or not self.seconded)
        )


def _is_of_venue(found: Findings) -> bool:
    """Whether the DOI is one of the venue that the row names, as far as the container asks for it.

    CVPR's are 10.1109, ECCV's 10.1007: a companion volume that a source calls CVPR has others.
    """
    if found.container in _OPEN:
        return found.registrant is Registrant.OF_VENUE
    return not _is_of_another(found)


def _is_of_another(found: Findings) -> bool:
    return found.registrant is Registrant.OTHER and found.container in (C.AGREES, C.RELATED)


_NOT_FAR = (Y.EQUAL, Y.NEAR, Y.EARLIER, Y.NOT_CLAIMED, Y.UNKNOWN)
_NOT_AGAINST = tuple(one for one in C if one.bearing is not Bearing.AGAINST and one is not C.PUBLISHED)
_KIN = (C.RELATED, C.SILENT, C.WORKSHOP)
"""Containers that may be kin to the row's venue: lists say ICCV of papers in its workshops (10.1109/iccvw.2017.191)."""
_ANYBODY = tuple(Registrant)
_NOBODY = (Registrant.NOBODY,)
_OWN = (LIBRARY,)

ACCEPT: tuple[Rule, ...] = (
    Rule("title_year_container", SAME, (Y.EQUAL, Y.NEAR), (C.AGREES,), strength=3),
    Rule("title_container", SAME, (Y.NOT_CLAIMED, Y.UNKNOWN, Y.EARLIER), (C.AGREES,), words=3, strength=3),
    Rule("title_year_related_container/equal", SAME, (Y.EQUAL,), _KIN, words=2),
    Rule("title_year_related_container/near", SAME, (Y.NEAR,), _KIN, words=4),
    Rule(
        "title_year_related_container/workshop",
        SAME,
        (Y.EQUAL,),
        (C.WORKSHOP,),
        words=2,
        registrants=_NOBODY,
        second_look=True,
    ),
    Rule("title_year/equal", SAME, (Y.EQUAL,), (C.NOT_STATED, C.UNRESOLVED), words=3),
    Rule("title_year/near", SAME, (Y.NEAR,), (C.NOT_STATED,), words=5, second_look=True),
    Rule("title_preprint/own", SAME, (Y.EARLIER,), (C.POSTED, C.PREPRINT), words=4, sources=_OWN),
    Rule("title_preprint", SAME, (Y.EQUAL, Y.NEAR), (C.POSTED, C.PREPRINT), words=3),
    Rule("title_of_own_entry/year", SAME, (Y.EQUAL,), _NOT_AGAINST, words=2, sources=_OWN, registrants=_ANYBODY),
    Rule(
        "title_of_own_entry/near",
        SAME,
        (Y.NEAR, Y.NOT_CLAIMED, Y.UNKNOWN),
        _NOT_AGAINST,
        words=3,
        sources=_OWN,
        registrants=_ANYBODY,
    ),
    Rule("title_published_version/equal", SAME, (Y.EQUAL,), (C.PUBLISHED,), words=4),
    Rule("title_published_version/near", SAME, (Y.NEAR,), (C.PUBLISHED,), words=5),
    Rule("near_title_published_version", (T.ONE_EDIT,), (Y.EQUAL,), (C.PUBLISHED,), words=5),
    Rule("near_title_year_container/equal", EDITED, (Y.EQUAL,), (C.AGREES,)),
    Rule("near_title_year_container/near", EDITED, (Y.NEAR,), (C.AGREES,), words=4),
    Rule("near_title_year_container/acronym", (T.ONE_EDIT,), (Y.EQUAL,), (C.AGREES,), words=2, edit=EditKind.ACRONYM),
    Rule("near_title_year/three_words", (T.ONE_EDIT,), (Y.EQUAL,), _KIN, words=3),
    Rule("near_title_year/four_words", EDITED, (Y.EQUAL,), (*_KIN, C.NOT_STATED, C.UNRESOLVED), words=4),
    Rule("near_title_year/acronym", (T.ONE_EDIT,), (Y.EQUAL,), _KIN, words=6, edit=EditKind.ACRONYM),
    Rule("near_title_year/workshop", EDITED, (Y.EQUAL,), (C.WORKSHOP,), words=4, registrants=_NOBODY, second_look=True),
    Rule("near_title_year/own", EDITED, (Y.EQUAL,), _OPEN, words=4, sources=_OWN, registrants=_ANYBODY),
    Rule("near_title_preprint", EDITED, (Y.EQUAL, Y.NEAR), (C.POSTED, C.PREPRINT), words=4),
    Rule("subtitle_year_container/dropped", (T.SUBTITLE_DROPPED,), (Y.EQUAL,), (C.AGREES,), words=2),
    Rule("subtitle_year_container/name", (T.SUBTITLE_DROPPED,), (Y.EQUAL,), (C.AGREES,), second_look=True),
    Rule("subtitle_year_container/added", (T.SUBTITLE_ADDED,), (Y.EQUAL,), (C.AGREES,), words=2),
    Rule("subtitle_year_container/near", SUBTITLED, (Y.NEAR,), (C.AGREES,), words=3),
    Rule("subtitle_year/kin", SUBTITLED, (Y.EQUAL,), _KIN, words=3),
    Rule(
        "subtitle_year/workshop", SUBTITLED, (Y.EQUAL,), (C.WORKSHOP,), words=3, registrants=_NOBODY, second_look=True
    ),
    Rule("title_authors", SAME, _NOT_FAR, _NOT_AGAINST, words=3, authors=True, registrants=_ANYBODY),
    Rule("near_title_authors", EDITED, _NOT_FAR, _NOT_AGAINST, words=4, authors=True, registrants=_ANYBODY),
    Rule("subtitle_authors", SUBTITLED, (Y.EQUAL, Y.NEAR), _NOT_AGAINST, words=2, authors=True, registrants=_ANYBODY),
    # The second source is the agreement that a row without a year, or with a short title, cannot give; and as both
    # were asked, another paper of this title would have been found.
    Rule("title_two_sources", SAME, (Y.NOT_CLAIMED,), (C.NOT_STATED, C.UNRESOLVED, C.POSTED), words=4, seconded=True),
    Rule(
        "title_year_two_sources/equal",
        SAME,
        (Y.EQUAL,),
        (C.NOT_STATED, C.UNRESOLVED, C.POSTED),
        words=2,
        seconded=True,
    ),
    Rule("title_year_two_sources/near", SAME, (Y.NEAR,), (C.NOT_STATED, C.POSTED), words=3, seconded=True),
    Rule(
        "near_title_two_sources",
        (T.ONE_EDIT,),
        (Y.NOT_CLAIMED,),
        (C.NOT_STATED, C.UNRESOLVED, C.POSTED),
        words=4,
        seconded=True,
    ),
    Rule(
        "near_title_year_two_sources/equal",
        (T.ONE_EDIT,),
        (Y.EQUAL,),
        (C.NOT_STATED, C.UNRESOLVED, C.POSTED),
        words=3,
        seconded=True,
    ),
    Rule(
        "near_title_year_two_sources/near", (T.ONE_EDIT,), (Y.NEAR,), (C.NOT_STATED, C.POSTED), words=4, seconded=True
    ),
    Rule("subtitle_two_sources/container", (T.SUBTITLE_ADDED,), (Y.EQUAL,), (C.AGREES,), seconded=True),
    Rule("subtitle_two_sources/year", SUBTITLED, (Y.EQUAL,), (C.NOT_STATED, C.UNRESOLVED), words=4, seconded=True),
    Rule(
        "subtitle_two_sources/preprint",
        (T.SUBTITLE_DROPPED,),
        (Y.EQUAL, Y.NEAR),
        (C.POSTED,),
        words=4,
        seconded=True,
    ),
    Rule("published_version_two_sources/same", SAME, (Y.EQUAL, Y.NEAR), (C.PUBLISHED,), words=3, seconded=True),
    Rule(
        "published_version_two_sources/one_edit",
        (T.ONE_EDIT,),
        (Y.EQUAL, Y.NEAR),
        (C.PUBLISHED,),
        words=4,
        seconded=True,
    ),
)
"""Rules that accept; the first that applies gives the reason."""

SECOND_LOOK = frozenset(rule.name for rule in ACCEPT if rule.second_look)
"""The names of the rules that accept when no other source has a paper that fits better."""


class Ruling(Struct, frozen=True):
    """One row of the tables around `ACCEPT`: a verdict with its reason, given where the predicate holds."""

    reason: str
    verdict: Verdict
    applies: Callable[[Findings], bool]


BEFORE: tuple[Ruling, ...] = (
    Ruling("identifier", Verdict.ACCEPT, lambda found: found.is_untitled and found.same_identifier),
    Ruling(
        "identifier_of_another_title",
        Verdict.REVIEW,
        lambda found: found.title.relation is T.DIFFERENT and found.same_identifier,
    ),
    Ruling("title_different", Verdict.REJECT, lambda found: found.title.relation is T.DIFFERENT),
    # The DOI in a row outweighs a veto only where the title at that DOI is the row's.
    Ruling("identifier", Verdict.ACCEPT, lambda found: found.same_identifier and found.title.relation in SAME),
    Ruling("not_the_paper", Verdict.REJECT, lambda found: bool(found.vetoes)),
    Ruling(
        "identifier_of_a_near_title",
        Verdict.REVIEW,
        lambda found: found.same_identifier and found.title.relation is T.NEAR,
    ),
    Ruling("identifier", Verdict.ACCEPT, lambda found: found.same_identifier),
    Ruling("identifier_differs", Verdict.REVIEW, lambda found: found.other_identifier),
    Ruling("authors_differ", Verdict.REVIEW, lambda found: found.authors_agree is False),
    Ruling("title_of_many_papers", Verdict.REVIEW, lambda found: found.is_generic),
)
"""What is decided whatever the table of rules says."""

OPEN: tuple[Ruling, ...] = (
    Ruling("title_only_near", Verdict.REVIEW, lambda found: found.title.relation is T.NEAR),
    Ruling("edit_changes_the_meaning", Verdict.REVIEW, lambda found: found.title.changes_meaning),
    Ruling("container_disagrees", Verdict.REVIEW, lambda found: found.container is C.DISAGREES),
    Ruling("doi_of_no_publisher_of_the_venue", Verdict.REVIEW, _is_of_another),
    Ruling("year_differs", Verdict.REVIEW, lambda found: found.year is Y.FAR),
    Ruling("published_version_only", Verdict.REVIEW, lambda found: found.container is C.PUBLISHED),
    Ruling("too_little_evidence", Verdict.REVIEW, lambda found: True),
)
"""Why a candidate that no rule accepts is left to a person: the gravest thing that prevents it comes first."""

IDENTIFIER_STRENGTH = 4
"""The strength of an equal identifier, beside those of the rules."""
