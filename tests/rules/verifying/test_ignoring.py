"""What a person says is right is not counted, and what they mistype is told."""

import pytest

from pipeline.model.verification import Correction, EntryStatus, Finding, Judgement, Severity
from pipeline.rules.verifying.ignoring import NOTHING_ACCEPTED, Acceptance, accept, find_acceptances, read_acceptance


def read(comment):
    found = read_acceptance(comment)
    assert found is not None
    return found


def finding(code, field="year", severity=Severity.ERROR):
    return Finding(code, field, "2019", "2020", "crossref", severity, "It is of 2020.")


YEAR, PAGES = finding("year_differs"), finding("pages_differ", "page")
NOTE = finding("published_version", "", Severity.NOTE)
SUSPICIOUS = Judgement(
    "1",
    EntryStatus.SUSPICIOUS,
    findings=(YEAR, PAGES, NOTE),
    corrections=(Correction("year", "crossref", "2020"), Correction("page", "crossref", "1–9")),
)


@pytest.mark.parametrize(
    ("comment", "codes", "is_whole"),
    [
        ("bibmill: ok", "", True),
        ("  BibMill:OK  ", "", True),
        ("bibmill: ok — I have it here", "", True),
        ("bibmill: ok (see page 3)", "", True),
        ("bibmill: ok, year_differs", "year_differs", False),
        ("bibmill: ok, year_differs pages_differ - a reprint", "year_differs pages_differ", False),
        ("bibmill: ok year_differs, pages_differ; a reprint", "year_differs pages_differ", False),
    ],
)
def test_a_comment_accepts_all_or_some_findings(comment, codes, is_whole):
    assert read_acceptance(comment) == Acceptance(frozenset(codes.split()), is_whole)


@pytest.mark.parametrize("comment", ["", "ok", "see bibmill: ok", "bibmill ok", "the bibmill"])
def test_other_comments_are_for_others(comment):
    assert read_acceptance(comment) is None


def test_an_unknown_code_is_told_with_the_nearest_one():
    found = read("bibmill: ok, yaer_differs pages_differ")
    assert (found.codes, found.is_whole) == ({"pages_differ"}, False)
    assert found.flaws == (
        "unknown code “yaer_differs”; the nearest known one is “year_differs”, and nothing is ignored by it;"
        " a reason stands behind a dash (“— …”).",
    )


@pytest.mark.parametrize("comment", ["bibmill: okay", "bibmill: ignore", "bibmill:", "bibmill: ok-ish"])
def test_what_means_nothing_is_told(comment):
    found = read(comment)
    assert found == Acceptance(flaws=found.flaws)
    assert "means nothing" in found.flaws[0]


def test_a_comment_stands_right_above_its_entry():
    comments = {1: "bibmill: ok, year_differs", 2: "the old print", 5: "bibmill: ok", 9: "nothing"}
    found, unused = find_acceptances(comments, [3, 7, 10])
    assert found == {3: Acceptance(frozenset({"year_differs"}))}
    assert unused == {5}


def test_two_comments_above_an_entry_count_both():
    comments = {1: "bibmill: ok, year_differs", 2: "bibmill: ok, pages_differ x"}
    found, _ = find_acceptances(comments, [3])
    assert found[3].codes == {"year_differs", "pages_differ"}
    assert len(found[3].flaws) == 1


def test_nothing_accepted_changes_nothing():
    assert accept(SUSPICIOUS, NOTHING_ACCEPTED, ["venue_differs"]).judgement is SUSPICIOUS


def test_one_accepted_error_of_two_leaves_it_suspicious():
    judged = accept(SUSPICIOUS, Acceptance(frozenset({"year_differs"})))
    assert judged.judgement.status is EntryStatus.SUSPICIOUS
    assert judged.judgement.findings == (PAGES, NOTE)
    assert [one.field for one in judged.judgement.corrections] == ["page"]
    assert judged.ignored == (YEAR,)


def test_all_errors_accepted_make_it_verified():
    judged = accept(SUSPICIOUS, Acceptance(frozenset({"year_differs"})), ["pages_differ"])
    assert (judged.judgement.status, judged.judgement.findings) == (EntryStatus.VERIFIED, (NOTE,))
    assert judged.judgement.corrections == ()


def test_a_field_that_is_wrong_otherwise_is_still_corrected():
    future = finding("year_in_future")
    judgement = Judgement("1", EntryStatus.SUSPICIOUS, None, (YEAR, future), SUSPICIOUS.corrections[:1])
    judged = accept(judgement, Acceptance(frozenset({"year_differs"})))
    assert len(judged.judgement.corrections) == 1


@pytest.mark.parametrize("status", [EntryStatus.NOT_FOUND, EntryStatus.UNKNOWN])
def test_only_a_whole_acceptance_settles_what_nobody_knows(status):
    judgement = Judgement("1", status, findings=(NOTE,))
    some = accept(judgement, Acceptance(frozenset({"published_version"})))
    assert (some.judgement.status, some.ignored) == (status, (NOTE,))
    assert accept(judgement, Acceptance(is_whole=True)).judgement.status is EntryStatus.VERIFIED


def test_an_accepted_note_leaves_the_status():
    judged = accept(SUSPICIOUS, NOTHING_ACCEPTED, ["published_version"])
    assert judged.judgement.status is EntryStatus.SUSPICIOUS
    assert len(judged.judgement.corrections) == 2
