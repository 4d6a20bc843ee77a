"""Grades against an answer, intervals, and the tables."""

from __future__ import annotations

import pytest

from evaluate.rows import Gold, ListedRow
from evaluate.scores import (
    Found,
    f1,
    grade_absent,
    grade_found,
    kind_of,
    score,
    show_absent,
    show_details,
    show_kinds,
    show_systems,
    show_wrong,
    wilson,
)
from pipeline.model.records import Date, Identifiers, Name, Record

BOTH = Gold("Seeing Things", "10.1000/1", ("10.1000/2",), "1706.03762", ("Ann van der Berg", "Bo Li"), 2018)
NEITHER = Gold("Seeing Things", authors=("Ann van der Berg",))
ARXIV = Gold("Seeing Things", arxiv="1706.03762", authors=("Ann van der Berg",))
PEOPLE = (Name("Berg", "Ann", "van der"), Name("Li", "B."))


def found(title: str = "Seeing things", author: tuple[Name, ...] = PEOPLE, **ids: str) -> Found:
    return Found(
        "matched",
        Record(id="", title=title, author=author, issued=Date(2018), identifiers=Identifiers(**ids)),
    )


@pytest.mark.parametrize(
    ("one", "gold", "grade"),
    [
        (found(doi="10.1000/1"), BOTH, "right"),
        (found(doi="10.1000/2"), BOTH, "right"),
        (found(arxiv="1706.03762"), BOTH, "right"),
        (found(doi="10.1000/9", arxiv="1706.03762"), BOTH, "wrong"),
        (found(doi="10.1000/9"), BOTH, "wrong"),
        (found(doi="10.1000/9", arxiv="1706.03762"), ARXIV, "right"),
        (found(), BOTH, "right"),
        (found(), NEITHER, "right"),
        (found("Seeing"), NEITHER, "wrong"),
        (found(author=PEOPLE[1:]), NEITHER, "wrong"),
        (Found("review"), BOTH, "review"),
        (Found("unmatched"), BOTH, "unmatched"),
    ],
)
def test_grade(one: Found, gold: Gold, grade: str):
    assert grade_found(one, gold) == grade


def test_a_match_of_an_absent_paper_is_wrong():
    assert grade_absent(found("Seeing Things II"), BOTH) == "wrong"
    assert grade_absent(found("seeing-things"), BOTH) == "not hidden"
    assert grade_absent(Found("review"), BOTH) == "review"


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 1, 0.2065, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson_by_known_values(count: int, total: int, low: float, high: float):
    assert wilson(count, total) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("venue", "kind"),
    [
        ("CVPR", "conference with DOIs"),
        ("NIPS'17", "conference without"),
        ("Nature", "journal"),
        ("arXiv", "preprint"),
        ("", "unknown"),
        ("Journal of Nowhere at All", "unknown"),
    ],
)
def test_kind_of_venue(venue: str, kind: str):
    assert kind_of(venue) == kind


ROWS = [ListedRow("Seeing Things", venue, "2018", BOTH) for venue in ("CVPR", "CVPR", "Nature", "")]
FOUND = [found(doi="10.1000/1"), found(doi="10.1000/9"), Found("review"), found(arxiv="1706.03762", author=PEOPLE[:1])]


def test_tables():
    scores = score(ROWS, FOUND)
    assert "| ours | 4 | 3 | 2 | 1 | 1 | 66.7 (20.8–93.9) | 50.0 (15.0–85.0) |" in show_systems({"ours": scores})
    kinds = show_kinds(scores)
    assert "| conference with DOIs | 2 | 2 | 1 | 1 | 0 | 50.0 (9.5–90.5) | 50.0 (9.5–90.5) |" in kinds
    assert "| preprint | 0 | 0 | 0 | 0 | 0 | – | – |" in kinds
    half, whole = "50.0 (9.5–90.5)", "100.0 (34.2–100.0)"
    assert f"| ours | 2 | {half} | {half} | {whole} | {whole} |" in show_details({"ours": scores})
    assert f1(scores) == pytest.approx(2 * 2 / (3 + 4))


def test_table_of_absent_papers():
    others = [found("Others"), found(), Found("review"), Found("unmatched")]
    assert "| ours | 4 | 1 | 1 | 1 | 1 | 33.3 (6.1–79.2) |" in show_absent(
        {"ours": score(ROWS, others, is_absent=True)}
    )


def test_wrong_matches_are_shown():
    told = "| clean | Seeing Things | CVPR 2018 | Seeing Things, 10.1000/1, 10.1000/2, arXiv 1706.03762 |"
    assert f"{told} Seeing things, 10.1000/9 |" in show_wrong({"clean": score(ROWS, FOUND)})
    assert show_wrong({"clean": ()}) == "None.\n"
