"""`bibmill complete FILE.bib -o OUT.bib`: an entry gets what it lacks from the paper that it was matched to.

The file is a list in a folder of its own under the user's cache, as those of `bib FILE…` are, so that a second run asks
nobody again. What fills what is in `rules/completion.py`; that all else stays is the doing of `bib_file.py`.
"""

from __future__ import annotations

import glob
import sys
from argparse import Namespace
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.config.lists import ListConfig
from pipeline.console.completed import CompletedEntry, CompletionSummary, PublishedVersion, tell_completion
from pipeline.console.streams import write_raw
from pipeline.console.summary import Console
from pipeline.console.told import STDOUT
from pipeline.formats.bibtex import bibtex_format
from pipeline.model.errors import UsageError
from pipeline.model.records import Candidate, Match, Record, Row, Struct
from pipeline.model.statuses import Verdict
from pipeline.project.artefacts import Artefacts, to_files
from pipeline.project.bib_file import BibFile, Changed, EntryChange, Made, Refusal
from pipeline.project.cache_notes import set_aside_damaged
from pipeline.project.folder import Project
from pipeline.project.given_files import GivenFiles, digest_paths, find_cache_folder
from pipeline.project.opened_sources import list_refusing, open_sources
from pipeline.project.question_log import log_questions, places_of
from pipeline.project.quick_run import copy_lists
from pipeline.project.remembered import read_remembered
from pipeline.project.settings_at_hand import open_settings
from pipeline.project.wiring import normalize_lists
from pipeline.rules.completion import PARTS, TYPE, Completion, Fill, cites_preprint, complete
from pipeline.stages.enrich import enrich
from pipeline.stages.published import find_published
from pipeline.storage import store
from pipeline.storage.locking import lock_folder
from pipeline.text.folding import show, show_whole
from pipeline.writers.references.bib_values import Change
from pipeline.writers.tables.completed_csv import FilledField, write_completed

_ENTRY = "entry"
"""In place of a source: the entry itself says it, elsewhere."""
_NAMES = {part: part for part in (*PARTS, TYPE)} | {
    **dict.fromkeys(("eprint", "archiveprefix"), "arxiv"),
    **dict.fromkeys(("journal", "journaltitle", "booktitle"), "container_title"),
    "authors": "author",
    "date": "year",
    "pages": "page",
    "number": "issue",
}
"""What `--replace` takes: fields of BibTeX, and parts of a record."""


Versions = Mapping[str, Sequence[Candidate]]
"""By the ids of entries of preprints, how sources describe the papers that they became."""


class _Filled(Struct, frozen=True):
    """An entry with what it gets."""

    row: Row
    claim: Record
    match: Match
    at: int | None
    completion: Completion


def run_completion(options: Namespace) -> int:
    """Complete the file that is named; returns the exit code.

    Raises:
        UsageError: FILE is no `.bib`, `-o` does not name one other `.bib`, or `--replace` no field.
        InputError: The file cannot be read, or OUT was not written by this command.
    """
    replaced = frozenset(map(_read_field, options.replace))
    output = _open_output(options)
    data = store.read_given_bytes(Path(options.file))
    bib = BibFile(data, show_whole(options.file))
    with Console(quiet=options.quiet, as_json=options.json) as console:
        artefacts, versions = _match(options, console)
        filled = [*_find_fills(bib, artefacts, replaced, versions)]
        changed = bib.change([change for one in filled for change in _to_changes(bib, one)])
        entries = tuple(_tell_entries(options.file, filled, changed))
        written: tuple[str, ...] = ()
        if options.output and not options.dry_run:
            written = _write(output, changed, entries)
        figures = console.summarize(artefacts, written)
    summary = CompletionSummary(entries, figures.sources, figures.not_asked, figures.problems, written)
    place = options.output[0] if options.output and not options.dry_run else ""
    tell_completion(summary, as_json=options.json, quiet=options.quiet, place=place)
    return summary.exit_code(strict=options.strict)


def _read_field(name: str) -> str:
    if found := _NAMES.get(name.strip().lower()):
        return found
    raise UsageError(f"--replace: “{show(name, 80)}” is no field that is filled in; known are {', '.join(_NAMES)}.")


def _open_output(options: Namespace) -> GivenFiles | None:
    """Where the result goes; None for stdout, and where nothing is written."""
    if len(options.output) > 1 or not (options.output or options.dry_run):
        raise UsageError("-o: name one file for the result, such as `-o completed.bib`, or say --dry-run.")
    names = [name for name in options.output if name != STDOUT]
    for flag, name in (("FILE", options.file), *(("-o", name) for name in names)):
        if not name.lower().endswith(".bib"):
            raise UsageError(f"{flag}: only a .bib file is completed; “{show(name, 80)}” is none.")
    if not names:
        return None
    output = GivenFiles("complete", [names[0], f"{names[0]}.provenance.csv"], [options.file])
    output.refuse_foreign()
    return output


def _match(options: Namespace, console: Console) -> tuple[Artefacts, Versions]:
    """The entries as rows, with the paper that each means; what was learned is kept for the next run."""
    settings = open_settings(options)
    folder = find_cache_folder() / "completions" / digest_paths([options.file])
    names = copy_lists(folder, [options.file])
    raw = tuple(ListConfig(glob.escape(name)) for name in names)
    config = msgspec.structs.replace(settings.config, raw=raw, library=())
    project = msgspec.structs.replace(settings, root=folder, config=config, outside=())
    with lock_folder(project.boundary):
        return _run_stages(project, console)


