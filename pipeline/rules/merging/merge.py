"""Several descriptions of one work become one record: per field the best source, with provenance and conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pipeline.model.decisions import SETTABLE
from pipeline.model.identifiers import arxiv_year, join_identifiers
from pipeline.model.names import display_name
from pipeline.model.records import Candidate, Conflict, Date, Identifiers, Outcome, Provenance, Record
from pipeline.model.source_table import LIBRARY, rank_for
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.matching.retractions import read_marked
from pipeline.rules.matching.years import is_dated_by_preprint
from pipeline.rules.merging.author_lists import choose_authors
from pipeline.rules.merging.entry_fields import (
    entry_conflicts,
    fill_from_entry,
    own_keywords,
    own_note,
    without_own_version,
)
from pipeline.rules.merging.versions import are_authors_equal, find_stated_years, have_same_letters
from pipeline.text.folding import fold, squeeze_words

MERGED = tuple(
    name
    for name in Record.__struct_fields__
    if name
    not in (
        *("id", "identifiers", "other_dois", "citation_key", "provenance", "keyword", "note"),
        *("has_other_authors", "other_links"),
    )
)
_OF_THE_CONTAINER = frozenset({"container_title", "container_title_short", "volume", "issue", "page", "issn"})
PREPRINT_FIELDS = frozenset({"title", "author", "abstract", "language"})
"""What is taken from a preprint for its version of record; its date, container and pages are its own."""

_COMPARED = ("title", "issued", "container_title", "volume", "issue", "page")


def merge(claim: Record, candidates: Sequence[Candidate], decided: dict[str, str]) -> tuple[Record, Outcome[Conflict]]:
    """Make one record of several descriptions, field by field.

    A row that names a preprint server gets the preprint cited; its published DOI moves to `other_dois`.

    Args:
        claim: What the row says; it fills in what no candidate has.
        candidates: The chosen candidate, then its supports; at least one.
        decided: A person's own values, by field.

    Returns:
        The record with the provenance of each field, and a conflict for each value that differs from the kept one.
    """
    candidates = [_without_mark(claim, one) for one in candidates]
    cites_preprint = _cites_preprint(claim, candidates)
    sources = [one for one in candidates if cites_preprint or not is_preprint(one.record)] or list(candidates)
    year = _posted(candidates) if cites_preprint else claim.year
    values, provenance = _pick_values(claim, candidates, sources, year)
    values, provenance = _fill_from_list(values, provenance, claim, cites_preprint=cites_preprint)
    values, provenance = fill_from_entry(values, provenance, claim, MERGED)
    values, provenance = _restore_capitals(values, provenance, claim)
    identifiers = _identifiers(claim, candidates, cites_preprint=cites_preprint)
    values, provenance = _correct_year(values, provenance, claim, identifiers.doi)
    record = msgspec.structs.replace(
        Record(claim.id),
        **values,
        identifiers=identifiers,
        other_dois=_other_dois(candidates, identifiers),
        keyword=own_keywords(claim, candidates),
        note=own_note(claim, candidates),
        citation_key=claim.citation_key
        or next((one.record.citation_key for one in candidates if one.record.citation_key), ""),
        provenance=(*provenance, _identifier_provenance(claim, candidates)),
    )
    if cites_preprint:
        record = _as_preprint(record, [one.record for one in candidates if one.source == LIBRARY])
    conflicts = (*_conflicts(claim.id, record, sources), *entry_conflicts(claim.id, record, claim))
    return apply_decided(record, decided), Outcome(conflicts)


def _without_mark(claim: Record, one: Candidate) -> Candidate:
    """The candidate, a retracted paper under its own title."""
    record = read_marked(claim, one.record, is_named=True)
    return one if record is one.record else msgspec.structs.replace(one, record=record)


def _pick_values(
    claim: Record, candidates: Sequence[Candidate], sources: Sequence[Candidate], year: int | None
) -> tuple[dict[str, object], list[Provenance]]:
    """The best value of each field among `sources`, else among all candidates where a preprint may give it."""
    values: dict[str, object] = {}
    provenance: list[Provenance] = []
    for field in MERGED:
        helped = ""
        if field == "author":
            winner, helped = choose_authors(sources, candidates)
            values["has_other_authors"] = winner is not None and winner.record.has_other_authors
        else:
            own = _own(field, candidates if field in PREPRINT_FIELDS else sources)
            winner = own[0] if own else _best(field, sources, year)
            if winner is None and field in PREPRINT_FIELDS:
                winner = _best(field, candidates, claim.year)
        if winner:
            values[field] = getattr(winner.record, field)
            why = "; ".join(filter(None, (_why(field, winner, sources), helped)))
            provenance.append(Provenance(field, winner.source, winner.source_id, winner.retrieved, why))
    return values, provenance


def _own(field: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The entries of a person's library that have the field: no source says otherwise."""
    having = [one for one in candidates if one.source == LIBRARY and getattr(one.record, field)]
    return [] if field == "type" and having and having[0].record.type == "document" else having


