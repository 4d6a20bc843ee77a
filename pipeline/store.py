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

from pipeline.errors import InputError, MachineError

T = TypeVar("T")

ENRICHED = Path("data/enriched")
OUTPUT = Path("output")
CACHE = Path(".cache")
MANIFEST = CACHE / "manifest.json"
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

    Everything is written and synced beside its target first; only then are the files renamed, so that a full disk
    or a missing permission leaves the whole old set. Unchanged files keep their modification time, changed ones
    their mode, and a link is followed. When a rename itself fails, the files before it are new and the error says
    so: undoing needs the very disk that just failed, and the manifest, which comes last, makes the next run redo it.
    """
    changed = {name: text.encode() for name, text in files.items() if not _is_same(root / name, text.encode())}
    staged: list[tuple[str, Path]] = []
    at, renamed = root, 0
    try:
        for name, data in changed.items():
            at = root / name
            staged.append((_write_beside(at, data), Path(os.path.realpath(at))))
        for renamed, (temporary, at) in enumerate(staged):  # noqa: B007 (read when a rename fails)
            os.replace(temporary, at)
            _sync_folder(at.parent)
    except OSError as error:
        raise MachineError(_disk_sentence(error, at, renamed)) from None
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    return tuple(sorted(changed))


@contextlib.contextmanager
def hold(root: Path) -> Iterator[None]:
    """Be the only run on this folder; raises `MachineError` that names the process which holds it.

    The lock is the kernel's: a killed run leaves none behind.
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
        yield
    finally:
        lock.release()


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over names and contents; a missing file counts as missing."""
    digest = hashlib.blake2b(digest_size=16)
    for path in paths:
        digest.update(str(path).encode() + b"\0")
        try:
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
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


def _write_beside(target: Path, data: bytes) -> str:
    """Write and sync a temporary file in the target's own folder, so that the rename never crosses a device."""
    target = Path(os.path.realpath(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o644)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _disk_sentence(error: OSError, at: Path, renamed: int = 0) -> str:
    """What failed, at which file, what became of the others, and what to do."""
    kept = f"{renamed} other file(s) of this run are already new" if renamed else "nothing was changed"
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
