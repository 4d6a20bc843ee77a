"""Lists come in: `init` with a list, `bib` on files, `add`, and `normalize --explain`; all offline, with a library."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.commands import add
from pipeline.model.records import Record
from pipeline.project.adding import find_paper
from tests.readers.lists.workbooks import row, workbook

LIST = """# Papers

Some words about them.

| Year | Venue | Title |
|------|-------|-------|
| 2014 | ECCV | Visualizing and Understanding Convolutional Networks |
| 2020 | KI-Tagung | Small Steps |
"""
LIBRARY = """@inproceedings{he2016deep, title={Deep Residual Learning for Image Recognition}, year={2016},
  author={He, Kaiming and Zhang, Xiangyu}, booktitle={2016 IEEE Conference on Computer Vision and Pattern Recognition},
  doi={10.1109/cvpr.2016.90}}
@article{one, title={A Shared Title}, author={First, Ann}, year={2001}, doi={10.1000/1}, journal={J}}
@article{two, title={A Shared Title}, author={Second, Bob}, year={2002}, doi={10.1000/2}, journal={K}}
@misc{evil, title={Pipes | and [links](x) <b> =1+1}, author={Evil, Eve}, year={2003}, doi={10.1000/3}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    (tmp_path / "lib/own.bib").write_text(LIBRARY, "utf-8")
    (tmp_path / "pipeline.yaml").write_text("raw: [list.md]\nlibrary: [lib/*]\n", "utf-8")
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def started(*words: str) -> tuple[int, str, str]:
        code = cli.run(list(words))
        return code, *capsys.readouterr()

    return started


def in_project(project: Path, run: Run) -> Run:
    return lambda *words: run("-C", str(project), *words)


def test_init_takes_a_list_and_shows_what_it_read(tmp_path: Path, run: Run):
    (tmp_path / "my list.md").write_text(LIST, "utf-8")
    code, out, _ = run("init", str(tmp_path / "new"), str(tmp_path / "my list.md"))
    assert code == 0
    assert (tmp_path / "new/data/raw/my list.md").read_text("utf-8") == LIST
    assert not (tmp_path / "new/data/raw/papers.md").exists()
    assert "2 rows" in out
    assert "my list.md:7  Visualizing and Understanding Convolutional Networks · ECCV · 2014" in out
    assert "“KI-Tagung” (line 8)" in out
    assert run("-C", str(tmp_path / "new"), "normalize", "--quiet")[0] == 0


def test_init_writes_over_no_other_list(tmp_path: Path, run: Run):
    (tmp_path / "a.md").write_text(LIST, "utf-8")
    assert run("init", str(tmp_path / "new"), str(tmp_path / "a.md"))[0] == 0
    kept = (tmp_path / "new/data/raw/a.md").read_bytes()
    (tmp_path / "a.md").write_text(LIST + "| 2021 | ICML | Another |\n", "utf-8")
    code, _, err = run("init", str(tmp_path / "new"), str(tmp_path / "a.md"))
    assert (code, (tmp_path / "new/data/raw/a.md").read_bytes()) == (2, kept)
    assert "another list is there already" in err


@pytest.mark.parametrize(
    ("settings", "is_told"),
    [
        ("raw: [data/raw/papers.md]\n", True),
        ("raw: ['data/raw/*.md']\n", False),
        ("raw: [data/raw/papers.md, data/raw/more.md]\n", False),
        ("raw: {\n", False),
        ("raw: [data/raw/gone.md]\n", False),
    ],
    ids=["not named", "a pattern", "named", "wrong settings", "another is gone"],
)
def test_init_says_when_settings_that_were_there_do_not_name_the_list(
    tmp_path: Path, run: Run, settings: str, is_told: bool
):
    (tmp_path / "p/data/raw").mkdir(parents=True)
    (tmp_path / "p/data/raw/papers.md").write_text(LIST, "utf-8")
    (tmp_path / "p/pipeline.yaml").write_text(settings, "utf-8")
    (tmp_path / "more.md").write_text(LIST, "utf-8")
    code, out, _ = run("init", str(tmp_path / "p"), str(tmp_path / "more.md"))
    step = f"add “data/raw/more.md” to `raw:` in {tmp_path / 'p/pipeline.yaml'}, then "
    assert (code, out.splitlines()[-1]) == (
        0,
        f"Next: {step * is_told}run `bibmill -C {shlex.quote(str(tmp_path / 'p'))} bib`.",
    )


def test_init_refuses_what_holds_no_paper(tmp_path: Path, run: Run):
    (tmp_path / "a.md").write_text("Only words.\n", "utf-8")
    code, _, err = run("init", str(tmp_path / "new"), str(tmp_path / "a.md"))
    assert code == 3
    assert err.count("\n") == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_the_makefile_runs_the_bibmill_that_made_it(tmp_path: Path, run: Run):
    assert run("init", str(tmp_path / "new"), "--quiet")[0] == 0
    said = subprocess.run(
        ["make", "--no-print-directory", "-n", "bib"], cwd=tmp_path / "new", capture_output=True, text=True, check=True
    ).stdout.splitlines()[-1]
    script = Path(sys.executable).with_name("bibmill")
    assert shlex.split(said)[0] == str(script if script.is_file() else sys.executable)
    (tmp_path / "new/.cache/bibmill.mk").unlink()
    said = subprocess.run(
        ["make", "--no-print-directory", "-n", "bib"], cwd=tmp_path / "new", capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "bibmill bib"


def test_files_become_references_without_a_project(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "list[1].md").write_text(LIST, "utf-8")
    words = (
        "bib",
        str(tmp_path / "list[1].md"),
        "--offline",
        "-o",
        str(tmp_path / "r.bib"),
        "-o",
        str(tmp_path / "t.md"),
    )
    code, out, _ = run(*words)
    assert code == 0
    assert "Small Steps" in (tmp_path / "r.bib").read_text("utf-8")
    assert "| 2020 | KI-Tagung | Small Steps |" in (tmp_path / "t.md").read_text("utf-8")
    assert str(tmp_path / "r.bib") in out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "list[1].md", "r.bib", "t.md"]
    assert run(*words)[0] == 0


def test_what_to_type_next_works_without_a_project(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    _, out, _ = run("bib", str(tmp_path / "list.md"), "--offline")
    (line,) = [line for line in out.splitlines() if "no table" in line]
    assert "list.md: 1 venue in 1 row is in no table; `bibmill -C " in line
    words = shlex.split(line.split("`")[1])
    assert "KI-Tagung" in run(*words[1:])[1]


def test_stdout_has_the_references_alone(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    code, out, err = run("bib", str(tmp_path / "list.md"), "--offline", "-o", "-")
    assert code == 0
    assert out.startswith("@")
    assert "2 rows" in err


@pytest.mark.parametrize(
    ("output", "code", "words"),
    [
        ("list.md", 2, "is the list itself"),
        ("refs.docx", 2, "ends in none of"),
        ("mine.bib", 3, "was not written by this command"),
    ],
)
def test_no_other_file_is_written_over(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, output: str, code: int, words: str
):
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    (tmp_path / "mine.bib").write_text("@book{mine}", "utf-8")
    done, _, err = run("bib", str(tmp_path / "list.md"), "--offline", "-o", str(tmp_path / output))
    assert (done, (tmp_path / "mine.bib").read_text("utf-8")) == (code, "@book{mine}")
    assert words in err


def test_output_needs_files(project: Path, run: Run):
    code, _, err = in_project(project, run)("bib", "-o", "x.bib")
    assert code == 2
    assert "it goes with files" in err


@pytest.mark.parametrize(
    "what",
    ["10.1109/CVPR.2016.90", "https://doi.org/10.1109/cvpr.2016.90", "doi:10.1109/cvpr.2016.90."],
)
def test_a_paper_is_added_to_the_table(project: Path, run: Run, what: str):
    code, out, _ = in_project(project, run)("add", what, "--offline")
    assert code == 0
    row = "| 2016 | CVPR | [Deep Residual Learning for Image Recognition](https://doi.org/10.1109/cvpr.2016.90) |\n"
    assert (project / "list.md").read_text("utf-8") == LIST + row
    assert "list.md:9: added: He and Zhang · 2016" in out
    again, out, _ = in_project(project, run)("add", what, "--offline")
    assert (again, (project / "list.md").read_text("utf-8")) == (0, LIST + row)
    assert "list.md:9: already there" in out


def test_a_dry_run_adds_nothing(project: Path, run: Run):
    code, out, _ = in_project(project, run)("add", "10.1109/cvpr.2016.90", "--offline", "--dry-run")
    assert (code, (project / "list.md").read_text("utf-8")) == (0, LIST)
    assert "would be added" in out


def test_a_paper_is_added_to_separated_values(project: Path, run: Run):
    text = "Title;Year;DOI\r\nSmall Steps;2020;\r\n\r\n"
    (project / "list.csv").write_bytes(text.encode())
    (project / "pipeline.yaml").write_text("raw: [list.csv, list.md]\nlibrary: [lib/*]\n", "utf-8")
    code, _, err = in_project(project, run)("add", "10.1000/3", "--offline")
    assert code == 2
    assert "say which with --to: list.csv, list.md" in err
    assert in_project(project, run)("add", "10.1000/3", "--offline", "--to", "list.csv")[0] == 0
    assert (project / "list.csv").read_bytes() == (
        b"Title;Year;DOI\r\nSmall Steps;2020;\r\nPipes | and [links](x) <b> =1+1;2003;https://doi.org/10.1000/3\r\n\r\n"
    )


def test_a_hostile_title_stays_one_cell(project: Path, run: Run):
    code, _, _ = in_project(project, run)("add", "10.1000/3", "--offline")
    added = (project / "list.md").read_text("utf-8").splitlines()[-1]
    assert code == 0
    assert added == r"| 2003 |  | [Pipes \| and \[links\](x) \<b\> =1+1](https://doi.org/10.1000/3) |"


@pytest.mark.parametrize(
    ("what", "code", "words"),
    [
        ("A Shared Title", 3, "arxiv did not answer, so it is not sure what this is"),
        ("https://github.com/a/b", 2, "is no DOI, no arXiv id, no link that names one, and no title"),
    ],
)
def test_what_cannot_be_added_changes_nothing(project: Path, run: Run, what: str, code: int, words: str):
    done, _, err = in_project(project, run)("add", "10.1109/cvpr.2016.90", what, "--offline")
    assert (done, (project / "list.md").read_text("utf-8")) == (code, LIST)
    assert words in err
    assert err.count("\n") == 1


TITLE, URL = "Deep Residual Learning for Image Recognition", "https://doi.org/10.1109/cvpr.2016.90"
STEPS = "https://arxiv.org/abs/2001.00001"


@pytest.mark.parametrize(
    ("name", "before", "added", "after"),
    [
        ("l.md", "# P\n\n| Title | Year |\n|:--|--:|\n", f"| [{TITLE}]({URL}) | 2016 |\n", "\nBye.\n"),
        ("l.csv", "Title;Year\r\n", f"{TITLE};2016\r\n", ""),
        ("l.md", f"- [Small steps for all]({STEPS})\n", f"- [{TITLE}]({URL}) (CVPR 2016)\n", "\nBye.\n"),
        (
            "l.md",
            f"9. **Small steps for all.** *ICML 2020.* [pdf]({STEPS})\n\n   *Ann Lee, Bo Wu.*\n",
            f"10. **{TITLE}** (CVPR 2016) [[paper]({URL})]\n",
            "## Tools\n",
        ),
        ("l.txt", "Small steps for all people\n", f"{TITLE}. {URL}\n", "\n"),
        ("l.txt", "10.1000/1\n", f"{URL}\n", ""),
    ],
)
def test_a_paper_is_added_as_the_others_are(project: Path, run: Run, name: str, before: str, added: str, after: str):
    (project / name).write_bytes((before + after).encode())
    (project / "pipeline.yaml").write_text(f"raw: [{name}]\nlibrary: [lib/*]\n", "utf-8")
    for said in ("added", "already there"):
        code, out, err = in_project(project, run)("add", "10.1109/cvpr.2016.90", "--offline")
        assert (code, err) == (0, "")
        assert f": {said}: He and Zhang" in out
        assert (project / name).read_bytes() == (before + added + after).encode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.rst", "* Small Steps for All. Ann Lee, Bo Wu. ICML 2018.\n* Big Steps. Ann Lee, Bo Wu. ICML 2018.\n"),
        ("l.bib", "@misc{small, title={Small Steps}}\n"),
        ("l.html", f"<ul><li><a href='{STEPS}'>Small steps for all people</a></li></ul>\n"),
        ("l.md", f"Small steps for all people,\nPDF: <{STEPS}>\n"),
    ],
)
def test_a_list_of_another_shape_is_refused(project: Path, run: Run, name: str, text: str):
    (project / name).write_text(text, "utf-8")
    (project / "pipeline.yaml").write_text(f"raw: [{name}]\nlibrary: [lib/*]\n", "utf-8")
    code, _, err = in_project(project, run)("add", "10.1109/cvpr.2016.90", "--offline")
    assert (code, (project / name).read_text("utf-8")) == (3, text)
    assert "add “Deep Residual Learning for Image Recognition” by hand" in err


OWN_ONLY = "sources: {crossref: {enabled: false}, semantic_scholar: {enabled: false}, openalex: {enabled: false},"
OWN_ONLY += " arxiv: {enabled: false}, datacite: {enabled: false}}\n"


@pytest.fixture
def own_only(project: Path) -> Path:
    """A project that asks nobody but the person's own library."""
    (project / "pipeline.yaml").write_text(f"raw: [list.md]\nlibrary: [lib/*]\n{OWN_ONLY}", "utf-8")
    (project / "lib/own.bib").write_text(LIBRARY, "utf-8")
    return project


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("No such title at all", "“No such title at all” was not found at library."),
        ("10.1000/9", "“10.1000/9” was not found at any source."),
        ("arXiv:2001.00001", "“arXiv:2001.00001” was not found at any source."),
        (
            "A Shared Title",
            "“A Shared Title” may be one of several papers; give the DOI or arXiv id of yours: First · 2001 · “A Shared"
            " Title” · J · doi:10.1000/1; Second · 2002 · “A Shared Title” · K · doi:10.1000/2.",
        ),
    ],
)
def test_what_is_no_one_paper_is_not_added(own_only: Path, run: Run, what: str, words: str):
    code, _, err = in_project(own_only, run)("add", what)
    assert (code, err, (own_only / "list.md").read_text("utf-8")) == (3, f"bibmill: {words}\n", LIST)


