"""Spreadsheets: sheets, links, dates, merged cells, and what is made to harm."""

from __future__ import annotations

import re

import pytest

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Link
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListSettings
from tests.readers.lists.workbooks import archive, row, workbook

HEADER = row(1, "Title", "Year", "Link")


def read(sheet: str, **more: object) -> list[tuple[int, tuple[str, ...]]]:
    found = read_list(workbook({"Papers": sheet}, **more), "l.xlsx")  # type: ignore[arg-type]
    return [(one.line, one.cells) for one in found.rows]


def test_numbers_are_years_and_lines_those_of_the_sheet():
    sheet = row(1, "My list") + row(3, "Title", "Year") + row(5, "Deep nets for all", 2019.0)
    assert read(sheet) == [(5, ("Deep nets for all", "2019"))]


def test_hyperlinks_and_formulas_are_links():
    formula = '<row r="3"><c r="A3" t="str"><f>HYPERLINK("https://e.org/2","Wide nets")</f><v></v></c></row>'
    data = workbook({"Papers": HEADER + row(2, "Deep nets", 2019) + formula}, links={"A2": "https://e.org/1"})
    first, second = read_list(data, "l.xlsx").rows
    assert first.links == (Link("Deep nets", "https://e.org/1"),)
    assert second.links == (Link("Wide nets", "https://e.org/2"),)


def test_no_other_formula_is_evaluated():
    formula = '<row r="2"><c r="A2"><f>WEBSERVICE("http://127.0.0.1/")</f><v>shown</v></c></row>'
    assert read(HEADER + formula) == [(2, ("shown", "", ""))]


def test_merged_cells_say_the_same_of_all_their_rows():
    merged = '<mergeCells count="2"><mergeCell ref="B2:B3"/><mergeCell ref="A4:C4"/></mergeCells>'
    rows = row(2, "Deep nets", 2019, "x") + row(3, "Wide nets", "", "y") + row(4, "NeurIPS") + row(5, "Long nets", 1)
    found = read(HEADER + rows + merged)
    assert [(line, cells[:2]) for line, cells in found] == [
        (2, ("Deep nets", "2019")),
        (3, ("Wide nets", "2019")),
        (5, ("Long nets", "1")),
    ]


def test_every_shown_sheet_with_titles_is_read():
    sheets = {name: HEADER + row(2, f"{name} nets", 2019) for name in ("Deep", "Wide", "Secret")}
    found = read_list(workbook({**sheets, "Notes": row(1, "nothing")}, hidden="Secret"), "l.xlsx")
    assert [one.cell("title") for one in found.rows] == ["Deep nets", "Wide nets"]
    assert [one.code for one in found.problems] == ["hidden_sheet"]
    assert [one[:12] for one in found.layout] == ["sheet “Deep”", "sheet “Wide”"]


def wide_cell(place: str) -> bytes:
    return workbook({"P": HEADER + f'<row r="9"><c r="{place}"><v>1</v></c></row>'})


def bomb() -> bytes:
    data = archive({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * 250_000_000})
    assert len(data) < 1_000_000
    return data


def lying_bomb() -> bytes:
    """Its directory says that the part has ten bytes."""
    size = (250_000_000).to_bytes(4, "little")
    return bomb().replace(size, (10).to_bytes(4, "little"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "unpacks to over 200 MB"),
        (lying_bomb, "unpacks to over 200 MB"),
        (lambda: wide_cell("XFD1048576"), "reaches to row 1,048,576 and column 16,384"),
        (lambda: wide_cell("A9999999"), "reaches to row 9,999,999"),
        (lambda: workbook({"P": HEADER})[:-30], "is damaged"),
        (lambda: archive({"xl/workbook.xml": "<broken"}), "is damaged"),
        (lambda: archive({"xl/workbook.bin": b"x"}), "binary workbook"),
        (lambda: archive({"word/document.xml": "<a/>"}), "a Word document"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000, "is damaged"),
        (lambda: workbook({"P": row(1, "Tool", "Stars") + row(2, "x", "y")}), "none of the columns"),
        (lambda: workbook({"P": ""}), "there is no header row"),
    ],
)
def test_what_cannot_be_a_list_is_a_sentence(make, words: str):
    with pytest.raises(InputError, match=f"^l\\.xlsx:.*{re.escape(words)}"):
        read_list(make(), "l.xlsx")


def test_a_long_text_in_every_cell_is_counted():
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, 9_002))
    sheet = f'<worksheet xmlns="x"><sheetData>{cells}</sheetData></worksheet>'
    shared = f"<sst><si><t>{'x' * 60_000}</t></si></sst>"
    parts = {"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
    with pytest.raises(InputError, match="hold 540,"):
        read_list(archive(parts), "l.xlsx")


LONG = ["Deep nets are all that we want", "Wide nets for the rest of us", "Long nets and what they learn"]
OWN_WORDS = row(1, "My list") + row(3, "Lfd", "Gelesenes", "Jahr") + row(4, 1, LONG[0], 2019) + row(5, 2, LONG[1], 2020)
TOOLS = row(1, "Tool", "Stars") + row(2, "x", 3) + row(3, "y", 4)


def test_titles_under_words_of_their_own_are_found():
    found = read_list(workbook({"Own": OWN_WORDS, "Two": HEADER + row(2, LONG[2], 2021)}), "l.xlsx")
    assert [(one.cell("title"), one.cell("year")) for one in found.rows] == [
        *zip(LONG, ["2019", "2020", "2021"], strict=True)
    ]


def test_a_sheet_that_may_list_papers_is_told():
    found = read_list(workbook({"P": HEADER + row(2, "Deep nets", 2019), "T": TOOLS, "N": row(1, "note")}), "l.xlsx")
    assert [(one.code, one.where) for one in found.problems] == [("sheet_not_read", "l.xlsx:1")]
    assert [one.why for one in found.lines].count("a sheet without a column of titles") == 2


@pytest.mark.parametrize("columns", [{"title": "Gelesenes", "year": "Jahr"}, {"title": 2}])
def test_columns_of_settings_need_be_in_one_sheet(columns: dict[str, str | int]):
    data = workbook({"Own": OWN_WORDS, "Two": HEADER + row(2, LONG[2], 2021), "N": row(1, "note")})
    found = read_list(data, "l.xlsx", ListSettings(columns=columns))
    assert [one.cell("title") for one in found.rows][:2] == LONG[:2]


@pytest.mark.parametrize("columns", [{"title": "Gelsenes"}, {"year": 9}])
def test_columns_that_are_in_no_sheet_are_told(columns: dict[str, str | int]):
    with pytest.raises(UsageError, match=re.escape(next(iter(columns)))):
        read_list(workbook({"Own": OWN_WORDS}), "l.xlsx", ListSettings(columns=columns))
