"""Reads and publishes the files of a project: UTF-8, atomic, one run at a time.

Artefacts and outputs are published as one set. The ledgers, which cannot be rebuilt (keys, citation counts, news), go
the same way, with their new lines after all old ones; what happens to a damaged one is decided in `project/ledgers.py`.

How a set is published: everything is written and synced beside its target first, one file after the other so that no
two are in memory, and a journal says what belongs where; only then are the files renamed. A full disk or a missing
permission leaves the whole old set. When a rename fails or the run is killed between two of them, the next run that
locks the folder finishes the set by the journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.model.errors import InputError, MachineError, RefusedPathError
from pipeline.model.records import Struct
from pipeline.storage import files, journal
from pipeline.storage.boundary import Home, as_boundary, inspect, look
from pipeline.storage.failures import describe, find_remedy, is_absence, tell_failed_write
from pipeline.text.folding import show

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


class Published(Struct, frozen=True):
    """A set that was published: the names of its files, and of those the content of which changed, sorted."""

    names: tuple[str, ...]
    changed: tuple[str, ...]


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


def read_given_bytes(path: Path) -> bytes:
    """The content of a file that the user named on the command line; raises `InputError` when it cannot be read."""
    return _read(lambda: files.read_given(path), str(path))


def read_given_text(path: Path) -> str:
    """As `read_text`, for a file that the user named on the command line, wherever it is."""
    return _decode(read_given_bytes(path), str(path))


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


def publish(home: Home, contents: Iterable[tuple[str, str | bytes]]) -> Published:
    """Write a set of files, by name below `root`, as one.

    Unchanged files keep their modification time, changed ones their mode.

    Args:
        home: The project.
        contents: Pairs of a name and what the file shall hold; each is on the disk before the next one is taken.

    Raises:
        RefusedPathError: One of them is a link, or leads out of the project otherwise; nothing was changed.
        MachineError: The disk is full, a permission is missing, or the like; the old set is kept, or the next run
            finishes the new one.
        Exception: Whatever making a content raises; nothing was changed.
    """
    publication = _Publication(home)
    try:
        for name, content in contents:
            publication.prepare(name, content)
            del content  # else it is held while the next one is made
        publication.put_in_place()
    finally:
        publication.clean_up()
    return Published(tuple(publication.names), tuple(sorted(move.target for move in publication.moves)))


class _Publication:
    """A set on its way to the disk: its names, what is to be renamed, and whether the next run can finish it."""

    def __init__(self, home: Home) -> None:
        self._home, self._is_in_journal = home, False
        self.names: list[str] = []
        self.moves: list[journal.Move] = []

    def prepare(self, name: str, content: str | bytes) -> None:
        """Write a file beside its target, unless the target holds the same."""
        try:
            inspect(self._home, [name])
            files.remove_leftovers(self._home, [name])
            data = content.encode() if isinstance(content, str) else content
            self.names.append(name)
            if not _is_same(self._home, name, data):
                self.moves.append(_prepare(self._home, name, data))
        except OSError as error:
            raise self._failure(error, name) from None

    def put_in_place(self) -> None:
        """Note down what belongs where, and put each file in its place."""
        at, renamed = str(JOURNAL), 0
        try:
            files.remove_leftovers(self._home, [JOURNAL])
            if len(self.moves) > 1:
                files.write(self._home, JOURNAL, journal.encode(self.moves))
                self._is_in_journal = True
            for renamed, move in enumerate(self.moves):  # noqa: B007 (read when a rename fails)
                at = move.target
                files.move(self._home, move.target, move.temporary)
            files.remove(self._home, [JOURNAL])
        except (OSError, RefusedPathError) as error:
            if not renamed:
                self._is_in_journal = False
                files.remove(self._home, [JOURNAL])
            if isinstance(error, RefusedPathError):
                raise
            raise self._failure(error, at, renamed) from None

    def clean_up(self) -> None:
        """Remove what was written beside the targets, unless the journal needs it."""
        if not self._is_in_journal:
            for move in self.moves:
                files.remove_temporary(self._home, move.target, move.temporary)

    def _failure(self, error: OSError, name: str, renamed: int = 0) -> MachineError:
        if isinstance(error, MachineError):
            return error  # it says already what happened
        return MachineError(tell_failed_write(error, as_boundary(self._home).root / name, renamed))


def set_aside(home: Home, name: Path, tails: Sequence[str] = ("",)) -> str:
    """Rename a damaged file of the cache, which the run holds the lock of; its new name, without the folder.

    Args:
        home: The project.
        name: The file.
        tails: What the names of the files that belong together end in beside that; they go one after the other.

    Raises:
        MachineError: It cannot be renamed.
    """
    number = 1
    while any(look(home, name.with_name(f"{name.name}.broken-{number}{tail}")) for tail in tails):
        number += 1
    aside = f"{name.name}.broken-{number}"
    try:
        for tail in tails:
            files.set_aside(home, name.with_name(name.name + tail), aside + tail)
    except OSError as error:
        raise MachineError(tell_failed_write(error, as_boundary(home).root / name)) from None
    return aside


def fingerprint(home: Home, names: Iterable[str | Path]) -> str:
    """One hash over files of a project: their names and their contents, whatever the spelling of its folder.

    A file that is missing changes the hash, too.

    Raises:
        InputError: A file is there, and cannot be read.
        RefusedPathError: One of them is outside.
    """
    return _fingerprint(names, lambda name: read_bytes(home, name))


def fingerprint_program(folder: Path, names: Iterable[str]) -> str:
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
