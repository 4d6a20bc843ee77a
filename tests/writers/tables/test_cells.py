"""Cells of CSV files that no spreadsheet runs, and that come back as they were."""

import csv
import io

import pytest

from pipeline.writers.tables.cells import guard_formula, to_csv


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1+1",
        "\t=1",
        "\r=1",
        "\tx",
        " \rx",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "＝1+1",
    ],
)
def test_no_cell_is_a_formula(cell):
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "1-2", "10.1/x", "β-VAE", "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert guard_formula(cell) == cell


@pytest.mark.parametrize("cell", ["a\rb", "a\nb", "a\r\nb", 'say "a", b', "x\u2028y"])
def test_csv_reads_back_as_it_was(cell):
    text = to_csv([["before", cell], ["next", "line"]])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["before", cell], ["next", "line"]]
    assert "\r\n" not in text.replace(cell, "")
