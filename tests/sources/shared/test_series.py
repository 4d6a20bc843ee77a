import pytest

from pipeline.sources.shared.series import find_series, sort_containers


@pytest.mark.parametrize(
    ("series", "book"),
    [
        ("Lecture Notes in Computer Science", "Advances in Visual Pears"),
        ("Advances in Intelligent Systems and Computing", "Advances in Fuzzy Pears 2017"),
        ("Contemporary Mathematics", "Structured Pears, and Engineering I"),
        ("Springer Series in Statistics", "Pears and Methods in Series"),
        ("Advances in Pear Research", "Handbook of Pears"),
        ("Studies in Pears", "Melons"),
        ("Pears", "Melons: An Introduction"),
        ("Fruit Library", "Proceedings of the Pear Conference"),
    ],
)
def test_the_series_in_either_order(series, book):
    assert find_series([series, book]) == 0
    assert find_series([book, series]) == 1


def test_titles_alike_keep_their_order():
    assert find_series(["Pears", "Melons"]) == 0


@pytest.mark.parametrize(
    ("titles", "shorts", "book", "sorted_"),
    [
        ([], [], "", ("", "", "")),
        (["Pears"], ["P."], "", ("Pears", "P.", "")),
        (["Pears", "Studies in Fruit"], ["P.", "SF"], "", ("Pears", "P.", "Studies in Fruit")),
        (["Pears", "Studies in Fruit"], [], "Pears", ("", "", "Studies in Fruit")),
    ],
)
def test_container_short_form_and_series(titles, shorts, book, sorted_):
    assert sort_containers(titles, shorts, book) == sorted_