def _best(field: str, candidates: Sequence[Candidate], year: int | None) -> Candidate | None:
    """The candidate whose value is kept: by rank, but of dates one with the year of the list, if any has it.

    Crossref's `issued` is the earlier of print and online, and often a year off the year that is printed and cited.
    """
    having = [one for one in candidates if getattr(one.record, field)]
    if field == "title":
        having = [one for one in having if not _is_in_capitals(one.record.title)] or having
    if field == "type":
        having = [one for one in having if one.record.type != "document"] or having
    if field == "issued":
        having = [one for one in having if one.record.year == year] or [
            one for one in having if not _is_posted(one, year)
        ]
    return min(having, key=lambda one: rank_for(field, one.source), default=None)


def _posted(candidates: Sequence[Candidate]) -> int | None:
    """The year in which the preprint was first posted, by its arXiv id; indexes date many by their published version.

    OpenAlex has “Neural Ordinary Differential Equations” (1806.07366) in 2019.
    """
    known = next((one.record.identifiers.arxiv for one in candidates if one.record.identifiers.arxiv), "")
    return arxiv_year(known) if known else None


def _is_posted(candidate: Candidate, year: int | None) -> bool:
    """True for a date that is the preprint's, under a paper that the list dates later."""
    record = candidate.record
    return is_dated_by_preprint(record) and year is not None and record.year is not None and record.year < year


def _is_in_capitals(title: str) -> bool:
    return title.isupper() and len(title.split()) > 2


def _why(field: str, winner: Candidate, sources: Sequence[Candidate]) -> str:
    own = (winner.source, winner.source_id)
    others = [one.source for one in sources if (one.source, one.source_id) != own and getattr(one.record, field)]
    return f"preferred to {', '.join(sorted(set(others)))}" if others else "the only source that says it"


def _fill_from_list(
    values: dict[str, object], provenance: list[Provenance], claim: Record, *, cites_preprint: bool
) -> tuple[dict[str, object], list[Provenance]]:
    """Values of the row where no source has any: also venue and year of a paper that was found as a preprint only."""
    values, provenance = dict(values), list(provenance)
    only_preprint = not cites_preprint and values.get("type") == "article" and claim.type
    if only_preprint:
        values = without_own_version(values, provenance)
    for field in ("type", "issued", "container_title"):
        stated = getattr(claim, field)
        if stated and (not values.get(field) or only_preprint):
            values[field] = stated
            provenance = [one for one in provenance if one.field != field]
            provenance.append(Provenance(field, "list", claim.id, why="only the list says it"))
    return values, [one for one in provenance if one.field in values]


def _cites_preprint(claim: Record, candidates: Sequence[Candidate]) -> bool:
    """True when the row means the preprint: it names a server, or names no venue and a preprint was chosen."""
    if claim.type == "article":
        return any(one.record.identifiers.arxiv or is_preprint(one.record) for one in candidates)
    return claim.type == "" and is_preprint(candidates[0].record)


def _restore_capitals(
    values: dict[str, object], provenance: list[Provenance], claim: Record
) -> tuple[dict[str, object], list[Provenance]]:
    """The list's own spelling of a title that all sources have in capitals: the same letters, written by a person."""
    title, written = str(values.get("title", "")), claim.title
    same = have_same_letters(title, written) and not _is_own("title", provenance)
    if not _is_in_capitals(title) or not same or written.isupper() or written.islower():
        return values, provenance
    kept = [one for one in provenance if one.field != "title"]
    entry = Provenance("title", "list", claim.id, why="the sources have it in capitals only")
    return {**values, "title": written}, [*kept, entry]


def _is_own(field: str, provenance: Sequence[Provenance]) -> bool:
    """True when the value is that of a person's own entry."""
    return any(one.field == field and one.source == LIBRARY for one in provenance)


