"""Spreadsheets: sheets, links, dates, merged cells, and what is made to harm."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from pipeline.model.errors import InputError, UsageError
from pipeline.model.records import Link
from pipeline.readers import read_list
from pipeline.readers.lists import spreadsheet
from pipeline.readers.lists.reading import ListSettings
from tests.readers.lists.workbooks import archive, open_document, open_row, row, workbook

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


SMALL = workbook({"Papers": HEADER + row(2, LONG[0], 2019)})
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REPEATED = '<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>a</text:p>'
ENCRYPTED = (
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x">'
    "</manifest:encryption-data></manifest:file-entry>"
)


def repack(method: int, *, twice: bool = False) -> bytes:
    """The small workbook, packed in another way, or with all of its parts twice."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SMALL)) as old,
        zipfile.ZipFile(held, "w", method) as new,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # of names that are there twice
        for name in old.namelist() * (1 + twice):
            new.writestr(name, old.read(name))
    return held.getvalue()


def spoil(offset: int, new: Callable[[bytes], bytes], size: int = 4) -> bytes:
    """The small workbook with other bytes at an offset of the directory's entry of its sheet."""
    at = SMALL.index(b"xl/worksheets/sheet1.xml", SMALL.index(b"PK\x01\x02")) - 46 + offset
    return SMALL[:at] + new(SMALL[at : at + size]) + SMALL[at + size :]


def halve(size: bytes) -> bytes:
    return (int.from_bytes(size, "little") // 2).to_bytes(4, "little")


def overwrite_packed() -> bytes:
    at = SMALL.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    return SMALL[:at] + b"\xff" * 40 + SMALL[at + 40 :]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLD + "WordDocument".encode("utf-16-le"), "this is a Word document; copy the list out"),
        (open_document(open_row("Title"), ENCRYPTED), "is encrypted; save it without a password"),
        (spoil(8, lambda flags: b"\x01" + flags[1:], 2), "is encrypted; save it without a password"),
        (repack(zipfile.ZIP_BZIP2), "packed in an unusual way"),
        (repack(zipfile.ZIP_DEFLATED, twice=True), "no workbook that a spreadsheet program wrote"),
        (spoil(20, halve), "is damaged"),
        (overwrite_packed(), "is damaged"),
        (open_document(open_row("Title", REPEATED.format(5_000) + "</table:table-cell>")), "stands 5,000 times beside"),
        (
            open_document(open_row("Title") + open_row("a", repeated=2_000) + open_row("b", repeated=20_000)),
            "a row stands 20,000 times below itself",
        ),
    ],
)
def test_what_is_packed_to_harm_is_a_sentence(data: bytes, words: str):
    with pytest.raises(InputError, match=f"^l\\.xlsx: .*{re.escape(words)}"):
        read_list(data, "l.xlsx")


def test_limits_of_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1)
    monkeypatch.setattr(spreadsheet, "_MOST_OF_OLD", 4_000)
    with pytest.raises(InputError, match="the sheet has over 1 rows"):
        read(HEADER + row(2, LONG[0]) + row(3, LONG[1]))
    with pytest.raises(InputError, match=r"MB; save its list as CSV"):
        read_list(OLD + bytes(4_000), "l.xls")


class PanicException(BaseException):
    """As the library of spreadsheets names what ends it."""


@pytest.mark.parametrize(
    ("error", "told"),
    [(PanicException(), InputError), (ValueError(), InputError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
@pytest.mark.parametrize("stage", ["from_filelike", "get_sheet_by_name"])
def test_a_bug_of_the_library_is_a_damaged_file(
    stage: str, error: BaseException, told: type[BaseException], monkeypatch: pytest.MonkeyPatch
):
    class Failing:
        sheets_metadata = CalamineWorkbook.from_filelike(io.BytesIO(SMALL)).sheets_metadata

        def __getattr__(self, name: str):
            raise error

        @classmethod
        def from_filelike(cls, _file: object):
            if stage == "from_filelike":
                raise error
            return cls()

    monkeypatch.setattr(spreadsheet, "CalamineWorkbook", Failing)
    with pytest.raises(told, match=r"is damaged|^$"):
        read_list(SMALL, "l.xlsx")


TYPED = '<table:table-cell office:value-type="{0}" office:{0}-value="{1}"><text:p>x</text:p></table:table-cell>'


def test_dates_times_and_truths_are_shown_as_written_down():
    rows = open_row("Title", "Date", "Read") + open_row(
        LONG[0], TYPED.format("date", "2019-05-01"), TYPED.format("boolean", "true")
    )
    rows += open_row(LONG[1], TYPED.format("date", "2020-05-01T12:00:00"), TYPED.format("time", "PT12H30M00S"))
    assert [one.cells for one in read_list(open_document(rows), "l.ods").rows] == [
        (LONG[0], "2019-05-01", "TRUE"),
        (LONG[1], "2020-05-01", "12:30:00"),
    ]


def test_a_long_text_in_a_few_cells_is_read():
    text = "Deep nets for all of us " * 300
    cell = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    data = workbook({"Papers": HEADER + cell})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    shared = parts | {"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>".encode()}
    assert [one.line for one in read_list(archive(shared), "l.xlsx").rows] == [2]


def test_parts_may_be_stored_as_they_are():
    assert [one.cell("title") for one in read_list(repack(zipfile.ZIP_STORED), "l.xlsx").rows] == [LONG[0]]


def test_links_that_lead_nowhere_are_none():
    links = {
        "A2": "file:///etc/passwd",
        "A1:XFD9": "https://e.org/2",
        "here": "https://e.org/3",
        "A3": "https://e.org/4",
    }
    data = workbook({"Papers": HEADER + row(2, LONG[0], 2019) + row(3, LONG[1], 2020)}, links=links)
    assert [one.links for one in read_list(data, "l.xlsx").rows] == [(), (Link(LONG[1], "https://e.org/4"),)]


def test_merged_cells_write_over_nothing_and_add_no_column():
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("B2:B3", "C3:C4", "F2:F4", "A5:A6"))
    rows = row(2, LONG[0], 2019, "x") + row(3, LONG[1], 2020) + row(4, LONG[2], 2021) + row(5, "Short nets", 2022)
    found = read_list(
        workbook({"P": HEADER + rows + row(6, "", 2023) + f'<mergeCells count="4">{merged}</mergeCells>'}), "l.xlsx"
    )
    assert [one.cells for one in found.rows] == [
        (LONG[0], "2019", "x"),
        (LONG[1], "2020", ""),
        (LONG[2], "2021", ""),
        ("Short nets", "2022", ""),
    ]
    assert [one.why for one in found.lines if one.first == 6] == ["goes on with the row above"]
