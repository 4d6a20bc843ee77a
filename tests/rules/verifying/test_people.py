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
    ("Baker", "Baker; Clark; Young; Wood", "missing", True),
    ("Clark; Baker; others", "Baker; Clark; Young; Wood; Hill", "reordered", True),
    ("Baker; others", "Baker; Clark; Young", "shortened", True),
    ("Clark; Baker; others", "Baker; Clark; Young", "reordered", True),
    ("Baker; Clark; Young", "Baker; others", "shortened", True),
    ("Baker; Clark; others", "Baker; Clark", "equal", True),
    ("Clark; Baker", "Baker; Clark", "reordered", True),
    ("Baker; Clark; Young", "Baker; Clark", "added", True),
    ("Baker; Clark; Young; others", "Baker; Clark; Wood", "added", True),
    ("Baker; Young", "Baker", "added", True),
    ("Baker; Wood; others", "Baker; Clark; Young; Hill", "added", True),
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
    ("Wood", "Baker; others", "different", False),
    ("Clark; Baker", "Baker; Clark; others", "reordered", True),
    ("Baker; Young", "Baker; Clark; others", "shortened", True),
    ("Wu, A.; Wu, Ada", "Wu, Ada; Lee, Bo", "replaced", True),
    ("Pear Study; Baker", "Baker", "equal", True),
    ("Pear Trial; Baker", "Baker", "equal", True),
    ("Swap Collaboration", "Swap Collaboration; Baker", "unknown", True),
    ("{Anonymous}", "Baker", "placeholder", False),
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


@pytest.mark.parametrize(
    "group",
    (
        "Collaboration Consortium Group Team Network Initiative Project Investigators Committee Society Association"
        " Organization Organisation Authors Foundation Institute Council Study Trial Program Programme"
    ).split(),
)
def test_a_group_is_nobody(group: str):
    assert compare(f"Baker; {{The Pear {group}}}", "Baker").relation.value == "equal"
    parted = replace(to_record(" | Baker"), author=(Name("Baker", "A."), Name(group, "The Pear")))
    assert compare_people(parted, to_record(" | Baker")).relation.value == "equal"


RAW = [
    # names as some formats hand them over; whether they are one person
    (Name("Roe", "LKJH"), Name("Roe", "Lena"), True),
    (Name("ROE", "LUDOS"), Name("Roe", "Lena"), False),
    (Name("ROSE", "Ada"), Name("Rose", "A."), True),
    (Name("XU"), Name("Xu", "Li"), True),
    (Name("?", "Ada"), Name("…", "Ada"), False),
    (Name("A.B.", "Roe"), Name("Roe", "Ada B."), True),
    (Name("A-B-C", "Roe"), Name("Roe", "Ada B. C."), True),
]


@pytest.mark.parametrize(("ours", "theirs", "is_one"), RAW)
def test_names_as_they_are_handed_over(ours: Name, theirs: Name, is_one: bool):
    rest = to_record(" | Lake, Una")
    one, other = (
        replace(rest, author=(name, Name("Hill", given), *rest.author))
        for name, given in ((ours, "Max"), (theirs, "Ida"))
    )
    assert (compare_people(one, other).relation.value == "equal") is is_one


def test_who_is_missing_and_who_was_added():
    compared = compare("Baker; Wood; Young", "Young; Clark; Baker")
    assert (compared.shared, compared.missing, compared.added) == (2, (Name("Clark", "A."),), (Name("Wood", "A."),))


def test_who_stands_in_the_same_place_is_taken_first():
    assert compare("Lee, Bo; Wu, Li", "Wu, L.; Wu, Li").missing == (Name("Wu", "L."),)


