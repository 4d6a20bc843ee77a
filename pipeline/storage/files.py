"""The operations on the files of a project; no other module of the package may open one (but the cache of replies).

It stands alone so that there is one place to refuse a path (`tests/storage/test_boundary.py` holds that): every
function takes the project and a name, and works at the place that `boundary` gives. Every function raises
`RefusedPathError` for a path that leads elsewhere, and `OSError` for what the disk refuses; callers say what the
failure means for the run.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from pipeline.model.errors import RefusedPathError
from pipeline.storage.boundary import NO_LINK, NO_WAIT, Home, Place, enter, list_folder, refuse_special
from pipeline.text.folding import show

MOST_BYTES = 1_000_000_000
"""A file that is larger is none that bibmill wrote, and would take all memory: a project of 400,000 works has less."""
CHUNK = 1_000_000
PART = ".part"
"""The suffix of a temporary file; its name is `.<name of the target>.<random>.part`."""


def read(home: Home, name: str | Path, most: int = MOST_BYTES) -> bytes:
    """The content of a file; one of more than `most` bytes is an `OSError` (EFBIG), without being read."""
    with enter(home, name) as place:
        return read_place(place, place.name, most)


def read_place(place: Place, name: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file in the folder of a place."""
    return _read_handle(os.open(name, os.O_RDONLY | NO_LINK | NO_WAIT, dir_fd=place.folder), name, most)


def read_given(path: Path, most: int = MOST_BYTES) -> bytes:
    """The content of a file that the user named on the command line; wherever it is, that is the user's word."""
    return _read_handle(os.open(path, os.O_RDONLY | NO_WAIT | getattr(os, "O_BINARY", 0)), str(path), most)


def _read_handle(handle: int, name: str, most: int) -> bytes:
    try:
        status = os.fstat(handle)
        _refuse_other(status, name)
        with open(handle, "rb", closefd=False) as file:
            data = _read_at_most(file, most + 1, status.st_size + 1) if status.st_size <= most else b""
    finally:
        os.close(handle)
    if max(len(data), status.st_size) > most:  # it may grow while it is read
        raise OSError(errno.EFBIG, f"larger than {most // 1_000_000} megabytes")
    return data


def _read_at_most(file: IO[bytes], most: int, expected: int) -> bytes:
    """What a file holds, read in parts: a buffer of the size that is allowed would be made before the first byte."""
    parts, left = [], most
    while left and (part := file.read(min(left, max(expected, CHUNK)))):
        parts.append(part)
        left, expected = left - len(part), 0
    return b"".join(parts)


def make_folder(home: Home, name: str | Path) -> None:
    """Make a folder and those above it, as far as they are missing."""
    with enter(home, os.path.join(name, "_"), make=True, shown=str(name)):
        pass


def write_temporary(home: Home, name: str | Path, data: bytes) -> str:
    """Write and sync a temporary file in the target's own folder, so that its rename never crosses a device.

    Args:
        home: The project.
        name: The file to be replaced; its folder is made when it is missing.
        data: The new content.

    Returns:
        The name of the temporary file in that folder, which has the mode of the target, or 0644 when there is no
        target yet.
    """
    with enter(home, name, make=True) as place:
        if place.status is not None and stat.S_ISDIR(place.status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        temporary = f".{place.base_name}.{os.urandom(4).hex()}{PART}"
        handle = create(place, temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                if hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), place.status.st_mode & 0o777 if place.status else 0o644)
        except BaseException:
            _unlink(place, temporary)
            raise
        return temporary


