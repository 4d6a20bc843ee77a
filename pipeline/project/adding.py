"""Finds the paper that a person names and makes the text of a list with it; `bibmill add` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pipeline import readers
from pipeline.console.summary import Console
from pipeline.model.errors import InputError, UsageError
from pipeline.model.identifiers import find_identifiers, parse_arxiv, parse_doi
from pipeline.model.names import display_name
from pipeline.model.records import COLUMN_ROLES, Candidate, Identifiers, Match, Record, Row, Struct
from pipeline.model.source_table import LIBRARY
from pipeline.model.statuses import Verdict
from pipeline.project.artefacts import read_artefacts
from pipeline.project.folder import Project
from pipeline.project.list_update import find_list
from pipeline.project.opened_sources import list_refusing, open_sources
from pipeline.project.question_log import log_questions
from pipeline.project.raw_lists import to_settings
from pipeline.readers.lists.delimited import find_delimiter
from pipeline.readers.lists.reading import LineKind, ListReading, ListSettings
from pipeline.rules.row_adding import (
    append_line,
    append_to_delimited,
    append_to_items,
    append_to_markdown,
    drop_line,
    find_empty_tables,
)
from pipeline.rules.venues import recognise
from pipeline.sources.library import Library
from pipeline.stages.enrich import enrich
from pipeline.stages.normalize import normalize, to_claim
from pipeline.text.folding import clean_text, fold, show
from pipeline.writers.tables.cells import guard_formula, strip_controls
from pipeline.writers.tables.judged_rows import arxiv_url, doi_url
from pipeline.writers.tables.table import to_cell

CANDIDATES_NAMED = 5
_BOM = "\ufeff"


class Addition(Struct, frozen=True):
    """What would be added.

    Attributes:
        record: The paper.
        list: The name of the list.
        old: Its text before.
        new: Its text after; the same when the paper is in the list already.
        line: The line on which the paper stands, in the new text.
    """

    record: Record
    list: str
    old: str
    new: str
    line: int


def choose_list(project: Project, given: str | None) -> str:
    """The list to which papers are added; raises `UsageError` when there are several and none is named."""
    names = project.raw_files
    if given:
        return find_list(project, given)
    if len(names) > 1:
        raise UsageError(
            f"there are several lists; say which with --to: {', '.join(show(name, 80) for name in names)}."
        )
    return names[0]


def find_paper(project: Project, what: str, console: Console) -> Record:
    """The paper that a DOI, an arXiv id, a link or a title means.

    Raises:
        InputError: No source knows it, several papers fit, or a source did not answer.
    """
    claim = _to_claim(what)
    local = [Library(project.library[0])] if LIBRARY in project.enabled_sources else []
    with open_sources(project, console) as remote:
        sources = log_questions([*local, *remote], {})
        match = enrich([claim], sources, refusing=list_refusing(project), progress=console.progress).items[0]
    if match.verdict is Verdict.ACCEPT and match.chosen:
        return match.chosen.record
    return _choose(what, claim, match)


def plan_addition(project: Project, name: str, record: Record, text: str) -> Addition:
    """Make the new text of a list with a paper; nothing is written.

    Args:
        project: The project.
        name: The list.
        record: The paper.
        text: The list so far.

    Raises:
        InputError: The list cannot be read, or its papers are written in a way that this command cannot write.
    """
    settings = to_settings(project.raw_lists[name])
    before = readers.read_list(text.encode(), name, settings)
    if (line := _find_line(project, before.rows, name, record)) is not None:
        return Addition(record, name, text, text, line)
    body = text.removeprefix(_BOM)
    new = _append_first(body, name, settings, before.reader, record) if not before.rows else None
    new = new or _append(body, name, before, record)
    after = readers.read_list(new.encode(), name, settings).rows if new is not None else ()
    known = {row.id for row in before.rows}
    added = [row for row in after if row.id not in known]
    others = [_said(row) for row in after if row not in added]
    is_kept = len(added) == 1 and others == [_said(row) for row in before.rows]
    if new is None or not is_kept or not _is_said(added[0], record):
        raise InputError(
            f"{name}: papers are added to tables and items of Markdown, CSV and plain text, and this list ends"
            f" otherwise, or the paper would not be read from it as it is; add “{show(record.title, 120)}” by hand."
            " Nothing was written."
        )
    return Addition(record, name, text, text[: len(text) - len(body)] + new, added[0].line)


def describe(record: Record) -> str:
    """A paper in a line: first author, year, title, container, identifiers."""
    people = [name.family or name.literal for name in record.author]
    who = f"{people[0]} et al." if len(people) > 2 else " and ".join(people)
    parts = [who, str(record.year or ""), f"“{record.title}”", record.container_title, *record.identifiers.labels()[:1]]
    return show(" · ".join(part for part in parts if part), 300)


def _to_claim(what: str) -> Record:
    """What a person typed, as a claim: an identifier, also in a link, else a title."""
    text = clean_text(what)
    identifiers = find_identifiers(text)
    if doi := parse_doi(text):
        identifiers = msgspec.structs.replace(identifiers, doi=doi)
    if arxiv := parse_arxiv(text):
        identifiers = Identifiers(arxiv=arxiv)
    if identifiers.labels():
        return Record(id="added", identifiers=identifiers)
    if not text or text.startswith(("http://", "https://")):
        raise UsageError(
            f"“{show(what, 80)}” is no DOI, no arXiv id, no link that names one, and no title; give one of these."
        )
    return Record(id="added", title=text)


def _choose(what: str, claim: Record, match: Match) -> Record:
    """The paper that has the identifier, or the one of exactly that title: the person sees it, and chose the words."""
    candidates = [one for one in (match.chosen, *(rival.candidate for rival in match.rivals)) if one]
    asked = set(claim.identifiers.labels())
    fitting = [one for one in candidates if asked & {*one.record.identifiers.labels(), *_other_labels(one)}]
    if claim.title and not match.unasked:
        fitting = [one for one in candidates if fold(one.record.title) == fold(claim.title)]
    if len({_first_author(one) for one in fitting}) == 1:
        return _prefer_published(fitting).record
    if match.unasked:
        name, sentence = match.unasked[0]
        raise InputError(f"“{show(what, 80)}”: {name} did not answer, so it is not sure what this is ({sentence})")
    if not candidates:
        raise InputError(f"“{show(what, 80)}” was not found at {', '.join(match.asked) or 'any source'}.")
    named = "; ".join(describe(one.record) for one in (fitting or candidates)[:CANDIDATES_NAMED])
    raise InputError(f"“{show(what, 80)}” may be one of several papers; give the DOI or arXiv id of yours: {named}.")


def _other_labels(candidate: Candidate) -> list[str]:
    return [f"doi:{doi}" for doi in candidate.record.other_dois]


def _first_author(candidate: Candidate) -> str:
    first = candidate.record.author[:1]
    return fold(first[0].family or first[0].literal) if first else ""


def _prefer_published(candidates: Sequence[Candidate]) -> Candidate:
    """A version of record before a preprint, and of these the fullest."""
    return max(candidates, key=lambda one: (bool(one.record.identifiers.doi), bool(one.record.container_title)))


def _find_line(project: Project, rows: Sequence[Row], name: str, record: Record) -> int | None:
    """The line on which the paper stands already: by its identifiers, those of its work, or title and year."""
    labels = {*record.identifiers.labels(), *(f"doi:{doi}" for doi in record.other_dois)}
    found = read_artefacts(project.boundary, ["works"])
    known = {
        row for work in found.works if labels & {*work.ids, *work.record.identifiers.labels()} for row in work.rows
    }
    for row, claim in zip(rows, normalize(rows).items, strict=True):
        is_same_title = fold(claim.title) == fold(record.title) and claim.year in (None, record.year)
        if row.id in known or labels & set(claim.identifiers.labels()) or (claim.title and is_same_title):
            return row.line
    return None


def _append(text: str, name: str, reading: ListReading, record: Record) -> str | None:
    """The text of the list with the paper; None when it is in no shape that can be written."""
    rows, reader, cells = reading.rows, reading.reader, _cells(record)
    if reader == "csv":
        safe = {role: guard_formula(" ".join(text.split())) for role, text in cells.items()}
        return append_to_delimited(text, rows, safe, find_delimiter(text, name))
    last = max(rows, key=lambda row: row.line, default=None)
    if last is None:
        return None
    if reader == "text":
        bare = {role: " ".join(strip_controls(text).split()) for role, text in cells.items()}
        return append_line(text, bare, only_link=not last.cell("title"))
    if reader != "markdown":
        return None
    marked = {role: to_cell(text, cells["link"] if role == "title" else "") for role, text in cells.items()}
    table = append_to_markdown(text, rows, marked)
    if table is not None:
        return table
    plain = {role: to_cell(text) for role, text in cells.items()} | {"link": cells["link"]}
    # What belongs to a row may stand below a blank line, and no other row begins after the last one.
    end = max((one.last for one in reading.lines if one.kind is LineKind.ROW), default=last.line)
    return append_to_items(text, last, end, plain)


def _append_first(text: str, name: str, settings: ListSettings, reader: str, record: Record) -> str | None:
    """The text with the paper as the first row of a table that has only a header; None when there is no such table."""
    delimiter = find_delimiter(text, name) if reader == "csv" else ""
    for tried, line in find_empty_tables(text, delimiter):
        reading = readers.read_list(tried.encode(), name, settings)
        if len(reading.rows) == 1 and (new := _append(tried, name, reading, record)) is not None:
            return drop_line(new, line)
    return None


def _cells(record: Record) -> dict[str, str]:
    """What goes into the columns of a list, by their roles."""
    venue = recognise(record.container_title).venue if record.container_title else None
    short = venue.abbreviations[0] if venue and venue.abbreviations else record.container_title
    return {
        "title": record.title,
        "year": str(record.year or ""),
        "venue": short or ("arXiv" if record.identifiers.arxiv else ""),
        "author": ", ".join(display_name(name) for name in record.author),
        "link": doi_url(record.identifiers.doi) or arxiv_url(record.identifiers.arxiv) or record.url,
    }


def _said(row: Row) -> tuple[str, ...]:
    """What a row says, whatever columns its list has."""
    return tuple(row.cell(role) for role in COLUMN_ROLES)


def _is_said(row: Row, record: Record) -> bool:
    """True when the new row, read again, says the title of the paper, or only which paper it is."""
    if not row.cell("title"):
        return bool(set(to_claim(row).identifiers.labels()) & set(record.identifiers.labels()))
    return fold(to_claim(row).title) == fold(strip_controls(record.title))


def tell(additions: Sequence[Addition], *, is_dry: bool) -> Iterator[str]:
    """What became of each paper, a line each."""
    for one in additions:
        if one.new == one.old:
            yield f"{one.list}:{one.line}: already there: {describe(one.record)}"
        else:
            yield f"{one.list}:{one.line}: {'would be added' if is_dry else 'added'}: {describe(one.record)}"
