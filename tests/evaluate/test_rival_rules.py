"""Simple rules that tell sound references from others by what sources answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from evaluate.rival_rules import Answers, apply_rules, by_doi, by_title, by_title_and_author, collect_answers
from pipeline.model.records import Candidate, Date, Identifiers, Name, Query, QueryResult, Record
from pipeline.model.statuses import ReplyStatus
from pipeline.model.verification import EntryStatus

SUSPICIOUS, NOT_FOUND, UNKNOWN, VERIFIED = EntryStatus
FOUND, NO_MATCH, DOWN = ReplyStatus.FOUND, ReplyStatus.NO_MATCH, ReplyStatus.UNREACHABLE
TITLE = "Seeing Things With Many Words"


def record(title: str = TITLE, *families: str, doi: str = "", arxiv: str = "", year: int | None = None) -> Record:
    names = tuple(Name(family, "Jane") for family in families)
    issued = Date(year) if year else None
    return Record(id=title, title=title, author=names, issued=issued, identifiers=Identifiers(doi=doi, arxiv=arxiv))


def offered(*records: Record) -> Answers:
    return Answers(tuple(Candidate(one, "crossref", one.id) for one in records))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ((), UNKNOWN),
        ((FOUND,), VERIFIED),
        ((NO_MATCH, FOUND), VERIFIED),
        ((NO_MATCH, NO_MATCH), SUSPICIOUS),
        ((ReplyStatus.NOT_REGISTERED,), SUSPICIOUS),
        ((NO_MATCH, DOWN), UNKNOWN),
        ((DOWN, FOUND), VERIFIED),
    ],
)
def test_a_doi_resolves_or_not(said: tuple[ReplyStatus, ...], status: EntryStatus):
    assert by_doi(record(), Answers(registered=said)) is status


@pytest.mark.parametrize(
    ("title", "status"),
    [
        (TITLE, VERIFIED),
        ("seeing things, with many words.", VERIFIED),
        ("Seeing Things With Mony Words", VERIFIED),
        ("Seeing Nothing With Few Words", NOT_FOUND),
    ],
)
def test_a_similar_title_is_enough(title: str, status: EntryStatus):
    assert by_title(record(), offered(record("Another Thing"), record(title))) is status


def test_an_equal_year_does_not_help():
    other = record("Seeing Many Things With Words", year=2018)
    assert by_title(record(year=2018), offered(other)) is NOT_FOUND


@pytest.mark.parametrize(
    ("claimed", "theirs", "status"),
    [
        (("Doe",), ("Doe", "Roe"), VERIFIED),
        (("van der Doe",), ("Doe",), VERIFIED),
        (("Dóe",), ("Doe",), VERIFIED),
        (("Roe",), ("Doe", "Roe"), SUSPICIOUS),
        ((), ("Doe",), SUSPICIOUS),
        ((), (), SUSPICIOUS),
    ],
)
def test_the_first_author_must_agree(claimed, theirs, status: EntryStatus):
    assert by_title_and_author(record(TITLE, *claimed), offered(record(TITLE, *theirs))) is status


def test_an_author_of_another_title_says_nothing():
    answers = offered(record("Quite Another Thing", "Doe"))
    assert by_title_and_author(record(TITLE, "Doe"), answers) is NOT_FOUND


class Registry:
    """Knows some DOIs, and what it was asked for."""

    def __init__(self, *known: str) -> None:
        self.name, self.known = "crossref", known
        self.asked: list[str] = []

    def look_up(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for one in queries:
            ids = one.claim.identifiers
            self.asked.append(ids.doi or ids.arxiv)
            yield QueryResult(one.claim.id, self.name, FOUND if self.asked[-1] in self.known else NO_MATCH)

    def search(self, queries: Sequence[Query]) -> Iterator[QueryResult]:
        for one in queries:
            yield QueryResult(one.claim.id, self.name, FOUND, (Candidate(one.claim, self.name, "1"),))

    def count(self, works):
        return iter(())


def test_a_second_registry_is_asked_for_the_rest():
    claims = [record("A", doi="10.1/a"), record("B", doi="10.1/b"), record("C", arxiv="2001.00001"), record("D")]
    first, second = Registry("10.1/a"), Registry("10.1/b")
    answers = collect_answers(claims, [first, second], [first])
    assert (first.asked, second.asked) == (["10.1/a", "10.1/b", "2001.00001"], ["10.1/b", "2001.00001"])
    assert [answers[one.id].registered for one in claims] == [(FOUND,), (NO_MATCH, FOUND), (NO_MATCH, NO_MATCH), ()]
    told = apply_rules({f"key {one.id}": one for one in claims}, answers)
    assert list(told["DOI resolves"].items()) == [
        ("key A", VERIFIED),
        ("key B", VERIFIED),
        ("key C", SUSPICIOUS),
        ("key D", UNKNOWN),
    ]
    assert set(told["best title ≥ 0.9"].values()) == {VERIFIED}
