"""What a person has in their library, or points at by its DOI, may be no paper."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.records import Candidate, Date, Identifiers, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.judge import judge_row

TITLE = "Combing Many Hairy Balls at Once"
DOI = Identifiers(doi="10.1000/182")


def judge(claim: dict[str, Any], found: dict[str, Any], source: str) -> tuple[Verdict, str]:
    row = Record("row", **{"title": TITLE, "issued": Date(2018), **claim})
    record = Record(f"{source}:1", **{"title": TITLE, "issued": Date(2018), **found})
    match = judge_row(row, [Candidate(record, source, "1")])
    return match.verdict, match.reason


@pytest.mark.parametrize("type_", ["thesis", "dataset", "entry-dictionary", "entry-encyclopedia", "standard"])
@pytest.mark.parametrize("venue", ["PhD thesis", "Stanford University", "", "Zines of Nowhere"])
def test_ones_own_thing_is_what_a_row_means(type_: str, venue: str):
    claim, found = {"container_title_short": venue}, {"type": type_, "publisher": "Stanford University"}
    assert judge(claim, found, "library")[0] is Verdict.ACCEPT
    assert judge(claim, found, "crossref") == (Verdict.REVIEW, "beside_the_paper")


@pytest.mark.parametrize("type_", ["thesis", "dataset", "entry-dictionary"])
@pytest.mark.parametrize("venue", ["CVPR", "TPAMI"])
def test_ones_own_thing_is_no_paper_of_a_venue(type_: str, venue: str):
    claim = {"container_title_short": venue, "type": "paper-conference"}
    assert judge(claim, {"type": type_}, "library") == (Verdict.REVIEW, "beside_the_paper")


def test_an_entry_of_a_book_may_be_of_the_venue():
    claim = {"container_title_short": "TPAMI", "type": "article-journal"}
    found = {"type": "dataset", "container_title": "IEEE Transactions on Pattern Analysis and Machine Intelligence"}
    assert judge(claim, found, "library")[0] is Verdict.ACCEPT


SIDE = "2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition Companion Volume"


@pytest.mark.parametrize(
    ("found", "verdict", "reason"),
    [
        ({"type": "dataset"}, Verdict.ACCEPT, "identifier"),
        ({"container_title": SIDE}, Verdict.ACCEPT, "identifier"),
        ({"type": "dataset", "title": f"{TITLE}: Data"}, Verdict.REVIEW, "beside_the_paper"),
        ({"container_title": SIDE, "title": "Combing Many Hairy Balls at Onse"}, Verdict.REVIEW, "beside_the_paper"),
        ({"title": f"Correction to: {TITLE}"}, Verdict.REVIEW, "identifier_of_another_title"),
        ({"type": "dataset", "title": "Salt on Plants"}, Verdict.REVIEW, "identifier_of_another_title"),
    ],
)
def test_a_doi_outweighs_a_veto_with_its_title_only(found: dict[str, Any], verdict: Verdict, reason: str):
    claim = {"container_title_short": "CVPR", "identifiers": DOI}
    assert judge(claim, {"type": "paper-conference", "identifiers": DOI, **found}, "crossref") == (verdict, reason)
