"""Clusters: what is joined, what never is, in any order, and in a time that grows with the list."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.model.records import Date, Identifiers, Name, Record
from pipeline.rules.merging.blocks import CAP, find_pairs
from pipeline.rules.merging.clusters import ClusterFacts
from pipeline.rules.merging.duplicates import Duplicates, find_duplicates
from pipeline.rules.merging.fingerprints import content_key, take_fingerprint
from tests.record_cells import to_record

TITLE = "Sorting Long Lists of Names by Random Swaps"
CONFERENCE = f"{TITLE} | Adams; Baker; Clark | 2008 | Proceedings of the Conference on Sorting | paper-conference"
JOURNAL = f"{TITLE} | Adams; Baker; Clark | 2010 | Journal of Sorting | article-journal | 5:1-9"
PREPRINT = f"{TITLE} | Adams; Baker; Clark | 2008 | | article | | arxiv:0801.00001"

Pairs = Sequence[tuple[int, int]]


def find(*cells: str, same: Pairs = (), apart: Pairs = ()) -> Duplicates:
    return find_duplicates([to_record(cell, f"r{at}") for at, cell in enumerate(cells)], same=same, apart=apart)


def members_of(found: Duplicates) -> list[tuple[int, ...]]:
    return [cluster.members for cluster in found.clusters]


def test_clusters_stand_in_the_order_of_their_first_members():
    found = find("Alone | Young | 2001", JOURNAL, CONFERENCE, JOURNAL)
    assert members_of(found) == [(0,), (1, 3), (2,)]
    assert found.clusters[1].reasons == {3: "title_page"}
    assert [(one.left, one.right, one.kind) for one in found.relations] == [(1, 2, "extends")]


def test_nothing_gives_nothing():
    assert find_duplicates([]) == Duplicates((), (), ())


def test_a_preprint_is_one_work_and_another_version():
    found = find(PREPRINT, CONFERENCE, JOURNAL)
    assert members_of(found) == [(0, 1), (2,)]
    assert found.clusters[0].strict == ((0,), (1,))


def test_a_bridge_joins_no_two_published_dois():
    bridge = f"{TITLE} | Adams; Baker; Clark | 2010"
    found = find(f"{bridge} | | | | doi:10.1000/a", bridge, f"{bridge} | | | | doi:10.1000/b")
    assert sorted(map(len, members_of(found))) == [1, 2]
    assert [one.reason for one in found.unsure] == ["title_authors_year_but_doi_differs"]
    assert found.unsure[0].evidence


def test_a_bridge_joins_no_conference_paper_with_its_journal_version():
    bridge = f"{TITLE} | Adams; Baker; Clark"
    assert len(find(CONFERENCE, bridge, JOURNAL).clusters) == 2


def test_a_bridge_joins_no_pages_that_are_apart():
    first, other = JOURNAL, JOURNAL.replace("5:1-9", "6:200-220")
    found = find(first, JOURNAL.removesuffix(" | 5:1-9"), other)
    assert len(found.clusters) == 2


def test_what_is_printed_each_year_is_no_chain():
    found = find(*(f"Report on the State of Long Lists of Names | Adams; Baker | {year}" for year in range(2000, 2012)))
    assert max(map(len, members_of(found))) <= 3
    far = find(*(JOURNAL.replace("2010", str(year)) for year in (2004, 2010)))
    assert members_of(far) == [(0, 1)]  # the same pages


LONG = "Sorting Long Lists of Names by Random Swaps on an Abacus"
WHOLE = (
    f"{LONG} | Adams; Baker; Clark | 2011 | 2011 Conference on Sorting | paper-conference | :4856-4866 | doi:10.1000/a"
)
CUT = "Sorting Long Lists of Names by Random … | Adams; Baker; Clark | 2012 | Conference on Sorting | paper-conference"
REWORDED = f"Towards {LONG} | Adams; Baker; Clark | 2010 | arXiv | article | | arxiv:1001.06945"


def test_what_a_cluster_knows_outweighs_a_thin_record():
    assert members_of(find(CUT, REWORDED)) == [(0,), (1,)]
    found = find(WHOLE, CUT, REWORDED)
    assert members_of(found) == [(0, 1, 2)]
    assert found.clusters[0].reasons[2] == "preprint_reworded"
    assert not found.unsure


@pytest.mark.parametrize("pair", [(0, 2), (1, 2)])
def test_no_cluster_outweighs_a_person(pair: tuple[int, int]):
    assert members_of(find(WHOLE, CUT, REWORDED, apart=[pair])) == [(0, 1), (2,)]


def test_no_cluster_outweighs_a_second_identifier():
    other = f"{LONG} | Adams; Baker; Clark | 2011 | | article | | arxiv:1001.00002"
    found = find(WHOLE, CUT, other, REWORDED)
    assert not any({2, 3} <= set(one) for one in members_of(found))


def test_a_person_parts_what_rules_join():
    assert members_of(find(JOURNAL, JOURNAL, JOURNAL, apart=[(0, 2)])) != [(0, 1, 2)]
    found = find(JOURNAL, JOURNAL, apart=[(1, 0)])
    assert members_of(found) == [(0,), (1,)]
    assert not found.unsure


SURE = f"{TITLE} | Adams; Baker; Clark | 2010 | Journal of Sorting | article-journal | 5:1-9 | doi:10.1000/a"
LOOSE = f"{TITLE} | Adams; Baker; Clark | 2010"


@pytest.mark.parametrize(
    ("cells", "parted", "kept"),
    [
        ((PREPRINT, CONFERENCE), (0, 1), [(0,), (1,)]),
        ((SURE, SURE), (0, 1), [(0,), (1,)]),
        ((SURE, SURE, LOOSE), (0, 2), [(0, 1), (2,)]),
        ((LOOSE, JOURNAL, SURE), (0, 2), [(0,), (1, 2)]),
        ((SURE, JOURNAL, LOOSE), (0, 2), [(0, 1), (2,)]),
        ((PREPRINT, CONFERENCE, CONFERENCE), (0, 1), [(0,), (1, 2)]),
    ],
)
def test_what_is_parted_leaves_the_rest_to_the_surer(
    cells: tuple[str, ...], parted: tuple[int, int], kept: list[tuple[int, ...]]
):
    assert members_of(find(*cells, apart=[parted])) == kept
    assert members_of(find(*cells, apart=[parted[::-1]])) == kept


def test_a_person_joins_what_rules_part():
    found = find(CONFERENCE, JOURNAL, "Alone | Young | 2001", same=[(1, 0), (0, 2)])
    assert members_of(found) == [(0, 1, 2)]
    assert set(found.clusters[0].reasons.values()) == {"decided_by_a_person"}


def test_apart_is_stronger_than_same():
    found = find(JOURNAL, JOURNAL, CONFERENCE, same=[(0, 1), (1, 2)], apart=[(0, 2)])
    assert not any({0, 2} <= set(one) for one in members_of(found))


TITLES = (TITLE, f"{TITLE}: Part II", "Editorial", "Counting Swaps", f"Erratum to: {TITLE}", "")
records = st.builds(
    lambda title, people, year, volume, page, doi, arxiv, type: Record(
        "",
        type,
        title,
        tuple(Name(family, "A.") for family in people),
        issued=Date(year) if year else None,
        volume=volume,
        page=page,
        identifiers=Identifiers(doi=doi, arxiv=arxiv),
    ),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(["Adams", "Baker", "Clark"]), max_size=3, unique=True),
    st.sampled_from([0, 2008, 2009, 2010]),
    st.sampled_from(["", "5", "6"]),
    st.sampled_from(["", "1-9", "11-19", "e12"]),
    st.sampled_from(["", "", "10.1000/a", "10.1000/b"]),
    st.sampled_from(["", "", "0801.00001"]),
    st.sampled_from(["article-journal", "paper-conference", "article", ""]),
)
lists = st.lists(records, max_size=12).map(lambda made: [replace(one, id=f"r{at}") for at, one in enumerate(made)])


def by_id(made: Sequence[Record], found: Duplicates) -> set[frozenset[str]]:
    return {frozenset(made[at].id for at in cluster.members) for cluster in found.clusters}


@pytest.mark.slow
@given(lists, st.randoms(use_true_random=False))
def test_shuffled_records_give_the_same_clusters(made: list[Record], chance: random.Random):
    shuffled = chance.sample(made, len(made))
    assert by_id(made, find_duplicates(made)) == by_id(shuffled, find_duplicates(shuffled))


@pytest.mark.slow
@given(lists)
def test_no_cluster_holds_two_published_dois(made: list[Record]):
    for cluster in find_duplicates(made).clusters:
        assert len({made[at].identifiers.doi for at in cluster.members} - {""}) <= 1
        assert sorted(at for part in cluster.strict for at in part) == list(cluster.members)
        assert set(cluster.reasons) == set(cluster.members[1:])


@pytest.mark.slow
@given(lists, st.data())
def test_what_a_person_says_holds(made: list[Record], data: st.DataObject):
    positions = st.integers(0, max(0, len(made) - 1))
    pairs = st.tuples(positions, positions).filter(lambda pair: pair[0] != pair[1])
    if len(made) < 3:
        return
    parted, joined = data.draw(pairs), data.draw(pairs)
    found = members_of(find_duplicates(made, same=[joined], apart=[parted]))
    assert not any(set(parted) <= set(one) for one in found)
    assert set(parted) == set(joined) or any(set(joined) <= set(one) for one in found)


def count_pairs(made: Sequence[Record]) -> int:
    prints = sorted((take_fingerprint(one, at) for at, one in enumerate(made)), key=content_key)
    pairs = list(find_pairs(prints))
    assert len(set(pairs)) == len(pairs)
    return len(pairs)


FLOODS = {
    "equal titles": f"{TITLE} | Adams; Baker",
    "one title of many people": TITLE + " | A{0}; B{0}",
    "one title of many years": TITLE + " | Adams | {0}",
    "editorials": "Editorial | A{0} | 2010 | Journal of Sorting | article-journal | {0}:1-2",
    "one doi": "Sorting {0} Lists | A{0} | 2010 | | | | doi:10.1000/a",
    "one place": "Sorting {0}th Lists | A{0} | 2010 | | | 5:1-9",
    "one beginning": "Sorting Long Lists of Names, Number {0} | A{0} | 2010",
    "no title": " | Adams | 2010",
}


@pytest.mark.slow
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_colliding_keys_stays_linear(flood: str):
    few, many = ([to_record(flood.format(at), f"r{at}") for at in range(1000, 1000 + count)] for count in (300, 1200))
    assert count_pairs(many) <= 4.5 * count_pairs(few) + 100
    assert count_pairs(many) <= CAP * CAP / 2 * len(many) / 4


@pytest.mark.slow
def test_thousands_of_equal_records_are_one_cluster():
    found = find(*[JOURNAL] * 2_000)
    assert members_of(found) == [tuple(range(2_000))]


def test_a_pair_is_judged_once():
    made = [to_record(cell, f"r{at}") for at, cell in enumerate([JOURNAL] * 60 + [CONFERENCE, PREPRINT])]
    assert count_pairs(made) >= 60  # it looks whether any comes twice


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("Sorting: Part I | Adams", "Sorting: Part II | Adams", "part_differs"),
        ("Sorting: Part I | Adams", "Sorting | Adams", ""),
        ("Sorting: Part … | Adams", "Sorting: Part II | Adams", ""),
    ],
)
def test_clusters_of_two_parts_stay_two(left: str, right: str, why: str):
    facts = [ClusterFacts(take_fingerprint(to_record(cell), 0)) for cell in (left, right)]
    assert facts[0].forbid(facts[1]) == why
    facts[1].take(facts[0])
    third = ClusterFacts(take_fingerprint(to_record("Sorting: Part III | Adams"), 0))
    assert facts[1].forbid(third) == "part_differs"


def test_a_preprint_of_one_of_two_papers_is_left_alone():
    talk = f"{TITLE} | Adams; Baker; Clark | 2008 | Conference on Sorting | paper-conference | | doi:10.1000/talk"
    demo = f"{TITLE} | Adams; Baker; Clark | 2008 | Conference on Demos | paper-conference | | doi:10.1000/demo"
    found = find(PREPRINT, talk, demo)
    assert len(found.clusters) == 3
    assert {one.reason for one in found.unsure} >= {"preprint_of_but_two_published"}
    assert len(find(f"{PREPRINT} doi:10.1000/talk", talk, demo).clusters) == 2
    assert members_of(find(PREPRINT, talk, demo.replace("2008", "2011"))) == [(0, 1), (2,)]
    assert len(find(PREPRINT, talk, demo, same=[(0, 2)]).clusters) == 2


def test_a_citation_that_mixes_two_papers_is_no_bridge():
    generalized = "Mining Generalized Rules of Lists | Adams; Baker | 1995 | Conference on Large Lists"
    quantitative = "Mining Quantitative Rules of Lists in Large Tables | Adams; Baker | 1996 | Conference on Sorting"
    mixed = "Mining Generalized Rules of Lists in Large Tables | Adams; Baker | | Conference on Sorting"
    assert len(find(quantitative, mixed).clusters) == 1
    found = find(generalized, quantitative, mixed)
    assert members_of(found) in ([(0, 2), (1,)], [(0,), (1, 2)])
