"""TeX's own commands with numbers and lengths, commands of societies and packages, and raised endings."""

from __future__ import annotations

import pytest

from pipeline.text.latex.decode import decode_latex


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"Petr{\accent23u}", "Petrů"),
        (r"P{\accent'23e}ter", "Péter"),
        (r'G{\accent"7F o}the', "Göthe"),
        (r"Marqu{\accent19\i}n", "Marquín"),
        (r"me\char64 here, \symbol{64}, \char`\~, \char'100", "me@here, @, ~, @"),
        (r"a\kern-.1em b\kern 1pt c\hskip 1em plus 2pt d", "abc d"),
        (r"26\raise.5ex\hbox{th} and 1\lower1pt\hbox{a}", "26th and 1a"),
        (r"with \verb|x_y| and \verb*+z+, \verb nothing", "with x_y and z, verb nothing"),
        (r"an \accent and a \kern too", "an accent and a kern too"),
    ],
)
def test_primitives(latex: str, plain: str):
    assert decode_latex(latex).text == plain


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        ("The $26^{th}$ Fair", "The 26<sup>th</sup> Fair"),
        (r"The 2$^{\rm nd}$ Fair", "The 2<sup>nd</sup> Fair"),
        (r"Le $4^{\textrm{ème}}$", "Le 4<sup>ème</sup>"),
        (r"Le 4$^{\mbox{e}}$", "Le 4<sup>e</sup>"),
    ],
)
def test_a_raised_ending_is_no_formula(latex: str, markup: str):
    assert decode_latex(latex).markup == markup


def test_a_power_is_a_formula():
    assert decode_latex("$2^{mn}$ and $x^{th}$").text == "$2^{mn}$ and $x^{th}$"


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"Gel\cprime fand, Vilenkin\cdprime", "Gelʹfand, Vilenkinʺ"),
        (r"Wo\polhk{a}, N\ocirc{u}, d\soft{t}, h\udot{e}", "Woą, Nů, dť, hẹ"),
        (r"12\psqq{} \og Mots \fg{} 1\ier{}", "12 sqq. « Mots » 1er"),
        (r"3\farcs5, 10\,\micron, \permil", "3″.5, 10 µm, ‰"),
        (r"\textalpha-\upbeta-\varGamma", "α-β-Γ"),
        (r"\bibstring{inpress}, \textins{x} \textelp{}", "inpress, [x] […]"),
        (r"$\langle$i$\rangle$E. coli$\langle$/i$\rangle$", "E. coli"),
        (r"""Was "`Birnen"' und "Obst" sind""", 'Was „Birnen“ und "Obst" sind'),
        (r"a\discretionary{-}{}{}b \oldstylenums{12}", "ab 12"),
    ],
)
def test_commands_of_societies_and_packages(latex: str, plain: str):
    decoded = decode_latex(latex)
    assert (decoded.text, decoded.unknown) == (plain, ())


def test_an_accent_over_nothing_is_told():
    assert decode_latex(r"Bor{\d}ur").unknown == (r"\d",)
