"""Markdown tables as rows: what a reader sees, with exact lines and stable ids."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.errors import InputError
from pipeline.model.records import Outcome, Row
from pipeline.readers import read_list
from pipeline.readers.lists.columns import name_columns
from pipeline.readers.lists.markdown import read_markdown
from pipeline.text.folding import FIELD_CAP


def read(text: str) -> Outcome[Row]:
    reading = read_markdown(text, "list.md")
    return Outcome(reading.rows, reading.problems)


def one(cell: str) -> Row:
    (row,) = read(f"|Title|Year|\n|--|--|\n|{cell}|2001|\n").items
    return row


@pytest.mark.parametrize(
    ("cell", "seen", "links"),
    [
        ("A plain title", "A plain title", []),
        (r"P(A \| B)", "P(A | B)", []),
        ("[A](http://e.org/a_(b))", "A", [("A", "http://e.org/a_(b)")]),
        ("[**A** `b` c](http://e.org)", "A b c", [("A b c", "http://e.org")]),
        (
            "A [pdf](http://e.org/1) [code](http://e.org/2)",
            "A",
            [("pdf", "http://e.org/1"), ("code", "http://e.org/2")],
        ),
        ("![star](http://e.org/s.svg) A", "A", []),
        ("[![badge](http://e.org/s.svg)](http://e.org) A", "A", [("", "http://e.org")]),
        ("<http://e.org>", "http://e.org", [("http://e.org", "http://e.org")]),
        ("A, http://e.org/x.", "A", [("http://e.org/x", "http://e.org/x")]),
        ("A（https://e.org/x）", "A", [("https://e.org/x", "https://e.org/x")]),
        ("<b>A</b> b<br>c<br/>d", "A b", []),
        ('<a class="x" href="http://e.org/p">A</a>', "A", [("A", "http://e.org/p")]),
        ("<a href=http://e.org/p>A</a>", "A", [("A", "http://e.org/p")]),
        ("`x | y`", "`x", []),
        (r"`x \| y`", "x | y", []),
        ("*A* ~~B~~ __C__", "A B C", []),
        (r"A\*\_ &amp; &lt;b&gt;", "A*_ & <b>", []),
        ("$\\beta$-VAE", "$\\beta$-VAE", []),
        ("（同arxiv:1806.10758）【x】", "（同arxiv:1806.10758）【x】", []),
        ("a\0b", "a\ufffdb", []),
        ("a\u2028b\x0bc", "a b c", []),
        ("[A](javascript:alert(1))", "[A](javascript:alert(1))", []),
    ],
)
def test_a_cell(cell: str, seen: str, links: list[tuple[str, str]]):
    row = one(cell)
    assert row.cell("title") == seen
    assert [(link.text, link.url) for link in row.links] == links
    assert row.line == 3


FILE = """# Papers

|Year|Paper|Citation|
|:---|:-:|--:|
|2014|One|8|
|2015|Two|
|||
|2016|Three|1|extra|more|
|2014|One|9|

## Tools

|Tool|Stars|
|--|--|
|x|1|

- in a list

  Title | Venue
  --- | ---
  Four | KDD
> |Title|
> |--|
> |Five|

```
|Title|
|--|
|No row|
```
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_file(ending: str):
    found = read(FILE.replace("\n", ending))
    assert [(row.line, row.cell("title"), row.cell("year")) for row in found.items] == [
        (5, "One", "2014"),
        (6, "Two", "2015"),
        (8, "Three", "2016"),
        (9, "One", "2014"),
        (21, "Four", ""),
        (24, "Five", ""),
    ]
    assert [(problem.code, problem.where) for problem in found.problems] == [("ragged_row", "list.md:8")]
    assert [column.align for column in found.items[0].columns] == ["left", "center", "right"]
    assert found.items[1].cells == ("2015", "Two", "")
    assert len({row.id for row in found.items}) == 6


def test_a_byte_order_mark():
    (row,) = read_list("\ufeff|Title|\n|--|\n|A|\n".encode(), "list.md").rows
    assert (row.line, row.cell("title")) == (3, "A")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "list.md: there is no paper in the file"),
        ("Only prose | with a bar.", "list.md: there is no paper"),
        ("<table><tr><td>Title</td></tr></table>", "list.md: there is no paper"),
        ("|Title|Year|\n|--|\n|a|b|\n", "list.md: there is no paper"),
        ("\n\n|Tool||\n|--|--|\n|x|y|\n", r"list.md:3: none of its columns \(Tool, \(empty\)\) holds titles"),
        ("|A\x1b[2J|\n|--|\n|x|\n", r"\(A\[2J\)"),
        ("|Title|\n|--|\n|" + "x" * 1_000_000 + "|\n", "list.md:3: the line has over 64,000 characters"),
    ],
)
def test_no_list(text: str, words: str):
    with pytest.raises(InputError, match=words):
        read(text)


