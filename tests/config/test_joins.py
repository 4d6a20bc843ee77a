"""Joins and partings in a file of decisions."""

from __future__ import annotations

import pytest

from pipeline.config.joins import read_joins
from pipeline.model.errors import InputError


def test_joins_and_partings_are_read():
    text = "- same: [a, 1.0]\n  why: the same\n- row: A title\n  accept: none\n- {apart: [a, b, c]}\n"
    first, second = read_joins(text, "d.yaml")
    assert (first.ids, first.is_same, first.why, first.where) == (("a", "1.0"), True, "the same", "d.yaml:1")
    assert (second.ids, second.is_same, second.where) == (("a", "b", "c"), False, "d.yaml:5")
    assert read_joins("", "d.yaml") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("same: [a, b]", "d.yaml:1: decisions are a list"),
        ("- same", "d.yaml:1: decision 1: it is not a mapping"),
        ("- {sane: [a, b]}", "unknown key “sane”; the nearest known one is “same”"),
        ("- {why: x}", "it has no `same:` or `apart:`"),
        ("- {same: [a, b], apart: [c, d]}", "it says both"),
        ("- {same: a}", "same: it is a list of ids"),
        ("- {same: [a, [b]]}", "same: it is a list of ids"),
        ("- {apart: [a, '']}", "apart: it is a list of ids"),
        ("- {apart: [a, a]}", "apart: it needs two different ids"),
        ("- {same: [a, b]}\n- {apart: [b, c, a]}", "d.yaml:2: “a” and “b” are parted here and joined at d.yaml:1"),
    ],
)
def test_what_is_no_decision_is_told(text: str, said: str):
    with pytest.raises(InputError) as told:
        read_joins(text, "d.yaml")
    assert said in str(told.value)