@pytest.mark.parametrize(
    ("what", "doi"), [("10.1000/1", "10.1000/1"), ("Pipes | and [links](x) <b> =1+1", "10.1000/3")]
)
def test_the_paper_that_is_meant_is_added(own_only: Path, run: Run, what: str, doi: str):
    code, out, _ = in_project(own_only, run)("add", what, "--json")
    (told,) = json.loads(out)
    assert (code, told["added"], told["line"], told["record"]["identifiers"]["doi"]) == (0, True, 9, doi)


def test_a_list_that_changes_meanwhile_is_left_alone(own_only: Path, run: Run, monkeypatch: pytest.MonkeyPatch):

    def find(*given: Any) -> Record:
        (own_only / "list.md").write_text(f"{LIST}Changed.\n", "utf-8")
        return find_paper(*given)

    monkeypatch.setattr(add, "find_paper", find)
    code, _, err = in_project(own_only, run)("add", "10.1000/1")
    assert (code, (own_only / "list.md").read_text("utf-8")) == (3, f"{LIST}Changed.\n")
    assert "list.md: the file was changed while papers were looked up; nothing was written." in err


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("l.md", "|Title|Year|\n|--|--|\n|Deep nets|2019|", "\n| [A Shared Title](https://doi.org/10.1000/1) | 2001 |"),
        (
            "l.md",
            "| Tool | Code |\n|--|--|\n\n| Title | Year |\n|--|--|\n",
            "| [A Shared Title](https://doi.org/10.1000/1) | 2001 |\n",
        ),
        ("l.csv", "Title\r\nDeep nets", "\r\nA Shared Title"),
    ],
)
def test_a_paper_is_added_at_the_very_end(own_only: Path, run: Run, name: str, before: str, after: str):
    (own_only / name).write_bytes(before.encode())
    (own_only / "pipeline.yaml").write_text(f"raw: [{name}]\nlibrary: [lib/*]\n{OWN_ONLY}", "utf-8")
    assert in_project(own_only, run)("add", "10.1000/1", "--quiet") == (0, "", "")
    assert (own_only / name).read_bytes() == (before + after).encode()


