"""Fields put into a person's own entry, as that entry writes its fields; all around them stays."""

from __future__ import annotations

import pytest

from pipeline.readers.references.bibtex_places import place_entries
from pipeline.writers.references.bib_editing import EntryEdit, edit_entry, splice


def edit(text: str, at: int = 0, kind: str = "", **values: str) -> str | None:
    places = [one.place for one in place_entries(text)]
    splices = edit_entry(text, places, EntryEdit(at, values, kind))
    return None if splices is None else splice(text, splices)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{\n  year = {1999},\n}", "{\n  year = {2001},\n}"),
        ('{year="1999"}', '{year="2001"}'),
        ("{year = 1999 , }", "{year = 2001 , }"),
        ("{year = old # { x}, title = {A}}", "{year = {2001}, title = {A}}"),
        ('{year = old, title = "A", note = "B"}', '{year = "2001", title = "A", note = "B"}'),
        ("{YEAR=1999, year={1998}}", "{YEAR=2001, year={2001}}"),
        ("{year = {}}", "{year = {2001}}"),
        ("{year = {19\r\n99} % remark\r\n}", "{year = {2001} % remark\r\n}"),
    ],
)
def test_a_value_is_replaced_in_its_marks(before: str, after: str):
    assert edit(f"a @misc{{k,{before[1:]} b", year="2001") == f"a @misc{{k,{after[1:]} b"


def test_a_value_with_a_quote_gets_braces():
    assert edit('@misc{k, note = "x"}', note='5{"} "') == '@misc{k, note = {5{"} "}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k,\n  title = {A},\n  x = {B}\n", "k,\n  title = {A},\n  x = {B},\n  doi = {1}\n"),
        ("k,\n  title = {A},\n  x = {B},\n", "k,\n  title = {A},\n  x = {B},\n  doi = {1},\n"),
        ("k,\r\n\ttitle={A},\r\n\tx={B}", "k,\r\n\ttitle={A},\r\n\tx={B},\r\n\tdoi={1}"),
        ("k\n  , title = {A}\n  , x = {B}\n  ", "k\n  , title = {A}\n  , x = {B}\n  , doi = {1}\n  "),
        ("k,\n  title  = {A},\n  number = {B}\n", "k,\n  title  = {A},\n  number = {B},\n  doi    = {1}\n"),
        ("k,\n  title =  {A},\n  number = {B}\n", "k,\n  title =  {A},\n  number = {B},\n  doi =    {1}\n"),
        ('k, title = "A", x = "B"', 'k, title = "A", x = "B", doi = "1"'),
        ("k, title = {A}, year = 1999", "k, title = {A}, year = 1999, doi = 1"),
        ("k, TITLE = {A}, XY = {B}", "k, TITLE = {A}, XY = {B}, DOI = {1}"),
        ("k, Title = {A}, Xy = {B}", "k, Title = {A}, Xy = {B}, Doi = {1}"),
        ("k, x = {A}, % why\n  y = {B}, % because\n", "k, doi = {1}, x = {A}, % why\n  y = {B}, % because\n"),
        ("k, x = {A},\n  y = {B}, z = {C}, % that\n", "k, x = {A},\n  y = {B},\n  doi = {1}, z = {C}, % that\n"),
        ("k", "k,\n  doi = {1}"),
        ("k,\n", "k,\n  doi = {1},\n"),
        ("k,\n  title = {A}\n", "k,\n  title = {A},\n  doi = {1}\n"),
    ],
)
def test_a_field_is_put_in_as_others_stand(before: str, after: str):
    assert edit(f"@misc{{{before}}}", doi="1") == f"@misc{{{after}}}"


def test_a_long_name_keeps_its_space():
    text = "@misc{k,\n  title  = {A},\n  number = {B}\n}"
    assert edit(text, archiveprefix="x") == text.replace("{B}", "{B},\n  archiveprefix = {x}")


def test_authors_stand_before_the_title():
    assert edit("@misc{k,\n title = {A}\n}", author="Roe, A.") == "@misc{k,\n author = {Roe, A.},\n title = {A}\n}"


def test_several_fields_stand_in_their_order():
    assert edit("@misc{k, a = {1}}", volume="2", doi="x") == "@misc{k, a = {1}, volume = {2}, doi = {x}}"


def test_an_entry_that_shows_nothing_follows_its_neighbours():
    text = "@misc{a,\n\tone =\t{1},\n\ttwo =\t{2}\n}\n@misc{b}\n"
    assert edit(text, 1, doi="x") == text.replace("@misc{b}", "@misc{b,\n\tdoi =\t{x}}")


def test_a_file_of_windows_gets_its_line_ends():
    assert edit("@misc{k}\r\n", doi="x") == "@misc{k,\r\n  doi = {x}}\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "@misc{% why\n title = {A} % because\n}",
        "@misc{k, % why\n title = {A} % because\n}",
    ],
)
def test_no_field_is_put_in_where_a_comment_would_move(text: str):
    assert edit(text, doi="x") is None


@pytest.mark.parametrize("value", ["a}b{", "{a", "a\nb", "a\\"])
def test_a_value_that_ends_elsewhere_is_refused(value: str):
    assert edit("@misc{k, note = {x}}", note=value) is None


def test_a_joined_field_is_left_alone():
    assert edit("@misc{k, note = {x}, note = {y}}", note="z") is None


@pytest.mark.parametrize(("before", "after"), [("misc", "article"), ("Misc", "Article"), ("MISC", "ARTICLE")])
def test_a_new_type_is_spelled_as_the_old(before: str, after: str):
    assert edit(f"@{before} {{k}}", kind="article") == f"@{after} {{k}}"
