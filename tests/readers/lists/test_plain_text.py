"""Plain text: a paper a line or a block."""

from __future__ import annotations

import pytest

from pipeline.model.errors import InputError
from pipeline.readers import read_list
from pipeline.readers.lists.reading import LineKind

ARXIV = "https://arxiv.org/abs/1706.03762"


def rows(text: str) -> list[tuple[int, str, str]]:
    return [(row.line, row.cell("title"), row.cell("link")) for row in read_list(text.encode(), "l.txt").rows]


@pytest.mark.parametrize(
    ("line", "title", "link"),
    [
        ("Attention is all you need", "Attention is all you need", ""),
        ("- Attention is all you need", "Attention is all you need", ""),
        ("- [ ] Attention is all you need", "Attention is all you need", ""),
        ("* [x] Attention is all you need", "Attention is all you need", ""),
        ("1. [X]  Attention is all you need", "Attention is all you need", ""),
        ("[12] Attention is all you need, arXiv:1706.03762v5", "Attention is all you need", ARXIV),
        ("Attention is all you need. https://arxiv.org/abs/1706.03762.", "Attention is all you need", ARXIV),
        ("10.1109/ICCV.2017.74", "", "https://doi.org/10.1109/iccv.2017.74"),
        ("doi:10.1109/ICCV.2017.74", "", "https://doi.org/10.1109/iccv.2017.74"),
        ("https://doi.org/10.1109/ICCV.2017.74", "", "https://doi.org/10.1109/ICCV.2017.74"),
        ("1706.03762", "", ARXIV),
        ("arXiv: 1706.03762 [cs.CL]", "", ARXIV),
        ("PMID: 26017442", "", "https://pubmed.ncbi.nlm.nih.gov/26017442/"),
        ("PMC4512345", "", "https://pmc.ncbi.nlm.nih.gov/articles/PMC4512345/"),
        ("https://openreview.net/forum?id=rkgNKkHtvB", "", "https://openreview.net/forum?id=rkgNKkHtvB"),
        ("标题很长的中文论文题目", "标题很长的中文论文题目", ""),
    ],
)
def test_a_paper_a_line(line: str, title: str, link: str):
    assert rows(f"{line}\n") == [(1, title, link)]


def test_wrapped_references_are_blocks():
    text = """Doe, J. (2014). "Visualizing and understanding all kinds of
convolutional networks". In European conference on vision
(pp. 818-833). Springer.

Roe, R. (2016). "Deep residual learning for the recognition
of images". In CVPR.
"""
    titles = ["Visualizing and understanding all kinds of convolutional networks"]
    assert [(line, title) for line, title, _ in rows(text)] == [
        (1, titles[0]),
        (5, "Deep residual learning for the recognition of images"),
    ]


def test_titles_in_groups_stay_apart():
    titles = (
        "Visualizing and understanding all kinds of networks",
        "Interpretable filters for the recognition of speakers",
        "Deep learning on point sets for many kinds of segmentation",
        "Knowledge graphs for the classification of many images",
        "A paper that does not exist anywhere in the whole world",
    )
    text = "\n".join((*titles[:3], "", *titles[3:]))
    assert [title for _, title, _ in rows(text)] == list(titles)


def test_numbered_references_go_on_below():
    assert [line for line, *_ in rows("[1] A first long title\nthat goes on\n[2] A second long title\n")] == [1, 3]


def test_a_link_below_its_title_belongs_to_it():
    text = f"Attention is all you need\n{ARXIV}\n\nDeep residual learning\nhttps://arxiv.org/abs/1512.03385\n"
    assert rows(text) == [
        (1, "Attention is all you need", ARXIV),
        (4, "Deep residual learning", "https://arxiv.org/abs/1512.03385"),
    ]


def test_what_is_no_paper_is_named():
    found = read_list(b"# comment\nReading group:\nDeep nets for all\nXception\n", "l.txt")
    assert [(one.first, one.kind) for one in found.lines] == [
        (1, LineKind.NO_PAPER),
        (2, LineKind.NO_PAPER),
        (3, LineKind.ROW),
        (4, LineKind.PROBLEM),
    ]
    assert [one.where for one in found.problems] == ["l.txt:4"]


def test_rows_without_titles_are_told_apart():
    first, second = read_list(b"10.1234/a\n10.1234/b\n", "l.txt").rows
    again = read_list(b"10.1234/b\n10.1234/a\n", "l.txt").rows
    assert [row.id for row in again] == [second.id, first.id]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "x" * 1_000_000])
def test_nothing_to_read_is_a_sentence(text: str):
    with pytest.raises(InputError, match=r"^l\.txt: there is no paper"):
        read_list(text.encode(), "l.txt")