@pytest.fixture
def in_sheets(project: Path) -> Path:
    """A project with a spreadsheet and a list that is not UTF-8."""
    (project / "sub").mkdir()
    (project / "sub/l.xlsx").write_bytes(workbook({"P": row(1, "Title", "Year") + row(2, "Small Steps", 2020)}))
    (project / "old.md").write_bytes("|Title|\n|--|\n|Größere Schritte|\n".encode("latin-1"))
    (project / "pipeline.yaml").write_text("raw: [sub/l.xlsx, old.md]\nlibrary: [lib/*]\n", "utf-8")
    return project


def test_a_spreadsheet_is_not_written_to(in_sheets: Path, run: Run):
    before = (in_sheets / "sub/l.xlsx").read_bytes()
    code, _, err = in_project(in_sheets, run)("add", "10.1109/cvpr.2016.90", "--offline", "--to", "l.xlsx")
    assert (code, (in_sheets / "sub/l.xlsx").read_bytes()) == (3, before)
    assert err == "bibmill: sub/l.xlsx: spreadsheets are not written to; change it in the program that made it.\n"


def test_an_unknown_list_names_those_there_are(in_sheets: Path, run: Run):
    code, _, err = in_project(in_sheets, run)("add", "10.1109/cvpr.2016.90", "--offline", "--to", "l.xls")
    assert (code, "they are sub/l.xlsx, old.md." in err) == (2, True)


