"""`--verbose`: which row each question is about, and what came of it."""

from __future__ import annotations

import logging

import pytest

from pipeline.model.records import Candidate, Identifiers, Query, QueryResult, Record, Row
from pipeline.model.statuses import ReplyStatus
from pipeline.project.question_log import log_questions, places_of

CLAIM = Record("r1", title="Deep residual\x1b[2J learning", identifiers=Identifiers(doi="10.1/x"))
FOUND = Candidate(Record("crossref:1"), "crossref", "1")


class OneSource:
    name = "crossref"

    def __init__(self, *results: QueryResult) -> None:
        self.results = results

    def look_up(self, queries):
        return iter(self.results)

    def search(self, queries):
        return iter(self.results)

    def count(self, works):
        return iter(())


def result(status: ReplyStatus, candidates: tuple[Candidate, ...] = (), sentence: str = "") -> QueryResult:
    return QueryResult("r1", "crossref", status, candidates, sentence)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (result(ReplyStatus.FOUND, (FOUND, FOUND)), "2 candidates"),
        (result(ReplyStatus.FOUND, (FOUND,)), "1 candidate"),
        (result(ReplyStatus.NO_MATCH), "no candidate"),
        (result(ReplyStatus.UNREACHABLE, sentence="crossref: no connection."), "no connection."),
        (result(ReplyStatus.THROTTLED), "throttled"),
    ],
)
@pytest.mark.parametrize(("way", "how"), [("search", "searched by title"), ("look_up", "looked up by doi:10.1/x")])
def test_a_line_a_question(caplog: pytest.LogCaptureFixture, said: QueryResult, outcome: str, way: str, how: str):
    caplog.set_level(logging.INFO, "bibmill")
    logging.getLogger("bibmill").propagate = True
    [source] = log_questions([OneSource(said)], places_of([Row("r1", "list.md", 12, (), ())]))
    assert [*getattr(source, way)([Query(CLAIM)])] == [said]
    assert caplog.messages == [f"crossref: list.md:12 {how}: {outcome}"]
    assert [*source.count([])] == []


def test_without_verbose_nothing_stands_between():
    logging.getLogger("bibmill").setLevel(logging.WARNING)
    source = OneSource()
    assert log_questions([source], {}) == [source]
