"""Preprints that were published."""

from __future__ import annotations

import pytest

from pipeline.model.observations import News, NewsKind, Observation, ObservationBatch
from pipeline.model.records import Date, Identifiers, Match, Name, Record, Work
from pipeline.model.statuses import Verdict
from pipeline.rules.news.publications import Hint, find_hints, judge_hints

AUTHORS = (Name("Poirier", "Ada"), Name("Birne", "Otto"))
PREPRINT = Record(
    "w", type="article", title="Seeing the pear tree", author=AUTHORS, identifiers=Identifiers(arxiv="2601.00001")
)
WORK = Work("w", PREPRINT, ("row",), "matched", "poirier2026seeing")
HINT = Hint("w", "10.1234/journal", "arxiv")


def arxiv_names(*dois: str, work: str = "w") -> ObservationBatch:
    return ObservationBatch("arxiv", "2026-03-01", (Observation(work, None, Record("x", other_dois=dois)),))


@pytest.mark.parametrize(
    ("given", "hinted"),
    [
        ({}, ["10.1234/journal"]),
        ({"works": [Work("w", Record("w", type="paper-conference"), ("row",), "matched")]}, []),
        ({"refused": {"10.1234/journal"}}, []),
        ({"news": [News("w", NewsKind.PUBLISHED, "arxiv", "10.1234/journal", "2026-02-01")]}, []),
        ({"matches": [Match("row", Verdict.ACCEPT, "decided", "", "", decided_by="person")]}, []),
        ({"batches": [arxiv_names("10.48550/arxiv.2601.00001")]}, []),
        ({"batches": [arxiv_names("10.1234/journal", work="gone")]}, []),
    ],
)
def test_hints(given, hinted):
    asked = {"works": [WORK], "matches": [], "batches": [arxiv_names("10.1234/JOURNAL")], "news": [], "refused": set()}
    assert [hint.doi for hint in find_hints(**{**asked, **given})] == hinted


def journal(**changes) -> ObservationBatch:
    record = Record(
        "x",
        **{"type": "article-journal", "title": PREPRINT.title, "author": AUTHORS, "container_title": "Pomology"}
        | changes,
    )
    return ObservationBatch("crossref", "2026-03-02", (Observation("10.1234/journal", 3, record),))


def test_a_version_of_record_comes_with_its_evidence():
    (news,) = judge_hints([HINT], [WORK], [journal()])
    assert (news.work, news.kind, news.source, news.value, news.as_of) == (
        "w", NewsKind.PUBLISHED, "arxiv", "10.1234/journal", "2026-03-02",
    )  # fmt: skip
    assert news.evidence == (
        "arXiv names it as a version of the preprint",
        "title equal: “Seeing the pear tree”",
        "2 of 2 authors are the same: poirier, birne",
    )


def test_no_authors_are_no_evidence():
    (news,) = judge_hints([HINT], [WORK], [journal(author=(), issued=Date(2026))])
    assert news.evidence == (
        "arXiv names it as a version of the preprint",
        "title equal: “Seeing the pear tree”",
        "published in Pomology, 2026",
    )


@pytest.mark.parametrize(
    ("found", "is_news"),
    [
        (journal(title="How machines see trees"), True),
        (journal(title="How machines see trees", author=(AUTHORS[0], Name("New", "N"))), True),
        (journal(title="How machines see trees", author=(Name("New", "N"),)), False),
        (journal(title="How machines see trees", author=()), False),
        (journal(author=(Name("New", "N"),)), False),
        (journal(author=()), True),
        (journal(type="article"), False),
        (journal(type="component"), False),
        (ObservationBatch("crossref", "2026-03-02", (Observation("10.1234/journal"),)), False),
        (ObservationBatch("crossref", "2026-03-02", ()), False),
    ],
)
def test_what_is_a_version_of_record(found: ObservationBatch, is_news: bool):
    assert bool(judge_hints([HINT], [WORK], [found])) is is_news
