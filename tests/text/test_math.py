"""Formulas: how they read in Unicode, and which of them TeX may be given."""

from __future__ import annotations

import pytest

from pipeline.text.latex.escape import escape_prose, escape_unicode, plain_text
from pipeline.text.latex.math import is_prose, plain_math, read_formula


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\mathcal{O}(k \log k)", "O(k log k)"),
        (r"O(k\log k)", "O(k log k)"),
        (r"\log(k)", "log(k)"),
        ("a_{ij}^{2}", "aᵢⱼ²"),
        (r"D^0 \to \pi^{+}e^-", "D⁰ → π⁺e⁻"),
        (r"K^{*}", "K*"),
        (r"\sqrt{s} + \sqrt[3]{ab} + \sqrt{a+b}", "√s + ∛ab + √(a+b)"),
        (r"\frac{1}{2}, \frac{a}{b}, \dfrac{a+b}{c}", "½, a/b, (a+b)/c"),
        (r"\mathbb{Z}^n \mathbb{K}", "ℤⁿ K"),
        (r"\bar{x}\,\hat y", "x̄ ŷ"),
        (r"\left( x \right]", "( x ]"),
        (r"\mathrm{pH}_7 \text{ of me}", "pH₇ of me"),
        (r"{\rm Fe}_2", "Fe₂"),
        ("f'(x)", "f′(x)"),
        (r"\alpha x", "αx"),
        (r"A^\top", "Aᵀ"),
        (r"L_\infty", None),
        (r"e^{-x^2}", None),
        (r"\overline{AB}", None),
    ],
)
def test_how_a_formula_reads(tex: str, plain: str | None):
    assert read_formula(tex).plain == plain
    assert read_formula(tex).is_safe


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{x}",
        "{a",
        "a}",
        "x^a^b",
        "x_",
        r"\frac{a}",
        "a & b",
        "50%",
        r"a\\b",
        "#1",
        r"\sqrt",
        "{" * 50 + "}" * 50,
    ],
)
def test_what_is_no_formula_is_not_for_tex(tex: str):
    assert not read_formula(tex).is_safe


@pytest.mark.parametrize("tex", [r"a \lesssim b", r"\less", "α", r"\Mu", r"\lVert x \rVert"])
def test_what_only_packages_know_is_not_for_tex(tex: str):
    assert read_formula(tex).plain
    assert not read_formula(tex).is_safe


def test_unknown_commands_are_named():
    assert read_formula(r"\foo x + \bar{y} + \foo").unknown == (r"\foo",)


def test_prose_between_dollars_is_no_formula():
    assert is_prose("5 to the other")
    assert not is_prose(r"\text{for all } n \log n")
    assert plain_math("pay $a lot of it$ now") == "pay $a lot of it$ now"


@pytest.mark.parametrize(
    ("text", "bibtex", "biblatex", "plain"),
    [
        (r"A $\beta$-VAE", r"{A} $\beta$-VAE", "A β-VAE", "A β-VAE"),
        (r"In $\mathcal{O}(n)$", r"In {$\mathcal{O}(n)$}", r"In {$\mathcal{O}(n)$}", "In O(n)"),
        (r"Of $x_{ij}$ & $y$", r"Of $x_{ij}$ \& $y$", r"Of $x_{ij}$ \& $y$", "Of xᵢⱼ & y"),
        (r"On $\input{x}$", None, None, r"On $\input{x}$"),
        (r"On $L_\infty$", r"On {$L_\infty$}", r"On {$L_\infty$}", r"On $L_\infty$"),
        ("Of xᵢⱼ", "Of x$_{i}$$_{j}$", "Of xᵢⱼ", "Of xᵢⱼ"),
    ],
)
def test_formulas_come_out_as_formulas(text: str, bibtex: str | None, biblatex: str | None, plain: str):
    assert escape_prose(text) == (bibtex or r"On \$\textbackslash{}input\{x\}\$").replace("{A}", "A")
    assert escape_unicode(text) == (biblatex or r"On \$\textbackslash{}input\{x\}\$")
    assert plain_text(text) == plain
