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
        "\u3164=1",
        "\u200b\xad=1",
        "＝1+1",
    ],
)
def test_no_cell_is_a_formula(cell):
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "1-2", "10.1/x", "β-VAE", "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert guard_formula(cell) == cell


@pytest.mark.parametrize("cell", ["a\rb", "a\nb", "a\r\nb", 'say "a", b'])
def test_csv_reads_back_as_it_was(cell):
    text = to_csv([["before", cell], ["next", "line"]])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["before", cell], ["next", "line"]]
    assert "\r\n" not in text.replace(cell, "")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a b c d e f g"),
        ("a\ufffeb\uffffc\ufdd0d\ufdefe\U0001fffef\U0010ffffg", "abcdefg"),
        ("a\U000e0001\U000e0041\ufeff\u202eb\ud800c", "abc"),
        ("\ufeff=1", "'=1"),
        ("नी\u200dल \u200b \xad \ue000 \ufffd", "नी\u200dल \u200b \xad \ue000 \ufffd"),
    ],
)
def test_a_cell_is_text_on_lines_of_its_own(cell, written):
    text = to_csv([[cell, "next"]])
    assert text == f"{written},next\n"
    assert len(text.splitlines()) == 1
