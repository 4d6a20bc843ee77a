"""A table that judgements read never changes without the version that remembered judgements are kept by."""

from __future__ import annotations

import hashlib
import json
import re
from enum import Enum, EnumType
from importlib import import_module
from importlib.resources import files
from types import FunctionType, ModuleType

import pytest

from pipeline.model.records import Struct
from pipeline.rules.matching import RULES_VERSION
from pipeline.rules.matching.relations import Relation
from pipeline.rules.matching.tables import Rule

PINNED = {
    "version": "3",
    "containers": "96fb34b85b6b",
    "edits": "b7cfb497153e",
    "doubts": "ec4c52e15c94",
    "evidence": "116d6e40d67b",
    "groups": "ab00134385f4",
    "judge": "1e0b1137fdbd",
    "origins": "812f207cade2",
    "relevance": "74fcb63d40df",
    "retractions": "a65f3336a7fc",
    "tables": "ccc81d53ee12",
    "titles": "eb40730af804",
    "verdict": "f48212d320c4",
    "vetoes": "c2490611f239",
    "years": "201a74734e50",
    "venues": "8ebf89c2c6b8",
    "look_alikes.json": "a724400329c9",
    "venues.json": "b93483348f08",
}
"""RULES_VERSION, and for each module the hash of its tables under that version."""

CONSTANT = re.compile(r"_?[A-Z][A-Z_]+")
NO_TABLES = {"RULES_VERSION"}
"""Constants that no judgement rests on."""


def tables_of(module: ModuleType) -> list[object]:
    """The constants of a module but the version itself: its tables, patterns, limits, and its enums in their order."""
    name = module.__name__
    constants = [value for key, value in vars(module).items() if CONSTANT.fullmatch(key) and key not in NO_TABLES]
    enums: list[list[Enum]] = [
        list(value) for value in vars(module).values() if isinstance(value, EnumType) and value.__module__ == name
    ]
    return sorted((plain(value) for value in (*constants, *enums)), key=repr)  # renaming one changes nothing


def plain(value: object) -> object:
    """A value in a form whose `repr` is the same in every run."""
    if isinstance(value, Rule):  # its name is for people: it may change where its reason stays
        return [value.reason, *(plain(getattr(value, field)) for field in Rule.__struct_fields__ if field != "name")]
    if isinstance(value, Struct):
        return [plain(getattr(value, field)) for field in value.__struct_fields__]
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, Relation):
        return [str(value), str(value.bearing), value.points]
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, FunctionType):
        return value.__name__
    if isinstance(value, dict):
        return sorted([plain(key), plain(value[key])] for key in value)
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    assert isinstance(value, (str, int, float, bool)), f"a constant of a kind that this test does not know: {value!r}"
    return value


def hash_of(value: object) -> str:
    return hashlib.blake2b(repr(plain(value)).encode(), digest_size=6).hexdigest()


READ = """
    containers doubts edits evidence groups judge origins relevance retractions tables titles verdict vetoes years
""".split()
TABLES: dict[str, object] = {name: tables_of(import_module(f"pipeline.rules.matching.{name}")) for name in READ}
TABLES["venues"] = tables_of(import_module("pipeline.rules.venues"))
TABLES["look_alikes.json"] = json.loads(
    files("pipeline.rules.matching").joinpath("look_alikes.json").read_text(encoding="utf-8")
)
TABLES["venues.json"] = json.loads(files("pipeline.rules").joinpath("venues.json").read_text(encoding="utf-8"))


def test_the_version_is_pinned_with_its_tables():
    assert set(PINNED) == {"version", *TABLES}
    assert PINNED["version"] == RULES_VERSION, "set the version in PINNED too, and the hashes that have changed"


@pytest.mark.parametrize("name", TABLES)
def test_a_changed_table_raises_the_version(name: str):
    found = hash_of(TABLES[name])
    assert PINNED[name] == found, (
        f"The tables of “{name}” have changed, so rows may be judged otherwise: raise RULES_VERSION in "
        f"pipeline/rules/matching/__init__.py, and in PINNED set the version, and “{name}” to “{found}”."
    )
