"""Cells are written in place; the rest of the file stays, byte for byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers import read_list
from pipeline.rules.row_adding import append_to_delimited, append_to_markdown
from pipeline.rules.table_editing import Edit, Rewritten, replace_count, rewrite


def update(text: str, count: int = 1234) -> Rewritten:
    rows = read_list(text.encode(), "list.md").rows
    return rewrite(text, [Edit(row, "count", lambda old: replace_count(old, count)) for row in rows], rows)


PLAIN = "# Papers\n\n|Year|Title|Citations|\n|---|---|---|\n|2017|A pear|12|\n|2018|A tree| 7 |\n\nEnd\n"
DONE = PLAIN.replace("|12|", "|1234|").replace("| 7 |", "| 1234 |")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, DONE),
        (PLAIN.replace("\n", "\r\n"), DONE.replace("\n", "\r\n")),
        (PLAIN.replace("\n", "\r"), DONE.replace("\n", "\r")),
        ("|Title|Citations|\n|-|-|\n|A|1|", "|Title|Citations|\n|-|-|\n|A|1234|"),
        ("Title|Citations\n-|-\nA pear|1\nB|2", "Title|Citations\n-|-\nA pear|1234\nB|1234"),
        ("|Title|Citations|\n|-|-|\n|A \\| B|1|", "|Title|Citations|\n|-|-|\n|A \\| B|1234|"),
        ("|Title|Citations|\n|-|-|\n|🍐 `a\\|b`|1|", "|Title|Citations|\n|-|-|\n|🍐 `a\\|b`|1234|"),
        ("|Title|Citations|\n|-|-|\n|A||\n|B|  |\n", "|Title|Citations|\n|-|-|\n|A|1234|\n|B| 1234 |\n"),
        ("> |Title|Citations|\n> |-|-|\n> |A|1|\n", "> |Title|Citations|\n> |-|-|\n> |A|1234|\n"),
        ("|Title|Cites|\n|-|-|\n|A|1,300|\n|B|cited by 9|", "|Title|Cites|\n|-|-|\n|A|1,234|\n|B|cited by 1234|"),
        ("|Title|Citations|\n|-|-|\n|A|![n](https://x.org/7)|\n", "|Title|Citations|\n|-|-|\n|A|![n](https://x.org/7)|\n"),
        (
            "| Title  | Citations |\n|--------|----------:|\n| A pear |        12 |\n| B      |    123456 |\n",
            "| Title  | Citations |\n|--------|----------:|\n| A pear |      1234 |\n| B      |      1234 |\n",
        ),
        (
            "| Title  | Citations |\n|--------|-----------|\n| A pear | 12        |\n| B      |           |\n",
            "| Title  | Citations |\n|--------|-----------|\n| A pear | 1234      |\n| B      | 1234      |\n",
        ),
        (
            "| Title  | Cites |\n|--------|------:|\n| A pear |  1 |\n| B      |  2 |\n",
            "| Title  | Cites |\n|--------|------:|\n| A pear | 1234 |\n| B      | 1234 |\n",
        ),
    ],
)  # fmt: skip
def test_only_count_cells_differ(before: str, after: str):
    assert update(before).text == after
    assert update(after).changed == 0


def test_a_bar_in_a_title_makes_a_line_unclear():
    found = update("|Title|Citations|\n|-|-|\n|A|B|1|\n|C|2|\n")
    assert (found.unclear, found.text.splitlines()[3]) == ((3,), "|C|1234|")


def test_a_row_without_its_last_cell_stays():
    text = "|Title|Citations|\n|-|-|\n|A|\n"
    assert update(text) == Rewritten(text, 0, ())


CELLS = st.text(st.sampled_from(list("ab🍐é \t*_`[]()<>\\|&;#-1")), max_size=12)
# A backslash at the end of a cell takes the bar behind it into the cell.
CELLS = CELLS.filter(lambda cell: not cell.endswith("\\"))


@pytest.mark.slow
@given(
    st.lists(st.tuples(CELLS, st.integers(0, 99_999), CELLS), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"])
)
def test_whatever_stands_in_a_table_nothing_but_counts_changes(cells, end):
    lines = ["|Title|Citations|Note|", "|-|:-:|-|", *(f"|T{title}|{count}|{note}|" for title, count, note in cells)]
    text = end.join(lines)
    found = update(text, 777)
    assert re.sub(r"\|(?:777|\d{1,5})\|", "|n|", found.text) == re.sub(r"\|(?:777|\d{1,5})\|", "|n|", text)


@pytest.mark.parametrize("text", ["", "|Title|"])
def test_no_row_is_added_below_one_that_is_not_there(text: str):
    """Of another version of the list, or of none: where the row would go is not known."""
    rows = read_list(PLAIN.encode(), "list.md").rows
    assert append_to_markdown(text, rows, {"title": "New"}) is None
    assert append_to_markdown(PLAIN, [], {"title": "New"}) is None
    assert append_to_delimited(text, [], {"title": "New"}, ",") is None
