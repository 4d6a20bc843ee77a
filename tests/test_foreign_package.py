"""Another package called `pipeline` is passed over, or a sentence says that it stands in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import __version__
from tests import ROOT

FOREIGN = {
    "a package": {"pipeline/__init__.py": "print('foreign')\n"},
    "a package with commands": {
        "pipeline/__init__.py": '"""Theirs."""\n',
        "pipeline/__main__.py": "print('foreign')\n",
    },
    "a folder": {"pipeline/data.txt": ""},
    "a module": {"pipeline.py": "print('foreign')\n"},
}


def plant(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(folder: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(path or "")}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder as an installation makes it."""
    shutil.copytree(ROOT / "pipeline", tmp_path / "site/pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "bibmill.py", tmp_path / "site")
    return tmp_path / "site"


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("is_earlier", [True, False])
def test_a_foreign_package_is_passed_over(tmp_path: Path, files: dict[str, str], is_earlier: bool):
    plant(tmp_path, files)
    script = "import sys; sys.path[:0] = sys.argv.pop(1).split(';'); from bibmill import main; sys.exit(main())"
    path = f"{tmp_path};{ROOT}" if is_earlier else f"{ROOT};{tmp_path}"
    found = run(tmp_path, "-c", script, path, "--version")
    assert (found.returncode, found.stdout, found.stderr) == (0, f"bibmill {__version__}\n", "")


def test_the_module_runs_where_a_folder_is_called_pipeline(tmp_path: Path):
    plant(tmp_path, FOREIGN["a package"])
    found = run(tmp_path, "-m", "bibmill", "help", "nosuchtopic", path=ROOT)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("bibmill: help: unknown topic")


@pytest.mark.parametrize("is_json", [True, False])
@pytest.mark.parametrize("text", ["", '"""Theirs."""\n'])
def test_a_package_that_was_installed_over_ours_is_told(site: Path, text: str, is_json: bool):
    (site / "pipeline/__init__.py").write_text(text, encoding="utf-8")
    found = run(site.parent, "-m", "bibmill", "check", *(["--json"] * is_json), path=site)
    sentence = (
        f"in place of bibmill's own package there is another package `pipeline` ({site / 'pipeline/__init__.py'});"
        " install bibmill into an environment of its own, as pipx does."
    )
    assert (found.returncode, found.stderr) == (3, f"bibmill: {sentence}\n")
    assert found.stdout == (json.dumps({"error": sentence, "exit": 3}) + "\n" if is_json else "")
    found = run(site.parent, "-m", "pipeline", "check", *(["--json"] * is_json), path=site)
    assert found.returncode == 3
    assert found.stderr.startswith(
        "bibmill: another package `pipeline` was installed over bibmill's own (cannot import"
    )
    assert found.stderr.count("\n") == 1
    if is_json:
        assert json.loads(found.stdout) == {"error": found.stderr[len("bibmill: ") : -1], "exit": 3}


def test_a_folder_or_nothing_in_place_of_ours_is_told(site: Path):
    shutil.rmtree(site / "pipeline")
    found = run(site.parent, "-P", "-S", str(site / "bibmill.py"))
    assert found.stderr == "bibmill: in place of bibmill's own package there is none; reinstall it.\n"
    (site / "pipeline").mkdir()
    found = run(site.parent, "-P", "-S", str(site / "bibmill.py"))
    assert found.returncode == 3
    assert f"another package `pipeline` ({site / 'pipeline'})" in found.stderr


def test_one_that_was_loaded_before_is_told(tmp_path: Path):
    plant(tmp_path, {"pipeline.py": ""})
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import pipeline; from bibmill import main; sys.exit(main())"
    )
    found = run(tmp_path, "-c", script, str(tmp_path), path=ROOT)
    assert found.returncode == 3
    assert f"another package `pipeline` ({tmp_path / 'pipeline.py'})" in found.stderr
