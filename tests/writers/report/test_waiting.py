"""The first sentences of the report."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.model.observations import News, NewsKind
from pipeline.model.protocols import Bibliography
from pipeline.model.records import (
    Assessment,
    Candidate,
    CitationCount,
    Column,
    Match,
    Problem,
    Record,
    Row,
    Work,
)
from pipeline.model.statuses import Verdict
from pipeline.writers.report.waiting import Part, Waiting, find_waiting, newest_day, say_done
from pipeline.writers.tables.judged_rows import judge_rows

DOWN = ("openalex", "openalex (search): no connection; run again.")


def judgement(at: int, verdict: Verdict = Verdict.ACCEPT, reason: str = "title_year", **more: Any) -> Match:
    return Match(f"r{at}", verdict, reason, "", "", **more)


def bibliography(*matches: Match, works: int = 0, **more: Any) -> Bibliography:
    rows = tuple(Row(one.record_id, "l.md", at, (Column("T", "title"),), ("T",)) for at, one in enumerate(matches, 3))
    made = tuple(Work(f"w{at}", Record(f"w{at}"), (f"r{at}",), "", f"k{at}") for at in range(works))
    return Bibliography(made, rows, matches, **more)


def waiting(made: Bibliography, carded: int = 500) -> list[Waiting]:
    return find_waiting(made, list(judge_rows(made)), carded)


@pytest.mark.parametrize(
    ("verdicts", "works", "said"),
    [
        ([], 0, "The lists have no rows."),
        ([Verdict.ACCEPT], 1, "1 row is matched, to 1 work."),
        ([Verdict.ACCEPT] * 3, 2, "All 3 rows are matched, to 2 works."),
        ([Verdict.REVIEW], 1, "0 of 1 row is matched."),
        ([Verdict.ACCEPT, Verdict.REJECT], 2, "1 of 2 rows is matched."),
        ([Verdict.ACCEPT] * 1200 + [Verdict.REJECT], 2, "1,200 of 1,201 rows are matched."),
    ],
)
def test_how_much_is_done(verdicts: list[Verdict], works: int, said: str):
    made = bibliography(*(judgement(at, verdict) for at, verdict in enumerate(verdicts)))
    assert say_done(list(judge_rows(made)), works) == said


def test_nothing_waits():
    assert waiting(bibliography(judgement(0), works=1)) == []


def test_decisions_are_counted_by_their_reasons_in_words():
    reasons = ["year_differs", "two_near_candidates", "year_differs"]
    made = bibliography(*(judgement(at, Verdict.REVIEW, reason) for at, reason in enumerate(reasons)))
    [one] = waiting(made, carded=1)
    assert (one.what, one.place, one.more) == ("3 rows wait for your decision", "decide", 0)
    assert one.parts == (
        Part("the years are too far apart", 2, "decide-1"),
        Part("two papers fit equally well", 1, "row-2"),
    )


def test_the_commonest_reasons_are_told_and_how_many_more_there_are():
    made = bibliography(*(judgement(at, Verdict.REVIEW, f"reason_{at}") for at in range(7)))
    [one] = waiting(made)
    assert (len(one.parts), one.more) == (4, 3)


def test_rows_wait_for_sources():
    unasked = [(DOWN,), (DOWN,), (), (("arxiv", "it is down."),)]
    made = bibliography(*(judgement(at, unasked=one) for at, one in enumerate(unasked)))
    assert waiting(made) == [
        Waiting("2 rows wait for OpenAlex", "row-1", "no connection; run again"),
        Waiting("1 row waits for arXiv", "row-4", "it is down"),
    ]


@pytest.mark.parametrize(("number", "words"), [(1, "cited as the list has it"), (2, "cited as the list has them")])
def test_unmatched_rows_and_problems(number: int, words: str):
    made = bibliography(
        *(judgement(at, Verdict.REJECT, "nothing_found") for at in range(number)),
        problems=(Problem("load", "c", "l:3", "It went wrong."),) * number,
    )
    unmatched, problems = waiting(made)
    assert (unmatched.place, unmatched.status, unmatched.words) == ("rows", "unmatched", words)
    assert problems.what == ("1 problem was met" if number == 1 else "2 problems were met")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (NewsKind.RETRACTED, "1 work is retracted"),
        (NewsKind.CONCERN, "1 work is under an expression of concern"),
        (NewsKind.CORRECTED, "1 work is corrected"),
        (NewsKind.PUBLISHED, "1 preprint was published"),
    ],
)
def test_news(kind: NewsKind, said: str):
    told = News("w0", kind, "crossref", "10.1/x", "2026-01-01")
    made = bibliography(judgement(0), works=1, news=(told, msgspec.structs.replace(told, work="gone")))
    assert [(one.what, one.place) for one in waiting(made)] == [(said, "news")]


def test_the_day_is_of_what_was_learnt():
    def candidate(day: str) -> Candidate:
        return Candidate(Record("c"), "crossref", "c", retrieved=day)

    chosen = judgement(0, chosen=candidate("2026-01-02"), support=(candidate("2026-01-05"),))
    assert newest_day(bibliography(judgement(0), works=1)) == ""
    assert newest_day(bibliography(chosen, works=1)) == "2026-01-05"
    rival = Assessment(candidate("2026-01-07"), Verdict.REVIEW, "r", 1)
    assert newest_day(bibliography(chosen, judgement(1, Verdict.REVIEW, rivals=(rival,)))) == "2026-01-07"
    counts = (CitationCount("w0", "list", 3, ""), CitationCount("w0", "crossref", 3, "2026-02-01"))
    assert newest_day(bibliography(chosen, works=1, counts=counts)) == "2026-02-01"
    assert newest_day(bibliography(judgement(0, chosen=candidate("tomorrow")))) == "", "a stranger's artefact"
