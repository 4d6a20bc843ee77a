"""What a run is about to rename: with it, the next run finishes a set of files that was cut off halfway.

It stands alone because it moves only what was already written and synced: whoever is killed between two renames leaves
a list of the rest, and a failing disk is met again by the next run instead of leaving two generations side by side.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.model.records import Struct


class Move(Struct, frozen=True):
    """One file of a set: where it lies, where it belongs, and the hashes of what was there and what will be."""

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
        home = os.path.realpath(root) + os.sep
        are_inside = all(os.path.realpath(root / name).startswith(home) for name in (self.temporary, self.target))
        return are_inside and hash_file(root / self.temporary) == self.new and hash_file(root / self.target) == self.old


def hash_file(path: Path) -> str:
    """The hash of a file's content; empty for a missing file."""
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def encode(root: Path, moves: Iterable[Move]) -> bytes:
    """The journal's text, with names below `root`: a copied folder must not finish what the other one began."""
    home = os.path.realpath(root)
    return msgspec.json.encode(
        [
            Move(os.path.relpath(move.temporary, home), os.path.relpath(move.target, home), move.old, move.new)
            for move in moves
        ]
    )


def finish(root: Path, path: Path) -> None:
    """Do the moves that are still to do, all or none; what somebody changed in the meantime stays as it is.

    A set that cannot be finished is dropped: its files do not fit the manifest, and the next `bib` makes them again.
    """
    try:
        moves = msgspec.json.decode(path.read_bytes(), type=list[Move])
    except (OSError, msgspec.DecodeError):
        return
    if all(move.is_done(root) or move.is_ready(root) for move in moves):
        for move in moves:
            if not move.is_done(root):
                os.replace(root / move.temporary, root / move.target)
                sync_folder((root / move.target).parent)
    drop([path])


def drop(paths: Iterable[str | Path]) -> None:
    """Remove files that may be gone already."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last."""
    with contextlib.suppress(OSError):  # not every file system can sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
