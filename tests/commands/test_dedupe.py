"""`dedupe FILE… -o OUT`: exports of every format, with their duplicates, become one list."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.text.characters import BIDI

BIB = """@article{pear2020deep, author={Pear, J. and Quince, Ann}, title={Deep Orchards: A Study}, year=2020,
  journal={J. Fruit}, volume=3, pages={1--9}, doi={10.1234/pear}, keywords={fruit}, file={a.pdf}, note={read twice}}
@misc{pear2019deep, author={Pear, John and Quince, Ann}, title={Deep orchards: a study}, year=2020,
  eprint={1912.00001}, eprinttype={arxiv}, abstract={We study.}, keywords={Fruit, trees}}
@article{plum2019other, author={Plum, R.}, title={Something else}, year=2019, journal={J. Fruit}, doi={10.1234/pear}}
@article{untitled, journal={J. Fruit}, volume=3, pages=44}
"""
RIS = """TY  - JOUR
ID  - ris1
AU  - Pear, John
TI  - Deep Orchards: A Study
PY  - 2020
DO  - 10.1234/PEAR
SN  - 1234-5679
ER  -
"""
CSV = 'id,title,authors,year,journal,volume,pages,doi\nc1,Small Plums,"Plum, Rae",2018,Annals,7,11-20,10.1234/plum\n'
JSON = json.dumps(
    [
        {
            "id": "j1",
            "type": "article-journal",
            "title": "Small plums",
            "author": [{"family": "Plum", "given": "R."}],
            "issued": {"date-parts": [[2018, 5]]},
            "volume": "7",
            "PMID": "111",
        }
    ]
)
LINES = (
    '{"id": "l1", "title": "A third thing", "type": "book"}\n{"id": "l2", "title": "A third thing", "type": "book"}\n'
)
NBIB = "PMID- 111\nTI  - Small plums.\nAU  - Plum R\nDP  - 2018 May\nJT  - Annals of plums\nPT  - Journal Article\n"
FILES = {"a.bib": BIB, "b.ris": RIS, "c.csv": CSV, "d.json": JSON, "e.jsonl": LINES, "f.nbib": NBIB}
GOLDEN = """file,line,id,cluster,strict_cluster,kept
a.bib,1,pear2020deep,pear2020deep,pear2020deep,yes
a.bib,3,pear2019deep,pear2020deep,pear2020deep#2,no
a.bib,5,plum2019other,plum2019other,plum2019other,yes
a.bib,6,untitled,untitled,untitled,yes
b.ris,1,ris1,pear2020deep,pear2020deep,no
c.csv,2,c1,c1,c1,yes
d.json,1,j1,c1,c1,no
e.jsonl,1,l1,l1,l1,yes
e.jsonl,2,l2,l2,l2,yes
f.nbib,1,111,c1,c1,no
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `dedupe` in a folder with the exports."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")

    def started(*words: str) -> tuple[int, str, str]:
        code = cli.run(["dedupe", *words])
        return code, *capsys.readouterr()

    return started


