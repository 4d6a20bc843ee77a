"""What people write into `data/decisions.yaml`: what is right is obeyed, all else is told and cites nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from pipeline.config.decisions import read_decisions
from pipeline.model.decisions import Decision
from pipeline.model.records import Date, Identifiers, Match, Name, Outcome, Query, QueryResult, Record
from pipeline.model.statuses import Verdict
from pipeline.stages.deduplicate import deduplicate
from pipeline.stages.enrich import enrich
from tests.stages.test_enrich import FakeSource, claim, paper

ADA = (Name("Lovelace", "Ada"),)
RIGHT = replace(paper(author=ADA), id="crossref:10.1000/182")
SALT = replace(paper("Effects of Salt on Young Plants", "10.1000/9", author=ADA), id="crossref:10.1000/9")
SICI = replace(paper(doi="10.1002/(sici)1097(1998)17:1<16::aid-s9>3.0.co;2-2", author=ADA), id="crossref:sici")
PREPRINT = Record(
    "arxiv:1801.00001", "article", claim().title, ADA, issued=Date(2018), identifiers=Identifiers(arxiv="1801.00001")
)
SOIL = replace(PREPRINT, id="arxiv:1606.00002", title=SALT.title, identifiers=Identifiers(arxiv="1606.00002"))
INDEXED = replace(paper(doi="", author=ADA), id="openalex:W123", identifiers=Identifiers(pmid="123"))
OTHER = replace(INDEXED, id="openalex:W9", title="Seeing Things With Many Words, Again", identifiers=Identifiers())
MINE = replace(paper("Another Name for It", "", author=ADA), id="mine2018", citation_key="mine2018")
KEYLESS = replace(paper("Seeing Things With Many Pears", "", author=ADA), id="own7")


class World(FakeSource):
    """A source that looks up identifiers and keys as the real ones do, and finds what shares a word with a title."""

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            wanted = {*query.claim.identifiers.labels(), f"key:{query.claim.citation_key or '-'}"}
            found = [one for one in self.records if wanted & {*one.identifiers.labels(), f"key:{one.citation_key}"}]
            if query.claim.identifiers.labels() or self.name == "library":
                yield self._to_result(query, found)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            self.searched.append(query.claim.title)
            words = set(query.claim.title.split())
            yield self._to_result(query, [one for one in self.records if words & set(one.title.split())])


def ask(text: str, *, fails: str = "", remembered: Sequence[Match] = ()) -> Outcome[Match]:
    """The matches of the row and another one, with the decisions that the text holds, on its second line."""
    world = {
        "library": (MINE, KEYLESS),
        "crossref": (RIGHT, SALT),
        "datacite": (SICI,),
        "openalex": (INDEXED, OTHER),
        "arxiv": (PREPRINT, SOIL),
    }
    sources = [World(name, *records, fails=name == fails) for name, records in world.items()]
    rows = [claim(), claim("A Row That Nobody Knows")]
    memory = {one.record_id: one for one in remembered}
    return enrich(rows, sources, decisions=read_decisions(text, "data/decisions.yaml"), remembered=memory)


ROW = f"#\n- row: {claim().title}\n  "


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("10.1000/182", RIGHT),
        ("doi:10.1000/182", RIGHT),
        ('"DOI: 10.1000/182"', RIGHT),
        ('" https://doi.org/10.1000/182 "', RIGHT),
        ("http://dx.doi.org/10.1000%2F182", RIGHT),
        ("10.1000/182.", RIGHT),
        ("10.1002/(SICI)1097(1998)17:1&lt;16::AID-S9&gt;3.0.CO;2-2", SICI),
        ("arXiv:1801.00001v2", PREPRINT),
        ("1801.00001", PREPRINT),
        ("https://arxiv.org/pdf/1801.00001.pdf", PREPRINT),
        ("10.48550/arXiv.1801.00001", PREPRINT),
        ("mine2018", MINE),
        ("key:mine2018", MINE),
        ("'“mine2018”'", MINE),
        ("openalex:W123", INDEXED),
        ("https://openalex.org/W123", INDEXED),
        ("pmid:123", INDEXED),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", INDEXED),
        ("library:own7", KEYLESS),
    ],
)
def test_a_paper_may_be_named_in_many_ways(accept: str, chosen: Record):
    outcome = ask(f"{ROW}accept: {accept}\n")
    match = outcome.items[0]
    assert (match.reason, match.chosen and match.chosen.record, outcome.problems) == ("decided_by_person", chosen, ())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("accept: 10.1000/1822", "no source that was asked knows “10.1000/1822”"),
        ("accept: 10.1O00/182", "no source that was asked knows “10.1O00/182”"),
        ("accept: arxiv:1801.99999", "no source that was asked knows"),
        ("accept: arxiv:1606.00002", "“Effects of Salt on Young Plants”, another paper"),
        ("accept: 10.1000/9", "“Effects of Salt on Young Plants”, another paper"),
        ("accept: the one by Ada", "no source that was asked knows “the one by Ada”"),
        ("accept: https://example.org/about", "no source that was asked knows"),
        ("accept: 1703.1", "no source that was asked knows “1703.1”"),
        ("accept: gone2017", "no source that was asked knows “gone2017”"),
        ("accept: openalex:W77", "no source that was asked knows “openalex:W77”"),
        ("accept: semantic_scholar:0a1b", "no source that was asked knows"),
        ("accept: dblp:conf/cvpr/X18", "no source that was asked knows"),
        ("accept: pmid:99", "no source that was asked knows “pmid:99”"),
        ("accept: isbn:9783540000000", "no source that was asked knows"),
        ("accept: [10.1000/182, 10.1000/9]", "accept: it is one paper, not a list or a mapping"),
        ("accept: {doi: 10.1000/182}", "accept: it is one paper, not a list or a mapping"),
        ("{accept: 10.1000/182, reject: doi:10.1000/182}", "it accepts and rejects “10.1000/182”"),
        ("reject: [[10.1000/182]]", "reject: it is a list of papers"),
        ("year: 2O18", "the year “2O18” is not a number of a year"),
    ],
)
def test_what_cannot_be_followed_is_told_and_cites_nothing(said: str, words: str):
    text = f"{ROW}{said}\n" if not said.startswith("{") else f"#\n- {{row: {claim().title}, {said[1:]}\n"
    outcome = ask(text)
    match, [problem] = outcome.items[0], outcome.problems
    assert (match.verdict, match.chosen) == (Verdict.REVIEW, None)
    assert (problem.code, problem.where) == ("decision_refused", "data/decisions.yaml:2")
    assert words in problem.sentence
    cited = deduplicate([claim()], [match]).works[0]
    assert (cited.status, cited.record.title, cited.record.author) == ("review", claim().title, ())
    assert not cited.record.identifiers.labels()
    offered = {one.candidate.record.id for one in match.rivals if one.verdict is Verdict.ACCEPT}
    assert offered == {INDEXED.id if "rejects" in words else RIGHT.id}
    again = ask(text, remembered=outcome.items)
    assert again == outcome


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("accept:", "accept: it names nothing"),
        ('accept: " "', "accept: it names nothing"),
        ("set: volume", "set: it is not a mapping"),
        ("set: {titel: A}", "set: unknown key “titel”; the nearest known one is “title”"),
        ("set: {author: A}", "set: unknown key “author”"),
        ("set: {volume: [1]}", "set: volume is one text"),
        ("set: {year: 2O18}", "set: the year “2O18” is not a number of a year"),
        ("set: {year: 20188}", "set: the year “20188” is not a number of a year"),
        ("set: {year: 2918}", "set: the year “2918” is not a number of a year"),
        ("set: {type: inproceedings}", "set: unknown type “inproceedings”"),
        ("reject: 10.1000/77", "no source offered “10.1000/77”"),
        ("reject: that other one", "no source offered “that other one”"),
    ],
)
def test_what_is_wrong_beside_the_paper_is_told(said: str, words: str):
    outcome = ask(f"{ROW}{said}\n")
    match, [problem] = outcome.items[0], outcome.problems
    assert (match.chosen and match.chosen.record, match.set_fields, match.refused) == (RIGHT, {}, ())
    assert (problem.code, problem.where) == ("decision_refused", "data/decisions.yaml:2")
    assert words in problem.sentence
    assert ask(f"{ROW}{said}\n", remembered=outcome.items) == outcome


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("#\n- {row: Seeing Things With Many Birds, accept: 10.1000/182}", "decision_without_row", 2),
        (f"{ROW}year: 2017\n  accept: 10.1000/182", "decision_without_row", 2),
        (f"{ROW}accept: 10.1000/9\n- {{row: {claim().title}, accept: 10.1000/182}}", "decision_repeated", 2),
    ],
)
def test_a_decision_that_counts_for_no_row_is_told(text: str, code: str, where: int):
    outcome = ask(text)
    match, [problem] = outcome.items[0], outcome.problems
    assert match.chosen
    assert match.chosen.record == RIGHT
    assert (problem.code, problem.where.partition(": ")[0]) == (code, f"data/decisions.yaml:{where}")


@pytest.mark.parametrize(
    ("accept", "fails", "is_told"),
    [
        ("10.1000/182", "crossref", False),
        ("10.1000/1822", "openalex", True),
        ("openalex:W123", "openalex", False),
        ("gone2017", "crossref", True),
    ],
)
def test_a_decision_waits_for_the_source_that_may_know(accept: str, fails: str, is_told: bool):
    outcome = ask(f"{ROW}accept: {accept}\n", fails=fails)
    assert (outcome.items[0].verdict, bool(outcome.problems)) == (Verdict.REVIEW, is_told)
    cited = deduplicate([claim()], [outcome.items[0]]).works[0].record
    assert (cited.author, cited.identifiers.labels()) == ((), ())


def test_a_decision_that_was_followed_stays_when_the_source_fails():
    first = ask(f"{ROW}accept: 10.1000/182\n")
    second = ask(f"{ROW}accept: 10.1000/182\n", fails="crossref", remembered=first.items)
    assert second == first


@pytest.mark.parametrize(
    "reject", ["10.1000/182", "https://doi.org/10.1000/182", "DOI:10.1000/182.", "crossref:10.1000/182"]
)
def test_a_refused_paper_is_not_taken_however_it_is_written(reject: str):
    outcome = ask(f"{ROW}reject: {reject}\n")
    assert outcome.items[0].chosen is None or outcome.items[0].chosen.record.id != RIGHT.id
    assert not outcome.problems


@pytest.mark.parametrize("said", ["accept: 10.1000/182", "accept: none", "accept: mine2018", "why: it is so"])
def test_what_a_person_sets_wins(said: str):
    outcome = ask(f"{ROW}{said}\n  set: {{volume: 7, container-title: My Annals, year: 2015}}\n")
    assert not outcome.problems
    record = deduplicate([claim()], [outcome.items[0]]).works[0].record
    assert (record.volume, record.container_title, record.year) == ("7", "My Annals", 2015)
    by_person = {one.field for one in record.provenance if one.source == "person" and one.why == "a person decided"}
    assert by_person == {"volume", "container_title", "issued"}


def test_sources_say_what_a_decided_paper_lacks():
    bare = replace(RIGHT, author=())
    sources = [World("crossref", bare), World("openalex", replace(RIGHT, id="openalex:W1"))]
    decisions = read_decisions(f"{ROW}accept: 10.1000/182\n", "d.yaml")
    [match] = enrich([claim()], sources, decisions=decisions).items
    assert (match.chosen and match.chosen.source, [one.source for one in match.support]) == ("crossref", ["openalex"])


def test_an_accepted_entry_of_the_library_is_filled_in_once():
    thin = replace(MINE, author=(), container_title="", identifiers=Identifiers(doi="10.1000/182"))
    whole = replace(RIGHT, title=thin.title)
    world = [World("library", thin), World("crossref", whole), World("openalex", replace(whole, id="openalex:W1"))]
    decisions = read_decisions(f"{ROW}accept: 10.1000/182\n  set: {{title: {thin.title}}}\n", "d.yaml")
    [first] = enrich([claim()], world, decisions=decisions).items
    assert [one.source for one in first.support] == ["crossref"]
    [second] = enrich([claim()], world, decisions=decisions, remembered={first.record_id: first}).items
    assert second == first


def test_who_refuses_a_version_does_not_refuse_the_paper():
    journal = replace(RIGHT, other_dois=("10.1000/77",))
    decisions = read_decisions(f"{ROW}reject: 10.1000/77\n", "d.yaml")
    outcome = enrich([claim()], [World("crossref", journal)], decisions=decisions)
    assert (outcome.items[0].chosen and outcome.items[0].chosen.record, outcome.problems) == (journal, ())


def test_a_rejection_waits_for_a_source_that_failed():
    assert not ask(f"{ROW}reject: 10.1000/77\n", fails="crossref").problems


def test_another_title_at_the_same_doi_supports_nothing():
    bare = replace(RIGHT, author=())
    sources = [World("crossref", bare), World("openalex", replace(SALT, identifiers=RIGHT.identifiers))]
    [match] = enrich([claim()], sources, decisions=read_decisions(f"{ROW}accept: 10.1000/182\n", "d.yaml")).items
    assert (match.chosen and match.chosen.record, match.support) == (bare, ())


def test_a_refused_decision_is_asked_about_once():
    decisions = read_decisions(f"{ROW}accept: 10.1000/1822\n", "d.yaml")
    [first] = enrich([claim()], [World("crossref", RIGHT), World("openalex")], decisions=decisions).items
    source = World("crossref", RIGHT)
    enrich([claim()], [source, World("openalex")], decisions=decisions, remembered={first.record_id: first})
    assert (source.searched, source.looked_up) == ([], [])


def test_two_rows_that_stand_as_listed_are_two_works():
    rows = [claim(), replace(claim("A Row That Nobody Knows"), id="another")]
    decisions = [Decision(one.title, accept="none") for one in rows]
    works = deduplicate(rows, enrich(rows, [World("crossref", RIGHT)], decisions=decisions).items).works
    assert [work.record.title for work in works] == [one.title for one in rows]
