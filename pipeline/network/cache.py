"""A cache of the replies that are facts, in one SQLite file that costs new requests when it breaks, never the run.

It stands alone because it is all that knows `sqlite3`; what a request or its reply means is not its business.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.model.errors import MachineError
from pipeline.model.records import Struct
from pipeline.model.statuses import ReplyStatus
from pipeline.storage import files, store
from pipeline.storage.boundary import Home, look
from pipeline.storage.store import FACTS_TAILS as _TAILS
from pipeline.text.folding import show_whole

FRESH_DAYS = {ReplyStatus.FOUND: 90, ReplyStatus.NO_MATCH: 14}
"""Days for which a reply is good: metadata hardly change, but a paper that nobody knew may be registered next week."""
BODY_CAP = 20_000_000
"""Bytes of a decompressed body; a file that came with a folder may hold one that has a gigabyte in it."""
SCHEMA = 1
"""The version of the table, kept in the file's `user_version`."""
_TABLE = (
    "CREATE TABLE facts (key TEXT PRIMARY KEY, finding TEXT NOT NULL, status INTEGER NOT NULL,"
    " body BLOB NOT NULL, sha256 TEXT NOT NULL, fetched TEXT NOT NULL)"
)
"""All that is in the file: a view or a trigger of a stranger's would be a program that is run here."""
_SKEW = timedelta(hours=1)
"""A reply may seem to come from the future by so much, when two machines share a cache."""
_BROKEN = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA)
"""What a file is that is set aside. All else (no right, no space, no memory, no handles, a disk that fails) may be over
with the next run, and the file stays."""


class CachedReply(Struct, frozen=True):
    """A reply as it is stored: the body as it came, and when (ISO date and time, UTC)."""

    status: ReplyStatus
    status_code: int
    body: bytes
    fetched: str


