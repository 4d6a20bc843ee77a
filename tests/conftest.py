"""Shared fixtures: a small project folder, and no network at all."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# The first text that hypothesis makes on a new machine takes seconds, since it builds its table of characters then.
# Examples are the same in every run: a test that fails here fails everywhere.
settings.register_profile("bibmill", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bibmill")

DATA = Path(__file__).parent / "data"


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
        texts = {
            "pipeline.yaml": "raw: [list.md]\nsources: {crossref: {enabled: false}, semantic_scholar: {enabled: false},"
            " openalex: {enabled: false}, arxiv: {enabled: false}, datacite: {enabled: false}}\n"
        }
        texts.update({name.replace("__", "/"): text for name, text in files.items()})
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make
