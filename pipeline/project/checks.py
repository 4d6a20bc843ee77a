"""What `check` looks for: are the settings, the artefacts and the outputs whole and of one run?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import msgspec

from pipeline.model.errors import BibmillError
from pipeline.project.agreement import find_mixed
from pipeline.project.artefacts import KINDS, Artefacts, read_artefacts
from pipeline.project.cache_notes import find_damaged_notes
from pipeline.project.decided import read_project_decisions
from pipeline.project.folder import Project
from pipeline.project.ledgers import find_ledger_problems
from pipeline.project.manifest import find_edited, read_manifest
from pipeline.project.opened_sources import find_refusals
from pipeline.project.raw_lists import read_lists
from pipeline.project.wiring import make_outputs
from pipeline.rules.citation_keys.ledger import find_aliases
from pipeline.storage import store
from pipeline.storage.boundary import look
from pipeline.text.folding import show_whole
from pipeline.text.plurals import count


def find_edits(project: Project) -> Iterator[str]:
    """A sentence for each file that a person keeps and that the outputs do not rest on any more; nothing is wrong."""
    try:
        manifest = read_manifest(project.boundary)
        edited = list(find_edited(project, manifest)) if manifest else []
    except BibmillError:  # a file cannot be read, which `find_problems` tells
        return
    for name in edited:
        is_there = look(project.boundary, name)
        what = "is not as the last run read it" if manifest and name in manifest.read else "is new since the last run"
        what = what if is_there else "was there in the last run and is gone"
        yield f"{show_whole(name)}: this file {what}; `bibmill bib` brings the outputs up to date."


def find_problems(project: Project) -> Iterator[str]:
    """Everything that is wrong with the settings, the artefacts and the outputs of a project, a sentence each."""
    told: set[str] = set()
    for find in (_find_in_inputs, _find_in_artefacts, _find_in_outputs):
        try:
            for sentence in find(project):
                told.add(sentence)
                yield sentence
        except BibmillError as error:
            yield from (line for line in str(error).splitlines() if line not in told)
            told.update(str(error).splitlines())


def _find_in_inputs(project: Project) -> Iterator[str]:
    read_lists(project)
    decisions = read_project_decisions(project)
    yield from (f"{one.where}: {show_whole(fault)}." for one in decisions for fault in one.faults)
    _, unreadable = project.library
    yield from (f"{one.where}: {one.sentence}" for one in unreadable)
    yield from (f"{show_whole(str(project.settings))}: {sentence}" for sentence in find_refusals(project))


def _find_in_artefacts(project: Project) -> Iterator[str]:
    yield from find_ledger_problems(project.boundary)
    yield from find_damaged_notes(project.boundary)
    found = read_artefacts(project.boundary, KINDS)
    if not found.rows:
        yield "data/enriched/rows.jsonl: nothing was made yet; run `bibmill bib`."
        return
    yield from find_mixed(found, KINDS)
    if look(project.boundary, store.JOURNAL):
        yield "output/: the last run was cut off while it published; run `bibmill bib` to finish the set."
    manifest = read_manifest(project.boundary)
    if manifest and not manifest.is_intact(project.boundary):
        yield "output/: a file is not as the last run left it; run `bibmill bib` to make the set whole again."


def _find_in_outputs(project: Project) -> Iterator[str]:
    found = read_artefacts(project.boundary, KINDS)
    if not found.rows or any(find_mixed(found, KINDS)):
        return
    for name, text in make_outputs(project, found):
        if look(project.boundary, name) and project.read(name) != text:
            yield f"{name}: this is not what the artefacts say; run `bibmill bib` to make the set whole again."
    for name, expected in _expected_entries(found).items():
        path = store.OUTPUT / name
        if not look(project.boundary, path):
            yield f"{path}: the file is missing; run `bibmill bib`."
            continue
        there = _COUNTERS[path.suffix](project.read(path))
        if there != expected:
            entries = count(expected, "entry", "entries")
            yield f"{path}: {entries} should be in it, {count(there, 'is', 'are')}; run `bibmill bib`."


def _expected_entries(found: Artefacts) -> dict[str, int]:
    """How many entries an output file should have, by its name."""
    return {
        **dict.fromkeys(_REFERENCES, len(found.works)),
        "matches.csv": len(found.rows),
        "aliases.csv": len(find_aliases(found.works, found.keys)),
    }


def _count_bib(text: str) -> int:
    from pipeline.readers.references.bibtex import count_entries

    return count_entries(text)


def _count_json(text: str) -> int:
    try:
        items = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return 0
    return len(items) if isinstance(items, list) else 0


def _count_csv(text: str) -> int:
    return sum(1 for _ in csv.DictReader(io.StringIO(text)))


def _count_ris(text: str) -> int:
    return min(text.count("\nER  - "), text.count("TY  - "))


_REFERENCES = ("references.bib", "references.biblatex.bib", "references.json", "references.ris")
_COUNTERS: dict[str, Callable[[str], int]] = {
    ".bib": _count_bib,
    ".json": _count_json,
    ".csv": _count_csv,
    ".ris": _count_ris,
}
