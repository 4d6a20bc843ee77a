"""What `verify` writes: the files, or stdout, that `-o`, `--report` and `--sarif` name, and nothing else."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

from pipeline.console.told import STDOUT
from pipeline.model.errors import UsageError
from pipeline.model.records import Struct
from pipeline.model.verification import Verification
from pipeline.project.correcting import Corrected, CorrectedCopy
from pipeline.project.given_files import GivenFiles
from pipeline.project.verified_entries import STDIN, ReadReferences
from pipeline.text.folding import show_whole
from pipeline.text.plurals import count
from pipeline.writers.verification.page import write_page
from pipeline.writers.verification.sarif import write_sarif


class Told(Struct, frozen=True):
    """What is told of a run: what was found, the files that changed, and what was put right in a copy."""

    found: Verification
    written: tuple[str, ...]
    notes: tuple[str, ...] = ()


class VerifiedOutputs:
    """The files that are written at the end; each is checked before anybody is asked.

    Attributes:
        is_stdout_taken: True where one of them is stdout, so that nothing else may go there.
    """

    def __init__(self, options: Namespace) -> None:
        """Take the names.

        Raises:
            UsageError: Two of them are stdout, a page is, or one is an input.
            InputError: One is there, and was not written by this command.
        """
        _refuse_usage(options)
        files = [file for file in options.files if file != STDIN]
        self._quiet = options.quiet or options.json
        self._copy = CorrectedCopy(options.files, options.output) if options.output else None
        self._copy_name = options.output[0] if options.output else ""
        self._page = _Output("--report", options.report, files) if options.report else None
        self._sarif = _Output("--sarif", options.sarif, files) if options.sarif else None
        self.is_stdout_taken = STDOUT in (options.sarif, self._copy_name)

    def write(self, found: Verification, read: ReadReferences) -> Told:
        """Write what is named: the copy first, since what could not be put right is told in the others."""
        written: list[str] = []
        notes: list[str] = []
        if self._copy:
            corrected = self._copy.write(found.entries, read.data, quiet=self._quiet)
            found = msgspec.structs.replace(found, problems=(*found.problems, *corrected.problems))
            written += corrected.changed
            notes.append(_tell_corrected(corrected, self._copy_name))
        if self._page:
            written += self._page.write(write_page(found))
        if self._sarif:
            written += self._sarif.write(write_sarif(found, to_addresses(read.files)))
        return Told(found, tuple(written), tuple(notes))


class _Output:
    """What `--report` and `--sarif` name: a file, or stdout."""

    def __init__(self, flag: str, name: str, inputs: Sequence[str]) -> None:
        """Take the name; raises as `GivenFiles` and its `refuse_foreign`."""
        self.is_stdout = name == STDOUT
        self.files = GivenFiles("verified", [] if self.is_stdout else [name], inputs, flag)
        self.files.refuse_foreign()

    def write(self, text: str) -> tuple[str, ...]:
        """Write the text; the name of the file if its content changed."""
        if self.is_stdout:
            sys.stdout.write(text)
            return ()
        return self.files.write([text])


def _refuse_usage(options: Namespace) -> None:
    if options.report == STDOUT:
        raise UsageError("--report: the page goes into a file; name one, such as `--report page.html`.")
    wanted = [("--json", options.json), ("--sarif -", options.sarif == STDOUT), ("-o -", STDOUT in options.output)]
    taken = [flag for flag, is_wanted in wanted if is_wanted]
    if len(taken) > 1:
        raise UsageError(f"{taken[-1]}: with {taken[0]}, stdout is taken; name a file instead of “-”.")
    named = [os.path.realpath(name) for name in (*options.output, options.report, options.sarif) if name]
    if len(set(named)) < len(named):
        raise UsageError("-o, --report and --sarif: two of them name one file; name another one.")


def _tell_corrected(corrected: Corrected, name: str) -> str:
    values = count(corrected.corrected, "value was", "values were")
    entries = count(corrected.entries, "entry", "entries")
    return f"{values} put right in {entries}, in {'the copy' if name == STDOUT else show_whole(name)}."


def to_addresses(files: Mapping[str, str]) -> dict[str, str]:
    """The files as addresses: relative to this folder where they are below it, as code hosts want them."""
    addresses = {}
    for shown, file in files.items():
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(os.curdir)) if file != STDIN else "stdin"
        is_below = not path.startswith(os.pardir + os.sep) and not os.path.isabs(path)
        name = path if is_below else os.path.realpath(file)
        address = quote(os.fsencode(name.replace(os.sep, "/")))
        addresses[shown] = address if is_below else f"file://{address}"
    return addresses
