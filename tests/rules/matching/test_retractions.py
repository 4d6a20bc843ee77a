"""A retracted paper is still the paper of its row, and the row is told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.records import Candidate, Column, Identifiers, Match, Row
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.judge import judge_row
from pipeline.rules.matching.retractions import tell_retracted
from tests.stages.test_enrich import claim, paper

TITLE = claim().title
ROW = Row(claim().id, "list.md", 7, (Column("Title", "title"),), (TITLE,))


def described(source: str = "crossref", **fields: Any) -> Candidate:
    record = replace(paper(doi=""), id=f"{source}:1", identifiers=Identifiers(doi="10.1000/182"), **fields)
    return Candidate(record, source, "1")


def match_of(*candidates: Candidate, **more: Any) -> Match:
    chosen, *support = candidates
    return Match(ROW.id, Verdict.ACCEPT, "title_year", "", "", chosen=chosen, support=tuple(support), **more)


@pytest.mark.parametrize(
    ("match", "source"),
    [
        (match_of(described(note="Retracted")), "Crossref"),
        (match_of(described(title=f"RETRACTED ARTICLE: {TITLE}")), "Crossref"),
        (match_of(described(), described("openalex", note="Retracted")), "OpenAlex"),
        (match_of(described("library", title=f"RETRACTED: {TITLE}")), "your library"),
        (match_of(described()), ""),
        (match_of(described(note="Retracted"), set_fields={"note": "Retracted in 2020"}), ""),
        (replace(match_of(described(note="Retracted")), verdict=Verdict.REVIEW), ""),
    ],
)
def test_a_retracted_paper_is_told_with_the_line(match: Match, source: str):
    told = list(tell_retracted({ROW.id: ROW}, {ROW.id: claim()}, [match]))
    assert [(one.stage, one.code, one.where) for one in told] == [("enrich", "retracted", "list.md:7")] * bool(source)
    assert all(
        one.sentence.startswith(f"“{TITLE}” (doi:10.1000/182) was retracted according to {source}") for one in told
    )


def test_a_row_that_says_so_is_not_told():
    marked = replace(claim(), title=f"Retracted: {TITLE}")
    assert not list(tell_retracted({ROW.id: ROW}, {ROW.id: marked}, [match_of(described(note="Retracted"))]))


@pytest.mark.parametrize("source", ["crossref", "library"])
def test_a_retracted_paper_is_the_paper(source: str):
    found = described(source, title=f"RETRACTED: {TITLE}", note="Retracted" * (source == "crossref"))
    assert judge_row(claim(), [found]).verdict is Verdict.ACCEPT
