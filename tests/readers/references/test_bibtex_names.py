"""Names of a `.bib` file: accents in all spellings, and lists as BibTeX does not know them."""

from __future__ import annotations

import pytest

from pipeline.model.records import Name
from pipeline.readers.references.bibtex_names import parse_names
from pipeline.readers.references.bibtex_problems import Decoder


def read(value: str) -> list[Name]:
    return list(parse_names(value, Decoder()))


@pytest.mark.parametrize(
    ("value", "family"),
    [
        (r"Mu\~noz, Ana", "Muñoz"),
        (r"Mu\~{n}oz, Ana", "Muñoz"),
        (r"\"Unver, Ana", "Ünver"),
        (r"\'O Briain, Ana", "Ó Briain"),
        (r"Ana \'Alvarez", "Álvarez"),
        ("O'Neil~Jones, Ana", "O'Neil Jones"),
        (r"Ana\ Mar\'\i{}n", "Marín"),
    ],
)
def test_an_accent_parts_no_name(value: str, family: str):
    assert read(value) == [Name(family, "Ana")]


@pytest.mark.parametrize(
    "value",
    ["J. R. Roe, Jr.", "Roe, Jr., J. R.", "Roe, J. R., Jr.", "Roe Jr., J. R.", "J. R. Roe Jr."],
)
def test_a_suffix_stands_behind_any_comma(value: str):
    assert read(value) == [Name("Roe", "J. R.", suffix="Jr.")]


def test_a_suffix_no_table_knows_stands_between_commas():
    assert read("Roe, the Elder, Jan") == [Name("Roe", "Jan", suffix="the Elder")]
    assert read("Roe, Jr.") == [Name(literal="Roe, Jr.")]
    assert read("Roe, SR") == [Name("Roe", "SR")]


@pytest.mark.parametrize(
    "value",
    [
        "A. Roe, B. C. Doe, and D. Poe",
        "Roe, A., Doe, B. C. and Poe, D.",
        "Roe, A.; Doe, B. C.; Poe, D.",
        "A. Roe; B. C. Doe; D. Poe",
    ],
)
def test_commas_and_semicolons_part_people(value: str):
    assert read(value) == [Name("Roe", "A."), Name("Doe", "B. C."), Name("Poe", "D.")]


@pytest.mark.parametrize(
    "value",
    [
        "Ada Roe, Jan Doe, and Eve B. Poe",
        "Ada Roe, Jan Doe, Eve B. Poe",
        "Roe, Ada;Doe, Jan;Poe, Eve B.",
        "Ada Roe and Jan Doe and Eve B. Poe and et al.",
        "Ada Roe and Jan Doe and Eve B. Poe et al.",
        "Ada Roe and Jan Doe and Eve B. Poe and others",
        r"Ada Roe$^1$ and Doe, Jan$^{1,*}$ and Eve B. Poe\textsuperscript{2}",
    ],
)
def test_lists_of_whole_names(value: str):
    assert read(value) == [Name("Roe", "Ada"), Name("Doe", "Jan"), Name("Poe", "Eve B.")]


@pytest.mark.parametrize("sign", ["&", r"\&", r"{\&}"])
def test_an_ampersand_parts_people_with_initials(sign: str):
    assert read(f"Roe, A. {sign} Doe, B.") == [Name("Roe", "A."), Name("Doe", "B.")]
    assert read(f"Roe {sign} Doe Inc.") == [Name(literal="Roe & Doe Inc.")]


def test_titles_of_nobility_are_no_list():
    assert read("d' Roe, abb{\\'e} d', Jan Poe") == [Name("d' Roe", "Jan Poe", suffix="abbé d'")]


def test_initials_without_full_stops_part_people():
    assert read("Roe A, van Doe BC") == [Name("Roe", "A."), Name("Doe", "B. C.", "van")]


def test_an_entity_parts_no_people():
    assert read("Roe, Andr&eacute; Jan") == [Name("Roe", "André Jan")]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Ada van der Roe", Name("Roe", "Ada", "van der")),
        ("Ada v.d. Roe", Name("Roe", "Ada", "v.d.")),
        ("v. Roe, Ada", Name("Roe", "Ada", "v.")),
        ("Ada {van der} Roe", Name("Roe", "Ada", "van der")),
        ("Ada {van} Roe", Name("Roe", "Ada", "van")),
        ("Ada Van Roe", Name("Van Roe", "Ada")),
        ("ada roe", Name("roe", "ada")),
        ("van der Roe", Name(literal="van der Roe")),
        ("Ada {Roe Doe}", Name("Roe Doe", "Ada")),
        ("{Ada} {roe}", Name("roe", "Ada")),
        (r"el-{\aftergroup\ignorespaces} Roe, Ada", Name("el-Roe", "Ada")),
        (r"Ada el-\relax{} Roe", Name("el- Roe", "Ada")),
        (r"Ada el-\relax\ignorespaces Roe", Name("el-Roe", "Ada")),
        (r"Ad{\'a} Roe 0001", Name("Roe", "Adá")),
        ("Society of Pear Growers", Name(literal="Society of Pear Growers")),
        ("Pear Growers Inc.", Name(literal="Pear Growers Inc.")),
        ("Roe A.", Name("Roe", "A.")),
        (r"Ad{\'a} Ag{\"u}era y Roe", Name("Agüera y Roe", "Adá")),
        ("Pear Press (Firm)", Name(literal="Pear Press (Firm)")),
        ("A, B, C, D", Name("A", "B, C, D")),
    ],
)
def test_where_the_family_name_begins(value: str, name: Name):
    assert read(value) == [name]


@pytest.mark.parametrize(
    "value",
    [
        "family=Roe, given={Ada B.}, prefix=van, suffix=Jr.",
        '{family=Roe, "given={Ada B.}", prefix=van, suffix=Jr.}',
        "juniorcomma=true, family=Roe, given={Ada B.}, id=a-1, prefix=van, useprefix=false, suffix=Jr., hash=x",
        "uniquenametemplatename=a, given={Ada B.}, middle=C, family=Roe, prefix=van, suffix=Jr.",
        '"family=Roe", given=Ada B., prefix=van, suffix={Jr.}',
    ],
)
def test_names_in_extended_format(value: str):
    assert read(value) == [Name("Roe", "Ada B.", "van", "Jr.")]


def test_an_option_of_a_list_is_nobody():
    assert read("sortingnamekeytemplatename=a-1 and Roe, Ada and nosortothers=true") == [Name("Roe", "Ada")]
