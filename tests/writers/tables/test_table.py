import csv
import io

import pytest
from markdown_it import MarkdownIt

from pipeline.model.protocols import Bibliography
from pipeline.model.records import CitationCount, Column, Identifiers, Match, Record, Row, Work
from pipeline.model.statuses import Verdict
from pipeline.writers.tables.counts import best_counts
from pipeline.writers.tables.table import link_title, write_table

COLUMNS = (
    Column("Year", "year", "center"),
    Column("Paper", "title", "left"),
    Column("Citation", "count", "right"),
    Column("Notes"),
)


def a_list(*cells, file="data/raw/list.md", columns=COLUMNS, verdict=Verdict.ACCEPT, counts=(), shown=("openalex",)):
    """A bibliography of one list in which every row is a work with a DOI."""
    rows = tuple(Row(f"{file}{at}", file, at + 3, columns, tuple(one)) for at, one in enumerate(cells))
    works = tuple(
        Work(f"w{at}", Record(row.id, identifiers=Identifiers(doi=f"10.1/{at}")), (row.id,), "")
        for at, row in enumerate(rows)
    )
    matches = tuple(Match(row.id, verdict, "r", "", "m") for row in rows)
    return Bibliography(works, rows, matches, counts=tuple(counts), shown_sources=shown)


def both(*bibliographies):
    one = bibliographies[0]
    rows = tuple(row for each in bibliographies for row in each.rows)
    return Bibliography((), rows, (), shown_sources=one.shown_sources)


def markdown_of(bibliography):
    return dict(write_table(bibliography))["table.md"]


def cells_of(bibliography):
    return list(csv.reader(io.StringIO(dict(write_table(bibliography))["table.csv"], newline="")))


def test_the_list_comes_again_in_its_own_columns():
    bibliography = a_list(
        ("2017", "Grad-cam", "12", "see *code*"), counts=[CitationCount("w0", "openalex", 99, "2026-01-01")]
    )
    assert markdown_of(bibliography) == (
        "| Year | Paper | Citation | Notes |\n"
        "| :---: | :--- | ---: | --- |\n"
        "| 2017 | [Grad-cam](https://doi.org/10.1/0) | 99 | see *code* |\n"
    )
    assert cells_of(bibliography) == [
        ["Year", "Paper", "Citation", "Notes"],
        ["2017", "Grad-cam", "99", "see *code*"],
    ]


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.REJECT])
def test_a_row_in_doubt_gets_no_link(verdict):
    assert "](" not in markdown_of(a_list(("2017", "Grad-cam", "12", ""), verdict=verdict))


def test_the_csv_has_the_title_without_markup():
    written = ("2017", "**Grad-cam** [pdf](https://x.org)", "1", "a \\* b")
    row = Row("a", "f.md", 3, COLUMNS, written, texts=("2017", "Grad-cam pdf", "1", "a * b"))
    assert cells_of(Bibliography((), (row,), ()))[1] == ["2017", "Grad-cam pdf", "1", "a \\* b"]


def test_short_rows_are_filled_and_formulas_defused():
    assert cells_of(a_list(("=1+1", "Grad-cam")))[1] == ["'=1+1", "Grad-cam", "", ""]


def test_a_list_without_title_or_count_column_is_repeated():
    bibliography = a_list(("a",), columns=(Column("Any"),))
    assert markdown_of(bibliography) == "| Any |\n| --- |\n| a |\n"


def test_a_file_of_several_tables_stays_so():
    first = a_list(("a",), columns=(Column("One", "title"),))
    second = a_list(("b",), columns=(Column("Two", "title"),))
    files = dict(write_table(both(first, second)))
    assert files["table.md"] == "| One |\n| --- |\n| a |\n\n| Two |\n| --- |\n| b |\n"
    assert files["table.csv"] == "One\na\nTwo\nb\n"


