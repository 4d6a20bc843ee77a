"""The operations that change files on disk; no other module of the package may open a file for writing.

It stands alone so that there is one place to refuse a path that must not be written (`tests/storage/test_files.py`
holds that). Every function raises `OSError`; callers say what the failure means for the run.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

PART = ".part"
"""The suffix of a temporary file; its name is `.<name of the target>.<random>.part`."""


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, as far as they are missing."""
    folder.mkdir(parents=True, exist_ok=True)


def write_temporary(target: Path, data: bytes) -> Path:
    """Write and sync a temporary file in the target's own folder, so that its rename never crosses a device.

    Args:
        target: The real path of the file to be replaced, links resolved; its folder is made when it is missing.
        data: The new content.

    Returns:
        The temporary file, with the mode of the target, or 0644 when there is no target yet.
    """
    make_folder(target.parent)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=PART, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o644)
    except BaseException:
        remove([name])
        raise
    return Path(name)


def move(temporary: Path, target: Path) -> None:
    """Rename a temporary file to its target, and sync the folder so that the rename lasts."""
    os.replace(temporary, target)
    _sync_folder(target.parent)


def write(target: Path, data: bytes) -> None:
    """Replace one file atomically: after a kill or a power failure it is entirely old or entirely new."""
    real = Path(os.path.realpath(target))
    temporary = write_temporary(real, data)
    try:
        move(temporary, real)
    finally:
        remove([temporary])


def write_note(path: Path, text: str) -> None:
    """Write a small text that no run depends on, without the cost of a sync; a kill may leave half of it."""
    make_folder(path.parent)
    path.write_text(text, encoding="utf-8")


def append_line(path: Path, line: bytes) -> None:
    """Append one line to a file and sync it; the line break is added.

    When a kill has cut the last line, it is ended first, so that the new line is not joined to it.
    """
    make_folder(path.parent)
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def remove(paths: Iterable[str | Path]) -> None:
    """Remove files; those that are gone already, or cannot be removed, are passed over."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def remove_leftovers(targets: Iterable[Path]) -> None:
    """Remove the temporary files that killed runs left beside the targets.

    Only the run that holds the lock of the folder may call this: no other run writes there meanwhile.
    """
    for folder, names in _names_by_folder(targets).items():
        with contextlib.suppress(OSError):
            left = [entry.name for entry in os.scandir(folder) if entry.name.endswith(PART)]
            remove(folder / name for name in left if any(name.startswith(f".{target}.") for target in names))


def _names_by_folder(targets: Iterable[Path]) -> Mapping[Path, set[str]]:
    folders: dict[Path, set[str]] = {}
    for target in targets:
        real = Path(os.path.realpath(target))
        folders.setdefault(real.parent, set()).add(real.name)
    return folders


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
