"""Imports only point down: the floors of the house, and the few sideways steps that are allowed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

PIPELINE = ROOT / "pipeline"
MODULES = sorted(path.relative_to(ROOT) for path in PIPELINE.rglob("*.py"))

FLOORS = {
    "__main__": 4, "cli": 4, "commands": 4,
    "stages": 3,
    "readers": 2, "sources": 2, "writers": 2, "store": 2, "journal": 2, "harvest": 2,
    "http": 2, "errand": 2, "wire": 2, "answers": 2, "facts": 2, "pace": 2, "crew": 2,
    "rules": 1, "headers": 1, "silence": 1, "templates": 0,
    "model": 0, "sightings": 0, "doors": 0, "decisions": 0, "config": 0,
    "identifiers": 0, "names": 0, "text": 0, "latex": 0, "capitals": 0, "errors": 0, "": 0,
}  # fmt: skip

SIDEWAYS = {
    ("http", "errand"), ("http", "wire"), ("http", "answers"), ("http", "facts"), ("http", "pace"), ("http", "crew"),
    ("errand", "wire"), ("errand", "answers"), ("errand", "pace"), ("wire", "answers"), ("answers", "pace"),
    ("store", "journal"),
    ("sources", "http"), ("sources", "answers"), ("sources", "pace"),
    ("cli", "commands"), ("__main__", "cli"), ("commands", "cli"),
}  # fmt: skip
"""Steps between different rooms of one floor; within a room, modules may know each other unless `ALONE` says no."""

ALONE = {
    "stages": ("relay",),
    "sources": ("__init__", "batches", "notices", "shapes", "sights"),
    "readers": ("__init__", "columns", "keys"),
}
"""Rooms whose modules never import each other, but for these shared ones."""

STAGES_MAY = {
    "model", "sightings", "doors", "decisions", "rules", "identifiers", "names", "text", "errors", "stages", "",
}  # fmt: skip

ONLY_IN = {
    "requests": {"wire.py"},
    "urllib3": {"wire.py"},
    "tenacity": {"errand.py"},
    "yaml": {"config.py"},
    "bibtexparser": {
        "readers/bibtex.py", "writers/entries.py", "writers/bibtex.py", "writers/biblatex.py", "commands/check.py",
    },
    "sqlite3": {"facts.py"},
    "filelock": {"store.py"},
}  # fmt: skip


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((PIPELINE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_of(path: Path) -> Iterator[tuple[str, str]]:
    """The (room, module) pairs below `pipeline` that a module imports."""
    for name in imports_of(path):
        first, *rest = name.split(".")
        if first == "pipeline":
            is_room = bool(rest) and ((PIPELINE / rest[0]).is_dir() or (PIPELINE / f"{rest[0]}.py").exists())
            yield (rest[0], rest[1] if len(rest) > 1 else "") if is_room else ("", "")


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py") if path.parts[0] != "__init__.py" else ""


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_down(path: Path):
    room = room_of(path)
    for other, module in rooms_of(path):
        if other == room:
            shared = ALONE.get(room)
            own = path.stem
            assert shared is None or own == "__init__" or module in shared or module == "", (
                f"{path} imports {other}.{module}"
            )
        elif FLOORS[other] == FLOORS[room] and FLOORS[room] > 0:
            assert (room, other) in SIDEWAYS, f"{path} steps sideways to {other}"
        else:
            assert FLOORS[other] <= FLOORS[room], f"{path} climbs to {other}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] == "stages"], ids=str)
def test_stages_are_pure(path: Path):
    assert {room for room, _ in rooms_of(path)} <= STAGES_MAY


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_libraries_stay_behind_their_doors(path: Path):
    for name in imports_of(path):
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or str(path) in allowed, f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_are_small(path: Path):
    tree = ast.parse((PIPELINE / path).read_text(encoding="utf-8"))
    assert (PIPELINE / path).read_text(encoding="utf-8").count("\n") <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{path}: {node.name}"
