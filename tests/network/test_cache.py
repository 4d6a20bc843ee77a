"""The file that remembers facts: age, damage, and disks that refuse."""

from __future__ import annotations

import os
import sqlite3
import struct
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.errors import MachineError, RefusedPathError
from pipeline.model.statuses import ReplyStatus
from pipeline.network.cache import BODY_CAP, CachedReply, ReplyCache
from tests.systems import POSIX_ONLY

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
REPLY = CachedReply(ReplyStatus.FOUND, 200, b'{"title": "Grad-CAM"}', NOON.isoformat(timespec="seconds"))


class Store:
    """Facts in a folder, at a time that a test can set, with the warnings they made."""

    def __init__(self, path: Path) -> None:
        self.path, self.now = path, NOON
        self.warnings: list[str] = []
        self.cache = self.open()

    def open(self) -> ReplyCache:
        return ReplyCache(self.path, lambda: self.now, self.warnings.append)

    def reopen(self, damage: Callable[[], object] = lambda: None) -> ReplyCache:
        self.cache.close()
        damage()
        self.cache = self.open()
        return self.cache

    def sql(self, statement: str, *values: object) -> None:
        db = sqlite3.connect(self.path)
        db.execute(statement, values)
        db.commit()
        db.close()


@pytest.fixture(autouse=True)
def _every_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test does to a cache, nothing stays open; only Python 3.13 and newer tell by themselves."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remember(*arguments: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **named))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remember)
    yield
    for db in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / ".cache" / "facts.sqlite")
    store.cache.put("k", REPLY)
    yield store
    store.cache.close()


def test_another_run_finds_what_was_cached(store: Store) -> None:
    assert store.cache.get("k") == REPLY
    assert store.cache.get("other") is None
    second = store.open()  # while the first has it open: it was committed at once
    assert second.get("k") == REPLY
    second.close()
    assert store.reopen().get("k") == REPLY
    store.cache.delete("k")
    assert store.cache.get("k") is None
    assert store.warnings == []


@pytest.mark.parametrize(
    ("status", "age", "fresh_days", "any_age", "is_found"),
    [
        (ReplyStatus.FOUND, 89, None, False, True),
        (ReplyStatus.FOUND, 91, None, False, False),
        (ReplyStatus.FOUND, 91, None, True, True),
        (ReplyStatus.FOUND, 91, 365, False, True),
        (ReplyStatus.FOUND, 8, 7, False, False),
        (ReplyStatus.FOUND, 0, 0, False, False),
        (ReplyStatus.FOUND, 0, 0, True, False),
        (ReplyStatus.NO_MATCH, 13, None, False, True),
        (ReplyStatus.NO_MATCH, 15, None, False, False),
        (ReplyStatus.FOUND, -400, None, False, False),
        (ReplyStatus.FOUND, -0.01, None, False, True),
    ],
)
def test_cached_replies_age(
    store: Store, status: ReplyStatus, age: float, fresh_days: int | None, any_age: bool, is_found: bool
) -> None:
    store.cache.put("k", CachedReply(status, 200, b"{}", REPLY.fetched))
    store.now = NOON + timedelta(days=age)
    assert (store.cache.get("k", fresh_days, any_age=any_age) is not None) is is_found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", b""),
        ("body", b"not zlib"),
        ("body", REPLY.body),
        ("body", "text"),
        ("finding", "no match"),
        ("finding", "nonsense"),
        ("status", 404),
        ("sha256", "0"),
        ("fetched", "2026-05-31T12:00:00+00:00"),
        ("fetched", "yesterday"),
        ("fetched", "2026-06-01T12:00:00"),
        ("status", "many"),
        ("body", 7),
    ],
)
def test_a_damaged_entry_is_dropped(store: Store, column: str, value: object) -> None:
    store.sql(f"UPDATE facts SET {column} = ?", value)
    assert store.cache.get("k") is None
    store.cache.put("k", REPLY)
    assert store.cache.get("k") == REPLY
    assert store.warnings == []


def test_a_bomb_in_the_cache_is_dropped(store: Store) -> None:
    bomb = replace(REPLY, body=b" " * (BODY_CAP + 1_000_000))
    store.cache.put("k", bomb)
    assert store.cache.get("k") is None
    store.cache.put("k", replace(REPLY, body=b""))
    assert store.cache.get("k") == replace(REPLY, body=b"")


def test_bytes_that_are_no_text_drop_their_entry(store: Store) -> None:
    store.sql("UPDATE facts SET fetched = CAST(x'ff' AS TEXT)")
    assert store.cache.get("k") is None
    store.cache.put("k", REPLY)
    assert store.cache.get("k") == REPLY
    assert store.warnings == []


@pytest.mark.parametrize("size", [BODY_CAP - 1, BODY_CAP + 1])
def test_a_bomb_in_an_entry_is_not_unpacked(store: Store, size: int) -> None:
    """A stranger's cache, with a right checksum; a body as large as a network may send is read."""
    store.cache.put("k", CachedReply(ReplyStatus.FOUND, 200, b" " * size, REPLY.fetched))
    tracemalloc.start()
    found = store.cache.get("k")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found is not None) is (size < BODY_CAP)
    assert peak < 3 * BODY_CAP


def test_a_huge_entry_is_not_read(store: Store) -> None:
    store.sql("UPDATE facts SET body = zeroblob(?)", BODY_CAP + 1)
    assert store.cache.get("k") is None
    assert store.cache.get("k", any_age=True) is None


