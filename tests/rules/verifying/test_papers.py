"""Which records are the paper of an entry: a table of titles, by the same people or by others."""

from __future__ import annotations

import pytest

from pipeline.model.records import Candidate
from pipeline.rules.verifying.papers import find_paper
from tests.record_cells import to_record
from tests.rules.verifying.entry_cells import to_claim

TITLES = [
    # ours, theirs, the ground where the people are the same
    ("Sorting Long Lists of Names by Swaps. Part 1", "Sorting Long Lists of Names by Swaps. Part 2", "nothing"),
    ("Sorting Long Lists of Names by Swaps. Part I", "Sorting Long Lists of Names by Swaps. Part VI", "nothing"),
    ("Sorting Long Lists of Names by Swaps, Part A", "Sorting Long Lists of Names by Swaps, Part B", "nothing"),
    ("Sorting Long Lists of Names by Swaps", "Sorting Long Lists of Names by Swaps Part One", "nothing"),
    ("Sorting Long Lists of Names by Swaps", "Sorting Long Lists of Names by Swaps Parts One Two", "nothing"),
    ("Sorting Long Lists of Names: First Part", "Sorting Long Lists of Names: Second Part", "nothing"),
    ("Sorting Long Lists of Names: Second Part", "Sorting Long Lists of Names: Third Part", "nothing"),
    ("Sorting Long Lists of Names: Part Two", "Sorting Long Lists of Names: Part Three", "nothing"),
    ("Sorting Long Lists of Names: Volume One", "Sorting Long Lists of Names: Part One", "nothing"),
    ("Sorting Long Lists of Names: Parts One", "Sorting Long Lists of Names: Two", "nothing"),
    ("Sorting Long Lists of Names: Part E", "Sorting Long Lists of Names: Part F", "people"),
    ("Sorting Long Lists of Names by Swaps in 2 Steps", "Sorting Long Lists of Names by Moves in 3 Steps", "people"),
    ("Sorting Numbered Objects by Random Swaps", "Sorting Numbered Objects by Random Moves", "people"),
    (
        "Swapping of CH3NH3PbI3 crystals on surfaces",
        "Swapping of CH<sub>3</sub>NH<sub>3</sub> crystals on surfaces",
        "title and people",
    ),
    ("Swapping CH3NH3PbI3 crystals on surfaces", "Swapping CH$_3$NH$_3$ crystals on surfaces", "title and people"),
    ("Swapping K-12 coli crystals on surfaces", "Swapping <i>E. coli</i> crystals on surfaces", "title and people"),
    ("Swapping CH3NH3PbI3 crystals on surfaces", "Swapping CH&lt;sub&gt;3 crystals on surfaces", "title and people"),
    ("Swapping of CH3NH3PbI3 by crystals", "Swapping of CH<sub>3</sub>NH<sub>3</sub> by crystals", "nothing"),
    (
        "Swapping terpy complexes on surfaces",
        "Swapping C<sub>15</sub>H<sub>11</sub>N<sub>3</sub> complexes on surfaces",
        "title and people",
    ),
    (
        "Swapping ferric complexes on surfaces",
        "Swapping C<sub>15</sub>H<sub>11</sub>N<sub>3</sub> complexes on surfaces",
        "nothing",
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "ground"), TITLES)
def test_a_title_of_the_same_people(ours: str, theirs: str, ground: str):
    rest = " | Baker, Ada; Clark, Ben | 2010 | Journal of Sorting | article-journal"
    found = find_paper(to_claim(ours + rest), [Candidate(to_record(theirs + rest, "a"), "crossref", "")])
    assert found.ground.value == ground