def test_lists_that_are_no_utf8_are_whole(in_sheets: Path, run: Run):
    in_project(in_sheets, run)("bib", "--offline")
    assert in_project(in_sheets, run)("check") == (0, "Settings, artefacts and outputs are as they should be.\n", "")


def test_lines_are_explained(project: Path, run: Run):
    code, out, _ = in_project(project, run)("normalize", "--explain")
    assert code == 0
    assert "1 no paper: " in out
    assert "8 row: " in out
    assert "      venue: KI-Tagung" in out
    assert not (project / "data").exists(), "it only shows"
    one = in_project(project, run)("normalize", "--explain", "list.md:8")[1]
    assert "Small Steps" in one
    assert "Visualizing" not in one
    told = json.loads(in_project(project, run)("normalize", "--explain", "list.md:8", "--json")[1])
    assert [line["rows"][0]["title"] for line in told[0]["lines"]] == ["Small Steps"]


@pytest.mark.parametrize("place", ["other.md", "list.md:999"])
def test_only_what_is_there_is_explained(project: Path, run: Run, place: str):
    code, _, err = in_project(project, run)("normalize", "--explain", place)
    assert code == 2
    assert err.count("\n") == 1


def test_venues_are_taught(project: Path, run: Run):
    assert "KI-Tagung" in in_project(project, run)("normalize")[1]
    taught = 'venues: {KI-Tagung: {title: "German Conference on Artificial Intelligence", kind: conference}}\n'
    (project / "pipeline.yaml").write_text("raw: [list.md]\nlibrary: [lib/*]\n" + taught, "utf-8")
    assert "KI-Tagung" not in in_project(project, run)("bib", "--offline")[1]
    assert "{German Conference on Artificial Intelligence}" in (project / "output/references.bib").read_text("utf-8")