class ReplyCache:
    """One SQLite file of replies, by the key of their request. All methods may be called from any thread.

    Args:
        path: The file, made when it is not there; None for no cache at all.
        now: The current time, by which the age of a reply is judged.
        warn: Takes a sentence about what is wrong with the file.
        home: The project in which the file must lie; its own folder when None.

    Raises:
        MachineError: The file is of a newer bibmill, so it stays untouched. Nothing else that is wrong with a file
            raises.
        RefusedPathError: The file, or one that SQLite keeps beside it, is a link or no plain file.
    """

    def __init__(
        self,
        path: Path | None,
        now: Callable[[], datetime],
        warn: Callable[[str], None],
        home: Home | None = None,
    ) -> None:
        self._path, self._now, self._warn = path and Path(os.path.abspath(path)), now, warn
        self._home = home or (self._path.parent if self._path else Path())
        self._lock = threading.RLock()
        self._is_writable = path is not None
        self._db: sqlite3.Connection | None = None
        if self._path:
            self._open(self._path)

    def get(self, key: str, fresh_days: int | None = None, *, any_age: bool = False) -> CachedReply | None:
        """The reply under a key, when it is whole and fresh enough.

        Args:
            key: `Request.key`.
            fresh_days: The greatest age in days; None for `FRESH_DAYS`, 0 for no reply at all.
            any_age: Take it however old it is, unless `fresh_days` is 0.
        """
        if fresh_days == 0:
            return None
        rows = self._run(
            "SELECT finding, status, body, sha256, fetched FROM facts WHERE key = ? AND length(body) <= ?",
            key,
            BODY_CAP,
        )
        if not rows:
            return None
        try:
            reply = _to_cached(key, *rows[0])
            age = self._now() - datetime.fromisoformat(reply.fetched)
        except (ValueError, TypeError, AttributeError, OverflowError, zlib.error):
            self._write("DELETE FROM facts WHERE key = ?", key)
            return None
        days = FRESH_DAYS.get(reply.status, 0) if fresh_days is None else fresh_days
        # A day in the future comes from a wrong clock: asked again, it gets a right one.
        return reply if age >= -_SKEW and (any_age or age <= timedelta(days=days)) else None

    def put(self, key: str, reply: CachedReply) -> None:
        """Store a reply under a key, at once: a run that is killed loses nothing that it has learned."""
        body = zlib.compress(reply.body)
        row = (key, reply.status.value, reply.status_code, body, _checksum(key, reply, body), reply.fetched)
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?)", *row)

    def delete(self, key: str) -> None:
        """Drop a reply, such as one of a shape that its source cannot read."""
        self._write("DELETE FROM facts WHERE key = ?", key)

    def close(self) -> None:
        """Close the file; from here on nothing is stored or found."""
        with self._lock:
            if self._db:
                self._db.close()
            self._db = None

    def _write(self, sql: str, *values: Any) -> None:
        if self._is_writable:
            self._run(sql, *values)

    def _run(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            if not self._db:
                return []
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self._handle_error(error)
                return []

    def _open(self, path: Path) -> None:
        try:
            files.make_folder(self._home, path.parent)
            self._db = self._connect_guarded()
        except MachineError:
            raise
        except (sqlite3.Error, OSError) as error:
            self._handle_error(error)

    def _connect_guarded(self) -> sqlite3.Connection:
        """Connect with a look at all files before and after, since SQLite opens them by their paths and follows links.

        A rollback journal, which this cache does without, is not for SQLite to see: it may name any file of this
        machine, which SQLite then deletes.
        """
        assert self._path
        _refuse_other_files(self._home, self._path)
        if look(self._home, _beside(self._path, "-journal")):
            error = sqlite3.DatabaseError("a journal lies beside it that is not ours")
            error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
            raise error
        db = _connect(self._path)
        try:
            _refuse_other_files(self._home, self._path)
        except BaseException:
            db.close()
            raise
        return db

    def _handle_error(self, error: Exception) -> None:
        """A broken file is set aside for a new one; a disk that cannot be written to is only read."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF
        if code in _BROKEN and self._set_aside():
            return
        self._is_writable = False
        at = show_whole(str(self._path))
        self._warn(f"{at}: the cache cannot be written ({error}), so this run does not store what it learns.")
        if not self._db and self._path:
            _refuse_other_files(self._home, self._path)
            self._db = _connect_read_only(self._path)

    def _set_aside(self) -> bool:
        """Rename a broken file (nothing is deleted) and begin a new one; True when that worked."""
        assert self._path
        self.close()
        try:
            aside = store.set_aside(self._home, self._path, _TAILS)
            self._db = self._connect_guarded()
        except (sqlite3.Error, OSError):
            return False
        self._warn(
            f"{show_whole(str(self._path))}: the cache was broken; it is now {aside}, and answers are asked for again."
        )
        return True


def _beside(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def _refuse_other_files(home: Home, path: Path) -> None:
    """Raise `RefusedPathError` when one of the files that SQLite opens is not a plain one with one name."""
    for tail in _TAILS:
        status = look(home, _beside(path, tail))
        if status is not None:
            files.refuse_second_name(status, str(_beside(path, tail)))


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    db.text_factory = _to_text
    try:
        db.execute("PRAGMA trusted_schema = OFF")  # the file may be a stranger's
        _refuse_newer(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(_TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        _refuse_other_tables(db)
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    except BaseException:
        db.close()
        raise
    return db


def _connect_read_only(path: Path) -> sqlite3.Connection | None:
    """A cache on a disk that cannot be written to; `immutable`, since WAL else wants to make a file beside it."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        db.text_factory = _to_text
    except sqlite3.Error:
        return None
    try:
        _refuse_newer(db, path)
        _refuse_other_tables(db)
    except BaseException as error:
        db.close()
        if isinstance(error, sqlite3.Error):
            return None
        raise
    return db


def _refuse_newer(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA:
        raise MachineError(
            f"{show_whole(str(path))}: this cache is of a newer bibmill; update bibmill, or move the file away."
        )


def _refuse_other_tables(db: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` when the file holds anything but the table of replies."""
    everything = "SELECT type, name, sql FROM sqlite_master WHERE type != 'index' OR sql IS NOT NULL"
    with closing(db.execute(everything)) as found:
        if found.fetchmany(2) != [("table", "facts", _TABLE)]:
            error = sqlite3.DatabaseError("it holds other tables than those of bibmill")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error


def _to_text(raw: bytes) -> str:
    """Text of a row; bytes that are no UTF-8 fail the checksum of that row, and not the whole file."""
    return raw.decode("utf-8", "replace")


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(body, BODY_CAP + 1)
    if len(unpacked) > BODY_CAP or not unpacker.eof:
        raise ValueError("the body is cut, or too large for a reply")
    return unpacked


def _checksum(key: str, reply: CachedReply, compressed: bytes) -> str:
    """A checksum over the whole row, so that a damaged one is never taken for a fact."""
    head = f"{key}|{reply.status.value}|{reply.status_code}|{reply.fetched}|".encode()
    return hashlib.sha256(head + compressed).hexdigest()


def _to_cached(key: str, status: str, status_code: int, body: bytes, sha256: str, fetched: str) -> CachedReply:
    packed = CachedReply(ReplyStatus(status), status_code, body, fetched)
    if _checksum(key, packed, body) != sha256:
        raise ValueError("the checksum is wrong")
    return CachedReply(packed.status, status_code, _unpack(body), fetched)
