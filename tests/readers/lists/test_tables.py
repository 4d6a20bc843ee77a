"""Tables as rows: any order and language of columns, composite cells, bands, and tables of something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError
from pipeline.readers import read_list
from pipeline.readers.lists.columns import name_columns
from pipeline.readers.lists.markdown import parse_markdown
from pipeline.readers.lists.reading import LineKind, ListReading, ListSettings
from pipeline.readers.lists.recognition import recognise

NOTHING_SAID = ListSettings()
ROLES = ("title", "author", "venue", "year")


def read(*lines: str, settings: ListSettings = NOTHING_SAID) -> ListReading:
    return recognise(parse_markdown("\n".join(lines), "list.md"), "list.md", "markdown", settings)


def said(*lines: str) -> list[str]:
    return ["; ".join(row.cell(role) for role in ROLES).rstrip("; ") for row in read(*lines).rows]


@pytest.mark.parametrize(
    ("headers", "roles"),
    [
        ("論文題目 | 作者 | 會議 | 年份", "title author venue year"),
        ("タイトル | 著者 | 会議 | 発表年", "title author venue year"),
        ("논문 제목 | 저자 | 학회 | 연도", "title author venue year"),
        ("Titel | Autoren | Zeitschrift | Jahr | Zitate", "title author venue year count"),
        ("Titre | Auteurs | Revue | Année", "title author venue year"),
        ("Título | Autores | Revista | Año | Citas", "title author venue year count"),
        ("Título do artigo | Autores | Periódico | Ano", "title author venue year"),
        ("Titolo | Autori | Rivista | Anno", "title author venue year"),
        ("Название | Авторы | Журнал | Год", "title author venue year"),
        ("Tytuł | Autorzy | Czasopismo | Rok", "title author venue year"),
        ("Titel | Auteurs | Tijdschrift | Jaar", "title author venue year"),
        ("Paper (Venue) | Code", "title link"),
        ("Title & Authors | Introduction | Links", "title - link"),
        ("Paper/Code | Date", "title year"),
        ("Paper type | Code", "- link"),
        ("Method | Dataset", "- -"),
    ],
)
def test_headers_of_many_languages(headers: str, roles: str):
    assert " ".join(column.role or "-" for column in name_columns(headers.split(" | "))) == roles


BADGE = "![x](https://img.shields.io/badge/NeurIPS'23-blue)"
TITLE = "[A Simple Way to Read Tables](https://arxiv.org/abs/2001.00001)"
OTHER = "[Another Way to Read Tables](https://arxiv.org/abs/2001.00002)"


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (
            ["|Title & Authors|Links|", "|-|-|", f"|{BADGE} <br> {TITLE} <br> Ann Smith, Bo Wu|[pdf](https://e.org/a.pdf)|"],
            ["A Simple Way to Read Tables; Ann Smith, Bo Wu; NeurIPS; 2023"],
        ),
        (["|Paper|Code|", "|-|-|", f"|{TITLE} (CVPR 2020)|x|"], ["A Simple Way to Read Tables; ; CVPR; 2020"]),
        (["|Paper|Venue|", "|-|-|", f"|{TITLE}|CVPR'18|"], ["A Simple Way to Read Tables; ; CVPR'18; 2018"]),
        (["|Date|Paper|", "|-|-|", f"|2021.03|{TITLE}|"], ["A Simple Way to Read Tables; ; ; 2021.03"]),
        (["|||", "|-|-|", f"|{TITLE}|ICML 2020|", f"|{OTHER}|KDD 2019|"],
         ["A Simple Way to Read Tables; ; ICML 2020; 2020", "Another Way to Read Tables; ; KDD 2019; 2019"]),
        (["|Foo|Bar|", "|-|-|", f"|2020|{TITLE}|", f"|2019|{OTHER}|"],
         ["A Simple Way to Read Tables; ; ; 2020", "Another Way to Read Tables; ; ; 2019"]),
        ([f"|{TITLE}|2020|", "|-|-|", f"|{OTHER}|2019|"],
         ["A Simple Way to Read Tables; ; ; 2020", "Another Way to Read Tables; ; ; 2019"]),
        (["|Name|Paper|Year|", "|-|-|-|", f"|{TITLE}|[PDF](https://arxiv.org/abs/2001.00001)|2020|"],
         ["A Simple Way to Read Tables; ; ; 2020"]),
        (["|Title|Venue|", "|-|-|", "|**2021**||", "|One|KDD|", "|**2020**||", "|Two|KDD|"],
         ["One; ; KDD; 2021", "Two; ; KDD; 2020"]),
        (["|Year|Title|", "|-|-|", "|2021|One|", "||Two|", "|2020|Three|"],
         ["One; ; ; 2021", "Two; ; ; 2021", "Three; ; ; 2020"]),
        (["|Title|Venue|Year|", "|-|-|-|", "|One|KDD|2021|", "|Two|同上|″|"], ["One; ; KDD; 2021", "Two; ; KDD; 2021"]),
        (["|Title|Year|", "|-|-|", f"|{TITLE} <br> {OTHER}|2020|"],
         ["A Simple Way to Read Tables; ; ; 2020", "Another Way to Read Tables; ; ; 2020"]),
        (["<table>", "<tr><td>Paper name</td><td>Publication time</td></tr>", "<tr><td colspan=2>Trees</td></tr>",
          "<tr><td>One</td><td>2004</td></tr>", "</table>"], ["One; ; ; 2004"]),
    ],
)  # fmt: skip
def test_rows(lines: list[str], rows: list[str]):
    assert said(*lines) == rows


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["|Model|Accuracy|", "|-|-|", "|A|91.2|", "|B|90.1|"], LineKind.NO_PAPER),
        (
            ["|Tool|What it does|", "|-|-|", "|[x](https://github.com/x/x)|It does many things for many people|"],
            LineKind.NO_PAPER,
        ),
        (["|Title|Link|", "|-|-|", "|[How to win at chess](https://youtu.be/1)|x|"], LineKind.NO_PAPER),
        (
            ["|source|what it is asked and how often|", "|-|-|", "|A shop|three calls in a second, with an address|"],
            LineKind.NO_PAPER,
        ),
        (["|A|B|", "|-|-|", "|x|[pdf](https://arxiv.org/abs/2001.00001)|"], LineKind.PROBLEM),
    ],
)
def test_tables_without_titles(lines: list[str], kind: LineKind):
    found = read("|Title|Year|", "|-|-|", "|One|2001|", "", *lines)
    assert [row.cell("title") for row in found.rows] == ["One"]
    assert {line.kind for line in found.lines if line.first >= 5} == {kind}
    assert [problem.code for problem in found.problems] == (["no_title_column"] if kind == LineKind.PROBLEM else [])


def test_a_band_is_a_tag():
    (row,) = read("|Title|Year|", "|-|-|", "|**Trees**||", "|One|2001|").rows
    assert row.tags == ("Trees",)


def test_a_person_says_which_column_it_is():
    (row,) = read(
        "|What|When|Paper|", "|-|-|-|", "|One|2001|x|", settings=ListSettings(columns={"title": "what", "year": 2})
    ).rows
    assert (row.cell("title"), row.cell("year")) == ("One", "2001")


def test_a_row_without_a_title_is_told():
    found = read(
        "|Method|Year|Title|",
        "|-|-|-|",
        "|x|2001||",
        "|y||[pdf](https://arxiv.org/abs/2001.00001)|",
        "|z|||",
        "|w|2002|One|",
    )
    assert [row.line for row in found.rows] == [4, 6]
    assert [(problem.code, problem.where) for problem in found.problems] == [("title_not_understood", "list.md:3")]


def test_papers_in_one_cell_keep_their_own_links():
    first, second = read("|Title|Code|", "|-|-|", f"|{TITLE} <br> {OTHER}|[c](https://github.com/a/b)|").rows
    assert [link.url[-1] for link in first.links] == ["1"]
    assert [link.url[-1] for link in second.links] == ["2"]
    assert first.id != second.id


def test_ids_are_made_of_the_first_words():
    plain = read("|Paper|", "|-|", "|One two|").rows[0].id
    assert read("|Paper|Erscheinungsjahr|", "|-|-|", "|One two|2001|").rows[0].id == plain
    assert read("# KDD 2001", "", "|Paper|", "|-|", "|One two|").rows[0].id == plain
    assert read("|Paper|Year|", "|-|-|", "|One two|2001|").rows[0].id != plain


CELLS = st.sampled_from(
    ["", "One", "2001", "**KDD**", TITLE, OTHER, "a <br> b", "[pdf](http://e.org/a.pdf)", "″", "-", BADGE]
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8))
def test_every_line_of_a_table_is_accounted_for(rows: list[list[str]]):
    lines = ["|Title|Year|", "|-|-|", "|One|2001|", *(f"|{'|'.join(row)}|" for row in rows)]
    found = read(*lines)
    assert [at for one in found.lines for at in range(one.first, one.last + 1)] == list(range(1, len(lines) + 1))
    assert all(
        any(one.first <= row.line <= one.last and one.kind == LineKind.ROW for one in found.lines) for row in found.rows
    )


def test_html_pages_are_lists():
    page = "<title>ICML 2019 papers</title><table><tr><th>Title<th>Link<tr><td>One<td><a href=http://e.org/a.pdf>pdf</a></table>"
    (row,) = read_list(page.encode(), "list.html").rows
    assert (row.cell("title"), row.cell("venue"), row.cell("year")) == ("One", "ICML", "2019")


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("🔥🔥[YOCO] You only fold maps once(@Microsoft)", "You only fold maps once"),
        ("🔥[**MP: ZeRO**] Folding maps at very large scale (@PKU)", "Folding maps at very large scale"),
        ("🏀Maps: how to fold them at home.", "Maps: how to fold them at home"),
        ("#Maps: how to fold them", "#Maps: how to fold them"),
        ("3) Folding Maps - introduces a way of folding large maps by hand that is very fast and easy", "Folding Maps"),
    ],
)
def test_a_title_without_decoration(cell: str, title: str):
    text = f"|Date|Title|Venue|\n|---|---|---|\n|2020|{cell}|ICML :star:|\n|2021|How to fold two maps|ICML|\n"
    row = read_list(text.encode(), "list.md", ListSettings()).rows[0]
    assert (row.cell("title"), row.cell("venue")) == (title, "ICML")


def test_a_page_that_places_papers_with_tables_is_read():
    prose = "We fold maps by hand, with scissors and without, in one pass over the whole atlas, and show that it works."
    rows = "".join(
        f"<tr><td><img src=x{at}.png></td><td><a href='https://e.github.io/{at}'><span>{title}</span></a><br>"
        f"<a href='https://e.org/a'>Ann B. Lee</a>, <a href='https://e.org/b'>Bo Wu</a>,<br><b>Cy J. Ode</b><br>"
        f"<em>CVPR</em>, 2024<br><a href='https://arxiv.org/abs/2001.0000{at}'>arXiv</a><p></p><p>{prose}</p></td></tr>"
        for at, title in enumerate(("Folding of large maps", "Towers of many kinds", "Rivers: how they find the sea"))
    )
    page = f"<html><body><table><tr><td><table><tbody>{rows}</tbody></table></td></tr></table></body></html>"
    found = read_list(page.encode(), "me.html").rows
    assert [row.cell("title") for row in found] == [
        "Folding of large maps",
        "Towers of many kinds",
        "Rivers: how they find the sea",
    ]
    said = {(row.cell("author"), row.cell("venue"), row.cell("year")) for row in found}
    assert said == {("Ann B. Lee, Bo Wu, Cy J. Ode", "CVPR", "2024")}


def test_a_table_of_changes_lists_no_papers():
    lines = ["| Version | Time | Update |", "|--|--|--|"]
    change = (
        "Add two new sections<br>and correct the errors of many figures, tables, links and texts in all of the parts"
    )
    lines += [
        f"| V{at} | 2023/03/{at:02} | {change} of this very long survey about maps and towers |" for at in range(1, 9)
    ]
    with pytest.raises(InputError, match="holds titles"):
        read_list("\n".join(lines).encode(), "list.md")


def test_a_publication_has_a_title_of_its_own():
    text = "Key,Year,Title,Publication Title,Journal Abbreviation\nA,2021,Folding of large maps,Journal of Maps,\n"
    (row,) = read_list(text.encode(), "l.csv").rows
    assert (row.cell("title"), row.cell("venue")) == ("Folding of large maps", "Journal of Maps")


def test_rows_below_another_header_are_under_that():
    text = (
        "| Title | Year | Venue |\n|--|--|--|\n| Learning to fold maps | 2019 | CVPR |\n"
        "| Title | Year | Venue |\n| Deep towers of maps | 2020 | ICCV |\n"
        "| Venue | Year | Title |\n|--|--|--|\n| ICML | 2018 | How rivers find the sea |\n"
    )
    rows = read_list(text.encode(), "list.md").rows
    assert [(row.cell("title"), row.cell("year"), row.cell("venue")) for row in rows] == [
        ("Learning to fold maps", "2019", "CVPR"),
        ("Deep towers of maps", "2020", "ICCV"),
        ("How rivers find the sea", "2018", "ICML"),
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "<table><tr><th>Title<th>Year<tr><td rowspan=3>Deep nets<td>2019<td rowspan=2>x<tr><td>2020<tr></table>",
            [("Deep nets", "2019"), ("Deep nets", "2020")],
        ),
        (
            "<table><tr><th>Title<th>Year<th>Code<tr><td>Deep nets<td>2019<td rowspan=2>x<tr><td>Wide nets</table>",
            [("Deep nets", "2019"), ("Wide nets", "")],
        ),
    ],
)
def test_cells_that_reach_down_beside_missing_ones(text: str, rows: list[tuple[str, str]]):
    found = read_list(text.encode(), "list.html").rows
    assert [(row.cell("title"), row.cell("year")) for row in found] == rows
