"""What a pair of row and candidate is judged to be: the table is the specification, a row of it needs no code."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.model.records import Candidate, Date, Identifiers, Name, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.matching.evidence import gather
from pipeline.rules.matching.judge import judge_row
from pipeline.rules.matching.relevance import keep_relevant
from pipeline.rules.matching.titles import TitleRelation, compare_titles
from pipeline.rules.matching.verdict import assess
from pipeline.rules.venues import CSL_TYPES, find_venues
from tests import DATA

PAIRS = list(csv.DictReader(io.StringIO((DATA / "pairs.csv").read_text(encoding="utf-8"))))


def claim_of(title: str, year: str = "", venue: str = "", **identifiers: str) -> Record:
    kinds = {found.kind for found in find_venues(venue)}
    return Record(
        id="row",
        type=CSL_TYPES.get(kinds.pop(), "") if len(kinds) == 1 else "",
        title=title,
        issued=Date(int(year)) if year else None,
        container_title_short=venue,
        identifiers=Identifiers(**identifiers),
    )


def candidate_of(title: str, year: str = "", container: str = "", source: str = "crossref", **more: Any) -> Candidate:
    doi, arxiv = str(more.pop("doi", "")), str(more.pop("arxiv", ""))
    record = Record(
        id=f"{source}:{doi or arxiv or title}",
        title=title,
        issued=Date(int(year)) if year else None,
        container_title=container,
        identifiers=Identifiers(doi=doi, arxiv=arxiv),
        **more,
    )
    return Candidate(record, source, record.id)


@pytest.mark.parametrize(
    "pair", PAIRS, ids=lambda pair: f"{pair['title'][:40]} / {pair['container'][:30] or pair['type']}"
)
def test_pairs(pair: dict[str, str]):
    claim = claim_of(pair["title"], pair["year"], pair["venue"])
    candidate = candidate_of(
        pair["their_title"],
        pair["their_year"],
        pair["container"],
        type=pair["type"],
        doi=pair["doi"],
        arxiv=pair["arxiv"],
    )
    found = assess(claim, candidate)
    assert (str(found.verdict), found.reason) == (pair["verdict"], pair["reason"]), [
        e.sentence() for e in found.found.evidence
    ]


ICCV = "2017 IEEE International Conference on Computer Vision (ICCV)"
IJCV = "International Journal of Computer Vision"
TITLE = "Grad-CAM: Visual Explanations from Deep Networks"


def test_the_version_in_the_rows_venue_wins():
    conference = candidate_of(TITLE, "2017", ICCV, doi="10.1109/iccv.2017.74", type="paper-conference")
    journal = candidate_of(TITLE, "2019", IJCV, doi="10.1007/s11263-019-01228-7", type="article-journal")
    found = judge_row(claim_of(TITLE, "2017", "ICCV"), [journal, conference])
    assert found.verdict is Verdict.ACCEPT
    assert found.chosen == conference
    assert [rival.candidate for rival in found.rivals] == [journal]


def test_two_papers_that_fit_equally_are_for_a_person():
    first = candidate_of("Guest editorial on deep models", "2017", IJCV, doi="10.1000/1", type="article-journal")
    second = candidate_of("Guest editorial on deep models", "2017", IJCV, doi="10.1000/2", type="article-journal")
    found = judge_row(claim_of("Guest editorial on deep models", "2017", "IJCV"), [first, second])
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "two_near_candidates")


AAAI = "Proceedings of the AAAI Conference on Artificial Intelligence"
HCOMP = "AAAI Conference on Human Computation and Crowdsourcing"
ALONE = "Learning to Segment Cells with Few Labels"
TWO_SLIPS = ALONE.replace("Segment Cells", "Segmet Cels")


@pytest.mark.parametrize(
    ("year", "venue", "better", "worse", "is_chosen"),
    [
        ("2017", "AAAI", (ALONE, "2017", AAAI), (ALONE, "2017", HCOMP), True),
        ("2017", "", (ALONE, "2017", ""), (ALONE.replace("Cells", "Cels"), "2017", ""), True),
        ("2017", "", (ALONE.replace("Cells", "Cels"), "2017", ""), (TWO_SLIPS, "2017", ""), True),
        ("2017", "ICCV", (ALONE, "2017", ICCV), (ALONE, "2018", ICCV), True),
        ("2017", "", (ALONE, "2017", ""), (ALONE, "2018", ""), False),
        ("2017", "", (ALONE, "2017", ""), (ALONE, "2017", ""), False),
    ],
    ids=["by its reason", "by its title", "by a slip fewer", "by its year", "by no year alone", "by nothing"],
)
def test_the_better_of_two_accepted_papers(
    year: str, venue: str, better: tuple[str, ...], worse: tuple[str, ...], is_chosen: bool
):
    first, second = candidate_of(*better, doi="10.1000/a"), candidate_of(*worse, doi="10.1000/b")
    claim = claim_of(ALONE, year, venue)
    assert {assess(claim, one).verdict for one in (first, second)} == {Verdict.ACCEPT}
    found = judge_row(claim, [second, first])
    assert (found.chosen == first, found.reason == "two_near_candidates") == (is_chosen, not is_chosen)


def seen_by(*sources: str, title: str = ALONE, year: str = "2019", family: str = "Lovelace") -> list[Candidate]:
    people = (Name(family, "Ada"), Name("Jones", "Bob"), Name("Smith", "Eve"))
    return [candidate_of(title, year, "Nowhere Letters", source=source, author=people) for source in sources]


@pytest.mark.parametrize(
    ("title", "year", "sources", "reason"),
    [
        (ALONE, "", ("crossref",), "too_little_evidence"),
        (ALONE, "", ("crossref", "openalex"), "title_two_sources"),
        ("Learning to Segment Cels with Few Labels", "2019", ("crossref", "openalex"), "near_title_year"),
        ("Network Morphism", "2016", ("crossref",), "too_little_evidence"),
        ("Network Morphism", "2016", ("crossref", "semantic_scholar"), "title_year_two_sources"),
        ("Network Morphism", "2013", ("crossref", "semantic_scholar"), "year_differs"),
        ("Deep Nets", "", ("crossref", "semantic_scholar"), "too_little_evidence"),
        ("Learning to Segment Cels with Few Labels", "", ("crossref", "openalex"), "near_title_two_sources"),
        ("Editorial", "2016", ("crossref", "semantic_scholar"), "title_of_many_papers"),
    ],
)
def test_a_second_source_confirms_a_short_row(title: str, year: str, sources: tuple[str, ...], reason: str):
    theirs = title.replace("Cels", "Cells")
    found = judge_row(claim_of(title, year), seen_by(*sources, title=theirs, year="2016" if year != "2019" else year))
    assert found.reason == reason


@pytest.mark.parametrize(
    ("sources", "reason"),
    [(("crossref",), "published_version_only"), (("crossref", "openalex"), "published_version_two_sources")],
)
def test_a_short_preprint_title_needs_two_sources(sources: tuple[str, ...], reason: str):
    papers = [
        candidate_of("Show and Tell: Captions", "2015", ICCV, source=source, doi="10.1000/s", type="paper-conference")
        for source in sources
    ]
    assert judge_row(claim_of("Show and Tell: Captions", "2014", "arXiv"), papers).reason == reason


@pytest.mark.parametrize(
    ("sources", "reason"),
    [(("crossref",), "too_little_evidence"), (("crossref", "semantic_scholar"), "subtitle_two_sources")],
)
def test_a_one_word_title_needs_two_sources(sources: tuple[str, ...], reason: str):
    papers = [
        candidate_of("Prottle", "2005", "AAAI", source=source, doi="10.1000/p", author=(Name("L"),))
        for source in sources
    ]
    assert judge_row(claim_of("Prottle: A Probabilistic Planner", "2005", "AAAI"), papers).reason == reason


@pytest.mark.parametrize(
    ("title", "year", "families", "reason"),
    [
        (ALONE, "", ("Lovelace",), "title_authors"),
        (ALONE, "", ("Lovelace", "Jones", "Unheard", "Unseen"), "title_authors"),
        (ALONE, "", ("Hopper",), "authors_differ"),
        (ALONE, "2009", ("Lovelace",), "year_differs"),
        ("Learning to Segmet Cells with Few Labels", "", ("Jones",), "near_title_authors"),
        ("Learning to Segment Cells", "", ("Lovelace",), "title_different"),
    ],
)
def test_authors_in_the_row_are_an_agreement(title: str, year: str, families: tuple[str, ...], reason: str):
    claim = replace(claim_of(title, year), author=tuple(Name(family) for family in families))
    assert assess(claim, seen_by("crossref")[0]).reason == reason


def test_two_sources_cannot_choose_between_namesakes():
    both = seen_by("crossref", "openalex")
    other = candidate_of(ALONE, "2007", "Somewhere Else", doi="10.1000/other", author=(Name("Hopper", "Grace"),))
    assert judge_row(claim_of(ALONE), both).verdict is Verdict.ACCEPT
    assert judge_row(claim_of(ALONE), [*both, other]).reason == "too_little_evidence"
    assert judge_row(claim_of(ALONE, "2019"), [*both, other]).verdict is Verdict.ACCEPT


def test_a_renamed_author_makes_no_second_paper():
    title = "Predict then Propagate: Graph Nets meet PageRank"
    old = seen_by("openalex", title=title, family="Klicpera")[0]
    new = seen_by("crossref", title=title, family="Gasteiger")[0]
    found = judge_row(claim_of(title, "2019"), [old, new])
    assert found.verdict is Verdict.ACCEPT
    assert len(found.support) == 1


def test_without_a_venue_the_version_of_record_wins():
    conference = candidate_of(
        TITLE, "2017", ICCV, doi="10.1109/iccv.2017.74", arxiv="1610.02391", type="paper-conference"
    )
    preprint = candidate_of(TITLE, "2016", "", source="arxiv", arxiv="1610.02391", type="article")
    found = judge_row(claim_of(TITLE, "2016"), [preprint, conference])
    assert found.chosen == conference


def test_one_edit_from_two_titles_is_for_a_person():
    papers = [
        candidate_of(f"Parts from {word} via Questions", "2017", ICCV, doi=f"10.1000/{word}")
        for word in ("CNNs", "rnns")
    ]
    found = judge_row(claim_of("Parts from NNs via Questions", "2017", "ICCV"), papers)
    assert found.verdict is not Verdict.ACCEPT


def test_the_registry_corrects_the_doi_of_an_index():
    tkdd = "ACM Transactions on Knowledge Discovery from Data"
    index = candidate_of(TITLE, "2017", "KDD", source="semantic_scholar", doi="10.1145/3097983")
    registry = candidate_of(TITLE, "2019", tkdd, doi="10.1145/3097983", type="article-journal")
    found = judge_row(claim_of(TITLE, "2017", "KDD"), [index, registry])
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "doi_of_another_version")


def test_only_the_preprint_supports_its_version_of_record():
    conference = candidate_of(
        TITLE, "2017", ICCV, doi="10.1109/iccv.2017.74", arxiv="1610.02391", type="paper-conference"
    )
    preprint = candidate_of(TITLE, "2016", "", source="arxiv", arxiv="1610.02391", type="article")
    journal = candidate_of(TITLE, "2019", IJCV, doi="10.1007/s11263-019-01228-7", arxiv="1610.02391")
    found = judge_row(claim_of(TITLE, "2017", "ICCV"), [conference, preprint, journal])
    assert found.chosen == conference
    assert found.support == (preprint,)


def test_a_venue_without_dois_is_the_reason():
    paper = candidate_of("Sanity Checks for Saliency Maps", "2018", "Advances in Neural Information Processing Systems")
    found = judge_row(claim_of("Sanity Checks for Saliency Maps", "2018", "NIPS"), [paper])
    assert (found.verdict, found.reason) == (Verdict.ACCEPT, "no_doi_exists")
    assert found.rule == "title_year_container"  # what accepted it stays to be seen


@pytest.mark.parametrize(
    ("title", "reason", "verdict"),
    [
        (TITLE, "identifier", Verdict.ACCEPT),
        ("Grad-CAM: Visual Explanation of Deep Nets", "identifier_of_a_near_title", Verdict.REVIEW),
        ("Something else altogether", "identifier_of_another_title", Verdict.REVIEW),
    ],
)
def test_an_identifier_counts_only_with_its_title(title: str, reason: str, verdict: Verdict):
    paper = candidate_of(TITLE, "2012", "Elsewhere", doi="10.1000/182")
    found = judge_row(claim_of(title, "2017", "ICCV", doi="10.1000/182"), [paper])
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_row_with_another_identifier_is_for_a_person():
    paper = candidate_of(TITLE, "2017", ICCV, doi="10.1000/182")
    found = judge_row(claim_of(TITLE, "2017", "ICCV", doi="10.1000/183"), [paper])
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "identifier_differs")


def test_a_refused_candidate_is_not_offered_again():
    paper = candidate_of(TITLE, "2017", ICCV, doi="10.1000/182")
    found = judge_row(claim_of(TITLE, "2017", "ICCV"), [paper], rejected=["DOI:10.1000/182"])
    assert (found.verdict, found.rivals) == (Verdict.REJECT, ())


@pytest.mark.parametrize(
    ("mark", "note", "doi", "verdict"),
    [
        ("RETRACTED: ", "", "10.1000/182", Verdict.ACCEPT),
        ("[Retracted] ", "", "10.1000/182", Verdict.ACCEPT),
        ("Notice of Retraction: ", "", "10.1000/182", Verdict.ACCEPT),
        ("WITHDRAWN: ", "Retracted", "", Verdict.ACCEPT),
        ("RETRACTED: ", "", "", Verdict.REVIEW),
        ("Erratum: ", "", "10.1000/182", Verdict.REVIEW),
    ],
)
def test_a_retracted_paper_is_the_paper(mark: str, note: str, doi: str, verdict: Verdict):
    paper = candidate_of(mark + TITLE, "2017", ICCV, doi="10.1000/182", note=note)
    found = judge_row(claim_of(TITLE, "2017", "ICCV", doi=doi), [paper])
    assert found.verdict is verdict


def test_titles_with_formulas_are_compared_as_they_read():
    for formula, plain in (("$\\mathcal{O}(n \\log n)$", "O(n log n)"), ("$x_{ij}$", "xᵢⱼ"), ("$\\beta$", "beta")):
        assert compare_titles(f"Pears of {plain}", f"Pears of {formula}").relation is TitleRelation.EQUAL


@pytest.mark.parametrize("container", ["", "3rd Gathering on Odd Things", "Odd Workshop at AAAI"])
def test_a_thin_entry_of_ones_own_is_the_paper(container: str):
    for source, verdict in (("library", Verdict.ACCEPT), ("crossref", Verdict.REVIEW)):
        paper = candidate_of(ALONE, "2019", container, source=source, doi="10.17863/182", type="paper-conference")
        assert assess(claim_of(ALONE, "2019", "AAAI"), paper).verdict is verdict


def test_vetoed_things_are_named_when_alone():
    review = candidate_of("Deep Models", "2018", IJCV, type="review", doi="10.7717/r.1")
    found = judge_row(claim_of("Deep Models", "2018", "IJCV"), [review])
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "beside_the_paper")
    assert "not the paper itself: “review”" in found.explanation


def test_a_vetoed_thing_is_shown_once():
    drafts = [
        candidate_of("Deep Models - Extended Abstract", "2018", source=source, arxiv="1806.00001", type="article")
        for source in ("arxiv", "datacite", "openalex")
    ]
    found = judge_row(claim_of("Deep Models", "2018", "IJCV"), drafts)
    assert [one.candidate.source for one in found.rivals] == ["arxiv"]


def test_the_order_of_candidates_does_not_matter():
    papers = [
        candidate_of(TITLE, str(year), ICCV, doi=f"10.1000/{year}", type="paper-conference")
        for year in (2016, 2017, 2018)
    ]
    claim = claim_of(TITLE, "2017", "ICCV")
    assert judge_row(claim, papers) == judge_row(claim, papers[::-1])
    assert judge_row(claim, papers).chosen == papers[1]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_titles_compare_and_equal_is_symmetric(first: str, second: str):
    forth, back = compare_titles(first, second), compare_titles(second, first)
    assert (forth.relation is TitleRelation.EQUAL) == (back.relation is TitleRelation.EQUAL)


@given(st.text(min_size=1, max_size=60), st.integers(1900, 2099))
def test_a_title_alone_never_accepts(title: str, year: int):
    found = assess(
        claim_of(title, str(year), "CVPR"), candidate_of(title, "", "Some Other Place", type="paper-conference")
    )
    assert found.verdict is not Verdict.ACCEPT


CANDIDATES = st.builds(
    candidate_of,
    st.sampled_from([TITLE, f"{TITLE}s", "Something Else", f"Erratum to: {TITLE}", f"{TITLE} (GC)"]),
    st.sampled_from(["2016", "2017", "2019", ""]),
    st.sampled_from([ICCV, IJCV, ""]),
    st.sampled_from(["crossref", "semantic_scholar", "openalex", "arxiv", "datacite"]),
    doi=st.sampled_from(["", "10.1000/1", "10.1000/2"]),
    arxiv=st.sampled_from(["", "1610.02391"]),
)


@pytest.mark.slow
@given(st.lists(CANDIDATES, max_size=8, unique_by=lambda one: (one.source, one.source_id)))
def test_what_is_dropped_changes_no_judgement(candidates: list[Candidate]):
    for claim in (claim_of(TITLE, "2017", "ICCV"), claim_of(TITLE, "2017", doi="10.1000/1")):
        found = keep_relevant(claim, candidates)
        assert judge_row(claim, found.candidates, (), found.contradicted) == judge_row(claim, candidates)


@pytest.mark.parametrize(
    ("claimed", "source", "is_vetoed"),
    [
        (Identifiers(), "crossref", True),
        (Identifiers(doi="10.1234/other"), "crossref", True),
        (Identifiers(doi="10.1234/thesis"), "crossref", False),
        (Identifiers(), "library", False),
    ],
)
def test_a_thesis_may_be_what_is_meant(claimed: Identifiers, source: str, is_vetoed: bool):
    thesis = Record("x", type="thesis", title="On pears", identifiers=Identifiers(doi="10.1234/thesis"))
    claim = Record("c", title="On pears", identifiers=claimed)
    assert bool(gather(claim, Candidate(thesis, source, "x")).vetoes) is is_vetoed


def posted(source: str, *families: str, title: str = ALONE, year: str = "2019", **more: str) -> Candidate:
    people = tuple(Name(family, "Ada") for family in families)
    fields = more or {"type": "article", "arxiv": "1901.00001"}
    return candidate_of(title, year, source=source, author=people, **fields)


@pytest.mark.parametrize(
    ("venue", "others", "verdict", "reason"),
    [
        ("AAAI", (), Verdict.ACCEPT, "title_preprint"),
        ("AAAI", (posted("datacite", "Li", "Wu"),), Verdict.ACCEPT, "title_preprint"),
        ("AAAI", (posted("openalex", "Li", "Wu"),), Verdict.REVIEW, "preprint_without_the_venue"),
        ("", (posted("openalex", "Li", "Wu"),), Verdict.ACCEPT, "title_preprint"),
        (
            "AAAI",
            (posted("crossref", "Roe", container="", type="report", doi="10.1000/1"),),
            Verdict.REVIEW,
            "authors_of_a_namesake",
        ),
        (
            "AAAI",
            (posted("crossref", "Li", container="", type="report", doi="10.1000/1"),),
            Verdict.ACCEPT,
            "title_preprint",
        ),
        (
            "AAAI",
            (
                posted("openalex", "Li", "Wu"),
                posted(
                    "crossref", "Li", "Wu", title=ALONE.replace("Few", "Some"), container=AAAI, type="paper-conference"
                ),
            ),
            Verdict.ACCEPT,
            "title_preprint",
        ),
    ],
)
def test_what_speaks_against_a_preprint_alone(venue: str, others: tuple[Candidate, ...], verdict: Verdict, reason: str):
    found = judge_row(claim_of(ALONE, "2019", venue), [posted("arxiv", "Li", "Wu"), *others])
    assert (found.verdict, found.reason) == (verdict, reason)
