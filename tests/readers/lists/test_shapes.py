"""Shapes of lists that were met in the wild, each with the kind of mistake that it led to."""

from __future__ import annotations

import pytest

from pipeline.model.records import Row
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListReading, ListSettings

ARXIV = "https://arxiv.org/abs/2001.0000"
TITLES = ("Learning to fold large maps", "Deep towers: a survey", "How do rivers find the sea?")
PEOPLE = "Ann B. Lee, Bo Wu, Cy Ode"


def read(text: str, file: str = "list.md") -> ListReading:
    return read_list(text.encode(), file, ListSettings())


def shown(row: Row) -> tuple[str, ...]:
    return tuple(row.cell(role) for role in ("title", "author", "venue", "year"))


def in_shape(shape: str) -> ListReading:
    """Three entries of one shape; `@` is the number of the entry, `T!` its title."""
    entries = (shape.replace("@", str(at)).replace("T!", title) for at, title in enumerate(TITLES, 1))
    return read("# My list\n\n## Maps\n\n" + "\n".join(entries) + "\n")


@pytest.mark.parametrize(
    ("shape", "authors", "venue", "year"),
    [
        (f"**T!**\n\n- Paper: {ARXIV}@\n- Code: https://github.com/a/b@\n", "", "", ""),
        (f"**T!**\n\n- 论文：{ARXIV}@\n- 代码（新）：https://github.com/a/b@\n", "", "", ""),
        (f"**T!**\n\n- intro: CVPR 2015\n- keywords: Maps\n- arxiv: [{ARXIV}@]({ARXIV}@)\n", "", "CVPR", "2015"),
        (f"**T!**\n\n- intro: University of Maps & Tower Institute\n- arxiv: [{ARXIV}@]({ARXIV}@)\n", "", "", ""),
        (f"**T!** \\\n*{PEOPLE}* \\\narXiv 2023. [[Paper]({ARXIV}@)]\n", PEOPLE, "arXiv", "2023"),
        (f"* [T!. Lee et al., arXiv 2016.]({ARXIV}@)", "Lee et al", "arXiv", "2016"),
        (f"##### • [\\[2019 BMVC\\]]({ARXIV}@) T! [\\[PDF\\]]({ARXIV}@)\n\n_{PEOPLE}_\n", PEOPLE, "BMVC", "2019"),
        (f"* {PEOPLE}, T!, ICLR, 2015. [[Paper]]({ARXIV}@)", PEOPLE, "ICLR", "2015"),
        (f"* Michael L. Lee, T! (Nature 2015) [[Paper]]({ARXIV}@)", "Michael L. Lee", "Nature", "2015"),
        (f"* [T!]({ARXIV}@) - a paper by [Cy Odem](https://example.org/cy) about the folding of maps", "", "", ""),
        (f"* [T!. 2020-02]({ARXIV}@)", "", "", "2020"),
        (f"* [T!] [[arXiv]]({ARXIV}@) [[Must read]](https://example.org/@)", "", "", ""),
        (f"[@] T!(深度学习的地图折叠方法)<br>[paper]({ARXIV}@)<br><br>", "", "", ""),
        (f'* {PEOPLE} "T!." ICML, 2015. [[Paper]]({ARXIV}@)', PEOPLE, "ICML", "2015"),
        (f"* {PEOPLE}: T!, ICML, 2015.", PEOPLE, "ICML", "2015"),
        (f"* T!. [Dijkstra (1960)]({ARXIV}@)", "", "", "1960"),
        (f"**T!** [[web server](https://e.org/@)][[Nature Medicine paper]({ARXIV}@)]\n", "", "Nature Medicine", ""),
        (f"Title: T!<br>Date: 2006<br>Link: {ARXIV}@\n", "", "", "2006"),
    ],
)
def test_shapes_are_read(shape: str, authors: str, venue: str, year: str) -> None:
    rows = in_shape(shape).rows
    assert [row.cell("title") for row in rows] == list(TITLES)
    assert {shown(row)[1:] for row in rows} == {(authors, venue, year)}


def test_links_inside_the_page_are_no_papers() -> None:
    contents = "- [Folding of large maps(地图)](#maps)\n- [Towers of many kinds(塔)](#towers)\n"
    rows = read(f"# ICML 2021 papers\n\n{contents}\n## Maps\n\n- [{TITLES[0]}]({ARXIV}1)\n").rows
    assert [row.cell("title") for row in rows] == [TITLES[0]]


