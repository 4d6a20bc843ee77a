"""Imports only point down, and into a wing only by what it shows; `docs/architecture.md` has the picture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests import ROOT

MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "pipeline").rglob("*.py"))
FLOORS = (
    ("text",),
    ("model", "formats"),
    ("config", "rules", "concurrency", "storage"),
    ("stages", "network", "readers", "writers"),
    ("sources",),
    ("project", "console"),
    ("commands",),
    ("cli", "__main__"),
)
FLOOR_OF = {wing: floor for floor, wings in enumerate(FLOORS) for wing in wings}
SIDEWAYS = {("formats", "model"), ("config", "rules"), ("project", "console"), ("__main__", "cli")}
"""The steps between two wings of one floor."""
NEVER = {"stages": {"storage"}}
"""Steps down that a wing does without: a stage is pure."""
ALONE = {"stages": {"asking"}, "commands": set(), "sources": {"shared"}, "readers": {"lists", "references"}}
"""Wings whose modules never import each other, but for these rooms."""
ONLY_IN = {
    "requests": ["network/transport.py", "network/connection.py"],
    "urllib3": ["network/transport.py", "network/connection.py"],
    "tenacity": ["network/retry.py"],
    "sqlite3": ["network/cache.py"],
    "yaml": ["config/yaml.py"],
    "filelock": ["storage/locking.py"],
    "pylatexenc": ["text/latex/tables.py"],
    "bibtexparser": ["readers/references/", "writers/references/"],
}


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """Every name that a module imports, with all its dots."""
    return tuple(_find_imports(path))


def _find_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_of(path: Path) -> list[str]:
    return [part for part in path.with_suffix("").parts if part != "__init__"]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_down(path: Path):
    wing = [*parts_of(path), ""][1]
    for name in imports_of(path):
        other = [*name.split("."), ""][1]
        if not name.startswith("pipeline.") or other not in FLOOR_OF or not wing:
            continue
        assert other not in NEVER.get(wing, ()), f"{path} imports {name}"
        if other == wing and wing in ALONE and path.name != "__init__.py":
            room = name.split(".")[2]
            assert room in ALONE[wing] | {path.stem}, f"{path} imports its neighbour {name}"
        elif other != wing and (wing, other) not in SIDEWAYS:
            assert FLOOR_OF[other] < FLOOR_OF[wing], f"{path} climbs to {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_reaches_past_the_face_of_a_wing(path: Path):
    own = parts_of(path)
    for name in imports_of(path):
        names = name.split(".")
        for depth in range(2, len(names)):
            package = names[:depth]
            if names[0] == "pipeline" and (ROOT.joinpath(*package) / "__init__.py").exists() and own[:depth] != package:
                shown = import_module(".".join(package)).__all__
                assert names[depth] in shown, f"{path} imports {name}; {'.'.join(package)} shows {shown}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_libraries_stay_behind_their_doors(path: Path):
    for name in imports_of(path):
        allowed = ONLY_IN.get(name.split(".")[0])
        within = path.relative_to("pipeline").as_posix()
        assert allowed is None or any(within.startswith(door) for door in allowed), f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_and_functions_are_small(path: Path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{path}: {node.name}"


def test_every_wing_has_a_floor_and_only_the_command_line_stands_beside_them():
    found = {path.parts[1] for path in MODULES} - {"__init__.py"}
    assert found == {f"{wing}.py" if wing in FLOORS[-1] else wing for wing in FLOOR_OF}
