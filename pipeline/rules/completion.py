"""What an accepted match adds to an entry of a person's own file: what is missing, and what they let be replaced.

A paper has several versions, and an entry is of one. What belongs to a version (its DOI, its year, its place in a
journal) is taken only from a record that the entry contradicts nowhere; a preprint never gives it to a published paper,
nor the reverse.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from pipeline.model.identifiers import arxiv_doi
from pipeline.model.records import Candidate, Match, Name, Record, Struct
from pipeline.model.source_table import label_of
from pipeline.model.statuses import Bearing
from pipeline.rules.matching.containers import compare_containers
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.merging.merge import merge
from pipeline.rules.merging.versions import are_authors_equal, find_stated_years
from pipeline.rules.venues import find_venues
from pipeline.text.dashes import to_hyphen
from pipeline.text.folding import fold

PARTS = ("title", "author", "container_title", "year", "volume", "issue", "page", "publisher", "doi", "arxiv")
"""What may be filled in, in the order in which it is put into an entry."""
TYPE = "type"
"""What makes a preprint its published version when it may be replaced."""
_OF_ANY_VERSION = frozenset({"title", "author", "arxiv"})
_OF_A_PREPRINT = frozenset({"year", "doi"})
_OF_THE_TYPE = frozenset({"container_title", "volume", "issue", "publisher"})
"""What an entry is given only when it is of the type that the source says: no journal for a paper of a conference."""
_NAMING = ("doi", "arxiv")
_COMPARED = (*_NAMING, "volume", "issue", "page", "year")
_UNPUBLISHED = frozenset({"article", "document", ""})
"""Types of entries that may become a published paper."""
_PRINTED = frozenset({"article-journal", "paper-conference", "chapter"})
_EDITED = frozenset({"book", "collection", "periodical"})


class Fill(Struct, frozen=True):
    """A value for a part of an entry, and who says so.

    Attributes:
        part: One of `PARTS`.
        value: As plain text; empty for authors.
        names: Authors.
        has_other_authors: There are more than these.
        source, source_id, retrieved: Where it is from.
        is_replacing: The entry may have another value, which the person lets be replaced.
    """

    part: str
    value: str = ""
    names: tuple[Name, ...] = ()
    has_other_authors: bool = False
    source: str = ""
    source_id: str = ""
    retrieved: str = ""
    is_replacing: bool = False


class Completion(Struct, frozen=True):
    """What an entry gets.

    Attributes:
        fills: New values.
        published: The published version of the preprint that the entry is of, as a source describes it.
        published_doi: The DOI of that version, which may be all that is known of it.
        csl_type: The type that the entry becomes, when that version takes its place.
        contradicted: Why something was not taken from a source, as sentences.
    """

    fills: tuple[Fill, ...] = ()
    published: Candidate | None = None
    published_doi: str = ""
    csl_type: str = ""
    contradicted: tuple[str, ...] = ()


def complete(
    claim: Record, match: Match, replaced: Collection[str] = (), versions: Sequence[Candidate] = ()
) -> Completion:
    """What an accepted match adds to an entry.

    Args:
        claim: What the entry says.
        match: The match, whose verdict is ACCEPT.
        replaced: The parts whose value a person lets be replaced, and `TYPE`.
        versions: Of the entry of a preprint, how sources describe the paper that it became.
    """
    candidates = [one for one in (match.chosen, *match.support) if one]
    if claim.identifiers.doi and "doi" not in replaced and not _bear_doi(claim, candidates):
        sentence = f"no source that knows the paper has the DOI {claim.identifiers.doi}, so nothing was taken."
        return Completion(contradicted=(sentence,))
    if cites_preprint(claim):
        claim = msgspec.structs.replace(claim, type="article")
    published = next((one for one in (*versions, *candidates) if _is_published(one.record)), None)
    becomes = published.record.type if published and TYPE in replaced and claim.type in _UNPUBLISHED else ""
    if becomes:
        claim, replaced = _as_published(claim, becomes), {*replaced, *_OF_THE_TYPE, "year", "page", "doi"}
        candidates = [*versions, *(one for one in candidates if one not in versions)]
    merged = merge(claim, candidates, match.set_fields)[0]
    fills: list[Fill] = []
    told: dict[str, None] = {}
    for part in PARTS:
        if _has(claim, part) and part not in replaced:
            continue
        by = _find_dated(merged, candidates) if part == "year" else _find_source(part, merged, candidates)
        if by is None or not _fits(part, claim, merged, by):
            continue
        if why := _find_contradiction(part, claim, by, replaced):
            told[why] = None
        elif (fill := _fill(part, merged, by, is_replacing=part in replaced)) and not _says(claim, fill):
            fills.append(fill)
    if becomes or claim.type != "article":
        return Completion(tuple(fills), csl_type=becomes, contradicted=tuple(told))
    dois = (published.record.identifiers.doi if published else "", *merged.other_dois)
    return Completion(tuple(fills), published, next(filter(None, dois), ""), contradicted=tuple(told))


def _bear_doi(claim: Record, candidates: Sequence[Candidate]) -> bool:
    """Whether somebody has the entry's DOI for its paper: else it may be another paper's."""
    doi = claim.identifiers.doi
    return any(doi in (one.record.identifiers.doi, *one.record.other_dois) for one in candidates)


def cites_preprint(claim: Record) -> bool:
    """True for the entry of a preprint, be it an article in “CoRR”."""
    kinds = {venue.kind for venue in find_venues(claim.container_title_short)} if claim.container_title_short else set()
    return claim.type == "article" or kinds == {"preprint"}


def _as_published(claim: Record, csl_type: str) -> Record:
    """The claim without what says that it is of a preprint."""
    without = dict.fromkeys(("container_title", "container_title_short", "genre", "publisher", "number"), "")
    return msgspec.structs.replace(claim, type=csl_type, issued=None, **without)


def _is_published(record: Record) -> bool:
    return record.type in _PRINTED and bool(record.container_title) and not is_preprint(record)


def _has(claim: Record, part: str) -> bool:
    if part == "author":
        return bool(claim.author or (claim.editor and claim.type in _EDITED))
    return bool(_value(claim, part))


def _value(record: Record, part: str) -> str:
    """A part of a record that is a text; an entry without a journal may still have its abbreviation."""
    if part == "year":
        return str(record.year or "")
    if part in ("doi", "arxiv"):
        return str(getattr(record.identifiers, part))
    if part == "container_title":
        return record.container_title or record.container_title_short
    return str(getattr(record, part)) if part != "author" else ""


def _find_source(part: str, merged: Record, candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that gave the merged record a part; None when the entry itself did."""
    if part in ("doi", "arxiv"):
        value = getattr(merged.identifiers, part)
        return next((one for one in candidates if value and getattr(one.record.identifiers, part) == value), None)
    field = "issued" if part == "year" else part
    origin = next((one for one in merged.provenance if one.field == field), None)
    if origin is None:
        return None
    own = (origin.source, origin.source_id)
    return next((one for one in candidates if (one.source, one.source_id) == own), None)


