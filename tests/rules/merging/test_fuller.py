"""Of two spellings of one value, which says more; of two values, neither."""

from __future__ import annotations

import pytest

from pipeline.rules.merging.fuller import find_fullest, is_fuller_container, is_fuller_range, is_fuller_title

ACADEMY = "Proceedings of the National Academy of Sciences of the United States of America"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Mach. Learn.", "Machine Learning"),
        ("ICML", "International Conference on Machine Learning"),
        ("ICML 2019", "Proceedings of the 36th International Conference on Machine Learning"),
        ("NeurIPS'07", "Advances in Neural Information Processing Systems"),
        ("Proc. Natl. Acad. Sci. U. S. A.", ACADEMY),
        ("IEEE Int. Conf. Robot. Autom.", "2011 IEEE International Conference on Robotics and Automation"),
        ("JPF", "Journal of Pear Farming"),
        ("Pattern …", "Pattern Recognition"),
        ("Pattern ...", "Pattern"),
        ("PATTERN RECOGNITION", "Pattern Recognition"),
        ("pattern recognition", "Pattern Recognition"),
        ("J. Fruit", "Journal of Fruit"),
    ],
)
def test_a_container_that_is_written_out_is_fuller(first: str, other: str):
    assert is_fuller_container(first, other)
    assert not is_fuller_container(other, first)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Nature", "Nature Methods"),
        ("Machine Learning", "Machine Learning"),
        ("Mach. Learn.", "Machine …"),
        ("Mach. Learn.", "Machine Vision"),
        ("ICML", "International Conference on Learning Representations"),
        ("", "Nature"),
        ("…", "…"),
        ("Mach. Learn. Res.", "Machine Learning"),
        ("Nature", "NATURE"),
        ("JPF", "Pear Farming"),
        ("Lancet", "Lincoln Cetology"),
    ],
)
def test_another_container_is_not_fuller(first: str, other: str):
    assert not is_fuller_container(first, other)


@pytest.mark.parametrize(
    ("first", "other", "is_fuller"),
    [
        ("ON PEARS", "On pears", True),
        ("on pears", "On Pears", True),
        ("On pears", "ON PEARS", False),
        ("pears", "Pears", False),
        ("On Pe…", "On Pears and Plums", True),
        ("On Pears ...", "On Plums", False),
        ("On Pears …", "On Pears and …", False),
        ("…", "On Pears", False),
        ("On Pears", "On pears? A study", True),
        ("On Pears: A Study", "On Pears", False),
        ("On Pears", "On Pears and Plums", False),
    ],
)
def test_a_title_with_its_end_is_fuller(first: str, other: str, is_fuller: bool):
    assert is_fuller_title(first, other) is is_fuller


@pytest.mark.parametrize(
    ("first", "other", "is_fuller"),
    [
        ("1", "1-9", True),
        ("290-9", "290-299", True),
        ("290-9", "290-305", False),
        ("1-9", "1", False),
        ("1", "2-9", False),
        ("e12", "e12", False),
    ],
)
def test_pages_with_both_ends_are_fuller(first: str, other: str, is_fuller: bool):
    assert is_fuller_range(first, other) is is_fuller


def test_the_fullest_is_found_step_by_step():
    names = ("Pattern Recogn.", "Nature", "Pattern Recognition", "Pattern …", "PATTERN RECOGNITION")
    assert find_fullest(names, is_fuller_container) == 2
    assert find_fullest(tuple(reversed(names)), is_fuller_container) == 2
    assert find_fullest(("Nature", "Cell"), is_fuller_container) == 0
