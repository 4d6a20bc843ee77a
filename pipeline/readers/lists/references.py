"""Reference files as lists: every entry of a .bib, RIS, CSL-JSON or PubMed file is a row that knows its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.model.errors import InputError
from pipeline.model.records import Outcome, Problem
from pipeline.readers.lists.entry_rows import Entry, make_entry_rows
from pipeline.readers.lists.reading import NOTHING_SAID, LineKind, LineReading, ListReading, ListSettings
from pipeline.readers.references.bibtex import find_bibtex_entries
from pipeline.readers.references.csl_json import find_csl_entries
from pipeline.readers.references.entries import FoundEntry, says_something
from pipeline.readers.references.nbib import find_nbib_entries
from pipeline.readers.references.ris import find_ris_entries
from pipeline.text.plurals import count

_Find = Callable[[str, str], Outcome[FoundEntry]]

FINDERS: dict[str, _Find] = {
    "bibtex": find_bibtex_entries,
    "ris": find_ris_entries,
    "csl-json": find_csl_entries,
    "nbib": find_nbib_entries,
}
"""By the name of a reader what finds the entries of such a file."""


def find_entries(text: str, file: str, reader: str) -> Outcome[FoundEntry]:
    """The entries of a reference file that say anything, also those without a title; of the others a Problem each.

    Args:
        text: The text of the file.
        file: Its name.
        reader: The name of its reader, one of `FINDERS`.

    Raises:
        InputError: None of its entries can be read.
    """
    found = FINDERS[reader](text, file)
    empty = {at for at, one in enumerate(found.items) if not says_something(one.record)}
    kept = tuple(one for at, one in enumerate(found.items) if at not in empty) if empty else found.items
    if not kept:
        raise _complain(found, file, reader)
    told = (
        Problem("load", "unreadable_item", f"{file}:{one.line}", "the entry says nothing about a paper; complete it.")
        for at, one in enumerate(found.items)
        if at in empty
    )
    return Outcome(kept, (*map(_as_load, found.problems), *told))


def read_bibtex_list(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The entries of a BibTeX or BibLaTeX file; those whose braces do not balance are read line by line."""
    return _read(text, file, settings, find_bibtex_entries, "BibTeX")


def read_ris_list(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The references of a RIS file."""
    return _read(text, file, settings, find_ris_entries, "RIS")


def read_csl_json_list(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The items of a CSL-JSON file."""
    return _read(text, file, settings, find_csl_entries, "CSL-JSON")


def read_nbib_list(text: str, file: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    """The citations of a PubMed file."""
    return _read(text, file, settings, find_nbib_entries, "PubMed")


def _read(text: str, file: str, settings: ListSettings, find: _Find, name: str) -> ListReading:
    found = find(text, file)
    kept = [one for one in found.items if one.record.title or one.record.identifiers.labels() or one.record.url]
    empty = [one for one in found.items if one not in kept] if len(kept) < len(found.items) else []
    if not kept:
        raise _complain(found, file, name)
    problems = [_as_load(one) for one in found.problems]
    problems += [_tell_empty(one, file) for one in empty]
    rows = make_entry_rows([Entry(one.line, one.last_line, one.record) for one in kept], file, settings)
    lines = [LineReading(one.line, one.last_line, LineKind.ROW, f"an entry of {name}") for one in kept]
    lines += [LineReading(one.line, one.last_line, LineKind.PROBLEM, "an entry without a title") for one in empty]
    layout = f"{count(len(rows), 'row')}: entries of {name}, their fields are known"
    return ListReading(rows, tuple(problems), _in_order(lines), "", (layout,))


def _complain(found: Outcome[FoundEntry], file: str, name: str) -> InputError:
    first = next(iter(found.problems), None)
    why = f": {first.sentence}" if first else "."
    return InputError(f"{file}: there is no {name} entry in the file that can be read{why}")


def _tell_empty(entry: FoundEntry, file: str) -> Problem:
    sentence = "the entry has no title, no identifier and no address, so nothing can be found for it; add one."
    return Problem("load", "unreadable_item", f"{file}:{entry.line}", sentence)


def _as_load(problem: Problem) -> Problem:
    """What a reference reader tells, as of a list."""
    return Problem("load", problem.code, problem.where, problem.sentence)


def _in_order(lines: Sequence[LineReading]) -> tuple[LineReading, ...]:
    """The lines sorted, without overlaps: entries of one line are told once."""
    kept: list[LineReading] = []
    for one in sorted(lines, key=lambda one: (one.first, one.last)):
        first = max(one.first, kept[-1].last + 1) if kept else one.first
        if first <= one.last:
            kept.append(LineReading(first, one.last, one.kind, one.why))
    return tuple(kept)
