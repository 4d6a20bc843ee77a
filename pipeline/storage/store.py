"""Reads and publishes the files of a project: UTF-8, atomic, one run at a time.

Artefacts and outputs are published as one set. The ledgers, which cannot be rebuilt (keys, citation counts, news), go
the same way, with their new lines after all old ones; what happens to a damaged one is decided in `project/ledgers.py`.

How a set is published: everything is written and synced beside its target first, and a journal says what belongs where;
only then are the files renamed. A full disk or a missing permission leaves the whole old set. When a rename fails or
the run is killed between two of them, the next run that locks the folder finishes the set by the journal.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model.errors import InputError, MachineError
from pipeline.storage import files, journal

if TYPE_CHECKING:
    from filelock import FileLock

ENRICHED = Path("data/enriched")
OUTPUT = Path("output")
CACHE = Path(".cache")
MANIFEST = CACHE / "manifest.json"
"""What the last run was made of."""
JOURNAL = CACHE / "publishing.json"
"""The renames that a run is about to do."""
ASKED = CACHE / "asked.json"
"""When each source was last asked about each work."""
LOCK = CACHE / "lock"
HOLDER = CACHE / "holder"
"""The process that has the lock, in words."""
REBUILT = ("rows", "records", "matches", "works", "conflicts", "problems")
"""The artefacts that a run makes again when they are gone; the others are ledgers."""
SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
"""Errors of a machine that is short of file handles, memory or threads, whatever the file."""


def read_bytes(path: Path, shown: str | None = None) -> bytes:
    """The content of a file.

    Args:
        path: The file.
        shown: Its name in error messages, when it is not the path.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{shown or path}: cannot be read ({_plain(error)}); {_remedy(error)}.") from None


def read_text(path: Path, shown: str | None = None) -> str:
    """The text of a file, without byte order mark, its line ends as they are.

    Args:
        path: The file.
        shown: Its name in error messages, when it is not the path.

    Raises:
        InputError: The file cannot be read, or is not UTF-8; then the sentence names the line.
    """
    raw = read_bytes(path, shown)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{shown or path}:{line}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8 and run again."
        ) from None


def publish(root: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Write a set of texts, by file name below `root`, as one; the names whose content changed, sorted.

    Unchanged files keep their modification time, changed ones their mode, and a link is followed.

    Raises:
        MachineError: The disk is full, a permission is missing, or the like; the old set is kept, or the next run
            finishes the new one.
    """
    files.remove_leftovers(root / name for name in (*texts, str(JOURNAL)))
    changed = {name: text.encode() for name, text in texts.items() if not _is_same(root / name, text.encode())}
    moves: list[journal.Move] = []
    at, renamed, is_in_journal = root, 0, False
    try:
        for name, data in changed.items():
            at = root / name
            moves.append(_prepare(at, data))
        if len(moves) > 1:
            at = root / JOURNAL
            files.write(at, journal.encode(root, moves))
            is_in_journal = True
        for renamed, move in enumerate(moves):  # noqa: B007 (read when a rename fails)
            at = Path(move.target)
            files.move(Path(move.temporary), at)
        files.remove([root / JOURNAL])
    except OSError as error:
        if not renamed:
            is_in_journal = False
            files.remove([root / JOURNAL])
        raise MachineError(_disk_sentence(error, at, renamed)) from None
    finally:
        if not is_in_journal:
            files.remove(move.temporary for move in moves)
    return tuple(sorted(changed))


@contextlib.contextmanager
def lock_folder(root: Path) -> Iterator[None]:
    """Lock a project folder for this run, and finish a set of files that a killed run left half renamed.

    The lock is the kernel's, so a killed run leaves none behind.

    Raises:
        MachineError: Another run has the lock (its process is named), or the folder cannot be written.
    """
    lock = _acquire_lock(root)
    try:
        with contextlib.suppress(OSError):
            files.write_note(root / HOLDER, f"process {os.getpid()}")
        try:
            journal.finish(root, root / JOURNAL)
        except OSError as error:
            raise MachineError(_disk_sentence(error, root / OUTPUT, 1)) from None
        # A run that was killed at its last step leaves nothing to publish, and so no later call that would clean up.
        files.remove_leftovers([root / MANIFEST, root / ASKED])
        yield
    finally:
        lock.release()


def _acquire_lock(root: Path) -> FileLock:
    from filelock import FileLock, Timeout

    path = root / LOCK
    try:
        files.make_folder(path.parent)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise MachineError(f"{root}: {_read_holder(root)} is at work on this folder; wait until it is done.") from None
    except OSError as error:
        raise MachineError(_disk_sentence(error, path)) from None
    return lock


def fingerprint(root: Path, names: Iterable[str | Path]) -> str:
    """One hash over files: their names below `root` and their contents, whatever the spelling of `root`.

    A file that is missing changes the hash, too.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name in names:
        digest.update(os.fsencode(name) + b"\0")
        try:
            digest.update(hashlib.blake2b((root / name).read_bytes()).digest())
        except OSError:
            digest.update(b"missing")
    return digest.hexdigest()


def _read_holder(root: Path) -> str:
    try:
        return (root / HOLDER).read_text(encoding="utf-8")[:40] or "another process"
    except (OSError, ValueError):
        return "another process"


def _is_same(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _prepare(target: Path, data: bytes) -> journal.Move:
    """Write the temporary file of a target; the move says where both are, and by which hashes to know them again."""
    real = Path(os.path.realpath(target))
    old = journal.hash_file(real)
    temporary = files.write_temporary(real, data)
    return journal.Move(str(temporary), str(real), old, journal.hash_bytes(data))


def _disk_sentence(error: OSError, at: Path, renamed: int = 0) -> str:
    """What failed, at which file, what became of the others, and what to do."""
    kept = "the files of this run are partly new, and the next run finishes them" if renamed else "nothing was changed"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{at}: the disk is full; {kept}, free some space and run again."
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return f"{at}: a file stands where a folder is needed, or a folder where a file is; {kept}, move it away."
    if error.errno in SCARCE:
        return f"{at}: cannot be written ({_plain(error)}); {kept}. {_remedy(error).capitalize()}."
    return f"{at}: cannot be written ({_plain(error)}); {kept}, check the permissions and run again."


def _plain(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _remedy(error: OSError) -> str:
    """What a person can do about a file that cannot be read."""
    if error.errno in SCARCE:
        return (
            "this machine is short of what every program needs: end some or raise the limit (`ulimit`), and run again"
        )
    return "check the path and its permissions"
