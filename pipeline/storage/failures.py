"""What a disk's refusal is called, and what a person can do about it.

It stands alone because `boundary`, which looks at files, and `store`, which reads and writes them, say the same words.
"""

from __future__ import annotations

import errno
from pathlib import Path

from pipeline.text.folding import show_whole

SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
"""Errors of a machine that is short of file handles, memory or threads, whatever the file."""
ABSENT = (errno.ENOENT, errno.ENOTDIR)
"""Errors that say that no file is there. Any other one may be gone with the next try, so what was not read because of
it is not taken for missing: a run that did would make its outputs without it."""


NO_SUCH_FILE = (*ABSENT, errno.EISDIR, errno.EFBIG)
"""The same, or that what is there is no file of ours."""


def is_absence(error: OSError) -> bool:
    """True when the error says that no file is there."""
    return error.errno in ABSENT


def describe(error: OSError) -> str:
    """What failed, in the words of the system."""
    return (error.strerror or type(error).__name__).lower()


def find_remedy(error: OSError) -> str:
    """What a person can do about a file that cannot be read."""
    if error.errno in SCARCE:
        return (
            "this machine is short of what every program needs: end some or raise the limit (`ulimit`), and run again"
        )
    if error.errno == errno.EISDIR:
        return "a folder is in the place of this file: move it away"
    if error.errno == errno.EFBIG:
        return "this is some other file: move it away, or put the right one there"
    return "check the path, its permissions and the disk, and run again"


def tell_failed_write(error: OSError, path: Path, renamed: int = 0) -> str:
    """What failed, at which file, what became of the others, and what to do."""
    at = show_whole(str(path))
    kept = "the files of this run are partly new, and the next run finishes them" if renamed else "nothing was changed"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{at}: the disk is full; {kept}, free some space and run again."
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return f"{at}: a file stands where a folder is needed, or a folder where a file is; {kept}, move it away."
    if error.errno in SCARCE:
        return f"{at}: cannot be written ({describe(error)}); {kept}. {find_remedy(error).capitalize()}."
    return f"{at}: cannot be written ({describe(error)}); {kept}, check the permissions and run again."