def test_header_only():
    assert read("|Title|\n|--|\n") == Outcome(())
    found = read("|Title|\n|--|\n\n|Tool|\n|--|\n|x|\n")
    assert (found.items, found.problems) == ((), ())


def test_an_embedded_picture_is_passed_over():
    picture = f"![x](data:image/png;base64,{'A' * FIELD_CAP})"
    (row,) = read(f"{picture}\n\n|Title|\n|--|\n|A|\n").items
    assert (row.line, row.cells) == (5, ("A",))


@pytest.mark.parametrize(
    ("headers", "roles"),
    [
        ("Year | Publication | Paper | Citation", "year venue title count"),
        ("Title | Venue | Year | Code", "title venue year link"),
        ("Date | keywords | Institute | Paper", "year - - title"),
        ("Paper | Title | Code", "- title link"),
        ("Paper Title | Conf/Journal | # Citations", "title venue count"),
        ("Paper | Venue/Year | Cited | Link", "title venue count link"),
        ("PAPER | Pub. | Cite | Author(s)", "title venue count author"),
        ("Title | Date | Year", "title - year"),
        ("Title | Title", "title -"),
        ("**Title** | _Year_", "title year"),
        ("标题 | 数据库 | J/C | 年份", "title - venue year"),
        ("论文题目 | 会议/期刊 | 发表时间 | 引用次数 | 作者", "title venue year count author"),
        ("Titre | Auteurs | Année", "title author year"),
        ("Name | Authors | Year", "title author year"),
        ("Title | Code | DOI | PDF", "title - link -"),
        ("Title/Link | Times cited", "title count"),
        ("Paper type | Code | Year", "- link year"),
        ("Name | Link", "- link"),
        ("Name | Paper | Venue", "- title venue"),
        ("Paper ID | Title of dataset", "- -"),
        ("Title & Authors | Introduction", "title -"),
        ("Code | Year", "link year"),
        ("", "-"),
    ],
)
def test_what_columns_mean(headers: str, roles: str):
    named = name_columns([header.strip(" *_") for header in headers.split("|")])
    assert " ".join(column.role or "-" for column in named) == roles


ROWS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(("2001", "2002"))), min_size=1, max_size=8)


@pytest.mark.slow
@given(ROWS, st.randoms(use_true_random=False))
def test_ids_are_unique_and_survive_reordering(rows: list[tuple[str, str]], chance: random.Random):
    def ids(of: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
        text = "|Title|Year|\n|--|--|\n" + "".join(f"|{title}|{year}|\n" for title, year in of)
        return [(row.id, row.cell("title"), row.cell("year")) for row in read(text).items]

    shuffled = chance.sample(rows, len(rows))
    assert sorted(ids(rows)) == sorted(ids(shuffled))
    assert len({row_id for row_id, *_ in ids(rows)}) == len(rows)


@given(st.text(st.sampled_from("|-:\n\\`[]()<>&*ab \r\0#"), max_size=60))
def test_any_text_gives_rows_or_a_sentence(text: str):
    try:
        found = read("|Title|Year|\n|--|--|\n" + text)
    except InputError:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert all(3 <= row.line <= lines + 3 for row in found.items)


def test_brackets_that_are_never_closed_are_a_sentence():
    with pytest.raises(InputError, match=r"^list\.md: thousands of opening square brackets"):
        read(("[" * 90 + "\n") * 120 + "- a\n")


def test_html_goes_on_after_a_blank_line():
    item = '<li><a href="https://arxiv.org/abs/2001.0000{}">{}</a>\n\n'
    titles = ["Learning to fold large maps", "Deep towers: a survey", "Wide nets for the rest of us"]
    text = "<ul>\n" + item.format(1, titles[0]) + item.format(2, titles[1]) + "</ul>\n\n"
    found = read(f"{text}- [{titles[2]}](https://arxiv.org/abs/2001.00003)\n")
    assert [(row.line, row.cell("title")) for row in found.items] == [*zip((2, 4, 8), titles, strict=True)]
