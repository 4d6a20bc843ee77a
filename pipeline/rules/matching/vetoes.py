"""What carries a paper's title and is not that paper: errata, comments, reviews, posters, reposts; and titles that many
papers have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.records import Evidence, Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import containers_of, is_repository_copy
from pipeline.rules.matching.look_alikes import closing_marks, look_alikes, opening_marks, side_containers
from pipeline.rules.venues import PUBLISHED_KINDS, find_venues
from pipeline.text.folding import fold

NOT_THE_PAPER = frozenset(
    {
        "component",
        "review",
        "review-book",
        "dataset",
        "thesis",
        "figure",
        "entry-encyclopedia",
        "entry-dictionary",
        "standard",
        "grant",
    }
)
"""CSL types (and Crossref's own “component”) of things that carry a paper's title and are not the paper."""

_GENERIC = re.compile(
    r"(?:the )?(?:(?:guest )?editorial(?: board| note)?s?|introduction|preface|foreword|prologue|epilogue|afterword"
    r"|discussions?|conclusions?|summary|overview|abstracts?|panel(?: discussion)?|keynotes?(?: (?:talk|address))?"
    r"|(?:organi[sz]ing|programme?|technical program) committee|committees?|reviewers|(?:author|subject)? ?index"
    r"|(?:table of )?contents|(?:front|back) matter|title page|copyright(?: page)?|acknowledge?ments?|references"
    r"|bibliography|appendix|errat(?:um|a)|corrigend(?:um|a)|corrections?|comments?|reply|response|rejoinder"
    r"|letters?(?: to the editor)?|correspondence|news|announcements?|calendar|obituary|in memoriam|(?:book )?reviews?"
    r"|welcome(?: message)?|message from the .{0,40}|about the authors?|contributors|call for papers|poster session"
    r"|(?:position|short|invited|white) papers?|case stud(?:y|ies)|open problems?|commentar(?:y|ies)|viewpoints?"
    r"|perspectives?|research notes?|technical reports?|tutorials?|surveys?|posters?|invited (?:talk|speaker)s?"
    r"|workshop summary|session .{0,12}|chapter \w{1,5}|untitled|unknown)"
)
"""Titles that many papers have, even in one volume: two of Reviews of Modern Physics 25 are called “Discussion”."""


def is_generic(title: str) -> bool:
    """True for a title that many papers have, so that only an identifier can tell which is meant.

    >>> is_generic("Guest Editorial"), is_generic("Introduction to Automata")
    (True, False)
    """
    return _GENERIC.fullmatch(fold(title)) is not None


def is_own_thing(claim: Record, record: Record) -> bool:
    """True when an entry of a person's library may be what the row means, whatever it is: a thesis, a data set.

    Not where the row names a conference or a journal, and the entry nothing that it appeared in.
    """
    venues = find_venues(claim.container_title_short) if claim.container_title_short else ()
    is_of_venue = any(venue.kind in PUBLISHED_KINDS for venue in venues)
    return bool(record.container_title) or not is_of_venue


def find_vetoes(claim: Record, record: Record, *, is_named: bool = False) -> tuple[Evidence, ...]:
    """Why a candidate cannot be the paper that a row means; a single one of these rejects it.

    Args:
        claim: What the row says.
        record: The candidate.
        is_named: The row may mean a thesis: it has the title and an identifier of this one, or a person has it.
    """
    found = []
    if record.type in NOT_THE_PAPER and not is_named:
        found.append(Evidence("not_the_paper_itself", Bearing.VETO, "", record.type))
    found.extend(_find_marks(claim.title, record.title))
    side = next((seen for text in containers_of(record) if (seen := side_containers().search(text))), None)
    if side and not side_containers().search(claim.container_title_short):
        found.append(Evidence("side_event_of_the_venue", Bearing.VETO, claim.container_title_short, side[0]))
    if not _points_at_server(claim, record):
        if record.identifiers.doi.startswith(look_alikes().reposts):
            found.append(Evidence("repost", Bearing.VETO, "", record.identifiers.doi))
        elif is_repository_copy(record) and not is_named:
            found.append(Evidence("copy_in_a_repository", Bearing.VETO, "", record.identifiers.doi))
    return tuple(found)


def _find_marks(ours: str, theirs: str) -> Iterator[Evidence]:
    """A mark that only one of the titles has; a typing error within the mark (“Ntes on …”) makes no difference."""
    if abs(len(fold(ours)) - len(fold(theirs))) <= 2:
        return
    for pattern in (opening_marks(), closing_marks()):
        own, other = pattern.search(ours), pattern.search(theirs)
        if (own is None) != (other is None):
            yield Evidence("about_the_paper", Bearing.VETO, own[0] if own else "", other[0] if other else "")


def _points_at_server(claim: Record, record: Record) -> bool:
    """True when the row itself points at the server: by the same DOI, or by naming a preprint server as its venue."""
    return claim.identifiers.doi == record.identifiers.doi or claim.type == "article"
