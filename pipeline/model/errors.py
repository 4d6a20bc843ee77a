"""What ends a run: each error is one sentence and knows its exit code."""

from __future__ import annotations


class BibmillError(Exception):
    """A reason why this run cannot go on; its text is one sentence for a person."""

    exit_code = 3


class UsageError(BibmillError):
    """Wrong usage or configuration; nothing was written."""

    exit_code = 2


class InputError(BibmillError, ValueError):
    """A file that people keep cannot be read; earlier outputs stay as they were."""


class MachineError(BibmillError, OSError):
    """The machine does not let us go on: permission, disk, or another run that holds the folder."""
