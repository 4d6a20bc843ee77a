"""The journal of a publication: which temporary file is to be renamed to which target.

It is written after all temporary files are on the disk and before the first rename. When a run is killed between two
renames, or the disk fails, the next run finds the list of the rest here and finishes the set, so that files of two runs
never lie side by side.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.model.errors import RefusedPathError
from pipeline.model.records import Struct
from pipeline.storage import files
from pipeline.storage.boundary import Home, enter
from pipeline.storage.failures import NO_SUCH_FILE


class Move(Struct, frozen=True):
    """One file of a set: its temporary file (in the target's folder), its target, and the hashes of the target's old
    and new content.
    """

    temporary: str
    target: str
    old: str
    new: str

    def is_done(self, home: Home) -> bool:
        """True when the new file is in its place."""
        return hash_file(home, self.target) == self.new

    def is_ready(self, home: Home) -> bool:
        """True when nobody has touched either file since, and the one is really the temporary file of the other: a
        journal that came with somebody's project may name any file.
        """
        try:
            with enter(home, self.target) as place:
                is_own = self.temporary.startswith(f".{place.base_name}.") and self.temporary.endswith(files.PART)
                if not is_own or set(self.temporary) & {"/", "\\", "\0"}:
                    return False
                temporary = hash_bytes(files.read_place(place, place.beside(self.temporary)))
        except OSError as error:
            if error.errno not in NO_SUCH_FILE:
                raise
            return False
        return temporary == self.new and hash_file(home, self.target) == self.old


def hash_file(home: Home, name: str) -> str:
    """The hash of a file's content; empty when there is none. Raises `OSError` for what cannot be read just now."""
    try:
        return hash_bytes(files.read(home, name))
    except OSError as error:
        if error.errno not in NO_SUCH_FILE:
            raise
        return ""


def hash_bytes(data: bytes) -> str:
    """The hash of a content, as `hash_file` gives it."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def encode(moves: Iterable[Move]) -> bytes:
    """The journal's text; all names are below the project, since a copy must not finish the set of the original."""
    return msgspec.json.encode(list(moves))


def finish(home: Home, name: Path) -> None:
    """Do the renames that are still to do, all or none, and remove the journal.

    None are done when somebody has changed one of the files meanwhile, or when the journal names one that is not of the
    project. Then the set does not fit the manifest, and the next `bib` makes it again. Raises `OSError` when a file
    cannot be read or renamed; the journal stays for the next run. A damaged journal says nothing, and stays, too.
    """
    try:
        moves = msgspec.json.decode(files.read(home, name), type=list[Move])
    except OSError as error:
        if error.errno not in NO_SUCH_FILE:
            raise
        return
    except (ValueError, RecursionError):
        return
    with contextlib.suppress(RefusedPathError):
        if all(move.is_done(home) or move.is_ready(home) for move in moves):
            for move in moves:
                if not move.is_done(home):
                    files.move(home, move.target, move.temporary)
    files.remove(home, [name])
