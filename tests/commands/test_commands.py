"""The commands as a person runs them: exit codes, sentences, and what is on disk afterwards."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline import cli
from pipeline.__main__ import main
from pipeline.model.errors import MachineError, Terminated
from pipeline.model.statuses import ReplyStatus
from pipeline.network.messages import Reply, Request
from pipeline.storage import store
from pipeline.storage.locking import lock_folder
from tests import ROOT
from tests.systems import POSIX_ONLY

LIST = """\
| Year | Venue | Title | Citations |
|---|---|---|---|
| 2014 | ECCV | Visualizing and understanding convolutional networks | 8009 |
| 2019 | CVPR | A paper that nobody has ever heard of | 3 |
"""
LIBRARY = json.dumps(
    [
        {
            "id": "10.1007/978-3-319-10590-1_53",
            "type": "paper-conference",
            "title": "Visualizing and Understanding Convolutional Networks",
            "author": [{"family": "Zeiler", "given": "Matthew D."}, {"family": "Fergus", "given": "Rob"}],
            "issued": {"date-parts": [[2014]]},
            "container-title": "Computer Vision – ECCV 2014",
            "DOI": "10.1007/978-3-319-10590-1_53",
        }
    ]
)
Project = Callable[..., Path]


@pytest.fixture
def project(make_project: Project) -> Path:
    return make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY})


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def snapshot(project: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in project.rglob("*") if path.is_file() and ".cache" not in path.parts]
    return {str(path.relative_to(project)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_list_becomes_a_bibliography(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "bib") == 0
    rows = list(csv.DictReader((project / "output/matches.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["status"], row["key"], row["doi"]) for row in rows] == [
        ("matched", "zeiler2014visualizing", "10.1007/978-3-319-10590-1_53"),
        ("unmatched", "anon2019paper", ""),
    ]
    assert "2 rows: 1 matched, 0 for review, 1 unmatched; 2 works." in capsys.readouterr().out
    bib = (project / "output/references.bib").read_text(encoding="utf-8")
    assert "Unverified" in bib.split("@")[2]


def test_the_second_run_changes_no_byte_and_no_time(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib")
    before = snapshot(project)
    assert run(project, "bib") == 0
    assert snapshot(project) == before
    assert "Nothing changed." in capsys.readouterr().out


def test_what_was_deleted_or_damaged_is_made_again(project: Path):
    run(project, "bib")
    before = {name: data for name, (data, _) in snapshot(project).items()}
    shutil.rmtree(project / "output")
    for name in ("rows", "records", "matches", "works", "conflicts"):
        (project / f"data/enriched/{name}.jsonl").write_text("{broken")
    assert run(project, "bib") == 0
    assert {name: data for name, (data, _) in snapshot(project).items()} == before


@pytest.mark.parametrize("extra", ["", '"new_field":1,'])
def test_matches_of_a_newer_version_are_left_alone(project: Path, capsys: pytest.CaptureFixture[str], extra: str):
    run(project, "bib", "--quiet")
    path = project / "data/enriched/matches.jsonl"
    newer = re.sub(r'"memory":"([0-9a-f]+)-\d+"', rf'{extra}"memory":"\1-99"', path.read_text(encoding="utf-8"))
    path.write_text(newer, encoding="utf-8")
    assert run(project, "bib") == 3
    assert "of a newer bibmill" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == newer


def test_the_stages_one_by_one_make_the_same_bytes(project: Path):
    run(project, "bib")
    before = {name: data for name, (data, _) in snapshot(project).items()}
    shutil.rmtree(project / "output")
    shutil.rmtree(project / "data/enriched")
    for stage in ("normalize", "enrich", "dedupe", "emit"):
        assert run(project, stage) == 0
    assert {name: data for name, (data, _) in snapshot(project).items()} == before


def test_a_stage_without_its_artefact_says_what_to_run(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "dedupe") == 3
    assert "run the stage before, or `bib`" in capsys.readouterr().err


def test_strict_exits_with_1_for_an_open_row(project: Path):
    assert run(project, "bib", "--strict") == 1
    assert run(project, "bib", "--strict") == 1
    assert run(project, "review", "--strict") == 1


def test_the_summary_for_machines(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "bib", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["matched"], found["unmatched"], found["is_complete"]) == (2, 1, 1, True)


def test_quiet_says_nothing(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "bib", "--quiet") == 0
    assert capsys.readouterr().out == ""


def test_review_before_anything_was_matched(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "review") == 3
    assert "nothing was matched yet; run `bibmill bib` first" in capsys.readouterr().err


def test_review_prints_a_stub_that_can_be_pasted(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib", "--quiet")
    assert run(project, "review") == 0
    stub = capsys.readouterr().out
    assert yaml.safe_load(stub) == [{"row": "A paper that nobody has ever heard of", "year": 2019}]
    (project / "data/decisions.yaml").write_text(stub, encoding="utf-8")
    assert run(project, "bib") == 0
    assert run(project, "review", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[0]["reason"] == "nothing_found"


def test_review_shows_candidates_with_what_speaks_against_them(
    make_project: Project, capsys: pytest.CaptureFixture[str]
):
    rows = LIST + "| 2014 | ICML | Visualizing and understanding convolutional networks | 1 |\n"
    project = make_project(**{"list.md": rows, "data__library__own.json": LIBRARY})
    run(project, "bib", "--quiet")
    assert run(project, "review") == 0
    stub = capsys.readouterr().out
    assert '# accept: "doi:10.1007/978-3-319-10590-1_53"' in stub
    assert "against: container disagrees: “ICML” / “Computer Vision – ECCV 2014”" in stub
    assert "Matthew D. Zeiler, Rob Fergus · 2014" in stub
    assert [entry["year"] for entry in yaml.safe_load(stub)] == [2019, 2014]
    assert run(project, "explain", "list.md:5") == 0
    assert "other: library" in capsys.readouterr().out


def test_review_with_nothing_to_decide(make_project: Project, capsys: pytest.CaptureFixture[str]):
    project = make_project(**{"list.md": LIST.rsplit("\n", 2)[0] + "\n", "data__library__own.json": LIBRARY})
    run(project, "bib", "--quiet")
    assert run(project, "review", "--strict") == 0
    assert "Nothing waits" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["zeiler2014visualizing", "Zeiler2014Visualizing", "3", "list.md:3"])
def test_explain_tells_a_records_story(project: Path, capsys: pytest.CaptureFixture[str], what: str):
    run(project, "bib", "--quiet")
    assert run(project, "explain", what) == 0
    story = capsys.readouterr().out
    assert story.startswith("zeiler2014visualizing · matched · doi:10.1007/978-3-319-10590-1_53")
    assert "author: Matthew D. Zeiler, Rob Fergus  ← library" in story
    assert "container agrees: “ECCV” / “Computer Vision – ECCV 2014”" in story


def test_explain_of_nothing_that_is_there(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib", "--quiet")
    assert run(project, "explain", "nobody1999") == 2
    assert "no citation key" in capsys.readouterr().err
    assert run(project, "explain", "4", "--json") == 0
    assert json.loads(capsys.readouterr().out)["work"]["standing"] == "unmatched"


def test_explain_tells_conflicts_and_who_was_not_asked(make_project: Project, capsys: pytest.CaptureFixture[str]):
    (paper,) = json.loads(LIBRARY)
    more = {"translator": [{"family": "Lovelace", "given": "Ada"}], "medium": "print"}
    project = make_project(
        **{"list.md": LIST, "data__library__own.json": json.dumps([paper | more]), "pipeline.yaml": "raw: [list.md]\n"}
    )
    run(project, "bib", "--offline", "--quiet")
    works = (project / "data/enriched/works.jsonl").read_text(encoding="utf-8").splitlines()
    work, other = (json.loads(line)["id"] for line in works)
    conflict = {"work": work, "field": "page", "kept": "1-9", "kept_source": "library"}
    lines = [conflict | {"refused": "1-10", "refused_source": "crossref"}, conflict | {"work": other, "kept": "77"}]
    lines[1] |= {"refused": "78", "refused_source": "crossref"}
    (project / "data/enriched/conflicts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    capsys.readouterr()
    assert run(project, "explain", "3") == 0
    story = capsys.readouterr().out
    assert "  conflict in page: kept “1-9” (library), refused “1-10” (crossref)\n" in story
    assert "77" not in story
    assert "  other_names: translator Ada Lovelace  ← library" in story
    assert "  other_texts: medium print  ← library" in story
    assert run(project, "explain", "4") == 0
    assert "  crossref was not asked: " in capsys.readouterr().out


def test_check_finds_what_is_not_whole(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "check") == 3
    run(project, "bib", "--quiet")
    assert run(project, "check") == 0
    assert "as they should be" in capsys.readouterr().out
    (project / "output/references.json").write_text("[]\n")
    (project / "output/matches.csv").unlink()
    assert run(project, "check", "--json") == 3
    problems = " ".join(json.loads(capsys.readouterr().out)["problems"])
    assert "references.json: 2 entries should be in it, 0 are" in problems
    assert "matches.csv: the file is missing" in problems
    assert "not as the last run left it" in problems


def drop_the_last_line(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("name", "damage", "sentences"),
    [
        (
            "data/enriched/works.jsonl",
            drop_the_last_line,
            ["works.jsonl: this file is of another run", "1 row is missing in it"],
        ),
        ("data/enriched/works.jsonl", lambda text: text + "{", ["data/enriched/works.jsonl:3: "]),
        ("data/decisions.yaml", lambda _: "- {rows: x}\n", ["data/decisions.yaml:1: decision 1: unknown key “rows”"]),
        ("data/library/own.json", lambda _: "{", ["data/library/own.json: this is not valid JSON"]),
        ("output/references.json", drop_the_last_line, ["references.json: 2 entries should be in it, 0 are"]),
        ("output/references.json", lambda _: "{}", ["references.json: 2 entries should be in it, 0 are"]),
        ("output/references.bib", lambda text: text[: text.rindex("@")], ["bib: 2 entries should be in it, 1 is"]),
        ("output/references.ris", lambda text: text[: text.rindex("ER")], ["ris: 2 entries should be in it, 1 is"]),
        ("output/matches.csv", drop_the_last_line, ["matches.csv: 2 entries should be in it, 1 is"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_names_what_is_damaged(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    damage: Callable[[str], str],
    sentences: list[str],
):
    run(project, "bib", "--quiet")
    path = project / name
    path.write_text(damage(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")
    capsys.readouterr()
    assert run(project, "check") == 3
    err = capsys.readouterr().err
    assert [sentence for sentence in sentences if sentence not in err] == [], err


@pytest.mark.parametrize(
    ("name", "command", "said"),
    [
        ("keys", "bib", "keys.jsonl: in the last run “anon2019paper” was the key of title:"),
        ("works", "emit", "works.jsonl: this file is of another run than those before it, or was edited (1 key is"),
        ("works", "check", "(1 key is given twice in it); run `bibmill dedupe` first"),
        ("works", "refresh", "(1 key is given twice in it); run `bibmill dedupe` first"),
    ],
)
def test_a_key_given_twice_by_hand_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, command: str, said: str
):
    """As when two people's ledgers were merged."""
    run(project, "bib", "--quiet")
    path = project / f"data/enriched/{name}.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("anon2019paper", "Zeiler2014Visualizing"))
    before = snapshot(project)
    assert run(project, command) == 3
    assert said in capsys.readouterr().err
    assert snapshot(project) == before


