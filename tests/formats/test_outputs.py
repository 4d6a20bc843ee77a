"""What each file of `output/` is for."""

from __future__ import annotations

import pytest

from pipeline.formats.outputs import kind_of_output, output_purposes
from pipeline.model.protocols import Bibliography
from pipeline.model.records import Column, Row
from pipeline.stages.emit import emit
from pipeline.writers import all_writers

CHOICES = "bib biblatex csl ris zotero matches table report".split()


def test_every_file_that_a_writer_makes_has_a_purpose_and_no_other_has():
    rows = tuple(Row(file, file, 3, (Column("Title", "title"),), ("T",)) for file in ("a.md", "b.md"))
    made = dict(emit(Bibliography((), rows, ()), all_writers(CHOICES)))
    assert {kind_of_output(name) for name in made} == output_purposes().keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("table-a.b (1).md", "table.md"), ("table-é\n.csv", "table.csv"), ("table.md", "table.md"), ("x.bib", "x.bib")],
)
def test_the_tables_of_several_lists_are_of_one_kind(name: str, kind: str):
    assert kind_of_output(name) == kind


def test_purposes_are_short():
    assert all(0 < len(purpose) <= 45 for purpose in output_purposes().values())