def _find_dated(merged: Record, candidates: Sequence[Candidate]) -> Candidate | None:
    """Who gives the year: of proceedings somebody who has that of their title or DOI, as papers go online late."""
    by = _find_source("year", merged, candidates)
    stated = find_stated_years(merged.type, merged.container_title, merged.identifiers.doi)
    if by is None or not stated or str(merged.year) in stated:
        return by
    return next((one for one in candidates if str(one.record.year) in stated and not is_preprint(one.record)), None)


def _fits(part: str, claim: Record, merged: Record, by: Candidate) -> bool:
    """Whether a source describes the version that the entry is of, as far as a part depends on that."""
    if part in _OF_ANY_VERSION:
        return True
    is_of_preprint = merged.type == "article"
    if is_preprint(by.record) is not is_of_preprint or (is_of_preprint and part not in _OF_A_PREPRINT):
        return False
    return part not in _OF_THE_TYPE or claim.type == by.record.type


def _find_contradiction(part: str, claim: Record, by: Candidate, replaced: Collection[str]) -> str:
    """Where a source says otherwise of the version than the entry does, as a sentence; empty when it does not.

    A year may be one off, as papers go online before they are printed.
    """
    record = by.record
    compared = _NAMING if part in _OF_ANY_VERSION else _COMPARED
    for other in compared:
        ours, theirs = _value(claim, other), _value(record, other)
        if other not in replaced and ours and theirs and not _is_compatible(other, ours, theirs):
            return f"the entry has {other} “{ours}”, and {label_of(by.source)} “{theirs}”: that may be another version."
    is_elsewhere = compare_containers(claim, record).bearing is Bearing.AGAINST
    if part in _OF_ANY_VERSION or "container_title" in replaced or not is_elsewhere:
        return ""
    ours, theirs = _value(claim, "container_title"), record.container_title
    return f"the entry is of “{ours}”, and {label_of(by.source)} has it in “{theirs}”."


def _is_compatible(part: str, ours: str, theirs: str) -> bool:
    if part == "year":
        return abs(int(ours) - int(theirs)) <= 1
    if part == "page":
        ours, theirs = (to_hyphen(pages).split("-")[0].lower() for pages in (ours, theirs))
    return fold(ours) == fold(theirs)


def _fill(part: str, merged: Record, by: Candidate, *, is_replacing: bool) -> Fill | None:
    value = (
        merged.container_title if part == "container_title" else _value(by.record if part == "year" else merged, part)
    )
    names = merged.author if part == "author" else ()
    if any(name.family[:1].islower() for name in names):  # “lvarez, Vernica” has lost its accented letters
        return None
    if not (value or names) or value == arxiv_doi(merged.identifiers.arxiv):
        return None
    origin = (by.source, by.source_id, by.retrieved)
    return Fill(part, value, names, bool(names) and merged.has_other_authors, *origin, is_replacing=is_replacing)


def _says(claim: Record, fill: Fill) -> bool:
    """Whether an entry has the value already, in its own spelling."""
    if fill.part == "author":
        is_whole = claim.has_other_authors == fill.has_other_authors
        return is_whole and are_authors_equal(claim, msgspec.structs.replace(claim, author=fill.names))
    ours = _value(claim, fill.part)
    if fill.part == "page":
        return to_hyphen(ours) == to_hyphen(fill.value)
    return fold(ours) == fold(fill.value) and bool(ours)
