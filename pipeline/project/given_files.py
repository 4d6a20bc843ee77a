"""Files that `-o` names on the command line: nobody else's file, and no input, is ever written over.

What was written last to each is remembered by its hash, in a folder under the user's own cache.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import platformdirs

from pipeline.model.errors import InputError, MachineError, UsageError
from pipeline.storage import store
from pipeline.storage.boundary import Boundary, Home
from pipeline.storage.locking import lock_folder
from pipeline.text.folding import show

GIVEN = Path(".cache/given.json")
"""The hash of what was written last to each file that `-o` named."""


def find_cache_folder() -> Path:
    """The user's own folder for what can be made again: `BIBMILL_CACHE`, else the system's place for it."""
    given = os.environ.get("BIBMILL_CACHE", "").strip()
    return Path(given) if given else Path(platformdirs.user_cache_dir("bibmill", appauthor=False))


def make_folder(folder: Path) -> None:
    """Make a folder under the cache; raises `MachineError` when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise MachineError(f"{folder}: cannot be made ({why}); name another folder in BIBMILL_CACHE.") from None


def digest_paths(paths: Iterable[str]) -> str:
    """A short name for a set of files, whatever the spelling of their paths."""
    joined = "\0".join(sorted(os.path.realpath(path) for path in paths))
    return hashlib.blake2b(os.fsencode(joined), digest_size=8).hexdigest()


def refuse_inputs(named: str, path: str, files: Sequence[str], flag: str = "-o") -> None:
    """Raise `UsageError` when a file to be written, named so on the command line, is one of the inputs."""
    real = os.path.realpath(path)
    for file in files:
        if real == os.path.realpath(file) or _is_same_file(real, file):
            raise UsageError(f"{flag}: “{show(named, 80)}” would be written over an input; name another file.")


def refuse_foreign(home: Home, paths: Iterable[str]) -> None:
    """Refuse to write over a file that somebody else made, or edited since: nothing else has what is in it."""
    known = read_given(home)
    for path in paths:
        if not os.path.lexists(path):
            continue
        data = store.read_given_bytes(Path(path))
        if data and known.get(path) != hash_given(data):
            raise InputError(
                f"{show(path, 300)}: this file is there, and was not written by this command or was edited"
                " since; move it away or name another file."
            )


class GivenFiles:
    """What a command writes outside any project: the files that `-o` names, as one set.

    Attributes:
        paths: Their real paths, in the order in which they are named.
        home: A folder in the cache that remembers what was written; nothing beside it may be written but these files.
    """

    def __init__(self, command: str, named: Sequence[str], inputs: Sequence[str], flag: str = "-o") -> None:
        """Name the files.

        Args:
            command: The name of the folder in the cache.
            named: The files as they are named, the one of `-o` first.
            inputs: What is read, and never written.
            flag: What names them on the command line.

        Raises:
            UsageError: One of them is an input.
        """
        for path in named:
            refuse_inputs(path, path, inputs, flag)
        self.paths = [os.path.realpath(path) for path in named]
        folders = tuple(dict.fromkeys(os.path.dirname(path) for path in self.paths))
        self.home = Boundary(find_cache_folder() / command / digest_paths(named[:1]), folders)

    def refuse_foreign(self) -> None:
        """Raise `InputError` when one of them is there and was not written by this command."""
        refuse_foreign(self.home, self.paths)

    def write(self, contents: Sequence[str | bytes]) -> tuple[str, ...]:
        """Write all or none, in the order of the paths; the names of the files whose content changed."""
        made = [one.encode() if isinstance(one, str) else one for one in contents]
        make_folder(self.home.root)
        with lock_folder(self.home):
            self.refuse_foreign()
            given = read_given(self.home)
            given |= {path: hash_given(data) for path, data in zip(self.paths, made, strict=True)}
            published = store.publish(self.home, [*zip(self.paths, made, strict=True), to_given(given)])
        return tuple(path for path in self.paths if path in published.changed)


def read_given(home: Home) -> dict[str, str]:
    """The hashes of what was written last, by path; none where nothing is known."""
    try:
        return msgspec.json.decode(store.read_bytes(home, GIVEN, missing=b"{}"), type=dict[str, str])
    except (ValueError, InputError):
        return {}


def to_given(given: dict[str, str]) -> tuple[str, bytes]:
    """The name and the content of the file that remembers them."""
    return str(GIVEN), msgspec.json.encode(dict(sorted(given.items())))


def hash_given(data: bytes) -> str:
    """The hash by which a file is known again."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _is_same_file(path: str, file: str) -> bool:
    """True when both names are of one file, by a second name or in a folder that does not regard case."""
    try:
        return os.path.samefile(path, file)
    except OSError:
        return False
