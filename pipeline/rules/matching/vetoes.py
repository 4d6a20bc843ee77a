"""What carries a paper's title and is not that paper: errata, comments, reviews, posters, reposts; and titles that many
papers have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.records import Evidence, Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import containers_of
from pipeline.rules.matching.look_alikes import closing_marks, opening_marks, side_containers
from pipeline.rules.matching.origins import Origin
from pipeline.rules.venues import PUBLISHED_KINDS, find_venues, recognise
from pipeline.text.folding import fold

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
    r"|workshop summary|postscripts?|(?:publisher|editor|author)s? s? ?notes?|session .{0,12}|chapter \w{1,5}"
    r"|untitled|unknown)"
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


def find_vetoes(claim: Record, record: Record, origin: Origin, *, is_named: bool = False) -> tuple[Evidence, ...]:
    """Why a candidate cannot be the paper that a row means; a single one of these rejects it.

    Args:
        claim: What the row says.
        record: The candidate.
        origin: What the candidate is.
        is_named: The row may mean a thesis: it has the title and an identifier of this one, or a person has it.
    """
    found = []
    if origin is Origin.OTHER_THING and not is_named:
        found.append(Evidence(str(origin), Bearing.VETO, "", record.type))
    found.extend(_find_marks(claim.title, record.title))
    if side := _find_side_event(claim, record):
        found.append(Evidence(side[0], Bearing.VETO, claim.container_title_short, side[1]))
    is_copied = origin is Origin.REPOST or (origin is Origin.COPY and not is_named)
    if is_copied and not _points_at_server(claim, record):
        found.append(Evidence(str(origin), Bearing.VETO, "", record.identifiers.doi))
    return tuple(found)


def _find_side_event(claim: Record, record: Record) -> tuple[str, ...]:
    """What a container is if not the venue itself, and the words that say so; empty where the row names it.

    “Signal, Image and Video Processing” is a journal, and “CHI Extended Abstracts” a venue that lists name.
    """
    named = find_venues(claim.container_title_short) if claim.container_title_short else ()
    if side_containers().search(claim.container_title_short):
        return ()
    for text in containers_of(record):
        seen, venue = side_containers().search(text), recognise(text).venue
        if seen is None or (seen.lastgroup == "presentation" and record.type == "article-journal"):
            continue
        is_venue = venue is not None and side_containers().search(venue.name) is not None
        if not is_venue or not venue or (venue.kind != "journal" and named and venue not in named):
            kind = "copy_in_a_repository" if seen.lastgroup == "repository" else "side_event_of_the_venue"
            return (kind, seen[0])
    return ()


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
