"""What text becomes in a `.bib`: a table of cases, and properties that hold for any text."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.latex.capitals import protect_capitals
from pipeline.text.latex.escape import escape_name, escape_prose
from pipeline.text.latex.math import plain_math, read_formula
from tests import DATA
from tests.hostile_inputs import ESCAPED, escape_title
from tests.hostile_inputs import ESCAPES as KINDS
from tests.operations import grows_evenly

HIDDEN = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|n(?=break))")
COMMANDS = set("textbackslash textasciicircum textasciitilde ell infty approx".split())
NEVER = ("{\\i}}", "\\'\\i", "{\\H{", "\\aa", "\\AA", "\\oe", "\\ldots", "\\leq", "\\dh", "\\th}", "\\dj", "\\emph")


def read_cases() -> list[tuple[str, str, str]]:
    with (DATA / "latex.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], HIDDEN.sub(spell, row["text"]), row["value"]) for row in csv.DictReader(file)]


def spell(found: re.Match[str]) -> str:
    return found[0].encode().decode("unicode_escape")


def is_balanced(value: str) -> bool:
    depth = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def specials() -> st.SearchStrategy[str]:
    """Text that is mostly made of what TeX takes for more than a letter."""
    hard = "{}\\%#&$_^~@,= \n\t\"'-:?Aa1é\u0131\u0301\u202eαΔ²𝐀王🙂\x00\ud800"
    macros = st.sampled_from(["\\input{/etc/passwd}", "$\\beta$", "$x_2$", " and ", "\\{", "\\}", "CNN", "x}, note={"])
    return st.lists(st.one_of(st.sampled_from(hard), macros, st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize(("kind", "text", "value"), read_cases())
def test_each_kind_of_text(kind: str, text: str, value: str) -> None:
    assert KINDS[kind](text) == value


@pytest.mark.parametrize("kind", KINDS)
@given(specials())
def test_any_text_stays_a_value(kind: str, text: str) -> None:
    value = KINDS[kind](text)
    assert is_balanced(value)
    assert not value.endswith("\\")
    assert "\n" not in value
    value.encode("utf-8")


@given(specials())
def test_no_command_of_the_data_survives(text: str) -> None:
    value = escape_title(text)
    bare = re.sub(r"(?<!\\)\$([^$]+)\$", lambda found: "" if read_formula(found[1]).is_safe else found[0], value)
    assert not re.search(r"(?<!\\)[%#&$_^~]", bare)
    letters = set(re.findall(r"\\([A-Za-z]{2,})", bare))
    assert letters <= COMMANDS


@given(specials())
def test_braces_for_capitals_change_nothing_else(text: str) -> None:
    escaped = escape_prose(text)
    assert strip_braces(protect_capitals(escaped)) == strip_braces(escaped)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("{I}-Bug: an algorithm for things", "{I}-Bug: an algorithm for things"),
        ("{I}-BUG: an algorithm for things", "{I}-{BUG}: an algorithm for things"),
        ("S²-CSNet: an algorithm for things", "{S$^{2}$}-{CSNet}: an algorithm for things"),
        ("S²Net: an algorithm for things", "{S$^{2}$Net}: an algorithm for things"),
        ("I²HRL: an algorithm for things", "{I$^{2}$HRL}: an algorithm for things"),
    ],
)
def test_braces_that_were_read_are_written(title: str, value: str) -> None:
    escaped = title if "{" in title else escape_prose(title)
    assert protect_capitals(escaped) == value == protect_capitals(value)


def strip_braces(value: str) -> str:
    return value.replace("{", "").replace("}", "")


def test_accented_letters_have_forms_that_readers_know() -> None:
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        form = escape_name(chr(code))
        assert is_balanced(form)
        assert not any(bad in form for bad in NEVER if bad != "{\\i}}"), form
        assert form == "{\\i}" or "\\i" not in form


def test_titles_without_math_stay() -> None:
    assert plain_math("a title") == "a title"


@pytest.mark.parametrize("shape", ESCAPED)
@pytest.mark.parametrize("kind", KINDS)
def test_work_grows_with_length_only(kind: str, shape: str) -> None:
    assert grows_evenly(lambda length: KINDS[kind](shape * length))
