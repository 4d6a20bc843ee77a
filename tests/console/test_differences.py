"""The diff that is shown before a file is written: `patch` could take it, and a terminal is not harmed by it."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from pipeline.console.differences import list_differences

Spots = list[tuple[int, int, str]]


def change(text: str, spots: Spots) -> str:
    for start, end, new in sorted(spots, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def differences(before: str, spots: Spots) -> list[str]:
    return list_differences(before, change(before, spots), spots, ("a.bib", "b.bib"))


def apply(before: str, lines: list[str]) -> list[str]:
    """The lines of the new text, by the hunks; those around a change must be the old ones."""
    old, new, at = before.splitlines(), [], 0
    for line in lines[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0][1:]) - 1
            new += old[at:start]
            at = start
            assert int(line.split()[2].split(",")[0][1:]) - 1 == len(new)
        elif line[0] == "+":
            new.append(line[1:])
        else:
            assert old[at] == line[1:]
            at += 1
            new += [line[1:]] * (line[0] == " ")
    return new + old[at:]


def test_one_value():
    text = "".join(f"line {number}\n" for number in range(20))
    at = text.index("line 9")
    spots = [(at + 5, at + 6, "nine\nand more")]
    found = differences(text, spots)
    assert found == list(
        difflib.unified_diff(text.split("\n")[:-1], change(text, spots).split("\n")[:-1], "a.bib", "b.bib", lineterm="")
    )


def test_nothing_changed_shows_nothing():
    assert differences("a\nb\n", []) == []


def test_hostile_lines_are_escaped():
    found = list_differences("a\x1b[2J\u202eb\tc\n", "x\n", [(0, 8, "x")], ("a\x1b.bib", "b"))
    assert "".join(found).isprintable() is False
    assert "".join(found).replace("\t", "").isprintable()


@given(st.data())
def test_the_hunks_make_the_new_text(data: st.DataObject):
    before = data.draw(st.text(alphabet="ab\n", max_size=60))
    marks = sorted(data.draw(st.lists(st.integers(0, len(before)), max_size=8)))
    texts = data.draw(st.lists(st.text(alphabet="xy\n", max_size=4), min_size=4, max_size=4))
    spots = [(start, end, text) for start, end, text in zip(marks[::2], marks[1::2], texts, strict=False)]
    found = differences(before, spots)
    after = change(before, spots)
    if before:
        assert apply(before, found) == after.splitlines()


def test_places_far_apart_are_shown_apart():
    text = "".join(f"line {number}\n" for number in range(40))
    spots = [(text.index(f"line {number}"), text.index(f"line {number}") + 4, "row") for number in (3, 4, 12, 30)]
    found = differences(text, spots)
    assert found == list(
        difflib.unified_diff(text.split("\n")[:-1], change(text, spots).split("\n")[:-1], "a.bib", "b.bib", lineterm="")
    )
    assert sum(line.startswith("@@") for line in found) == 3
