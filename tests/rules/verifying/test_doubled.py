"""Entries of one work are told of each other, with their places."""

from typing import Any

from pipeline.model.records import Date, Identifiers, Name, Record
from pipeline.model.verification import EntryStatus, Judgement, VerifiedEntry
from pipeline.rules.verifying.doubled import find_doubled, list_doubled
from pipeline.rules.verifying.ignoring import Acceptance, accept

AUTHORS = (Name(family="Pear", given="John"), Name(family="Quince", given="Ann"))


def entry(key, line, file="refs.bib", **fields):
    record: dict[str, Any] = {
        "type": "article-journal",
        "title": "Deep orchards and the pruning of old trees",
        "author": AUTHORS,
        "issued": Date(2020),
        "container_title": "Journal of Fruit",
        "volume": "3",
        "page": "1–9",
    }
    claim = Record(id=f"entry:{line}", **(record | fields))
    return VerifiedEntry(file, line, key, claim, Judgement(claim.id, EntryStatus.VERIFIED))


PREPRINT: dict[str, Any] = {
    "type": "article",
    "container_title": "arXiv",
    "volume": "",
    "page": "",
    "identifiers": Identifiers(arxiv="1912.00001"),
}


def notes(found):
    return [[one.sentence for one in entry.judgement.findings] for entry in found.entries]


def test_one_work_twice_is_told_at_both_places():
    found = find_doubled(
        [entry("a", 1), entry("b", 9, title="Another thing altogether", page="77"), entry("c", 20, "more.bib")]
    )
    assert found.works == ((0, 2),)
    assert list_doubled(found.entries, found.works) == (("a", "c"),)
    assert notes(found) == [
        ["The same work stands in the references more than once; see “c” (more.bib:20)."],
        [],
        ["The same work stands in the references more than once; see “a” (refs.bib:1)."],
    ]


def test_a_preprint_beside_its_published_version_is_told_as_such():
    found = find_doubled([entry("a", 1), entry("p", 9, **PREPRINT)])
    assert notes(found) == [
        ["The preprint of this work is cited beside it; see “p” (refs.bib:9)."],
        ["This preprint was published, and what was published is cited too; see “a” (refs.bib:1)."],
    ]


def test_of_many_only_some_are_named():
    found = find_doubled([entry(f"k{at}", at + 1) for at in range(7)])
    assert notes(found)[0][0].endswith("“k4” (refs.bib:5) and 2 more.")
    assert found.entries[0].judgement.findings[0].found == "k1, k2, k3, k4, k5, k6"


def test_what_a_person_accepts_is_not_listed():
    found = find_doubled([entry("a", 1), entry("b", 9)])
    accepted = accept(found.entries[0].judgement, Acceptance(is_whole=True)).judgement
    first = VerifiedEntry("refs.bib", 1, "a", found.entries[0].claim, accepted)
    assert list_doubled([first, found.entries[1]], found.works) == ()
