"""A row of a thin entry in the library goes on being asked about, and stays with that entry."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model.decisions import Decision
from pipeline.model.records import Identifiers, Match, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.stages.enrich import enrich
from tests.stages.test_enrich import FakeSource, claim, paper

ADA = Name("Lovelace", "Ada")
DOI = "10.1000/182"
THIN = paper(doi="", container="", citation_key="mine2018")
WHOLE = paper(author=(ADA,))


def ask(
    *records: Record,
    library: Record = THIN,
    remembered: Match | None = None,
    name: str = "crossref",
    fails: bool = False,
    **more: Any,
) -> tuple[Match, FakeSource]:
    """The match of the row with a library and one source that has the records."""
    source = FakeSource(name, *records, fails=fails)
    memory = {remembered.record_id: remembered} if remembered else {}
    [match] = enrich([claim()], [FakeSource("library", library), source], remembered=memory, **more).items
    return match, source


def sources_of(match: Match) -> list[str]:
    return [one.source for one in (match.chosen, *match.support) if one]


def test_a_complete_entry_asks_nobody():
    match, crossref = ask(WHOLE, library=paper(doi="", author=(ADA,)))
    assert (sources_of(match), crossref.looked_up, crossref.searched) == (["library"], [], [])


def test_a_thin_entry_is_asked_about_by_its_title():
    match, crossref = ask(WHOLE)
    assert (sources_of(match), crossref.searched, crossref.looked_up) == (["library", "crossref"], [claim().title], [])


def test_a_thin_entry_is_asked_about_by_its_identifiers():
    match, crossref = ask(WHOLE, library=paper(container=""))
    assert (sources_of(match), crossref.searched, crossref.looked_up) == (["library", "crossref"], [], [f"doi:{DOI}"])


def test_the_title_is_searched_where_the_identifier_taught_too_little():
    match, crossref = ask(paper(container=""), library=paper(container=""))
    assert (crossref.searched, match.asked) == ([claim().title], ("crossref", "library"))


def test_the_title_of_the_entry_is_asked_about():
    entry = paper("Seeing-Things With Many Words", doi="", citation_key="mine2018")
    _, crossref = ask(library=entry)
    assert crossref.searched == [entry.title]


def test_the_next_source_fills_in_what_the_first_left_open():
    nameless, index = FakeSource("crossref", paper()), FakeSource("openalex", WHOLE)
    [match] = enrich([claim()], [FakeSource("library", THIN), nameless, index]).items
    assert sources_of(match) == ["library", "crossref", "openalex"]


@pytest.mark.parametrize("fails", [False, True])
def test_an_entry_that_no_source_knows_stays(fails: bool):
    match, crossref = ask(fails=fails)
    assert (match.verdict, sources_of(match), match.asked) == (
        Verdict.ACCEPT,
        ["library"],
        ("library",) if fails else ("crossref", "library"),
    )
    assert match.unasked == ((("crossref", "crossref is down."),) if fails else ())
    again, crossref = ask(WHOLE, remembered=match)
    assert bool(crossref.searched) is fails
    assert sources_of(again) == (["library", "crossref"] if fails else ["library"])


def test_what_filled_in_an_entry_is_not_asked_again():
    first, _ = ask(WHOLE)
    second, crossref = ask(remembered=first, fails=True)
    assert (second, crossref.searched, crossref.looked_up) == (first, [], [])


def test_what_was_learnt_outlives_an_entry_made_whole():
    first, _ = ask(WHOLE)
    second, crossref = ask(library=replace(THIN, author=(ADA,), container_title="Mine"), remembered=first)
    assert (sources_of(second), crossref.searched) == (["library", "crossref"], [])


def test_a_changed_thin_entry_is_asked_about_again():
    first, _ = ask()
    second, crossref = ask(WHOLE, library=replace(THIN, page="1-9"), remembered=first)
    assert (sources_of(second), len(crossref.searched)) == (["library", "crossref"], 1)


def test_an_entry_that_became_another_paper_keeps_no_support():
    first, _ = ask(WHOLE)
    other = replace(THIN, author=(Name("Jones", "Bob"),))
    assert sources_of(ask(library=other, remembered=first)[0]) == ["library"]


def test_an_earlier_match_fills_in_a_new_entry():
    [first] = enrich([claim()], [FakeSource("crossref", WHOLE)]).items
    match, crossref = ask(remembered=first)
    assert (sources_of(match), crossref.searched) == (["library", "crossref"], [])


def test_an_accepted_entry_is_filled_in_too():
    entry = replace(THIN, title="Another Name for It")
    library = FakeSource("library", entry)
    library.look_up = library.search  # type: ignore[method-assign]
    found = paper(entry.title, author=(ADA,))
    [match] = enrich([claim()], [library, FakeSource("crossref", found)], decisions=[
        Decision(claim().title, accept="mine2018")
    ]).items  # fmt: skip
    assert (match.reason, sources_of(match)) == ("decided_by_person", ["library", "crossref"])


def test_rows_that_are_not_named_keep_a_thin_entry():
    match, crossref = ask(WHOLE, only={"another row"})
    assert (match.verdict, crossref.searched, match.unasked[0][0]) == (Verdict.ACCEPT, [], "every source")
    assert sources_of(ask(WHOLE, remembered=match)[0]) == ["library", "crossref"]


def test_a_doi_of_an_index_is_checked_by_the_registry():
    index = FakeSource("semantic_scholar", replace(WHOLE, identifiers=Identifiers(doi="10.1000/9")))
    crossref = FakeSource("crossref")
    crossref.search = lambda queries: (crossref._to_result(query, []) for query in queries)  # type: ignore[method-assign]
    enrich([claim()], [FakeSource("library", THIN), crossref, index])
    assert crossref.looked_up == ["doi:10.1000/9"]


def test_older_rules_keep_a_thin_entry_until_it_is_judged_anew():
    match, _ = ask()
    older = replace(match, memory=f"{match.memory.rpartition('-')[0]}-2", check="")
    kept, crossref = ask(WHOLE, remembered=older)
    assert (sources_of(kept), crossref.searched) == (["library"], [])
    assert kept.newer_rules == (
        "thin_entry: the entry of your library lacks author, container title, identifiers, which sources may have."
    )
    assert ask(WHOLE, remembered=kept)[0] == kept
    judged, _ = ask(WHOLE, remembered=kept, rejudge=True)
    assert (sources_of(judged), judged.newer_rules) == (["library", "crossref"], "")


def test_an_entry_with_the_doi_of_another_paper_is_told():
    entry = paper(container="", citation_key="mine2018")
    other = paper("Effects of Salt on Young Plants", author=(ADA,))
    sources = [FakeSource("library", entry), FakeSource("crossref", other)]
    first = enrich([claim()], sources)
    [match], [problem] = first.items, first.problems
    assert (sources_of(match), problem.code, problem.where) == (["library"], "entry_names_another_paper", DOI)
    assert "doi:10.1000/182 of “Seeing Things With Many Words” is “Effects of Salt on Young Plants”" in problem.sentence
    assert enrich([claim()], sources, remembered={match.record_id: match}) == first


def test_a_row_that_was_as_listed_fills_in_nothing():
    decision = Decision(claim().title, accept="none")
    [listed] = enrich([claim()], [FakeSource("library")], decisions=[decision]).items
    assert sources_of(ask(remembered=listed)[0]) == ["library"]


def test_a_filled_entry_waits_for_no_source_that_failed():
    index = FakeSource("openalex", WHOLE)
    crossref = FakeSource("crossref", fails=True)
    [match] = enrich([claim()], [FakeSource("library", THIN), crossref, index]).items
    assert (sources_of(match), match.unasked) == (["library", "openalex"], ())


def test_a_changed_entry_is_cited_though_its_row_is_not_named():
    row, entry = claim(doi=DOI), paper(container="")
    [first] = enrich([row], [FakeSource("library", entry), FakeSource("crossref")]).items
    changed = FakeSource("library", replace(entry, page="1-9"))
    memory = {first.record_id: first}
    [match] = enrich([row], [changed, FakeSource("crossref")], remembered=memory, only={"another"}).items
    assert match.chosen
    assert match.chosen.record.page == "1-9"


def test_a_rejection_that_was_met_is_not_told_later():
    decisions = [Decision(claim().title, reject=("10.1000/182",))]
    sources = [FakeSource("library", THIN), FakeSource("crossref", WHOLE)]
    first = enrich([claim()], sources, decisions=decisions)
    memory = {first.items[0].record_id: first.items[0]}
    assert (sources_of(first.items[0]), first.problems) == (["library"], ())
    assert enrich([claim()], sources, decisions=decisions, remembered=memory) == first
