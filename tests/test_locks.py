"""What is installed is locked: every package by version and hash, from no named place, the build backend included."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT

NAMES = ("runtime", "test", "dev", "docs", "release")
TEXTS = {name: (ROOT / f"locks/{name}.txt").read_text("utf-8") for name in NAMES}
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.!+]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BUILD = [line for line in (ROOT / "locks/build.in").read_text("utf-8").splitlines() if not line.startswith("#")]
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = {"runtime": [], "dev": [*EXTRAS["test"], *EXTRAS["lint"]]} | {
    name: EXTRAS[name] for name in ("test", "docs", "release")
}


def versions(name: str) -> dict[str, str]:
    return {canonicalize_name(package): version for package, version in PINNED.findall(TEXTS[name])}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_a_version_or_a_hash(name: str):
    for line in re.sub(r"\\\n", "", TEXTS[name]).splitlines():
        pin, *hashes = re.split(r"\s+--hash=", line)
        assert PINNED.match(pin), line
        assert hashes, line
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one.strip()) for one in hashes), line
        assert "/" not in line, "a lock names no place to fetch from"


@pytest.mark.parametrize("name", NAMES)
def test_what_pyproject_wants_is_locked(name: str):
    locked = versions(name)
    for text in (*PROJECT["project"]["dependencies"], *BUILD, *WANTED[name]):
        wanted = Requirement(text)
        assert locked.get(canonicalize_name(wanted.name), "0") in wanted.specifier, f"{text}: run `make lock`"


def test_the_build_backend_is_locked():
    assert set(PROJECT["build-system"]["requires"]) <= set(BUILD)


def test_locks_agree_with_each_other():
    runtime, test, dev, *others = (versions(name) for name in NAMES)
    assert runtime.items() <= test.items() <= dev.items()
    for other in others:
        assert {name: other[name] for name in dev.keys() & other.keys()} == {
            name: dev[name] for name in dev.keys() & other.keys()
        }


def test_every_licence_is_listed():
    text = (ROOT / "docs/licences.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) +\| (\S+) +\| (\S.*?) +\|$", text, re.MULTILINE)
    listed = {canonicalize_name(name): version for name, version, _ in rows if name != "Name"}
    assert listed == versions("dev"), "run `make licences`"
    assert not [name for name, _, licence in rows if licence == "UNKNOWN"]


@pytest.mark.parametrize("path", ["Makefile", ".github/workflows/refresh.yml"])
def test_nothing_is_installed_past_the_locks(path: str):
    text = (ROOT / path).read_text("utf-8")
    installs = re.findall(r"\binstall --.*", text)
    assert installs
    for line in installs:
        assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line, line
