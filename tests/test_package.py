"""What would be published: the sdist, the wheel that is built of it, and the wheel in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from pipeline import __version__
from tests import ROOT

PACKAGED = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*") if path.is_file()}
PACKAGED = {name for name in PACKAGED if "__pycache__" not in name}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that is built of the sdist alone."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    made = subprocess.run(build, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [found] = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return message_from_bytes(archive.read(f"bibmill-{__version__}.dist-info/METADATA"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel, and with the dependencies that the tests run with."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    made = subprocess.run(install, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    [own] = folder.rglob("bibmill-*.dist-info")
    # A path that a .pth names is searched, but the .pth files in it are not read: this checkout, which is installed
    # there as editable, is not on it.
    (own.parent / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return programs


def run(program: Path, *arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    """Run it as a new user does: in another folder, with no variable of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "LANG") if name in os.environ}
    variables = kept | {"HOME": str(where), "USERPROFILE": str(where)}
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, cwd=where, env=variables)


def test_both_are_as_the_index_wants_them(built: Path):
    check = [sys.executable, "-m", "twine", "check", "--strict", *map(str, sorted(built.iterdir()))]
    found = subprocess.run(check, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.count("PASSED") == 2


def test_the_wheel_has_the_package_and_nothing_else(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    found = {name for name in names if ".dist-info/" not in name and ".data/" not in name}
    assert found == PACKAGED | {"bibmill.py"}
    assert "pipeline/py.typed" in found


def test_the_sdist_is_enough_to_build_to_test_and_to_run(built: Path):
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.removeprefix(f"bibmill-{__version__}/") for name in archive.getnames()}
    assert names >= PACKAGED | {"pyproject.toml", "Makefile", "README.md", "LICENSE", "locks/runtime.txt"}
    assert names >= {"tests/test_package.py", "pipeline.yaml", "data/raw/interpretability.md", "docs/architecture.md"}
    assert not [name for name in names if name.startswith((".venv", "output", ".cache", ".hypothesis"))]


def test_what_the_index_shows(metadata: Message):
    assert (metadata["Name"], metadata["Version"]) == ("bibmill", __version__)
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    urls = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL", []))
    assert set(urls) == {"Homepage", "Documentation", "Changelog", "Issues"}
    assert all(url.startswith("https://github.com/bibmill/bibmill") for url in urls.values())
    classifiers = metadata.get_all("Classifier", [])
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)} <= set(classifiers)
    assert "Typing :: Typed" in classifiers
    assert metadata["Description-Content-Type"] == "text/markdown"


def test_it_runs_where_nothing_else_is_installed(environment: Path, tmp_path: Path):
    assert run(environment / "bibmill", "--version", where=tmp_path).stdout == f"bibmill {__version__}\n"
    where = run(environment / "python", "-c", "import pipeline; print(pipeline.__file__)", where=tmp_path).stdout
    assert str(ROOT) not in where
    made = run(environment / "bibmill", "init", "papers", where=tmp_path)
    assert made.returncode == 0, made.stderr
    found = run(environment / "bibmill", "-C", "papers", "bib", "--offline", where=tmp_path)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "papers/output/references.bib").read_text(encoding="utf-8").startswith("@")
    assert (tmp_path / "papers/output/report.html").exists()


def test_its_types_are_seen_by_who_imports_it(environment: Path, tmp_path: Path):
    """`py.typed` counts only where it is installed: mypy takes the types, and finds what contradicts them."""
    pytest.importorskip("mypy", reason="mypy is installed with the linters: run `make lint` first")
    (tmp_path / "user.py").write_text("from pipeline.cli import run\n\ncode: str = run([])\n", encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--python-executable", str(environment / "python"), "--no-incremental"]
    found = subprocess.run([*mypy, "user.py"], capture_output=True, text=True, cwd=tmp_path)
    assert 'Incompatible types in assignment (expression has type "int"' in found.stdout, found.stdout + found.stderr
