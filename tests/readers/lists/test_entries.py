"""Items, paragraphs and headings as rows, in the shapes in which people write lists of papers."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError
from pipeline.model.records import Row
from pipeline.readers import read_list
from pipeline.readers.lists.reading import LineKind, ListReading, ListSettings

ONE, TWO, THREE = "Learning to fold large maps", "Deep towers: a survey", "How do rivers find the sea?"
URL = "https://arxiv.org/abs/2001.0000"


def read(text: str, file: str = "list.md", settings: ListSettings | None = None) -> ListReading:
    return read_list(text.encode(), file, settings or ListSettings())


def shown(row: Row) -> tuple[str, ...]:
    return tuple(row.cell(role) for role in ("title", "author", "venue", "year"))


def in_shape(shape: str) -> str:
    """Three entries of one shape; `@` is the number of the entry, `T` its title."""
    texts = (shape.replace("@", str(at)).replace("T!", title) for at, title in enumerate((ONE, TWO, THREE), 1))
    return "# My list\n\n## Maps\n\n" + "\n".join(texts) + "\n"


AUTHORS = "Ann B. Lee, Bo Wu"


@pytest.mark.parametrize(
    ("shape", "authors", "venue", "year"),
    [
        (f"1. **T!.** *ICML 2019.* [paper]({URL}@)\n\n    *{AUTHORS}.*\n", AUTHORS, "ICML", "2019"),
        (f"1. **T!.** ICML 2019. [paper]({URL}@)\n\n    *{AUTHORS}.*\n", AUTHORS, "ICML", "2019"),
        (f"- [NeurIPS 2019] T!. {AUTHORS}. [[pdf]]({URL}@)", AUTHORS, "NeurIPS", "2019"),
        (f"- [T!]({URL}@) (CVPR'18)", "", "CVPR", "2018"),
        (f'**[@]** {AUTHORS}. "**T!**." ICML (2015) [[pdf]]({URL}@) :star:\n', AUTHORS, "ICML", "2015"),
        (f"- **T! (ICML 2022)**\n  - {AUTHORS}\n  - [[Paper]]({URL}@)", AUTHORS, "ICML", "2022"),
        (f"T! ,\nPDF: <{URL}@>\n", "", "", ""),
        (f"- T! [[paper]]({URL}@) [[code]](https://github.com/a/b)", "", "", ""),
        (f"- (arXiv 2020.05) [T!]({URL}@), [[code]](https://github.com/a/b)", "", "arXiv", "2020"),
        (f'1. {AUTHORS}, "T!", in Proc. ICML, 2015. [PDF]', AUTHORS, "Proc. ICML", "2015"),
        (f"* 2019-ICLR-T! [[pdf]]({URL}@)", "", "ICLR", "2019"),
        (f"- T!, {AUTHORS}, ICML, 2015", AUTHORS, "ICML", "2015"),
        (f"- *T!*, {AUTHORS}, ICML 2015 [[pdf]]({URL}@)", AUTHORS, "ICML", "2015"),
        (f"- T! (2017), A. Lee et al. [[pdf]]({URL}@)", "A. Lee et al.", "", "2017"),
        (f"- **[Map@]** T! | **[CVPR' 16]** |[`[pdf]`]({URL}@)", "", "CVPR", "2016"),
        (f"- [ ] T! [[paper]]({URL}@)", "", "", ""),
        (f"- 🔥 [T!]({URL}@) ⭐", "", "", ""),
        (f"> - [T!]({URL}@)", "", "", ""),
        (f"- T!, ICML 2018 [[arXiv]]({URL}@)", "", "ICML", "2018"),
        (f"- [ICML-W 2018] T!. {AUTHORS}. [[arXiv]({URL}@)]", AUTHORS, "ICML-W", "2018"),
        (f"- T! [[arXiv 2020]]({URL}@)", "", "arXiv", "2020"),
        (f"- [arXiv]({URL}@) T!", "", "", ""),
        (f"- **T!** - Lee et al., 2017 [[pdf]({URL}@)]", "Lee et al", "", "2017"),
        (f"- T! (Lee et al., 2017) [link]({URL}@)", "Lee et al", "", "2017"),
        (f"- ![](https://img.shields.io/badge/ICLR-2024-blue) [T!]({URL}@)", "", "ICLR", "2024"),
        (f'- <b>T!</b><br>{AUTHORS}<br><a href="{URL}@">pdf</a>', AUTHORS, "", ""),
        (f"- [T!] ({URL}@)", "", "", ""),
        ("- *T!*. Annals of Maps, 2018.", "", "Annals of Maps", "2018"),
        (f"* Lab @ [[Paper]]({URL}@)\n  * {AUTHORS}, *T!*, ICML 2015", AUTHORS, "ICML", "2015"),
        (f"@. 《T!》，ICML 2019。[论文]({URL}@)", "", "ICML", "2019"),
        (f"### T!\n\n* [Paper]({URL}@)\n\n**Abstract:** We fold maps in a new way.\n", "", "", ""),
        (f"### [T!]({URL}@)\n\nWe fold maps in a new way.\n", "", "", ""),
        (
            f"- Lee, A. B., & Wu, B. (1887). T!. Journal of Maps. [link]({URL}@)",
            "Lee, A. B., & Wu, B.",
            "Journal of Maps",
            "1887",
        ),
    ],
)
def test_a_shape(shape: str, authors: str, venue: str, year: str):
    rows = read(in_shape(shape)).rows
    assert [shown(row) for row in rows] == [(title, authors, venue, year) for title in (ONE, TWO, THREE)]
    assert [row.tags for row in rows] == [("Maps",)] * 3


@pytest.mark.parametrize(
    ("above", "file", "venue", "year"),
    [
        ("## NeurIPS 2023", "list.md", "NeurIPS", "2023"),
        ("## 2021", "list.md", "", "2021"),
        ("## 2021 Papers", "list.md", "", "2021"),
        ("## ICML\n\n### 2020", "list.md", "ICML", "2020"),
        ("## 2020\n\n### ICML", "list.md", "ICML", "2020"),
        ("## ICML 2020\n\n### NeurIPS", "list.md", "NeurIPS", ""),
        ("#### Survey (2019)", "list.md", "", "2019"),
        ("## Since 2019", "list.md", "", ""),
        ("## 2015-2018", "list.md", "", ""),
        ("# CVPR 2021 Papers", "list.md", "CVPR", "2021"),
        ("---\ntitle: ICLR 2020\n---", "list.md", "ICLR", "2020"),
        ("<details>\n<summary>ICML 2019</summary>\n", "list.md", "ICML", "2019"),
        ("- **ICSE 2024**", "list.md", "ICSE", "2024"),
        ("", "papers/iclr2021.md", "iclr", "2021"),
        ("", "papers/2021.md", "", "2021"),
        ("", "README-2021.md", "", ""),
    ],
)
def test_what_stands_above(above: str, file: str, venue: str, year: str):
    (row,) = read(f"{above}\n\n  - [{ONE}]({URL}1)\n", file).rows
    assert (row.cell("venue"), row.cell("year")) == (venue, year)


def test_a_paper_below_a_paper_is_a_row():
    text = f"# My list\n\n## Maps\n\n- [{ONE}]({URL}1), ICML 2019\n  - [{THREE}]({URL}2), ICML 2018\n"
    assert [(row.cell("title"), row.tags) for row in read(text).rows] == [(ONE, ("Maps",)), (THREE, ("Maps",))]


def test_an_entry_without_link_among_linked_ones():
    linked = "".join(f"- [{title}]({URL}1) (2015) — Elze, Hans-Thomas\n" for title in (ONE, TWO))
    rows = read(f"# My list\n\n{linked}- {THREE} (2015) — Elze, Hans-Thomas\n").rows
    assert [row.cell("title") for row in rows] == [ONE, TWO, THREE]


def test_a_row_knows_better_than_its_heading():
    (row,) = read(f"## ICML 2023\n\n- [{ONE}]({URL}1) (CVPR 2018)\n").rows
    assert (row.cell("venue"), row.cell("year")) == ("CVPR", "2018")


def test_headings_speak_for_tables():
    text = f"## ICML\n\n### 2021\n\n|Title|\n|--|\n|{ONE}|\n"
    (row,) = read(text).rows
    assert (row.cell("venue"), row.cell("year"), row.cells) == ("ICML", "2021", (ONE,))
    (alone,) = read(f"|Title|\n|--|\n|{ONE}|\n").rows
    assert row.id == alone.id


@pytest.mark.parametrize(
    "line",
    [
        "- [Fast map folding tool for all](https://github.com/a/b)",
        "- [A course on folding large maps](https://www.youtube.com/watch?v=x)",
        "- [Ten ways to fold a map](https://medium.com/x)",
        "- [Ten ways to fold a map](http://e.name/2015/05/17/ten-ways-to-fold)",
        "For all of my papers on maps, see [this profile](https://scholar.google.com/citations?user=x&hl=en)",
        "- [NeurIPS](https://nips.cc/)",
        "- [Chapter one of it all](#chapter-one)",
        "If you like it, please see [our paper](https://arxiv.org/abs/2001.00009) on maps.",
        "[![Awesome list of maps badge](https://e.org/b.svg)](https://e.org/awesome)",
        "- From outline to detail, with much care",
        "- [Lecture 3](https://e.org/l3.pdf): map basics",
        "`[Folding large maps again](https://arxiv.org/abs/2001.00009)`",
    ],
)
def test_no_paper(line: str):
    with pytest.raises(InputError, match=r"list\.md: there is no paper in the file"):
        read(f"# My list\n\n{line}\n")
    found = read(f"# My list\n\n{line}\n\n## Papers\n\n- [{ONE}]({URL}1)\n")
    assert [row.cell("title") for row in found.rows] == [ONE]


BARE = ["Folding large maps in a wind, NIPS 2017", "Maps and how to fold them twice. ECCV 2014."]
NESTED = [f"  - {one}" for one in BARE]
FOLDING, TWICE, NEVER = "Folding large maps in a wind", "Maps and how to fold them twice", "A map that is never folded"


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        (BARE, [FOLDING, TWICE]),
        (
            [*BARE, NEVER, '"Two maps and one large table", 2012'],
            [FOLDING, TWICE, NEVER, "Two maps and one large table"],
        ),
        (BARE[:1], []),
        ([*BARE, NEVER, "One way to fold a map", "Other ways to fold a map"], []),
        ([*BARE, "[A tool for folding all maps](https://github.com/a/b)", "short"], [FOLDING, TWICE]),
    ],
    ids=["two", "with bare titles", "one", "fewer than half", "with a tool"],
)
def test_items_of_title_venue_and_year_are_papers_where_most_are(items: list[str], titles: list[str]):
    """No item links anything: what speaks for papers is that most name a venue and its year."""
    text = "# Maps\n\n" + "".join(f"- {item}\n" for item in items) + f"\n## Others\n\n- [{ONE}]({URL}1)\n"
    assert [row.cell("title") for row in read(text).rows] == [*titles, ONE]


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        (["- By hand", *NESTED], [FOLDING, TWICE]),
        (
            [
                "- By hand",
                f"  - {NEVER}, ICML 2019",
                "    - nice code",
                "- By machine",
                *(f"  - {one}" for one in BARE),
            ],
            [NEVER, FOLDING, TWICE],
        ),
        (
            [*(f"- {one}" for one in BARE), f"- {NEVER}, ICML 2019", "  - A map that never was, ICML 2018"],
            [FOLDING, TWICE, NEVER],
        ),
        (["- By hand", "  - How maps are folded", "  - Why maps are folded"], []),
    ],
    ids=["under a label", "with a remark, under two labels", "below a paper", "titles alone"],
)
def test_items_of_title_venue_and_year_may_stand_under_labels(items: list[str], titles: list[str]):
    text = "# Maps\n\n" + "".join(f"{item}\n" for item in items) + f"\n## Others\n\n- [{ONE}]({URL}1)\n"
    assert [row.cell("title") for row in read(text).rows] == [*titles, ONE]


def test_every_line_is_accounted_for():
    found = read(f"# Maps\n\nSome prose.\n\n- [{ONE}]({URL}1)\n  with a remark\n\n```\ncode\n```\n")
    assert [(one.first, one.last, one.kind, one.why) for one in found.lines] == [
        (1, 1, LineKind.NO_PAPER, "heading"),
        (3, 3, LineKind.NO_PAPER, "text"),
        (5, 6, LineKind.ROW, "the title is the link"),
        (8, 10, LineKind.NO_PAPER, "code"),
    ]
    assert found.linked == (1, 1)
    assert found.layout == ("lines 5-6: 1 item, the title is the link",)


def test_a_paper_without_title_is_told():
    found = read(f"- [{ONE}]({URL}1)\n- [pdf]({URL}2)\n")
    assert [(one.code, one.where) for one in found.problems] == [("title_not_understood", "list.md:2")]
    assert [one.kind for one in found.lines] == [LineKind.ROW, LineKind.PROBLEM]


def test_a_file_that_is_not_understood_is_told():
    found = read(f"- [{ONE}]({URL}1)\n" + "".join(f"- [pdf]({URL}{at})\n" for at in range(2, 9)))
    (told,) = [one for one in found.problems if one.code == "most_lines_not_understood"]
    assert told.where == "list.md:2"
    assert told.sentence.startswith("7 of 8 lines with a link to a paper")


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        (ListSettings(take=("Old",)), [ONE]),
        (ListSettings(skip=("old",)), [TWO]),
        (ListSettings(), [ONE, TWO]),
    ],
)
def test_sections_are_taken_and_skipped(settings: ListSettings, titles: list[str]):
    text = f"# Maps\n\n## Old\n\n- [{ONE}]({URL}1)\n\n## New\n\n- [{TWO}]({URL}2)\n"
    assert [row.cell("title") for row in read(text, settings=settings).rows] == titles


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (ListSettings(skip=("Odl",)), ["unknown key “sections: Odl”; the nearest known one is “Old”"]),
        (ListSettings(take=("New", "News")), ["unknown key “sections: News”; the nearest known one is “New”"]),
        (ListSettings(take=("New",)), []),
    ],
)
def test_headings_that_are_not_there_are_told(settings: ListSettings, told: list[str]):
    papers = "".join(f"- [{ONE}]({URL}{at})\n" for at in range(9))
    found = read(f"# Maps\n\n## Old\n\n{papers}\n## New\n\n- [{TWO}]({URL}99)\n", settings=settings)
    assert [one.sentence.partition("; correct")[0] for one in found.problems] == told


def test_a_person_says_venue_and_year():
    settings = ListSettings(venue="ICML", year=2018)
    (row,) = read(f"## 2020\n\n- [{ONE}]({URL}1)\n", settings=settings).rows
    assert (row.cell("venue"), row.cell("year")) == ("ICML", "2018")
