"""Where the parts of an entry stand: at the places that say so is what was read."""

from __future__ import annotations

import pytest

from pipeline.readers.references.bibtex_places import find_authors, place_entries
from pipeline.readers.references.bibtex_syntax import read_entries
from tests.hostile_inputs import ENTRIES


def values(text: str) -> list[tuple[str, str]]:
    (found,) = [one for one in place_entries(text) if one.place]
    assert found.place
    return [(field.name, text[field.value : field.end]) for field in found.place.fields]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("Title = {A {B} c} , year=2001", [("Title", "{A {B} c}"), ("year", "2001")]),
        ('title = "A {"} b" ,\n year = 2001\n', [("title", '"A {"} b"'), ("year", "2001")]),
        ("month = jan # { 3}, note = {x}", [("month", "jan # { 3}"), ("note", "{x}")]),
        ("note = {a},\r\n% a remark\r\n note = {b},", [("note", "{a}"), ("note", "{b}")]),
        ("title = {a \\{ b}, year = {}", [("title", "{a \\{ b}"), ("year", "{}")]),
        ("title = {a} year = 1999", [("title", "{a}"), ("year", "1999")]),
    ],
)
def test_values_with_their_marks(fields: str, found: list[tuple[str, str]]):
    assert values(f"% before\n@Misc{{k, {fields}}} behind") == found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x @Misc { k 1 , note = {x} } y", ("Misc", "@Misc { k 1", "@Misc { k 1 , note = {x} }")),
        ("@misc(k,)", ("misc", "@misc(k", "@misc(k,)")),
        ("@misc{k\n\n", ("misc", "@misc{k", "@misc{k")),
    ],
)
def test_type_key_and_end_of_an_entry(text: str, parts: tuple[str, str, str]):
    (found,) = place_entries(text)
    assert (place := found.place)
    assert (text[place.kind : place.kind_end], text[place.start : place.key_end]) == parts[:2]
    assert text[place.start : place.end] == parts[2]


def test_an_entry_without_key_has_no_place_behind_it():
    (found,) = place_entries("@misc{note = {x}}")
    assert found.place
    assert found.place.key_end == -1


def test_what_is_no_entry_has_no_place():
    found = list(place_entries("@comment{\n@book{a, title={x}}}\n@misc{k, note={y}}\n"))
    assert [one.place is None for one in found] == [True, False]


@pytest.mark.parametrize("text", ENTRIES)
def test_the_entries_are_those_that_are_read(text: str):
    found = list(place_entries(text))
    assert [one.entry for one in found] == list(read_entries(text))
    for one in found:
        names = {field.name.lower() for field in one.place.fields} if one.place else set()
        assert names >= set(one.entry.fields)


def test_authors_with_their_latex():
    (found,) = place_entries('@misc{k, author = {M{\\"u}ller,\n J. and A. Roe, B. Doe and others}}')
    assert [(name.family, piece) for name, piece in find_authors(found.entry)] == [("Müller", '{M{\\"u}ller, J.'[1:])]
