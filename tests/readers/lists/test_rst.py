"""reStructuredText as a list: tables of all kinds with exact lines, and nothing read but the text."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError
from pipeline.readers import read_list
from pipeline.readers.lists import rst
from pipeline.readers.lists.document import Paragraph
from pipeline.readers.lists.rst import parse_rst
from tests.readers.lists.test_html import show

SIMPLE = """\
Papers 2021
===========

===================  =====  ========================
Paper Title          Venue  Materials
===================  =====  ========================
A title of a paper   ICML   `[PDF] <http://e.org/1.pdf>`_
A second title       KDD    [#a]_
                            `[Code] <http://e.org/c>`_
===================  =====  ========================

.. [#a] Smith, A. A footnote of a table. *KDD*.
"""


def rows(text: str) -> list[tuple[int, str, str, str]]:
    found = read_list(text.encode(), "list.rst").rows
    return [(row.line, row.cell("title"), row.cell("venue"), row.cell("year")) for row in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SIMPLE, [(7, "A title of a paper", "ICML", "2021"), (8, "A second title", "KDD", "2021")]),
        ("+-------+------+\n| Title | Year |\n+=======+======+\n| Deep  | 2001 |\n+-------+------+\n",
         [(4, "Deep", "", "2001")]),
        ('.. csv-table:: x\n   :header: "Title","Year"\n\n   "Deep, too",2001\n', [(4, "Deep, too", "", "2001")]),
        (
            ".. list-table::\n   :header-rows: 1\n\n   * - Title\n     - Year\n   * - Deep\n     - 2001\n",
            [(6, "Deep", "", "2001")],
        ),
    ],
)  # fmt: skip
def test_tables(text: str, expected: list[tuple[int, str, str, str]]):
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [".. include:: /etc/hostname\n", ".. raw:: html\n   :file: /etc/hostname\n",
     ".. csv-table:: x\n   :file: /etc/hostname\n",
     ".. raw:: html\n\n   <b>x</b>\n", ".. nonsense:: x\n", "`a <b\n", "T\n=\n\nU\n-\n\nV\n~\n\nW\n-\n"],
)  # fmt: skip
def test_no_other_file_is_read_and_nothing_is_complained(text: str, capsys: pytest.CaptureFixture[str]):
    assert "WARNING" not in str(parse_rst(text, "list.rst").blocks)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 70_000, "list.rst:1: the line has over 64,000 characters"),
        ("".join(" " * at + "a\n\n" for at in range(390)), "nested too deep"),
        (" " * 5_000 + "a", "list.rst:1: the line is nested too deep"),
        (".. |a| replace:: |b| |b|\n.. |b| replace:: x\n\n|a|\n", "list.rst:1: a replacement with replacements"),
        ("x\n" * 1_600_000, "over 3,000,000 characters"),
        ("== ==\nA  B\n== ==\n\n" * 16_000, "over 30,000 borders of tables"),
    ],
)
def test_what_is_refused(text: str, words: str):
    with pytest.raises(InputError, match=words):
        parse_rst(text, "list.rst")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (
            "T\n=\n\n.. a comment\n\n::\n\n  code\n\n----\n\nx\n",
            ["h1 T", "other comment", "other code", "other rule", "p x"],
        ),
        (".. math::\n\n   x\n\n.. image:: b.png\n", ["other formula", "other picture"]),
        ("a\n\n  quoted text\n\n:field: its body\n", ["p a", "p quoted text", "p field", "p its body"]),
        ("- - inner\n- ::\n\n     code\n- x\n", ["item1  (item2 inner)", "item1  (other code)", "item1 x"]),
        ("| a\n| b\n", ["p a b"]),
        (".. |b| replace:: x\n   more\n\n|b| and |b|\n", ["other definition", "p x more and x more"]),
        ("x [1]_\n\n.. [1] note\n", ["p x [1]", "other footnote"]),
        (
            "+-----+-------+\n| a   | | l   |\n+-----+-------+\n| ==  | .. c  |\n+-----+-------+\n",
            ["table : a|l / ==|"],
        ),
    ],
)
def test_blocks(text: str, blocks: list[str]):
    assert [show(block) for block in parse_rst(text, "list.rst").blocks] == blocks


def test_a_picture_is_kept_with_its_text():
    paragraph = parse_rst("see |pic|\n\n.. |pic| image:: a.png\n   :alt: shown\n", "list.rst").blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert [(one.text, one.source) for one in paragraph.spans if one.is_image] == [("shown", "a.png")]


def test_what_ends_docutils_is_a_sentence(monkeypatch: pytest.MonkeyPatch):
    def fail(*_given: object, **_named: object):
        raise AssertionError

    monkeypatch.setattr(rst, "publish_doctree", fail)
    with pytest.raises(InputError, match=r"^list\.rst: .*\(AssertionError\); save it as markdown"):
        parse_rst("x", "list.rst")


@pytest.mark.parametrize("mark", ["*a ", "`a ", "|a ", "a_ ", "[a ", "**a "])
def test_marks_that_never_end_are_text(mark: str):
    assert len(parse_rst(mark * 15_000, "list.rst").blocks) == 1
