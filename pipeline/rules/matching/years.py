"""How the year of a row relates to that of a candidate: the year of a preprint, of going online or of print."""

from __future__ import annotations

from pipeline.model.identifiers import arxiv_year
from pipeline.model.records import Record
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import PREPRINTS, ContainerRelation
from pipeline.rules.matching.relations import Relation


class YearRelation(Relation):
    """How the year of a row relates to that of a candidate; the names are those of the evidence."""

    EQUAL = "year_equal", Bearing.FOR, 20
    NEAR = "year_off_by_one", Bearing.FOR, 14
    EARLIER = "preprint_earlier", Bearing.FOR, 12
    NOT_CLAIMED = "the_row_states_no_year", Bearing.NEUTRAL, 5
    UNKNOWN = "the_record_states_no_year", Bearing.NEUTRAL, 5
    FAR = "year_differs", Bearing.AGAINST, 0


def compare_years(claim: Record, record: Record, container: ContainerRelation) -> YearRelation:
    """How the years relate, given how the containers do: a preprint may be up to three years older than its paper."""
    theirs = year_of(claim, record, container)
    if claim.year is None:
        return YearRelation.NOT_CLAIMED
    if theirs is None:
        return YearRelation.UNKNOWN
    later = claim.year - theirs
    if later == 0:
        return YearRelation.EQUAL
    if abs(later) == 1:
        return YearRelation.NEAR
    posted_before = 0 < later <= 3 and (container in PREPRINTS or is_dated_by_preprint(record))
    return YearRelation.EARLIER if posted_before else YearRelation.FAR


def is_dated_by_preprint(record: Record) -> bool:
    """True for a paper with a venue and the year of its preprint, as Semantic Scholar has many."""
    return bool(record.identifiers.arxiv) and arxiv_year(record.identifiers.arxiv) == record.year


def year_of(claim: Record, record: Record, container: ContainerRelation) -> int | None:
    """A candidate's year; of a preprint that the row means, the year it was first posted.

    Semantic Scholar dates “The Mythos of Model Interpretability” by its 2018 magazine version; arXiv's id says 2016.
    """
    means_preprint = (
        container is ContainerRelation.AGREES and not claim.container_title and bool(record.identifiers.arxiv)
    )
    if means_preprint and record.year != claim.year and (posted := arxiv_year(record.identifiers.arxiv)):
        return posted
    return record.year
