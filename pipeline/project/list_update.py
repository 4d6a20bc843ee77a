"""New cells for a person's own Markdown list: fresh counts and, on request, links; the rest of the text is untouched.

A list is only edited when its text is as the artefacts know it and every cell is where a reader of the table sees it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from pipeline import readers
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Row, Struct
from pipeline.project.agreement import refuse_mixed
from pipeline.project.artefacts import Artefacts, read_artefacts
from pipeline.project.folder import INPUT_BYTES, Project
from pipeline.project.raw_lists import to_settings
from pipeline.project.wiring import to_bibliography
from pipeline.readers.lists.reading import ListSettings
from pipeline.rules.count_history import pick_shown
from pipeline.rules.table_editing import LINE_ENDS, Edit, is_readable_count, replace_count, rewrite
from pipeline.storage import store
from pipeline.text.folding import show, show_whole
from pipeline.writers.tables.judged_rows import judge_rows
from pipeline.writers.tables.table import link_title

NEEDS = ("rows", "matches", "works", "citations", "keys", "news")
_NAMED = 12
_HTML_ROW = re.compile(r"[ \t>]*</?(?:t[rdh]|table|thead|tbody)\b", re.IGNORECASE)
_HTML_TABLE = "this is an HTML table; only Markdown tables are written to."
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_NOT_WRITTEN = tuple(".csv .tsv .tab .xlsx .xlsm .xlsb .xls .ods .bib .ris .json .nbib".split())


class ListUpdate(Struct, frozen=True):
    """A list before and after.

    Attributes:
        changed: The number of cells that differ.
        left_alone: The lines whose count cell holds no number.
        in_html: The lines of rows of HTML tables, which are not written to.
    """

    name: str
    old: str
    new: str
    changed: int
    left_alone: tuple[int, ...]
    in_html: tuple[int, ...] = ()


def find_markdown_list(project: Project, given: str) -> str:
    """As `find_list`; raises `UsageError` also for a list of another format."""
    name = find_list(project, given)
    if name.lower().endswith(_NOT_WRITTEN):
        raise UsageError(f"{show(given)}: only Markdown lists are written; output/table.csv has the fresh counts.")
    return name


def find_list(project: Project, given: str) -> str:
    """The name in the settings of the list that a person gave by name or path, or by the end of its path.

    Raises:
        UsageError: It is none of the lists of the project.
    """
    path = os.path.realpath(given)
    for name in project.raw_files:
        if path in (os.path.realpath(project.root / name), os.path.realpath(name)) or given == name:
            return name
    called = [name for name in project.raw_files if os.path.basename(name) == given]
    if len(called) == 1:
        return called[0]
    names = ", ".join(show(name, 80) for name in (called or project.raw_files)[:_NAMED])
    raise UsageError(
        f"{show(given)}: this is none of the lists that `raw:` names in {show_whole(str(project.settings))}, or it may"
        f" be several; they are {names}."
    )


def read_exactly(project: Project, name: str) -> str:
    """The whole text of a list, line ends and byte order mark included; raises `InputError`."""
    if name.lower().endswith(_SHEETS):
        raise InputError(f"{name}: spreadsheets are not written to; change it in the program that made it.")
    try:
        return store.read_bytes(project.boundary, name, most=INPUT_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{name}: the file is not UTF-8; save it as UTF-8 and run `bibmill bib` again.") from None


def update_list(project: Project, name: str, *, links: bool) -> ListUpdate:
    """Make the new text of a list; nothing is written.

    Args:
        project: The project.
        name: The list, as the settings name it.
        links: Whether titles of known works become links.

    Raises:
        InputError: The list cannot be read, has changed since `bib` read it, has no column to write to, or a row in
            which the cells cannot be told apart.
    """
    text = read_exactly(project, name)
    rows = _read_rows(text, name, to_settings(project.raw_lists[name]), links=links)
    found = read_artefacts(project.boundary, NEEDS)
    refuse_mixed(found, NEEDS)
    if rows != tuple(row for row in found.rows if row.file == name):
        raise InputError(
            f"{name}: the list has changed since it was read; run `bibmill bib` first, nothing was written."
        )
    edits = list(_find_edits(project, found, name, links=links))
    in_html = dict.fromkeys(_find_html(text, edits))
    edits = [edit for edit in edits if edit.row.line not in in_html]
    if in_html and not edits:
        raise InputError(f"{name}: {_HTML_TABLE}")
    result = rewrite(text, edits, rows)
    if result.unclear:
        lines = ", ".join(map(str, result.unclear[:5]))
        sentence = "it is not clear which cell is which (a bar in a text is written `\\|`)"
        raise InputError(f"{name}:{lines}: {sentence}; nothing was written.")
    return ListUpdate(name, text, result.text, result.changed, tuple(_unreadable_counts(edits)), tuple(in_html))


def _read_rows(text: str, name: str, settings: ListSettings, *, links: bool) -> tuple[Row, ...]:
    try:
        found = readers.read_list(text.encode(), name, settings)
    except InputError:
        if "<table" in text.lower():
            raise InputError(f"{name}: {_HTML_TABLE}") from None
        raise
    if found.reader != "markdown":
        raise InputError(f"{name}: this is no Markdown; only Markdown lists are written.")
    rows = found.rows
    roles = {column.role for row in rows for column in row.columns}
    if "count" not in roles and not links:
        raise InputError(f"{name}: no column holds citation counts; add one with the header “Citations”.")
    return rows


def _find_edits(project: Project, found: Artefacts, name: str, *, links: bool) -> Iterator[Edit]:
    """A new count for every row whose work has one from a shown source, and on request a link for its title."""
    bibliography = to_bibliography(project, found)
    counts = pick_shown(bibliography.counts, bibliography.shown_sources)
    for judged in judge_rows(bibliography):
        roles = {column.role for column in judged.row.columns}
        if judged.row.file != name or judged.work is None or not judged.is_matched:
            continue
        if "count" in roles and judged.work.id in counts:
            yield Edit(judged.row, "count", _count_replacer(counts[judged.work.id].last))
        if links and judged.url:
            yield Edit(judged.row, "title", _title_linker(judged.url))


def _find_html(text: str, edits: list[Edit]) -> Iterator[int]:
    """The lines of rows of HTML tables."""
    lines = LINE_ENDS.split(text)
    return (edit.row.line for edit in edits if _HTML_ROW.match(lines[edit.row.line - 1]))


def _count_replacer(count: int) -> Callable[[str], str]:
    return lambda old: replace_count(old, count)


def _title_linker(url: str) -> Callable[[str], str]:
    return lambda old: link_title(old, url)


def _unreadable_counts(edits: list[Edit]) -> Iterator[int]:
    """The lines whose count cell holds something else than a number."""
    for edit in edits:
        column = next(at for at, column in enumerate(edit.row.columns) if column.role == edit.role)
        if edit.role == "count" and not is_readable_count(edit.row.cells[column].strip()):
            yield edit.row.line
