"""Ledgers that git, a disk or a person has changed: what a run tells, where it stops, and what it writes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import cli
from pipeline.project.artefacts import LEDGERS
from tests import ROOT
from tests.commands.test_commands import LIST, run, snapshot

Project = Callable[..., Path]
KEYS, WORKS, COUNTS = (Path(f"data/enriched/{name}.jsonl") for name in ("keys", "works", "citations"))
DOI, TITLE = "doi:10.1007/978-3-319-10590-1_53", "title:apaperthatnobodyhaseverheardof:2019"


@pytest.fixture
def project(small_project: Path) -> Path:
    return small_project


def key_line(key: str, work: str) -> str:
    return json.dumps({"key": key, "work": work, "ids": [work]}) + "\n"


def read_keys(project: Path) -> list[tuple[str, str]]:
    lines = (project / KEYS).read_text(encoding="utf-8").splitlines()
    return [(line["key"], line["work"]) for line in map(json.loads, lines)]


def change(project: Path, name: Path, way: Callable[[str], str]) -> None:
    path = project / name
    path.write_text(way(path.read_text(encoding="utf-8")), encoding="utf-8")


GIVEN = [("zeiler2014visualizing", DOI), ("anon2019paper", TITLE)]


@pytest.mark.parametrize(
    ("name", "way", "said", "keys"),
    [
        (
            KEYS,
            lambda text: text + key_line("zeiler2014visualizing", "doi:10.1/other"),
            f"keys.jsonl:3: two works have the key “zeiler2014visualizing”, as after a merge; {DOI} keeps it, and"
            " doi:10.1/other now has “zeiler2014visualizinga”",
            [*GIVEN, ("zeiler2014visualizinga", "doi:10.1/other")],
        ),
        (
            KEYS,
            lambda text: text + key_line("mine2014", DOI),
            f"keys.jsonl:3: {DOI} has two keys, as after a merge; it is cited as “zeiler2014visualizing”",
            [*GIVEN, ("mine2014", DOI)],
        ),
        (
            KEYS,
            lambda text: "<<<<<<< HEAD\n" + text + "=======\n" + key_line("m", "doi:10.1/m") + ">>>>>>> b\n",
            "keys.jsonl:1: git left the marks of a merge in 3 lines; the lines of both sides were read",
            [*GIVEN, ("m", "doi:10.1/m")],
        ),
        (KEYS, lambda text: text[: text.index("\n") + 20], "keys.jsonl:2: the last line is cut off", GIVEN),
        (KEYS, lambda _: "", "2 keys that the last run gave were gone (zeiler2014visualizing, anon2019paper)", GIVEN),
        (KEYS, lambda text: "".join(text.splitlines(keepends=True)[::-1]), "", GIVEN[::-1]),
        (COUNTS, lambda _: "", "citations.jsonl: 2 of the 2 lines that the last run left are gone", GIVEN),
        (
            COUNTS,
            lambda text: text + ">>>>>>> b\n",
            "citations.jsonl:3: git left the marks of a merge in 1 line",
            GIVEN,
        ),
    ],
    ids=["one key", "two keys", "marks", "cut", "emptied", "reordered", "counts emptied", "counts marked"],
)
def test_what_is_mended_is_told(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    name: Path,
    way: Callable[[str], str],
    said: str,
    keys: list[tuple[str, str]],
):
    change(project, name, way)
    is_whole = not said
    assert run(project, "check") == 3
    assert run(project, "bib", "--offline") == 0
    told = capsys.readouterr().err
    assert said in told
    assert is_whole or told.count(said) == 2, "check tells it, too"
    assert read_keys(project) == keys
    assert run(project, "check") == 0
    (project / "list.md").write_text(LIST + "| 2020 | ICML | One more |  |\n", encoding="utf-8")
    capsys.readouterr()
    assert run(project, "bib", "--offline") == 0
    assert not said or said not in capsys.readouterr().err, "it is told once"


def test_a_deleted_ledger_is_restored_from_what_was_written(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / KEYS).unlink()
    (project / WORKS).unlink()
    shutil.rmtree(project / ".cache")
    change(project, Path("output/references.json"), lambda text: text.replace("zeiler2014visualizing", "old2014"))
    assert run(project, "bib", "--offline") == 0
    assert "2 keys that the last run gave were gone (old2014, anon2019paper)" in capsys.readouterr().err
    assert [key for key, _ in read_keys(project)] == ["old2014", "anon2019paper"]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (lambda text: text.replace("zeiler2014visualizing", "mine2014"), f"has “mine2014” for {DOI}"),
        (lambda _: key_line("zeiler2014visualizing", "doi:10.1/b"), "has “zeiler2014visualizing” for doi:10.1/b"),
    ],
)
@pytest.mark.parametrize("command", ["bib", "dedupe"])
def test_a_key_is_given_anew_only_when_a_person_says_so(
    project: Path, capsys: pytest.CaptureFixture[str], way: Callable[[str], str], said: str, command: str
):
    change(project, KEYS, way)
    before = snapshot(project)
    assert run(project, command, "--offline") == 3
    told = capsys.readouterr().err
    assert said in told
    assert "`git checkout -- data/enriched/keys.jsonl`" in told
    assert "--accept-ledger" in told
    assert snapshot(project) == before
    assert run(project, command, "--offline", "--accept-ledger") == 0
    assert "as accepted with" in capsys.readouterr().err
    assert run(project, "bib", "--offline") == 0


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("command", ["bib", "dedupe", "refresh"])
def test_a_broken_line_stops_a_run_that_writes_the_ledger(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, command: str
):
    change(project, Path(f"data/enriched/{name}.jsonl"), lambda text: '{"broken\n' + text)
    before = snapshot(project)
    assert run(project, command, "--offline") == 3
    assert f"{name}.jsonl:1: not a line that this version wrote" in (told := capsys.readouterr().err)
    assert f"`git checkout -- data/enriched/{name}.jsonl` brings back" in told
    assert snapshot(project) == before
    assert run(project, command, "--offline", "--accept-ledger") == 0
    assert f"{name}.jsonl:1: the line cannot be read and is left out" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["9999-99-99", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_refused(project: Path, capsys: pytest.CaptureFixture[str], day: str):
    line = {"work": DOI, "source": "crossref", "count": 1, "as_of": day}
    change(project, COUNTS, lambda text: text + json.dumps(line) + "\n")
    assert run(project, "bib") == 3
    assert (
        f"citations.jsonl:3: not a line that this version wrote (`as_of` is no day: “{day}”)" in capsys.readouterr().err
    )


def test_counts_of_two_branches_are_read_by_day(project: Path):
    newer, older = (
        json.dumps(
            {"work": DOI, "source": "crossref", "count": count, "as_of": f"2026-01-0{day}"}, separators=(",", ":")
        )
        for count, day in ((12, 2), (11, 1))
    )
    change(project, COUNTS, lambda text: f"{text}{newer}\n{older}\n")
    assert run(project, "bib", "--offline") == 0
    assert (project / COUNTS).read_text(encoding="utf-8").splitlines()[-2:] == [older, newer]
    assert "12" in (project / "output/table.csv").read_text(encoding="utf-8")


BRANCH = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3, unique=True)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@settings(max_examples=12)
@given(ours=BRANCH, theirs=BRANCH)
def test_git_merges_the_ledgers_of_two_branches(
    tmp_path_factory: pytest.TempPathFactory, ours: list[str], theirs: list[str]
):
    """By the attributes that `init` writes: no mark, and no line of either branch is lost."""
    folder = tmp_path_factory.mktemp("merge")
    assert cli.run(["init", str(folder), "--quiet"]) == 0
    (folder / KEYS).parent.mkdir()

    def git(*arguments: str) -> None:
        own = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)

    base = key_line("base", "doi:10.1/base")
    git("init", "--quiet", "--initial-branch=main")
    (folder / KEYS).write_text(base)
    git("add", "--all")
    git("commit", "--quiet", "-m", "base")
    for branch, names in (("ours", ours), ("theirs", theirs)):
        git("checkout", "--quiet", "-b", branch, "main")
        (folder / KEYS).write_text(base + "".join(key_line(f"k{name}", f"doi:10.1/{name}") for name in names))
        git("commit", "--quiet", "--allow-empty", "-am", branch)
    git("merge", "--quiet", "ours")
    found = read_keys(folder)
    assert found[0] == ("base", "doi:10.1/base")
    assert {key for key, _ in found} == {"base", *(f"k{name}" for name in (*ours, *theirs))}


def test_the_bundled_project_has_the_same_attributes():
    template = ROOT / "pipeline/project/templates/gitattributes"
    assert (ROOT / ".gitattributes").read_text().endswith(template.read_text())
