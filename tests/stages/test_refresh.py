"""What the observations of sources become: counts, news, or a suspicious count that waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pipeline.model.observations import News, NewsKind, Notice, Observation, ObservationBatch
from pipeline.model.records import Candidate, CitationCount, Identifiers, Match, Name, Problem, Record, Work
from pipeline.model.statuses import Verdict
from pipeline.stages.refresh import Known, Learned, ask, judge_observations, pick_changed
from tests.stages.test_enrich import FakeSource

PAPER = Record("w", title="Seeing the pear tree", author=(Name("Poirier", "Ada"), Name("Birne", "Otto")))
WORK = Work("w", PAPER, ("row",), "matched")


def counted(count: int | None, day: str = "2026-03-01", source: str = "crossref", run: str = "one") -> ObservationBatch:
    record = None if count is None else PAPER
    return ObservationBatch(source, day, (Observation("w", count, record),), run)


def described(record: Record, *notices: Notice, run: str = "one", day: str = "2026-03-01") -> ObservationBatch:
    return ObservationBatch("crossref", day, (Observation("w", 9, record, notices),), run)


def known(*counts: tuple[str, int, str], news: tuple[News, ...] = (), matches: tuple[Match, ...] = ()) -> Known:
    return Known((WORK,), matches, tuple(CitationCount("w", *one) for one in counts), news)


def after(known_: Known, learned: Learned) -> Known:
    return Known(known_.works, known_.matches, (*known_.citations, *learned.citations), (*known_.news, *learned.news))


@pytest.mark.parametrize(
    ("last", "batch", "new"),
    [
        ([], counted(7), [7]),
        ([("crossref", 7, "2026-02-01")], counted(7), []),
        ([("crossref", 7, "2026-02-01")], counted(8), [8]),
        ([("crossref", 7, "2026-02-01")], counted(6), [6]),
        ([("crossref", 7, "2026-03-01")], counted(8), []),
        ([("crossref", 5, "2026-01-01"), ("crossref", 7, "2026-02-01")], counted(5), [5]),
        ([("openalex", 7, "2026-02-01")], counted(7), [7]),
        ([("list", 700, "")], counted(7), [7]),
        ([("crossref", 30, "2026-02-01")], counted(15), []),
        ([("crossref", 30, "2026-02-01")], counted(0), []),
        ([("crossref", 30, "2026-02-01")], counted(None), []),
        ([("crossref", 0, "2026-02-01")], counted(0), []),
        ([], counted(None), []),
    ],
)
def test_only_a_new_believed_count_is_added(last, batch, new):
    assert [one.count for one in judge_observations([batch], known(*last)).citations] == new


def test_twice_in_one_day_is_one_observation():
    learned = judge_observations([counted(7, run="one"), counted(8, run="two")], known())
    assert [one.count for one in learned.citations] == [7]


@pytest.mark.parametrize(("count", "value"), [(15, "15"), (0, "0"), (None, "missing")])
def test_a_suspicious_count_is_reported_once(count: int | None, value: str):
    before = known(("crossref", 30, "2026-02-01"))
    learned = judge_observations([counted(count)], before)
    (doubt,) = learned.news
    assert (doubt.kind, doubt.value, doubt.before, doubt.as_of) == (NewsKind.DROP, value, "30", "2026-03-01")
    again = judge_observations([counted(count, day="2026-03-01", run="one")], after(before, learned))
    assert again == Learned(), "the very same answer, read once more after a kill"


@pytest.mark.parametrize(("count", "accepted"), [(15, [15]), (16, [16]), (14, [14]), (3, []), (31, [31])])
def test_two_runs_that_agree_are_believed(count: int, accepted: list[int]):
    before = known(("crossref", 30, "2026-02-01"))
    between = after(before, judge_observations([counted(15)], before))
    learned = judge_observations([counted(count, day="2026-03-08", run="two")], between)
    assert [one.count for one in learned.citations] == accepted
    assert [one.value for one in learned.news] == ([""] if accepted else ["3"]), "the doubt is over, or it is a new one"


def test_a_count_that_is_missing_never_becomes_one():
    before = known(("crossref", 30, "2026-02-01"))
    between = after(before, judge_observations([counted(None)], before))
    assert judge_observations([counted(None, run="two")], between) == Learned()


def test_another_papers_count_is_never_believed():
    other = Record("x", title="On something else entirely", author=(Name("Stranger", "A"),))
    now = known(("crossref", 8, "2026-02-01"))
    for run in ("one", "two", "three"):
        learned = judge_observations([described(other, Notice(NewsKind.RETRACTED, "10.1234/n"), run=run)], now)
        assert learned.citations == ()
        assert [one.value for one in learned.news] == (["another paper"] if run == "one" else [])
        now = after(now, learned)


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Seeing the Pear Tree", ()),
        ("", ()),
        ("RETRACTED: Seeing the pear tree", ()),
        ("How trees are seen by machines", (Name("Birne", "O."),)),
    ],
)
def test_a_renamed_paper_is_the_same_paper(title: str, authors: tuple[Name, ...]):
    assert len(judge_observations([described(Record("x", title=title, author=authors))], known()).citations) == 1


def test_notices_are_reported_once_for_each_kind():
    notices = (
        Notice(NewsKind.CORRECTED, "10.1234/a"),
        Notice(NewsKind.CORRECTED, "10.1234/b"),
        Notice(NewsKind.RETRACTED),
    )
    learned = judge_observations([described(PAPER, *notices)], known())
    assert [(one.kind.value, one.value) for one in learned.news] == [
        ("corrected", "10.1234/a, 10.1234/b"),
        ("retracted", "flagged"),
    ]
    later = judge_observations([described(PAPER, *notices, run="two", day="2026-04-01")], after(known(), learned))
    assert later.news == ()
    silent = judge_observations([described(PAPER, run="three", day="2026-05-01")], after(known(), learned))
    assert silent.news == (), "a source that forgets a retraction takes none back"


def matched(record: Record, source: str = "crossref") -> tuple[Match, ...]:
    return (Match("row", Verdict.ACCEPT, "identifier", "", "", chosen=Candidate(record, source, "x")),)


def test_a_title_that_changed_at_the_source():
    before = known(matches=matched(PAPER))
    renamed = Record("x", title="Seeing the pear tree again", author=PAPER.author)
    learned = judge_observations([described(renamed)], before)
    (news,) = learned.news
    assert (news.kind, news.before, news.value) == (NewsKind.TITLE, PAPER.title, "Seeing the pear tree again")
    assert judge_observations([described(renamed, run="two")], after(before, learned)).news == ()
    assert judge_observations([described(renamed)], known(matches=matched(PAPER, "openalex"))).news == (), (
        "only its own earlier one"
    )
    assert judge_observations([described(PAPER)], before).news == ()


def test_authors_that_changed_at_the_source():
    before = known(matches=matched(PAPER))
    joined = Record("x", title=PAPER.title, author=(*PAPER.author, Name("Late", "Lea")))
    learned = judge_observations([described(joined)], before)
    (news,) = learned.news
    assert (news.kind, news.before) == (NewsKind.AUTHORS, "Ada Poirier; Otto Birne")
    assert news.value == "Ada Poirier; Otto Birne; Lea Late"
    assert judge_observations([described(joined, run="two")], after(before, learned)).news == ()
    assert judge_observations([described(Record("x", title=PAPER.title))], before).news == (), (
        "no authors are no other authors"
    )


def test_works_that_left_the_list_are_passed_over():
    assert (
        judge_observations([ObservationBatch("crossref", "2026-03-01", (Observation("gone", 5),))], known())
        == Learned()
    )


def test_only_what_differs_from_a_sources_last_is_news():
    counts = [CitationCount("w", "list", 5, ""), CitationCount("w", "list", 7, "")]
    assert pick_changed(counts, [CitationCount("w", "list", 7, ""), CitationCount("v", "list", 7, "")]) == (
        CitationCount("v", "list", 7, ""),
    )


class Counter(FakeSource):
    asked: Sequence[str] = ()

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        self.asked = [id_ for id_, _ in works]
        yield counted(9)
        yield Problem("refresh", "throttled", "crossref", "it is too busy.")


def test_only_identified_works_are_asked_about():
    source = Counter("crossref")
    identified = Work("w", Record("w", identifiers=Identifiers(doi="10.1234/1")), (), "matched")
    stated = Work("u", Record("u", identifiers=Identifiers(doi="10.1234/2")), (), "unmatched")
    found = list(ask([identified, stated, Work("v", Record("v"), (), "unmatched")], source))
    assert (source.asked, len(found)) == (["w"], 2)
    assert list(ask([], source)) == []
