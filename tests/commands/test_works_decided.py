"""Works that may be one: told by a run, shown by `review`, decided in `data/decisions.yaml`, and so for ever."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli

TITLE = "Combing Many Hairy Balls at Once"
LIST = f"""| Year | Venue | Title |
|---|---|---|
| 2018 | CVPR | {TITLE} |
| 2018 | TPAMI | {TITLE} |
| 2018 | CVPR | {TITLE} |
"""


@pytest.fixture
def project(make_project: Callable[..., Path]) -> Path:
    return make_project(**{"list.md": LIST})


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def decide(project: Path, text: str) -> None:
    (project / "data").mkdir(exist_ok=True)
    (project / "data/decisions.yaml").write_text(text, encoding="utf-8")


def keys(project: Path) -> list[str]:
    with (project / "output/matches.csv").open(encoding="utf-8", newline="") as file:
        return [row["key"] for row in csv.DictReader(file)]


def test_a_pair_is_told_shown_and_decided(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "bib", "--json", "--strict") == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert problem.startswith(f"list.md:3: “{TITLE}” (anon2018combing) may be the same work as anon2018combinga")
    assert keys(project) == ["anon2018combing", "anon2018combinga", "anon2018combing"]
    run(project, "review")
    stubs = [line.removeprefix("# ") for line in capsys.readouterr().out.splitlines() if line.startswith("# - ")]
    assert [stub[:8] for stub in stubs] == ["- same: ", "- apart:"]
    for stub, made in zip(stubs, (1, 2), strict=True):
        decide(project, stub)
        for again in (False, True):
            assert run(project, "bib", "--json") == 0
            found = json.loads(capsys.readouterr().out)
            assert (found["works"], found["problems"]) == (made, []), again
        run(project, "review")
        assert "- same:" not in capsys.readouterr().out
    assert keys(project) == ["anon2018combing", "anon2018combinga", "anon2018combing"]


def test_a_key_that_was_joined_is_an_alias(project: Path):
    run(project, "bib", "--quiet")
    decide(project, "- same: [anon2018combinga, anon2018combing]\n")
    for _ in range(2):
        run(project, "bib", "--quiet")
        assert keys(project) == ["anon2018combing"] * 3
        assert "anon2018combinga,anon2018combing" in (project / "output/aliases.csv").read_text(encoding="utf-8")


def test_review_for_machines_has_the_pairs(project: Path, capsys: pytest.CaptureFixture[str]):
    run(project, "bib", "--quiet")
    assert run(project, "review", "--json", "--strict") == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["reason"] for one in found if "names" in one] == ["journal_version_without_authors"]


def test_what_is_wrong_with_decisions_of_both_kinds_is_told_at_once(project: Path, capsys: pytest.CaptureFixture[str]):
    decide(project, "- {row: A title, axcept: none}\n- {same: [a]}\n- {apart: b}\n")
    assert run(project, "bib") == 3
    said = capsys.readouterr().err
    assert all(f"decisions.yaml:{line}: " in said for line in (1, 2, 3))
    assert run(project, "check") != 0


@pytest.mark.parametrize("said", ["- {same: [a, nobody]}\n", "- {apart: [a, nobody]}\n"])
def test_a_decision_about_no_work_is_told(project: Path, capsys: pytest.CaptureFixture[str], said: str):
    decide(project, said)
    assert run(project, "bib", "--json") == 0
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert "data/decisions.yaml:1: no row of the lists is called “nobody”" in " ".join(problems)


def test_explain_tells_other_versions_and_related_works(
    make_project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
):
    entries: list[dict[str, Any]] = [
        {"id": "talk", "type": "paper-conference", "title": TITLE, "issued": {"date-parts": [[2018]]}, "page": "1-8"},
        {"id": "long", "type": "article-journal", "title": TITLE, "issued": {"date-parts": [[2020]]}, "page": "50-81"},
    ]
    names = ("Conference on Computer Vision and Pattern Recognition", "Journal of Balls")
    for one, name in zip(entries, names, strict=True):
        one |= {"author": [{"family": "Lovelace", "given": "Ada"}], "container-title": name}
    project = make_project(**{"list.json": json.dumps(entries)})
    (project / "pipeline.yaml").write_text((project / "pipeline.yaml").read_text().replace("list.md", "list.json"))
    run(project, "bib", "--quiet")
    for key, said in (("long", "  extends talk"), ("talk", "  long extends it")):
        assert run(project, "explain", key) == 0
        assert said in capsys.readouterr().out.splitlines()
