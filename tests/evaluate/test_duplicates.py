"""Labelled sets are read, pairs are counted, and the table says what each finder got right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evaluate import duplicates, rival_finder
from evaluate.duplicates import main, run_apart, to_lines
from evaluate.errors import MeasureError
from evaluate.labelled_sets import Figures, by_rules, by_title, find_sets, measure, read_record, read_set
from pipeline.model.records import Identifiers, Name

ITEMS: list[dict[str, Any]] = [
    {"id": "a:1", "title": "Counting <i>Long</i> Queues of Boats", "author": [{"family": "Adams", "given": "A."}]},
    {"id": "b:1", "title": "Counting long queues of boats.", "author": [{"literal": "A Adams"}]},
    {"id": "b:2", "title": "Counting long queues of boats", "author": [{"literal": "B Young"}]},
    {"id": "b:3", "title": "Something else"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sets" / "boats"
    made.mkdir(parents=True)
    lines = "\n".join(json.dumps(item | {"issued": {"date-parts": [[2010]]}}) for item in ITEMS)
    (made / "records.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (made / "gold.csv").write_text("id,cluster\na:1,one\nb:1,one\nb:2,two\n", encoding="utf-8")
    (tmp_path / "sets" / "notes").mkdir()
    return tmp_path / "sets"


def test_a_set_is_read_with_its_labels(folder: Path):
    assert [one.name for one in find_sets(folder)] == ["boats"]
    found = read_set(folder / "boats")
    assert found.records[0].title == "Counting Long Queues of Boats"
    assert found.gold == ["one", "one", "two", "alone b:3"]


def test_a_record_has_its_identifiers_and_names():
    item = {
        "id": "x",
        "DOI": "ARTN 106 10.1000/ABC",
        "URL": "https://arxiv.org/abs/1706.03762v2",
        "author": [{"family": "Berg", "given": "Ann"}, {"literal": "Bo Li"}, {"literal": ""}],
    }
    found = read_record(item)
    assert found.identifiers == Identifiers(doi="10.1000/abc", arxiv="1706.03762")
    assert found.author == (Name("Berg", "Ann"), Name("Li", "Bo"))
    assert read_record({"id": "x", "DOI": "10.48550/arXiv.1706.03762"}).identifiers == Identifiers(arxiv="1706.03762")


def test_pairs_are_counted(folder: Path):
    labelled = read_set(folder / "boats")
    assert measure(labelled, by_rules)[:3] == (1, 0, 0)
    assert measure(labelled, by_title)[:3] == (1, 2, 0)
    assert measure(labelled, by_title, ":")[:3] == (1, 1, 0)
    assert measure(labelled, lambda records: list(range(len(records))))[:3] == (0, 0, 1)


def test_figures():
    assert Figures(3, 1, 0, 0.0).precision == 0.75
    assert Figures(3, 0, 1, 0.0).recall == 0.75
    assert Figures(1, 1, 1, 0.0).f1 == 0.5
    assert (Figures(0, 0, 0, 0).f1, Figures(0, 0, 1, 0).f1) == (1.0, 0.0)


def test_the_table_has_a_line_for_each_finder(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out" / "benchmarks.md"
    assert main([str(folder), "--out", str(out), "--parted", "boats=:"]) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("| boats | 4 | bibmill | 0 | 0 | 1.0000 | 1.0000 | 1.0000 |") for line in lines)
    assert any(line.startswith("| boats | 4 | equal title | 1 | 0 | 0.5000 |") for line in lines)
    assert "bibmill" in capsys.readouterr().out


@pytest.mark.parametrize("named", ["", "nowhere"])
def test_without_sets_it_is_said(named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path / named) if named else "", "--out", str(tmp_path / "no.md")]) == 0
    assert "left out" in capsys.readouterr().out
    assert not (tmp_path / "no.md").exists()


def test_what_does_not_run_ends_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "boats" / "records.jsonl.gz").write_bytes(gzip.compress(b"[1]"))
    with pytest.raises(MeasureError, match="bibmill on boats"):
        run_apart(folder / "boats", "bibmill", "")
    assert main([str(folder), "--out", str(tmp_path / "no.md")]) == 1
    assert "given up" in capsys.readouterr().err


def test_one_measurement_prints_its_figures(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(folder / "boats"), "--finder", "bibmill"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 4


def test_the_rival_is_measured_where_it_is_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duplicates, "find_spec", lambda name: object())
    ran = [line.split("|")[3].strip() for line in to_lines([Path("x")], {}, lambda *_: (Figures(1, 0, 0, 0.1), 9, 9))]
    assert ran == ["bibmill", "equal title", "bib-dedupe"]
    large = to_lines([Path("x")], {}, lambda *_: (Figures(1, 0, 0, 0.1), 90_000, 9))
    assert len(list(large)) == 2


def test_the_rival_gets_its_own_columns(monkeypatch: pytest.MonkeyPatch):
    rows: list[dict[str, str]] = []

    def prep(frame: list[dict[str, str]], cpu: int) -> list[dict[str, str]]:
        rows.extend(frame)
        return frame

    theirs = SimpleNamespace(
        prep=prep,
        block=lambda frame, cpu: frame,
        match=lambda frame, cpu: frame,
        cluster=lambda frame: [["0", "1"]],
    )
    frames = SimpleNamespace(DataFrame=list)
    monkeypatch.setattr(rival_finder, "import_module", lambda name: frames if name == "pandas" else theirs)
    assert rival_finder.by_bib_dedupe([read_record(item) for item in ITEMS[:3]]) == [0, 0, 2]
    assert rows[0]["author"] == "Adams, A."
