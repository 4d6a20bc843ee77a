"""Who would know an entry if it were a paper: absence in a source that does not hold its kind is no evidence."""

from __future__ import annotations

from pipeline.model.records import Record
from pipeline.model.source_table import names_of
from pipeline.rules.venues import has_no_dois
from pipeline.rules.verifying.places import cites_preprint, is_known_venue, names_press
from pipeline.text.folding import fold_title, significant_words

_COVERED = frozenset({"paper-conference", "article-journal"})
_SINCE = 2000
"""Before it, many papers are in no index."""
_SINCE_OF_KNOWN = 1990
_FEWEST_WORDS = 3


def who_would_know(claim: Record, today: str) -> frozenset[str]:
    """The sources that would know the paper; none where nobody surely would.

    Args:
        claim: What the entry says.
        today: The day of the run, ISO: papers of its year are not all indexed yet.
    """
    if explain_uncovered(claim, today):
        return frozenset()
    if cites_preprint(claim):
        return names_of(kind="index") | names_of(registers="arxiv")
    no_dois = has_no_dois(claim.container_title_short)
    return names_of(kind="index") | (frozenset() if no_dois else names_of(registers="doi"))


def describe_covered(claim: Record) -> str:
    """What makes it likely that the sources would know an entry: its kind, year and venue."""
    if cites_preprint(claim):
        return f"a preprint of {claim.year}"
    written = claim.container_title or claim.container_title_short
    return f"a paper of {claim.year} in “{written}”" if written else f"a paper of {claim.year}"


def have_answered(claim: Record, knowing: frozenset[str], searched: frozenset[str]) -> bool:
    """Whether enough have looked: an index, Crossref where the venue may have DOIs, and arXiv for a preprint.

    Args:
        claim: What the entry says.
        knowing: Who would know it, as `who_would_know` gives them.
        searched: The sources that answered a search for its title.
    """
    if not searched & names_of(kind="index"):
        return False
    if preprints := names_of(registers="arxiv") & knowing:
        return bool(searched & preprints)
    return bool(searched & names_of(registers="doi")) or has_no_dois(claim.container_title_short)


def explain_uncovered(claim: Record, today: str, knowing: frozenset[str] = frozenset()) -> str:
    """Why nobody would surely know the entry, as a sentence; empty where somebody would.

    Args:
        claim: What the entry says.
        today: The day of the run, ISO.
        knowing: Who would know it; where there are some, they gave no answer.
    """
    if knowing:
        return "the sources that would know it gave no answer."
    if not (claim.author or claim.year or claim.container_title_short or claim.identifiers.labels()):
        return "it says nothing but a title."
    if len(significant_words(fold_title(claim.title))) < _FEWEST_WORDS:
        return "its title is too short to be searched for."
    if not fold_title(claim.title).isascii():
        return "its title is in a script of which the sources know little."
    is_preprint = cites_preprint(claim)
    if names_press(claim) or (not is_preprint and claim.type not in _COVERED):
        return "the sources do not hold all of this kind."
    if claim.year is None:
        return "it names no year."
    since = _SINCE_OF_KNOWN if is_known_venue(claim) else _SINCE
    if claim.year < since:
        return f"the sources do not hold all papers of {claim.year}."
    if not is_preprint and claim.year >= int(today[:4]) and not is_known_venue(claim):
        return f"the sources do not hold all papers of {claim.year} yet."
    return ""