def test_a_manifest_of_another_shape_is_written_anew(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib", "--quiet")
    path = project / store.MANIFEST
    before = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(before | {"summary": {"rows": "many"}}), encoding="utf-8")
    assert run(project, "bib") == 0
    assert "2 rows: 1 matched" in capsys.readouterr().out
    after = json.loads(path.read_text(encoding="utf-8"))
    assert (after["made"], after["summary"]["rows"]) == (before["made"], 2)


def test_check_knows_the_folder_by_any_spelling(project: Path, monkeypatch: pytest.MonkeyPatch):
    run(project, "bib", "--quiet")
    assert run(project / "data" / "..", "check") == 0
    monkeypatch.chdir(project)
    assert run(Path("."), "check") == 0


def test_check_finds_mixed_runs_without_a_cache(project: Path, capsys: pytest.CaptureFixture[str]):
    """As in a clone of a folder that was committed after a run was cut off."""
    run(project, "bib", "--quiet")
    old = (project / "output/references.json").read_text(encoding="utf-8")
    (project / "list.md").write_text(LIST.replace("2019 | CVPR", "2018 | CVPR"), encoding="utf-8")
    run(project, "bib", "--quiet")
    shutil.rmtree(project / ".cache")
    assert run(project, "check") == 0
    (project / "output/references.json").write_text(old, encoding="utf-8")
    assert run(project, "check") == 3
    assert "output/references.json: this is not what the artefacts say" in capsys.readouterr().err


