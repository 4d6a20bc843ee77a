"""Every check of an entry, in the order in which findings are told, with those on its title and what is told beside."""

from __future__ import annotations

from pipeline.model.records import RETRACTED_NOTE
from pipeline.model.verification import Correction, Finding
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.verifying.case import Case, Check, Found, label, tell
from pipeline.rules.verifying.identifier_checks import check_identifiers
from pipeline.rules.verifying.papers import Ground
from pipeline.rules.verifying.people_checks import check_people
from pipeline.rules.verifying.place_checks import check_container, check_print, check_year
from pipeline.rules.verifying.places import cites_preprint


def find_all(case: Case) -> tuple[list[Finding], list[Correction]]:
    """Every finding on an entry, and what would put it right."""
    told = [one for check in _CHECKS for one in check(case)]
    return [finding for finding, _ in told], [correction for _, correction in told if correction]


def _check_title(case: Case) -> Found:
    """A title that is nearly that of a paper of the same people, or that the paper of its identifier does not have."""
    if case.paper.ground is not Ground.PEOPLE:
        return
    best = case.paper.versions[0]
    sentence = f"{label(best)} has “{best.record.title}” of these authors."
    yield tell("title_differs", "title", case.claim.title, best, best.record.title, sentence), None


def _tell_beside(case: Case) -> Found:
    """Notes: a retraction, and a published version of a preprint."""
    if not case.is_found:
        return
    retracted = next((one for one in case.paper.versions if one.record.note == RETRACTED_NOTE), None)
    if retracted:
        sentence = f"the paper was retracted according to {label(retracted)}."
        yield tell("retracted", "", "", retracted, retracted.record.identifiers.doi, sentence), None
    claim = case.claim
    is_of_preprint = cites_preprint(claim) or is_preprint(claim)
    later = next((one for one in case.published if one.record.container_title), None)
    if is_of_preprint and later:
        when = f" ({later.record.year})" if later.record.year else ""
        sentence = f"{label(later)} has it published in “{later.record.container_title}”{when}."
        found = later.record.identifiers.doi or later.record.container_title
        yield tell("published_version", "", claim.identifiers.arxiv, later, found, sentence), None


_CHECKS: tuple[Check, ...] = (
    check_identifiers,
    _check_title,
    check_people,
    check_year,
    check_container,
    check_print,
    _tell_beside,
)
