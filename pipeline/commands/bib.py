"""`bibmill bib`: the whole line, as far as something changed since the last run; with files, outside any project."""

from __future__ import annotations

from argparse import Namespace

from pipeline.console.summary import Console
from pipeline.model.errors import UsageError
from pipeline.project.folder import open_project
from pipeline.project.whole_run import bring_up_to_date
from pipeline.storage.locking import lock_folder


def run(options: Namespace) -> int:
    """Bring the outputs up to date; returns the exit code."""
    if options.files:
        from pipeline.project.quick_run import run_files

        return run_files(options)
    if options.output:
        raise UsageError("-o: it goes with files, as in `bibmill bib papers.md -o refs.bib`; a project has output/.")
    project = open_project(options)
    console = Console(quiet=options.quiet, as_json=options.json, tells_lists=True, folder=options.directory)
    with console, lock_folder(project.boundary):
        summary = bring_up_to_date(
            project, console, accepted=options.accept_ledger, only=options.only, rejudge=options.rejudge
        )
    console.tell(summary, opens=True)
    return summary.exit_code(strict=options.strict)
