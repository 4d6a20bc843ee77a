"""One run at a time on a project folder, by the kernel's lock; what a killed run left half done is finished first."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator

from pipeline.model.errors import MachineError
from pipeline.storage import files, journal
from pipeline.storage.boundary import Home, as_boundary
from pipeline.storage.failures import tell_failed_write
from pipeline.storage.store import ASKED, HOLDER, JOURNAL, LOCK, MANIFEST, OUTPUT
from pipeline.text.folding import show_whole


@contextlib.contextmanager
def lock_folder(home: Home) -> Iterator[None]:
    """Lock a project folder for this run, and finish a set of files that a killed run left half renamed.

    The lock is the kernel's, so a killed run leaves none behind.

    Raises:
        MachineError: Another run has the lock (its process is named), or the folder cannot be written.
    """
    root = as_boundary(home).root
    handle = _acquire_lock(home)
    try:
        with contextlib.suppress(OSError):
            files.write_note(home, HOLDER, f"process {os.getpid()}")
        try:
            journal.finish(home, JOURNAL)
        except OSError as error:
            raise MachineError(tell_failed_write(error, root / OUTPUT, 1)) from None
        # A run that was killed at its last step leaves nothing to publish, and so no later call that would clean up.
        files.remove_leftovers(home, [MANIFEST, ASKED])
        yield
    finally:
        os.close(handle)  # the kernel takes the lock back with the handle


def _acquire_lock(home: Home) -> int:
    """The handle that holds the lock; opened here, since a library would open the file by its path."""
    from filelock import lock_descriptor

    root = as_boundary(home).root
    try:
        handle = files.open_in_place(home, LOCK)
        try:
            is_ours = lock_descriptor(handle, blocking=False)
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        raise MachineError(tell_failed_write(error, root / LOCK)) from None
    if not is_ours:
        os.close(handle)
        raise MachineError(
            f"{show_whole(str(root))}: {_read_holder(home)} is at work on this folder; wait until it is done."
        )
    return handle


def _read_holder(home: Home) -> str:
    try:
        said = files.read(home, HOLDER).decode()
    except (OSError, ValueError):
        said = ""
    return said if re.fullmatch(r"process [0-9]{1,20}", said) else "another process"
