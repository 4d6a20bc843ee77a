"""Titles in TeX as services give them."""

from __future__ import annotations

import pytest

from pipeline.text.latex.titles import read_tex


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Plain $x_i$ and ~5 % of C", "Plain $x_i$ and ~5 % of C"),
        ("M\\\"obius strips of P\\'olya", "Möbius strips of Pólya"),
        ("The \\emph{first} $\\alpha$ of 5 \\& 6", "The first $\\alpha$ of 5 & 6"),
        ("Norms in $$L^p$$ and $$\\mathbb {R}^n$$", "Norms in $L^p$ and $\\mathbb {R}^n$"),
        ("A $$\\gamma $$ γ-ray in $$\\beta $$ betas", "A $\\gamma$-ray in $\\beta$ betas"),
        ("Prices in $$ and more", "Prices in $$ and more"),
    ],
)
def test_titles_of_services(title: str, read: str):
    assert read_tex(title) == read