def test_a_title_of_names_follows_the_authors() -> None:
    others = "".join(f"- {PEOPLE}, {one}, ICML, 2015. [[Paper]]({ARXIV}{at})\n" for at, one in enumerate(TITLES))
    row = read(
        f"# Maps\n\n{others}- Jan Oder, Sten Hall, Natural Tower-Critic, ECML, 2005. [[Paper]]({ARXIV}9)\n"
    ).rows[-1]
    assert shown(row) == ("Natural Tower-Critic", "Jan Oder, Sten Hall", "ECML", "2005")


def test_authors_below_a_long_title_are_no_title() -> None:
    title = "Blurring and sharpening of process models for collaborative filtering"
    cells = (
        f"<tr><td>1</td><td>{title}<br>\n{PEOPLE}, Dee Erb<br>\nSIGIR 2023</td><td><a href='{ARXIV}1'>pdf</a></td></tr>"
    )
    (row,) = read(f"# Cats\n\n<table>\n{cells}\n</table>\n").rows
    assert shown(row) == (title, f"{PEOPLE}, Dee Erb", "SIGIR", "2023")


def test_posts_about_papers_are_none() -> None:
    items = "".join(
        f"[{at}] {one}<br>[paper]({ARXIV}{at})<br>\n\n解读：[一文读懂地图折叠的新方法](https://zhuanlan.zhihu.com/p/{at})<br>\n\n"
        for at, one in enumerate(TITLES)
    )
    assert [row.cell("title") for row in read(f"# CVPR 2021\n\n{items}").rows] == list(TITLES)


def test_prose_behind_a_gap_is_no_title() -> None:
    prose = "This paper introduces a large family of maps that fold well"
    cells = "".join(f"| {at}) {one}  {prose}. | [Paper]({ARXIV}{at}) |\n" for at, one in enumerate(TITLES))
    rows = read(f"| **Paper** | **Links** |\n|--|--|\n{cells}").rows
    assert [row.cell("title") for row in rows] == list(TITLES)


def test_items_below_a_title_may_be_papers() -> None:
    items = "".join(f"- {title} [[pdf]]({ARXIV}{at})\n" for at, title in enumerate(TITLES))
    rows = read(f"**Some papers about maps**\n\n{items}").rows
    assert [row.cell("title") for row in rows] == list(TITLES)


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Toward Stable, Interpretable, and Lightweight Super-Resolution", ""),
        ("A Structured, Tagged, and Localized Dataset of Large Maps", ""),
        ("ProcTHOR-10K: Large Houses for Embodied Maps", ""),
        ("(ML)$^2$P-Encoder: On Exploration of Large Maps", ""),
    ],
)
def test_titles_stay_whole(title: str, rest: str) -> None:
    others = "".join(f"- [{one}]({ARXIV}{at})\n" for at, one in enumerate(TITLES))
    found = read(f"# Maps\n\n{others}- [{title}]({ARXIV}9){rest}\n").rows[-1]
    assert shown(found) == (title, "", "", "")


def test_pages_in_a_repository_are_of_papers() -> None:
    page = "https://github.com/a/b/blob/master/2026/iclr"
    items = "".join(f"- [{title}]({page}{at}/README.md)\n" for at, title in enumerate(TITLES))
    rows = read(f"# Papers\n\n## ICLR 2026\n\n{items}").rows
    assert [shown(row) for row in rows] == [(title, "", "ICLR", "2026") for title in TITLES]


def test_a_heading_of_dates_is_no_venue() -> None:
    (row,) = read(f"## Top ML Papers of the Week (June 23 - June 29) - 2025\n\n- [{TITLES[0]}]({ARXIV}1)\n").rows
    assert shown(row) == (TITLES[0], "", "", "2025")


def test_a_reference_in_a_cell_is_read() -> None:
    cells = [f'|Maps|[Lee, Ann B., and Bo Wu. "{one}." ICML (2015).]({ARXIV}{at})|' for at, one in enumerate(TITLES)]
    rows = read("|Name|Paper|\n|--|--|\n" + "\n".join(cells) + "\n").rows
    assert [shown(row) for row in rows] == [(title, "Lee, Ann B., and Bo Wu", "ICML", "2015") for title in TITLES]


def test_a_described_title_in_a_cell_is_read() -> None:
    titles = ("CogMap", "Deep towers", "Rivers find the sea")
    cells = [
        f"|{at}) **{one}** - presents a model of maps; it does well.|[Paper]({ARXIV}{at})|"
        for at, one in enumerate(titles)
    ]
    rows = read("|Paper|Links|\n|--|--|\n" + "\n".join(cells) + "\n").rows
    assert [row.cell("title") for row in rows] == list(titles)
