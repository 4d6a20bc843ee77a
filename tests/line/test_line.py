"""The whole line, from a nasty table to golden files. `BIBMILL_RERECORD=1` writes them anew, to be read as a diff."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from jsonschema import Draft7Validator

from pipeline import cli
from tests import DATA

SETTINGS = "raw: [list.md]\nsources: {" + ", ".join(
    f"{name}: {{enabled: false}}" for name in ("crossref", "semantic_scholar", "openalex", "arxiv", "datacite")
)
GOLDEN = (
    "references.bib",
    "references.biblatex.bib",
    "references.json",
    "references.ris",
    "matches.csv",
    "aliases.csv",
    "table.md",
    "table.csv",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    homes = {"list.md": "", "own.bib": "data/library/", "own.json": "data/library/", "decisions.yaml": "data/"}
    for name, home in homes.items():
        target = home + name
        (tmp_path / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / "line" / name, tmp_path / target)
    (tmp_path / "pipeline.yaml").write_text(SETTINGS + "}\n", encoding="utf-8")
    return tmp_path


def bib(project: Path) -> None:
    assert cli.run(["-C", str(project), "bib", "--quiet"]) == 0


def test_golden_files(project: Path):
    bib(project)
    for name in GOLDEN:
        made = (project / "output" / name).read_text(encoding="utf-8")
        golden = DATA / "line" / "golden" / name
        if os.environ.get("BIBMILL_RERECORD"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(made, encoding="utf-8")
        assert made == golden.read_text(encoding="utf-8"), name


def test_what_is_written_can_be_read_back(project: Path):
    bib(project)
    works = (project / "data/enriched/works.jsonl").read_text(encoding="utf-8").splitlines()
    library = parse_string((project / "output/references.bib").read_text(encoding="utf-8"))
    assert (len(library.failed_blocks), len(library.entries)) == (0, len(works))
    items = json.loads((project / "output/references.json").read_text(encoding="utf-8"))
    schema = json.loads((DATA / "csl-data.json").read_text(encoding="utf-8"))
    assert list(Draft7Validator(schema).iter_errors(items)) == []
    assert {entry.key for entry in library.entries} == {item["id"] for item in items}


def test_the_report_is_one_page_without_a_network(project: Path):
    bib(project)
    page = (project / "output/report.html").read_text(encoding="utf-8")
    assert "<b>bold</b>" not in page.split("</style>")[-1]
    assert "default-src 'none'" in page


def test_a_shuffled_list_gives_the_same_works_and_keys(project: Path):
    bib(project)
    before = works_of(project)
    lines = (project / "list.md").read_text(encoding="utf-8").splitlines()
    rows = lines[6:20]
    random.Random(7).shuffle(rows)
    (project / "list.md").write_text("\n".join([*lines[:6], *rows, *lines[20:]]) + "\n", encoding="utf-8")
    bib(project)
    assert works_of(project) == before


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_environment(project: Path, tmp_path_factory: pytest.TempPathFactory):
    import subprocess
    import sys

    made = []
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Pacific/Auckland", "tr_TR.UTF-8")):
        copy = tmp_path_factory.mktemp("copy") / "p"
        shutil.copytree(project, copy)
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run(
            [sys.executable, "-m", "pipeline", "-C", str(copy), "bib", "--quiet"],
            env=env,
            check=True,
            capture_output=True,
        )
        made.append({path.name: path.read_bytes() for path in (copy / "output").iterdir()})
    assert made[0] == made[1]


def works_of(project: Path) -> dict[str, dict[str, object]]:
    works = [
        json.loads(line) for line in (project / "data/enriched/works.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return {work["key"]: {name: value for name, value in work["record"].items() if name != "id"} for work in works}
