"""The status of one entry, given all that sources said of it; pure, and asked again after every reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.model.records import Candidate, Record, Struct
from pipeline.model.source_table import label_of, names_of
from pipeline.model.statuses import ReplyStatus
from pipeline.model.verification import EntryStatus, Finding, Judgement, Severity
from pipeline.rules.verifying.case import Case
from pipeline.rules.verifying.coverage import describe_covered, explain_uncovered, have_answered, who_would_know
from pipeline.rules.verifying.findings import find_all
from pipeline.rules.verifying.papers import Ground, Paper, find_paper, see
from pipeline.rules.verifying.places import Agreement, agree_on_container, is_of_server, names_container

_OF_ONE_VERSION = frozenset(
    {"authors_missing", "authors_added", "authors_reordered", "authors_differ", "placeholder_authors"}
    | {"pages_differ", "volume_differs", "year_in_future"}
)
"""Findings that a second source settles; those on title, year and venue another version may yet undo."""
_OF_A_VERSION = frozenset(
    {"year_differs", "venue_differs", "venue_unknown", "never_published", "title_differs", "two_papers"}
    | {"authors_missing", "authors_added", "authors_reordered", "authors_differ"}
)
"""Findings that another version, or another paper of the title, may undo."""
_OF_AN_IDENTIFIER = frozenset({"doi_not_registered", "arxiv_of_another_paper"})
"""Findings that a source may undo which has the identifier, where nobody has the right one."""
_SECOND = 2


class Heard(Struct, frozen=True):
    """What sources said of one entry.

    Attributes:
        candidates: All that they offered.
        looked_up: What each said to the identifiers.
        searched: What each said to the title.
        failed: Why a source gave no answer.
    """

    candidates: tuple[Candidate, ...] = ()
    looked_up: Mapping[str, ReplyStatus] = {}
    searched: Mapping[str, ReplyStatus] = {}
    failed: Mapping[str, str] = {}


def judge_entry(claim: Record, heard: Heard, today: str) -> Judgement:
    """Judge one entry by what sources said.

    Args:
        claim: What the entry says.
        heard: What sources said.
        today: The day of the run, ISO.
    """
    paper = find_paper(claim, heard.candidates)
    searched = frozenset(name for name, status in heard.searched.items() if status.is_fact)
    answered = searched | {name for name, status in heard.looked_up.items() if status.is_fact}
    findings, corrections = find_all(Case(claim, paper, today, _unregistered(claim, heard), searched))
    silent = _list_labels(heard.failed)
    undone = [one for one in findings if silent and _may_be_undone(one, paper)]
    findings = [one for one in findings if one not in undone]
    corrections = [] if undone else corrections
    ordered = tuple(sorted(findings, key=lambda one: one.severity is not Severity.ERROR))
    asked, unasked = tuple(sorted(answered)), tuple(sorted(heard.failed.items()))
    match = paper.versions[0].candidate if paper.versions else None
    if any(one.severity is Severity.ERROR for one in findings):
        return Judgement(claim.id, EntryStatus.SUSPICIOUS, match, ordered, tuple(corrections), asked, unasked)
    if undone:
        sentence = f"{silent} gave no answer, and may know {'another version' if match else 'it'}."
        return Judgement(claim.id, EntryStatus.UNKNOWN, match, ordered, (), asked, unasked, sentence)
    if paper.ground is Ground.TITLE_AND_PEOPLE:
        return Judgement(claim.id, EntryStatus.VERIFIED, match, ordered, tuple(corrections), asked, unasked)
    status, sentence = _explain_absence(claim, searched, silent, today)
    return Judgement(claim.id, status, None, ordered, (), asked, unasked, sentence)


def _explain_absence(claim: Record, searched: frozenset[str], silent: str, today: str) -> tuple[EntryStatus, str]:
    """What it means that nobody has the paper, and why: a source that gave no answer may have it."""
    knowing = who_would_know(claim, today)
    if knowing and silent:
        return EntryStatus.UNKNOWN, f"{silent} gave no answer, and may know it."
    if not knowing or not have_answered(claim, knowing, searched):
        return EntryStatus.UNKNOWN, explain_uncovered(claim, today, knowing)
    asked = searched & knowing
    verb = "do" if len(asked) > 1 else "does"
    return EntryStatus.NOT_FOUND, f"{_list_labels(asked)} would know {describe_covered(claim)}, and {verb} not have it."


def _list_labels(names: Iterable[str]) -> str:
    labels = [label_of(name) for name in sorted(names)]
    return f"{', '.join(labels[:-1])} and {labels[-1]}" if labels[1:] else "".join(labels)


def _may_be_undone(finding: Finding, paper: Paper) -> bool:
    """Whether another version, or another paper of the title, might bear out what is found to be wrong.

    Not where an identifier of the entry names the paper: then that version is meant.
    """
    if any(one.is_named for one in paper.versions):
        return False
    is_unknown = finding.code in _OF_AN_IDENTIFIER and not finding.found
    return is_unknown or finding.code in _OF_A_VERSION


def is_settled(claim: Record, judgement: Judgement, heard: Heard) -> bool:
    """Whether no further reply is worth its request: the entry is borne out, or what is wrong is proven.

    Args:
        claim: What the entry says.
        judgement: What is said of it so far.
        heard: By which it was judged.
    """
    if judgement.status is EntryStatus.VERIFIED:
        return not names_container(claim) or any(_bears_out(claim, one) for one in heard.candidates)
    if judgement.status is not EntryStatus.SUSPICIOUS:
        return False
    errors = {one.code for one in judgement.findings if one.severity is Severity.ERROR}
    described = {one.source for one in heard.candidates if judgement.match and _is_alike(one, judgement.match)}
    return errors <= _OF_ONE_VERSION and len(described) >= _SECOND


def _bears_out(claim: Record, one: Candidate) -> bool:
    """Whether it is a paper of the entry's title that was published, and not surely elsewhere."""
    if is_of_server(one.record) or not one.record.container_title or not see(claim, one).has_title:
        return False
    has_place = bool(one.record.volume or one.record.page) or not (claim.volume or claim.page)
    has_year = bool(one.record.year) or not claim.year
    return has_place and has_year and agree_on_container(claim, one.record) is not Agreement.CONTRADICTS


