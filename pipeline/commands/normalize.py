"""`bibmill normalize`: raw lists to rows and claims; with `--explain`, what became of each line, and why."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from pipeline.model.errors import UsageError
from pipeline.project.folder import Project, open_project
from pipeline.project.raw_lists import read_lists, taught_venues
from pipeline.project.single_stage import run_stage
from pipeline.project.understood import explain_list, explained_lines
from pipeline.project.wiring import normalize_lists
from pipeline.rules.venues import teach
from pipeline.stages.normalize import normalize
from pipeline.text.folding import show


def run(options: Namespace) -> int:
    """Write `rows.jsonl` and `records.jsonl`; with `--explain`, only show how the lists were read."""
    if options.explain is not None:
        return _explain(options)
    return run_stage(options, normalize_lists, needs=(), makes=("rows", "records", "problems"))


def _explain(options: Namespace) -> int:
    project = open_project(options)
    file, line = _find_place(project, options.explain)
    told: list[object] = []
    for name, reading in read_lists(project, file).items():
        with teach(taught_venues(project)):
            claims = normalize(reading.rows).items
        if options.json:
            told.append({"file": name, "reader": reading.reader, "lines": explained_lines(reading, claims, line)})
        else:
            sys.stdout.writelines(f"{sentence}\n" for sentence in explain_list(name, reading, claims, line))
    if options.json:
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    return 0


def _find_place(project: Project, place: str) -> tuple[str, int | None]:
    """The list and the line that `FILE:LINE` names, the file by its end; an empty name for all lists.

    Where there is only one list, its line is enough.
    """
    file, _, number = place.rpartition(":")
    if not file and number.isdecimal() and number not in project.raw_files and len(project.raw_files) == 1:
        return project.raw_files[0], int(number)
    if not (file and number.isdecimal()):
        file, number = place, ""
    named = [name for name in project.raw_files if name == file or name.endswith(f"/{file.removeprefix('./')}")]
    if file and len(named) != 1:
        known = ", ".join(show(name, 80) for name in project.raw_files)
        raise UsageError(f"--explain: “{show(file, 80)}” names none of the lists, or several; the lists are {known}.")
    return (named[0] if file else ""), int(number) if number else None
