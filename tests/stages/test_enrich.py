"""Which source is asked, in which order, what is remembered, and what a decision does."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from pipeline.concurrency.steps import LOOK_UP, SEARCH, Step
from pipeline.model.decisions import Decision
from pipeline.model.observations import ObservationBatch
from pipeline.model.records import Candidate, Date, Identifiers, Match, Name, Problem, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus, Verdict
from pipeline.rules.matching import RULES_VERSION
from pipeline.rules.matching.memory import seal
from pipeline.stages.asking.claim_task import ClaimTask
from pipeline.stages.enrich import enrich

CVPR = "2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"


def claim(title: str = "Seeing Things With Many Words", year: int = 2018, venue: str = "CVPR", **ids: str) -> Record:
    kind = "article" if venue == "arxiv" else "paper-conference"
    return Record(
        id=f"row {title}",
        type=kind,
        title=title,
        issued=Date(year),
        container_title_short=venue,
        identifiers=Identifiers(**ids),
    )


def paper(
    title: str = "Seeing Things With Many Words", doi: str = "10.1000/182", container: str = CVPR, **more: Any
) -> Record:
    return Record(
        id=doi or title, type="paper-conference", title=title, issued=Date(2018), container_title=container,
        identifiers=Identifiers(doi=doi), **more,
    )  # fmt: skip


class FakeSource:
    """A source with the given records, which notes what it was asked."""

    def __init__(self, name: str, *records: Record, fails: bool = False) -> None:
        self.name, self.records, self.fails = name, records, fails
        self.searched: list[str] = []
        self.looked_up: list[str] = []

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            labels = set(query.claim.identifiers.labels())
            self.looked_up.extend(sorted(labels))
            if labels:
                yield self._to_result(query, [one for one in self.records if labels & set(one.identifiers.labels())])

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for query in queries:
            self.searched.append(query.claim.title)
            yield self._to_result(query, list(self.records))

    def count(self, works: Sequence[tuple[str, Identifiers]]) -> Iterator[ObservationBatch | Problem]:
        return iter(())

    def _to_result(self, query: Query, found: list[Record]) -> QueryResult:
        if self.fails:
            return QueryResult(query.claim.id, self.name, ReplyStatus.UNREACHABLE, sentence=f"{self.name} is down.")
        candidates = tuple(Candidate(one, self.name, one.id) for one in found)
        return QueryResult(query.claim.id, self.name, ReplyStatus.FOUND if found else ReplyStatus.NO_MATCH, candidates)


def test_the_next_source_is_asked_only_when_needed():
    known, unknown = claim(), claim("A Paper That Only OpenAlex Knows")
    crossref = FakeSource("crossref", paper())
    openalex = FakeSource("openalex", paper("A Paper That Only OpenAlex Knows", "10.1000/2"))
    found = enrich([known, unknown], [crossref, openalex])
    assert [match.verdict for match in found.items] == [Verdict.ACCEPT, Verdict.ACCEPT]
    assert crossref.searched == [known.title, unknown.title]
    assert openalex.searched == [unknown.title]


def test_a_workshops_paper_is_taken_when_nobody_has_the_conferences():
    workshop = paper(doi="", container="CVPR 2018 Workshop on Pears")
    for papers, title in (([], workshop.container_title), ([paper()], CVPR)):
        other = FakeSource("openalex", *papers)
        [match] = enrich([claim()], [FakeSource("crossref", workshop), other]).items
        assert other.searched
        assert match.chosen
        assert match.chosen.record.container_title == title


def test_venues_without_dois_go_to_semantic_scholar_first():
    crossref, index = (
        FakeSource("crossref", paper()),
        FakeSource("semantic_scholar", paper(container="Neural Information Processing Systems", doi="")),
    )
    [match] = enrich([claim(venue="NIPS")], [crossref, index]).items
    assert (match.verdict, match.reason, crossref.searched) == (Verdict.ACCEPT, "no_doi_exists", [])


@pytest.mark.parametrize(("venue", "is_searched"), [("CVPR", False), ("", True), ("Zines of Nowhere", True)])
def test_datacite_is_searched_only_without_a_published_venue(venue: str, is_searched: bool):
    crossref, datacite = FakeSource("crossref"), FakeSource("datacite")
    row = claim(venue=venue)
    (found,) = enrich([row], [crossref, datacite]).items
    assert bool(datacite.searched) is is_searched
    enrich([row], [crossref, datacite], remembered={row.id: found})
    assert len(crossref.searched) == 1


REFUSING = ("semantic_scholar",)


@pytest.mark.parametrize("doi", ["", "10.1000/182"])
@pytest.mark.parametrize("refusing", [(), REFUSING])
def test_a_source_that_refuses_is_asked_last(doi: str, refusing: tuple[str, ...]):
    known = paper(author=(Name("Lovelace", "Ada"),))
    index, openalex = FakeSource("semantic_scholar", known), FakeSource("openalex", known)
    enrich([claim(doi=doi)], [index, openalex], refusing=refusing)
    asked = [bool(source.searched + source.looked_up) for source in (index, openalex)]
    assert asked == ([False, True] if refusing else [True, False])


def test_a_source_that_refuses_is_asked_about_what_is_left():
    index, openalex = FakeSource("semantic_scholar", paper()), FakeSource("openalex")
    [match] = enrich([claim()], [index, openalex], refusing=REFUSING).items
    assert (match.verdict, openalex.searched, index.searched) == (Verdict.ACCEPT, [claim().title], [claim().title])


@pytest.mark.parametrize(
    ("datacite", "is_searched"),
    [
        (FakeSource("datacite"), False),
        (FakeSource("datacite", fails=True), True),
        (FakeSource("datacite", paper("Another Title")), False),
        (FakeSource("datacite", paper(container="")), True),
        (FakeSource("library"), True),
    ],
    ids=["nothing", "fails", "another paper", "too little", "not there"],
)
def test_arxiv_is_not_searched_where_its_registry_has_nothing(datacite: FakeSource, is_searched: bool):
    arxiv = FakeSource("arxiv")
    enrich([claim(venue="", year=2011)], [datacite, arxiv], refusing=REFUSING)
    assert bool(arxiv.searched) is is_searched


def test_a_row_whose_registry_has_nothing_is_remembered():
    def sources() -> list[FakeSource]:
        return [FakeSource("datacite"), FakeSource("arxiv")]

    [first] = enrich([claim(venue="")], sources(), refusing=REFUSING).items
    again = sources()
    enrich([claim(venue="")], again, refusing=REFUSING, remembered={first.record_id: first})
    assert (first.asked, [source.searched for source in again]) == (("datacite",), [[], []])


def test_a_row_that_a_registry_left_open_is_asked_again():
    """DataCite is searched for such a venue only without a key, and counts as much as any other then."""
    [first] = enrich(
        [claim(venue="NIPS")], [FakeSource("datacite", fails=True), FakeSource("crossref")], refusing=REFUSING
    ).items
    datacite = FakeSource("datacite")
    sources = [datacite, FakeSource("crossref")]
    enrich([claim(venue="NIPS")], sources, refusing=REFUSING, remembered={first.record_id: first})
    assert datacite.searched == [claim().title]


def test_identifiers_are_looked_up_before_titles():
    crossref = FakeSource("crossref", paper())
    [match] = enrich([claim(doi="10.1000/182")], [crossref]).items
    assert (match.reason, crossref.looked_up, crossref.searched) == ("identifier", ["doi:10.1000/182"], [])


def test_the_registry_checks_the_doi_of_an_index(monkeypatch: pytest.MonkeyPatch):
    journal = paper(container="International Journal of Computer Vision")
    crossref = FakeSource(
        "crossref", msgspec.structs.replace(journal, title="Seeing Things With Many Words", type="article-journal")
    )
    monkeypatch.setattr(crossref, "search", lambda queries: (crossref._to_result(query, []) for query in queries))
    index = FakeSource("semantic_scholar", paper())
    [match] = enrich([claim()], [crossref, index]).items
    assert (match.verdict, match.reason) == (Verdict.REVIEW, "doi_of_another_version")


def test_missing_authors_are_asked_for_elsewhere():
    from pipeline.model.records import Name

    openalex = FakeSource("openalex", paper(author=(Name("Lovelace", "Ada"),)))
    [match] = enrich([claim()], [FakeSource("crossref", paper()), openalex]).items
    assert (openalex.searched, openalex.looked_up) == ([], ["doi:10.1000/182"])
    assert [one.source for one in match.support] == ["openalex"]


@pytest.mark.parametrize(("year", "is_asked"), [(2018, False), (2019, True)])
def test_an_index_is_asked_about_another_year(year: int, is_asked: bool):
    crossref, index = (FakeSource(name, paper(author=(Name("Lovelace", "Ada"),))) for name in ("crossref", "openalex"))
    enrich([claim(year=year)], [crossref, index])
    assert bool(index.looked_up) is is_asked
    assert not index.searched


def test_a_remembered_row_is_not_asked_again():
    first = enrich([claim()], [FakeSource("crossref", paper())])
    again = FakeSource("crossref", paper())
    second = enrich([claim()], [again], remembered={match.record_id: match for match in first.items})
    assert second.items == first.items
    assert again.searched == []


def test_a_row_that_changed_is_asked_again():
    first = enrich([claim(year=2018)], [FakeSource("crossref", paper())])
    crossref = FakeSource("crossref", paper())
    enrich([claim(year=2019)], [crossref], remembered={match.record_id: match for match in first.items})
    assert crossref.searched == [claim().title]


def test_an_unknown_row_is_asked_where_a_source_failed():
    first = enrich([claim()], [FakeSource("crossref"), FakeSource("openalex", fails=True)])
    [match] = first.items
    assert (match.asked, match.unasked) == (("crossref",), (("openalex", "openalex is down."),))
    assert (match.reason, match.explanation) == (
        "sources_not_asked",
        "no paper of this title is known yet; openalex gave no answer.",
    )
    memory = {match.record_id: match}
    openalex = FakeSource("openalex", paper())
    [found] = enrich([claim()], [FakeSource("crossref"), openalex], remembered=memory).items
    assert (found.verdict, openalex.searched) == (Verdict.ACCEPT, [claim().title])
    replied = enrich([claim()], [FakeSource("crossref"), FakeSource("openalex")], remembered=memory)
    crossref = FakeSource("crossref")
    enrich(
        [claim()], [crossref, FakeSource("openalex")], remembered={match.record_id: match for match in replied.items}
    )
    assert crossref.searched == []


def test_a_failed_source_takes_no_match_away():
    [match] = enrich([claim()], [FakeSource("crossref", paper())]).items
    older = msgspec.structs.replace(match, memory=match.memory.split("-")[0] + "-0")
    remembered = {match.record_id: older}
    [kept] = enrich([claim()], [FakeSource("crossref", fails=True)], remembered=remembered, rejudge=True).items
    assert kept == seal(older)


def test_the_library_comes_before_what_is_remembered():
    first = enrich([claim()], [FakeSource("crossref", paper())])
    own = FakeSource("library", paper())
    [match] = enrich(
        [claim()], [own, FakeSource("crossref")], remembered={match.record_id: match for match in first.items}
    ).items
    assert match.chosen is not None
    assert match.chosen.source == "library"


@pytest.mark.parametrize(
    "accept", ["doi:10.1000/182", "https://doi.org/10.1000/182", "10.1000/182", "own2018key", "key:own2018key"]
)
def test_a_decision_wins_over_every_rule(monkeypatch: pytest.MonkeyPatch, accept: str):
    decision = Decision(row="Many Other Words for It (scihub)", year=2018, accept=accept, why="it was renamed")
    source = FakeSource("library", paper(citation_key="own2018key"))
    monkeypatch.setattr(source, "look_up", source.search)
    [match] = enrich([claim("Many Other Words for It")], [source], decisions=[decision]).items
    assert (match.verdict, match.decided_by, match.reason) == (Verdict.ACCEPT, "person", "decided_by_person")
    assert match.explanation == "a person decided: it was renamed."


def test_what_left_the_library_is_asked_elsewhere():
    first = enrich([claim()], [FakeSource("library", paper())])
    memory = {match.record_id: match for match in first.items}
    crossref = FakeSource("crossref")
    [match] = enrich([claim()], [FakeSource("library"), crossref], remembered=memory).items
    assert (match.verdict, crossref.searched) == (Verdict.REJECT, [claim().title])
    [kept] = enrich([claim()], [FakeSource("crossref", fails=True)], remembered=memory).items
    assert kept == first.items[0]


@pytest.mark.parametrize(
    ("accept", "found", "reason", "told"),
    [
        ("arxiv:1606.00001", paper(), "decided_but_unknown", "no source that was asked knows “arxiv:1606.00001”"),
        ("10.1000/1822", paper(), "decided_but_unknown", "no source that was asked knows “10.1000/1822”"),
        ("htps:/10.1000.182", paper(), "decided_but_unknown", "no source that was asked knows “htps:/10.1000.182”"),
        ("mykey2018", paper(), "decided_but_unknown", "no source that was asked knows “mykey2018”"),
        ("10.1000/182", paper("Effects of Salt on Young Plants"), "decided_on_another_title", "another paper"),
    ],
)
def test_a_decision_that_cannot_be_right_is_told(accept: str, found: Record, reason: str, told: str):
    decision = Decision(row=claim().title, accept=accept, where="decisions.yaml:3")
    crossref = FakeSource("crossref", found)
    outcome = enrich([claim()], [crossref], decisions=[decision])
    [match], [problem] = outcome.items, outcome.problems
    assert (match.verdict, match.reason, match.chosen) == (Verdict.REVIEW, reason, None)
    assert (problem.code, problem.where) == ("decision_refused", "decisions.yaml:3")
    assert told in problem.sentence


def test_a_title_of_ones_own_settles_which_paper_is_meant():
    decision = Decision(claim().title, accept="10.1000/182", set_fields={"title": "Effects of Salt on Plants"})
    outcome = enrich([claim()], [FakeSource("crossref", paper("Effects of Salt on Plants"))], decisions=[decision])
    assert (outcome.items[0].reason, outcome.problems) == ("decided_by_person", ())


def test_a_decision_waits_for_a_source_that_failed():
    decision = Decision(row=claim().title, accept="arxiv:1606.00001")
    outcome = enrich([claim()], [FakeSource("crossref", fails=True)], decisions=[decision])
    assert (outcome.items[0].verdict, outcome.problems) == (Verdict.REVIEW, ())


def test_a_row_may_be_right_as_it_stands():
    decision = Decision(row=claim().title, accept="none", why="it is a talk")
    crossref = FakeSource("crossref", paper())
    [match] = enrich([claim()], [crossref], decisions=[decision]).items
    assert (match.verdict, match.reason, crossref.searched) == (Verdict.ACCEPT, "decided_as_listed", [])
    assert match.explanation == "a person decided: it is a talk; the row is right as it stands."
    assert match.chosen is not None
    assert match.chosen.record.title == claim().title


def test_a_candidate_without_an_identifier_can_be_accepted():
    nameless = paper()
    nameless = msgspec.structs.replace(nameless, id="openalex:W123", identifiers=Identifiers())
    decision = Decision(row=claim().title, accept="openalex:W123")
    [match] = enrich([claim()], [FakeSource("openalex", nameless)], decisions=[decision]).items
    assert (match.reason, match.chosen and match.chosen.record.id) == ("decided_by_person", "openalex:W123")


def test_a_refusal_and_own_values_reach_the_match():
    decision = Decision(row=claim().title, reject=("doi:10.1000/182",), set_fields={"publisher": "IEEE"})
    [match] = enrich([claim()], [FakeSource("crossref", paper())], decisions=[decision]).items
    assert (match.verdict, match.set_fields) == (Verdict.REJECT, {"publisher": "IEEE"})


def of_older_rules(*records: Record, source: str = "crossref", version: str = "1") -> dict[str, Match]:
    """What a run by older rules left behind: the first record accepted."""
    [match] = enrich([claim()], [FakeSource(source, paper())]).items
    chosen = Candidate(records[0], source, records[0].id)
    older = replace(match, chosen=chosen, memory=f"{match.memory.rpartition('-')[0]}-{version}")
    return {match.record_id: seal(older)}


@pytest.mark.parametrize("version", ["1", "2", "1-0a1b2c3d"])
def test_what_older_rules_matched_is_kept_and_nobody_is_asked(version: str):
    crossref = FakeSource("crossref", paper())
    [match] = enrich([claim()], [crossref], remembered=of_older_rules(paper(), version=version)).items
    assert (match.verdict, match.newer_rules, crossref.searched) == (Verdict.ACCEPT, "", [])
    assert match.memory.endswith(f"-{RULES_VERSION}")


def test_what_newer_rules_would_not_match_stays_until_it_is_judged_anew():
    thin = paper(container="")
    crossref, remembered = FakeSource("crossref", thin), of_older_rules(thin)
    [kept] = enrich([claim()], [crossref], remembered=remembered).items
    assert (kept.verdict, kept.chosen, crossref.searched) == (Verdict.ACCEPT, remembered[kept.record_id].chosen, [])
    assert kept.newer_rules.startswith("too_little_evidence: ")
    [again] = enrich([claim()], [crossref], remembered={kept.record_id: kept}).items
    assert again == kept
    [judged] = enrich([claim()], [crossref], remembered={kept.record_id: kept}, rejudge=True).items
    assert (judged.verdict, judged.newer_rules) == (Verdict.REVIEW, "")


@pytest.mark.parametrize(("there", "verdict", "searched"), [(True, Verdict.ACCEPT, 0), (False, Verdict.REJECT, 1)])
def test_an_older_match_with_the_library_stays_while_it_has_the_paper(there: bool, verdict: Verdict, searched: int):
    thin = paper(container="")
    crossref, library = FakeSource("crossref"), FakeSource("library", *[thin] * there)
    [match] = enrich([claim()], [library, crossref], remembered=of_older_rules(thin, source="library")).items
    assert (match.verdict, len(crossref.searched)) == (verdict, searched)


def test_an_older_decision_stays():
    decision = Decision(row=claim().title, accept="10.1000/182")
    [match] = enrich([claim()], [FakeSource("crossref", paper())], decisions=[decision]).items
    older = seal(replace(match, memory=match.memory.rpartition("-")[0] + "-1"))
    crossref = FakeSource("crossref")
    [kept] = enrich([claim()], [crossref], decisions=[decision], remembered={older.record_id: older}).items
    assert (kept.reason, kept.memory, crossref.looked_up) == ("decided_by_person", match.memory, [])


def test_a_decision_that_fits_no_row_is_a_problem():
    [problem] = enrich([claim()], [], decisions=[Decision(row="Mistyped", year=2018)]).problems
    assert (problem.code, problem.where) == ("decision_without_row", "decision “Mistyped”")


def test_a_row_without_a_title_is_never_searched():
    crossref = FakeSource("crossref", paper())
    [match] = enrich([claim("")], [crossref]).items
    assert (match.reason, crossref.searched) == ("no_title", [])


class Visible(Candidate, frozen=True, weakref=True, gc=True):
    """A candidate that can be seen to be alive."""


@pytest.mark.parametrize(
    ("decision", "kept"),
    [(None, [True, False, False]), (Decision(row="x", why="x", reject=("doi:10.1/x",)), [True] * 3)],
)
def test_other_papers_are_let_go_at_once(decision: Decision | None, kept: list[bool]):
    task = ClaimTask(claim(), decision, None)
    papers = [paper(), paper("Something Else Entirely", "10.1000/2"), paper("Quite Another Thing", "10.1000/3")]
    alive = []
    for step in (Step(SEARCH, "crossref"), Step(LOOK_UP, "crossref")):
        found = [Visible(one, "crossref", one.id) for one in papers]
        alive.append([weakref.ref(one) for one in found])
        task.receive(step, QueryResult(task.id, "crossref", ReplyStatus.FOUND, tuple(found)))
        del found
    assert task.match().verdict is Verdict.ACCEPT
    assert [[one() is not None for one in refs] for refs in alive] == [kept, kept]


@pytest.mark.parametrize("others", [0, 1])
def test_a_dropped_paper_still_contradicts_an_index(others: int):
    """The registry says that the DOI, which an index gives to the paper, is that of another one elsewhere."""
    elsewhere = paper("Something Else Entirely", "10.1000/9", container="International Journal of Computer Vision")
    sources = [FakeSource("crossref", *[elsewhere][:others]), FakeSource("semantic_scholar", paper(doi="10.1000/9"))]
    [match] = enrich([claim()], sources).items
    assert match.reason == ("doi_of_another_version" if others else "title_year_container")


def test_only_the_named_rows_are_asked_about():
    named, other = claim(), claim("A Paper That Waits")
    crossref = FakeSource("crossref", paper(), paper("A Paper That Waits", "10.1000/2"))
    found = enrich([named, other], [crossref], only={named.id}).items
    assert crossref.searched == [named.title]
    assert [(match.verdict, match.reason) for match in found] == [
        (Verdict.ACCEPT, "title_year_container"),
        (Verdict.REJECT, "sources_not_asked"),
    ]
    assert "--only" in found[1].unasked[0][1]
    later = enrich([named, other], [crossref], remembered={match.record_id: match for match in found}).items
    assert crossref.searched == [named.title, other.title]
    assert later[1].verdict is Verdict.ACCEPT


def test_rows_that_are_not_named_keep_their_match():
    row = claim()
    (known,) = enrich([row], [FakeSource("crossref")]).items
    index = FakeSource("openalex", paper())
    (kept,) = enrich([row], [index], remembered={row.id: known}, only=()).items
    assert (kept, index.searched) == (known, [])
