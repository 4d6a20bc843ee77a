"""Rows with answers: how they are read and chosen, and what each variant does to them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from evaluate.bench import to_claims
from evaluate.rows import (
    CLEAN,
    VARIANTS,
    Gold,
    ListedRow,
    choose,
    drop_subtitle,
    drop_venue,
    lose_letter,
    read_lists,
    shift_year,
    to_gold,
    worsen,
)

ROW = ListedRow("Grad-CAM: Visual Explanations", "ICCV", "2017", Gold("Grad-CAM: Visual Explanations"))
BARE = ListedRow("2 + 2", "", "", Gold("2 + 2"))


def test_one_letter_is_lost():
    for seed in range(50):
        worse = lose_letter(ROW, random.Random(seed))
        assert worse is not None
        at = next(i for i in range(len(ROW.title)) if worse.title[i : i + 1] != ROW.title[i])
        assert ROW.title[at].isalpha()
        assert worse.title == ROW.title[:at] + ROW.title[at + 1 :]


def test_the_other_noises():
    chance = random.Random(1)
    assert [drop_subtitle(ROW, chance), drop_venue(ROW, chance)] == [
        ListedRow("Grad-CAM", "ICCV", "2017", ROW.gold),
        ListedRow(ROW.title, "", "2017", ROW.gold),
    ]
    assert {worse.year for seed in range(20) if (worse := shift_year(ROW, random.Random(seed)))} == {"2016", "2018"}


@pytest.mark.parametrize("noise", [lose_letter, drop_subtitle, shift_year, drop_venue])
def test_a_row_without_the_thing_is_left_out(noise):
    assert noise(BARE, random.Random(1)) is None


@pytest.mark.parametrize("name", VARIANTS)
def test_noise_does_not_depend_on_other_rows(name):
    assert worsen((ROW,), name, 7) == worsen((BARE, ROW), name, 7)[-1:]
    assert worsen((BARE, ROW), CLEAN, 7) == (BARE, ROW)


def test_a_sample_keeps_the_order():
    rows = tuple(ListedRow(str(at), "", "", Gold("")) for at in range(30))
    some = choose(rows, 10, 1)
    assert len(some) == 10
    assert sorted(some, key=rows.index) == list(some)
    assert choose(rows, 10, 1) == some != choose(rows, 10, 2)
    assert choose(rows, 0, 1) == choose(rows, 99, 1) == rows


def test_only_rows_with_an_answer_are_read_once(tmp_path: Path):
    gold = {"title": "A", "doi": "10.1000/A", "authors": ["Jane Doe"], "year": 2017, "alt": [{"doi": "10.1000/b"}]}
    lines = [
        {"raw_title": "A", "raw_venue": "ICCV", "raw_year": "2017", "gold": gold},
        {"raw_title": "a!", "raw_year": "2017", "gold": gold},
        {"raw_title": "B", "gold": None},
        {"raw_title": "C", "gold": gold, "dup": 1},
    ]
    (tmp_path / "one.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (row,) = read_lists(tmp_path)
    assert row == ListedRow("A", "ICCV", "2017", Gold("A", "10.1000/a", ("10.1000/b",), "", ("Jane Doe",), 2017))


def test_an_arxiv_doi_is_no_published_one():
    assert to_gold({"title": "A", "doi": "10.48550/arXiv.1706.03762"}) == Gold("A", arxiv="1706.03762")
    assert to_gold({"title": "A", "doi": "10.5555/3295222"}) == Gold("A")


@pytest.mark.parametrize("title", ["a | b", "*c* _d_ `e`", "[f](g) <h> \\i", "$\\beta$-VAE ~~x~~ y", "one 1. two"])
def test_the_pipeline_reads_the_title_that_was_written(title: str):
    rows, claims = to_claims([ListedRow(title, "A|B", "2017", Gold(title))])
    assert rows[0].cell("title") == title
    assert rows[0].cell("venue") == "A|B"
    assert claims[0].year == 2017
