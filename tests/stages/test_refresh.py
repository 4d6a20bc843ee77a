"""Citation counts: what the list says, what sources say, and what is news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import CitationCount, Column, Identifiers, Problem, Record, Row, Work
from pipeline.stages.refresh import hold_back, news, read_list_counts, refresh


def row(id_: str, count: str) -> Row:
    return Row(id_, "list.md", 3, (Column("Citation", "count"),), (count,))


def work(id_: str, *rows: str, **ids: str) -> Work:
    return Work(id_, Record(id_, identifiers=Identifiers(**ids)), rows, "matched")


def test_the_highest_count_of_a_works_rows_is_the_lists():
    counts = read_list_counts(
        [work("w", "a", "b"), work("v", "c")], [row("a", "35"), row("b", "1,216"), row("c", "many")]
    )
    assert counts == (CitationCount("w", "list", 1216, ""),)


def test_only_what_differs_from_a_sources_last_is_news():
    known = [CitationCount("w", "crossref", 5, "2026-01-01"), CitationCount("w", "crossref", 7, "2026-02-01")]
    seen = [CitationCount("w", "crossref", 7, "2026-03-01"), CitationCount("w", "openalex", 7, "2026-03-01")]
    assert news(known, seen) == (CitationCount("w", "openalex", 7, "2026-03-01"),)
    assert news(known, [CitationCount("w", "crossref", 5, "2026-03-01")])


class Counter:
    name = "crossref"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[CitationCount | Problem]:
        self.asked = [id_ for id_, _ in works]
        yield CitationCount("w", "crossref", 9, "2026-03-01")
        yield Problem("refresh", "throttled", "crossref", "it is too busy.")


def test_only_identified_works_are_asked_about_and_failures_are_told():
    source = Counter()
    found = refresh([work("w", doi="10.1000/1"), work("v")], [source])  # type: ignore[list-item]
    assert (source.asked, len(found.items), len(found.problems)) == (["w"], 1, 1)


def test_a_count_that_falls_to_less_than_half_is_believed_when_it_is_said_twice():
    known = [CitationCount("w", "openalex", 100, "2026-01-01")]
    for count, believed in ((0, False), (49, False), (50, True), (101, True)):
        seen = [CitationCount("w", "openalex", count, "2026-02-01")]
        first = hold_back(known, seen, ())
        assert (bool(first.items), bool(first.problems)) == (believed, not believed)
        assert hold_back(known, seen, first.problems).items == tuple(seen)