def table(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_formats_in_one_call(run: Run):
    code, out, err = run(*FILES, "-o", "m.bib")
    assert (code, err) == (0, "")
    lines = Path("m.bib.clusters.csv").read_text("utf-8").splitlines()
    assert [line.rpartition(",")[0] for line in lines] == GOLDEN.splitlines()
    assert [line.rpartition(",")[2] for line in lines if ",no," in line].count("") == 0
    assert "Identified: 10 records (a.bib 4, b.ris 1, c.csv 1, d.json 1, e.jsonl 2, f.nbib 1)." in out
    assert "Removed: 4 duplicates (a.bib 1, b.ris 1, d.json 1, f.nbib 1)." in out
    assert "Kept: 6 records; 7 if preprints count by themselves." in out


@pytest.mark.parametrize("name", FILES)
def test_each_format_alone(run: Run, name: str):
    code, out, _ = run(name, "-o", "m.json", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["identified"] == len(table("m.json.clusters.csv")) == GOLDEN.count(f"{name},")
    assert said["identified"] == said["removed"] + said["kept"]
    assert len(json.loads(Path("m.json").read_text("utf-8"))) == said["kept"]


@pytest.mark.parametrize("ending", [".bib", ".biblatex.bib", ".json", ".jsonl", ".ris", ".csv"])
def test_a_second_run_over_its_output_changes_nothing(run: Run, ending: str):
    run(*FILES, "-o", f"m{ending}")
    code, out, _ = run(f"m{ending}", "-o", f"n{ending}")
    assert code == 0
    assert "Removed: 0 duplicates." in out
    assert Path(f"n{ending}").read_bytes() == Path(f"m{ending}").read_bytes()


def test_the_same_run_again_writes_nothing(run: Run):
    run(*FILES, "-o", "m.bib")
    assert run(*FILES, "-o", "m.bib")[1].endswith("Nothing changed.\n")


def test_the_merged_record_has_what_all_say(run: Run):
    run(*FILES, "-o", "m.biblatex.bib")
    text = Path("m.biblatex.bib").read_text("utf-8")
    entry = text[: text.index("\n}\n")]
    for field in (
        "author = {Pear, John and Quince, Ann}",
        "eprint = {1912.00001}",
        "doi = {10.1234/pear}",
        "issn = {1234-5679}",
        "abstract = {We study.}",
        "keywords = {fruit, trees}",
        "file = {a.pdf}",
        "note = {read twice}",
        "ids = {pear2019deep,ris1}",
    ):
        assert field in entry


def test_keys_that_are_gone_are_aliases(run: Run):
    run(*FILES, "-o", "m.bib")
    assert Path("m.bib.aliases.csv").read_text("utf-8").splitlines() == [
        "old_key,kept_key",
        *("j1,c1", "pear2019deep,pear2020deep", "ris1,pear2020deep"),
    ]


def test_each_field_of_a_merged_record_has_its_origin(run: Run):
    run(*FILES, "-o", "m.bib")
    lines = [tuple(line.values()) for line in table("m.bib.provenance.csv")]
    assert ("pear2020deep", "issn", "1234-5679", "kept", "b.ris", "ris1", "the leading record lacks it") in lines
    assert ("pear2020deep", "arxiv", "1912.00001", "kept", "a.bib", "pear2019deep", "") in lines
    assert ("c1", "container_title", "Annals of plums", "not kept", "f.nbib", "111", "c1 is kept") in lines
    assert not [line for line in lines if line[0] == "untitled"]


def test_unsure_pairs_are_shown_as_decisions(run: Run):
    code, out, _ = run("a.bib", "-o", "m.bib", "--strict")
    assert code == 1
    assert '- same: ["pear2020deep", "plum2019other"]\n  why: ""\n' in out
    (pair,) = table("m.bib.unsure.csv")
    assert (pair["left_id"], pair["right_id"]) == ("pear2020deep", "plum2019other")
    assert (pair["left_year"], pair["right_authors"]) == ("2020", "R. Plum")
    assert pair["reason"]
    assert pair["decision"] == '{same: ["pear2020deep", "plum2019other"], why: ""}'


def test_nothing_removed_names_no_file(run: Run):
    assert "Removed: 0 duplicates.\n" in run("b.ris", "c.csv", "--dry-run")[1]
    Path("b.ris").write_text(RIS + RIS, "utf-8")
    assert "Removed: 1 duplicate.\n" in run("b.ris", "--dry-run")[1]


def test_relations_are_kept_in_a_table(run: Run):
    Path("g.bib").write_text(
        "@article{paper, author={Pear, Ann}, title={Deep Orchards in Dry Land}, journal={Fruit}, year=2020, volume=3}\n"
        "@article{fix, author={Pear, Ann}, title={Erratum: Deep Orchards in Dry Land}, year=2021}",
        "utf-8",
    )
    code, out, _ = run("g.bib", "-o", "m.bib", "--strict")
    assert code == 0
    assert "Related and kept: 1 corrects; see m.bib.relations.csv." in out
    (pair,) = table("m.bib.relations.csv")
    assert tuple(pair.values()) == ("corrects", "g.bib", "2", "fix", "fix", "g.bib", "1", "paper", "paper")
    said = json.loads(run("g.bib", "--dry-run", "--json")[1])
    assert said["related"] == [{"left": "fix", "right": "paper", "kind": "corrects"}]


def test_a_person_joins_and_parts(run: Run):
    Path("d.yaml").write_text(
        "- same: [pear2020deep, plum2019other]\n- {apart: [pear2020deep, pear2019deep]}\n", "utf-8"
    )
    code, _, _ = run("a.bib", "-o", "m.bib", "--decisions", "d.yaml", "--strict")
    clusters = {one["id"]: one["cluster"] for one in table("m.bib.clusters.csv")}
    assert code == 0
    assert clusters["plum2019other"] == clusters["pear2020deep"] != clusters["pear2019deep"]


def decide(*entries: str) -> None:
    Path("d.yaml").write_text("".join(f"- {entry}\n" for entry in entries), "utf-8")


def clusters_of(name: str) -> dict[str, str]:
    return {one["id"]: one["cluster"] for one in table(f"{name}.clusters.csv")}


@pytest.mark.parametrize("name", ["plum2018small", "ris1", "pear2020deep", "pear2019deep"])
def test_decisions_name_ids_and_keys(run: Run, name: str):
    Path("c.csv").write_text(CSV.replace("id,", "nothing,").replace("c1,", ","), "utf-8")
    decide(f"same: [{name}, untitled]")
    _, _, err = run("a.bib", "b.ris", "c.csv", "-o", "m.bib", "--decisions", "d.yaml")
    assert err == ""
    found = clusters_of("m.bib")
    assert found["untitled"] == found.get(name, found["2"])


def test_decisions_hold_in_later_runs(run: Run):
    decide("same: [pear2020deep, plum2019other]", "apart: [pear2019deep, ris1]")
    run("a.bib", "b.ris", "-o", "m.bib", "--decisions", "d.yaml")
    code, out, err = run("m.bib", "-o", "n.bib", "--decisions", "d.yaml", "--strict")
    assert (code, err) == (0, "")
    assert "Removed: 0 duplicates." in out
    assert Path("n.bib").read_bytes() == Path("m.bib").read_bytes()


def test_an_undone_join_needs_both_records(run: Run):
    run("a.bib", "b.ris", "-o", "m.bib")
    decide("apart: [pear2020deep, ris1]")
    _, _, err = run("m.bib", "-o", "n.bib", "--decisions", "d.yaml")
    assert "d.yaml:1: “pear2020deep” and “ris1” are one record in these files" in err
    run("a.bib", "b.ris", "-o", "n.bib", "--decisions", "d.yaml")
    found = clusters_of("n.bib")
    assert found["pear2020deep"] != found["ris1"]


def test_a_decision_on_no_record_is_told(run: Run):
    Path("d.yaml").write_text("- same: [pear2020deep, nobody]\n", "utf-8")
    code, _, err = run("a.bib", "-o", "m.bib", "--decisions", "d.yaml", "--strict")
    assert code == 1
    assert "d.yaml:1: no record has the id “nobody”" in err


def test_one_id_in_two_files_is_told_by_the_file(run: Run):
    Path("g.bib").write_text("@book{pear2020deep, title={Another book}, author={Fig, F.}, year=1999}", "utf-8")
    code, _, err = run("a.bib", "g.bib", "-o", "m.bib")
    ids = [one["id"] for one in table("m.bib.clusters.csv")]
    assert code == 0
    assert len(set(ids)) == len(ids) == 5
    assert {"a.bib:pear2020deep", "g.bib:pear2020deep"} < set(ids)
    assert "g.bib:1: the key “pear2020deep” is that of another paper at a.bib:1" in err
    Path("d.yaml").write_text("- same: [pear2020deep, untitled]\n", "utf-8")
    _, _, err = run("a.bib", "g.bib", "-o", "m.bib", "--decisions", "d.yaml")
    assert "write “a.bib:pear2020deep” or “g.bib:pear2020deep”" in err


def test_what_cannot_be_read_is_told_with_its_line(run: Run):
    Path("g.jsonl").write_text(
        '{"id": "g1", "title": "T"}\n{"id": \n{"id": "g2"}\n{"id": "g3", "title": "U"}\n', "utf-8"
    )
    code, _, err = run("g.jsonl", "-o", "m.bib", "--strict")
    assert code == 1
    assert "g.jsonl:2: " in err
    assert "g.jsonl:3: the entry says nothing about a paper" in err
    assert [one["line"] for one in table("m.bib.clusters.csv")] == ["1", "4"]


def test_bibtex_goes_to_stdout(run: Run):
    before = sorted(Path().iterdir())
    run(*FILES, "-o", "m.bib")
    text = Path("m.bib").read_text("utf-8")
    for path in Path().glob("m.bib*"):
        path.unlink()
    code, out, err = run(*FILES, "-o", "-")
    assert (code, out, sorted(Path().iterdir())) == (0, text, before)
    assert "Removed: 4 duplicates (" in err
    assert err.endswith("Written to stdout.\n")
    assert run(*FILES, "-o", "-", "--quiet")[1:] == (text, "")
    assert json.loads(run(*FILES, "-o", "-", "--json")[2])["removed"] == 4


def test_json_lines_are_csl_items(run: Run):
    run(*FILES, "-o", "m.json")
    run(*FILES, "-o", "m.jsonl")
    lines = Path("m.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(Path("m.json").read_text("utf-8"))


def test_dry_run_writes_nothing(run: Run, tmp_path: Path):
    before = sorted(Path().iterdir())
    code, out, _ = run(*FILES, "-o", "m.bib", "--dry-run")
    assert (code, sorted(Path().iterdir()), (tmp_path / "cache").exists()) == (0, before, False)
    assert out.endswith("Nothing was written.\n")
    assert run(*FILES, "--dry-run")[0] == 0


def test_quiet_says_nothing(run: Run):
    assert run(*FILES, "-o", "m.bib", "--quiet") == (0, "", "")


def test_machines_are_told_all(run: Run):
    said = json.loads(run(*FILES, "-o", "m.bib", "--json")[1])
    assert said["files"][0] == {"file": "a.bib", "identified": 4, "removed": 1, "kept": 3}
    assert said["kept_versions"] == 7
    assert "plum2019other" in [one["right"] for one in said["unsure"] if one["reason"] and one["evidence"]]
    assert said["aliases"][0] == ["j1", "c1"]
    assert [Path(one).name for one in said["changed"]] == [
        "m.bib",
        *(f"m.bib.{name}.csv" for name in ("clusters", "unsure", "relations", "provenance", "aliases")),
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("a.bib", "-o", "a.bib"), 2, "would be written over an input"),
        (("a.bib", "-o", "./sub/../a.bib"), 2, "would be written over an input"),
        (("a.bib", "hard.bib", "-o", "link.bib"), 2, "would be written over an input"),
        (("a.bib", "m.bib.clusters.csv", "-o", "m.bib"), 2, "“m.bib.clusters.csv” would be written over an input"),
        (("a.bib", "-o", "m.txt"), 2, "ends in none of .biblatex.bib, .bib, .json, .jsonl, .ris"),
        (("a.bib",), 2, "name one file for the result"),
        (("a.bib", "-o", "m.bib", "-o", "n.bib"), 2, "name one file for the result"),
        (("-o", "m.bib"), 2, "it goes with files"),
        (("--decisions", "d.yaml"), 2, "it goes with files"),
        (("a.bib", "-o", "mine.bib"), 3, "was not written by this command"),
        (("none.bib", "-o", "m.bib"), 3, "none.bib: cannot be read"),
        (("a.bib", "-o", "m.bib", "--decisions", "none.yaml"), 3, "none.yaml: cannot be read"),
        (("empty.bib", "-o", "m.bib"), 3, "empty.bib: "),
        (("a.bib", "-o", "m.bib", "--decisions", "m.bib"), 2, "would be written over an input"),
    ],
)
def test_what_is_refused_writes_nothing(run: Run, words: tuple[str, ...], code: int, said: str):
    Path("sub").mkdir()
    Path("hard.bib").hardlink_to("a.bib")
    Path("link.bib").symlink_to("hard.bib")
    Path("mine.bib").write_text("@book{mine}", "utf-8")
    Path("empty.bib").write_text("\n", "utf-8")
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    done, _, err = run(*words)
    assert (done, said in err) == (code, True), err
    assert {path: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before


def test_an_edited_result_is_not_written_over(run: Run):
    run("a.bib", "-o", "m.bib")
    run("b.ris", "-o", "m.bib")
    assert "ris1" in Path("m.bib").read_text("utf-8")
    with Path("m.bib.clusters.csv").open("a", encoding="utf-8") as file:
        file.write("my own line\n")
    code, _, err = run("a.bib", "-o", "m.bib")
    assert code == 3
    assert "m.bib.clusters.csv: this file is there" in err
    assert "ris1" in Path("m.bib").read_text("utf-8")


def test_hostile_cells_run_nowhere(run: Run):
    Path("g.csv").write_text(
        'id,title,authors,year,journal,volume\n=1+1,"=HYPERLINK(""http://x"")","@Foe, B",2018,+Z,1\n'
        f'-2,"=HYPERLINK(""http://x"")","@Foe, B",2018,{BIDI[0]}|cmd,1\n',
        "utf-8",
    )
    run("g.csv", "-o", "m.bib")
    for name in ("clusters", "unsure", "relations", "provenance", "aliases"):
        for line in table(f"m.bib.{name}.csv"):
            assert not [cell for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]
    ids = [one["id"] for one in table("m.bib.clusters.csv")]
    Path("d.yaml").write_text(f"- apart: {json.dumps(ids)}\n", "utf-8")
    assert run("g.csv", "-o", "m.bib", "--decisions", "d.yaml")[2] == ""


def test_a_persons_table_keeps_all_its_columns(run: Run):
    Path("g.csv").write_text(
        "title;authors;year;journal;volume;issue;pages;arxiv id;abstract;keywords\n"
        "On Figs;Fig, Fay;2011;Fruit Letters;4;2;5-6;1101.00001;About figs.;figs; \n",
        "utf-8",
    )
    run("g.csv", "-o", "m.json")
    (item,) = json.loads(Path("m.json").read_text("utf-8"))
    assert (item["container-title"], item["volume"], item["issue"], item["page"]) == ("Fruit Letters", "4", "2", "5-6")
    assert (item["type"], item["abstract"], item["keyword"]) == ("article-journal", "About figs.", "figs")


def test_files_of_other_folders_may_be_named(run: Run, tmp_path: Path):
    (tmp_path / "other").mkdir()
    code, _, _ = run(str(tmp_path / "work/a.bib"), "-o", str(tmp_path / "other/new/m.bib"))
    assert code == 0
    assert (tmp_path / "other/new/m.bib").exists()
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == ["new"]


def test_without_files_it_is_the_stage(run: Run):
    code, _, err = run()
    assert code == 2
    assert "pipeline.yaml" in err


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (["dedupe", "none.bib", "-o", "m.bib", "--json"], 3),
        (["dedupe", "a.bib", "-o", "m.txt", "--json"], 2),
        (["bib", "none.md", "--json"], 3),
        (["review", "--json"], 2),
        (["check", "--json", "--no-such-flag"], 2),
    ],
)
def test_machines_are_told_why_a_run_failed(
    run: Run, capsys: pytest.CaptureFixture[str], words: list[str], exit_code: int
):
    assert cli.run(words) == exit_code
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (said["exit"], set(said)) == (exit_code, {"error", "exit"})
    assert said["error"].split(";")[0] in err


