"""`check` sees what was edited and not rerun, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from tests.commands.test_commands import LIBRARY, LIST

Project = Callable[..., Path]


@pytest.fixture
def project(make_project: Project, capsys: pytest.CaptureFixture[str]) -> Path:
    made = make_project(**{"list.md": LIST, "data__library__own.json": LIBRARY})
    assert cli.run(["-C", str(made), "bib", "--offline", "--quiet"]) == 0
    capsys.readouterr()
    return made


def check(project: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, str, str]:
    before = {path: path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}
    code = cli.run(["-C", str(project), *flags, "check"])
    assert before == {path: path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}
    return (code, *capsys.readouterr())


def add_to(name: str, text: str) -> Callable[[Path], object]:
    def add(project: Path) -> None:
        path = project / name
        path.write_text((path.read_text("utf-8") if path.exists() else "") + text, encoding="utf-8")

    return add


NOT_AS_READ, NEW, GONE = (
    "this file is not as the last run read it",
    "this file is new since the last run",
    "this file was there in the last run and is gone",
)
EDITS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a list": (add_to("list.md", "| 2020 | ICML | One more |  |\n"), "list.md", NOT_AS_READ),
    "the settings": (add_to("pipeline.yaml", "adopt_published: true\n"), "pipeline.yaml", NOT_AS_READ),
    "decisions": (add_to("data/decisions.yaml", "- {row: A paper, accept: none}\n"), "data/decisions.yaml", NEW),
    "the library": (add_to("data/library/own.json", "\n"), "data/library/own.json", NOT_AS_READ),
    "one more file": (add_to("data/library/new.json", LIBRARY), "data/library/new.json", NEW),
    "one file less": (lambda project: (project / "data/library/own.json").unlink(), "data/library/own.json", GONE),
}


@pytest.mark.parametrize(("edit", "name", "what"), EDITS.values(), ids=EDITS.keys())
def test_what_was_edited_is_told_until_it_was_rerun(
    project: Path, capsys: pytest.CaptureFixture[str], edit: Callable[[Path], object], name: str, what: str
):
    assert check(project, capsys, "--strict") == (0, "Settings, artefacts and outputs are as they should be.\n", "")
    edit(project)
    sentence = f"{name}: {what}; `bibmill bib` brings the outputs up to date."
    code, out, err = check(project, capsys)
    assert (code, err) == (0, f"bibmill: {sentence}\n")
    assert out == "But for that, settings, artefacts and outputs are as they should be.\n"
    assert check(project, capsys, "--quiet")[:2] == (0, "")
    assert check(project, capsys, "--strict")[0] == 1
    code, out, err = check(project, capsys, "--json")
    assert (code, json.loads(out), err) == (0, {"problems": [], "edited": [sentence]}, "")
    assert cli.run(["-C", str(project), "bib", "--offline", "--quiet"]) == 0
    capsys.readouterr()
    assert check(project, capsys, "--strict")[0] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [("pipeline.yaml", "# a remark\n"), ("pipeline.yaml", "contact: me@example.org\n"), ("notes.md", "mine\n")],
)
def test_what_changes_nothing_is_not_told(project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str):
    add_to(name, text)(project)
    assert check(project, capsys, "--strict")[0] == 0


def test_flags_of_one_run_are_no_edit(project: Path, capsys: pytest.CaptureFixture[str]):
    assert check(project, capsys, "--strict", "--sources", "library")[0] == 0


def test_problems_weigh_more(project: Path, capsys: pytest.CaptureFixture[str]):
    add_to("list.md", "\nmore\n")(project)
    (project / "output/references.bib").write_text("", encoding="utf-8")
    code, out, err = check(project, capsys, "--strict")
    assert (code, out) == (3, "")
    assert "output/: a file is not as the last run left it" in err
    assert f"list.md: {NOT_AS_READ}" in err
    (project / "list.md").unlink()
    assert check(project, capsys)[2].count("list.md") == 1


@pytest.mark.parametrize("inputs", ["", "a-b", "a-b-[]", "a-b-{}", "a-b-" + "[" * 100_000])
def test_a_manifest_of_others_is_borne(project: Path, capsys: pytest.CaptureFixture[str], inputs: str):
    path = project / ".cache/manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "inputs": inputs}), encoding="utf-8")
    assert check(project, capsys, "--strict")[0] == 0
    path.write_text(json.dumps({**manifest, "read": {"../../x\x1b": "0"}}), encoding="utf-8")
    err = check(project, capsys)[2]
    assert r"../../x\x1b: this file was there" in err or "../../x" in err
    assert "\x1b" not in err
    del manifest["read"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    add_to("list.md", "\nmore\n")(project)
    assert check(project, capsys, "--strict")[0] == 0, "an older version did not say what it had read"


def in_lines(change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    return lambda text: "".join(change(text.splitlines(keepends=True)))


def with_first_id(lines: list[str]) -> list[str]:
    """All works under the id of the first."""
    first = json.loads(lines[0])["id"]
    return [json.dumps({**json.loads(line), "id": first}) + "\n" for line in lines]


CONFLICT = '{"work":"nobody","field":"year","kept":"1","kept_source":"a","refused":"2","refused_source":"b"}\n'
turned, doubled = in_lines(lambda lines: lines[::-1]), in_lines(lambda lines: [*lines, lines[0]])


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("rows", doubled, "rows.jsonl: this file is of another run than those before it, or was edited (1 row stands"),
        ("records", turned, "(its rows stand in another order); run `bibmill normalize` first"),
        ("matches", turned, "(its rows stand in another order); run `bibmill enrich` first"),
        ("works", doubled, "(0 rows are missing in it and 1 is strange to it); run `bibmill dedupe` first"),
        ("works", in_lines(with_first_id), "(1 work stands twice in it); run `bibmill dedupe` first"),
        ("conflicts", lambda text: text + CONFLICT, "(1 work in it does not exist); run `bibmill dedupe` first"),
        ("keys", lambda text: text.replace("zeiler2014visualizing", "", 1), "(the key or the work is empty)"),
        (
            "matches",
            lambda text: text.replace('"verdict"', '"set_fields":{"year":"soon"},"verdict"', 1),
            "(`set_fields` has a year that is no number); `bibmill bib` makes the file again",
        ),
    ],
)
def test_an_artefact_that_fits_no_run_is_told(
    small_project: Path, capsys: pytest.CaptureFixture[str], name: str, edit: Callable[[str], str], told: str
):
    path = small_project / f"data/enriched/{name}.jsonl"
    path.write_text(edit(path.read_text("utf-8")), encoding="utf-8")
    code, _, err = check(small_project, capsys)
    assert (code, told in err) == (3, True)
