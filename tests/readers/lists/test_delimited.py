"""Spreadsheets saved as text: separators, quotes and the lines of rows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Link
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListSettings


def rows(text: str, file: str = "list.csv") -> list[tuple[int, str, str]]:
    return [(row.line, row.cell("title"), row.cell("year")) for row in read_list(text.encode(), file).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title,Year\na,1\nb,2\n", [(2, "a", "1"), (3, "b", "2")]),
        ("Title;Year\na, or b;1\n", [(2, "a, or b", "1")]),
        ("Title\tYear\na;b\t1\n", [(2, "a;b", "1")]),
        ('"Title","A;B;C;D",Year\na,b,1\n', [(2, "a", "1")]),
        ("sep=;\r\nTitle;Year\r\na,b;1\r\n", [(3, "a,b", "1")]),
        ("\ufeffTitle,Year\r\na,1\r\nb,2", [(2, "a", "1"), (3, "b", "2")]),
        ("Title,Year\ra,1\rb,2\r", [(2, "a", "1"), (3, "b", "2")]),
        ("\n,,\nTitle,Year\na,1\n", [(4, "a", "1")]),
        ('Title,Year\n"a\nb",1\n"c\r\n\r\nd",2\ne,3\n', [(2, "a\nb", "1"), (4, "c\r\n\r\nd", "2"), (7, "e", "3")]),
        ('Title,Year\n"say ""hi""",1\n', [(2, 'say "hi"', "1")]),
        ('Title,Year\n"Why" trust,1\n', [(2, "Why trust", "1")]),
        ("Title,Year\n\n , \na,1\n", [(4, "a", "1")]),
        ("Title,Year\na\n", [(2, "a", "")]),
        ("Title,Year\na\0b,1\n", [(2, "ab", "1")]),
        ("Title\n", []),
        ("Year,Paper,Title\n1,pdf,a\n", [(2, "a", "1")]),
    ],
)
def test_rows(text: str, expected: list[tuple[int, str, str]]):
    assert rows(text) == expected


def test_tabs_by_name():
    assert rows("Title\tYear, or so, or\na\t1\n", "list.tsv") == [(2, "a", "")]


def test_too_many_cells_are_a_problem():
    found = read_list(b"Title,Year\na,1,x,y\nb,2\n", "list.csv")
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("ragged_row", "list.csv:2")
    assert "4 cells under 2 headers" in problem.sentence
    assert found.rows[0].cells == ("a", "1", "x", "y")


def test_another_header_below_is_followed():
    found = read_list(
        b"Title,Year,Venue\nDeep nets,2019,CVPR\nVenue,Year,Paper,DOI\nICML,2020,Wide nets,10.1/x\n", "l.csv"
    )
    assert [(one.cell("title"), one.cell("year"), one.cell("venue")) for one in found.rows] == [
        ("Deep nets", "2019", "CVPR"),
        ("Wide nets", "2020", "ICML"),
    ]
    assert ([one.why for one in found.lines][2], found.problems) == ("another header", ())


def test_links_and_ids():
    text = 'Title,Link\nx,"see https://e.org/1, and http://e.org/2."\nx,\n'
    first, second = read_list(text.encode(), "list.csv").rows
    assert first.links == (Link("", "https://e.org/1"), Link("", "http://e.org/2"))
    assert second.id == f"{first.id}-2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "list.csv:1: there is no header row"),
        ("\n , \n", "list.csv:1: there is no header row"),
        ("A,B\n1,2\n", r"list.csv:1: none of the columns \(A, B\) is a title column"),
        ("\n\nA,B\n", "list.csv:3: none of the columns"),
        ("Title|Year\na|b\n", r"\(Title\|Year\)"),
        ('"Long\ntitle",Year\nx,1\n', r"\(Long title, Year\)"),
        ('Title,Year\na,1\n"b,2\nc,3\n', "list.csv:3: a quotation mark opens here"),
        ("Title,Year\na,1\n" + "x" * 1_000_000 + ",2\n", "list.csv:3: this line cannot be read"),
    ],
)
def test_no_list(text: str, words: str):
    with pytest.raises(InputError, match=words):
        read_list(text.encode(), "list.csv")


CELLS = st.text(st.sampled_from('ab",;\n\t é'), min_size=1, max_size=8).filter(lambda cell: cell.strip() == cell != "")


@pytest.mark.slow
@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_comes_back(titles: list[str], delimiter: str):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("Title", "Year"), *((title, "1") for title in titles)])
    assert [title for _, title, _ in rows(out.getvalue())] == titles


PAPERS = "Deep nets are all that we want,2019,CVPR\nWide nets for the rest of us,2020,ICML\n"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (PAPERS, {}),
        (PAPERS, {"title": 1, "year": 2}),
        (f"Gelesenes,Jahr,Wo\n{PAPERS}", {}),
        (f"Gelesenes,Jahr,Wo\n{PAPERS}", {"title": 1}),
        (f"Gelesenes,Jahr,Wo\n{PAPERS}", {"title": "gelesenes"}),
        (f"A,B,C\n{PAPERS}", {}),
    ],
)
def test_titles_without_a_header_that_says_so(text: str, columns: dict[str, str | int]):
    found = read_list(text.encode(), "list.csv", ListSettings(columns=columns))
    assert [(row.cell("title")[:4], row.cell("year")) for row in found.rows] == [("Deep", "2019"), ("Wide", "2020")]


def test_venue_and_year_are_seen_in_their_cells():
    (first, _) = read_list(f"Title,Wann genau,Wo denn\n{PAPERS}".encode(), "list.csv").rows
    assert (first.cell("year"), first.cell("venue")) == ("2019", "CVPR")


@pytest.mark.parametrize("columns", [{"title": "Papier"}, {"title": 4}, {"note": "Notiz"}])
def test_a_column_that_is_not_there_is_told(columns: dict[str, str | int]):
    with pytest.raises(UsageError, match=r"^list\.csv:1: unknown key “columns\."):
        read_list(f"Title,Year,Venue\n{PAPERS}".encode(), "list.csv", ListSettings(columns=columns))


def test_no_column_has_a_role_that_is_unknown():
    with pytest.raises(UsageError, match=r"^list\.csv:1: unknown key “columns\.titel”; .* “title”"):
        read_list(f"Title,Year,Venue\n{PAPERS}".encode(), "list.csv", ListSettings(columns={"titel": 1}))


def test_a_quotation_mark_in_what_a_database_writes_is_text():
    text = 'Title\tYear\tAuthors\n"Wide nets for all of us\t2020\tWu\nDeep nets for all\t2019\tLee\n'
    assert rows(text, "list.tsv") == [(2, '"Wide nets for all of us', "2020"), (3, "Deep nets for all", "2019")]


def test_names_are_titles_where_people_or_venues_stand_beside_them():
    assert rows("Name,Venue,Year\nDeep nets for all,ICML,2019\n") == [(2, "Deep nets for all", "2019")]