def test_check_sees_a_run_that_was_cut_off(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib", "--quiet")
    (project / store.JOURNAL).write_text("[]")
    assert run(project, "check") == 3
    assert "cut off while it published" in capsys.readouterr().err
    assert run(project, "emit", "--quiet") == 0
    assert run(project, "check") == 0


def test_a_single_stage_leaves_a_whole_set_behind(project: Path):
    run(project, "bib", "--quiet")
    works = project / "data/enriched/works.jsonl"
    (project / "data/library/own.json").write_text(LIBRARY.replace("Rob", "Robert"), encoding="utf-8")
    before = works.read_text(encoding="utf-8")
    for stage in ("normalize", "enrich", "dedupe", "emit"):
        run(project, stage, "--quiet")
    assert works.read_text(encoding="utf-8") != before
    assert run(project, "check") == 0


def test_init_makes_a_working_project_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "mine"
    assert cli.run(["init", str(folder)]) == 0
    (folder / "Makefile").write_text("mine\n")
    assert cli.run(["init", str(folder)]) == 0
    assert "kept" in capsys.readouterr().out
    assert (folder / "Makefile").read_text() == "mine\n"
    assert run(folder, "bib", "--sources", "library") == 0
    assert run(folder, "check") == 0


def test_init_is_quiet_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["init", str(tmp_path / "mine"), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "mine/pipeline.yaml").exists()


def test_init_on_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("")
    assert cli.run(["init", str(tmp_path / "file")]) == 3
    assert "name a folder" in capsys.readouterr().err


SETTINGS = "raw: [list.md]\nsources: {crossref: {enabled: false}}\n"


@pytest.mark.parametrize(
    ("files", "arguments", "code", "sentence"),
    [
        ({"list.md": "no table\n"}, [], 3, "list.md: there is no paper in the file"),
        (
            {"list.md": "| Year | Venue |\n|---|---|\n| 1 | 2 |\n"},
            [],
            3,
            "list.md:1: none of its columns (Year, Venue)",
        ),
        ({"list.md": "| Title |\n|---|\n"}, [], 3, "the list has no rows"),
        ({"pipeline.yaml": "raw: [gone.md]\n"}, [], 3, "gone.md: there is no such list"),
        ({"pipeline.yaml": "raw: [list.pdf]\n", "list.pdf": "x"}, [], 3, "list.pdf: there is no paper in the file"),
        (
            {"pipeline.yaml": "raws: [list.md]\n"},
            [],
            2,
            "pipeline.yaml:1: unknown key “raws”; the nearest known one is “raw”",
        ),
        ({"pipeline.yaml": "raw: [list.md\n"}, [], 2, "not valid YAML"),
        ({"pipeline.yaml": "{}\n"}, [], 2, "`raw:` names no list"),
        (
            {"pipeline.yaml": SETTINGS + "keys: {pattern: author}\n"},
            ["--sources", "library"],
            2,
            "keys.pattern: “author”",
        ),
        ({}, ["--sources", "google"], 2, "--sources: “google” is not a source"),
        ({"data/library/own.json": "{"}, [], 3, "data/library/own.json: this is not valid JSON"),
        ({"data/library/own.bib": "@article{a, title={x"}, [], 3, "own.bib:1: nothing in this file could be read"),
        ({"data/decisions.yaml": "- {rows: x}\n"}, [], 3, "the nearest known one is “row”"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_bad_input_is_one_sentence_and_leaves_the_outputs(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    arguments: list[str],
    code: int,
    sentence: str,
):
    run(project, "bib", "--quiet")
    before = {
        name: data for name, (data, _) in snapshot(project).items() if name.startswith(("output", "data/enriched"))
    }
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    assert run(project, "bib", *arguments) == code
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert "Traceback" not in captured.err
    after = {
        name: data for name, (data, _) in snapshot(project).items() if name.startswith(("output", "data/enriched"))
    }
    assert after == before


def test_a_list_that_is_not_utf_8(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "list.md").write_bytes(LIST.encode().replace(b"nobody", b"n\xe9body"))
    assert run(project, "bib") == 0
    assert "list.md:1: the file is not UTF-8 and was read as Windows-1252" in capsys.readouterr().err


def test_settings_that_are_not_utf_8(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "pipeline.yaml").write_bytes(b"raw: [l\xefst.md]\n")
    assert run(project, "bib") == 2
    assert "byte 0xef is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("pattern", ["list.md", "*.md", "{folder}/list.md", "{folder}/l*.md"])
def test_a_list_may_be_named_by_path_or_pattern(project: Path, capsys: pytest.CaptureFixture[str], pattern: str):
    settings = (project / "pipeline.yaml").read_text(encoding="utf-8")
    raw = pattern.format(folder=project.as_posix())
    (project / "pipeline.yaml").write_text(settings.replace("[list.md]", f'["{raw}"]'), encoding="utf-8")
    assert run(project, "bib", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2


def test_a_folder_without_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, "bib") == 2
    assert "bibmill init" in capsys.readouterr().err


def test_flags_may_stand_before_the_command_and_behind_it(project: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["--quiet", "--json", "-C", str(project), "bib"]) == 0
    assert cli.run(["bib", "-C", str(project), "--quiet", "--json"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first)["rows"] == json.loads(second)["rows"] == 2


def test_wrong_usage(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["bake"]) == 2
    assert cli.run(["--help"]) == 0
    assert "Exit codes" in capsys.readouterr().out


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied"),
        OSError(28, "No space left on device"),
        OSError(30, "Read-only file system"),
    ],
)
def test_an_output_folder_that_cannot_be_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
):
    run(project, "bib", "--quiet")
    before = snapshot(project)
    (project / "list.md").write_text(LIST + "| 2020 | ICML | One more |  |\n", encoding="utf-8")

    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr("pipeline.storage.files.create", refuse)
    assert run(project, "bib") == 3
    assert "nothing was changed" in capsys.readouterr().err
    after = snapshot(project)
    assert {name: after[name] for name in before if name != "list.md"} == {
        n: v for n, v in before.items() if n != "list.md"
    }


def test_a_bug_leaves_a_sentence_and_a_trace(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def stumble(_options: object) -> int:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("pipeline.commands.bib.run", stumble)
    assert run(project, "bib") == 3
    assert "this is a bug" in capsys.readouterr().err
    assert "ZeroDivisionError: oh" in (project / ".cache/last-error.log").read_text()


def test_a_bug_whose_trace_cannot_be_kept_is_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_given: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pipeline.commands.bib.run", fail)
    monkeypatch.setattr("pipeline.storage.trace.keep_trace", fail)
    assert run(project, "bib") == 3
    told = "read-only file system; the trace is in no file, since the folder cannot be written."
    assert capsys.readouterr().err == f"bibmill: {told}\n"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "this machine has no memory left"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "this machine has no memory left"),
        (OSError(errno.EMFILE, "Too many open files", "list.md"), "too many files are open (EMFILE)"),
        (OSError(errno.ENFILE, "Too many open files in system"), "too many files are open (ENFILE)"),
        (RuntimeError("can't start new thread"), "this machine starts no more threads"),
        (ImportError("x.so: failed to map segment from shared object"), "this machine has no memory left"),
        (ImportError("x.so: cannot open shared object file: Too many open files"), "too many files are open (EMFILE)"),
        (OSError(errno.EIO, "Input/output error", "li\nst\x1b.md"), r"li\nst\x1b.md: input/output error"),
        (RecursionError("maximum recursion depth exceeded"), "is nested too deeply to be read"),
        (OSError(errno.EIO, "Input/output error", "list.md"), "list.md: input/output error; the trace is in"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_machine_lacks_is_said_as_such(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    sentence: str,
):
    def stumble(_options: object) -> int:
        raise error

    monkeypatch.setattr("pipeline.commands.bib.run", stumble)
    assert run(project, "bib") == 3
    told = capsys.readouterr().err
    assert sentence in told
    assert "bug" not in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENOMEM])
def test_a_file_that_cannot_be_opened_for_want_of_handles(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int
):
    def refuse(_home: object, name: object, *_: object) -> bytes:
        raise OSError(code, os.strerror(code), str(name))

    monkeypatch.setattr("pipeline.storage.files.read", refuse)
    assert run(project, "bib") in (2, 3)
    assert "this machine is short of what every program needs" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (Terminated, 143), (BrokenPipeError, 0)])
