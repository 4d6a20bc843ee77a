"""Authors of an entry whom no version of its paper bears out."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.names import display_name
from pipeline.model.records import Name
from pipeline.model.source_table import row_of
from pipeline.model.verification import Correction
from pipeline.rules.verifying.case import Case, Found, label, tell
from pipeline.rules.verifying.papers import Ground, Seen
from pipeline.rules.verifying.people import AGREEING, PeopleRelation

NAMES_SHOWN = 12
_CODES = {
    PeopleRelation.PLACEHOLDER: ("placeholder_authors", "a placeholder stands for its authors"),
    PeopleRelation.REORDERED: ("authors_reordered", "its authors stand in another order"),
    PeopleRelation.MISSING: ("authors_missing", "authors are missing, and it does not say “and others”"),
    PeopleRelation.ADDED: ("authors_added", "it names people who are not among the authors"),
    PeopleRelation.REPLACED: ("authors_differ", "some of its authors are others"),
    PeopleRelation.DIFFERENT: ("authors_differ", "its authors are others"),
}


def check_people(case: Case) -> Found:
    """The list of authors as a whole."""
    told = [one for one in case.paper.versions if one.people.relation is not PeopleRelation.UNKNOWN]
    told = [one for one in told if one.has_title] if case.has_title else told
    if not told or case.paper.ground is Ground.PEOPLE or any(one.people.relation in AGREEING for one in told):
        return
    if case.paper.ground is Ground.IDENTIFIER and told[0].people.relation is not PeopleRelation.PLACEHOLDER:
        return  # it is another paper's identifier
    best = min(told, key=lambda one: len(one.people.missing) + len(one.people.added))
    if best.people.relation is PeopleRelation.ADDED and _may_have_lost(told, best):
        return
    given, found = show_names(case.claim.author), show_names(best.record.author)
    other = next((one for one in case.paper.named if one.has_people), None)
    if case.paper.ground is Ground.TITLE and other:
        sentence = f"its title is that of one paper, its authors are those of “{other.record.title}”."
        yield tell("two_papers", "author", given, best, found, sentence), None
        return
    code, what = _CODES[best.people.relation]
    correction = Correction("author", best.candidate.source, names=best.record.author) if case.is_found else None
    yield tell(code, "author", given, best, found, f"{what}: {label(best)} has {found.removesuffix('.')}."), correction


def _may_have_lost(told: Sequence[Seen], best: Seen) -> bool:
    """Whether those who lack an author may have lost them: indexes drop names with letters beyond ASCII."""
    if any(row_of(one.candidate.source).kind == "registry" for one in told):
        return False
    return all(not display_name(name).isascii() for name in best.people.added)


def show_names(names: Sequence[Name]) -> str:
    """Names as a sentence has them; of many the first."""
    shown = ", ".join(map(display_name, names[:NAMES_SHOWN]))
    return f"{shown} and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else shown
