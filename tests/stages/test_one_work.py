"""Two rows are one paper, two papers are never one reference: what the judgement of pairs makes of rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pipeline.model.decisions import JoinDecision
from pipeline.model.records import Candidate, Match, Record
from pipeline.model.statuses import Verdict
from pipeline.rules.citation_keys.ledger import KeyLine, assign_keys, find_aliases, names_of_line
from pipeline.rules.citation_keys.own_keys import name_own_keys
from pipeline.stages.deduplicate import Deduplicated, deduplicate
from tests.record_cells import to_record

PATTERN = "auth.lower + year + shorttitle(1).lower"
LONG = "Sorting Very Long Lists of Names of People and of Places by Swaps Drawn at Random from a Small Set with Delays"
TITLE = "Sorting Long Lists of Names by Random Swaps"


def listed(*cells: str, decisions: Sequence[JoinDecision] = ()) -> Deduplicated:
    """Rows that no source confirmed."""
    rows = [to_record(cell, f"r{at}") for at, cell in enumerate(cells)]
    matches = [Match(row.id, Verdict.REJECT, "nothing_found", "because.", "m") for row in rows]
    return deduplicate(rows, matches, decisions=decisions)


def confirmed(row: str, cell: str, source: str = "crossref", key: str = "") -> tuple[Record, Match]:
    """A row and its match; the source has the record under an id of its own."""
    record = replace(to_record(cell, f"{source}:{row}"), citation_key=key)
    chosen = Candidate(record, source, row)
    claim = replace(to_record(cell, row), author=(), identifiers=type(record.identifiers)())
    return claim, Match(row, Verdict.ACCEPT, "title_year", "because.", "m", chosen=chosen)


def of(*pairs: tuple[Record, Match], decisions: Sequence[JoinDecision] = ()) -> Deduplicated:
    return deduplicate([claim for claim, _ in pairs], [match for _, match in pairs], decisions=decisions)


def rows_of(found: Deduplicated) -> list[tuple[str, ...]]:
    return [work.rows for work in found.works]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (f"{LONG}, Part I: Theory |  | 2016", f"{LONG}, Part II: Applications |  | 2016"),
        ("Editorial |  | 2015 | Nature", "Editorial |  | 2015 | Science"),
        ("Editorial |  | 2015 | Nature", "Editorial |  | 2015 | Nature"),
        (f"{TITLE} |  | 2016 | J. of Sorting |  | 5:1-9", f"{TITLE} |  | 2016 | J. of Sorting |  | 6:71-79"),
        (f"{TITLE} | Adams; Baker | 2016", f"{TITLE} | Young; Zimmer | 2016"),
        (f"{TITLE} |  | 2016 | ICML", f"{TITLE} |  | 2016 | JMLR"),
        (f"{TITLE} |  | 2016 |  |  |  | doi:10.1000/1", f"{TITLE} |  | 2016 |  |  |  | doi:10.1000/2"),
        (f"{TITLE} |  | 2016 |  |  |  | doi:10.1000/1", "Regeneration of Veins |  | 2016 |  |  |  | doi:10.1000/1"),
    ],
)
def test_two_papers_are_two_works(left: str, right: str):
    for cells in ((left, right), (right, left)):
        found = listed(*cells)
        assert rows_of(found) == [("r0",), ("r1",)]
        assert len({work.id for work in found.works}) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (f"{TITLE} |  | 2016 | ICML", f"{TITLE} |  | 2016 | International Conference on Machine Learning"),
        ("Sorting |  | 2016 | ICML", "Sorting |  | 2016 | ICML"),
        ("Sorting |  | 2016", "Sorting |  | 2016"),
        (f"{TITLE} |  | 2016", f"{TITLE}. |  | 2016"),
        (f"{TITLE} | Adams; Baker | 2016", f"{TITLE} | Adams; Baker | 2017 |  |  |  | doi:10.1000/1"),
        (f"{TITLE} | Adams; Baker | 2016 |  | article |  | arxiv:1606.00001", f"{TITLE} | Adams; Baker | 2018 | JMLR"),
    ],
)
def test_two_rows_of_one_paper_are_one_work(left: str, right: str):
    assert rows_of(listed(left, right)) == [("r0", "r1")]


def test_a_row_that_nobody_confirmed_joins_by_identifier_only():
    sure = confirmed("a", f"{TITLE} | Adams | 2016 |  |  |  | doi:10.1000/1")
    claimed = [to_record(f"{TITLE} |  | 2016{more}", f"r{more[-1:]}") for more in ("", " |  |  |  | doi:10.1000/1")]
    matches = [Match(row.id, Verdict.REVIEW, "two_near_candidates", "because.", "m") for row in claimed]
    assert rows_of(of(sure, (claimed[0], matches[0]))) == [("a",), ("r",)]
    assert rows_of(of(sure, (claimed[1], matches[1]))) == [("a", "r1")]


def test_rows_of_one_record_of_a_source_are_one_work():
    one, other = confirmed("a", "Editorial |  | 2015 | Nature"), confirmed("b", "Editorial |  | 2015 | Nature")
    assert rows_of(of(one, other)) == [("a",), ("b",)]
    assert rows_of(of(one, (other[0], replace(other[1], chosen=one[1].chosen)))) == [("a", "b")]


def test_two_entries_of_one_paper_are_one_work_with_both_keys():
    found = of(
        confirmed("a", f"{TITLE} | Adams; Baker | 2016 | ICML | paper-conference", "library", "adams"),
        confirmed("b", f"{TITLE} | Adams; Baker | 2016 | ICML |  | 5:1-9 | doi:10.1000/1", "library", "AdamsBaker"),
    )
    [work] = found.works
    assert (work.id, work.record.volume, work.record.citation_key) == ("doi:10.1000/1", "5", "adams")
    keyed = assign_keys(found.works, (), PATTERN)
    ledger = name_own_keys(keyed, [("a", "adams"), ("b", "AdamsBaker"), ("b", "no key")])
    assert find_aliases(keyed.works, ledger) == (("AdamsBaker", "adams"),)


def test_a_preprint_keeps_its_year_as_a_version():
    found = of(
        confirmed("a", f"{TITLE} | Adams; Baker | 2014 |  | article |  | arxiv:1406.00001"),
        confirmed("b", f"{TITLE} | Adams; Baker | 2016 | ICML | paper-conference |  | doi:10.1000/1"),
    )
    [work] = found.works
    assert (work.record.year, work.record.identifiers.doi) == (2016, "10.1000/1")
    assert [(one.id, one.type, one.year) for one in work.versions] == [("arxiv:1406.00001", "article", 2014)]


def test_a_journal_version_and_a_correction_are_related():
    found = of(
        confirmed("a", f"{TITLE} | Adams; Baker | 2014 | Proceedings of the Conference on Sorting | paper-conference"),
        confirmed("b", f"{TITLE} | Adams; Baker | 2016 | Journal of Sorting | article-journal |  | doi:10.1000/1"),
        confirmed("c", f"Erratum to: {TITLE} | Adams | 2017 | Journal of Sorting | article-journal"),
    )
    conference, journal, correction = found.works
    assert conference.related == ()
    assert journal.related == (("extends", conference.id),)
    assert ("corrects", journal.id) in correction.related


def test_unconfirmed_entries_lose_nothing_when_joined():
    found = listed(
        f"{TITLE} | Adams; Baker | 2016 | ICML | paper-conference |  | doi:10.1000/1",
        f"{TITLE} | Adams; Baker | 2016 | ICML | paper-conference | 5:1-9",
    )
    [work] = found.works
    assert (work.record.volume, work.record.page, work.record.identifiers.doi) == ("5", "1-9", "10.1000/1")
    assert {(one.field, one.source) for one in work.record.provenance} >= {("page", "list"), ("title", "list")}


def joined(*ids: str) -> JoinDecision:
    return JoinDecision(ids, is_same=True, where="d.yaml:1")


def parted(*ids: str) -> JoinDecision:
    return JoinDecision(ids, is_same=False, where="d.yaml:1")


def test_a_person_joins_and_parts():
    cells = (f"{TITLE} |  | 2016 | ICML", f"{TITLE} |  | 2016 | JMLR", "Regeneration of Small Veins |  | 2010")
    apart = listed(*cells)
    assert [(one.left, one.right, one.reason) for one in apart.unsure] == [
        (apart.works[0].id, apart.works[1].id, "journal_version_without_authors")
    ]
    names = [next(name for name in work.ids if name.count(":") > 2) for work in apart.works]
    assert rows_of(listed(*cells, decisions=[joined(*names[:2])])) == [("r0", "r1"), ("r2",)]
    settled = listed(*cells, decisions=[parted(*names[:2])])
    assert (rows_of(settled), settled.unsure) == ([("r0",), ("r1",), ("r2",)], ())
    assert rows_of(listed(*cells, decisions=[joined(*names[:2], cells[2].split(" |")[0])])) == [("r0", "r1", "r2")]


def test_a_join_is_undone_by_the_keys_of_before():
    one, other = (
        confirmed("a", f"{TITLE} | Adams | 2016 |  |  |  | arxiv:1606.00001"),
        confirmed("b", f"{TITLE} | Adams | 2016"),
    )
    ledger = assign_keys(of(one, other, decisions=[parted("arxiv:1606.00001", TITLE)]).works, (), PATTERN).ledger
    ledger = assign_keys(of(one, other).works, ledger, PATTERN).ledger
    assert [line.key for line in ledger] == ["adams2016sorting", "adams2016sortinga"]
    names = {line.key: names_of_line(line) for line in ledger}
    again = deduplicate(
        [one[0], other[0]],
        [one[1], other[1]],
        decisions=[parted("adams2016sorting", "adams2016sortinga")],
        names_of_keys=names,
    )
    assert (rows_of(again), again.problems) == ([("a",), ("b",)], ())


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (joined("doi:10.1000/1", "nobody"), "no row of the lists is called “nobody”"),
        (joined("doi:10.1000/1", "Editorial"), "2 rows have the title “Editorial”, and not all say the same"),
        (parted("doi:10.1000/1", "key:mine"), "“doi:10.1000/1” and “key:mine” mean the same rows"),
    ],
)
def test_a_decision_that_means_nothing_is_told(decision: JoinDecision, said: str):
    pair = confirmed("a", f"{TITLE} | Adams | 2016 |  |  |  | doi:10.1000/1", "library", "mine")
    others = [confirmed(row, f"Editorial |  | 2015 | {row}") for row in ("Nature", "Science")]
    found = of(pair, *others, decisions=[decision])
    [problem] = found.problems
    assert len(found.works) == 3
    assert problem.where == "d.yaml:1"
    assert said in problem.sentence


def keys_after(*lists: Sequence[str]) -> list[list[str]]:
    """The keys that each list gives, one list after the other, over one ledger."""
    ledger: tuple[KeyLine, ...] = ()
    given = []
    for cells in lists:
        keyed = assign_keys(listed(*cells).works, ledger, PATTERN)
        ledger = keyed.ledger
        given.append([work.key for work in keyed.works])
    return given


NATURE, SCIENCE = "Editorial |  | 2015 | Nature", "Editorial |  | 2015 | Science"
IDENTIFIED = f"{NATURE} |  |  | doi:10.1000/1"
OTHERS = (f"{TITLE} | Adams | 2016", f"{TITLE} | Young | 2016 |  |  |  | doi:10.1000/1")
PARTS = (f"{LONG}, Part I |  | 2016", f"{LONG}, Part II |  | 2016")
VENUES = (f"{TITLE} |  | 2016 | ICML", f"{TITLE} |  | 2016 | JMLR")


@pytest.mark.parametrize("pair", [(NATURE, SCIENCE), PARTS, VENUES, (NATURE, IDENTIFIED), (IDENTIFIED, NATURE)])
def test_keys_of_works_of_one_title_stay_in_any_order(pair: tuple[str, str]):
    one, other = pair
    first, turned, alone, again = keys_after((one,), (other, one), (other,), (one, other))
    assert turned == [f"{first[0]}a", first[0]]
    assert alone == [turned[0]]
    assert again == [first[0], turned[0]]


@pytest.mark.parametrize("pair", [OTHERS, OTHERS[::-1]])
def test_what_has_an_identifier_and_what_not_keep_keys(pair: tuple[str, str]):
    one, other = pair
    first, turned, alone = keys_after((one, other), (other, one), (other,))
    assert (turned, alone) == (first[::-1], first[1:])


@pytest.mark.parametrize("before", [(0, 1), (1, 0), (0,)])
def test_a_work_of_a_shared_title_keeps_its_key_when_confirmed(before: Sequence[int]):
    """Whatever the source calls the place."""
    ledger = assign_keys(listed(*(VENUES[at] for at in before)).works, (), PATTERN).ledger
    first = ledger[before.index(0)].key
    claim, match = confirmed("a", f"{TITLE} | Adams | 2016 | Proc. of ICML |  |  | doi:10.1000/1")
    claim = replace(claim, container_title_short="ICML", container_title="", author=())
    row = to_record(VENUES[1], "b")
    unmet = Match("b", Verdict.REJECT, "nothing_found", "because.", "m")
    for pairs in (((claim, match), (row, unmet)), ((row, unmet), (claim, match))):
        keyed = assign_keys(of(*pairs).works, ledger, PATTERN)
        assert {work.rows[0]: work.key for work in keyed.works}["a"] == first


def test_a_work_of_a_shared_title_keeps_its_key_without_its_venue():
    one, other = (f"{TITLE} | {family} | 2016 | {venue}" for family, venue in (("Adams", "ICML"), ("Young", "JMLR")))
    first, then = keys_after((one, other), (other, f"{TITLE} | Adams | 2016"))
    assert then == first[::-1]


@pytest.mark.parametrize("pair", [(NATURE, SCIENCE), PARTS])
def test_no_key_goes_to_another_work_of_the_title(pair: tuple[str, str]):
    first, then = keys_after((pair[0],), (pair[1],))
    assert then != first


def test_a_ledger_of_before_is_understood():
    cut = f"title:{''.join(LONG.lower().split())[:80]}:2016"
    ledger = (KeyLine("mine", cut, (cut,)), KeyLine("theirs", "title:editorial:2015", ("title:editorial:2015",)))
    keyed = assign_keys(listed(*PARTS, SCIENCE, NATURE).works, ledger, PATTERN)
    assert [work.key for work in keyed.works] == ["mine", "anon2016sorting", "theirs", "anon2015editorial"]
    turned = assign_keys(listed(NATURE, SCIENCE, *reversed(PARTS)).works, keyed.ledger, PATTERN)
    assert [work.key for work in turned.works] == ["anon2015editorial", "theirs", "anon2016sorting", "mine"]


def test_rows_that_nothing_tells_apart_have_numbers():
    assert [work.id for work in listed(NATURE, NATURE, NATURE).works] == [
        "title:editorial:2015:nature:::",
        "title:editorial:2015:nature::::2",
        "title:editorial:2015:nature::::3",
    ]
