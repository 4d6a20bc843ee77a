"""A mistyped decision in a project: told with its line by `bib`, shown by `review`, and never cited."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli

LIST = "| Year | Venue | Title |\n|---|---|---|\n| 2018 | CVPR | Combing many hairy balls at once |\n"
LIBRARY = json.dumps(
    [
        {
            "id": "lovelace2018combing",
            "type": "paper-conference",
            "title": "Combing Many Hairy Balls at Once",
            "author": [{"family": "Lovelace", "given": "Ada"}],
            "issued": {"date-parts": [[2018]]},
            "container-title": "2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
        }
    ]
)
DECISION = "# mine\n- row: Combing many hairy balls at once\n  year: 2018\n"


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


@pytest.mark.parametrize(
    "said", ["accept: lovelace2018", "accept: [a]", "set: {titel: b}", "reject: gone2017", "accept:"]
)
def test_a_mistyped_decision_is_told_with_its_line(
    make_project: Callable[..., Path], capsys: pytest.CaptureFixture[str], said: str
):
    project = make_project(
        **{"list.md": LIST, "data__library__own.json": LIBRARY, "data__decisions.yaml": f"{DECISION}  {said}\n"}
    )
    for strict, code in (((), 0), (("--strict",), 1), ((), 0)):
        assert run(project, "bib", *strict, "--json") == code
        [problem] = json.loads(capsys.readouterr().out)["problems"]
        assert problem.startswith("data/decisions.yaml:2: ")


def test_review_offers_what_the_rules_would_take(make_project: Callable[..., Path], capsys: pytest.CaptureFixture[str]):
    project = make_project(
        **{
            "list.md": LIST,
            "data__library__own.json": LIBRARY,
            "data__decisions.yaml": f"{DECISION}  accept: gone2017\n",
        }
    )
    assert run(project, "bib", "--quiet") == 0
    bib = (project / "output/references.bib").read_text(encoding="utf-8")
    assert "Lovelace" not in bib
    assert "Combing many hairy balls" in bib
    run(project, "review")
    shown = capsys.readouterr().out
    assert "#   for: title equal" in shown
    pasted = next(line for line in shown.splitlines() if "accept:" in line and "lovelace" in line).replace("# ", "")
    (project / "data/decisions.yaml").write_text(f"{DECISION}{pasted}\n", encoding="utf-8")
    assert run(project, "bib", "--strict", "--quiet") == 0
    assert "lovelace2018combing" in (project / "output/references.bib").read_text(encoding="utf-8")


def test_check_names_what_cannot_be_understood(make_project: Callable[..., Path], capsys: pytest.CaptureFixture[str]):
    project = make_project(
        **{"list.md": LIST, "data__library__own.json": LIBRARY, "data__decisions.yaml": f"{DECISION}  set: volume\n"}
    )
    run(project, "bib", "--quiet")
    assert run(project, "check") != 0
    said = capsys.readouterr()
    assert "data/decisions.yaml:2: set: it is not a mapping of fields to values." in said.out + said.err
