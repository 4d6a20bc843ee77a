"""Titles without what a list puts around them; which words are labels."""

from __future__ import annotations

import pytest

from pipeline.rules.row_text.titles import clean_title, is_label


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A title.", "A title"),
        ("A title , ", "A title"),
        ("A title?", "A title?"),
        ("“A title,”", "A title"),
        ('"A title"', "A title"),
        ("《一个标题》。", "一个标题"),
        ("[12] A title", "A title"),
        ("3. A title", "A title"),
        ("3D shapes", "3D shapes"),
        ("1984: a year", "1984: a year"),
        ("🔥 A title ⭐", "A title"),
        ("A title :star::star:", "A title"),
        ("A title [pdf]", "A title"),
        ("A title pdf", "A title"),
        ("Title: A title", "A title"),
        ("题目：一个标题", "一个标题"),
        ("On (un)certainty (part II)", "On (un)certainty (part II)"),
        ("Wait...", "Wait..."),
        ("A title ()", "A title"),
        ("C++", "C++"),
        ("", ""),
    ],
)
def test_a_title(written: str, title: str):
    assert clean_title(written) == title


@pytest.mark.parametrize("text", ["pdf", "[Code]", "PyTorch", "论文", "arXiv:1706.03762", "project page", "", "3"])
def test_a_label(text: str):
    assert is_label(text)


@pytest.mark.parametrize("text", ["Deep maps", "Attention", "2019"])
def test_no_label(text: str):
    assert not is_label(text)


@pytest.mark.parametrize(("text", "is_one"), [("paper 2019", True), ("code 2019", False), ("paper 19", True)])
def test_a_year_beside_a_label(text: str, is_one: bool):
    assert is_label(text) == is_one
