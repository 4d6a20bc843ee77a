"""What differs is marked, whatever the length of the values, and nothing of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.differing_words import Piece, mark_differences, mark_shortened
from tests.operations import grows_evenly


def shown(pieces):
    return "".join(f"[{one.text}]" if one.differs else one.text for one in pieces)


@pytest.mark.parametrize(
    ("left", "right", "ours", "theirs"),
    [
        ("Deep nets for cats", "Deep Nets for big dogs", "Deep nets for [cats]", "Deep Nets for [big dogs]"),
        (
            "Pear, J.; Plum, A.",
            "Pear, J.; Quince, B.; Plum, A.",
            "Pear, J.; Plum, A.",
            "Pear, J.; [Quince, B.;] Plum, A.",
        ),
        ("10.1109/cvpr.2016.90", "10.1109/cvpr.2017.90", "10.1109/cvpr.[2016].90", "10.1109/cvpr.[2017].90"),
        ("10.1109/cvpr.2016.90", "10.48550/arxiv.1706.1", "[10.1109/cvpr.2016.90]", "[10.48550/arxiv.1706.1]"),
        ("618–626", "618–628", "618–[626]", "618–[628]"),
        ("2019", "2020", "[2019]", "[2020]"),
        ("same thing", "Same thing", "[same] thing", "[Same] thing"),
        ("Café nets", "cafe NETS now", "Café nets", "cafe NETS [now]"),
        ("a b", "", "[a b]", ""),
        ("equal all over", "equal all over", "equal all over", "equal all over"),
    ],
)
def test_differing_words_are_marked(left, right, ours, theirs):
    assert tuple(map(shown, mark_differences(left, right))) == (ours, theirs)


def test_names_of_a_list_are_compared_as_a_whole():
    left, right = "Yutong He, Jiaming Song, Yang Song, J. Wu", "Yutong He, Yang Song, Jiaming Song, J. Wu"
    assert shown(mark_differences(left, right, are_lists=True)[0]) == "Yutong He, Jiaming Song, [Yang Song,] J. Wu"
    assert shown(mark_differences("A Pear;  B Plum", "B Plum", are_lists=True)[0]) == "[A Pear;] B Plum"


@given(st.text(alphabet="ab .,\u0301é", max_size=40), st.text(alphabet="ab .,\u0301é", max_size=40))
def test_nothing_of_the_values_is_lost(left, right):
    for are_lists in (False, True):
        marked = mark_differences(left, right, are_lists=are_lists)
        for text, pieces in zip((left, right), marked, strict=True):
            assert "".join(one.text for one in pieces).split() == text.split()


def test_long_lists_are_compared_by_their_words():
    names = [f"Name{at}," for at in range(900)]
    left, right = " ".join(reversed(names)), " ".join([*names[:450], "Other,", *names[450:]])
    assert [one.text for one in mark_differences(left, right)[1] if one.differs] == ["Other,"]


@pytest.mark.slow
def test_the_time_does_not_explode():
    assert grows_evenly(lambda size: mark_differences("a b " * size, "b a a " * size))


def test_equal_words_far_from_a_difference_are_left_out():
    equal = " ".join("abcdefghijklmnopqrstuvwxyz")
    ours, theirs = map(shown, mark_shortened(f"one {equal} two", f"{equal} two"))
    assert ours == "[one] a b c d e f … v w x y z two"
    assert theirs == "a b c d e f … v w x y z two"


def test_values_without_a_difference_stay_whole():
    assert mark_shortened("a " * 99, "a " * 99)[0] == (Piece(" ".join("a" * 99), False),)
