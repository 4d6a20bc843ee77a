"""Lists grow, and the table says what each finder takes for them."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from evaluate import dedupe_speed
from evaluate.dedupe_speed import COMMAND, MILLION, RIVAL, SIZES, TITLE, Cost, exponent, measure_apart, to_lines
from evaluate.errors import MeasureError
from evaluate.growing_lists import make_bibtex
from pipeline.readers.references.bibtex import read_bibtex


def test_a_made_up_list_is_read_whole():
    found = read_bibtex("".join(make_bibtex(300)), "list.bib")
    assert (len(found.items), found.problems) == (300, ())
    assert 100 < len({one.title.lower() for one in found.items}) < 250


def test_a_longer_list_begins_like_a_shorter_one():
    few, many = list(make_bibtex(20)), list(make_bibtex(50))
    assert many[:20] == few
    assert list(make_bibtex(20, seed=1)) != few


def test_the_exponent_says_how_the_seconds_grow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dedupe_speed, "find_spec", lambda name: name)
    lines = list(to_lines((1_000, 10_000, 100_000), lambda finder, size: Cost(size, size**1.1 / 1_000, size // 100)))
    assert lines[:2] == [
        "| 1,000 | bibmill dedupe | 2.0 | 10 |  |\n",
        "| 10,000 | bibmill dedupe | 25.1 | 100 | 1.10 |\n",
    ]
    assert [line.split(" | ")[1] for line in lines] == [COMMAND] * 3 + [TITLE] * 3 + [RIVAL] * 2
    assert exponent(Cost(10, 1, 0), Cost(20, 4, 0)) == 2.0


def test_without_the_rival_it_is_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dedupe_speed, "find_spec", lambda _name: None)
    assert len(list(to_lines((10,), lambda _finder, size: Cost(size, 1.0, 1)))) == 2


@pytest.mark.skipif(not hasattr(sys, "getuid"), reason="processes are told apart by what POSIX says of them")
def test_each_finder_runs_in_a_process_of_its_own():
    for finder in (COMMAND, TITLE):
        cost = measure_apart(finder, 20)
        assert (cost.records, cost.seconds > 0, cost.peak > 10) == (20, True, True)


def test_a_process_that_fails_is_told(tmp_path: Path):
    with pytest.raises(MeasureError, match="no such finder"):
        dedupe_speed._run([sys.executable, "-c", "raise SystemExit('no such finder')"], 1, {})


def test_sizes_grow_tenfold():
    assert all(more == 10 * less for less, more in pairwise((*SIZES, MILLION)))
