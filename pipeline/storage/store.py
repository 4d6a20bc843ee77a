"""The only reader and writer of a project's files: UTF-8, atomic, one writer at a time.

Artefacts and outputs are published as one set. What cannot be rebuilt (the key ledger, the citation observations) goes
the same way, with its new lines behind all old ones; a damaged ledger stops the run, and `clean` does not know it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.model.errors import InputError, MachineError
from pipeline.storage import journal

T = TypeVar("T")

ENRICHED = Path("data/enriched")
OUTPUT = Path("output")
CACHE = Path(".cache")
MANIFEST = CACHE / "manifest.json"
JOURNAL = CACHE / "publishing.json"
PART = ".part"
REBUILT = ("rows", "records", "matches", "works", "conflicts")


def read_text(path: Path, shown: str | None = None) -> str:
    """A file's text, without byte order mark; raises `InputError` that names the line that is not UTF-8."""
    shown = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{shown}: cannot be read ({_plain(error)}); check the path and its permissions.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{shown}:{line}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8 and run again."
        ) from None


def read_lines(path: Path, kind: type[T]) -> tuple[T, ...]:
    """An artefact of JSON lines as typed objects; a missing file is empty.

    Raises `InputError` that names file and line; what can be rebuilt may simply be deleted.
    """
    if not path.exists():
        return ()
    decoder = msgspec.json.Decoder(kind)
    found = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):  # a text may hold U+2028: no splitlines()
        if line.strip():
            try:
                found.append(decoder.decode(line))
            except msgspec.DecodeError as error:
                raise InputError(
                    f"{path}:{number}: not a line that this version wrote ({error}){_advice(path)}"
                ) from None
    return tuple(found)


def to_lines(items: Iterable[object]) -> str:
    """Objects as JSON lines, in the given order."""
    encoder = msgspec.json.Encoder()
    return "".join(encoder.encode(item).decode() + "\n" for item in items)


def publish(root: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write a set of texts below `root`, each entirely old or entirely new; the names that really changed.

    Everything is written and synced beside its target first, and a journal says what belongs where; only then are the
    files renamed. A full disk or a missing permission leaves the whole old set. When a rename fails or the run is
    killed between two of them, the next run that holds the folder finishes the set by the journal. Unchanged files
    keep their modification time, changed ones their mode, and a link is followed.
    """
    _sweep(root / name for name in (*files, str(JOURNAL)))
    changed = {name: text.encode() for name, text in files.items() if not _is_same(root / name, text.encode())}
    moves: list[journal.Move] = []
    at, renamed, is_planned = root, 0, False
    try:
        for name, data in changed.items():
            at = root / name
            moves.append(_stage(at, data))
        if len(moves) > 1:
            at = root / JOURNAL
            _put(at, journal.encode(root, moves))
            is_planned = True
        for renamed, move in enumerate(moves):  # noqa: B007 (read when a rename fails)
            at = Path(move.target)
            os.replace(move.temporary, at)
            journal.sync_folder(at.parent)
        journal.drop([root / JOURNAL])
    except OSError as error:
        if not renamed:
            is_planned = False
            journal.drop([root / JOURNAL])
        raise MachineError(_disk_sentence(error, at, renamed)) from None
    finally:
        if not is_planned:
            journal.drop(move.temporary for move in moves)
    return tuple(sorted(changed))


@contextlib.contextmanager
def lock_folder(root: Path) -> Iterator[None]:
    """Be the only run on this folder; raises `MachineError` that names the process which holds it.

    The lock is the kernel's: a killed run leaves none behind. A set of files that it left half renamed is finished.
    """
    from filelock import FileLock, Timeout

    lock_path, holder_path = root / CACHE / "lock", root / CACHE / "holder"
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_path, timeout=0)
        lock.acquire()
    except Timeout:
        holder = _holder(holder_path)
        raise MachineError(f"{root}: {holder} is at work on this folder; wait until it is done.") from None
    except OSError as error:
        raise MachineError(_disk_sentence(error, lock_path)) from None
    try:
        with contextlib.suppress(OSError):
            holder_path.write_text(f"process {os.getpid()}")
        try:
            journal.finish(root, root / JOURNAL)
            _sweep([root / MANIFEST])  # killed at its last step, a run leaves nothing to do, and so nobody who sweeps
        except OSError as error:
            raise MachineError(_disk_sentence(error, root / OUTPUT, 1)) from None
        yield
    finally:
        lock.release()


def fingerprint(root: Path, names: Iterable[str | Path]) -> str:
    """One hash over names below `root` and contents, however `root` is spelt; a missing file counts as missing."""
    digest = hashlib.blake2b(digest_size=16)
    for name in names:
        digest.update(str(name).encode() + b"\0")
        try:
            digest.update(hashlib.blake2b((root / name).read_bytes()).digest())
        except OSError:
            digest.update(b"missing")
    return digest.hexdigest()


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")[:40] or "another process"
    except (OSError, ValueError):
        return "another process"


def _is_same(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _put(target: Path, data: bytes) -> None:
    """Write one file by itself."""
    move = _stage(target, data)
    try:
        os.replace(move.temporary, move.target)
    finally:
        journal.drop([move.temporary])
    journal.sync_folder(target.parent)


def _sweep(targets: Iterable[Path]) -> None:
    """Remove what killed runs left beside the targets; nobody else writes there while the folder is held."""
    for folder, names in _by_folder(targets).items():
        with contextlib.suppress(OSError):
            left = [entry.name for entry in os.scandir(folder) if entry.name.endswith(PART)]
            journal.drop(folder / name for name in left if any(name.startswith(f".{target}.") for target in names))


def _by_folder(targets: Iterable[Path]) -> dict[Path, set[str]]:
    folders: dict[Path, set[str]] = {}
    for target in targets:
        real = Path(os.path.realpath(target))
        folders.setdefault(real.parent, set()).add(real.name)
    return folders


def _stage(target: Path, data: bytes) -> journal.Move:
    """Write and sync a temporary file in the target's own folder, so that the rename never crosses a device."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=PART, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        old = journal.hash_file(target)
    except BaseException:
        journal.drop([temporary])
        raise
    return journal.Move(temporary, str(target), old, journal.hash_file(Path(temporary)))


def _disk_sentence(error: OSError, at: Path, renamed: int = 0) -> str:
    """What failed, at which file, what became of the others, and what to do."""
    kept = "the files of this run are partly new, and the next run finishes them" if renamed else "nothing was changed"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{at}: the disk is full; {kept}, free some space and run again."
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return f"{at}: a file stands where a folder is needed, or a folder where a file is; {kept}, move it away."
    return f"{at}: cannot be written ({_plain(error)}); {kept}, check the permissions and run again."


def _plain(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _advice(path: Path) -> str:
    if path.stem in REBUILT:
        return "; delete the file and run again, it is rebuilt."
    return "; this file cannot be rebuilt: restore it from version control."