@pytest.mark.parametrize(
    "program",
    [
        "CREATE TRIGGER more AFTER INSERT ON facts BEGIN DELETE FROM facts; END",
        "CREATE VIEW other AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
        "CREATE TABLE other (key TEXT)",
        "CREATE INDEX other ON facts (lower(body))",
    ],
)
def test_a_strangers_program_is_set_aside(store: Store, program: str) -> None:
    store.sql(program)
    assert store.reopen().get("k") is None
    store.cache.put("k", REPLY)
    assert store.cache.get("k") == REPLY
    assert "facts.sqlite.broken-1" in store.warnings[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"this is no database" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 8192),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
    ],
)
def test_a_broken_file_is_set_aside(store: Store, damage: Callable[[Path], object]) -> None:
    store.path.with_name("facts.sqlite.broken-1").write_bytes(b"an earlier one")
    store.reopen(lambda: damage(store.path))
    assert store.cache.get("k") is None
    store.cache.put("k", REPLY)
    assert store.reopen().get("k") == REPLY
    assert len(store.warnings) == 1
    assert "facts.sqlite.broken-2" in store.warnings[0]
    assert store.path.with_name("facts.sqlite.broken-2").exists()


def test_a_table_of_another_shape_is_set_aside(store: Store) -> None:
    store.sql("ALTER TABLE facts DROP COLUMN sha256")
    assert store.cache.get("k") is None
    store.cache.put("k", REPLY)
    assert store.cache.get("k") == REPLY
    assert len(store.warnings) == 1


def test_an_empty_file_is_a_new_cache(store: Store) -> None:
    assert store.reopen(lambda: store.path.write_bytes(b"")).get("k") is None
    assert store.warnings == []


def test_a_file_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.cache.close()
    store.sql("PRAGMA user_version = 99")
    before = store.path.read_bytes()
    with pytest.raises(MachineError, match="newer bibmill"):
        store.open()
    assert store.path.read_bytes() == before


def test_the_run_goes_on_without_a_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "facts.sqlite")
    store.cache.put("k", REPLY)
    assert store.cache.get("k") is None
    assert len(store.warnings) == 1
    assert "cannot be written" in store.warnings[0]


def test_a_read_only_cache_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            db.execute("CREATE TABLE x (y)")
        finally:
            db.close()
        return db

    monkeypatch.setattr("pipeline.network.cache._connect", refuse)
    store.reopen()
    assert store.cache.get("k") == REPLY
    store.cache.put("new", REPLY)
    store.cache.delete("k")
    assert store.cache.get("new") is None
    assert store.cache.get("k") == REPLY
    assert len(store.warnings) == 1


def test_a_full_disk_is_told_once(store: Store) -> None:
    store.cache._run("PRAGMA max_page_count = 1")
    for number in range(20):
        store.cache.put(f"n{number}", CachedReply(ReplyStatus.FOUND, 200, bytes(range(256)) * 50, REPLY.fetched))
    assert len(store.warnings) == 1
    assert "full" in store.warnings[0]
    assert store.cache.get("k") == REPLY


def test_a_broken_file_that_cannot_be_moved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr("os.rename", refuse)
    store.reopen(lambda: store.path.write_bytes(b"this is no database" * 100))
    assert store.cache.get("k") is None
    assert len(store.warnings) == 1


@POSIX_ONLY
@pytest.mark.parametrize("tail", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("kind", ["link", "dangling link", "second name", "pipe"])
def test_no_file_of_it_leads_elsewhere(tmp_path: Path, tail: str, kind: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    path = tmp_path / "cache" / f"facts.sqlite{tail}"
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "second name":
        path.hardlink_to(victim)
    else:
        path.symlink_to(victim if kind == "link" else tmp_path / "none")
    with pytest.raises(RefusedPathError, match=f"facts.sqlite{tail}: this "):
        Store(tmp_path / "cache/facts.sqlite")
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("can_rename", [True, False])
def test_a_journal_that_names_another_file_deletes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, can_rename: bool
) -> None:
    """SQLite deletes the “super-journal” that a rollback journal names, wherever it is."""
    victim = store.path.parents[1] / "victim"
    victim.write_bytes(b"precious")
    name, magic = str(victim).encode(), bytes.fromhex("d9d505f920a163d7")
    head = (magic + struct.pack(">5I", 0, 1, 2, 512, 4096)).ljust(512, b"\0")
    journal = head + struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + magic
    if not can_rename:

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError("not yours")

        monkeypatch.setattr("os.rename", refuse)
    store.reopen(lambda: store.path.with_name("facts.sqlite-journal").write_bytes(journal))
    assert victim.read_bytes() == b"precious"
    assert store.cache.get("k") == (None if can_rename else REPLY)
    assert len(store.warnings) == 1


def test_without_a_path_nothing_is_cached() -> None:
    cache = ReplyCache(None, lambda: NOON, print)
    cache.put("k", REPLY)
    cache.delete("k")
    assert cache.get("k") is None
    cache.close()


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH]
)
def test_what_may_be_over_soon_sets_nothing_aside(store: Store, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(_path: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("not now")
        error.sqlite_errorcode = code
        raise error

    before = sorted(path.name for path in store.path.parent.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.network.cache._connect", refuse)
        assert store.reopen().get("k") == REPLY
    assert "the cache cannot be written (not now)" in store.warnings[-1]
    assert {path.name for path in store.path.parent.iterdir()} <= set(before)
    assert store.reopen().get("k") == REPLY
