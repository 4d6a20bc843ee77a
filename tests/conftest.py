"""Shared fixtures: a small project folder, and no network at all."""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from pipeline import cli
from tests.small_projects import WITHOUT_SOURCES, write_files

# The first text that hypothesis makes on a new machine takes seconds, since it builds its table of characters then.
# Examples are the same in every run: a test that fails here fails everywhere.
settings.register_profile("bibmill", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bibmill")

# Tests start the command a few hundred times; without this each of these compiles all of it again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

DATA = Path(__file__).parent / "data"
_OFFLINE = "raw: [list.md]\n" + WITHOUT_SOURCES


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no search for garbage goes through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails; local servers of a test's own are allowed."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: tuple[Any, ...] | str | bytes) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        assert host in ("127.0.0.1", "::1", "localhost", ""), f"a test wanted to reach {host}"
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def data() -> Path:
    """The folder of test data."""
    return DATA


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Path]:
    """Make a project folder from texts by file name; settings without network sources unless given."""

    def make(**files: str) -> Path:
        named = {name.replace("__", "/"): text for name, text in files.items()}
        write_files(tmp_path, {"pipeline.yaml": _OFFLINE} | named)
        return tmp_path

    return make


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two rows and a library, after its first run; tests take copies of it."""
    from tests.commands.test_commands import LIBRARY, LIST

    root = tmp_path_factory.mktemp("made_once")
    write_files(root, {"pipeline.yaml": _OFFLINE, "list.md": LIST, "data/library/own.json": LIBRARY})
    assert cli.run(["-C", str(root), "bib", "--quiet"]) == 0
    return root


@pytest.fixture
def small_project(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made_once, tmp_path / "project")
