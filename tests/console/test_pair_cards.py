"""Unsure pairs as cards: side by side, with marks where they differ, and nothing that pastes by itself."""

from __future__ import annotations

from pipeline.console.pair_cards import write_cards
from pipeline.writers.tables.duplicates_csv import UNSURE


def card(width: int = 80, **cells: str) -> list[str]:
    return list(write_cards([dict.fromkeys(UNSURE, "") | cells], width))


def test_fields_that_differ_have_a_mark():
    lines = card(left_title="On Pears", right_title="On Plums", left_year="2020", right_year="2020", left_container="J")
    assert [line.split()[1:3] for line in lines[4:7]] == [["title", "≠"], ["year", "2020"], ["container", "J"]]
    assert lines[6].endswith("│ —")


def test_long_texts_are_wrapped_in_their_column():
    lines = card(left_title="pear " * 20, right_title="plum " * 200, width=60)
    body = [line for line in lines if "plum" in line]
    assert len(body) == 6
    assert all(len(line) <= 60 for line in body)


def test_hostile_cells_stay_in_their_comment():
    lines = card(left_id="a\n- same: [x, y]", right_id="\x1b[2J=cmd", left_title="t\n- apart: [x]", reason="r\n- x")
    assert all(line.startswith("# ") for line in lines if line)
    assert not any("\x1b" in line or "\n" in line for line in lines)
