"""`bibmill update-list`: the person's own file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.config.schema import Config
from pipeline.model.errors import InputError
from pipeline.project.folder import Project
from pipeline.project.list_update import read_exactly

LIST = "# Mine\r\n\r\n| Title | Citations |\r\n|---|---:|\r\n| Seeing the pear tree | 1 |\r\n| Unknown one | 2 |\r\nEnd"
LIBRARY = [
    {
        "id": "x",
        "type": "article-journal",
        "title": "Seeing the pear tree",
        "DOI": "10.1234/pear",
        "container-title": "Pomology",
        "author": [{"family": "Birne", "given": "Otto"}],
    }
]
OBSERVED = '{"work":"doi:10.1234/pear","source":"openalex","count":57,"as_of":"2026-11-20"}\n'


@pytest.fixture
def project(make_project: Callable[..., Path]) -> Path:
    project = make_project(**{"data__library__own.json": json.dumps(LIBRARY)})
    (project / "list.md").write_bytes(b"\xef\xbb\xbf" + LIST.encode())
    (project / "data").mkdir(exist_ok=True)
    (project / "data/decisions.yaml").write_text('- row: "Seeing the pear tree"\n  accept: "doi:10.1234/pear"\n')
    assert run(project, "bib", "--quiet") == 0
    with (project / "data/enriched/citations.jsonl").open("a") as file:
        file.write(OBSERVED)
    return project


def run(project: Path, *arguments: str) -> int:
    return cli.run(["-C", str(project), *arguments])


def test_the_count_is_written_and_nothing_else(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "update-list", "list.md") == 0
    assert (project / "list.md").read_bytes() == b"\xef\xbb\xbf" + LIST.replace("| 1 |", "| 57 |").encode()
    assert "list.md: 1 cells written." in capsys.readouterr().out
    assert run(project, "bib", "--quiet") == 0
    assert run(project, "update-list", str(project / "list.md")) == 0
    assert "Nothing changed." in capsys.readouterr().out


def test_the_summary_for_machines(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "update-list", "list.md", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"file": "list.md", "changed": 1, "left_alone": [], "in_html": []}


def test_quiet_says_nothing(project: Path, capsys: pytest.CaptureFixture[str]):
    assert run(project, "update-list", "list.md", "--quiet") == 0
    assert capsys.readouterr().out == ""


def test_a_list_that_changes_meanwhile_is_not_written(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    before = (project / "list.md").read_bytes()
    monkeypatch.setattr("pipeline.commands.update_list.read_exactly", lambda *_: "a person is at it")
    assert run(project, "update-list", "list.md") == 3
    assert "list.md: the file was changed while it was read; nothing was written" in capsys.readouterr().err
    assert (project / "list.md").read_bytes() == before


def test_links_on_request(project: Path):
    assert run(project, "update-list", "list.md", "--links") == 0
    text = (project / "list.md").read_bytes().decode()
    assert "| [Seeing the pear tree](https://doi.org/10.1234/pear) | 57 |\r\n| Unknown one | 2 |" in text


def test_a_dry_run_shows_the_difference(project: Path, capsys: pytest.CaptureFixture[str]):
    before = (project / "list.md").read_bytes()
    capsys.readouterr()
    assert run(project, "update-list", "list.md", "--dry-run") == 0
    assert (project / "list.md").read_bytes() == before
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if line[0] in "+-"][2:] == [
        "-| Seeing the pear tree | 1 |",
        "+| Seeing the pear tree | 57 |",
    ]
    assert printed[-1] == "\\ No newline at end of file"


@pytest.mark.parametrize(
    ("text", "sentence", "code"),
    [
        (LIST.replace("tree", "trees"), "run `bibmill bib` first", 3),
        (LIST.replace("| 1 |", "| 3 |"), "run `bibmill bib` first", 3),
        ("<table><tr><th>Title</th></tr></table>", "no column holds citation counts", 3),
        ("| Title |\n|---|\n| Seeing the pear tree |\n", "no column holds citation counts", 3),
        ("no table at all\n", "list.md: there is no paper in the file", 3),
        ("<table><tr><th>Tool<tr><td>x</table>\n", "list.md: this is an HTML table; only Markdown tables", 3),
        (
            "@misc{a, title={Seeing the pear tree}}\n",
            "list.md: this is no Markdown; only Markdown lists are written",
            3,
        ),
        (LIST.replace("tree", "tr\udce9e"), "list.md: the file is not UTF-8", 3),
    ],
)
def test_refusals(project: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str, code: int):
    data = text.encode("utf-8", "surrogateescape")
    (project / "list.md").write_bytes(data)
    assert run(project, "update-list", "list.md") == code
    assert sentence in capsys.readouterr().err
    assert (project / "list.md").read_bytes() == data


def test_a_list_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(InputError, match=r"list\.md: cannot be read \(no such file or directory\); check the path"):
        read_exactly(Project(tmp_path, Config(), tmp_path / "pipeline.yaml"), "list.md")


def test_only_markdown_lists_are_written(make_project: Callable[..., Path], capsys: pytest.CaptureFixture[str]):
    project = make_project(**{"pipeline.yaml": "raw: [list.csv]\n", "list.csv": "Title,Citations\nA pear,1\n"})
    assert run(project, "update-list", "list.csv") == 2
    assert "list.csv: only Markdown lists are written; output/table.csv has the fresh counts" in capsys.readouterr().err
    assert (project / "list.csv").read_text() == "Title,Citations\nA pear,1\n"


def test_links_need_no_column_of_counts(project: Path):
    text = "| Title |\n|---|\n| Seeing the pear tree |\n| Unknown one |\n"
    (project / "list.md").write_text(text)
    run(project, "bib", "--quiet")
    assert run(project, "update-list", "list.md", "--links") == 0
    linked = "[Seeing the pear tree](https://doi.org/10.1234/pear)"
    assert (project / "list.md").read_text() == text.replace("Seeing the pear tree", linked)


HTML = (
    "<table>\n<tr><th>Title</th><th>Citations</th></tr>\n<tr><td>Seeing the pear tree</td><td>1</td></tr>\n</table>\n"
)


def test_rows_of_html_tables_stay_and_are_told(project: Path, capsys: pytest.CaptureFixture[str]):
    text = f"| Title | Citations |\n|---|---|\n| Seeing the pear tree | 1 |\n\n{HTML}"
    (project / "list.md").write_text(text)
    run(project, "bib", "--quiet")
    assert run(project, "update-list", "list.md") == 0
    assert (project / "list.md").read_text() == text.replace("| 1 |", "| 57 |")
    assert "list.md: lines 7 stand in an HTML table and stay as they are." in capsys.readouterr().err


def test_a_list_of_html_alone_is_not_written(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "list.md").write_text(HTML)
    run(project, "bib", "--quiet")
    assert run(project, "update-list", "list.md") == 3
    assert (project / "list.md").read_text() == HTML
    assert "this is an HTML table; only Markdown tables are written to." in capsys.readouterr().err


def test_a_file_that_is_no_list_of_the_project(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "other.md").write_text(LIST)
    assert run(project, "update-list", "other.md") == 2
    assert "none of the lists" in capsys.readouterr().err


def test_an_unclear_row_stops_it_all(project: Path, capsys: pytest.CaptureFixture[str]):
    text = LIST.replace("tree | 1 |", "tree | 1 | 9 |")
    (project / "list.md").write_bytes(text.encode())
    run(project, "bib", "--quiet")
    assert run(project, "update-list", "list.md") == 3
    assert "list.md:5: it is not clear which cell is which" in capsys.readouterr().err
    assert (project / "list.md").read_bytes() == text.encode()


def test_what_holds_no_number_is_left_alone_and_told(project: Path, capsys: pytest.CaptureFixture[str]):
    text = LIST.replace("| 1 |", "| ![](https://x.org/1) |")
    (project / "list.md").write_bytes(text.encode())
    run(project, "bib", "--quiet")
    assert run(project, "update-list", "list.md") == 0
    assert "lines 5 hold no plain number" in capsys.readouterr().err
    assert (project / "list.md").read_bytes() == text.encode()
