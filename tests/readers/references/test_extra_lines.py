"""Lines `name: value` of Extra: what is taken, and what stays a line."""

from __future__ import annotations

import json

from pipeline.formats.extra import join_lines, part_lines
from pipeline.model.records import Record
from pipeline.readers import read_references

RIS = "TY  - BOOK\nTI  - Pears\nPB  - Pear Press\nM2  - {}\nER  - \n"


def read_ris(line: str) -> Record:
    (found,) = read_references(RIS.format(line), "made.ris").items
    return found


def read_note(note: str) -> Record:
    (found,) = read_references(json.dumps([{"type": "book", "title": "Pears", "note": note}]), "made.json").items
    return found


def test_a_line_without_a_name_stays():
    for line in ("Accessed: today", "type: no such type", "authors: many", "event-date: some day"):
        assert dict(read_ris(line).other_texts) == {"note": line}


def test_a_line_holds_before_a_tag():
    assert read_ris("publisher: Fruit Press").publisher == "Fruit Press"


def test_a_copy_in_another_field_goes():
    found = read_ris("tex.howpublished: Pear Press")
    assert (found.publisher, dict(found.other_texts)) == ("", {"howpublished": "Pear Press"})


def test_markup_of_another_title_is_dropped():
    assert read_ris("title-markup: <i>Figs</i>").other_texts == ()


def test_the_first_of_two_lines_holds():
    assert read_note("genre: Fable\ngenre: Novel").genre == "Fable"


def test_a_marked_note_is_a_note():
    assert read_note("Note: Read: twice").note == "Read: twice"


def test_a_bar_in_a_value_parts_nothing():
    lines = ["archive: A | B", "source: C"]
    assert part_lines(join_lines(lines)) == lines


def test_no_value_is_no_line():
    assert part_lines("") == []
