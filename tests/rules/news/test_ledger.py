"""What news mean for references and decisions."""

from __future__ import annotations

from pipeline.model.observations import News, NewsKind
from pipeline.model.records import Date, Identifiers, Match, Record, Work
from pipeline.model.statuses import Verdict
from pipeline.rules.citation_keys.ledger import KeyLine
from pipeline.rules.news.ledger import decide_published, find_proposals, mark_matches, mark_works, pick_current

WORK = Work("w", Record("w", title="Pears", note="Best paper"), ("row",), "matched")


def news(kind: NewsKind, value: str, source: str = "crossref") -> News:
    return News("w", kind, source, value, "2026-03-01")


RETRACTED = news(NewsKind.RETRACTED, "10.1234/n")


def test_the_last_line_of_a_subject_is_current():
    first, last = news(NewsKind.DROP, "3"), news(NewsKind.DROP, "")
    assert pick_current([first, RETRACTED]) == (first, RETRACTED)
    assert pick_current([first, RETRACTED, last]) == (RETRACTED,)


def test_notes_start_with_the_gravest_warning():
    marked = mark_works([WORK], [news(NewsKind.CORRECTED, "10.1234/c"), news(NewsKind.TITLE, "Plums"), RETRACTED])
    assert marked[0].record.note == (
        "Retracted according to Crossref (notice 10.1234/n; seen 2026-03-01); "
        "Corrected according to Crossref (notice 10.1234/c; seen 2026-03-01). Best paper"
    )
    assert mark_works([WORK], [news(NewsKind.DROP, "3")]) == (WORK,)
    flagged = mark_works([WORK], [news(NewsKind.RETRACTED, "flagged", "openalex")])
    assert flagged[0].record.note.startswith("Retracted according to OpenAlex (seen 2026-03-01). ")


def test_explanations_end_with_the_warning():
    match = Match("row", Verdict.ACCEPT, "identifier", "Same DOI.", "")
    (marked,) = mark_matches([match], [WORK], [RETRACTED])
    assert marked.reason == "identifier"
    assert marked.explanation.startswith("Same DOI. Retracted according to Crossref")
    assert mark_matches([match], [WORK], []) == (match,)


PUBLISHED = news(NewsKind.PUBLISHED, "10.1234/journal", "arxiv")


def test_proposals_end_when_they_are_decided():
    match = Match("row", Verdict.ACCEPT, "identifier", "", "")
    assert list(find_proposals([WORK], [match], [PUBLISHED])) == [(WORK, PUBLISHED)]
    decided = Match("row", Verdict.ACCEPT, "decided", "", "", decided_by="person")
    assert list(find_proposals([WORK], [decided], [PUBLISHED])) == []
    taken = Work("w", Record("w", identifiers=Identifiers(doi="10.1234/journal")), ("row",), "matched")
    assert list(find_proposals([taken], [match], [PUBLISHED])) == []
    twice = [PUBLISHED, news(NewsKind.PUBLISHED, "10.1234/journal", "crossref")]
    assert len(list(find_proposals([WORK], [match], twice))) == 1


def test_adopting_decides_each_row_of_the_preprint():
    claims = [Record("row", title="Pears!", issued=Date(2026)), Record("other", title="Pears", issued=Date(2025))]
    ledger = [KeyLine("key", "w", ("arxiv:2601.00001", "title:pears:2026"))]
    (decision,) = decide_published(claims, ledger, [PUBLISHED])
    assert (decision.row, decision.year, decision.accept) == ("Pears!", 2026, "doi:10.1234/journal")
    assert decide_published(claims, ledger, [RETRACTED]) == ()
