"""What keeps an accepted candidate from being the match: each doubt with what raises it, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Candidate, Name
from pipeline.model.statuses import Verdict
from pipeline.rules.matching import doubts
from pipeline.rules.matching.judge import judge_row
from tests.rules.matching.test_matching import candidate_of, claim_of

TITLE = "Measuring Clouds over Seven Rivers"
JOURNAL = "Machine Learning"
CASES: list[tuple[str, str, tuple[dict[str, Any], ...], tuple[str, ...], str]] = [
    # reason of the doubt, venue of the row, candidates, sources that replied, reason of the match
    ("published_version_only", "arXiv", ({"container": "KDD"},), ("arxiv",), "published_version_only"),
    ("published_version_only", "arXiv", ({"container": "KDD"},), ("crossref",), "title_published_version"),
    (
        "published_version_only",
        "arXiv",
        ({"container": "KDD"}, {"arxiv": "1901.00001", "type": "article", "source": "arxiv"}),
        ("arxiv",),
        "title_year_container",
    ),
    (
        "same_title_in_one_journal",
        "ML",
        ({"container": JOURNAL}, {"container": JOURNAL, "year": "2018", "author": "Roe"}),
        (),
        "same_title_in_one_journal",
    ),
    (
        "same_title_in_one_journal",
        "ML",
        ({"container": JOURNAL}, {"container": JOURNAL, "year": "2018"}),
        (),
        "title_year_container",
    ),
    (
        "same_title_in_one_journal",
        "ML",
        ({"container": JOURNAL}, {"container": JOURNAL, "year": "2016", "author": "Roe"}),
        (),
        "title_year_container",
    ),
    (
        "two_near_candidates",
        "",
        ({}, {"container": "Odd Letters", "year": "", "author": "Roe"}),
        (),
        "two_near_candidates",
    ),
    ("two_near_candidates", "", ({}, {"container": "Odd Letters", "year": "2001", "author": "Roe"}), (), "title_year"),
    (
        "preprint_on_another_server",
        "KDD",
        ({"container": "", "type": "article", "doi": "10.1101/2019.1"},),
        (),
        "preprint_on_another_server",
    ),
    (
        "preprint_on_another_server",
        "KDD",
        ({"container": "", "type": "article", "doi": "10.48550/arxiv.1901.00001", "arxiv": "1901.00001"},),
        (),
        "title_preprint",
    ),
    (
        "preprint_on_another_server",
        "",
        ({"container": "", "type": "article", "doi": "10.1101/2019.1"},),
        (),
        "title_preprint",
    ),
]


def offer(number: int, fields: dict[str, Any]) -> Candidate:
    said = {"container": "Odd Gathering", "year": "2019", "type": "article-journal", "author": "Li", **fields}
    said.setdefault("doi", "" if "arxiv" in said else f"10.1000/{number}")
    title, year, container = TITLE, said.pop("year"), said.pop("container")
    return candidate_of(title, year, container, author=(Name(said.pop("author"), "Ada"),), **said)


@pytest.mark.parametrize(("doubt", "venue", "candidates", "replied", "reason"), CASES)
def test_what_raises_a_doubt(
    doubt: str, venue: str, candidates: tuple[dict[str, Any], ...], replied: tuple[str, ...], reason: str
):
    offered = [offer(number, fields) for number, fields in enumerate(candidates)]
    found = judge_row(claim_of(TITLE, "2019", venue), offered, replied=replied)
    assert found.reason == reason, found.explanation
    assert found.verdict is (Verdict.REVIEW if reason == doubt else Verdict.ACCEPT)


@pytest.mark.parametrize(
    ("doubt", "venue", "candidates", "replied", "reason"), [case for case in CASES if case[0] == case[4]]
)
def test_without_its_doubt_a_row_is_matched(
    doubt: str,
    venue: str,
    candidates: tuple[dict[str, Any], ...],
    replied: tuple[str, ...],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(doubts, "DOUBTS", tuple(one for one in doubts.DOUBTS if one.reason != doubt))
    offered = [offer(number, fields) for number, fields in enumerate(candidates)]
    assert judge_row(claim_of(TITLE, "2019", venue), offered, replied=replied).verdict is Verdict.ACCEPT


def test_a_row_with_an_arxiv_id_may_be_published():
    claim = claim_of(TITLE, "2019", "arXiv", arxiv="1901.09999")
    found = judge_row(claim, [offer(1, {"container": "KDD"})], replied=("arxiv",))
    assert found.reason == "title_published_version"
