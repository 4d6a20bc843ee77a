"""Names from one string: a table of forms, and that nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.names import display_name, family_of, make_name, parse_name, restore_case
from pipeline.model.records import Name
from pipeline.text.folding import clean_markup, fold, squeeze_words


@pytest.mark.parametrize(
    ("text", "family", "given", "particle", "suffix"),
    [
        ("Been Kim", "Kim", "Been", "", ""),
        ("Kim, Been", "Kim", "Been", "", ""),
        ("Geoffrey E. Hinton", "Hinton", "Geoffrey E.", "", ""),
        ("M. T. Ribeiro", "Ribeiro", "M. T.", "", ""),
        ("Ribeiro M.T.", "Ribeiro", "M.T.", "", ""),
        ("Ribeiro M. T.", "Ribeiro", "M. T.", "", ""),
        ("Quoc V. Le", "Le", "Quoc V.", "", ""),
        ("Laurens van der Maaten", "Maaten", "Laurens", "van der", ""),
        ("van der Maaten, Laurens", "Maaten", "Laurens", "van der", ""),
        ("Juan de la Cruz", "Cruz", "Juan", "de la", ""),
        ("Beest, Dennis E. te", "Beest", "Dennis E.", "te", ""),
        ("Peter beim Graben", "Graben", "Peter", "beim", ""),
        ("family=Santos, given=Fábio, prefix=dos, useprefix=true", "Santos", "Fábio", "dos", ""),
        ("Charles Joseph de la Vallée Poussin", "Vallée Poussin", "Charles Joseph", "de la", ""),
        ("Bin Yu", "Yu", "Bin", "", ""),
        ("Le Song", "Song", "Le", "", ""),
        ("Mike d'Angelo", "d'Angelo", "Mike", "", ""),
        ("Martin Luther King Jr.", "King", "Martin Luther", "", "Jr."),
        ("Martin Luther King, Jr.", "King", "Martin Luther", "", "Jr."),
        ("King, Jr., Martin Luther", "King", "Martin Luther", "", "Jr."),
        ("King, Martin Luther, Jr.", "King", "Martin Luther", "", "Jr."),
        ("King Jr., Martin Luther", "King", "Martin Luther", "", "Jr."),
        ("John Smith III", "Smith", "John", "", "III"),
        ("Li Iv", "Iv", "Li", "", ""),
        ("Wei Wang 0001", "Wang", "Wei", "", ""),
        ("Wei Wang 0001,", "Wang", "Wei", "", ""),
        ("SELVARAJU, Ramprasaath R.", "Selvaraju", "Ramprasaath R.", "", ""),
        ("Jean-Luc PÉREZ-GARCÍA", "Pérez-García", "Jean-Luc", "", ""),
        ("Жуков, Иван", "Жуков", "Иван", "", ""),
        ("田中 太郎", "田中", "太郎", "", ""),
        ("<i>Anna</i> Lee*", "Lee", "Anna", "", ""),
        ("J. Doe†‡", "Doe", "J.", "", ""),
        ("Guyon, I. et al.", "Guyon", "I.", "", ""),
        ("Isabelle Guyon and others", "Guyon", "Isabelle", "", ""),
        ("Ribeiro MT", "MT", "Ribeiro", "", ""),
    ],
)
def test_people(text: str, family: str, given: str, particle: str, suffix: str):
    assert parse_name(text) == Name(family, given, particle, suffix)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("Plato", "Plato"),
        ("OpenAI", "OpenAI"),
        ("O.", "O."),
        ("张伟", "张伟"),
        ("김철수", "김철수"),
        ("Family,", "Family"),
        (", Given", "Given"),
        ("Plato, Jr.", "Plato"),
        ("van Gogh", "van Gogh"),
        ("Google Brain Team", "Google Brain Team"),
        ("The ATLAS Collaboration", "The ATLAS Collaboration"),
        ("Institute of Medicine", "Institute of Medicine"),
        ("Barnes and Noble, Inc.", "Barnes and Noble, Inc"),
        ("SIGMOD, Ltd", "SIGMOD, Ltd"),
    ],
)
def test_groups_and_names_of_one_part_stay_whole(text: str, literal: str):
    name = parse_name(text)
    assert name is not None
    assert name.literal.rstrip(".") == literal.rstrip(".")


@pytest.mark.parametrize(
    "nobody", ["", "  ", ",", "et al.", "et al", "Et. al.", "and others", "others", "Anonymous", "\u200b"]
)
def test_no_name(nobody: str):
    assert parse_name(nobody) is None
    assert make_name(family=nobody) is None


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"family": "van Gogh", "given": "Vincent"}, Name("Gogh", "Vincent", "van")),
        ({"family": "King", "given": "M.", "suffix": "jr"}, Name("King", "M.", suffix="Jr.")),
        ({"family": "King Jr", "given": "M."}, Name("King", "M.", suffix="Jr.")),
        ({"family": "King", "given": "M.", "suffix": "PhD"}, Name("King", "M.", suffix="PhD")),
        ({"family": "de", "given": "X"}, Name("de", "X")),
        ({"given": "Cher"}, Name(literal="Cher")),
        ({"literal": "NASA", "family": "x", "given": "y"}, Name(literal="NASA")),
        ({"family": "Smith &amp; Co"}, Name(literal="Smith & Co")),
    ],
)
def test_make_name(parts: dict[str, str], name: Name):
    assert make_name(**parts) == name


@pytest.mark.parametrize(
    ("part", "calm"),
    [("SELVARAJU", "Selvaraju"), ("FEI-FEI", "Fei-Fei"), ("LI", "LI"), ("J.R.R.", "J.R.R."), ("LE ROND", "Le Rond")],
)
def test_restore_case(part: str, calm: str):
    assert restore_case(part) == calm


def test_display_name():
    assert display_name(Name("Maaten", "Laurens", "van der")) == "Laurens van der Maaten"
    assert display_name(Name("King", "Martin", suffix="Jr.")) == "Martin King, Jr."
    assert display_name(Name(literal="OpenAI")) == "OpenAI"
    assert family_of(Name("Vallée Poussin", "C.")) == "poussin"
    assert family_of(Name(literal="OpenAI")) == "openai"
    assert family_of(Name()) == ""


WORDS = st.sampled_from(
    "van der de Kim Been M. T. Jr. III , ; et al. 0001 张伟 田中 太郎 Team Inc. LEE O'Neil <b>x</b> bin".split()
)


@given(st.one_of(st.lists(WORDS, max_size=6).map(" ".join), st.text(max_size=30)))
def test_no_part_is_made_up(text: str):
    name = parse_name(text)
    said = squeeze_words(fold(clean_markup(text)))
    for part in (name.family, name.given, name.particle, name.suffix, name.literal) if name else ():
        assert all(word in said for word in fold(part).split())
    if name:
        assert bool(name.literal) != bool(name.family and name.given)
        assert parse_name(text) == name


def test_a_megabyte_of_name_is_cut():
    assert len(display_name(parse_name("a, " * 400_000) or Name())) <= 1_000


def test_a_name_in_biblatex_parts():
    found = make_name(family="family=Santos Fábio André", given="prefix=dos useprefix=true")
    assert found == Name(literal="dos Santos Fábio André")
