"""The journal of a publication: which temporary file is to be renamed to which target.

It is written after all temporary files are on the disk and before the first rename. When a run is killed between two
renames, or the disk fails, the next run finds the list of the rest here and finishes the set, so that files of two runs
never lie side by side.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.model.records import Struct
from pipeline.storage import files


class Move(Struct, frozen=True):
    """One file of a set: its temporary file, its target, and the hashes of the target's old and new content."""

    temporary: str
    target: str
    old: str
    new: str

    def is_done(self, root: Path) -> bool:
        """True when the new file is in its place."""
        return hash_file(root / self.target) == self.new

    def is_ready(self, root: Path) -> bool:
        """True when nobody has touched either file since, and both are really in the folder: a journal that came with
        somebody's project may name any file of this machine.
        """
        return _are_inside(root, self.temporary, self.target) and (
            hash_file(root / self.temporary) == self.new and hash_file(root / self.target) == self.old
        )


def hash_file(path: Path) -> str:
    """The hash of a file's content; empty for a file that is missing or cannot be read."""
    try:
        return hash_bytes(path.read_bytes())
    except (OSError, ValueError):  # a damaged journal may name a file that cannot be
        return ""


def hash_bytes(data: bytes) -> str:
    """The hash of a content, as `hash_file` gives it."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _are_inside(root: Path, *names: str) -> bool:
    home = os.path.realpath(root) + os.sep
    try:
        return all(os.path.realpath(root / name).startswith(home) for name in names)
    except ValueError:
        return False


def encode(root: Path, moves: Iterable[Move]) -> bytes:
    """The journal's text, with names below `root`: a copied folder must not finish the set of the original."""
    home = os.path.realpath(root)
    return msgspec.json.encode(
        [
            Move(os.path.relpath(move.temporary, home), os.path.relpath(move.target, home), move.old, move.new)
            for move in moves
        ]
    )


def finish(root: Path, path: Path) -> None:
    """Do the renames that are still to do, all or none, and remove the journal.

    None are done when somebody has changed one of the files meanwhile. Then the set does not fit the manifest, and the
    next `bib` makes it again. Raises `OSError` when a rename fails; the journal stays for the next run.
    """
    try:
        moves = msgspec.json.decode(path.read_bytes(), type=list[Move])
    except (OSError, ValueError, RecursionError):  # damaged: it says nothing, and the next set replaces it
        return
    if all(move.is_done(root) or move.is_ready(root) for move in moves):
        for move in moves:
            if not move.is_done(root):
                files.move(root / move.temporary, root / move.target)
    files.remove([path])
