"""Year, container, volume and pages of an entry that no version of its paper bears out."""

from __future__ import annotations

from pipeline.model.source_table import names_of, row_of
from pipeline.model.verification import Correction
from pipeline.rules.matching.containers import containers_of
from pipeline.rules.matching.titles import SUBTITLED
from pipeline.rules.merging.fingerprints import take_fingerprint
from pipeline.rules.merging.twin_places import TwinPlace, relate_places
from pipeline.rules.verifying.case import Case, Found, label, tell
from pipeline.rules.verifying.papers import Seen
from pipeline.rules.verifying.places import (
    Agreement,
    agree_on_container,
    is_abbreviated,
    is_known_venue,
    is_without_dois,
    names_container,
    years_of,
)

_APART = 1
"""So many years may lie between a version online and in print."""
_ENOUGH = 2
"""So many sources must have been searched for a published version before it is said that there is none."""
_PRINTED = (
    ("volume", "volume", "volume_differs", (TwinPlace.OTHER_VOLUME, TwinPlace.ELSEWHERE, TwinPlace.PAGE_ALONE)),
    ("page", "pages", "pages_differ", (TwinPlace.OTHER_PAGE, TwinPlace.ELSEWHERE)),
)


def check_year(case: Case) -> Found:
    """A year that has not begun, or in which no version appeared."""
    year = case.claim.year
    if year is None:
        return
    right = _find_year(case)
    found = str(right.record.year) if right else ""
    correction = Correction("year", right.candidate.source, found) if right and _is_agreed(case, right) else None
    if year > int(case.today[:4]) + _APART:
        said = f"; {label(right)} has {found}" if right else ""
        yield (
            tell("year_in_future", "year", str(year), right, found, f"the year {year} has not begun{said}."),
            correction,
        )
        return
    years = {known for one in case.paper.versions for known in years_of(one.record)}
    if not case.has_title or not years or min(years) - _APART <= year <= max(years) + _APART:
        return
    best = right or case.paper.versions[0]
    known = found or ", ".join(map(str, sorted(years)))
    sentence = f"no version of the paper is of {year}: {label(best)} has {known}."
    yield tell("year_differs", "year", str(year), best, known, sentence), correction


def _is_agreed(case: Case, right: Seen) -> bool:
    """Whether all that describe this version date it alike: online and in print may be a year apart."""
    labels = set(right.record.identifiers.labels())
    same = [one for one in case.paper.versions if labels.intersection(one.record.identifiers.labels())]
    return {one.record.year for one in same if one.record.year} <= {right.record.year}


def _find_year(case: Case) -> Seen | None:
    """Who has the year of the version that the entry means: that in its container, else a published one."""
    if not case.is_found:
        return None
    here = [one for one in case.published if agree_on_container(case.claim, one.record) is Agreement.AGREES]
    return next((one for one in (*here, *case.published, *case.paper.versions) if one.record.year), None)


def check_container(case: Case) -> Found:
    """A journal or conference where no version of the paper appeared."""
    claim = case.claim
    if not case.has_title or not names_container(claim):
        return
    said = [(one, agree_on_container(claim, one.record)) for one in case.published]
    if any(agreement is Agreement.AGREES for _, agreement in said):
        return
    written = claim.container_title or claim.container_title_short
    against = next((one for one, agreement in said if agreement is Agreement.CONTRADICTS), None)
    if against:
        place = containers_of(against.record)[0]
        code = "venue_differs" if is_known_venue(claim) or is_abbreviated(written) else "venue_unknown"
        sentence = f"{label(against)} has the paper in “{place}”."
        yield tell(code, "container_title", written, against, place, sentence), None
    elif not case.published and _is_known_as_preprint(case):
        best = case.paper.versions[0]
        place = best.record.container_title or best.record.publisher or "preprint"
        sentence = f"{label(best)} knows the paper as a preprint alone, and no other source knows more."
        yield tell("never_published", "container_title", written, best, place, sentence), None


def _is_known_as_preprint(case: Case) -> bool:
    """Whether an index, which would know a published version too, has the preprint alone, and others were searched.

    Where a venue registers no DOIs, a registry knows nothing, and one index has gaps: that of “Attention Is All You
    Need” may be arXiv’s alone.
    """
    whole = [one for one in case.paper.versions if one.title.relation not in SUBTITLED]  # else it may be listed by that
    has_index = any(row_of(one.candidate.source).kind == "index" for one in whole)
    knowing = case.searched & names_of(kind="index") if is_without_dois(case.claim) else case.searched
    return has_index and len(knowing) >= _ENOUGH


def check_print(case: Case) -> Found:
    """Volume and pages, against the versions in the container that the entry names."""
    if not case.is_found:
        return
    ours = take_fingerprint(case.claim, 0)
    here = [one for one in case.published if agree_on_container(case.claim, one.record) is Agreement.AGREES]
    for field, name, code, wrong in _PRINTED:
        value = str(getattr(case.claim, field))
        told = [one for one in here if getattr(one.record, field)]
        if not told or any(relate_places(ours, take_fingerprint(one.record, 1)) not in wrong for one in told):
            continue
        found = str(getattr(told[0].record, field))
        shown = f"{name if '-' in found else name.removesuffix('s')} {found}"
        finding = tell(code, field, value, told[0], found, f"{label(told[0])} has {shown}.")
        yield finding, Correction(field, told[0].candidate.source, found)
