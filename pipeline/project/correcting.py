"""`bibmill verify FILE.bib -o corrected.bib`: a copy with what is proven wrong put right, the rest byte for byte."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.console.differences import list_differences
from pipeline.console.streams import write_raw
from pipeline.console.told import STDOUT
from pipeline.model.errors import UsageError
from pipeline.model.records import Struct
from pipeline.model.verification import Severity, VerifiedEntry
from pipeline.project.bib_file import BibFile, EntryChange
from pipeline.project.given_files import GivenFiles
from pipeline.storage import store
from pipeline.text.folding import show, show_whole
from pipeline.writers.references.bib_values import Change

"""OUT for standard output; as FILE, standard input."""


class Corrected(Struct, frozen=True):
    """What became of the corrections.

    Attributes:
        corrected: How many values were put right.
        entries: In how many entries.
        problems: A sentence for each correction that could not be made.
        changed: The files whose content changed.
    """

    corrected: int = 0
    entries: int = 0
    problems: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class CorrectedCopy:
    """The copy that `-o` names; it is checked before anybody is asked, and written at the end."""

    def __init__(self, files: Sequence[str], outputs: Sequence[str]) -> None:
        """Check what is named.

        Args:
            files: The files that are verified.
            outputs: What `-o` names.

        Raises:
            UsageError: There is not one `.bib` to correct and one name for the copy, or it is the input itself.
            InputError: The copy is there already, and was not written by this command.
        """
        if len(outputs) != 1 or len(files) != 1:
            raise UsageError("-o: give one .bib file and one name for its copy, as in `verify refs.bib -o fixed.bib`.")
        self._file, self._output = files[0], outputs[0]
        for name in (self._file, self._output):
            if name != STDOUT and not name.lower().endswith(".bib"):
                raise UsageError(f"-o: only a .bib file is copied with corrections; “{show(name, 80)}” is none.")
        self._given = GivenFiles("corrected", [] if self.is_stdout else [self._output], files)
        self._given.refuse_foreign()

    @property
    def is_stdout(self) -> bool:
        """True when the copy goes to standard output, so that nothing else may."""
        return self._output == STDOUT

    def write(self, entries: Sequence[VerifiedEntry], data: bytes | None = None, *, quiet: bool = False) -> Corrected:
        """Show what changes and write the copy, which is there also when nothing does.

        Args:
            entries: The entries of the file with their judgements.
            data: The file as it was read; it is read here when that is None.
            quiet: Do not show the changes.

        Raises:
            InputError: The file cannot be written back byte for byte.
        """
        data = store.read_given_bytes(Path(self._file)) if data is None else data
        bib = BibFile(data, show_whole(self._file))
        problems: list[str] = []
        changed = bib.change([*_find_changes(bib, entries, problems)])
        problems += [
            f"{_place(entries, bib, one.change.at)}: its {one.change.change.part} stays as it is: {one.sentence}"
            for one in changed.refused
        ]
        if not quiet:
            names = (self._file, "stdout" if self.is_stdout else self._output)
            lines = list_differences(changed.before, changed.after, changed.splices, names)
            sys.stderr.write("".join(f"{line}\n" for line in lines))
        written: tuple[str, ...] = ()
        if self.is_stdout:
            write_raw(sys.stdout, changed.data)
        else:
            written = self._given.write([changed.data])
        return Corrected(len(changed.made), len({one.change.at for one in changed.made}), tuple(problems), written)


def write_corrected(
    entries: Sequence[VerifiedEntry],
    files: Sequence[str],
    outputs: Sequence[str],
    *,
    data: bytes | None = None,
    quiet: bool = False,
) -> Corrected:
    """Both steps at once, for whoever has the judgements already; raises as they do."""
    return CorrectedCopy(files, outputs).write(entries, data, quiet=quiet)


def _find_changes(bib: BibFile, entries: Sequence[VerifiedEntry], problems: list[str]) -> Iterator[EntryChange]:
    """The corrections as changes of the entries; what a person has said is right stays."""
    for one in entries:
        right = {finding.field for finding in one.ignored}
        right -= {finding.field for finding in one.judgement.findings if finding.severity is Severity.ERROR}
        wanted = [correction for correction in one.judgement.corrections if correction.field not in right]
        at = bib.find(one.line, one.key) if wanted else None
        if wanted and at is None:
            problems.append(f"{one.file}:{one.line}: the entry could not be found again, and stays as it is.")
        elif at is not None:
            for correction in wanted:
                yield EntryChange(at, Change(correction.field, correction.value, correction.names))


def _place(entries: Sequence[VerifiedEntry], bib: BibFile, at: int) -> str:
    line = bib.entries[at].entry.first
    return next((f"{one.file}:{one.line}" for one in entries if one.line == line), str(line))
