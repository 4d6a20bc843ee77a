"""Corpora: read and written, and which works rows are made of."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from evaluate.corpora import find_papers, group_works, pick_papers, read_corpus, to_paper, write_corpus
from evaluate.rows import Gold

AUTHORS = [{"given": "Jane", "family": "Doe"}]
PAPER: dict[str, Any] = {
    "title": "Seeing Things With Many Words",
    "authors": AUTHORS,
    "year": 2018,
    "venue": "IEEE Conference on Computer Vision and Pattern Recognition",
    "type": "proceedings-article",
    "doi": "10.1109/1",
    "same_work": 1,
}
POSTED = {
    **PAPER,
    "venue": "arXiv",
    "type": "posted-content",
    "doi": "10.48550/arxiv.1706.03762",
    "arxiv": "1706.03762",
}


def said(**changes: Any) -> dict[str, Any]:
    return {**PAPER, "same_work": None, **changes}


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["packed", "plain"])
def test_a_corpus_is_read_packed_or_not(pack, tmp_path: Path):
    path = tmp_path / ("corpus.jsonl.gz" if pack is gzip.compress else "corpus.jsonl")
    path.write_bytes(pack(b"\n".join(json.dumps(one).encode() for one in (PAPER, POSTED)) + b"\n\n"))
    assert read_corpus(path) == (PAPER, POSTED)


def test_what_is_written_is_read_again(tmp_path: Path):
    write_corpus(tmp_path / "one.gz", [PAPER, {**POSTED, "more": [1]}])
    assert read_corpus(tmp_path / "one.gz") == (PAPER, {**POSTED, "more": [1]})


def test_records_of_one_work_come_together():
    alone, other = said(), said()
    assert group_works([PAPER, alone, POSTED, other]) == ((PAPER, POSTED), (alone,), (other,))


def test_a_work_goes_by_its_published_record():
    paper = to_paper((POSTED, PAPER))
    assert paper is not None
    assert (paper.said, paper.sort) == (PAPER, "conference")
    assert paper.venue is not None
    assert "CVPR" in paper.venue.abbreviations
    assert paper.gold == Gold(PAPER["title"], "10.1109/1", (), "1706.03762", ("Jane Doe",), 2018)


@pytest.mark.parametrize(
    ("changes", "sort"),
    [
        ({}, "conference"),
        ({"type": "journal-article", "venue": "Neural Networks"}, "journal"),
        ({"type": "journal-article", "venue": "Annals of Nowhere"}, "journal"),
        ({"venue": "ICCV Workshops"}, None),
        ({"venue": "Demo Track"}, None),
        ({"venue": ""}, None),
        ({"type": "book"}, None),
        ({"year": None}, None),
        ({"authors": []}, None),
        ({"authors": [{"given": "", "family": "Anonymous"}]}, None),
        ({"type": "posted-content", "venue": "arXiv", "arxiv": "1706.03762"}, "preprint"),
    ],
)
def test_which_works_rows_are_made_of(changes: dict[str, Any], sort: str | None):
    paper = to_paper((said(**changes),))
    assert (paper and paper.sort) == sort


@pytest.mark.parametrize(
    "title",
    ["Seeing Many Things", "Reply to Seeing Things With Words", "A Survey of Things and More", " ".join(["long"] * 60)],
)
def test_titles_that_tell_little_or_too_much(title: str):
    assert find_papers([said(title=title)]) == ()


def test_a_title_that_two_works_have_is_left_out():
    assert [paper.said for paper in find_papers([PAPER, POSTED, said(title="Hearing Things With Many Ears")])] == [
        PAPER,
        said(title="Hearing Things With Many Ears"),
    ]
    assert find_papers([PAPER, said(title="Seeing things: with many words")]) == ()


def test_no_venue_has_most_of_the_papers():
    records = [said(title=f"Seeing Things With Word {at}") for at in range(30)]
    papers = find_papers([*records, said(title="Hearing Things With Many Ears", venue="Robotics: Science and Systems")])
    picked = pick_papers(papers, 60, random.Random(1))["conference"]
    assert len(picked) == 4
    assert len({paper.said["venue"] for paper in picked}) == 2


def test_few_venues_that_no_table_knows_are_picked():
    records = [said(title=f"Seeing Things With Word {at}", venue=f"Gathering at {at}") for at in range(100)]
    assert 0 < len(pick_papers(find_papers(records), 10, random.Random(1))["conference"]) < 30
