"""Names from one string: a table of forms, and that nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.name_case import restore_case
from pipeline.model.names import display_name, family_of, make_name, parse_name
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
        ("Pera, AI", "Pera", "AI", "", ""),
        ("Pera, CO", "Pera", "CO", "", ""),
        ("Pera, JR", "Pera", "JR", "", ""),
        ("Company, O.", "Company", "O.", "", ""),
        ("Company, O", "Company", "O", "", ""),
        ("Joost Van Peer", "Van Peer", "Joost", "", ""),
        ("Ria Van den Appel", "Van den Appel", "Ria", "", ""),
        ("Pia De la Pera", "De la Pera", "Pia", "", ""),
        ("Ugo Lo Melo", "Lo Melo", "Ugo", "", ""),
        ("Nicola De Cao", "De Cao", "Nicola", "", ""),
        ("Hans zur Linde", "Linde", "Hans", "zur", ""),
        ("Anna St. Pear", "St. Pear", "Anna", "", ""),
        ("Elton De S. Pera", "Pera", "Elton De S.", "", ""),
        ("Tran Van Binh", "Binh", "Tran Van", "", ""),
        ("Binh Le Tran", "Tran", "Binh Le", "", ""),
        ("Xiao De Wang", "Wang", "Xiao De", "", ""),
        ("Wang De Ming", "Ming", "Wang De", "", ""),
        ("Abd El Pera Mango", "Mango", "Abd El Pera", "", ""),
        ("The Anh Pera", "Pera", "The Anh", "", ""),
        ("The Binh Nguyen", "Nguyen", "The Binh", "", ""),
        ("J. F. Labs", "Labs", "J. F.", "", ""),
        ("given=Ana Pia, family=Pera, given-i=AP", "Pera", "Ana Pia", "", ""),
        ("prefix=van, useprefix=false, family=Peer, given={Jan, Piet}", "Peer", "Jan, Piet", "van", ""),
        ("family=Pera, given-i=A, suffix=jr", "Pera", "A", "", "Jr."),
        ("Mei G Pera (15649)", "Pera", "Mei G", "", ""),
        ("Ana Pera 3rd", "Pera", "Ana", "", "III"),
        ("Ana Pera, PhD", "Pera", "Ana", "", ""),
        ("Ana Pera, M.D., Ph.D.", "Pera", "Ana", "", ""),
        ("Pera, MD", "Pera", "MD", "", ""),
        ("Ana Pera (ana@pera.example.org)", "Pera", "Ana", "", ""),
        ("Ana Pera, e-mail: ana@pera.example.org", "Pera", "Ana", "", ""),
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
        ("Google Pears", "Google Pears"),
        ("Pear Team, AI @ Melon", "Pear Team, AI @ Melon"),
        ("Botanic Garden Pera", "Botanic Garden Pera"),
        ("pear-learn developers", "pear-learn developers"),
        ("The Pear", "The Pear"),
        ("Team, R Pear", "R Pear Team"),
        ("Agency, European Pear", "European Pear Agency"),
        ("Université de Pera, Lyon, F-69003", "Université de Pera, Lyon, F-69003"),
        ("Ana Pera and Mei Li", "Ana Pera and Mei Li"),
        ("Pear & Melon", "Pear & Melon"),
        ("Ministry of Fruit", "Ministry of Fruit"),
        ("PEAR ONE Staff", "PEAR ONE Staff"),
    ],
)
def test_groups_and_names_of_one_part_stay_whole(text: str, literal: str):
    name = parse_name(text)
    assert name is not None
    assert name.literal.rstrip(".") == literal.rstrip(".")


@pytest.mark.parametrize(
    "nobody",
    [
        "",
        "  ",
        ",",
        "et al.",
        "et al",
        "Et. al.",
        "and others",
        "others",
        "Anonymous",
        "\u200b",
        "NA",
        "&NA;",
        "N/A",
        "n.a.",
        "(:unav)",
        "(:none)",
        "[s.n.]",
        "s. n.",
        "No Name Supplied",
        "Unknown author",
        "a@b.example.org",
    ],
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
        ({"family": "Pera, III", "given": "Louis"}, Name("Pera", "Louis", suffix="III")),
        ({"family": "Pera", "given": "Ana, Jr."}, Name("Pera", "Ana", suffix="Jr.")),
        ({"family": "Pera, MD", "given": "Ana"}, Name("Pera", "Ana")),
        ({"family": "Jr.", "given": "Robert Pera"}, Name("Pera", "Robert", suffix="Jr.")),
        ({"family": "G. Pera", "given": "Ana"}, Name("Pera", "Ana G.")),
        ({"family": "G. P.", "given": "Ana"}, Name("G. P.", "Ana")),
        ({"family": "Ana Pera", "given": "Ana Pera"}, Name("Pera", "Ana")),
        ({"family": "Consortium", "given": "The PEAR"}, Name(literal="The PEAR Consortium")),
        ({"family": "Null", "given": "Ana"}, Name("Null", "Ana")),
        ({"family": "Unal", "given": "Ana"}, Name("Unal", "Ana")),
        ({"family": "Supplied", "given": "No Name"}, None),
        ({"family": "Anonymous", "given": "A."}, None),
        ({"family": "Labs", "given": "J. F."}, Name("Labs", "J. F.")),
        ({"family": "Pera", "given": "Ana (ana@pera.example.org)"}, Name("Pera", "Ana")),
        ({"family": "PERA", "given": "BO"}, Name("Pera", "Bo")),
        ({"family": "PERA", "given": "TOM J."}, Name("Pera", "Tom J.")),
        ({"family": "PERA", "given": "JW"}, Name("Pera", "JW")),
        ({"family": "LI", "given": "QIANG"}, Name("Li", "Qiang")),
        ({"family": "O'PERA", "given": "H. S."}, Name("O'Pera", "H. S.")),
    ],
)
def test_make_name(parts: dict[str, str], name: Name | None):
    assert make_name(**parts) == name


@pytest.mark.parametrize(
    ("part", "calm"),
    [
        ("SELVARAJU", "Selvaraju"),
        ("FEI-FEI", "Fei-Fei"),
        ("LI", "LI"),
        ("J.R.R.", "J.R.R."),
        ("LE ROND", "Le Rond"),
        ("O’BRIEN", "O’Brien"),
        ("MCPEAR", "McPear"),
        ("JOHN W.", "John W."),
        ("ST. PEAR", "St. Pear"),
        ("J W", "J W"),
    ],
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
