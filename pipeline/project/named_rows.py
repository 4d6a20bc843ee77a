"""Rows by what a person calls them: a citation key, a line, or a file and a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.errors import UsageError
from pipeline.model.records import Row, Work
from pipeline.project.artefacts import read_artefacts
from pipeline.project.folder import Project
from pipeline.text.folding import show


def find_rows(what: str, rows: Iterable[Row], works: Iterable[Work]) -> frozenset[str]:
    """The ids of the rows that a text names.

    Args:
        what: A citation key (in any case), `12`, or `papers.md:12`; the file by its name or the end of its path.
        rows: The rows of the lists.
        works: The works, which have the keys.

    Returns:
        Nothing when no row is called so.
    """
    key = what.lower()
    by_key = {row for work in works if work.key.lower() == key for row in work.rows}
    there = list(rows)
    found = by_key & {row.id for row in there} or {row.id for row in there if _own_key(row) == key}
    return frozenset(found or _at_line(what, there))


def find_named_rows(project: Project, rows: Sequence[Row], named: Iterable[str]) -> frozenset[str]:
    """The ids of the rows that `--only` names, by the keys of the last run.

    Raises:
        UsageError: No row has such a key or line.
    """
    works = read_artefacts(project.boundary, ["works"]).works
    found: set[str] = set()
    for what in named:
        ids = find_rows(what, rows, works)
        if not ids:
            raise UsageError(
                f"--only: “{show(what, 80)}” is no citation key and no line of a row; both are in output/matches.csv."
            )
        found |= ids
    return frozenset(found)


def _own_key(row: Row) -> str | None:
    """The key of an entry of a reference file; `None`, which is no text, for a row without one."""
    return row.record.citation_key.lower() or None if row.record else None


def _at_line(what: str, rows: Iterable[Row]) -> Iterator[str]:
    file, _, line = what.rpartition(":")
    file = file.removeprefix("./")
    return (row.id for row in rows if str(row.line) == line and (not file or f"/{row.file}".endswith(f"/{file}")))