def test_interruptions(project: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int):
    def interrupted(_options: object) -> int:
        raise error

    monkeypatch.setattr("pipeline.commands.bib.run", interrupted)
    assert run(project, "bib") == code


@POSIX_ONLY
def test_sigterm_is_heard_while_a_command_runs(project: Path, monkeypatch: pytest.MonkeyPatch):
    def kill(_options: object) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        return 0

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("pipeline.commands.bib.run", kill)
    assert run(project, "bib") == 143
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_command_runs_in_any_thread(project: Path):
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(run(project, "bib", "--quiet")))
    thread.start()
    thread.join()
    assert codes == [0]


def test_a_start_without_handles_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def refuse() -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("pipeline.console.streams.fill_closed_handles", refuse)
    assert main() == 3
    assert "bibmill: it cannot be started ([Errno 24] Too many open files)" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["--sources", "a\x1b[2J\nb", "bib"], ["--config", "no\x1b\nthing", "bib"], ["update-list", "no\n\x1b"]],
)
def test_a_sentence_is_one_printable_line(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]):
    assert run(project, *arguments) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.strip("\n").isprintable()


def test_the_name_of_the_project_breaks_no_line(project: Path, capsys: pytest.CaptureFixture[str]):
    other = project.parent / "a\nb\x1b[2J"
    shutil.copytree(project, other)
    (other / "list.md").unlink()
    for command in ("bib", "check", "review", "init", "bib"):
        run(other, command)
        (other / "list.md").write_text(LIST)
        (other / "data/enriched/rows.jsonl").mkdir(parents=True, exist_ok=True)
        said = capsys.readouterr()
        assert all(line.isprintable() for line in (said.err + said.out).split("\n")), said
        assert all(line.startswith("bibmill: ") for line in said.err.splitlines()), said.err