def test_outputs_are_chosen(project: Path, run: Run):
    (project / "pipeline.yaml").write_text("raw: [list.md]\noutputs: [bib]\n", "utf-8")
    assert in_project(project, run)("bib", "--offline")[0] == 0
    made = sorted(path.name for path in (project / "output").iterdir())
    assert made == ["aliases.csv", "changes.md", "citations.csv", "references.bib"]


@pytest.mark.parametrize("row", ["7", "list.md:7", "./list.md:7", "ANON2014visualizing"])
def test_rows_are_named_by_key_or_line(project: Path, run: Run, row: str):
    inside = in_project(project, run)
    assert inside("bib", "--offline")[0] == 0
    with (project / "list.md").open("a", encoding="utf-8") as file:
        file.write("| 2016 | CVPR | A Paper That Waits |\n")
    code, _, err = inside("bib", "--offline", "--only", row)
    assert code == 0
    assert "1 row waits for every source: `--only` named other rows; run without it to go on." in err
    assert "A Paper That Waits" in (project / "output/references.bib").read_text("utf-8")


@pytest.mark.parametrize("row", ["6", "nobody2020", "other.md:7", ""])
def test_only_what_is_there_can_be_named(project: Path, run: Run, row: str):
    code, _, err = in_project(project, run)("bib", "--offline", "--only", row)
    assert (code, (project / "output").exists()) == (2, False)
    assert f"--only: “{row}” is no citation key and no line of a row" in err


