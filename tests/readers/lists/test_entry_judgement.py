"""What is a paper, what only looks like one, and how far its title goes."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError
from pipeline.readers import read_list
from pipeline.readers.lists.reading import ListReading, ListSettings
from pipeline.stages.normalize import to_claim

URL = "https://arxiv.org/abs/2001.0000"
OTHERS = f"- [Learning to fold large maps]({URL}8)\n- [Deep towers: a survey of all]({URL}9)\n"


def read(text: str) -> ListReading:
    return read_list(text.encode(), "list.md", ListSettings())


def titles(text: str) -> list[str]:
    try:
        return [row.cell("title") for row in read(text).rows]
    except InputError:
        return []


def first(line: str) -> tuple[str, str, str, str]:
    row = read(f"# Maps\n\n{line}\n").rows[0]
    return row.cell("title"), row.cell("author"), row.cell("venue"), row.cell("year")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"- [Owl-3 Technical Report]({URL}1)", ("Owl-3 Technical Report", "", "", "")),
        (f"- [Owl-3 Technical Report: Maps for All]({URL}1)", ("Owl-3 Technical Report: Maps for All", "", "", "")),
        (f"- [Owls at Work Today]({URL}1) | Google, UCB", ("Owls at Work Today", "", "", "")),
        (f"- [Owls]({URL}1): How They Work Today | CMU", ("Owls: How They Work Today", "", "", "")),
        (f"- [Owls at Work Today]({URL}1) – Sea AI Lab (2020)", ("Owls at Work Today", "", "", "2020")),
        (f"- [Owls at Work Today (Stanford 2017)]({URL}1)", ("Owls at Work Today", "", "", "2017")),
        (
            f"- [Smaller, Weaker, Yet Better: Owls at Work]({URL}1)",
            ("Smaller, Weaker, Yet Better: Owls at Work", "", "", ""),
        ),
        (
            f"- [On Owls: Methods, Scaling Behaviors, and Lessons Learned]({URL}1)",
            ("On Owls: Methods, Scaling Behaviors, and Lessons Learned", "", "", ""),
        ),
        (
            f"- On Owls: Methods, Scaling Laws, and Big Lessons. [pdf]({URL}1)",
            ("On Owls: Methods, Scaling Laws, and Big Lessons", "", "", ""),
        ),
        (
            f"- [Wojciech Zaremba, Ilya Moss, A study of all owls]({URL}1)",
            ("A study of all owls", "Wojciech Zaremba, Ilya Moss", "", ""),
        ),
        (f"- Owls of p(x|y) in the night. [pdf]({URL}1)", ("Owls of p(x|y) in the night", "", "", "")),
        (
            f"- Smaller, Weaker, Better: Owls at work. [pdf]({URL}1)",
            ("Smaller, Weaker, Better: Owls at work", "", "", ""),
        ),
        (
            f"- Owls at night now | what is 3 and (4). [pdf]({URL}1)",
            ("Owls at night now | what is 3 and (4)", "", "", ""),
        ),
        (
            f"- Univ. Oslo + Univ. Owls [[Web]](x) [[pdf]]({URL}1)\n  - Ann B. Lee, Owls at work, ICML 2020",
            ("Owls at work", "Ann B. Lee", "ICML", "2020"),
        ),
        (f"- [Owls at work today]({URL}1) (Lee and Wu, 2017)", ("Owls at work today", "Lee and Wu", "", "2017")),
        (
            f"- [Owls at work today]({URL}1) (Nature and Science, 2017)",
            ("Owls at work today", "", "Nature and Science", "2017"),
        ),
        (f"- [Nesting and Flying]({URL}1)", ("Nesting and Flying", "", "", "")),
        (f"- [Wild Owl and Grey Mysticism]({URL}1)", ("Wild Owl and Grey Mysticism", "", "", "")),
        (f"- [Owls at work today]({URL}1) - CVPR 2020 (findings)", ("Owls at work today", "", "CVPR", "2020")),
        (
            f'- "Owls at work today", 2020-03, ICML 20, `night`, [[paper]]({URL}1)',
            ("Owls at work today", "", "ICML", "2020"),
        ),
        (
            f"- **Owls at work in\n  the night.** *Ann B. Lee et al. arXiv.* [[pdf]]({URL}1)",
            ("Owls at work in the night", "Ann B. Lee et al.", "arXiv", ""),
        ),
    ],
)
def test_a_line_says(line: str, expected: tuple[str, str, str, str]):
    assert first(line) == expected


@pytest.mark.parametrize(
    ("address", "is_paper"),
    [
        ("https://mlsys.org/virtual/2026/poster/36", True),
        ("https://www.amazon.science/publications/on-owls", True),
        ("https://github.com/a/b/blob/master/On%20Owls%20(2016).pdf", True),
        ("https://github.com/a/b/blob/master/owls.md", False),
        ("https://me.example/2015/05/17/on-owls/", False),
        ("https://me.example/2015/05/17/on-owls.pdf", True),
    ],
)
def test_where_a_title_leads(address: str, is_paper: bool):
    found = titles(f"## Maps\n\n- [Owls at work in the night]({address})\n")
    assert found == (["Owls at work in the night"] if is_paper else [])


@pytest.mark.parametrize(
    "text",
    [
        f"## News\n\n- 🔥 [2024/06/07] Our [Owls at work in the night]({URL}1) was accepted!\n",
        f"## Update history\n\n- 2023/10/18: Release the list of papers of [ICLR 2024]({URL}1)\n",
        f"## News\n\n**[03/2023] Owls:** *[Owl-4]({URL}1) is a large owl of the night.*\n",
        f"## Tools\n\n- [Owl](https://github.com/a/b) - Maps with garbled circuits; secure. | [CCS'18]({URL}1)\n",
        f"## Maps\n\n- [Owl](https://github.com/a/owl) - maps of everything with garbled circuits [pdf]({URL}1)\n",
        f"## 地图\n\n现在，人们不仅能画出地图，还能精准调节地图的颜色，而且很快。[pdf]({URL}1)\n",
    ],
)
def test_no_paper(text: str):
    assert titles(text) == []


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("- [Owls at work in the night](https://owls-at-work.github.io/)", "Owls at work in the night"),
        ("- [Owls at work in the night](https://ann.github.io/posts/2020/owls/)", ""),
        (f"- [Wojciech Zaremba, Ilya Moss, An Exploration of Night Owls]({URL}1)", "An Exploration of Night Owls"),
        ("## Sounds\n\n- [NSDI'24] Owls at work in the night", "Owls at work in the night"),
        ("## Sounds\n\n- Owls at work in the night [NSDI'24]", ""),
        ("## ML job analysis\n\n- [NSDI'24] Owls at work in the night", "Owls at work in the night"),
    ],
)
def test_among_papers(entry: str, title: str):
    found = titles(f"# List\n\n{OTHERS}{OTHERS.replace('arge', 'ong')}{entry}\n")
    assert found[4:] == ([title] if title else [])


def test_a_quoted_title_with_a_paper_below_benchmarks():
    lines = "".join(f'- "Owls at work in the night {at}", [[paper]](https://x.example/{at})\n' for at in "ab")
    assert titles(f"## Benchmark\n\n{lines}") == ["Owls at work in the night a", "Owls at work in the night b"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"- [Ring Owls at Night]({URL}1): Near and Infinite Context", "Ring Owls at Night: Near and Infinite Context"),
        (f"- [Ring Owls at Night]({URL}1): tells of owls near their context", "Ring Owls at Night"),
    ],
)
def test_a_title_goes_on_behind_its_link(line: str, title: str):
    named = "".join(f"- [Owl{at}]({URL}{at}): Learning to Fold Large Maps\n" for at in (2, 3, 4))
    assert titles(f"# Maps\n\n{named}{line}\n")[3] == title
    assert titles(f"# Maps\n\n{OTHERS}{line}\n")[2] == "Ring Owls at Night"


@pytest.mark.parametrize(
    "lines",
    [
        ["论文名称：Owls at work in the night", "会议：ACL 2020", f"论文地址：{URL}1", "动机：猫头鹰，在夜里工作"],
        ["论文：Owls at work in the night", "来源：ACL 2020", f"链接：{URL}1", "屏蔽连续的随机跨度，而不是随机标记"],
        [
            "Title: Owls at work in the night",
            "Venue: ACL 2020",
            f"Paper: {URL}1",
            "Dataset: [WMT15](https://x.example)",
        ],
    ],
)
def test_labelled_lines(lines: list[str]):
    head = "- [【关于 夜】那些你不知道的事](https://github.com/a/b/tree/master/night)\n"
    (row,) = read("# 论文\n\n" + head + "".join(f"  - {line}\n" for line in lines)).rows
    claim = to_claim(row)
    assert (claim.title, claim.author) == ("Owls at work in the night", ())
    assert (claim.container_title_short, claim.year, claim.identifiers.arxiv) == ("ACL", 2020, "2001.00001")


@pytest.mark.parametrize("label", ["论文名称：", "Title: "])
def test_a_labelled_title_needs_no_link(label: str):
    text = f"- [【关于 夜】那些你不知道的事](https://github.com/a/b)\n  - {label}Owls at work in the night\n"
    assert titles(text) == ["Owls at work in the night"]


def test_a_page_among_posts_is_no_paper():
    posts = "".join(f"- [How owls sleep at noon {at}](https://medium.com/@ann/owls-{at})\n" for at in "abcd")
    page = "- [Owls at work in the night](https://owls-at-work.github.io/)\n"
    assert len(titles(f"# List\n\n{OTHERS}{OTHERS.replace('arge', 'ong')}{posts}{page}")) == 4


def test_a_heading_with_entries_is_no_paper():
    line = "1. **ACM 200{at} Dataset**. [[link]](https://x.example) [[paper]]({url}{at})\n"
    entries = "".join(line.format(at=at, url=URL) for at in (1, 2))
    assert "Night of long owls" not in titles(f"{OTHERS}\n### Night of long owls\n\n{entries}")


def test_what_is_new_may_be_a_paper():
    assert titles(f"## Updates\n\n- [CVPR 2024] [Owls at work in the night]({URL}1)\n") == ["Owls at work in the night"]


def test_a_line_about_data_names_no_venue():
    (row,) = read(f"- [Owls at work in the night]({URL}1)\n  - Dataset: [WMT 2015](https://x.example)\n").rows
    assert (row.cell("venue"), row.cell("year")) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        f"**In life**\n- [2023/10] **Owls at work in the night.** *arXiv.* [[pdf]]({URL}1)\n- [2023/08] **Owls at rest"
        f" in the day.** *arXiv.* [[pdf]]({URL}2)\n",
        f"### Night of long owls\n\n1. **Owls of 2005 at night**. [[link]](https://x.example) [[paper]]({URL}1)\n"
        f"1. **Owls of 2010 at night**. [[link]](https://x.example) [[paper]]({URL}2)\n",
    ],
)
def test_entries_below_a_line_are_their_own(text: str):
    assert [to_claim(row).identifiers.arxiv for row in read(text).rows] == ["2001.00001", "2001.00002"]


@pytest.mark.parametrize(
    ("heading", "venue", "year"),
    [
        ("**2024**", "", "2024"),
        ("**ICML 2024**", "ICML", "2024"),
        ("**Owls: VOC2012**", "", "2020"),
        ("**Owls**", "", "2020"),
    ],
)
def test_a_paragraph_in_bold_is_a_heading(heading: str, venue: str, year: str):
    (row,) = read(f"## 2020\n\n{heading}\n\n- [Owls at work in the night]({URL}1)\n").rows
    assert (row.cell("venue"), row.cell("year")) == (venue, year)


LARGE, TOWERS = "Learning to fold large maps", "Deep towers: a survey"
CODE = "https://github.com/a/b"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"- [Folding large maps\n  in a strong wind]({URL}1), ICML 2019\n", ["Folding large maps in a strong wind"]),
        (f'- Lee, "Folding large maps, and\n  more of them", ICML 2019. [pdf]({URL}1)\n',
         ["Folding large maps, and more of them"]),
        (f"- <b> </b><br>{LARGE}. [pdf]({URL}1)\n", [LARGE]),
        (f"**{LARGE}**\n\n- Paper: {URL}1\n- Code: {CODE}\n", [LARGE]),
        (f"**{LARGE}**\n\n- Paper: {URL}1\n- Code: {CODE}\n- Intro: x\n- [{TOWERS}]({URL}2)\n", [TOWERS]),
        (f"- Maps\n  - [{LARGE}]({URL}1)\n\n  | Title | Year |\n  |--|--|\n  | {TOWERS} | 2019 |\n", [LARGE, TOWERS]),
        (f"- Maps\n  - [{LARGE}]({URL}1)\n\n  ```\n  [{TOWERS}]({URL}2)\n  ```\n", [LARGE]),
        (f"- see [this](https://e.org/x)\n  - [{LARGE}]({URL}1)\n  - [{TOWERS}]({URL}2)\n", [LARGE, TOWERS]),
        (f"### {LARGE}, ICML 2019\n\n[pdf]({URL}1) [code]({CODE})\n\nWe fold.\n", [LARGE]),
        (f"### {LARGE}\n\n[project](https://e.org/p)\n\n[pdf]({URL}1)\n\nWe fold\n", [LARGE]),
        (f"- *{LARGE}*. [pdf]({URL}1)\n  **A remark in bold letters here**\n", [LARGE]),
        (f"![ICML 2019](https://e.org/b.png) [{LARGE}]({URL}1)\n", [LARGE]),
        (f"- (a, b) {LARGE} [pdf]({URL}1)\n", [f"(a, b) {LARGE}"]),
        (f"- Lee, Webs, Smith, *Lee, Webs, Smith, and Ecology*, ICML 2019. [pdf]({URL}1)\n",
         ["Lee, Webs, Smith, and Ecology"]),
    ],
)  # fmt: skip
def test_how_far_a_paper_goes(text: str, rows: list[str]):
    assert titles(text) == rows


def test_a_title_that_is_wrapped_inside_its_link_is_whole():
    (row,) = read(f"- [Folding large maps\n  in a **strong\n  wind**]({URL}1), ICML 2019\n").rows
    assert [(link.text, link.url) for link in row.links] == [("Folding large maps in a strong wind", f"{URL}1")]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"[{LARGE}]({URL}1)\n\nAnn B. Lee, Bo Wu\n\n[{TOWERS}]({URL}2)\n\nAnn B. Lee, Bo Wu\n", "Ann B. Lee, Bo Wu"),
        (f"**{LARGE}**\n\nAnn B. Lee, Bo Wu\n\n[pdf]({URL}1)\n", "Ann B. Lee, Bo Wu"),
        (f"[{LARGE}]({URL}1)\n\n\n\nAnn B. Lee, Bo Wu\n", ""),
        (f"[{LARGE}]({URL}1)\n\n## Deep\n\nAnn B. Lee, Bo Wu\n", ""),
    ],
)
def test_authors_in_a_paragraph_right_below_belong_to_the_title_above(text: str, authors: str):
    assert {row.cell("author") for row in read(text).rows} == {authors}


def test_sections_that_hold_no_paper_are_told_as_such():
    text = f"# Maps\n\n- [{LARGE}]({URL}1)\n\n# Others\n\nx\n"
    with pytest.raises(InputError, match="no paper in the sections that `sections:` leaves"):
        read_list(text.encode(), "list.md", ListSettings(take=("Others",)))
