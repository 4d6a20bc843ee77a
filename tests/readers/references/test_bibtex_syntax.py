"""How a `.bib` file is built: macros, pieces, keys, commas and braces, right and wrong."""

from __future__ import annotations

import pytest

from pipeline.readers.references.bibtex import find_bibtex_entries
from pipeline.readers.references.bibtex_syntax import Entry, read_entries
from tests.hostile_inputs import ENTRIES
from tests.operations import grows_evenly


def one(text: str) -> Entry:
    (entry,) = read_entries(text)
    return entry


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{A {B} c}", "A {B} c"),
        ('"A {"B"} c"', 'A {"B"} c'),
        (r'"G\"odel"', r"G\"odel"),
        ('"A" # { b} # 3', "A b3"),
        ("us # { Press}", "Our Press"),
        ("US", "Our"),
        ("both", "Our House"),
        ('"1~" # feb', "1~feb"),
        ("1999", "1999"),
        ("{}", ""),
        ("{a\n b}", "a\n b"),
        (r"{a \{ b}", r"a \{ b"),
        (r"{C:\x\\}", r"C:\x\\"),
        ("{LeQua @ {CLEF}}", "LeQua @ {CLEF}"),
    ],
)
def test_values(text: str, value: str):
    strings = '@string{us = "Our"} @STRING(both = us # { House})\n'
    assert one(f"{strings}@misc{{k, note = {text}}}").fields["note"] == value


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("@article{k, note={x}}", "article", "k"),
        ("@ARTICLE ( k , note = {x} )", "article", "k"),
        ("@article\n{k,\nnote={x}}", "article", "k"),
        ("@ article{k, note={x}}", "article", "k"),
        ("@my-type{k:1/a+b, note={x}}", "my-type", "k:1/a+b"),
        ("@misc{note={x}}", "misc", ""),
        ("@misc{, note={x}}", "misc", ""),
        ("@misc{two words, note={x}}", "misc", "two words"),
        ("@misc{%1, note={x}}", "misc", "%1"),
        ("@misc{k\n note={x}}", "misc", "k"),
        ("@misc{k,\n% a remark, or two = none\n note={x}}", "misc", "k"),
        ("@comment{@book{b, title={y}}}@misc{k, note={x}}", "misc", "k"),
        ("@comment never closed { @misc{k, note={x}}", "misc", "k"),
        ("see jane@home.org {no entry} @misc{k, note={x}}", "misc", "k"),
        ('@preamble{"\\newcommand{\\x}{}"} @misc{k, note={x}}', "misc", "k"),
    ],
)
def test_entries(text: str, kind: str, key: str):
    entry = one(text)
    assert (entry.kind, entry.key, entry.fields) == (kind, key, {"note": "x"})
    assert not entry.is_broken


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("@misc{k, a={1},, b={2}}", "it has two commas in a row"),
        ("@misc{k, a={1} b={2}}", "a comma is missing after the field “a”"),
        ("@misc{k\n a={1}, b={2}}", "there is no comma behind its key"),
        ("@misc{k, a={1}}, b={2}}", "a closing brace too many stands between its fields"),
        ("@misc{k, a={1}, stray, b={2}}", "“stray” in it is no field"),
        ("@misc{k, a=1, b=two words}", "“two” is no number and no @string of the file, and is kept as it is"),
        ("@misc{k, a=, b={2}}", "a field has no value"),
        ("@misc{k, a={1}, b={2} {3}}", "two values stand side by side without a “#”"),
    ],
)
def test_what_is_wrong_is_told_and_read(text: str, flaw: str):
    entry = one(text)
    assert flaw in entry.flaws
    assert not entry.is_broken
    assert {"a", "b"} <= entry.fields.keys()


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("@misc{k, a={b = {1}, c = 2", "“a” has a brace that is not closed"),
        ("@misc{k, a={1", "“a” has a brace that is not closed"),
        ('@misc{k, a="1', "“a” has a quotation mark or a brace that is not closed"),
        ("@misc{k", "its closing “}” is missing"),
        ("@misc{", "its closing “}” is missing"),
        ("%@misc{k, a={1}}", "it stands behind a “%”, which makes it a comment"),
        ("@comment{a\n@misc{k, a={1}}}", "it is a comment that holds 1 entry"),
        ("@Comment{a\n @misc{k, a={1}}\n@misc(l)\n@string{m = {n}}}", "it is a comment that holds 2 entries"),
    ],
)
def test_a_broken_entry_takes_no_other_with_it(text: str, flaw: str):
    first, second = read_entries(f"{text}\n@book{{next, title={{T}}}}")
    assert first.is_broken
    assert flaw in first.flaws
    assert (second.key, second.fields) == ("next", {"title": "T"})


@pytest.mark.parametrize(
    ("fields", "repeated", "value"),
    [
        ("a={1}, a={3}", ("“a” twice; the first one is read, and “3” is not used",), "1"),
        ("a={}, a={3}", (), "3"),
        ("a={1}, A={ 1 }", (), "1"),
        ("note={x}, note={y}", ("“note” twice; both are read",), "x; y"),
    ],
)
def test_fields_that_are_there_twice(fields: str, repeated: tuple[str, ...], value: str):
    entry = one(f"@misc{{k, {fields}}}")
    assert (entry.flaws, entry.repeated) == ((), repeated)
    assert list(entry.fields.values()) == [value]


def test_entries_know_their_lines():
    found = [(entry.first, entry.last) for entry in read_entries("\n@a{x,\n b={c}\n}\n\n@b{y, c={d}} @c{z}\n")]
    assert found == [(2, 4), (6, 6), (6, 6)]


@pytest.mark.parametrize("shape", ENTRIES)
def test_work_grows_with_length_only(shape: str):
    assert grows_evenly(lambda length: list(read_entries(shape * length)))


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("@misc{k, a={1}", "its closing “}” is missing"),
        ("@misc{k, a=1,", "its closing “}” is missing"),
        ("@misc{k, a=1", "its closing “}” is missing"),
        ("@misc{k, a={1})", "“)” closes it and not “}”"),
        ("@misc(k, a={1}}", "“}” closes it and not “)”"),
        ("@misc{k a={1}}", "there is no comma behind its key"),
        ("@misc{{k}, a={1}}", "its key stands in braces"),
    ],
)
def test_an_entry_whose_fields_all_end_is_read(text: str, flaw: str):
    first, second = read_entries(f"{text}\n@book{{next, title={{T}}}}")
    assert (first.key, first.fields, first.flaws, first.is_broken) == ("k", {"a": "1"}, (flaw,), False)
    assert (second.key, second.flaws) == ("next", ())


def test_broken_entries_on_one_line_do_not_hang():
    text = "@misc{a, title = {One" + "@misc{b, title = {Two, year = 2001 " * 3000
    found = find_bibtex_entries(text, "list.bib")
    assert [item.record.title for item in found.items] == ["One@miscb"]


def test_a_number_that_may_be_cut_is_not_believed():
    (entry,) = read_entries("@misc{k, year = 20")
    assert entry.is_broken


def test_an_entry_begins_behind_any_character():
    assert [entry.key for entry in read_entries("}x@misc{a, b={c}}.@@misc{d, b={c}} \\\\@misc{e}")] == ["a", "d"]
