"""HTML as blocks: implied ends, lines, links, cells that reach into others, and pages that are broken on purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.lists.document import Block, Heading, Item, Other, Paragraph, Table, plain
from pipeline.readers.lists.html import parse_html, parse_page


def show(block: Block) -> str:
    if isinstance(block, Table):
        rows = [
            "|".join(f"{plain(cell.spans)}{'' if cell.width == 1 else '>'}" for cell in row.cells) for row in block.rows
        ]
        return f"table {'|'.join(plain(cell.spans) for cell in block.header.cells)}: " + " / ".join(rows)
    if isinstance(block, Item):
        return f"item{block.level} {plain(block.spans)}" + "".join(f" ({show(one)})" for one in block.inner)
    if isinstance(block, Other):
        return f"other {block.what}"
    kind = f"h{block.level}" if isinstance(block, Heading) else "p"
    return f"{kind} {plain(block.spans)}"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<h2>A <b>b</b></h2>c<p>d<p>e", ["h2 A b", "p c", "p d", "p e"]),
        ("<ul><li>a<li>b <ul><li>c</ul><li>d</ul>x", ["item1 a", "item1 b (item2 c)", "item1 d", "p x"]),
        ("<li>a<li>b", ["item1 a", "item1 b"]),
        ("<ol><li><p>a<p>b</ol>", ["item1 a (p b)"]),
        ("<dl><dt>T<dd>by A<dt>U<dd>by B</dl>", ["item1 T (p by A)", "item1 U (p by B)"]),
        ("<table><tr><th>T<th>Y<tr><td>a<td>1</table>", ["table T|Y: a|1"]),
        ("<td>a<td>b<tr><td>c", ["table : a|b / c"]),
        ("<table><tr><td rowspan=2>x<td>1<tr><td>2<tr><td>y<td>3</table>", ["table : x|1 / x|2 / y|3"]),
        ("<table><tr><td>1<td rowspan=2>x<tr><td>2</table>", ["table : 1|x / 2|x"]),
        ("<table><tr><td colspan=2>2021<tr><td>a<td>b</table>", ["table : 2021> / a|b"]),
        ("<table><tr><th colspan=2>2021<tr><th>T<th>Y<tr><td>a<td>b</table>", ["table T|Y: 2021> / a|b"]),
        ("<table><tr><td>a<br>b<td>c</table>", ["table : a b|c"]),
        ("<table><tr><td>a<td>b</table> after", ["table : a|b", "p after"]),
        ("<table><tr><td>a<td>b</tr> after <h2>h</h2>", ["table : a|b", "p after", "h2 h"]),
        ("<table><tr><td><h1>T</h1><p>x<table><tr><td>a<td>b</table></table>", ["h1 T", "p x", "table : a|b"]),
        ("<script>a<b</script>c<!-- d --><style>e</style>", ["other script", "p c", "other style"]),
        ("<!-- d --><pre>@article{x}</pre>", ["other comment", "other code"]),
        ("<nav><ul><li>Home</ul></nav><p>x", ["other navigation", "p x"]),
        ("<nav>never closed<p>x", ["p never closed", "p x"]),
        ("a &lt; b &amp;&nbsp;c &#x41;", ["p a < b & c A"]),
        ("a < b and c <3", ["p a < b and c <3"]),
        ("</ul></td></p>x</table>", ["p x"]),
        ("<table><tr><td>a<ul><li>b<ul><li>c</ul></ul><td>d</table>", ["table : a b c|d"]),
        ("<table><tr><td> a <b> </b> <br> <td><hr><td>b</table>", ["table : a||b"]),
        ("a<hr>b", ["p a", "other rule", "p b"]),
        ("<table><tr>a<td>b</table>", ["table : a|b"]),
        ("<nav>a</nav><nav>b</nav>x", ["other navigation", "other navigation", "p x"]),
        ("<nav>a<nav>b</nav>c</nav>x", ["other navigation", "p x"]),
        ("a<img alt='' src=''>b", ["p ab"]),
        ("", []),
    ],
)
def test_blocks(text: str, blocks: list[str]):
    assert [show(block) for block in parse_html(text)] == blocks


def test_lines_links_and_marks():
    (table,) = parse_html(
        'x\n<table>\n<tr>\n<td>a</td>\n<td><a href="u">B\n c</a> <img src=s alt=d></td></tr>\n</table>', 10
    )[1:]
    assert isinstance(table, Table)
    (row,) = table.rows
    assert (row.line, row.last_line, table.last_line) == (12, 15, 16)
    first, second, _, picture = row.cells[1].spans
    assert (first.text, first.url, first.line, second.line) == ("B ", "u", 14, 15)
    assert (first.link, second.link) == (1, 1)
    assert (picture.is_image, picture.text, picture.source) == (True, "d", "s")
    assert row.cells[1].raw == '<a href="u">B\n c</a> <img src=s alt=d>'


def test_addresses_in_text_are_links():
    (paragraph,) = parse_html("see https://e.org/1, and more")
    assert isinstance(paragraph, Paragraph)
    assert [(span.text, span.url) for span in paragraph.spans] == [
        ("see ", ""),
        ("https://e.org/1", "https://e.org/1"),
        (", and more", ""),
    ]


def test_no_link_runs_a_script():
    (paragraph,) = parse_html("<a href='javascript:x'>a</a><a name=b>c</a>")
    assert isinstance(paragraph, Paragraph)
    assert [span.url for span in paragraph.spans] == ["", ""]


def test_a_page_has_a_title_and_blank_lines():
    page = parse_page("<title>ICML\n 2019</title>\n\n<svg><title>no</title></svg><p>x")
    assert (page.title, page.lines, page.blanks) == ("ICML 2019", 4, frozenset({3}))


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "<a " * 50_000,
        "<!--" * 50_000,
        "<![CDATA[" * 20_000,
        "<ul><li>" * 10_000,
        "<table><tr><td>" * 10_000,
        "<table><tr>" + "<td rowspan=65534>x" * 300 + "<tr>" * 3_000,
        "<b>" * 50_000,
        "&" * 50_000,
    ],
    ids=lambda text: text[:14],
)
def test_hostile_pages_are_read(text: str):
    assert len(parse_html(text)) < 10


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("<ul><li>" * 300 + "</ul>" * 300 + "x", "p x"),
        ("<table><tr><td>" * 100 + "<li>x" + "</table>" * 100 + "y", "p y"),
        ("<ul><li>" * 300 + "<table><tr><td>x</table>" + "</ul>" * 300 + "y", "p y"),
    ],
)
def test_what_is_nested_too_deep_is_closed_again(text: str, last: str):
    assert show(parse_html(text)[-1]) == last


@pytest.mark.parametrize("tag", ["<tr>", "<td>", "<li>"])
def test_no_element_is_opened_too_deep(tag: str):
    assert "x" in show(parse_html("<table><tr><td><ul><li>" * 100 + f"{tag}x")[-1])


TAGS = [*"<ul> <li> </ul> <table> <tr> <td> <td/rowspan=3> </td> </table> <p> <h2> </h2>".split(), "\n", "x"]
TAGS += "<a/href=x> </a> <br> <pre> </pre>".split()


@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_any_tags_give_blocks_within_the_text(tags: list[str]):
    text = "".join(tags).replace("/href", " href").replace("/rowspan", " rowspan")
    lines = text.count("\n") + 1
    assert all(1 <= block.line <= block.last_line <= lines for block in parse_html(text))
