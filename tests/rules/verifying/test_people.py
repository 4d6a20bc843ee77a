"""How two lists of authors relate: a table of lists, and of names that are one person's or two."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.model.records import Name
from pipeline.rules.verifying.people import PeopleComparison, compare_people, is_placeholder
from tests.record_cells import to_record


def compare(ours: str, theirs: str) -> PeopleComparison:
    return compare_people(to_record(f" | {ours}"), to_record(f" | {theirs}"))


LISTS = [
    # ours, theirs, relation, whether they are of one paper
    ("Baker; Clark; Young", "Baker; Clark; Young", "equal", True),
    ("Baker; Clark", "Baker; Clark; Young", "missing", True),
    ("Clark; Baker", "Baker; Clark; Young", "missing", True),
    ("Baker; others", "Baker; Clark; Young", "shortened", True),
    ("Clark; Baker; others", "Baker; Clark; Young", "reordered", True),
    ("Baker; Clark; Young", "Baker; others", "shortened", True),
    ("Baker; Clark; others", "Baker; Clark", "equal", True),
    ("Clark; Baker", "Baker; Clark", "reordered", True),
    ("Baker; Clark; Young", "Baker; Clark", "added", True),
    ("Baker; Clark; Young; others", "Baker; Clark; Wood", "added", True),
    ("Baker; Young", "Baker", "added", True),
    ("Baker; Young; Wood", "Baker", "added", False),
    ("Baker; Clark", "Baker; Young", "replaced", True),
    ("Baker; Clark; Wood", "Baker; Young; Hill", "replaced", False),
    ("Baker; Clark; Wood", "Baker; Young", "replaced", False),
    ("Baker; Clark", "Baker; Young; Hill", "replaced", False),
    ("Baker; Clark", "Wood; Young", "different", False),
    ("", "Baker", "unknown", True),
    ("Baker", "", "unknown", True),
    ("", "", "unknown", True),
    ("others", "Baker; Clark", "unknown", True),
    ("First Author; Second Author", "Baker", "placeholder", False),
    ("First Author; Baker", "Baker", "added", True),
    ("Swap Collaboration; Baker", "Baker", "equal", True),
    ("Baker", "Baker; Swap Working Group", "equal", True),
    ("Swap Collaboration", "Baker", "unknown", True),
    ("Swap Collaboration", "Swap Collaboration", "equal", True),
    ("Swap Collaboration", "Sorting Team", "unknown", True),
    ("Swap Collaboration; Baker", "Swap Collaboration", "unknown", True),
    ("Julie Baker; Ben Clark", "Julie Baker AND Ben Clark", "unknown", True),
    ("Julie Baker; Ben Clark", "Julie Baker AND Dan Wood", "added", True),
]


@pytest.mark.parametrize(("ours", "theirs", "relation", "is_one"), LISTS)
def test_two_lists(ours: str, theirs: str, relation: str, is_one: bool):
    compared = compare(ours, theirs)
    assert (compared.relation.value, compared.is_of_one_paper) == (relation, is_one)


def test_who_is_missing_and_who_was_added():
    compared = compare("Baker; Wood; Young", "Young; Clark; Baker")
    assert (compared.shared, compared.missing, compared.added) == (2, (Name("Clark", "A."),), (Name("Wood", "A."),))


PERSONS = [
    # ours, theirs, whether they are one person
    ("Baker, Ada", "Baker, Ada", True),
    ("Baker, A.", "Baker, Ada", True),
    ("Baker, B.", "Baker, Ada", False),
    ("Baker, A. B.", "Baker, Ada", True),
    ("Baker, Ada Bea", "Baker, A. B.", True),
    ("Baker, Bea", "Baker, Ada B.", True),
    ("Baker, Ada B.", "Baker, Bea", True),
    ("Baker, ABC", "Baker, Ada B. C.", True),
    ("Baker, BCD", "Baker, Ada C. D.", False),
    ("Baker, BAD", "Baker, Ada C. B.", True),
    ("Baker, ABCDE", "Baker, E. F.", False),
    ("Baker, Li", "Baker, Ida", False),
    ("Baker, Ada", "Baker, Alma", False),
    ("Baker, Ada", "Baker, Alexander", True),
    ("Baker, Adam", "Baker, Andre", True),
    ("Baker, Robert", "Baker, Rupert", True),
    ("Baker, Sylvia", "Baker, Shonu", False),
    ("Ada, Baker", "Baker, Ada", True),
    ("Baker AB", "Baker, Ada B.", True),
    ("Baker A.B.", "Baker, Ada B.", True),
    ("Baker A-B", "Baker, Ada-Bea", True),
    ("Wood AB", "Baker, Ada B.", False),
    ("Bakerson, Ada", "Bakersen, Ada", True),
    ("Bakersons, Ada", "Bakersent, Ada", True),
    ("Bakerson, Ada", "Bakerten, Ada", False),
    ("Bakerson, Bo", "Bakersen, Ada", False),
    ("Bakre, Ada", "Baker, Ada", True),
    ("Chen, Ada", "Cheng, Ada", False),
    ("Cheng, Ada", "Zheng, Ada", True),
    ("Riquel, Carl", "Ruiz, Carl Riquel", True),
    ("Riquel, C.", "Riquel Ruiz, C.", True),
    ("van der Maat, Laura", "Maat, Laura", True),
    ("Yksekgnl, Mert", "Yüksekgönül, Mert", True),
    ("Yüksekgönül, Mert", "Yksekgnl, Mert", True),
    ("Muller, Ada", "Müller, Ada", True),
    ("Mueller, Ada", "Müller, Ada", True),
    ("Koenig, Ada", "König, Ada", True),
    ("Haendel, Ada", "Händel, Ada", True),
    ("Ł, Ada", "Baker, Ada", False),
    ("Baker-Roe, Ada", "Roe, Ada", True),
    ("DeLong, Ada", "De Long, Ada", True),
    ("Nguyen, Thi Minh", "Minh, Nguyen Thi", True),
    ("Wang, Li", "Li, Wang", True),
    ("O’Neil, Ada", "ONeil, Ada", True),
]


@pytest.mark.parametrize(("ours", "theirs", "is_one"), PERSONS)
def test_two_persons(ours: str, theirs: str, is_one: bool):
    """Two others are with each, so that none is taken for the one who may go by another given name."""
    compared = compare(f"{ours}; Hill, Max; Lake, Una", f"{theirs}; Hill, Ida; Lake, Una")
    assert (compared.relation.value == "equal") is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("First Author", True),
        ("Second Author", True),
        ("Author A", True),
        ("Author One", True),
        ("Anonymous Authors", True),
        ("Anonymous Submission", True),
        ("The Authors", True),
        ("Jane Doe", True),
        ("John Doe", True),
        ("Firstname Lastname", True),
        ("Your Name", True),
        ("Jane Doering", False),
        ("Ann Author", False),
        ("Ada Baker", False),
    ],
)
def test_what_stands_for_a_name(text: str, is_one: bool):
    assert is_placeholder(to_record(f" | {text}").author[0]) is is_one


@pytest.mark.parametrize(
    ("last", "relation"),
    [
        (Name(literal="{,"), "shortened"),
        (Name(literal="abc"), "replaced"),
        (Name(literal="Ö"), "replaced"),
        (Name("", "Z."), "replaced"),
        (Name("al.", "et"), "shortened"),
        (Name(literal="al."), "shortened"),
    ],
)
def test_what_may_hide_others(last: Name, relation: str):
    ours = replace(to_record(" | Baker"), author=(Name("Baker", "A."), last))
    assert compare_people(ours, to_record(" | Baker; Clark")).relation.value == relation


def test_lists_of_thousands_are_compared_by_their_beginning():
    people = "; ".join(f"Family{at}, Ada" for at in range(401))
    assert compare(people, people).shared == 400