def test_the_ledgers_only_grow(project: Path):
    run(project, "bib", "--quiet")
    ledgers = [project / "data/enriched" / name for name in ("keys.jsonl", "citations.jsonl")]
    before = [path.read_text(encoding="utf-8") for path in ledgers]
    rows = LIST.splitlines()
    (project / "list.md").write_text(
        "\n".join([*rows[:2], "| 2020 | ICML | One more paper | 7 |"]) + "\n", encoding="utf-8"
    )
    run(project, "bib", "--quiet")
    for path, text in zip(ledgers, before, strict=True):
        assert path.read_text(encoding="utf-8").startswith(text)
        assert len(path.read_text(encoding="utf-8")) > len(text)


def test_a_second_run_names_the_process_of_the_first(project: Path, capsys: pytest.CaptureFixture[str]):
    with lock_folder(project):
        assert run(project, "bib") == 3
    assert f"process {os.getpid()}" in capsys.readouterr().err


def test_offline_runs_write_what_is_known(make_project: Project, capsys: pytest.CaptureFixture[str]):
    project = make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY, "pipeline.yaml": "raw: [list.md]\n"})
    assert run(project, "bib", "--offline") == 0
    captured = capsys.readouterr()
    assert "1 matched" in captured.out
    assert "1 row waits for arxiv, crossref, openalex and semantic_scholar: offline: it was not asked" in captured.err


