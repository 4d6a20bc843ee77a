"""Identifiers of an entry that nobody registered, or that another paper has."""

from __future__ import annotations

from pipeline.model.verification import Correction
from pipeline.rules.matching.look_alikes import publishers
from pipeline.rules.verifying.case import Case, Found, describe, label, tell
from pipeline.rules.verifying.papers import Seen, rank_seen
from pipeline.rules.verifying.places import names_container

_LABELS = {"doi": "DOI", "arxiv": "arXiv id"}
_UNREGISTERED = {"doi": "doi_not_registered", "arxiv": "arxiv_of_another_paper"}


def check_identifiers(case: Case) -> Found:
    """Each identifier of the entry."""
    for scheme in _LABELS:
        value = str(getattr(case.claim.identifiers, scheme))
        if not value:
            continue
        right = _find_right(case, scheme)
        if scheme in case.unregistered:
            yield from _tell_unregistered(case, scheme, value, right)
        else:
            yield from _tell_strange(case, scheme, value, right)


def _tell_unregistered(case: Case, scheme: str, value: str, right: Seen | None) -> Found:
    if not _is_proven(case, scheme, value):
        return
    found = str(getattr(right.record.identifiers, scheme)) if right else ""
    said = f"; {label(right)} has {found} for the paper" if right else ""
    sentence = f"the {_LABELS[scheme]} {value} is not registered{said}."
    correction = Correction(scheme, right.candidate.source, found) if right else None
    yield tell(_UNREGISTERED[scheme], scheme, value, right, found, sentence), correction


def _is_proven(case: Case, scheme: str, value: str) -> bool:
    """Whether a registry's silence proves that there is no such identifier.

    It does where the paper has another one, or where the DOI begins as those of no publisher. DOIs of AAAI 2021
    (10.1609/aaai.v35…) are not always known, and those of some agencies are in no registry that is asked.
    """
    if not case.is_found or any(getattr(one.record.identifiers, scheme) for one in _of_the_kind(case)):
        return True
    return scheme == "doi" and not value.startswith(publishers())


def _tell_strange(case: Case, scheme: str, value: str, right: Seen | None) -> Found:
    other = _find_other(case, scheme, value)
    if other is None:
        return
    sentence = f"the {_LABELS[scheme]} {value} belongs to “{other.record.title}” according to {label(other)}"
    if right is None:
        found = describe(other.record)
        yield tell(f"{scheme}_of_another_paper", scheme, value, other, found, f"{sentence}."), None
        return
    found = str(getattr(right.record.identifiers, scheme))
    sentence += f"; {label(right)} has {found} for the paper."
    yield (
        tell(f"{scheme}_of_another_paper", scheme, value, right, found, sentence),
        Correction(scheme, right.candidate.source, found),
    )


def _find_other(case: Case, scheme: str, value: str) -> Seen | None:
    """The record of another title under an identifier; a better source may have it for this paper."""
    known = [
        one for one in (*case.paper.versions, *case.paper.named) if getattr(one.record.identifiers, scheme) == value
    ]
    best = min(known, key=rank_seen, default=None)
    if best is None or best not in case.paper.named or best.has_title:
        return None
    return best


def _of_the_kind(case: Case) -> list[Seen]:
    """The versions whose identifier the entry may mean: of a published paper not the DOI of its preprint."""
    if not case.is_found:
        return []
    return case.published if case.published and names_container(case.claim) else list(case.paper.versions)


def _find_right(case: Case, scheme: str) -> Seen | None:
    """Who has the right identifier of the paper, where all who have one agree, and it is not the entry's."""
    known = [one for one in _of_the_kind(case) if getattr(one.record.identifiers, scheme)]
    values = {getattr(one.record.identifiers, scheme) for one in known}
    is_other = values.isdisjoint({getattr(case.claim.identifiers, scheme)})
    return known[0] if len(values) == 1 and is_other else None