def _is_alike(one: Candidate, match: Candidate) -> bool:
    return bool(set(one.record.identifiers.labels()) & set(match.record.identifiers.labels()))


def wants_registry(claim: Record, name: str, heard: Heard) -> bool:
    """Whether a registry must be asked about an identifier: it may be another paper's, or nobody's.

    Args:
        claim: What the entry says.
        name: The registry.
        heard: What sources said so far; an identifier that somebody has described needs no registry.
    """
    return any(name in registries_of(scheme) and not _is_known(claim, scheme, heard) for scheme in ("doi", "arxiv"))


def registries_of(scheme: str) -> frozenset[str]:
    """The sources that know every identifier of a scheme, each those that it registers itself."""
    return names_of(authoritative_for=scheme) | names_of(registers=scheme)


def _is_known(claim: Record, scheme: str, heard: Heard) -> bool:
    """True for an identifier that the entry does not have, or that somebody has described."""
    value = getattr(claim.identifiers, scheme)
    return not value or any(getattr(one.record.identifiers, scheme) == value for one in heard.candidates)


def _unregistered(claim: Record, heard: Heard) -> frozenset[str]:
    """The schemes of identifiers of which those who register them say that there is no such one."""
    found = set()
    for scheme in ("doi", "arxiv"):
        replies = [status for name in registries_of(scheme) if (status := heard.looked_up.get(name))]
        if not _is_known(claim, scheme, heard) and replies and all(status.is_fact for status in replies):
            found.add(scheme)
    return frozenset(found)
