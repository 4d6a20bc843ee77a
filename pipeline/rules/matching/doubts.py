"""What keeps the best candidate from being accepted, though a rule accepts it: an ordered table of named doubts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from pipeline.model.records import Record, Struct
from pipeline.model.source_table import LIBRARY, names_of
from pipeline.rules.matching.containers import PREPRINTS, ContainerRelation, known_venues
from pipeline.rules.matching.groups import Group, differ_in_authors, same_first_author, same_title, share_authors
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.matching.relevance import contradicts
from pipeline.rules.matching.titles import EDITED, SAME, TitleRelation
from pipeline.rules.matching.verdict import Judged
from pipeline.rules.matching.years import YearRelation


class Scene(Struct, frozen=True):
    """All that is known when the best work is chosen.

    Attributes:
        claim: What the row says.
        best: The best work.
        others: The other works that may be meant, best first.
        judged: Every candidate, also those that were rejected.
        contradicted: DOIs by which a registry describes another paper, of candidates that were dropped before.
        replied: The sources that were asked about the title and replied.
    """

    claim: Record
    best: Group
    others: Sequence[Group]
    judged: Sequence[Judged]
    contradicted: Collection[str] = ()
    replied: Collection[str] = ()

    @property
    def chosen(self) -> Judged:
        """The strongest candidate of the best work."""
        return self.best.best

    def strangers(self) -> Iterator[Judged]:
        """The candidates that are no description of the best work."""
        return (one for one in self.judged if not self.best.holds(one))


class Doubt(Struct, frozen=True):
    """One row of the table: the reason with which a row is left to a person, and when."""

    reason: str
    holds: Callable[[Scene], bool]


def _registry_contradicts(scene: Scene) -> bool:
    """The registry of the chosen DOI describes something else than the row means.

    Semantic Scholar joins versions: it may give a journal's DOI under a conference's name.
    """
    doi = scene.chosen.record.identifiers.doi
    if not doi or scene.chosen.candidate.source in (*names_of(authoritative_for="doi"), LIBRARY):
        return False
    return doi in scene.contradicted or any(
        contradicts(one) for one in scene.judged if one.record.identifiers.doi == doi
    )


def _is_preprint_alone(scene: Scene) -> bool:
    """The row was matched with a preprint by title and year alone, and nothing published was found beside it.

    An edit in the title may part the published version from its preprint, so it may be in another group.
    """
    chosen = scene.chosen
    if chosen.found.container not in PREPRINTS or chosen.found.authors_agree or chosen.found.same_identifier:
        return False
    if any(not is_preprint(one.record) for one in scene.best.accepted) or chosen.found.seconded_by:
        return False
    named = (one for one in scene.judged if one.found.container is ContainerRelation.AGREES)
    return not any(share_authors(one.record, chosen.record) for one in named)


def _index_names_no_venue(scene: Scene) -> bool:
    """An index that knows a preprint knows where it was published; here it names no venue, and the row does."""
    by_index = any(one.candidate.source in names_of(kind="index") for one in scene.best.members)
    return _is_preprint_alone(scene) and by_index and bool(known_venues(scene.claim))


def _is_on_another_server(scene: Scene) -> bool:
    """The row names a venue, and what was found is a preprint with a DOI of its own, as bioRxiv and ChemRxiv give."""
    record = scene.chosen.record
    has_doi = bool(record.identifiers.doi) and not record.identifiers.arxiv
    return _is_preprint_alone(scene) and has_doi and bool(known_venues(scene.claim))


def _others_have_the_title(scene: Scene) -> bool:
    """A paper of the same title by other people may be the one that the row means, and not this preprint."""
    record = scene.chosen.record
    return _is_preprint_alone(scene) and any(
        same_title(one.record, record) and differ_in_authors(one.record, record) for one in scene.strangers()
    )


def _is_unknown_to_arxiv(scene: Scene) -> bool:
    """The row names arXiv and no id, arXiv was asked and has no such paper, and what was found is published."""
    chosen = scene.chosen
    if chosen.found.container is not ContainerRelation.PUBLISHED or chosen.found.authors_agree:
        return False
    if scene.claim.identifiers.arxiv:
        return False
    return bool({*names_of(registers="arxiv")} & {*scene.replied}) and not any(
        one.record.identifiers.arxiv for one in scene.best.members
    )


def _is_twice_in_one_journal(scene: Scene) -> bool:
    """Another paper has this title in the same journal, a year before or after: years of lists are often off by one."""
    if scene.chosen.found.container is not ContainerRelation.AGREES or scene.chosen.found.same_identifier:
        return False
    return any(
        other.best.found.title.relation in SAME
        and other.best.found.container is ContainerRelation.AGREES
        and other.best.found.year is YearRelation.NEAR
        and other.best.record.type == scene.chosen.record.type == "article-journal"
        and not same_first_author(other.best.record, scene.chosen.record)
        for other in scene.others
    )


def _has_undated_rival(scene: Scene) -> bool:
    """The row names no venue, and another paper of its title has no year that could tell them apart."""
    if scene.chosen.found.container not in (ContainerRelation.NOT_STATED, ContainerRelation.POSTED):
        return False
    if scene.chosen.found.same_identifier or scene.chosen.found.authors_agree:
        return False
    return any(
        other.best.found.title.relation in SAME and other.best.found.year is YearRelation.UNKNOWN
        for other in scene.others
    )


def _has_equal_rival(scene: Scene) -> bool:
    """Another paper is accepted too, and nothing tells which one is better in kind."""
    return any(other.best.is_accepted and not _outranks(scene.chosen, other.best) for other in scene.others)


def _is_one_edit_from_others(scene: Scene) -> bool:
    """The row's title is one edit away from another paper's title too, of whatever kind that edit is.

    “… from NNs via …” may have lost the C of CNNs or the R of RNNs.
    """
    if scene.chosen.found.title.relation not in EDITED:
        return False
    others = (one for one in scene.strangers() if not same_title(one.record, scene.chosen.record))
    return any(one.found.title.relation is TitleRelation.ONE_EDIT for one in others)


DOUBTS: tuple[Doubt, ...] = (
    Doubt("doi_of_another_version", _registry_contradicts),
    Doubt("preprint_without_the_venue", _index_names_no_venue),
    Doubt("preprint_on_another_server", _is_on_another_server),
    Doubt("authors_of_a_namesake", _others_have_the_title),
    Doubt("published_version_only", _is_unknown_to_arxiv),
    Doubt("same_title_in_one_journal", _is_twice_in_one_journal),
    Doubt("two_near_candidates", _has_undated_rival),
    Doubt("two_near_candidates", _has_equal_rival),
    Doubt("two_near_candidates", _is_one_edit_from_others),
)
"""The first doubt that holds gives the reason."""


def find_doubt(scene: Scene) -> str:
    """The reason to leave the row to a person; empty when nothing speaks against the best candidate."""
    return next((doubt.reason for doubt in DOUBTS if doubt.holds(scene)), "")


def _outranks(best: Judged, rival: Judged) -> bool:
    """True when the best is better in kind and not only by its score: by its rule, or by a title without an edit."""
    if best.strength != rival.strength:
        return best.strength > rival.strength
    ours, theirs = best.found.title.relation, rival.found.title.relation
    if ours in SAME and theirs not in SAME:
        return True
    if ours is TitleRelation.ONE_EDIT and theirs is TitleRelation.TWO_EDITS:
        return True
    years = best.found.year, rival.found.year
    is_exact = best.strength > 0 and ours is theirs
    return is_exact and years[0] is YearRelation.EQUAL and years[1] is not YearRelation.EQUAL
