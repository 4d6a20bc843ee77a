"""Every error of bibmill, in one tree: what ends a run, and what ends one request.

Errors that end a run are one sentence for a person and know their exit code. The two of the network never leave it:
the client turns them into replies.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` is not loaded for a constant: `--help` is said in 30 ms
if TYPE_CHECKING:  # the command line imports this module, and must not load all records to say `--help`
    from pipeline.model.statuses import ReplyStatus


class BibmillError(Exception):
    """Why this run cannot go on; its text is one sentence for a person, and `exit_code` that of the command line."""

    exit_code = 3


class UsageError(BibmillError):
    """Wrong usage or configuration; nothing was written."""

    exit_code = 2


class InputError(BibmillError, ValueError):
    """A file that people keep cannot be read; earlier outputs stay as they were."""


class MachineError(BibmillError, OSError):
    """The machine prevents the run: permission, disk, or another run that has locked the folder."""


class RefusedPathError(BibmillError):
    """A path leads out of the project, or to what is no plain file; nothing was read or written there.

    It is no `OSError`: code that bears a missing or unreadable file must not take a refused one for that.
    """


class NetworkError(Exception):
    """Why one request has no usable reply.

    Attributes:
        status: What that is worth to whoever asked.
        sentence: The reason for a person; it shows no key and no parameter.
    """

    def __init__(self, status: ReplyStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class NoReplyError(NetworkError):
    """No usable reply came.

    Attributes:
        is_retryable: True when the next try may do better.
        is_too_large: True when the answer was too large, so that asking for less may help.
    """

    def __init__(
        self, status: ReplyStatus, sentence: str, *, is_retryable: bool = True, is_too_large: bool = False
    ) -> None:
        super().__init__(status, sentence)
        self.is_retryable, self.is_too_large = is_retryable, is_too_large


class ServiceStoppedError(NetworkError):
    """The service is not asked any more in this run."""


class Terminated(BaseException):
    """SIGTERM arrived; like `KeyboardInterrupt` it is no `Exception`, so that nothing swallows it on the way."""
