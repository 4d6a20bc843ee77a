"""Records of exports in the forms in which they are compared and written again."""

from __future__ import annotations

import pytest

from pipeline.model.records import Identifiers, Name, Record
from pipeline.rules.merging.exported import part_names, tidy_record


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ({"page": "pp. 3 -- 9"}, {"page": "3-9"}),
        ({"title": "{CartesI}/{O}: A {ROS} Base"}, {"title": "CartesI/O: A ROS Base"}),
        ({"title": "At birth--a {TRIAL}", "note": "a---b ----"}, {"title": "At birth–a TRIAL", "note": "a—b ----"}),
        ({"author": (Name("CoolCap Trial", "Group"),)}, {"author": (Name(literal="Group CoolCap Trial"),)}),
        ({"author": (Name("Riechers Ii", "R. G."),)}, {"author": (Name("Riechers", "R. G.", suffix="II"),)}),
        ({"author": (Name("de Souza", "Ana"),)}, {"author": (Name("Souza", "Ana", "de"),)}),
        ({"title": "A {open set"}, {"title": "A {open set"}),
        ({"title": "For ''What If'' Reasoning''"}, {"title": "For “What If” Reasoning”"}),
        ({"title": "On $\\Omega$ and $\\\\beta$ in $L_\\infty$"}, {"title": "On Ω and β in $L_\\infty$"}),
        ({"author": (Name("III", "James S. Supancic"),)}, {"author": (Name("Supancic", "James S.", suffix="III"),)}),
        ({"author": (Name("a@b.com", "a@b.com"), Name("Pear", "A."))}, {"author": (Name("Pear", "A."),)}),
        ({"title": "A ``true'' `small' `Test"}, {"title": "A “true” ‘small’ `Test"}),
        (
            {"author": (Name("Sun", "Yan Xia, Ann Lee, and Jian"),)},
            {"author": (Name("Xia", "Yan"), Name("Lee", "Ann"), Name("Sun", "Jian"))},
        ),
        (
            {"author": (Name("Reid", "L. Whitcomb and R."),)},
            {"author": (Name("Whitcomb", "L."), Name("Reid", "R."))},
        ),
        ({"author": (Name("Pear", "and Moshe"),)}, {"author": (Name("Pear", "Moshe"),)}),
        ({"author": (Name("Pear", "Yan, Ann"),)}, {"author": (Name("Pear", "Yan Ann"),)}),
        ({"author": (Name("Pear", "Ann Lee, PhD"),)}, {"author": (Name("Pear", "Ann Lee PhD"),)}),
        ({"author": (Name("Pear", "Ann Lee, Jr."),)}, {"author": (Name("Pear", "Ann Lee Jr."),)}),
        ({"author": (Name("Pear", "Ann²"), Name("²", "Jo"))}, {"author": (Name("Pear", "Ann"), Name("²", "Jo"))}),
        ({"author": (Name("Company", "Olivier"),)}, {"author": (Name(literal="Olivier Company"),)}),
        ({"author": (Name(literal="J Huang"),)}, {"author": (Name("Huang", "J"),)}),
        ({"author": (Name(literal="S. Shoval"),)}, {"author": (Name("Shoval", "S."),)}),
        ({"author": (Name(literal="Meta Oxford"),)}, {"author": (Name(literal="Meta Oxford"),)}),
        ({"author": (Name("HASHIMOTO", "K"),)}, {"author": (Name("Hashimoto", "K"),)}),
        ({"author": (Name("Agarwal", "Alekh 0037"),)}, {"author": (Name("Agarwal", "Alekh"),)}),
        (
            {"author": (Name(literal="N Golowich"), Name(literal="Ann Lee"))},
            {"author": (Name("Golowich", "N"), Name("Lee", "Ann"))},
        ),
        ({"author": (Name(literal="Pear Society"),)}, {"author": (Name(literal="Pear Society"),)}),
        (
            {"author": (Name("Lee", "Ann"), Name(literal="Pear Society"))},
            {"author": (Name("Lee", "Ann"), Name(literal="Pear Society"))},
        ),
        (
            {"container_title": "arXiv preprint arXiv:1912.00001"},
            {"container_title": "arXiv preprint arXiv:1912.00001", "identifiers": Identifiers(arxiv="1912.00001")},
        ),
        ({"container_title": "Journal 1912.00001"}, {"container_title": "Journal 1912.00001"}),
    ],
)
def test_a_record_in_one_form(given: dict[str, object], tidy: dict[str, object]):
    assert tidy_record(Record("r", **given)) == Record("r", **tidy)  # type: ignore[arg-type]


def test_ris_has_no_whole_names():
    whole, parted = (Name(literal="Meta Oxford"),), (Name("Oxford", "Meta"),)
    record = part_names(Record("r", author=whole, editor=whole, other_names=(("director", whole),)))
    assert record == Record("r", author=parted, editor=parted, other_names=(("director", parted),))
    group = (Name(literal="Pear Society"),)
    assert part_names(Record("r", author=group)).author == group
