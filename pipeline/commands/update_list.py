"""`bibmill update-list FILE.md`: fresh counts in the person's own list. The one command that writes a person's file."""

from __future__ import annotations

import difflib
import sys
from argparse import Namespace
from collections.abc import Iterator

import msgspec

from pipeline.model.errors import InputError
from pipeline.project.folder import open_project
from pipeline.project.list_update import ListUpdate, find_markdown_list, read_exactly, update_list
from pipeline.project.raw_lists import taught_venues
from pipeline.rules.venues import teach
from pipeline.storage import store
from pipeline.storage.locking import lock_folder
from pipeline.text.folding import show


def run(options: Namespace) -> int:
    """Write the counts, or show the difference; returns the exit code."""
    project = open_project(options)
    name = find_markdown_list(project, options.file)
    with lock_folder(project.boundary), teach(taught_venues(project)):
        update = update_list(project, name, links=options.links)
        if options.dry_run:
            if not options.json:
                sys.stdout.write("".join(_diff(update)))
        elif read_exactly(project, name) == update.old:
            store.publish(project.boundary, [(name, update.new)])
        else:
            raise InputError(f"{name}: the file was changed while it was read; nothing was written, run again.")
    _tell(options, update)
    return 0


def _diff(update: ListUpdate) -> Iterator[str]:
    before, after = update.old.splitlines(keepends=True), update.new.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, update.name, f"{update.name} (fresh)"):
        bare = line.rstrip("\r\n")
        yield show(bare, 10 * len(bare) + 1) + "\n" + ("" if bare != line else "\\ No newline at end of file\n")


def _tell(options: Namespace, update: ListUpdate) -> None:
    if options.json:
        summary = {
            "file": update.name,
            "changed": update.changed,
            "left_alone": update.left_alone,
            "in_html": update.in_html,
        }
        summary |= {"diff": "".join(_diff(update))} if options.dry_run else {}
        sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
        return
    if update.left_alone:
        lines = ", ".join(map(str, update.left_alone[:20]))
        sys.stderr.write(f"  {update.name}: lines {lines} hold no plain number as a count and stay as they are.\n")
    if update.in_html:
        lines = ", ".join(map(str, update.in_html[:20]))
        sys.stderr.write(f"  {update.name}: lines {lines} stand in an HTML table and stay as they are.\n")
    if not options.quiet and not options.dry_run:
        sys.stdout.write(
            f"{update.name}: {update.changed} cells written.\n" if update.changed else "Nothing changed.\n"
        )
