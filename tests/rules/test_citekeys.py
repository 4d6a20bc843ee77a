"""Citation keys: how they are made, that they are safe and unique, and that they stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.model import Date, Identifiers, Name, Record, Work
from pipeline.rules.citekeys import assign_keys, parse_pattern

DEFAULT = "auth.lower + year + shorttitle(1).lower"


def record(
    title: str = "Visualizing and Understanding", family: str = "Zeiler", year: int | None = 2014, **more: object
) -> Record:
    people = (Name(family, "M."),) if family else ()
    return Record(id=title, title=title, author=people, issued=Date(year) if year else None, **more)  # type: ignore[arg-type]


def work(found: Record, *ids: str) -> Work:
    return Work(id=ids[0] if ids else found.id, record=found, rows=(), standing="matched", ids=ids)


@pytest.mark.parametrize(
    ("pattern", "made", "key"),
    [
        (DEFAULT, record(), "zeiler2014visualizing"),
        (DEFAULT, record("The (In)fidelity of it"), "zeiler2014fidelity"),
        (DEFAULT, record("“Why Should I Trust You?”", "Túlio Ribeiro"), "tulioribeiro2014why"),
        (DEFAULT, record(family="Müller-Strauß"), "mullerstrauss2014visualizing"),
        (DEFAULT, record(family=""), "anon2014visualizing"),
        (DEFAULT, record(year=None), "zeilerndvisualizing"),
        (DEFAULT, record("深度学习", "李"), "anon2014"),
        ("auth.lower + shorttitle(3,3) + year", record(), "zeilerVisualizingUnderstanding2014"),
        ("auth.capitalize + year", record(), "Zeiler2014"),
        ("year + title.lower", record(), "x2014visualizingunderstanding"),
    ],
)
def test_patterns(pattern: str, made: Record, key: str):
    assert parse_pattern(pattern)(made) == key


@pytest.mark.parametrize("pattern", ["", "author", "auth.loud", "auth + + year", "shorttitle(x)"])
def test_wrong_patterns_are_told(pattern: str):
    with pytest.raises(UsageError, match=r"keys\.pattern"):
        parse_pattern(pattern)


def test_only_the_newcomer_gets_a_suffix_and_keys_stay():
    first = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT)
    twin = work(record("Visualizing something else"), "doi:10.1000/2")
    second = assign_keys([twin, work(record(), "doi:10.1000/1")], first.ledger, DEFAULT)
    assert [one.key for one in second.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]
    assert second.ledger[0] == first.ledger[0]


def test_a_work_that_left_keeps_its_key_from_others():
    first = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT)
    second = assign_keys([work(record(), "doi:10.1000/2")], first.ledger, DEFAULT)
    assert second.works[0].key == "zeiler2014visualizinga"


def test_a_row_keeps_its_key_when_its_paper_is_found_and_gets_its_doi():
    first = assign_keys([work(record(family=""), "title:visualizing:2014")], (), DEFAULT)
    found = work(record(identifiers=Identifiers(doi="10.1000/1")), "doi:10.1000/1", "title:visualizing:2014")
    second = assign_keys([found], first.ledger, DEFAULT)
    assert second.works[0].key == "anon2014visualizing"
    third = assign_keys([work(record(), "doi:10.1000/1")], second.ledger, DEFAULT)
    assert third.works[0].key == "anon2014visualizing"


def test_another_paper_of_the_same_title_does_not_take_the_key():
    first = assign_keys([work(record(), "doi:10.1000/kdd", "title:why:2016")], (), DEFAULT)
    demo, paper = (
        work(record(), "doi:10.1000/demo", "title:why:2016"),
        work(record(), "doi:10.1000/kdd", "title:why:2016"),
    )
    second = assign_keys([demo, paper], first.ledger, DEFAULT)
    assert [one.key for one in second.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]


def test_a_persons_own_key_is_kept():
    own = work(record("Another title", citation_key="Zeiler2014Visualizing"), "doi:10.1000/2")
    found = assign_keys([work(record(), "doi:10.1000/1"), own], (), DEFAULT)
    assert [one.key for one in found.works] == ["zeiler2014visualizinga", "Zeiler2014Visualizing"]


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
def test_keys_are_safe_and_unique_whatever_the_names(people: list[tuple[str, str]]):
    works = [work(record(title, family), f"doi:10.1000/{at}") for at, (title, family) in enumerate(people)]
    keys = [one.key for one in assign_keys(works, (), DEFAULT).works]
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", key) for key in keys)
    assert len(set(keys)) == len(keys)