def test_review_shows_unsure_pairs_side_by_side(run: Run, capsys: pytest.CaptureFixture[str]):
    run("a.bib", "-o", "m.bib")
    for name in ("m.bib", "m.bib.unsure.csv"):
        assert cli.run(["review", name, "--strict"]) == 1
        out = capsys.readouterr().out
        assert "# 1 of 1: title_differs_doi_equal\n" in out
        assert "a.bib:1" in out
        assert "# title ≠    Deep Orchards: A Study" in out
        assert '# - apart: ["pear2020deep", "plum2019other"]\n' in out
        assert all(line.startswith("#") for line in out.splitlines() if line)
    assert cli.run(["review", "m.bib", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["left_id"] == "pear2020deep"


def test_review_shows_that_nothing_is_unsure(run: Run, capsys: pytest.CaptureFixture[str]):
    run("b.ris", "-o", "m.bib")
    assert cli.run(["review", "m.bib", "--strict"]) == 0
    assert capsys.readouterr().out == "No pair is unsure.\n"


@pytest.mark.parametrize("name", ["c.csv", "a.bib", "m.bib.clusters.csv", "none.csv"])
def test_review_of_another_table_is_refused(run: Run, capsys: pytest.CaptureFixture[str], name: str):
    run("c.csv", "-o", "m.bib")
    assert cli.run(["review", name]) == 3
    assert name in capsys.readouterr().err


@pytest.mark.parametrize(("place", "told"), [("m.bib", "; `bibmill review m.bib` shows all"), ("-", "")])
def test_of_many_unsure_pairs_the_first_are_shown(run: Run, monkeypatch: pytest.MonkeyPatch, place: str, told: str):
    monkeypatch.setattr("pipeline.console.duplicates.SHOWN_PAIRS", 0)
    _, out, err = run(*FILES, "-o", place)
    assert f"# … and 1 more{told}." in (out if place == "m.bib" else err)