def _run_stages(project: Project, console: Console) -> tuple[Artefacts, Versions]:
    set_aside_damaged(project.boundary)
    artefacts = normalize_lists(project, Artefacts(), console)
    known = read_remembered(project.boundary, artefacts.records)
    with open_sources(project, console) as sources:
        found = enrich(
            artefacts.records,
            log_questions(sources, places_of(artefacts.rows)),
            remembered={match.record_id: match for match in known.items},
            refusing=list_refusing(project),
            progress=console.progress,
        )
        artefacts = msgspec.structs.replace(
            artefacts, matches=found.items, problems=(*artefacts.problems, *known.problems, *found.problems)
        )
        versions = find_published(*_find_preprints(artefacts), sources)
    store.publish(project.boundary, to_files(artefacts, ("rows", "records", "matches")))
    return artefacts, versions


def _find_preprints(artefacts: Artefacts) -> tuple[list[Record], dict[str, list[Candidate]]]:
    """The entries of preprints of which the paper is known, and how sources describe it."""
    accepted = {one.record_id: one for one in artefacts.matches if one.verdict is Verdict.ACCEPT}
    preprints = [claim for claim in artefacts.records if cites_preprint(claim) and claim.id in accepted]
    known = ((claim.id, accepted[claim.id]) for claim in preprints)
    return preprints, {name: [one for one in (match.chosen, *match.support) if one] for name, match in known}


def _find_fills(bib: BibFile, artefacts: Artefacts, replaced: Collection[str], versions: Versions) -> Iterator[_Filled]:
    for row, claim, match in zip(artefacts.rows, artefacts.records, artefacts.matches, strict=True):
        is_sure = match.verdict is Verdict.ACCEPT and match.chosen is not None
        completion = complete(claim, match, replaced, versions.get(claim.id, ())) if is_sure else Completion()
        key = (row.record.citation_key or row.record.id) if row.record else ""
        yield _Filled(row, claim, match, bib.find(row.line, key), completion)


def _to_changes(bib: BibFile, one: _Filled) -> Iterator[EntryChange]:
    """What an entry gets, as changes of the file; one that could not be found again gets nothing."""
    if one.at is None:
        return
    kinds = bibtex_format().types.written[bib.dialect_of(one.at)].get(one.completion.csl_type, ("",))
    kind = kinds[0] if kinds[0] != bib.entries[one.at].entry.kind else ""
    if kind and (arxiv := one.claim.identifiers.arxiv) and not bib.entries[one.at].entry.fields.get("eprint"):
        yield EntryChange(one.at, Change("arxiv", arxiv), kind)  # its place may be the journal that goes
    for fill in one.completion.fills:
        change = Change(fill.part, fill.value, fill.names, fill.has_other_authors)
        yield EntryChange(one.at, change, kind, is_filling=not fill.is_replacing)


def _tell_entries(file: str, filled: Sequence[_Filled], changed: Changed) -> Iterator[CompletedEntry]:
    made: dict[int, list[Made]] = {}
    for one in changed.made:
        made.setdefault(one.change.at, []).append(one)
    refused: dict[int, list[Refusal]] = {}
    for refusal in changed.refused:
        refused.setdefault(refusal.change.at, []).append(refusal)
    for entry in filled:
        own = made.get(entry.at, []) if entry.at is not None else []
        kept = refused.get(entry.at, []) if entry.at is not None else []
        fields = tuple(_to_fields(entry, own))
        yield CompletedEntry(
            show_whole(file),
            entry.row.line,
            (entry.row.record.citation_key or entry.row.record.id) if entry.row.record else "",
            _status_of(entry, is_completed=bool(fields)),
            fields,
            _tell_published(entry.completion),
            (*entry.completion.contradicted, *(_tell_kept(one) for one in kept if not one.is_expected)),
        )


def _to_fields(entry: _Filled, made: Sequence[Made]) -> Iterator[FilledField]:
    fills: Mapping[str, Fill] = {fill.part: fill for fill in entry.completion.fills}
    for one in made:
        fill = fills.get(one.change.change.part)
        origin = (fill.source, fill.source_id, fill.retrieved) if fill else (_ENTRY, "", "")
        for name, value in one.values.items():
            yield FilledField(name, value, one.before[name], *origin)


def _status_of(entry: _Filled, *, is_completed: bool) -> str:
    if entry.match.verdict is Verdict.ACCEPT:
        return "completed" if is_completed else "unchanged"
    if entry.match.verdict is Verdict.REVIEW:
        return "uncertain"
    return "unknown" if entry.match.unasked else "not_found"


def _tell_published(found: Completion) -> PublishedVersion | None:
    if not (found.published or found.published_doi):
        return None
    record = found.published.record if found.published else Record("")
    source = found.published.source if found.published else ""
    return PublishedVersion(record.title, found.published_doi, record.container_title, record.year, source)


def _tell_kept(one: Refusal) -> str:
    return f"its {one.change.change.part.replace('_', ' ')} was not filled in: {one.sentence}"


def _write(output: GivenFiles | None, changed: Changed, entries: Sequence[CompletedEntry]) -> tuple[str, ...]:
    if output is None:
        write_raw(sys.stdout, changed.data)
        return ()
    table = write_completed((one.file, one.line, one.key, field) for one in entries for field in one.fields)
    return output.write([changed.data, table])