def test_a_year_may_be_a_heading(project: Path, run: Run):
    (project / "list.md").write_text("# 2018\n\n|Title|\n|--|\n|Small Steps|\n\n# 2019\n\n|Title|\n|--|\n|Big Steps|\n")
    (project / "pipeline.yaml").write_text("raw: [{file: list.md, sections: {take: [2018]}}]\n", "utf-8")
    _, out, _ = in_project(project, run)("normalize", "--explain")
    assert ("Small Steps" in out, "Big Steps" in out) == (True, False)


def test_sections_that_are_not_there_are_told(project: Path, run: Run):
    (project / "list.md").write_text(f"# P\n\n- [Small steps for all]({STEPS})\n", "utf-8")
    (project / "pipeline.yaml").write_text("raw: [{file: list.md, sections: {take: [Nowhere]}}]\n", "utf-8")
    code, _, err = in_project(project, run)("normalize")
    assert code == 3
    assert "correct the headings that it names" in err


def test_a_stage_that_matches_nothing_counts_no_matches(project: Path, run: Run):
    _, out, _ = in_project(project, run)("normalize")
    assert "list.md: read as markdown; 2 rows, 4 lines without a paper. Found: titles 2, years 2," in out
    assert "matched" not in out


def test_one_line_is_explained_by_its_number(project: Path, run: Run):
    _, out, _ = in_project(project, run)("normalize", "--explain", "8")
    assert ("Small Steps" in out, "Visualizing" in out) == (True, False)


def test_files_need_no_lists_in_the_settings(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    (tmp_path / "own.yaml").write_text("contact: me@example.org\n", "utf-8")
    out = tmp_path / "refs.bib"
    config = str(tmp_path / "own.yaml")
    assert run("bib", str(tmp_path / "list.md"), "-o", str(out), "--config", config, "--offline")[0] == 0
    assert "Small Steps" in out.read_text("utf-8")


def test_counts_are_written_to_a_list_with_levers(project: Path, run: Run):
    text = "| Title | Citations |\n|---|---|\n| Small Steps | 3 |\n"
    (project / "list.md").write_text(text, "utf-8")
    (project / "pipeline.yaml").write_text("raw: [{file: list.md, venue: ICML, year: 2020}]\n", "utf-8")
    inside = in_project(project, run)
    assert inside("bib", "--offline")[0] == 0
    assert inside("update-list", str(project / "list.md"))[0] == 0


@pytest.mark.parametrize("ending", ["xlsx", "bib", "csv"])
def test_lists_of_other_formats_are_not_updated(project: Path, run: Run, ending: str):
    (project / f"l.{ending}").write_bytes(b"PK\xff")
    (project / "pipeline.yaml").write_text(f"raw: [l.{ending}]\n", "utf-8")
    code, _, err = in_project(project, run)("update-list", str(project / f"l.{ending}"))
    assert code == 2
    assert "only Markdown lists are written" in err


def test_a_taught_venue_is_seen_where_no_column_holds_it(project: Path, run: Run):
    items = "".join(f"- [A title of some words {n}](https://arxiv.org/abs/2001.0000{n}) (KITA)\n" for n in range(1, 4))
    (project / "list.md").write_text(f"# Papers\n\n{items}", "utf-8")
    taught = "venues: {KITA: {title: German Conference on Artificial Intelligence}}\n"
    (project / "pipeline.yaml").write_text("raw: [list.md]\n" + taught, "utf-8")
    told = json.loads(in_project(project, run)("normalize", "--explain", "--json")[1])
    assert [row["venue"] for line in told[0]["lines"] for row in line["rows"]] == ["KITA"] * 3
