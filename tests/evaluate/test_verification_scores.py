"""What statuses are worth against labels, and the tables of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluate.errors import MeasureError
from evaluate.verification_scores import (
    Figures,
    Label,
    measure,
    read_labels,
    show_checkers,
    show_disagreements,
    show_kinds,
)
from pipeline.model.verification import EntryStatus

SUSPICIOUS, NOT_FOUND, UNKNOWN, VERIFIED = EntryStatus
LABELS = (
    Label("good", "valid"),
    Label("fine", "valid"),
    Label("old", "spoilt", "wrong_year"),
    Label("fake", "spoilt", "made_up"),
)


@pytest.mark.parametrize(
    ("told", "figures"),
    [
        ({}, Figures(2, 2, unsure_spoilt=2, unsure_sound=2)),
        ({"good": VERIFIED, "fine": VERIFIED, "old": VERIFIED, "fake": VERIFIED}, Figures(2, 2)),
        ({"good": SUSPICIOUS, "fine": NOT_FOUND, "old": SUSPICIOUS, "fake": NOT_FOUND}, Figures(2, 2, 2, 2)),
        ({"good": UNKNOWN, "fine": VERIFIED, "old": UNKNOWN, "fake": NOT_FOUND}, Figures(2, 2, 1, 0, 1, 1)),
    ],
    ids=["nothing told", "all verified", "all accused", "abstentions"],
)
def test_figures(told, figures: Figures):
    assert measure(LABELS, told) == figures


@pytest.mark.parametrize(
    ("figures", "f1"),
    [
        (Figures(4, 4, 4, 0), 1.0),
        (Figures(4, 4, 2, 2), 0.5),
        (Figures(4, 4, 2, 0, unsure_spoilt=2), 2 / 3),
        (Figures(), 0),
    ],
    ids=["perfect", "half and half", "an abstention is a miss", "no entries"],
)
def test_f1(figures: Figures, f1: float):
    assert figures.f1 == pytest.approx(f1)


def test_a_line_a_checker():
    table = show_checkers(LABELS, {"ours": {"old": SUSPICIOUS, "good": VERIFIED}, "mute": {}})
    assert "| ours | 50.0 (9.5–90.5) | 0.0 (0.0–65.8) | 100.0 (20.7–100.0) | 0.667 | 50.0 (9.5–90.5) | 50.0 (" in table
    assert "| mute | 0.0 (0.0–65.8) | 0.0 (0.0–65.8) | – | 0.000 | 100.0 (34.2–100.0) | 100.0 (" in table


def test_a_line_a_kind_and_the_sound_last():
    told = {"old": SUSPICIOUS, "good": NOT_FOUND, "fine": VERIFIED}
    lines = show_kinds(LABELS, {"ours": told, "mute": {}}).splitlines()
    assert lines[0] == "| kind | entries | ours: untold | ours % | mute % |"
    assert [line[: len("| wrong_year | 1 | 0 | 100.0")] for line in lines[2:]] == [
        "| made_up | 1 | 1 | 0.0 (0.0",
        "| wrong_year | 1 | 0 | 100.0",
        "| sound | 2 | 0 | 50.0 (9.5–",
    ]


def test_what_disagrees_is_listed_with_why():
    told = {"good": SUSPICIOUS, "fine": UNKNOWN, "old": SUSPICIOUS}
    lines = show_disagreements(LABELS, told, {"good": "year_differs: 2018 |\n2019"}).splitlines()
    assert lines[2:] == [
        "| good | sound | suspicious | year_differs: 2018 \\| 2019 |",
        "| fake | made_up | unknown |  |",
    ]


def test_nothing_disagrees():
    assert show_disagreements(LABELS[:1], {"good": VERIFIED}, {}) == "None.\n"


def test_labels_are_read(tmp_path: Path):
    path = tmp_path / "labels.jsonl"
    path.write_text('{"key": "a", "label": "valid", "type": null, "more": 1}\n\n{"key": "b", "label": "spoilt"}\n')
    assert [(one.key, one.kind) for one in read_labels(path)] == [("a", "sound"), ("b", "spoilt")]


@pytest.mark.parametrize("text", ['{"key": "a"}', "no JSON", '{"key": 1, "label": "valid"}'])
def test_labels_of_another_shape(text: str, tmp_path: Path):
    path = tmp_path / "labels.jsonl"
    path.write_text(text)
    with pytest.raises(MeasureError, match="the labels cannot be read"):
        read_labels(path)
