import pytest

from pipeline.model.records import Date
from pipeline.sources.shared import json_shapes


@pytest.mark.parametrize("value", [None, 7, True, "text", [], ["x"], [None], {}, {"a": None}, {"a": {"b": []}}, 1.5])
def test_no_getter_raises(value):
    for find in (json_shapes.find_raw, json_shapes.find_text, json_shapes.find_first):
        assert isinstance(find(value, "a", "b"), str)
    for find_all in (json_shapes.find_list, json_shapes.find_dicts, json_shapes.find_texts):
        assert isinstance(find_all(value, "a", "b"), list)
    assert json_shapes.find_count(value, "a") is None
    assert json_shapes.find_year(value, "a") is None


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ((2016, 2, 29), Date(2016, 2, 29)),
        ((2015, 2, 29), Date(2015, 2)),
        (("2016", "3"), Date(2016, 3)),
        ((2016, 13, 1), Date(2016)),
        ((2016, 0), Date(2016)),
        ((True, 1), None),
        ((2549,), Date(2006)),
        (("soon",), None),
        (("²016",), None),
        ((10**30,), None),
        ((None,), None),
    ],
)
def test_make_date(parts, date):
    assert json_shapes.make_date(*parts) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2006-01-02T14:57:58Z", Date(2006, 1, 2)),
        ("2006-01", Date(2006, 1)),
        ("2006", Date(2006)),
        ("07.04.2017", None),
        ("2020-10-01/2020-11-30", None),
        ("", None),
    ],
)
def test_parse_date(text, date):
    assert json_shapes.parse_date(text) == date


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("525", "535", "525-535"),
        ("145", "145", "145"),
        ("525 – 535", "", "525-535"),
        ("", "9", "9"),
        ("", "", ""),
        ("179 - 179", "", "179"),
    ],
)
def test_join_pages(first, last, pages):
    assert json_shapes.join_pages(first, last) == pages


@pytest.mark.parametrize("text", ["1", "e12", "L1", "96973B", "1--12", "3.5", "Doc25", "12, 14"])
def test_is_page(text):
    assert json_shapes.is_page(text)


@pytest.mark.parametrize("text", ["", "Korea", "Spain; 3353", "1-5 September 2008", "№1(24) (2019)"])
def test_is_no_page(text):
    assert not json_shapes.is_page(text)


def test_the_word_null_is_empty():
    assert [json_shapes.find_text({"volume": value}, "volume") for value in ("null", "n/a", "12", "Null A")] == [
        "",
        "",
        "12",
        "Null A",
    ]
