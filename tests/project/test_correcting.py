"""A corrected copy: what is proven wrong is put right, shown before, and nothing of anybody's is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Name, Record
from pipeline.model.verification import Correction, EntryStatus, Finding, Judgement, Severity, VerifiedEntry
from pipeline.project.correcting import CorrectedCopy, write_corrected

TEXT = "% mine\n@article{a,\n  author = {Roe, A.},\n  year = {1999}, doi = {10.1000/old},\n}\n\n@misc{b, year = 1}\n"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIBMILL_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def given(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "a.bib").write_text(TEXT)
    return str(tmp_path / "a.bib"), str(tmp_path / "b.bib")


def verified(
    *corrections: Correction, line: int = 2, key: str = "a", ignored: str = "", told: str = ""
) -> VerifiedEntry:
    def finding(field: str) -> Finding:
        return Finding("year_differs", field, "1999", "2001", "crossref", Severity.ERROR, "It differs.")

    findings = (finding(told),) if told else ()
    judgement = Judgement("r", EntryStatus.SUSPICIOUS, findings=findings, corrections=corrections)
    return VerifiedEntry("a.bib", line, key, Record("r"), judgement, (finding(ignored),) if ignored else ())


YEAR = Correction("year", "crossref", "2001")


def test_only_proven_values_change(given: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    file, output = given
    names = Correction("author", "crossref", names=(Name("Roe", "A."), Name("Doe", "B.")))
    found = write_corrected([verified(YEAR, Correction("doi", "crossref", "10.1000/new"), names)], [file], [output])
    after = TEXT.replace("1999", "2001").replace("old", "new").replace("Roe, A.", "Roe, A. and Doe, B.")
    assert Path(output).read_text() == after
    assert Path(file).read_text() == TEXT
    assert (found.corrected, found.entries, found.problems, found.changed) == (3, 1, (), (output,))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.split("\n")[2:7] == [
        "@@ -1,7 +1,7 @@",
        " % mine",
        " @article{a,",
        "-  author = {Roe, A.},",
        "-  year = {1999}, doi = {10.1000/old},",
    ]


def test_an_entry_without_corrections_is_copied(given: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    file, output = given
    found = write_corrected([verified()], [file], [output])
    assert Path(output).read_text() == TEXT
    assert (found.corrected, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize(("ignored", "told", "year"), [("year", "", 1999), ("year", "year", 2001), ("page", "", 2001)])
def test_what_a_person_calls_right_stays(given: tuple[str, str], ignored: str, told: str, year: int):
    file, output = given
    write_corrected([verified(YEAR, ignored=ignored, told=told)], [file], [output])
    assert Path(output).read_text() == TEXT.replace("1999", str(year))


def test_what_cannot_be_corrected_is_told(given: tuple[str, str]):
    file, output = given
    wrong = [verified(Correction("doi", "crossref", "none")), verified(YEAR, line=3)]
    found = write_corrected(wrong, [file], [output], quiet=True)
    assert Path(output).read_text() == TEXT
    assert sorted(one.split(":")[1] for one in found.problems) == ["2", "3"]


def test_quiet_shows_no_difference(given: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    file, output = given
    write_corrected([verified(YEAR)], [file], [output], quiet=True)
    assert capsys.readouterr().err == ""


def test_stdout_gets_the_bytes(given: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]):
    data = TEXT.replace("mine", "é").encode("utf-16")
    write_corrected([verified(YEAR)], ["-"], ["-"], data=data)
    assert capfdbinary.readouterr().out == TEXT.replace("mine", "é").replace("1999", "2001").encode("utf-16")


def test_its_own_copy_is_written_again(given: tuple[str, str]):
    file, output = given
    write_corrected([verified()], [file], [output])
    assert write_corrected([verified(YEAR)], [file], [output]).changed == (output,)
    assert write_corrected([verified(YEAR)], [file], [output]).changed == ()


def test_nobody_elses_file_is_written_over(given: tuple[str, str]):
    file, output = given
    Path(output).write_text("mine")
    with pytest.raises(InputError, match="was not written by this command"):
        CorrectedCopy([file], [output])
    assert Path(output).read_text() == "mine"


@pytest.mark.parametrize(
    ("files", "outputs"),
    [
        (["a.bib", "b.bib"], ["c.bib"]),
        (["a.bib"], ["b.bib", "c.bib"]),
        (["a.ris"], ["b.bib"]),
        (["a.bib"], ["b.json"]),
        (["a.bib"], ["a.bib"]),
        (["a.bib"], ["./a.bib"]),
        (["-"], ["b.txt"]),
    ],
)
def test_other_names_are_wrong_usage(files: list[str], outputs: list[str]):
    with pytest.raises(UsageError, match=r"^-o: "):
        CorrectedCopy(files, outputs)
