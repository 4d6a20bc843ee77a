"""What carries a paper's title and is not that paper: errata, comments, reviews, posters, reposts; and titles that many
papers have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.records import Evidence, Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import containers_of
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

_MARKERS = re.compile(
    r"^(?:(?:author |publisher )?(?:erratum|errata|corrigend\w+|correction|retraction|withdrawal)\b"
    r"|(?:retracted|withdrawn)\s*:"
    r"|(?:comments?|commentary|discussion|remarks?|notes?) (?:on|of|to)\b|comment(?:ary)?\s*:"
    r"|(?:authors? )?(?:reply|response|rejoinder|rebuttal)s? to\b|rejoinder\b|reply\b"
    r"|(?:peer )?review(?: #?\d+)? of\b|peer review\b|decision letter|referee report|editor'?s? (?:note|evaluation)"
    r"|(?:figure|fig\.?|table) ?S?\d"
    r"|(?:supplement\w*|supporting information|appendix|additional file|data from|dataset for)\b"
    r"|book review\b|abstract of\b|highlights? of\b|poster abstract\b|demo(?:nstration)?\s*:)",
    re.IGNORECASE,
)
"""How the titles of such things begin: “Correction to: …”, “Comment on ‘…’”, “Peer Review #1 of …”."""

_SIDE_CONTAINER = re.compile(
    r"\b(?:demonstrations?|demos?|tutorials?|posters|poster (?:session|track|abstract)s?|doctoral consortium"
    r"|student abstracts?)\b",
    re.IGNORECASE,
)
"""Side events of a conference, by their container; not “ICLR (Poster)”, which is what DBLP calls the conference."""

REPOSTS = (
    "10.65215/",
    "10.13140/",
    "10.5281/",
    "10.6084/",
    "10.31219/osf",
    "10.2139/ssrn",
    "10.36227/techrxiv",
    "10.22541/",
    "10.20944/preprints",
    "10.21203/rs",
    "10.31224/",
    "10.31234/",
)
"""DOI prefixes of servers where papers are posted again, or first: never the DOI of a paper with a venue."""

_TAIL = re.compile(
    r"(?:[-–—:.]\s*|[(\[]\s*)(?:extended|student|poster|invited)\s+(?:abstract|talk)\s*[)\]]?\s*$"
    r"|[(\[]\s*(?:abstract|poster|demo(?:nstration)?|panel|keynote|tutorial|abstract only|extended version)"
    r"\s*[)\]]\s*$"
    r"|[?!:.,–—-]\s*(?:revisited|reconsidered|re-?examined|reloaded|part (?:[ivx]{1,4}|\d{1,2})"
    r"|an? (?:update|addendum|reply|rejoinder|response|comment|correction|correspondence))\s*$",
    re.IGNORECASE,
)
"""How the titles of another version, or of a sequel, end: “GLAD: … Social Media Analysis- Extended Abstract” (arXiv
1410.1940), “…: Clean or Dirty? Revisited”."""

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


def find_vetoes(claim: Record, record: Record, *, is_named: bool = False) -> tuple[Evidence, ...]:
    """Why a candidate cannot be the paper that a row means; a single one of these rejects it.

    Args:
        claim: What the row says.
        record: The candidate.
        is_named: The row has its identifier, or a person has it in their library: a thesis may be what is meant.
    """
    found = []
    if record.type in NOT_THE_PAPER and not is_named:
        found.append(Evidence("not_the_paper_itself", Bearing.VETO, "", record.type))
    found.extend(_find_marks(claim.title, record.title))
    side = next((seen for text in containers_of(record) if (seen := _SIDE_CONTAINER.search(text))), None)
    if side and not _SIDE_CONTAINER.search(claim.container_title_short):
        found.append(Evidence("side_event_of_the_venue", Bearing.VETO, claim.container_title_short, side[0]))
    if record.identifiers.doi.startswith(REPOSTS) and not _points_at_server(claim, record):
        found.append(Evidence("repost", Bearing.VETO, "", record.identifiers.doi))
    return tuple(found)


def _find_marks(ours: str, theirs: str) -> Iterator[Evidence]:
    """A mark that only one of the titles has; a typing error within the mark (“Ntes on …”) makes no difference."""
    if abs(len(fold(ours)) - len(fold(theirs))) <= 2:
        return
    for pattern in (_MARKERS, _TAIL):
        own, other = pattern.search(ours), pattern.search(theirs)
        if (own is None) != (other is None):
            yield Evidence("about_the_paper", Bearing.VETO, own[0] if own else "", other[0] if other else "")


def _points_at_server(claim: Record, record: Record) -> bool:
    """True when the row itself points at the server: by the same DOI, or by naming a preprint server as its venue."""
    return claim.identifiers.doi == record.identifiers.doi or claim.type == "article"
