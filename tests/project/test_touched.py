"""Artefacts that were damaged, edited or are of different runs: rebuilt and told, or refused with what to run first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.commands.test_commands import LIBRARY, LIST, run, snapshot
from tests.faults.fake_server import FakeServer, make_project
from tests.systems import LINUX_ONLY


@pytest.fixture
def project(small_project: Path) -> Path:
    return small_project


def change(project: Path, name: str, way: Callable[[str], str]) -> None:
    path = project / f"data/enriched/{name}.jsonl"
    path.write_text(way(path.read_text(encoding="utf-8")), encoding="utf-8")


def drop_first(text: str) -> str:
    return text.split("\n", 1)[1]


@pytest.mark.parametrize("name", ["rows", "records", "matches", "works"])
@pytest.mark.parametrize(
    "way",
    [
        lambda text: text[:-40],
        lambda text: "<<<<<<< HEAD\n" + text,
        lambda text: text.replace(":2014", ":1" + "0" * 30),
        lambda text: text.replace('"id"', '"x"').replace('"record_id"', '"x"'),
        lambda text: "[" * 100_000 + "\n" + text,
    ],
    ids=["cut", "marks", "out of range", "other fields", "deep"],
)
def test_a_damaged_artefact_is_made_again_and_told(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, way: Callable[[str], str]
):
    before = {path: data for path, (data, _) in snapshot(project).items()}
    change(project, name, way)
    is_changed = {path: data for path, (data, _) in snapshot(project).items()} != before
    assert run(project, "bib", "--offline") == 0
    assert (f"data/enriched/{name}.jsonl:" in capsys.readouterr().err) is is_changed
    assert {path: data for path, (data, _) in snapshot(project).items()} == before


def test_an_edited_work_is_told_with_the_stub(project: Path, capsys: pytest.CaptureFixture[str]):
    change(project, "works", lambda text: text.replace("Computer Vision – ECCV 2014", "My own volume"))
    assert run(project, "bib", "--offline") == 0
    told = capsys.readouterr().err
    assert "works.jsonl: the file was changed since the last run and is made anew" in told
    stub = yaml.safe_load(told.split("decisions.yaml: ")[1])
    assert stub == [
        {
            "row": "Visualizing and Understanding Convolutional Networks",
            "year": 2014,
            "set": {"container_title": "My own volume"},
        }
    ]
    (project / "data/decisions.yaml").write_text(told.split("decisions.yaml: ")[1], encoding="utf-8")
    assert run(project, "bib", "--offline") == 0
    assert "My own volume" in (project / "output/references.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "way", "commands", "first"),
    [
        ("records", drop_first, ("enrich", "dedupe", "review"), "normalize"),
        ("rows", lambda text: text + text, ("enrich", "dedupe", "emit", "review", "explain 3", "refresh"), "normalize"),
        ("matches", drop_first, ("dedupe", "emit", "review", "explain 3", "refresh", "update-list list.md"), "enrich"),
        ("matches", lambda text: text.replace("1 of", "2 of").replace('"score":', '"score":1'), ("dedupe",), "enrich"),
        ("works", drop_first, ("emit", "review", "explain 3", "refresh", "update-list list.md"), "dedupe"),
        ("works", lambda text: text.replace("anon2019paper", "zeiler2014visualizing"), ("emit", "refresh"), "dedupe"),
    ],
    ids=range(6),
)
def test_artefacts_of_two_runs_say_what_to_run_first(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    way: Callable[[str], str],
    commands: tuple[str, ...],
    first: str,
):
    change(project, name, way)
    for command in commands:
        before = snapshot(project)
        assert run(project, *command.split(), "--offline") == 3
        told = capsys.readouterr().err
        assert "this file is of another run than those before it, or was edited" in told, command
        assert f"run `bibmill {first}` first" in told
        assert snapshot(project) == before
    assert run(project, "check") == 3
    assert f"run `bibmill {first}` first" in capsys.readouterr().err


def test_an_edited_match_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A DOI that nobody found, in the match of a source that cannot be asked now."""
    server = FakeServer()
    monkeypatch.setenv("BIBMILL_HOSTS", server.url.removeprefix("http://"))
    project = make_project(tmp_path / "project", server.url, 2)
    assert run(project, "bib", "--quiet") == 0
    server.close()
    before = snapshot(project)
    change(project, "matches", lambda text: text.replace("10.1234/orchard.1", "10.666/wrong"))
    assert run(project, "bib", "--offline") == 0
    told = capsys.readouterr().err
    assert "matches.jsonl:2: this match was changed by hand and is not believed" in told
    [stub] = yaml.safe_load(told.split("decisions.yaml: ")[1].splitlines()[0])
    assert stub["accept"] == "doi:10.666/wrong"
    assert "10.666/wrong" not in (project / "output/references.bib").read_text(encoding="utf-8")
    assert {name: data for name, (data, _) in snapshot(project).items()} == {
        name: data for name, (data, _) in before.items()
    }


@pytest.mark.parametrize(
    "text",
    ["", "null", "{", "[" * 100_000, '{"summary":' * 50_000, '{"inputs":1}', "\0", '{"made":{"\\u0000":"x"}}'],
    ids=range(8),
)
@pytest.mark.parametrize("name", ["manifest.json", "publishing.json", "asked.json", "refresh.jsonl", "holder"])
def test_a_damaged_file_of_the_cache_costs_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
):
    before = {path: data for path, (data, _) in snapshot(project).items()}
    (project / ".cache" / name).write_text(text, encoding="utf-8")
    assert run(project, "refresh", "--offline") == 0
    (project / ".cache" / name).write_text(text, encoding="utf-8")
    assert run(project, "bib", "--offline") == 0
    assert "bug" not in capsys.readouterr().err
    assert {path: data for path, (data, _) in snapshot(project).items()} == before
    assert json.loads((project / ".cache/manifest.json").read_text(encoding="utf-8"))["is_complete"] is True


@pytest.mark.parametrize("text", ["", "\0" * 100, "% nothing"])
def test_a_library_that_was_emptied_is_told(project: Path, capsys: pytest.CaptureFixture[str], text: str):
    (project / "data/library/own.json").unlink()
    (project / "data/library/own.bib").write_text(text)
    assert run(project, "bib", "--offline") == 0
    assert "data/library/own.bib: there is no reference in this file; if it was emptied" in capsys.readouterr().err


@LINUX_ONLY
def test_names_that_are_not_utf8(project: Path, capsys: pytest.CaptureFixture[str]):
    library = project / "data/library/caf\udce9.json"
    library.write_text(LIBRARY)
    assert run(project, "bib") == 0
    told = capsys.readouterr().err
    assert r"data/library/caf\xe9.json: the name of this file is not UTF-8, or has characters that do not print" in told
    library.unlink()
    (project / "pipeline.yaml").write_text('raw: ["*.md"]\n')
    (project / "list\udce9.md").write_text(LIST)
    assert run(project, "bib") == 3
    assert (
        r"list\xe9.md: the name of this list is not UTF-8, or has characters that do not print; rename the file"
        in capsys.readouterr().err
    )
