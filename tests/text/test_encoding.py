"""What an encoding has not is written in LaTeX."""

from __future__ import annotations

import pytest

from pipeline.text.latex.encoding import fit_encoding


@pytest.mark.parametrize(
    ("text", "encoding", "fitted"),
    [
        ("Müller Š", "utf-8", "Müller Š"),
        ("Müller Š", "latin-1", "Müller {\\v S}"),
        ("Müller – œuvre β", "ascii", "{M}".replace("M", 'M{\\"u}ller')[1:-1] + " -- {\\oe}uvre $\\beta$"),
        ("中", "latin-1", None),
        ("中", "gb18030", "中"),
    ],
)
def test_fitted_to_an_encoding(text: str, encoding: str, fitted: str | None):
    assert fit_encoding(text, encoding) == fitted