def test_a_network_that_is_not_there_is_no_error(
    make_project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pipeline.network.client.Client._ask_service", _unreachable)
    monkeypatch.setenv("BIBMILL_HOSTS", "127.0.0.1:9")
    settings = 'raw: [list.md]\nsources: {crossref: {base_url: "http://127.0.0.1:9"}}\n'
    project = make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY, "pipeline.yaml": settings})
    assert run(project, "bib") == 0
    captured = capsys.readouterr()
    assert "1 matched" in captured.out
    assert "1 row waits for crossref: crossref cannot be reached." in captured.err
    assert (project / "output/references.bib").exists()


def _unreachable(_client: object, _key: str, request: Request) -> Reply:
    return Reply(ReplyStatus.UNREACHABLE, sentence=f"{request.service.name} cannot be reached.")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--only", "nobody"], 2, "no work has the key"),
        (["--older-than", "soon"], 2, "is no age"),
        ([], 3, "run `bibmill bib` first"),
    ],
)
def test_wrong_arguments_of_refresh(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
):
    if arguments:
        run(project, "bib", "--quiet")
    assert run(project, "refresh", *arguments) == code
    assert sentence in capsys.readouterr().err


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from pipeline.__main__ import main

    monkeypatch.setattr("sys.version_info", (3, 10, 4))
    assert main() == 2
    assert capsys.readouterr().err == "bibmill: this is Python 3.10; bibmill needs Python 3.11 or newer.\n"


def test_the_module_takes_the_arguments_of_its_process(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["bibmill", "-C", str(project), "bib", "--json"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "pipeline/__main__.py"), run_name="__main__")
    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2


def test_python_m_pipeline_is_the_same_command(project: Path):
    found = subprocess.run(
        [sys.executable, "-m", "pipeline", "-C", str(project), "bib", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout)["rows"] == 2


def test_a_command_loads_no_more_than_it_needs():
    heavy = ("requests", "yaml", "msgspec", "jinja2", "sqlite3", "bibtexparser", "markdown_it")
    code = f"import sys, pipeline.cli as c; c.run(['--help']); print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_errors_are_sentences():
    assert MachineError("x").exit_code == 3
