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
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.model.errors import InputError, MachineError, RefusedPathError
from pipeline.storage import files, journal
from pipeline.storage.boundary import Home, as_boundary, inspect, look
from pipeline.storage.failures import SCARCE, describe, find_remedy, is_absence
from pipeline.text.folding import show, show_whole

ENRICHED = Path("data/enriched")
OUTPUT = Path("output")
CACHE = Path(".cache")
MANIFEST = CACHE / "manifest.json"
"""What the last run was made of."""
JOURNAL = CACHE / "publishing.json"
"""The renames that a run is about to do."""
ASKED = CACHE / "asked.json"
"""When each source was last asked about each work."""
REFRESH = CACHE / "refresh.jsonl"
"""What a refresh has learned and not published."""
FACTS = CACHE / "facts.sqlite"
"""The replies of the network."""
FACTS_TAILS = ("-journal", "-wal", "-shm", "")
"""What SQLite keeps beside that file; when all are set aside, the file itself is the last."""
LOCK = CACHE / "lock"
HOLDER = CACHE / "holder"
"""The process that has the lock, in words."""
CACHED = (MANIFEST, JOURNAL, ASKED, REFRESH, LOCK, HOLDER, *(FACTS.with_name(FACTS.name + one) for one in FACTS_TAILS))
"""All files that the house keeps in the cache, but for the trace of a bug."""
JournalLines = list[journal.Move]
"""What is in the journal."""
REBUILT = ("rows", "records", "matches", "works", "conflicts", "problems")
"""The artefacts that a run makes again when they are gone."""
LEDGERS = ("keys", "citations", "news")
"""The others, which cannot be rebuilt."""


class UndecodableError(InputError):
    """A file is no UTF-8."""


class _MissingError(InputError):
    """No file is there: unlike one that cannot be opened for want of handles or memory."""


def read_bytes(home: Home, name: str | Path, missing: bytes | None = None, most: int = files.MOST_BYTES) -> bytes:
    """The content of a file of a project; `missing`, when that is given and no file is there.

    Raises:
        InputError: The file cannot be read, or has more than `most` bytes.
        RefusedPathError: It leads out of the project.
    """
    try:
        return _read(lambda: files.read(home, name, most), str(name))
    except _MissingError:
        if missing is None:
            raise
        return missing


def read_text(home: Home, name: str | Path, most: int = files.MOST_BYTES) -> str:
    """The text of a file of a project, without byte order mark, its line ends as they are.

    Raises:
        InputError: The file cannot be read, has more than `most` bytes, or is not UTF-8; then the sentence names the
            line.
        RefusedPathError: It leads out of the project.
    """
    return _decode(read_bytes(home, name, most=most), str(name))


def read_given_text(path: Path) -> str:
    """As `read_text`, for a file that the user named on the command line, wherever it is."""
    return _decode(_read(lambda: files.read_given(path), str(path)), str(path))


def _read(read: Callable[[], bytes], shown: str) -> bytes:
    try:
        return read()
    except OSError as error:
        kind = _MissingError if is_absence(error) else InputError
        raise kind(f"{show(shown)}: cannot be read ({describe(error)}); {find_remedy(error)}.") from None


def _decode(raw: bytes, shown: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UndecodableError(
            f"{show(shown)}:{line}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8 and run again."
        ) from None


def publish(home: Home, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Write a set of texts, by file name below `root`, as one; the names whose content changed, sorted.

    Unchanged files keep their modification time, changed ones their mode.

    Raises:
        RefusedPathError: One of them is a link, or leads out of the project otherwise; nothing was changed.
        MachineError: The disk is full, a permission is missing, or the like; the old set is kept, or the next run
            finishes the new one.
    """
    inspect(home, texts)
    files.remove_leftovers(home, (*texts, str(JOURNAL)))
    changed = {name: text.encode() for name, text in texts.items() if not _is_same(home, name, text.encode())}
    moves: list[journal.Move] = []
    at, renamed, is_in_journal = "", 0, False
    try:
        for at, data in changed.items():
            moves.append(_prepare(home, at, data))
        if len(moves) > 1:
            at = str(JOURNAL)
            files.write(home, JOURNAL, journal.encode(moves))
            is_in_journal = True
        for renamed, move in enumerate(moves):  # noqa: B007 (read when a rename fails)
            at = move.target
            files.move(home, move.target, move.temporary)
        files.remove(home, [JOURNAL])
    except (OSError, RefusedPathError) as error:
        if not renamed:
            is_in_journal = False
            files.remove(home, [JOURNAL])
        if isinstance(error, RefusedPathError):
            raise
        raise MachineError(_disk_sentence(error, as_boundary(home).root / at, renamed)) from None
    finally:
        if not is_in_journal:
            for move in moves:
                files.remove_temporary(home, move.target, move.temporary)
    return tuple(sorted(changed))


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
            raise MachineError(_disk_sentence(error, root / OUTPUT, 1)) from None
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
        raise MachineError(_disk_sentence(error, root / LOCK)) from None
    if not is_ours:
        os.close(handle)
        raise MachineError(
            f"{show_whole(str(root))}: {_read_holder(home)} is at work on this folder; wait until it is done."
        )
    return handle


def set_aside(home: Home, name: Path) -> str:
    """Rename a damaged file of the cache, which the run holds the lock of; its new name, without the folder.

    Raises:
        MachineError: It cannot be renamed.
    """
    number = 1
    while look(home, name.with_name(f"{name.name}.broken-{number}")):
        number += 1
    aside = f"{name.name}.broken-{number}"
    try:
        files.set_aside(home, name, aside)
    except OSError as error:
        raise MachineError(_disk_sentence(error, as_boundary(home).root / name)) from None
    return aside


def fingerprint(home: Home, names: Iterable[str | Path]) -> str:
    """One hash over files of a project: their names and their contents, whatever the spelling of its folder.

    A file that is missing changes the hash, too.

    Raises:
        InputError: A file is there, and cannot be read.
        RefusedPathError: One of them is outside.
    """
    return _fingerprint(names, lambda name: read_bytes(home, name))


def fingerprint_program(folder: Path, names: Iterable[Path]) -> str:
    """As `fingerprint`, for files of this program, which an installer may have made as links."""
    return _fingerprint(names, lambda name: _read(lambda: files.read_given(folder / name), str(name)))


def _fingerprint(names: Iterable[str | Path], read: Callable[[str | Path], bytes]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in names:
        digest.update(str(name).encode("utf-8", "surrogatepass") + b"\0")
        try:
            digest.update(hashlib.blake2b(read(name)).digest())
        except _MissingError:
            digest.update(b"missing")
    return digest.hexdigest()


def _read_holder(home: Home) -> str:
    try:
        said = files.read(home, HOLDER).decode()
    except (OSError, ValueError):
        said = ""
    return said if re.fullmatch(r"process [0-9]{1,20}", said) else "another process"


def _is_same(home: Home, name: str, data: bytes) -> bool:
    status = look(home, name)
    try:
        return status is not None and status.st_size == len(data) and files.read(home, name) == data
    except OSError:
        return False


def _prepare(home: Home, target: str, data: bytes) -> journal.Move:
    """Write the temporary file of a target; the move says where both are, and by which hashes to know them again."""
    old = journal.hash_file(home, target)
    return journal.Move(files.write_temporary(home, target, data), target, old, journal.hash_bytes(data))


def _disk_sentence(error: OSError, path: Path, renamed: int = 0) -> str:
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