PERSONS = [
    # ours, theirs, whether they are one person
    ("Roe, Ada", "Roe, Ada", True),
    ("Roe, Ada", "Poe, Ada", False),
    ("Roe, A.", "Roe, Ada", True),
    ("Roe, B.", "Roe, Ada", False),
    ("Roe, A. B.", "Roe, Ada", True),
    ("Roe, Ada Bea", "Roe, A. B.", True),
    ("Roe, Bea", "Roe, Ada B.", True),
    ("Roe, Ada B.", "Roe, Bea", True),
    ("Roe, ABC", "Roe, Ada B. C.", True),
    ("Roe, LKJ", "Roe, Lena", True),
    ("Roe, BCD", "Roe, Ada C. D.", False),
    ("Roe, BAD", "Roe, Ada C. B.", True),
    ("Roe, Li", "Roe, Ida", False),
    ("Roe, Bell", "Roe, Ada Bess", True),
    ("Roe, Ada Bess", "Roe, Bell", True),
    ("O, A. B.", "Roe, A. B.", False),
    ("Roe, Anna", "Roe, Amon", True),
    ("Roe, Al", "Roe, Anna", True),
    ("Roe, Ali", "Roe, Anna", False),
    ("Roe, Rowina", "Roe, Robert", True),
    ("Roe, Sergey", "Roe, Srgei", True),
    ("Roe, Sylvia", "Roe, Shonu", False),
    ("Roe, Ada", "{Roe}", True),
    ("{Roe}", "Roe, Ada", True),
    ("{Ada}", "Roe, Ada", False),
    ("{Plato}", "{Plato}", True),
    ("{Plato}", "{Socrates}", False),
    ("L, A.", "Roe, A. L.", False),
    ("O, Ada", "O, A.", True),
    ("Ada, Roe", "Roe, Ada", True),
    ("Wei Jun, Liu", "Liu, Wei J.", True),
    ("Wei Jun, Liu", "Liu, Bo J.", False),
    ("Wei Jun, Lin", "Liu, Wei J.", False),
    ("Aelwyn Jo, Liu", "Liu, Aelwyn J.", True),
    ("Nguyen, Thi Minh", "Minh, Nguyen Thi", True),
    ("Minh Thi, Nguyen", "Minh Nguyen, Thi", True),
    ("Roe AB", "Roe, Ada B.", True),
    ("Roe ABC", "Roe, Ada B. C.", True),
    ("Poe AB", "Roe, Ada B.", False),
    ("LI, Wei", "LI, W.", True),
    ("Li, Wei", "LI, W.", True),
    ("LI, Wei", "LI, Bo", False),
    ("Roe Poe, Ada", "Roe, Ada", True),
    ("Li, Ada", "Li Roe, Ada", True),
    ("Li, A.", "Roe, A. Li", True),
    ("Riquel, C.", "Ruiz, C. Riquel", True),
    ("Roe Bakerson, Ada", "Poe Bakersen, Ada", True),
    ("Riquel, Carl", "Ruiz, Carl Riquel", True),
    ("van der Roe, Ada", "Roe, Ada", True),
    ("LeRoe, Ada", "le Roe, Ada", True),
    ("LeRoe, Ada", "Le Roe, Ada", True),
    ("O’Roe, Ada", "ORoe, Ada", True),
    ("O'Roe, Ada", "ORoe, Ada", True),
    ("O'Roe, Ada", "O'Poe, Ada", False),
    ("Bakerson, Ada", "Bakersen, Ada", True),
    ("Bakerson, Bo", "Bakersen, Ada", False),
    ("Bakerson, Ada", "Bakerten, Ada", False),
    ("Bakersons, Ada", "Bakersent, Ada", True),
    ("Bakersons, Ada", "Bakertent, Ada", False),
    ("Bakre, Ada", "Baker, Ada", True),
    ("Chen, Ada", "Cheng, Ada", False),
    ("Cheng, Ada", "Zheng, Ada", True),
    ("Yksekgnl, Mert", "Yüksekgönül, Mert", True),
    ("Yüksekgönül, Mert", "Yksekgnl, Mert", True),
    ("Len, Ada", "Ölen, Ada", True),
    ("Le, Ada", "Öle, Ada", False),
    ("Lug, Ada", "Lüg, Ada", True),
    ("Lueg, Ada", "Lüg, Ada", True),
    ("Boel, Ada", "Böl, Ada", True),
    ("Haes, Ada", "Häs, Ada", True),
]


@pytest.mark.parametrize(("ours", "theirs", "is_one"), PERSONS)
def test_two_persons(ours: str, theirs: str, is_one: bool):
    """Two others are with each, so that none is taken for the one who may go by another given name."""
    compared = compare(f"{ours}; Hill, Max; Lake, Una", f"{theirs}; Hill, Ida; Lake, Una")
    assert (compared.relation.value == "equal") is is_one


PLACEHOLDERS = """
{Anonymous}, {Unknown}, {Various}, Anonymous Authors, Anonymous Submission, {The Anonymous Author}, First
Author, Second Author, Third Author, Last Author, Some Author, {The Authors}, {No author}, {No authors},
Author One, Author Two, Author Three, Author A, Author D, Author 1, Author 9, Author Name, {Author names},
{Author}, {Authors}, A. Author, C. Author, Name Here, Name Withheld, Name Surname, {Names here}, Jane Doe,
John Doe, {N. N.}, {TBA}, {TBD}, {XXX}, Lorem Ipsum, Your Name, Given Family, Firstname Lastname, Family
Given, Last First, Lastname Firstname
"""
NAMES = "Jane Doering, Ann Author, Ada Baker, D. Author, Author E, Author Ten, Anonymous Pear, First Last, Last Pear"


@pytest.mark.parametrize("text", [" ".join(one.split()) for one in PLACEHOLDERS.split(",")])
def test_what_stands_for_a_name(text: str):
    assert is_placeholder(to_record(f" | {text}").author[0])


@pytest.mark.parametrize("text", NAMES.split(", "))
def test_what_is_a_name(text: str):
    assert not is_placeholder(to_record(f" | {text}").author[0])


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
