"""The key ledger after a merge, and one that has lost lines: nothing is joined wrongly, and no key goes in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.records import Record, Work
from pipeline.rules.citation_keys.ledger import KeyLine, assign_keys, find_aliases
from pipeline.rules.citation_keys.restoring import find_lost_keys
from pipeline.rules.citation_keys.union import KeyChange, settle_keys


def line(key: str, work: str, *more: str) -> KeyLine:
    return KeyLine(key, work, (work, *more))


A, B = line("kim2018", "doi:10.1/a", "title:a:2018"), line("kim2018", "doi:10.1/b", "title:b:2018")
ALIAS = KeyLine("kimb2018", "doi:10.1/a", ())


@pytest.mark.parametrize(
    ("lines", "reserved", "settled", "changes"),
    [
        ((A,), (), (A,), ()),
        ((A, A), (), (A,), ()),
        ((A, B), (), (A, line("kim2018a", *B.ids)), (KeyChange(1, B.work, "kim2018", "kim2018a", A.work),)),
        ((B, A), (), (B, line("kim2018a", *A.ids)), (KeyChange(1, A.work, "kim2018", "kim2018a", B.work),)),
        (
            (A, line("Kim2018", *B.ids), line("kim2018A", "c")),
            ("KIM2018b",),
            (A, line("Kim2018c", *B.ids), line("kim2018A", "c")),
            (KeyChange(1, B.work, "Kim2018", "Kim2018c", A.work),),
        ),
        # a work that has another line of its own gets that key
        (
            (A, B, line("kimb", B.work)),
            (),
            (A, line("kimb", *B.ids)),
            (KeyChange(1, B.work, "kim2018", "kimb", A.work),),
        ),
        # one work by two names: the preprint has got its DOI in one branch
        (
            (line("k", "arxiv:1", "title:a:"), line("k", "doi:10.1/a", "arxiv:1")),
            (),
            (KeyLine("k", "arxiv:1", ("arxiv:1", "title:a:", "doi:10.1/a")),),
            (),
        ),
        # one work with two keys
        (
            (A, line("kimb2018", A.work, "arxiv:1")),
            (),
            (KeyLine("kim2018", A.work, (*A.ids, "arxiv:1")), ALIAS),
            (KeyChange(1, A.work, "kimb2018", "kim2018"),),
        ),
        ((A, ALIAS), (), (A, ALIAS), ()),
        ((ALIAS, A), (), (ALIAS, A), ()),
    ],
    ids=range(10),
)
def test_what_stands_first_stays(
    lines: tuple[KeyLine, ...], reserved: tuple[str, ...], settled: tuple[KeyLine, ...], changes: tuple[KeyChange, ...]
):
    found = settle_keys(lines, reserved)
    assert (found.lines, found.changes) == (settled, changes)
    assert settle_keys(found.lines, reserved).changes == ()


@pytest.mark.parametrize("ledger", [(A, ALIAS), (ALIAS, A)])
def test_an_alias_is_no_key_that_a_work_takes(ledger: tuple[KeyLine, ...]):
    work = Work(A.work, Record("r", title="A"), ("r",), "matched", ids=A.ids)
    other = Work("doi:10.1/z", Record("z", title="Z"), ("z",), "matched", ids=("doi:10.1/z", A.work))
    keyed = assign_keys([work, other], ledger, "auth.lower + year")
    assert keyed.works[0].key == "kim2018"
    assert keyed.works[1].key not in ("kim2018", "kimb2018")
    assert find_aliases(keyed.works, keyed.ledger) == (("kimb2018", "kim2018"),)


WORKS = st.integers(0, 5).map(lambda number: f"doi:10.1/{number}")
BRANCH = st.lists(st.builds(line, st.sampled_from(["k", "K", "ka", "m", "n"]), WORKS), max_size=5)


@given(base=BRANCH, ours=BRANCH, theirs=BRANCH)
def test_both_ways_of_a_merge_give_the_same_works_and_as_many_keys(
    base: list[KeyLine], ours: list[KeyLine], theirs: list[KeyLine]
):
    """Each branch is a ledger that a run wrote; git puts the lines of one before those of the other."""
    base = list(settle_keys(base).lines)
    branches = [list(settle_keys([*base, *own]).lines) for own in (ours, theirs)]
    merged = []
    for first, second in (branches, branches[::-1]):
        lines = [*first, *(one for one in second if one not in base)]
        found = settle_keys(lines)
        keys = [one.key.casefold() for one in found.lines]
        assert len(keys) == len(set(keys)), "a key is given once"
        by_key = {one.key: one.work for one in found.lines}
        assert all(by_key.get(one.key) == one.work for one in first), "the first branch keeps its keys"
        assert {name for one in lines for name in one.ids} == {name for one in found.lines for name in one.ids}
        merged.append({one.work for one in found.lines})
    assert merged[0] == merged[1]


@pytest.mark.parametrize(
    ("known", "ledger", "restored", "given_anew"),
    [
        ((A,), (A,), (), ()),
        ((A,), (), (A,), ()),
        ((A, line("m", "doi:10.1/m")), (line("x", "y"),), (A, line("m", "doi:10.1/m")), ()),
        ((A,), (KeyLine("Kim2018", "title:a:2018", ("title:a:2018",)),), (), ()),
        ((A,), (B,), (), ("doi:10.1/b",)),
        ((A,), (line("other", *A.ids),), (), ("doi:10.1/a",)),
        ((A,), (A, B), (), ()),
        ((B,), (A, B), (), ()),
        ((A,), (line("k", "doi:10.1/z", "title:a:2018"),), (A,), ()),  # an equal title is no proof
        ((line("a}b", "w"), line("", "w")), (), (), ()),
    ],
    ids=range(10),
)
def test_keys_that_the_ledger_has_lost(
    known: tuple[KeyLine, ...], ledger: tuple[KeyLine, ...], restored: tuple[KeyLine, ...], given_anew: tuple[str, ...]
):
    found = find_lost_keys(known, ledger)
    assert found.restored == restored
    assert tuple(one.now.work for one in found.given_anew) == given_anew
