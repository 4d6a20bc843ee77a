"""The last line about a subject is the newest, whichever branch git put first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.line_order import order_by_day

Line = tuple[str, str, int]  # subject, day, what is said


def order(lines: list[Line]) -> list[Line]:
    return list(order_by_day(lines, lambda line: line[0], lambda line: line[1], "2026-06-01"))


OLD, NEW, NEWER = ("w", "2026-01-01", 1), ("w", "2026-02-01", 2), ("w", "2026-03-01", 3)
OTHER, FUTURE = ("v", "2026-02-02", 9), ("w", "2026-12-01", 5)


@pytest.mark.parametrize(
    ("lines", "ordered"),
    [
        ([OLD, NEW], [OLD, NEW]),
        ([NEW, OTHER, OLD], [OLD, OTHER, NEW]),
        ([OLD, NEWER, OTHER, NEW], [OLD, NEW, OTHER, NEWER]),
        ([OLD, OTHER, OLD, NEW], [OLD, OTHER, NEW]),
        ([("w", "", 1), ("w", "", 2), ("w", "", 1)], [("w", "", 1), ("w", "", 2), ("w", "", 1)]),
        ([FUTURE, NEW], [FUTURE, NEW]),
    ],
)
def test_lines_about_one_subject_follow_their_days(lines: list[Line], ordered: list[Line]):
    assert order(lines) == ordered


DAYS = st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-03"])
BRANCH = st.lists(st.tuples(st.sampled_from("vw"), DAYS, st.integers(0, 9)), max_size=6, unique_by=lambda one: one[:2])


@pytest.mark.slow
@given(ours=BRANCH, theirs=BRANCH)
def test_no_line_is_lost_whichever_branch_is_first(ours: list[Line], theirs: list[Line]):
    merged = [order([*first, *second]) for first, second in ((ours, theirs), (theirs, ours))]
    for found in merged:
        assert set(found) == {*ours, *theirs}
        assert [one[1] for one in found if one[0] == "w"] == sorted(one[1] for one in found if one[0] == "w")
