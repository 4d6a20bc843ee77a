"""Where the house may read and write: the one module that decides, for every file of a project.

A project may come from a stranger, and a link in it may lead to any file of this machine. So a path is allowed only
when it is a plain file below the project's folder, or below one that the user allowed outside the project (on the
command line or in the environment, never in the settings). Folders are opened one by one, each from the handle of the
one above and without following links: a link that is put there meanwhile is not followed either. The project's folder
itself may be a link, since the user named it.

It stands alone because it changes no file: `files` does, at the places that this module gives.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from pipeline.model.errors import MachineError, RefusedPathError
from pipeline.model.records import Struct
from pipeline.storage.failures import describe, find_remedy, is_absence
from pipeline.text.folding import show

BY_HANDLE = {os.open, os.stat, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Whether this system opens files from the handle of their folder. Where it does not (Windows), each part of a path is
looked at before it is used, which a link that is put there in the meantime escapes."""
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Opening a pipe that was put in a file's place must not wait for whoever writes into it."""
_FOLDER = NO_LINK | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", os.O_RDONLY)
_MOST_LINKS = 8
_HOW_TO_ALLOW = "allow its folder with `--allow-outside DIR` or BIBMILL_OUTSIDE if you trust it"
_NO_FILES = dict.fromkeys((stat.S_IFBLK, stat.S_IFCHR), "a device")
_NO_FILES |= {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


class Boundary(Struct, frozen=True):
    """A project's folder, as the user spelled it, and the real paths of the folders that the user allowed besides."""

    root: Path
    outside: tuple[str, ...] = ()


Home = Boundary | Path
"""A project's folder; of a bare path nothing outside is allowed."""


class Place:
    """An allowed file: its name in a folder that is held open, so that nothing can be put between the two.

    Attributes:
        folder: The handle of the folder; None where the system has no such handles.
        name: What to give to a function of `os` together with the handle.
        path: The whole path, for what can take nothing else.
        status: What is there, or None for a file that is still to be made.
    """

    def __init__(self, folder: int | None, path: str, status: os.stat_result | None) -> None:
        self.folder, self.path, self.status = folder, path, status
        self.name = path if folder is None else os.path.basename(path)

    def beside(self, name: str) -> str:
        """The name of another file in the same folder, to give to a function of `os` together with the handle."""
        return name if self.folder is not None else os.path.join(os.path.dirname(self.path), name)

    @property
    def base_name(self) -> str:
        """The name without its folder."""
        return os.path.basename(self.path)


class _LinkFoundError(Exception):
    """A part of a path is a link; `at` counts the parts before and with it."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def as_boundary(home: Home) -> Boundary:
    """The boundary of a project that is given by its folder alone, too."""
    return home if isinstance(home, Boundary) else Boundary(home)


@contextlib.contextmanager
def enter(home: Home, name: str | Path, *, make: bool = False, shown: str = "") -> Iterator[Place]:
    """The place of a file, for as long as its folder is held open.

    Args:
        home: The project.
        name: The file, below the project's folder; another path is allowed when the user allowed its folder.
        make: Make the folders that are missing.
        shown: What a refusal calls it, when that is not the name.

    Raises:
        RefusedPathError: It leads elsewhere, or to what is neither file nor folder.
        OSError: A folder of it is missing or cannot be opened.
    """
    boundary, shown = as_boundary(home), shown or str(name)
    with contextlib.ExitStack() as handles:
        try:
            place = _find(boundary, str(name), handles, make=make, shown=shown)
        except ValueError:  # a NUL or a lone surrogate
            raise RefusedPathError(f"{show(shown)}: no file can have this name; nothing was changed.") from None
        if place.status is not None:
            refuse_special(place.status, shown)
        yield place


def look(home: Home, name: str | Path) -> os.stat_result | None:
    """What is at a place; None when nothing is.

    Raises:
        RefusedPathError: It leads elsewhere, or to what is neither file nor folder.
        MachineError: It cannot be looked at now, so nobody knows whether something is there.
    """
    try:
        with enter(home, name) as place:
            return place.status
    except OSError as error:
        _raise_unless_absent(error, name)
        return None


def is_file(home: Home, name: str | Path) -> bool:
    """True when a plain file is at a place; raises `RefusedPathError` for what is neither file nor folder."""
    found = look(home, name)
    return found is not None and stat.S_ISREG(found.st_mode)


def list_folder(home: Home, name: str | Path) -> list[str]:
    """The names in a folder, sorted; none when it is missing, or no folder. Raises as `look` does."""
    try:
        with enter(home, os.path.join(name, "_"), shown=str(name)) as place:
            return sorted(os.listdir(os.path.dirname(place.path)) if place.folder is None else _list(place.folder))
    except OSError as error:
        _raise_unless_absent(error, name)
        return []


def inspect(home: Home, names: Iterable[str | Path]) -> None:
    """Refuse a project in which one of these is a link, a pipe or the like, before anything is done with it."""
    for name in names:
        look(home, name)


def inspect_kinds(home: Home, names: Iterable[str | Path], folders: Iterable[str | Path] = ()) -> None:
    """As `inspect`, where what is there must be a plain file, and a folder at the places of folders."""
    for name in names:
        found = look(home, name)
        if found and stat.S_ISDIR(found.st_mode):
            raise RefusedPathError(
                f"{show(str(name))}: this is a folder and no file; nothing was changed, move it away."
            )
    for name in folders:
        try:
            with enter(home, os.path.join(name, "_"), shown=str(name)):
                pass
        except OSError as error:
            _raise_unless_absent(error, name)
            if error.errno == errno.ENOTDIR:
                raise RefusedPathError(
                    f"{show(str(name))}: a file is where a folder is needed; nothing was changed, move it away."
                ) from None


def refuse_special(status: os.stat_result, name: str) -> None:
    """Raise `RefusedPathError` for a pipe, a device or a socket, which can hang or harm whoever opens it."""
    kind = _NO_FILES.get(stat.S_IFMT(status.st_mode))
    if kind:
        raise RefusedPathError(f"{show(name)}: this is {kind} and no file; nothing was changed, move it away.")


def find_real_folders(folders: Iterable[str]) -> tuple[str, ...]:
    """The real paths of the folders that the user allows, without those that do not exist."""
    return tuple(dict.fromkeys(os.path.realpath(one) for one in folders if os.path.isdir(one)))


def _raise_unless_absent(error: OSError, name: str | Path) -> None:
    if not is_absence(error):
        sentence = f"{show(str(name))}: cannot be looked at ({describe(error)}); {find_remedy(error)}."
        raise MachineError(sentence) from None


def _list(folder: int) -> list[str]:
    handle = os.open(".", os.O_RDONLY | NO_LINK, dir_fd=folder)  # that of the folder may be for passing through only
    try:
        return os.listdir(handle)
    finally:
        os.close(handle)


def _find(boundary: Boundary, name: str, handles: contextlib.ExitStack, *, make: bool, shown: str) -> Place:
    """Walk to a file, and on from each link to where the user allowed it to lead."""
    base, parts = _locate(boundary, name, shown)
    if make:
        os.makedirs(base, exist_ok=True)
    for _ in range(_MOST_LINKS):
        try:
            return (_walk if BY_HANDLE else _walk_by_names)(base, parts, handles, make=make)
        except _LinkFoundError as found:
            link = os.path.join(base, *parts[: found.at])
            allowed = _locate_outside(boundary, os.path.join(os.path.realpath(link), *parts[found.at :]))
            if allowed is None:
                _refuse_link(boundary, link)
            base, parts = allowed
    raise RefusedPathError(f"{show(shown)}: too many links lead on from each other; nothing was changed.")


def _locate(boundary: Boundary, name: str, shown: str) -> tuple[str, list[str]]:
    """A folder that the user named, and the way from there; without opening anything."""
    root = os.path.abspath(boundary.root)
    path = os.path.normpath(os.path.join(root, name))
    found = (root, ["."]) if path == root else _split_below(root, path) or _split_below(os.path.realpath(root), path)
    if found is None:
        found = _locate_outside(boundary, os.path.realpath(path))
    if found is None:
        raise RefusedPathError(f"{show(shown)}: this is outside the project; nothing was changed, {_HOW_TO_ALLOW}.")
    if any(part.casefold().rstrip(". ") == ".git" for part in found[1]):
        raise RefusedPathError(f"{show(shown)}: the folder of version control is not for bibmill; nothing was changed.")
    return found


def _locate_outside(boundary: Boundary, real: str) -> tuple[str, list[str]] | None:
    return next(filter(None, (_split_below(folder, real) for folder in boundary.outside)), None)


def _split_below(folder: str, path: str) -> tuple[str, list[str]] | None:
    inside = folder if folder.endswith(os.sep) else folder + os.sep
    return (folder, path[len(inside) :].split(os.sep)) if path.startswith(inside) else None


def _refuse_link(boundary: Boundary, link: str) -> NoReturn:
    below = _split_below(os.path.abspath(boundary.root), link)
    name = "/".join(below[1]) if below else link
    raise RefusedPathError(
        f"{show(name)}: this is a link, and none is followed in a project; nothing was changed."
        f" Put a plain file or folder there, or {_HOW_TO_ALLOW}."
    )


def _walk(base: str, parts: list[str], handles: contextlib.ExitStack, *, make: bool) -> Place:
    """Open the folders of a file one by one; the handle of the last is closed with the others."""
    folder = _hold(handles, os.open(base, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)))
    for at, part in enumerate(parts[:-1], start=1):
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, dir_fd=folder)
        try:
            folder = _hold(handles, os.open(part, _FOLDER, dir_fd=folder))
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):  # which one depends on the system
                _refuse_special(_look_at(part, folder, at), parts[:at])
            raise
    return Place(folder, os.path.join(base, *parts), _look_at(parts[-1], folder, len(parts)))


def _hold(handles: contextlib.ExitStack, handle: int) -> int:
    handles.callback(os.close, handle)
    return handle


def _walk_by_names(base: str, parts: list[str], _handles: contextlib.ExitStack, *, make: bool) -> Place:
    path, status = base, None
    for at, part in enumerate(parts, start=1):
        path = os.path.join(path, part)
        status = _look_at(path, None, at)
        _refuse_special(status, parts[:at])
        if status is None and make and at < len(parts):
            os.mkdir(path)
    return Place(None, path, status)


def _refuse_special(status: os.stat_result | None, parts: list[str]) -> None:
    if status is not None:
        refuse_special(status, "/".join(parts))


def _look_at(name: str, folder: int | None, at: int) -> os.stat_result | None:
    """What is there, links not followed; raises `_LinkFoundError` for a link, or a junction of Windows."""
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == junction:
        raise _LinkFoundError(at)
    return status
