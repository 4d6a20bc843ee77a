"""`verify FILE…`: every entry is judged in its place, and nothing is written but what is named."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.model.records import Query, Record
from pipeline.model.verification import Correction, EntryStatus, Finding, Judgement
from pipeline.project import verification
from tests.verification_samples import PAPER, finding

BIB = """% a file of references
@article{pear2020deep, author={Pear, John}, title={Deep Orchards}, year=2019}

% bibmill: ok, year_differs — the reprint is meant
@article{plum2019other, title={Wrong year}, year=2019}

% bibmill: ok
@misc{gone, title={Gone}}
@article{pear2020deep, title={Something else}, year=2019}
"""
YEAR = finding("year_differs", "2019", "2020", "It is of 2020.")
JUDGED: dict[str, tuple[EntryStatus, tuple[Finding, ...]]] = {
    "Deep Orchards": (EntryStatus.SUSPICIOUS, (YEAR,)),
    "Wrong year": (EntryStatus.SUSPICIOUS, (YEAR,)),
    "Gone": (EntryStatus.NOT_FOUND, ()),
}
DEFAULTS = ["crossref", "semantic_scholar", "openalex", "arxiv", "datacite"]

Run = Callable[..., tuple[int, str, str]]


class Judge:
    """In place of the stage: judges by title, and remembers what it was given."""

    def __init__(self) -> None:
        self.claims: Sequence[Record] = ()
        self.sources: Sequence[Any] = ()
        self.flags: dict[str, Any] = {}
        self.asks = False

    def __call__(self, claims: Sequence[Record], sources: Sequence[Any], **flags: Any) -> tuple[Judgement, ...]:
        self.claims, self.sources, self.flags = claims, sources, flags
        found = []
        for claim in claims:
            status, findings = JUDGED.get(claim.title, (EntryStatus.VERIFIED, ()))
            asked = (result for source in sources for result in (source.search([Query(claim)]) if self.asks else ()))
            unasked = tuple((one.source, one.sentence) for one in asked if not one.status.is_fact)
            match = PAPER if status is EntryStatus.SUSPICIOUS else None
            corrections = (Correction("year", "crossref", "2020"),) if findings else ()
            found.append(Judgement(claim.id, status, match, findings, corrections, unasked=unasked))
        return tuple(found)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    made = Judge()
    monkeypatch.setattr(verification, "verify", made)
    return made


@pytest.fixture
def run(judge: Judge, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `verify` in a folder with references."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    for name in ("BIBMILL_HOSTS", "BIBMILL_CONTACT", "S2_API_KEY", "OPENALEX_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    Path("refs.bib").write_text(BIB, "utf-8")

    def started(*words: str) -> tuple[int, str, str]:
        code = cli.run(["verify", *words])
        return code, *capsys.readouterr()

    return started


def said(run: Run, *words: str) -> Any:
    code, out, _ = run(*words, "--json")
    assert code == 0
    return json.loads(out)


def test_every_entry_has_its_place_and_its_key(run: Run):
    found = said(run, "refs.bib")["entries"]
    assert [(one["file"], one["line"], one["key"]) for one in found] == [
        ("refs.bib", 2, "pear2020deep"),
        ("refs.bib", 5, "plum2019other"),
        ("refs.bib", 8, "gone"),
        ("refs.bib", 9, "pear2020deep"),
    ]


def test_what_a_comment_accepts_is_not_counted(run: Run):
    found = said(run, "refs.bib")
    assert [one["status"] for one in found["entries"]] == ["suspicious", "verified", "verified", "verified"]
    assert found["entries"][1]["ignored"] == [{"code": "year_differs", "sentence": "It is of 2020."}]
    assert found["summary"]["ignored"] == 1


def test_comments_without_effect_are_told(run: Run):
    Path("refs.bib").write_text("% bibmill: ok\n\n% bibmill: ok, yaer_differs\n@misc{a, title={B}}\n", "utf-8")
    told = said(run, "refs.bib")["problems"]
    assert told[0] == "refs.bib:1: this comment for bibmill stands above no entry and has no effect."
    assert told[1].startswith("refs.bib:3: unknown code “yaer_differs”; the nearest known one is “year_differs”")


def test_settings_accept_findings_of_all_entries(run: Run):
    Path("pipeline.yaml").write_text("verify: {ignore: [year_differs]}", "utf-8")
    assert said(run, "refs.bib")["summary"]["suspicious"] == 0


def test_strict_fails_where_something_is_accused(run: Run):
    assert run("refs.bib", "--strict")[0] == 1
    Path("good.bib").write_text("@misc{a, title={B}}", "utf-8")
    assert run("good.bib", "--strict")[0] == 0


def test_files_of_any_format_are_read(run: Run):
    Path("a.json").write_text('[{"id": "x1", "title": "A paper", "type": "article-journal"}]', "utf-8")
    Path("b.ris").write_text("TY  - JOUR\nID  - r1\nTI  - Another paper\nER  -\n", "utf-8")
    Path("c.md").write_text("| Year | Title |\n|---|---|\n| 2020 | A third paper |\n", "utf-8")
    found = said(run, "a.json", "b.ris", "c.md", "a.json")["entries"]
    assert [(one["file"], one["line"], one["key"]) for one in found] == [
        ("a.json", 1, "x1"),
        ("b.ris", 1, "r1"),
        ("c.md", 3, "line 3"),
    ]


def test_a_file_without_entries_stops_no_other(run: Run):
    Path("names.bib").write_text('@string{jmlr = "Journal of Examples"}\n', "utf-8")
    found = said(run, "names.bib", "refs.bib")
    assert len(found["entries"]) == 4
    assert any(one.startswith("names.bib") for one in found["problems"])
    assert run("names.bib")[0] == 3


def test_a_line_of_a_list_need_not_name_all_authors(run: Run, judge: Judge):
    Path("c.md").write_text("| Year | Title | Authors |\n|---|---|---|\n| 2020 | A third paper | A. Roe |\n", "utf-8")
    run("c.md", "refs.bib")
    assert [claim.has_other_authors for claim in judge.claims[:2]] == [True, False]


def test_references_come_from_stdin(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BIB.encode())))
    assert {one["file"] for one in said(run, "-")["entries"]} == {"-"}


def test_an_empty_stdin_is_told(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", None)
    code, out, _ = run("-", "--json")
    assert (code, json.loads(out)["exit"]) == (3, 3)


def test_each_claim_has_an_id_of_its_own(run: Run, judge: Judge):
    Path("b.bib").write_text(BIB, "utf-8")
    run("refs.bib", "b.bib")
    assert [claim.id for claim in judge.claims] == [f"entry:{at}" for at in range(1, 9)]
    assert all(one.source_id == claim.id for claim in judge.claims for one in claim.provenance)


def test_doubled_entries_are_told_over_all_files(run: Run):
    Path("b.bib").write_text("@article{other, author={Pear, John}, title={Deep Orchards}, year=2019}", "utf-8")
    found = said(run, "refs.bib", "b.bib")
    assert found["doubled"] == [["pear2020deep", "other"]]
    assert found["entries"][4]["findings"][-1]["sentence"].endswith("see “pear2020deep” (refs.bib:2).")


def test_without_settings_the_usual_sources_are_asked(run: Run, judge: Judge):
    run("refs.bib")
    assert [source.name for source in judge.sources] == DEFAULTS
    assert "semantic_scholar" in judge.flags["refusing"]
    assert len(judge.flags["today"]) == 10


def test_sources_can_be_chosen(run: Run, judge: Judge):
    run("refs.bib", "--sources", "arxiv")
    assert [source.name for source in judge.sources] == ["arxiv"]


def test_settings_say_whom_to_ask(run: Run, judge: Judge):
    off = ", ".join(f"{name}: {{enabled: false}}" for name in DEFAULTS[1:])
    Path("pipeline.yaml").write_text(f"sources: {{{off}}}", "utf-8")
    run("refs.bib")
    assert [source.name for source in judge.sources] == ["crossref"]


def test_the_library_is_asked_but_never_about_itself(run: Run, judge: Judge):
    Path("data/library").mkdir(parents=True)
    Path("data/library/mine.bib").write_text("@misc{mine, title={My paper}}", "utf-8")
    Path("data/library/refs.bib").write_text(BIB, "utf-8")
    Path("pipeline.yaml").write_text("", "utf-8")
    run("data/library/refs.bib")
    library = judge.sources[0]
    assert (library.name, len(library)) == ("library", 1)


def test_a_library_without_settings_is_not_read(run: Run, judge: Judge):
    Path("data/library").mkdir(parents=True)
    Path("data/library/mine.bib").write_text("@misc{mine, title={My paper}}", "utf-8")
    run("refs.bib")
    assert judge.sources[0].name == "crossref"


def test_a_folder_that_is_named_must_have_settings(run: Run):
    Path("empty").mkdir()
    code, _, err = run("-C", "empty", "refs.bib")
    assert code == 2
    assert "there are no settings" in err


def test_offline_nobody_is_asked_and_it_is_told(run: Run, judge: Judge):
    judge.asks = True
    found = said(run, "refs.bib", "--offline")
    assert found["summary"]["not_asked"] == sorted(DEFAULTS)
    assert found["summary"]["requests"] == dict.fromkeys(DEFAULTS, 0)


def test_settings_of_a_stranger_widen_nothing(run: Run, judge: Judge):
    judge.asks = True
    Path("pipeline.yaml").write_text("sources: {crossref: {base_url: 'https://evil.example'}}", "utf-8")
    code, out, _ = run("refs.bib", "--json", "--sources", "crossref")
    assert (code, json.loads(out)["summary"]["not_asked"]) == (0, ["crossref"])
    assert json.loads(out)["summary"]["requests"] == {"crossref": 0}


def test_nothing_is_written_where_the_files_are(run: Run):
    before = sorted(os.listdir("."))
    run("refs.bib")
    assert sorted(os.listdir(".")) == before


def test_the_page_and_sarif_are_written_and_told(run: Run):
    code, out, _ = run("refs.bib", "--report", "page.html", "--sarif", "out.sarif")
    assert code == 0
    assert "page.html" in out
    assert "Are these references right?" in Path("page.html").read_text("utf-8")
    result = json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("refs.bib", 2)
    assert run("refs.bib", "--report", "page.html")[0] == 0


def test_files_elsewhere_have_a_whole_address(run: Run):
    (Path.cwd().parent / "ü x.bib").write_text(BIB, "utf-8")
    _, out, err = run("../ü x.bib", "--sarif", "-")
    place = json.loads(out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/%C3%BC%20x.bib")
    assert place["artifactLocation"]["uri"].startswith("file:///")
    assert "SUSPICIOUS" in err


def test_a_copy_has_what_is_proven_right_and_all_else_as_it_was(run: Run):
    code, out, err = run("refs.bib", "-o", "fixed.bib")
    assert code == 0
    assert Path("fixed.bib").read_text("utf-8") == BIB.replace("Deep Orchards}, year=2019", "Deep Orchards}, year=2020")
    assert Path("refs.bib").read_text("utf-8") == BIB
    assert "1 value was put right in 1 entry, in fixed.bib." in out
    assert "+" in err


def test_a_copy_on_stdout_is_alone_there(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BIB.encode())))
    code, out, err = run("-", "-o", "-")
    assert (code, out) == (0, BIB.replace("Deep Orchards}, year=2019", "Deep Orchards}, year=2020"))
    assert "SUSPICIOUS" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--report", "refs.bib"), "--report: “refs.bib” would be written over an input"),
        (("--sarif", "refs.bib"), "--sarif: “refs.bib” would be written over an input"),
        (("--report", "-"), "--report: the page goes into a file"),
        (("--sarif", "-", "--json"), "--sarif -: with --json, stdout is taken"),
        (("-o", "-", "--json"), "-o -: with --json, stdout is taken"),
        (("-o", "-", "--sarif", "-"), "-o -: with --sarif -, stdout is taken"),
        (("-o", "refs.bib"), "-o: “refs.bib” would be written over an input"),
        (("-o", "fixed.json"), "-o: only a .bib file is copied"),
        (("other.bib", "-o", "fixed.bib"), "-o: give one .bib file and one name"),
        (("-o", "x.bib", "--report", "./x.bib"), "two of them name one file"),
    ],
)
def test_flags_that_do_not_go_together_are_told(run: Run, words: tuple[str, ...], sentence: str):
    code, out, err = run("refs.bib", *words)
    assert code == 2
    assert sentence in err + out
    assert Path("refs.bib").read_text("utf-8") == BIB


def test_a_file_of_somebody_else_is_not_written_over(run: Run):
    Path("page.html").write_text("mine", "utf-8")
    code, _, err = run("refs.bib", "--report", "page.html")
    assert code == 3
    assert "was not written by this command" in err
    assert Path("page.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize(("name", "text"), [("missing.bib", None), ("empty.bib", "")])
def test_a_file_without_a_paper_is_told(run: Run, name: str, text: str | None):
    if text is not None:
        Path(name).write_text(text, "utf-8")
    code, out, _ = run(name, "--json")
    assert code == 3
    assert name in json.loads(out)["error"]


def test_runs_side_by_side_do_not_wait(run: Run, judge: Judge, monkeypatch: pytest.MonkeyPatch):
    with verification._locked_cache() as first, verification._locked_cache() as second:
        assert first != second
        assert run("refs.bib")[0] == 0


def test_when_every_cache_is_taken_it_is_told(run: Run):
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(verification._locked_cache())
        code, _, err = run("refs.bib")
    assert code == 3
    assert "is at work on this folder" in err


PEAR = """@article{%s, author={Pear, John and Quince, Ann}, title={Deep orchards and the pruning of old trees},
  year=%d, journal={Journal of Fruit}, volume=3, pages={1--9}}
"""


def test_references_are_judged_by_the_rules_and_the_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))
    files = {"data/library/mine.bib": PEAR % ("mine", 2020), "pipeline.yaml": ""}
    files["refs.bib"] = PEAR % ("right", 2020) + PEAR % ("wrong", 2014)
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    assert cli.run(["verify", "refs.bib", "--sources", "library", "--json", "--strict"]) == 1
    found = json.loads(capsys.readouterr().out)
    right, wrong = found["entries"]
    assert (right["status"], wrong["status"]) == ("verified", "suspicious")
    assert [one["code"] for one in wrong["findings"]] == ["year_differs", "doubled"]
    assert (wrong["findings"][0]["given"], wrong["findings"][0]["found"]) == ("2014", "2020")
    assert found["summary"]["requests"] == {}