def _correct_year(
    values: dict[str, object], provenance: list[Provenance], claim: Record, doi: str
) -> tuple[dict[str, object], list[Provenance]]:
    """The list's year, where the container's own title or the DOI of its proceedings has it too, and a source another.

    “Proceedings of the 2005 IEEE International Joint Conference on Neural Networks” went online in another year, and so
    did 10.24963/ijcai.2019/569. A journal's DOI has the year in which the paper was accepted.
    """
    issued = values.get("issued")
    stated = find_stated_years(str(values.get("type", "")), str(values.get("container_title", "")), doi)
    is_right = not isinstance(issued, Date) or claim.year in (None, issued.year) or _is_own("issued", provenance)
    if is_right or str(claim.year) not in stated:
        return values, provenance
    kept = [one for one in provenance if one.field != "issued"]
    entry = Provenance("issued", "list", claim.id, why="the container's title or DOI has this year too")
    return {**values, "issued": claim.issued}, [*kept, entry]


def _identifiers(claim: Record, candidates: Sequence[Candidate], *, cites_preprint: bool) -> Identifiers:
    """The identifiers of all candidates, and the arXiv id in the row's own link where no source has one.

    A DOI is never taken from the row: a link may lead to anything, and a wrong DOI is worse than none.
    """
    listed = Identifiers(arxiv=claim.identifiers.arxiv)
    joined = join_identifiers(*(one.record.identifiers for one in candidates), listed)
    if cites_preprint and joined.arxiv:
        return msgspec.structs.replace(joined, doi="")
    return joined


def _identifier_provenance(claim: Record, candidates: Sequence[Candidate]) -> Provenance:
    known = next((one for one in candidates if one.record.identifiers.labels()), None)
    if known is None and claim.identifiers.arxiv:
        return Provenance("identifiers", "list", claim.id, why="only the list says it")
    known = known or candidates[0]
    return Provenance("identifiers", known.source, known.source_id, known.retrieved, "of the chosen candidate")


def _other_dois(candidates: Sequence[Candidate], kept: Identifiers) -> tuple[str, ...]:
    dois = [doi for one in candidates for doi in (one.record.identifiers.doi, *one.record.other_dois)]
    return tuple(dict.fromkeys(doi for doi in dois if doi and doi != kept.doi))


def _as_preprint(record: Record, own: Sequence[Record]) -> Record:
    """The preprint itself: no container, no pages; arXiv as publisher where it has an arXiv id. What a person's own
    entry of the preprint says of these stays.
    """
    bare: dict[str, str] = dict.fromkeys(_OF_THE_CONTAINER, "") | {"type": "article", "genre": "preprint"}
    if record.identifiers.arxiv:
        bare["publisher"] = "arXiv"
    entries = [one for one in own if is_preprint(one)]
    bare = {field: value for field, value in bare.items() if not any(getattr(one, field) for one in entries)}
    kept = (one for one in record.provenance if one.field not in _OF_THE_CONTAINER & bare.keys())
    return msgspec.structs.replace(record, **bare, provenance=tuple(kept))


def apply_decided(record: Record, decided: dict[str, str]) -> Record:
    """The record with a person's own values; `year` sets the date of issue."""
    values: dict[str, object] = {name: value for name, value in decided.items() if name in SETTABLE}
    if "year" in values:
        values["issued"] = Date(int(str(values.pop("year"))))
    entries = tuple(Provenance(name, "person", why="a person decided") for name in values)
    kept = tuple(one for one in record.provenance if one.field not in values)
    return msgspec.structs.replace(record, **values, provenance=(*kept, *entries))


def _conflicts(work: str, record: Record, candidates: Iterable[Candidate]) -> Iterable[Conflict]:
    kept_by = {one.field: one.source for one in record.provenance}
    for one in candidates:
        for field in _COMPARED:
            kept, theirs = _shown(getattr(record, field)), _shown(getattr(one.record, field))
            if kept and theirs and not _is_equal(field, kept, theirs):
                yield Conflict(work, field, kept, kept_by.get(field, ""), theirs, one.source)
        if record.author and one.record.author and not are_authors_equal(record, one.record):
            yield Conflict(work, "author", _people(record), kept_by.get("author", ""), _people(one.record), one.source)


def _is_equal(field: str, kept: str, theirs: str) -> bool:
    if field == "issued":
        return kept[:4] == theirs[:4]
    one, other = squeeze_words(fold(kept)), squeeze_words(fold(theirs))
    return one == other or (field == "title" and (one.startswith(other) or other.startswith(one)))


def _people(record: Record) -> str:
    return "; ".join(display_name(name) for name in record.author[:20])


def _shown(value: object) -> str:
    year = getattr(value, "year", None)
    return str(year) if year is not None else str(value or "")
