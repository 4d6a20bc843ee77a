"""Standard output and error that never end a run: closed, full or in a narrow encoding, they are told and passed over.

What a run wrote to disk counts, whether or not its summary could be shown. This module is loaded before all others, so
it imports nothing of the package.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable

TYPE_CHECKING = False  # `typing` is not loaded for a constant, as in `model/errors.py`
if TYPE_CHECKING:
    from typing import TextIO


class SafeStream:
    """A text stream that remembers its first failure and is silent from then on.

    Attributes:
        failure: Why nothing more can be written; None while all is well.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """Wrap a stream; None stands for one that was closed before this program began."""
        self._stream = stream
        self._held: list[str] | None = None
        self.failure: OSError | None = None

    def hold(self) -> None:
        """Keep all text back from now on."""
        self._held = []

    @property
    def is_held(self) -> bool:
        """True while text is kept back."""
        return self._held is not None

    def release(self) -> None:
        """Write what was kept back, and go on writing."""
        if self.is_held:
            self.write(self.take())

    def take(self) -> str:
        """The text that was kept back, which is nowhere else; from now on, text is written again."""
        held, self._held = self._held or [], None
        return "".join(held)

    def write(self, text: str) -> int:
        """Write the text, with escapes for what the encoding of the stream lacks; nothing after a failure."""
        if self._held is not None:
            self._held.append(text)
        elif not self._stream:
            self.failure = OSError(errno.EBADF, "it is closed")
        elif not self.failure:
            try:
                self._stream.write(_fit(text, self._stream))
            except (OSError, ValueError) as error:  # ValueError: closed by somebody else
                self.failure = error if isinstance(error, OSError) else OSError(errno.EBADF, str(error))
        return len(text)

    def write_raw(self, data: bytes) -> None:
        """Write bytes as they are, behind all text; where the stream takes only text, as UTF-8 text."""
        raw = getattr(self._stream, "buffer", None)
        if raw is None or self.failure or self.is_held:
            self.write(data.decode("utf-8", "replace"))
            return
        self.flush()
        try:
            raw.write(data)
            raw.flush()
        except (OSError, ValueError) as error:
            self.failure = error if isinstance(error, OSError) else OSError(errno.EBADF, str(error))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write all lines."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand on what is written; a failure is remembered, and what is still buffered is dropped."""
        if self._stream and not self.failure:
            try:
                self._stream.flush()
            except (OSError, ValueError) as error:
                self.failure = error if isinstance(error, OSError) else OSError(errno.EBADF, str(error))

    def isatty(self) -> bool:
        """True for a terminal."""
        return bool(self._stream) and not self.failure and self._stream.isatty()  # type: ignore[union-attr]

    def discard(self) -> None:
        """Send what is still buffered nowhere, so that the interpreter does not fail with it when it ends."""
        if self.failure and self._stream:
            try:
                number = os.open(os.devnull, os.O_WRONLY)
                os.dup2(number, self._stream.fileno())
                os.close(number)
            except (OSError, ValueError):
                pass

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream or sys.__stdout__, name)


def fill_closed_handles() -> None:
    """Open `/dev/null` for standard handles that are closed, so that no file of the run gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _fit(text: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeError:
        # A name of a file with bytes that are not UTF-8 is shown with these bytes, and not as Python spells them.
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def write_raw(stream: TextIO, data: bytes) -> None:
    """Write bytes to a stream that may be a `SafeStream`, as `sys.stdout` is one during a run."""
    own: object = stream
    (own if isinstance(own, SafeStream) else SafeStream(stream)).write_raw(data)
