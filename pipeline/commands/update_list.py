"""`bibmill update-list FILE.md`: fresh counts in the person's own list. The one command that writes a person's file."""

from __future__ import annotations

import difflib
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pipeline import readers
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Row, Struct
from pipeline.project.artefacts import Artefacts, read_artefacts
from pipeline.project.folder import Project, open_project
from pipeline.project.wiring import gather
from pipeline.rules.count_history import pick_shown
from pipeline.rules.table_editing import Edit, Rewritten, is_readable_count, replace_count, rewrite
from pipeline.storage import store
from pipeline.text.folding import show
from pipeline.writers.tables.judged_rows import judge_rows
from pipeline.writers.tables.table import link_title

_BOM = "\ufeff"


class Updated(Struct, frozen=True, omit_defaults=False):
    """What was done: cells that were written (or would be), and lines whose count cell holds something else."""

    file: str
    changed: int
    left_alone: tuple[int, ...]


def run(options: Namespace) -> int:
    """Write the counts, or show the difference; returns the exit code."""
    project = open_project(options)
    name = _name_in(project, options.file)
    with store.lock_folder(project.root):
        path = project.root / name
        text = _decode(path, name)
        rows = _read_rows(text, name, links=options.links)
        found = read_artefacts(project.root, ("rows", "matches", "works", "citations", "keys", "news"))
        _refuse_changed(rows, found, name)
        edits = list(_edits(project, found, name, links=options.links))
        result = rewrite(text, edits, rows)
        _refuse_unclear(result, name)
        if options.dry_run:
            sys.stdout.write("".join(_diff(name, text, result.text)))
        elif _decode(path, name) == text:
            store.publish(project.root, {name: result.text})
        else:
            raise InputError(f"{name}: the file was changed while it was read; nothing was written, run again.")
    _tell(options, Updated(name, result.changed, tuple(_left_alone(edits))))
    return 0


def _name_in(project: Project, given: str) -> str:
    """The list by its name in the settings; raises `UsageError` for a file that is none of them."""
    wanted = Path(given).resolve()
    for name in project.raw_files:
        if wanted in ((project.root / name).resolve(), Path(name).resolve()) or given == name:
            if not name.lower().endswith((".csv", ".tsv")):
                return name
            raise UsageError(f"{given}: only Markdown lists are written; output/table.csv has the fresh counts.")
    raise UsageError(f"{given}: this is none of the lists that `raw:` names in {project.settings}.")


def _decode(path: Path, name: str) -> str:
    """The whole text, line ends and byte order mark included."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{name}: the file is not UTF-8; save it as UTF-8 and run `bibmill bib` again.") from None
    except OSError:
        raise InputError(f"{name}: the file cannot be read; check its permissions.") from None


def _read_rows(text: str, name: str, *, links: bool) -> tuple[Row, ...]:
    try:
        rows = readers.read_table(text.removeprefix(_BOM), name).items
    except InputError:
        if "<table" in text.lower():
            raise InputError(f"{name}: this is an HTML table; only Markdown tables are written to.") from None
        raise
    roles = {column.role for row in rows for column in row.columns}
    if "count" not in roles and not links:
        raise InputError(f"{name}: no column holds citation counts; add one with the header “Citations”.")
    return rows


def _refuse_changed(rows: tuple[Row, ...], found: Artefacts, name: str) -> None:
    if rows != tuple(row for row in found.rows if row.file == name):
        raise InputError(
            f"{name}: the list has changed since it was read; run `bibmill bib` first, nothing was written."
        )


def _refuse_unclear(result: Rewritten, name: str) -> None:
    if result.unclear:
        lines = ", ".join(map(str, result.unclear[:5]))
        sentence = "it is not clear which cell is which (a bar in a text is written `\\|`)"
        raise InputError(f"{name}:{lines}: {sentence}; nothing was written.")


def _edits(project: Project, found: Artefacts, name: str, *, links: bool) -> Iterator[Edit]:
    """A new count for every row whose work has one from a shown source, and on request a link for its title."""
    bibliography = gather(project, found)
    counts = pick_shown(bibliography.counts, bibliography.shown_sources)
    for judged in judge_rows(bibliography):
        roles = {column.role for column in judged.row.columns}
        if judged.row.file != name or judged.work is None or not judged.is_matched:
            continue
        if "count" in roles and judged.work.id in counts:
            yield Edit(judged.row, "count", _counting(counts[judged.work.id].last))
        if links and judged.url:
            yield Edit(judged.row, "title", _linking(judged.url))


def _counting(count: int) -> Callable[[str], str]:
    return lambda old: replace_count(old, count)


def _linking(url: str) -> Callable[[str], str]:
    return lambda old: link_title(old, url)


def _left_alone(edits: list[Edit]) -> Iterator[int]:
    for edit in edits:
        column = next(at for at, column in enumerate(edit.row.columns) if column.role == edit.role)
        if edit.role == "count" and not is_readable_count(edit.row.cells[column].strip()):
            yield edit.row.line


def _diff(name: str, old: str, new: str) -> Iterator[str]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, name, f"{name} (fresh)"):
        bare = line.rstrip("\r\n")
        yield show(bare, 10 * len(bare) + 1) + "\n" + ("" if bare != line else "\\ No newline at end of file\n")


def _tell(options: Namespace, updated: Updated) -> None:
    if options.json:
        sys.stdout.write(msgspec.json.encode(updated).decode() + "\n")
        return
    if updated.left_alone:
        lines = ", ".join(map(str, updated.left_alone[:20]))
        sys.stderr.write(f"  {updated.file}: lines {lines} hold no plain number as a count and stay as they are.\n")
    if not options.quiet and not options.dry_run:
        sys.stdout.write(
            f"{updated.file}: {updated.changed} cells written.\n" if updated.changed else "Nothing changed.\n"
        )
