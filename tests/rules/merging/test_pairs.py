"""Every rule by which two records are one work, two, or left to a person, with a pair that is just outside."""

from __future__ import annotations

import csv
from functools import lru_cache

import pytest
from msgspec.structs import replace

from pipeline.model.statuses import Bearing
from pipeline.rules.merging.fingerprints import Known, take_fingerprint
from pipeline.rules.merging.pairs import PairJudgement, judge_pair, show_evidence
from pipeline.rules.merging.twin_rules import twin_rules
from pipeline.rules.merging.twin_titles import TwinTitle, relate_titles
from tests.conftest import DATA
from tests.record_cells import CLAIMED, to_record


@lru_cache(maxsize=1)
def rows() -> tuple[tuple[str, str, str, str], ...]:
    with (DATA / "duplicates.csv").open(encoding="utf-8", newline="") as file:
        return tuple((one["says"], one["reason"], one["left"], one["right"]) for one in csv.DictReader(file))


def judge(left: str, right: str) -> PairJudgement | None:
    known = [Known(is_claimed=CLAIMED in cell) for cell in (left, right)]
    return judge_pair(take_fingerprint(to_record(left), 0, known[0]), take_fingerprint(to_record(right), 1, known[1]))


@pytest.mark.parametrize(("says", "reason", "left", "right"), rows())
def test_pair(says: str, reason: str, left: str, right: str):
    for pair in ((left, right), (right, left)):
        judged = judge(*pair)
        assert (judged.rule.joining if judged else "apart", judged.rule.code if judged else "") == (says, reason)


def test_every_rule_has_a_pair_that_needs_it():
    used = [judged.rule for _, _, left, right in rows() if (judged := judge(left, right))]
    assert not [rule for rule in twin_rules() if rule not in used]


def test_no_two_rules_ask_for_the_same():
    asked = [repr(rule).split("title=")[1] for rule in twin_rules()]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Counting Swaps | Adams | 2010", "Erratum to: Counting Swaps | Adams | 2011", "corrects"),
        ("Counting Swaps | Adams | 2010", "Reply to “Counting Swaps” | Adams | 2011", "comments_on"),
        ("Counting Swaps | Adams | 2010", "Supplementary material to: Counting Swaps | Adams | 2010", "part_of"),
        (
            "Counting Swaps | Adams | 2008 | Proc. of Counting | paper-conference",
            "Counting Swaps | Adams | 2010 | Journal of Counting | article-journal",
            "extends",
        ),
        ("Counting Swaps: Part I | Adams | 2010", "Counting Swaps: Part II | Adams | 2010", ""),
    ],
)
def test_relation(left: str, right: str, kind: str):
    for pair in ((left, right), (right, left)):
        judged = judge(*pair)
        assert (judged.relation if judged else None) == kind


def test_evidence_shows_both_values():
    left, right = to_record("Counting Swaps | Adams | 2010"), to_record("Counting Swaps | Baker | 2012")
    evidence = show_evidence(left, right)
    sentences = [one.sentence() for one in evidence]
    assert "authors differ: “Adams” / “Baker”" in sentences
    assert "year differs: “2010” / “2012”" in sentences
    assert evidence[0].bearing is Bearing.FOR


@pytest.mark.parametrize(
    ("field", "left", "right", "kind", "code"),
    [
        ("edition", "2", "3rd", "book", "numbers_differ"),
        ("edition", "2", "Second", "book", "title_authors_year"),
        ("number", "TR-2012-01", "TR-2012-02", "report", "numbers_differ"),
        ("number", "TR-2012-01", "TR-2012-1", "report", "title_authors_year"),
        ("number", "US 123", "US 456", "patent", "numbers_differ"),
        ("number", "US 123", "US 123 B2", "patent", "title_authors_year"),
        ("number", "12", "13", "article-journal", "title_authors_year"),
        ("issue", "1", "2", "article-journal", "title_authors_year"),
    ],
)
def test_what_counts_those_of_one_title(field: str, left: str, right: str, kind: str, code: str):
    record = replace(to_record("Sorting Long Lists of Names | Adams; Baker | 2010"), type=kind)
    one, other = (take_fingerprint(replace(record, **{field: text}), 0) for text in (left, right))
    judged = judge_pair(one, other)
    assert judged is not None
    assert judged.rule.code == code


@pytest.mark.parametrize(("issue", "code"), [("1", "generic_title_page"), ("2", "numbers_differ")])
def test_an_editorial_of_another_issue_is_another_one(issue: str, code: str):
    record = to_record("Editorial |  | 2010 | Sorting | article-journal | 5:1")
    judged = judge_pair(*(take_fingerprint(replace(record, issue=text), 0) for text in ("1", issue)))
    assert judged is not None
    assert judged.rule.code == code


def test_chapters_of_one_book_are_two_works():
    record = to_record("Sorting Long Lists of Names | Adams; Baker | 2010")
    chapters = (replace(record, other_texts=(("chapter-number", text),)) for text in ("1", "2"))
    judged = judge_pair(*(take_fingerprint(one, 0) for one in chapters))
    assert judged is not None
    assert judged.rule.code == "numbers_differ"


def test_an_erratum_is_not_related_to_another_title():
    assert judge("Erratum to: Sorting Long Lists of Names | Adams | 2010", "Veins of Plants | Adams | 2010") is None
    alike = judge("Erratum to: Sorting by Swaps: Part I | Adams | 2010", "Sorting by Swaps: Part II | Adams | 2010")
    assert alike is not None
    assert alike.relation == ""


SORTING = "Sorting Long Lists of Names by Random Swaps"
LONG = " ".join(f"alpha{at}" for at in range(120))


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (SORTING, "Sorting Long Lists of the Names by Random Swaps", TwinTitle.EDITED),
        (SORTING, "Sorting Long Lists of Names, by and for Random Swaps", TwinTitle.EDITED),
        (SORTING, f"{SORTING}s", TwinTitle.EDITED),
        (SORTING, f"{SORTING} to go", TwinTitle.SUBTITLE),
        (f"{LONG} zeta", f"beta {LONG} eta", TwinTitle.REWORDED),
    ],
)
def test_titles_that_differ_by_words_that_say_little(left: str, right: str, relation: TwinTitle):
    prints = [take_fingerprint(to_record(title), at) for at, title in enumerate((left, right))]
    assert {relate_titles(*prints), relate_titles(*prints[::-1])} == {relation}


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("5:2297-2108", "5:2100-2108", "title_page"),
        ("5:2297-2108", "5:2100-2107", "other_page_of_one_volume"),
        ("5:100-108", "5:104-112", "title_page"),
        ("5:100-108", "5:108-112", "other_page_of_one_volume"),
    ],
)
def test_pages_that_overlap(left: str, right: str, reason: str):
    cell = f"{SORTING} | Adams; Baker; Clark | 2010 | Journal of Sorting | article-journal | {{}}"
    judged = judge(cell.format(left), cell.format(right))
    assert judged
    assert judged.rule.code == reason
