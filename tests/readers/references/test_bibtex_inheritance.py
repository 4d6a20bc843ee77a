"""What entries take from others, by `crossref`, `xdata` and `ids`."""

from __future__ import annotations

import pytest

from pipeline.readers.references.bibtex_inheritance import Family
from pipeline.readers.references.bibtex_syntax import read_entries


def fields(text: str) -> dict[str, str]:
    """The fields of the first entry."""
    entries = list(read_entries(text))
    return dict(Family(entries).fields_of(entries[0]))


BOOK = "title={B}, subtitle={S}, author={A}, editor={E}, shorttitle={s}, isbn={1}, doi={10.1/b}, url={u}, year=2001"


@pytest.mark.parametrize(
    ("child", "parent", "taken"),
    [
        ("inbook", "book", "booktitle=B booksubtitle=S author=A bookauthor=A editor=E isbn=1 year=2001"),
        ("incollection", "book", "booktitle=B booksubtitle=S author=A editor=E isbn=1 year=2001"),
        ("inproceedings", "proceedings", "booktitle=B booksubtitle=S author=A editor=E isbn=1 year=2001"),
        ("inbook", "mvbook", "maintitle=B mainsubtitle=S author=A bookauthor=A editor=E isbn=1 year=2001"),
        ("book", "mvbook", "maintitle=B mainsubtitle=S author=A editor=E isbn=1 year=2001"),
        ("article", "periodical", "journaltitle=B journalsubtitle=S author=A editor=E isbn=1 year=2001"),
        ("misc", "misc", "subtitle=S author=A editor=E shorttitle=s isbn=1 year=2001"),
    ],
)
def test_what_a_parent_hands_down(child: str, parent: str, taken: str):
    found = fields(f"@{child}{{c, title={{C}}, crossref={{P}}}} @{parent}{{p, {BOOK}}}")
    assert {name: value for name, value in found.items() if name not in ("title", "crossref")} == dict(
        pair.split("=") for pair in taken.split()
    )


def test_what_a_child_has_is_its_own():
    found = fields(f"@inbook{{c, title={{C}}, author={{Own}}, date={{1999}}, crossref={{p}}}} @book{{p, {BOOK}}}")
    assert (found["author"], found["bookauthor"], found["date"]) == ("Own", "A", "1999")
    assert "year" not in found


def test_a_grandparent_hands_down_too():
    found = fields(
        "@inproceedings{c, crossref=p} @proceedings{p, title={P}, crossref=g} @mvproceedings{g, title={G}, year=2003}"
    )
    assert (found["booktitle"], found["maintitle"], found["year"]) == ("P", "G", "2003")


def test_a_circle_of_parents_ends():
    assert fields("@book{a, crossref=b, note={n}} @book{b, crossref=a, series={s}}")["series"] == "s"


def test_shared_data_and_single_fields_of_it():
    found = fields(
        "@book{b, xdata={one, two}, location={xdata=one-location}} @xdata{one, publisher={P}, location={L}}"
        " @xdata{two, series={S}, xdata=three} @xdata{three, isbn={3}}"
    )
    assert [found[name] for name in ("publisher", "location", "series", "isbn")] == ["P", "L", "S", "3"]


def test_a_parent_is_found_by_a_former_key():
    assert fields("@inbook{c, crossref={OLD}} @book{p, ids={older, old}, title={T}}")["booktitle"] == "T"


def test_missing_parents_are_named():
    (entry,) = read_entries("@inbook{c, crossref={no}, xdata={none}}")
    assert Family([entry]).missing(entry) == ["no", "none"]


DATA = "@xdata{d-1, author={Roe, A. and Doe, B.}, publisher={xdata=e-publisher}} @xdata{e, publisher={P}}"


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("xdata=d-1-author-2", "Doe, B."),
        ("Poe, C. and xdata=D-1-author-2", "Poe, C. and Doe, B."),
        ("xdata=d-1-author-1 and Poe, C. and xdata = d-1-author", "Roe, A. and Poe, C. and Roe, A. and Doe, B."),
        ("xdata=d-1-publisher", "P"),
        ("xdata=d-1-author-3", "xdata=d-1-author-3"),
        ("xdata=d-1-editor", "xdata=d-1-editor"),
        ("xdata=no-author", "xdata=no-author"),
    ],
)
def test_a_value_out_of_an_xdata_entry(value: str, whole: str):
    assert fields(f"@book{{b, editor={{{value}}}}} {DATA}")["editor"] == whole


def test_values_that_name_each_other_end():
    twice = " ".join(f"@xdata{{x{at}, note={{xdata=x{at + 1}-note and xdata=x{at + 1}-note}}}}" for at in range(60))
    assert (
        len(fields(f"@book{{b, note={{xdata=x0-note}}}} {twice} @xdata{{x60, note={{xdata=x0-note}}}}")["note"])
        < 99_999
    )


@pytest.mark.parametrize("date", ["year={1999}, month={5}", "date={1999-05-02}"])
def test_a_child_with_its_month_takes_the_year(date: str):
    found = fields(f"@inproceedings{{c, month={{jan}}, crossref={{p}}}} @proceedings{{p, title={{P}}, {date}}}")
    assert (found["year"], found["month"], found.get("date")) == ("1999", "jan", None)
