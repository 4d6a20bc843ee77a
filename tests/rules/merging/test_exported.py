"""Records of exports in the forms in which they are compared and written again."""

from __future__ import annotations

import pytest

from pipeline.model.records import Identifiers, Name, Record
from pipeline.rules.merging.exported import tidy_record


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
