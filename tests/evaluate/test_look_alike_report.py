"""The tables on look-alikes and on works of one title."""

from __future__ import annotations

from evaluate.bench import BIBMILL, EXACT, FIRST
from evaluate.corpora import Paper
from evaluate.look_alike_report import LookAlikeScores, leave_out, show_look_alikes, show_same_titles
from evaluate.look_alikes import Kind, LookAlike
from evaluate.rows import Gold, ListedRow
from evaluate.scores import Found, Score
from pipeline.model.records import Record

SAID = {"title": "Seeing Things", "authors": [], "year": 2018}
ROW = ListedRow("Seeing | Things", "CVPR", "2018", Gold("Seeing Things"))
MADE = tuple(
    LookAlike(Kind(kind), ROW, Paper((SAID,), SAID, "conference"), {"doi": f"10.1000/{at}"})
    for at, kind in enumerate(("thesis", "thesis", "poster"))
)


def scored(*grades: str) -> tuple[Score, ...]:
    taken = Found("matched", Record(id="", title="Another"), "title_year", "they agree")
    return tuple(Score(ROW, taken if grade == "wrong" else Found(grade, reason="a_reason"), grade) for grade in grades)


SCORES = LookAlikeScores(
    MADE,
    {
        BIBMILL: scored("review", "wrong", "unmatched"),
        FIRST: scored("wrong", "wrong", "wrong"),
        EXACT: scored("wrong", "review", "wrong"),
    },
    {BIBMILL: scored("right", "right", "wrong")},
)


def test_every_kind_has_a_line():
    report = show_look_alikes(SCORES)
    half, none, all_ = "50.0 (9.5–90.5)", "0.0 (0.0–65.8)", "100.0 (20.7–100.0)"
    assert f"| thesis | 2 | {half} | 1 | 0 | 2 | 1 | {none} | 2 | 0 | 0 |" in report
    assert f"| poster | 1 | 0.0 (0.0–79.3) | 0 | 1 | 1 | 1 | {all_} | 0 | 0 | 0 |" in report


def test_all_rows_and_what_was_taken():
    report = show_look_alikes(SCORES)
    assert "| bibmill | 3 | 1 | 1 | 1 | 0 | 33.3 (6.1–79.2) |" in report
    assert "2 kinds" in " ".join(report.split())
    assert "| absent | Seeing \\| Things | CVPR 2018 | Seeing Things | Another |" in report


def test_rows_of_one_title():
    report = show_same_titles({"real": {BIBMILL: scored("right", "wrong"), FIRST: scored("wrong", "wrong")}})
    half = "50.0 (9.5–90.5)"
    assert f"| real: bibmill | 2 | {half} | {half} | 0.0 (0.0–65.8) | 0 |" in report
    assert "| real | Seeing \\| Things | CVPR 2018 | Seeing Things | Another |" in report


def test_rows_left_open_say_why():
    report = show_same_titles({"real": {BIBMILL: scored("right", "review", "unmatched")}})
    assert report.count("| Seeing \\| Things | CVPR 2018 | review, a_reason |") == 1
    assert report.count("| Seeing \\| Things | CVPR 2018 | unmatched, a_reason |") == 1


def test_what_is_left_out_says_why():
    assert leave_out("Look-alikes", "name a corpus.") == "## Look-alikes\n\nLeft out: name a corpus.\n"
