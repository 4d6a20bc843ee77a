"""`bibmill bib FILE…`: lists become a bibliography without a project, in a folder under the user's own cache.

The folder is a project like any other, one for each set of files, so that a second run asks nobody again and `review`
and `explain` work in it. The files are copied there; what `-o` names is the user's word, and is written last.
"""

from __future__ import annotations

import glob
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.config.lists import ListConfig
from pipeline.console.summary import Console
from pipeline.console.told import STDOUT
from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Struct
from pipeline.project.folder import SETTINGS, Project, open_project
from pipeline.project.given_files import (
    digest_paths,
    find_cache_folder,
    hash_given,
    make_folder,
    read_given,
    refuse_foreign,
    to_given,
)
from pipeline.project.whole_run import bring_up_to_date
from pipeline.storage import store
from pipeline.storage.locking import lock_folder
from pipeline.text.folding import show

BY_ENDING = {
    ".biblatex.bib": "references.biblatex.bib",
    ".bib": "references.bib",
    ".json": "references.json",
    ".ris": "references.ris",
    ".md": "table.md",
    ".csv": "table.csv",
    ".html": "report.html",
}
"""Which file of `output/` is meant, by the end of the name; the first that fits."""


class _Target(Struct, frozen=True):
    """A file that `-o` names, and the file of `output/` that goes there."""

    path: str
    made: str


def run_files(options: Namespace) -> int:
    """Make a bibliography of the files on the command line; returns the exit code.

    Raises:
        UsageError: An ending of `-o` is not known, or it names one of the lists.
        InputError: A file cannot be read, or one that `-o` names was not written by this command.
    """
    targets = [_find_target(name, options.files) for name in options.output]
    folder = find_cache_folder() / "runs" / digest_paths(options.files)
    refuse_foreign(folder, [target.path for target in targets if target.path != STDOUT])
    names = copy_lists(folder, options.files)
    options.directory = str(folder)
    project = open_project(options, raw=[ListConfig(glob.escape(name)) for name in names])
    console = Console(
        quiet=options.quiet,
        as_json=options.json,
        tells_lists=True,
        is_stdout_taken=any(target.path == STDOUT for target in targets),
        folder=str(folder),
    )
    with console, lock_folder(project.boundary):
        summary = bring_up_to_date(project, console, accepted=options.accept_ledger, only=options.only)
    written = [*_write(project, targets)]
    summary = msgspec.structs.replace(summary, changed=tuple(written))
    console.tell(summary)
    return summary.exit_code(strict=options.strict)


def _find_target(name: str, files: Sequence[str]) -> _Target:
    if name == STDOUT:
        return _Target(STDOUT, "references.bib")
    made = next((made for ending, made in BY_ENDING.items() if name.lower().endswith(ending)), "")
    if not made:
        raise UsageError(f"-o: “{show(name, 80)}” ends in none of {', '.join(BY_ENDING)}; or write `-o -` for stdout.")
    real = os.path.realpath(name)
    if real in {os.path.realpath(file) for file in files}:
        raise UsageError(f"-o: “{show(name, 80)}” is the list itself; name another file.")
    if len(files) > 1 and made.startswith("table."):
        raise UsageError(f"-o: “{show(name, 80)}” is the list again with its links; give one list at a time for that.")
    return _Target(real, made)


def copy_lists(folder: Path, files: Sequence[str]) -> list[str]:
    """Copy the lists into the folder, each under its own name, and make the settings; the names there."""
    contents: dict[str, bytes] = {}
    for number, file in enumerate(dict.fromkeys(map(os.path.abspath, files)), start=1):
        data = store.read_given_bytes(Path(file))
        name = os.path.basename(file)
        is_taken = name in contents or name in (SETTINGS, "data", "output", ".cache")
        contents[f"{number}/{name}" if is_taken else name] = data
    names = list(contents)
    try:
        lists = ", ".join(msgspec.json.encode(glob.escape(name)).decode() for name in names)
    except UnicodeEncodeError:
        raise InputError("the name of a list is not UTF-8; rename the file and run again.") from None
    make_folder(folder)
    store.publish(folder, [*contents.items(), (SETTINGS, f"raw: [{lists}]\nlibrary: []\n")])
    return names


def _write(project: Project, targets: Sequence[_Target]) -> Iterator[str]:
    """Write what `-o` names; the names of the files whose content changed."""
    given = read_given(project.root)
    for target in targets:
        text = project.read(store.OUTPUT / target.made)
        if target.path == STDOUT:
            sys.stdout.write(text)
            continue
        path = Path(target.path)
        if store.publish(path.parent, [(path.name, text)]).changed:
            yield target.path
        given[target.path] = hash_given(text.encode())
    if given:
        store.publish(project.boundary, [to_given(given)])
