"""`bibmill add WHAT…`: puts papers into one of the person's own lists, and changes nothing else in it."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from pipeline.console.summary import Console
from pipeline.model.errors import InputError
from pipeline.project.adding import Addition, choose_list, find_paper, plan_addition, tell
from pipeline.project.folder import open_project
from pipeline.project.list_update import read_exactly
from pipeline.project.raw_lists import taught_venues
from pipeline.rules.venues import teach
from pipeline.storage import store
from pipeline.storage.locking import lock_folder


def run(options: Namespace) -> int:
    """Find every paper, then add them all; where one cannot be added, none is. Returns the exit code."""
    project = open_project(options)
    name = choose_list(project, options.to)
    with (
        Console(quiet=options.quiet, as_json=options.json) as console,
        lock_folder(project.boundary),
        teach(taught_venues(project)),
    ):
        additions: list[Addition] = []
        before = text = read_exactly(project, name)
        for what in options.what:
            addition = plan_addition(project, name, find_paper(project, what, console), text)
            additions.append(addition)
            text = addition.new
        if text != before and not options.dry_run:
            if read_exactly(project, name) != before:
                raise InputError(f"{name}: the file was changed while papers were looked up; nothing was written.")
            store.publish(project.boundary, [(name, text)])
    if options.json:
        told = [
            {"list": one.list, "line": one.line, "added": one.new != one.old, "record": one.record} for one in additions
        ]
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    elif not options.quiet:
        sys.stdout.writelines(f"{line}\n" for line in tell(additions, is_dry=options.dry_run))
        if text != before and not options.dry_run:
            sys.stdout.write("Next: `bibmill bib` makes the references.\n")
    return 0