def test_no_rows_leave_empty_files_and_no_stale_ones():
    assert dict(write_table(Bibliography((), (), ()))) == {"table.md": "", "table.csv": ""}


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["data/raw/list.md"], ["table"]),
        (["a/nlp.md", "a/vision.csv"], ["table-nlp", "table-vision"]),
        (
            ["a/nlp.md", "b/nlp.md", "c/NLP.csv", "c/nlp-2.md"],
            ["table-nlp", "table-nlp-2", "table-NLP-3", "table-nlp-2-2"],
        ),
        (["a/論文.md", "a/x:y\x1b.md"], ["table-論文", "table-x-y-"]),
    ],
)
def test_each_list_has_its_own_pair(files, names):
    lists = both(*(a_list(("1", "t", "2", "n"), file=file) for file in files))
    assert [name for name, _ in write_table(lists)] == [f"{name}.{end}" for name in names for end in ("md", "csv")]


SEEN = [
    CitationCount("w", "list", 12, ""),
    CitationCount("w", "crossref", 30, "2026-02-01"),
    CitationCount("w", "openalex", 50, "2026-01-01"),
    CitationCount("w", "openalex", 40, "2025-01-01"),
    CitationCount("w", "semantic_scholar", 70, "2026-03-01"),
    CitationCount("v", "list", 5, ""),
    CitationCount("u", "semantic_scholar", 8, "2026-03-01"),
]


@pytest.mark.parametrize(
    ("shown", "counts"),
    [
        (("openalex", "crossref"), {"w": "50"}),
        (("crossref", "openalex"), {"w": "30"}),
        (("datacite",), {}),
        ((), {}),
    ],
)
def test_the_first_shown_source_counts(shown, counts):
    best = best_counts(Bibliography((), (), (), counts=tuple(SEEN), shown_sources=shown))
    assert {work: str(seen.count) for work, seen in best.items()} == counts


def test_of_two_counts_of_a_day_the_later_stands():
    seen = (CitationCount("w", "openalex", 1, "2026-01-01"), CitationCount("w", "openalex", 2, "2026-01-01"))
    assert best_counts(Bibliography((), (), (), counts=seen, shown_sources=("openalex",)))["w"].count == 2


def test_an_unknown_count_leaves_the_cell():
    assert cells_of(a_list(("2017", "Grad-cam", "about 12", "")))[1][2] == "about 12"


@pytest.mark.parametrize(
    "title",
    [
        "[Grad-cam](https://x.org)",
        "Grad-cam [code][1]",
        "<b>Grad-cam</b>",
        "Grad-cam<!-- x -->",
        "https://x.org",
        "www.x.org",
        "![x](http://track.org/i.png)",
        "",
        " ",
    ],
)
def test_cells_with_links_or_html_are_left_alone(title):
    assert link_title(title, "https://x.org") == title


def test_without_a_page_there_is_no_link():
    assert link_title("Grad-cam", "") == "Grad-cam"


@pytest.mark.parametrize(
    "title",
    [
        "Plain",
        "[Re] Deep nets",
        "a ] b",
        "a [ b",
        "] a [",
        "ends in \\",
        "two \\\\",
        "a `code` b",
        "P < 0.05 & more",
        "a \\] b",
    ],
)
@pytest.mark.parametrize("url", ["https://x.org/a(b)c", "https://x.org/)x", "https://x.org/[a]?b=c&d#e"])
def test_every_title_becomes_one_link_in_one_cell(title, url):
    bibliography = a_list(("2017", title, "1", "n"))
    table = MarkdownIt().enable("table").render(markdown_of(bibliography))
    assert table.count("<td") == 4
    assert table.count("<a ") == 1
    link = MarkdownIt().renderInline(link_title(title, url))
    assert link.startswith("<a ")
    assert link.endswith("</a>")


@pytest.mark.parametrize("cell", ["a|b", "a\\|b", "a\\\\|b", "|", "||", "a\\", "two\nlines", "cr\r\nlf"])
def test_no_cell_breaks_its_row(cell):
    table = MarkdownIt().enable("table").render(markdown_of(a_list(("2017", "t", "1", cell), ("2018", "t", "1", "n"))))
    assert table.count("<tr") == 3
    assert table.count("<td") == 8
    assert table.count("|") == cell.count("|")