def create(place: Place, name: str) -> int:
    """Open a new file in the folder of a place; one that is there already is never opened."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK
    return os.open(place.beside(name), flags, 0o600, dir_fd=place.folder)


def move(home: Home, name: str | Path, temporary: str) -> None:
    """Rename the temporary file of a target to it, and sync the folder so that the rename lasts."""
    with enter(home, name) as place:
        os.replace(place.beside(temporary), place.name, src_dir_fd=place.folder, dst_dir_fd=place.folder)
        _sync_folder(place)


def set_aside(home: Home, name: str | Path, new_name: str) -> None:
    """Rename a file within its folder, when it is there."""
    with enter(home, name) as place:
        if place.status is not None:
            os.rename(place.name, place.beside(new_name), src_dir_fd=place.folder, dst_dir_fd=place.folder)


def write(home: Home, name: str | Path, data: bytes) -> None:
    """Replace one file atomically: after a kill or a power failure it is entirely old or entirely new."""
    temporary = write_temporary(home, name, data)
    try:
        move(home, name, temporary)
    finally:
        remove_temporary(home, name, temporary)


def write_note(home: Home, name: str | Path, text: str) -> None:
    """Write a small text that no run depends on, without the cost of a sync; a kill may leave half of it."""
    with os.fdopen(open_in_place(home, name), "r+b") as file:
        file.truncate()
        file.write(text.encode("utf-8", "backslashreplace"))


def append_line(home: Home, name: str | Path, line: bytes) -> None:
    """Append one line to a file and sync it; the line break is added.

    When a kill has cut the last line, it is ended first, so that the new line is not joined to it.
    """
    with os.fdopen(open_in_place(home, name), "r+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            is_cut = file.read(1) != b"\n"
            file.seek(0, os.SEEK_END)
            file.write(b"\n" if is_cut else b"")
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def open_in_place(home: Home, name: str | Path) -> int:
    """The handle of a file that is changed where it is, made when it is missing.

    Raises:
        RefusedPathError: It is no plain file, or has a second name (a hard link), by which a file elsewhere would be
            changed with it.
    """
    with enter(home, name, make=True) as place:
        flags = os.O_RDWR | os.O_CREAT | NO_LINK | NO_WAIT
        handle = os.open(place.name, flags, 0o644, dir_fd=place.folder)
        try:
            status = os.fstat(handle)
            _refuse_other(status, str(name))
            refuse_second_name(status, str(name))
        except BaseException:
            os.close(handle)
            raise
        return handle


def refuse_second_name(status: os.stat_result, name: str) -> None:
    """Raise `RefusedPathError` for a file that has a second name, which may lie outside the project."""
    if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
        raise RefusedPathError(
            f"{show(name)}: this file has a second name elsewhere (a hard link); nothing was changed, move it away."
        )


def remove(home: Home, names: Iterable[str | Path]) -> None:
    """Remove files; those that are gone already, or cannot be removed, are passed over."""
    for name in names:
        with contextlib.suppress(OSError), enter(home, name) as place:
            os.unlink(place.name, dir_fd=place.folder)


def remove_temporary(home: Home, name: str | Path, temporary: str) -> None:
    """Remove the temporary file of a target, when it is still there."""
    with contextlib.suppress(OSError), enter(home, name) as place:
        _unlink(place, temporary)


def remove_leftovers(home: Home, names: Iterable[str | Path]) -> None:
    """Remove the temporary files that killed runs left beside these targets.

    Only the run that holds the lock of the folder may call this: no other run writes there meanwhile.
    """
    listed: dict[str, list[str]] = {}
    for name in names:
        folder = os.path.dirname(name)
        if folder not in listed:
            listed[folder] = [one for one in list_folder(home, folder) if one.endswith(PART)]
        own = f".{os.path.basename(name)}."
        for left in listed[folder]:
            # What follows the name has no dot in it: the temporary file of `a.md` is not that of `a`.
            if left.startswith(own) and "." not in left.removeprefix(own).removesuffix(PART):
                remove_temporary(home, name, left)


def _unlink(place: Place, name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(place.beside(name), dir_fd=place.folder)


def _refuse_other(status: os.stat_result, name: str) -> None:
    """What was opened is no plain file: it was put there after the place was looked at."""
    refuse_special(status, name)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _sync_folder(place: Place) -> None:
    with contextlib.suppress(OSError):  # not every file system can sync a folder
        folder = place.beside(".")
        handle = os.open(folder, os.O_RDONLY | NO_LINK, dir_fd=place.folder)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
