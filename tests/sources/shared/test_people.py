import pytest

from pipeline.model.records import Name
from pipeline.sources.shared.people import is_beside_names, read_people, split_people

FACULTY = "Faculty of Fruit, University of Pears"


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ([{"family": "Li", "given": "Mei"}, {"family": "Ana Pera"}], (Name("Li", "Mei"), Name("Pera", "Ana"))),
        ([{"family": "-", "given": "Ana Pera"}], (Name("Pera", "Ana"),)),
        ([{"given": "Ana Pera"}], (Name("Pera", "Ana"),)),
        ([{"family": "Ana M. Pera, Mei G. Li"}], (Name("Pera", "Ana M."), Name("Li", "Mei G."))),
        ([{"family": "The Pear"}], (Name(literal="The Pear"),)),
        ([{"family": "Nature Pears"}], (Name(literal="Nature Pears"),)),
        ([{"name": "NA"}, {"name": "Unknown"}], ()),
        ([{"family": "Li", "given": "Mei", "suffix": "MD"}], (Name("Li", "Mei"),)),
        ([{"family": "Li", "given": "Mei", "suffix": "Jr"}], (Name("Li", "Mei", suffix="Jr."),)),
        ([{"family": "Li", "given": "Mei"}, {"name": FACULTY}], (Name("Li", "Mei"),)),
        ([{"name": FACULTY}], (Name(literal=FACULTY),)),
        (
            [{"family": "Li", "given": "Mei"}, {"name": "Pear Study Group"}],
            (Name("Li", "Mei"), Name(literal="Pear Study Group")),
        ),
        ([{"family": "Li", "given": "Mei"}, {"name": "Pear lover. Email: me@pear.example.org"}], (Name("Li", "Mei"),)),
        ([{"name": "Pear Group me@pear.example.org"}], (Name(literal="Pear Group"),)),
    ],
)
def test_people_by_parts(people, names):
    assert read_people({"author": people, "container-title": ["Nature Pears"]}, "author") == names


@pytest.mark.parametrize(
    ("text", "texts", "is_beside"),
    [
        ("University of Pears", ["University of Pears"] * 2, True),
        ("University of Pears", ["University of Pears"], False),
        (",LAB, Université de Pera, Lyon, F-69003", [], True),
        ("Pera, Lyon, F-69003", [], True),
        ("Pear Group, The", [], False),
        ("Wang", ["Wang", "Wang"], False),
    ],
)
def test_what_stands_beside_names(text, texts, is_beside):
    assert is_beside_names(text, texts) is is_beside


def test_people_and_firms_with_and():
    assert split_people("Ana Pera and Mei Li") == [Name("Pera", "Ana"), Name("Li", "Mei")]
    assert split_people("Pear and Melon") == [Name(literal="Pear and Melon")]
    assert split_people("Ministry of Fruit, Pears and Melons") == [Name(literal="Ministry of Fruit, Pears and Melons")]
