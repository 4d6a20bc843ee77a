"""Citation keys: how they are made, that they are safe and unique, and that they stay."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import UsageError
from pipeline.model.records import Date, Identifiers, Name, Record, Work
from pipeline.rules.citation_keys.ledger import KeyLine, assign_keys, find_aliases
from pipeline.rules.citation_keys.patterns import parse_pattern

DEFAULT = "auth.lower + year + shorttitle(1).lower"


TWO = (Name("Zeiler", "M."), Name("Fergus", "R."))


def record(
    title: str = "Visualizing and Understanding", family: str = "Zeiler", year: int | None = 2014, **more: Any
) -> Record:
    people = (Name(family, "M."),) if family else ()
    known: dict[str, Any] = {"id": title, "title": title, "author": people, "issued": Date(year) if year else None}
    return Record(**(known | more))


def work(found: Record, *ids: str) -> Work:
    return Work(id=ids[0] if ids else found.id, record=found, rows=(), status="matched", ids=ids)


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
        # as Better BibTeX writes them
        ('auth.lower + "_" + year', record(), "zeiler_2014"),
        ("auth.lower + '-' + shortyear", record(), "zeiler-14"),
        ("auth(3).upper + veryshorttitle + year", record(), "ZEIvisualizing2014"),
        ("auth(0,2).capitalize + year", record(author=TWO), "Fergus2014"),
        ("authEtAl + year", record(author=TWO), "ZeilerFergus2014"),
        ("authEtAl + year", record(author=(*TWO, *TWO)), "ZeilerEtAl2014"),
        ("authors(1) + year", record(author=TWO), "ZeilerEtAl2014"),
        ("authorsAlpha + shortyear", record(author=(*TWO, *TWO, *TWO)), "ZFZ14"),
        ("authorsAlpha + shortyear", record(author=(*TWO, *TWO)), "ZFZF14"),
        ("authorsAlpha + shortyear", record(), "Zei14"),
        ("auth.lower + title.abbr.lower + firstpage", record(page="818-833"), "zeilervu818"),
        ("journal.abbr + year", record(container_title="Journal of Fish Biology"), "JOFB2014"),
        ("auth.substring(2,3).lower + year", record(), "eil2014"),
        # as JabRef writes them
        ("[auth][year]", record(), "zeiler2014"),
        ("[auth:capitalize]_[shorttitle]", record(), "Zeiler_VisualizingUnderstanding"),
        ("[auth4:lower]-[year]", record(), "zeil-2014"),
        ("[auth2_2][shortyear]", record(author=TWO), "fe14"),
        ("[authors2]x[camel:abbr]", record(author=TWO), "ZeilerFergusxVAU"),
        ("[veryshorttitle:truncate3:lower][year]", record(), "vis2014"),
        # a key is safe, whatever the pattern
        ('"_" + auth + year', record(), "zeiler2014"),
        ("title", record("A" * 200), "A" + "a" * 79),
    ],
)
def test_patterns(pattern: str, made: Record, key: str):
    assert parse_pattern(pattern)(made) == key


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        " ",
        "author",
        "auth.loud",
        "auth + + year",
        "auth +",
        "shorttitle(x)",
        "[nope]",
        "[auth",
        "[auth:loud]",
        "auth + 'a b'",
    ],
)
def test_wrong_patterns_are_usage_errors(pattern: str):
    with pytest.raises(UsageError, match=r"keys\.pattern"):
        parse_pattern(pattern)


def test_only_the_newcomer_gets_a_suffix_and_keys_stay():
    first = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT)
    twin = work(record("Visualizing something else"), "doi:10.1000/2")
    second = assign_keys([twin, work(record(), "doi:10.1000/1")], first.ledger, DEFAULT)
    assert [one.key for one in second.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]
    assert second.ledger[0] == first.ledger[0]


def test_a_work_that_still_waits_takes_no_key_from_one_that_is_known():
    """Its key may go again, and that of the other is for good: so it is the one with the letter."""
    works = [work(record(), "title:open"), work(record(), "doi:10.1/known")]
    keyed = assign_keys(works, (), DEFAULT, (), {"title:open"})
    assert [one.key for one in keyed.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]
    assert [line.work for line in keyed.ledger] == ["doi:10.1/known", "title:open"]


def test_a_work_that_left_keeps_its_key_from_others():
    first = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT)
    second = assign_keys([work(record(), "doi:10.1000/2")], first.ledger, DEFAULT)
    assert second.works[0].key == "zeiler2014visualizinga"


def test_a_row_keeps_its_key_when_found():
    first = assign_keys([work(record(family=""), "title:visualizing:2014")], (), DEFAULT)
    found = work(record(identifiers=Identifiers(doi="10.1000/1")), "doi:10.1000/1", "title:visualizing:2014")
    second = assign_keys([found], first.ledger, DEFAULT)
    assert second.works[0].key == "anon2014visualizing"
    third = assign_keys([work(record(), "doi:10.1000/1")], second.ledger, DEFAULT)
    assert third.works[0].key == "anon2014visualizing"


def test_a_namesake_does_not_take_the_key():
    first = assign_keys([work(record(), "doi:10.1000/kdd", "title:why:2016")], (), DEFAULT)
    demo, paper = (
        work(record(), "doi:10.1000/demo", "title:why:2016"),
        work(record(), "doi:10.1000/kdd", "title:why:2016"),
    )
    second = assign_keys([demo, paper], first.ledger, DEFAULT)
    assert [one.key for one in second.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]


def test_an_undone_merge_gives_both_keys_back():
    a, b = work(record(), "doi:10.1000/a", "arxiv:1"), work(record(), "arxiv:2")
    apart = assign_keys([a, b], (), DEFAULT)
    together = assign_keys([work(record(), "doi:10.1000/a", "arxiv:1", "arxiv:2")], apart.ledger, DEFAULT)
    again = assign_keys([b, a], together.ledger, DEFAULT)
    assert [one.key for one in again.works] == ["zeiler2014visualizinga", "zeiler2014visualizing"]


def test_a_journal_version_gets_a_key_of_its_own():
    first = assign_keys([work(record(), "doi:10.1000/conf", "arxiv:1")], (), DEFAULT)
    second = assign_keys([work(record(), "doi:10.1000/journal", "arxiv:1")], first.ledger, DEFAULT)
    assert second.works[0].key == "zeiler2014visualizinga"
    assert find_aliases(second.works, second.ledger) == ()


def test_a_preprint_keeps_its_key_when_it_is_published():
    first = assign_keys([work(record(year=2013), "arxiv:1")], (), DEFAULT)
    second = assign_keys([work(record(), "doi:10.1000/1", "arxiv:1")], first.ledger, DEFAULT)
    assert second.works[0].key == "zeiler2013visualizing"


def test_a_merged_works_former_key_is_an_alias():
    apart = assign_keys([work(record(), "doi:10.1000/1"), work(record(), "arxiv:1")], (), DEFAULT)
    together = assign_keys([work(record(), "doi:10.1000/1", "arxiv:1")], apart.ledger, DEFAULT)
    assert together.works[0].key == "zeiler2014visualizing"
    assert find_aliases(together.works, together.ledger) == (("zeiler2014visualizinga", "zeiler2014visualizing"),)


def test_a_late_own_key_is_an_alias():
    first = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT)
    late = work(record(citation_key="MZ14"), "doi:10.1000/1")
    newcomer = work(record("MZ14", ""), "doi:10.1000/2")
    second = assign_keys([late, newcomer], first.ledger, '"MZ" + shortyear')
    assert [one.key for one in second.works] == ["zeiler2014visualizing", "MZ14a"]
    assert find_aliases(second.works, second.ledger) == (("MZ14", "zeiler2014visualizing"),)


@pytest.mark.parametrize("own", ["MZ:2014", "smith.2014", "Xu+2014", "müller2014", "2014a", "a/b"])
def test_own_keys_that_every_reader_takes_are_kept(own: str):
    assert assign_keys([work(record(citation_key=own), "doi:10.1000/1")], (), DEFAULT).works[0].key == own


@pytest.mark.parametrize(
    "own", ["a,b={c}", "a}", "k%", "../../x", "k" * 10_000, "a\u202eb", "\u0430bc", "a b", "王2014"]
)
def test_own_keys_that_some_reader_refuses_are_made_anew(own: str):
    found = assign_keys([work(record(citation_key=own), "doi:10.1000/1")], (), DEFAULT)
    assert found.works[0].key == "zeiler2014visualizing"
    assert find_aliases(found.works, found.ledger) == ()


@pytest.mark.slow
def test_no_surviving_key_changes_and_none_is_given_away():
    """Many runs over a list that grows by a hundred rows, loses fifty and is shuffled: few names, so many clashes."""
    chance = random.Random(3)

    def newcomer(at: int) -> Work:
        family, title = chance.choice(["Li", "Kim", "De"]), chance.choice(["On trees", "On graphs"])
        scheme = chance.choice(["doi:10.1000/", "arxiv:", "title:"])
        own = chance.choice(["", "", "", f"Own{at}", "li2014trees"])
        shared = () if scheme == "title:" else (f"title:{title}:{at % 7}",)
        return work(record(title, family, 2014, citation_key=own), f"{scheme}{at}", *shared)

    key_of: dict[str, str] = {}
    ledger: tuple[KeyLine, ...] = ()
    works: list[Work] = []
    for turn in range(12):
        works = chance.sample(works, max(0, len(works) - 50)) + [newcomer(turn * 1_000 + at) for at in range(100)]
        for _ in range(3):
            chance.shuffle(works)
            keyed = assign_keys(works, ledger, DEFAULT)
            ledger = keyed.ledger
            for before, after in zip(works, keyed.works, strict=True):
                assert key_of.setdefault(before.id, after.key) == after.key
    assert len(key_of) == 1_200
    assert len({key.casefold() for key in key_of.values()}) == 1_200


def test_a_persons_own_key_is_kept():
    own = work(record("Another title", citation_key="Zeiler2014Visualizing"), "doi:10.1000/2")
    found = assign_keys([work(record(), "doi:10.1000/1"), own], (), DEFAULT)
    assert [one.key for one in found.works] == ["zeiler2014visualizinga", "Zeiler2014Visualizing"]


def test_a_library_key_is_reserved_for_its_paper():
    """The paper is not in the list yet: no newcomer may take the key under which a manuscript cites it."""
    found = assign_keys([work(record(), "doi:10.1000/1")], (), DEFAULT, ["Zeiler2014Visualizing"])
    assert [one.key for one in found.works] == ["zeiler2014visualizinga"]
    own = work(record("Another", citation_key="Zeiler2014Visualizing"), "doi:10.1000/2")
    later = assign_keys([own], found.ledger, DEFAULT, ["Zeiler2014Visualizing"])
    assert [one.key for one in later.works] == ["Zeiler2014Visualizing"]


@pytest.mark.slow
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
def test_keys_are_safe_and_unique_whatever_the_names(people: list[tuple[str, str]]):
    works = [work(record(title, family), f"doi:10.1000/{at}") for at, (title, family) in enumerate(people)]
    keys = [one.key for one in assign_keys(works, (), DEFAULT).works]
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", key) for key in keys)
    assert len(set(keys)) == len(keys)
