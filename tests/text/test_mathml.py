"""Formulas in MathML: a table of what is written, and that nothing well-formed or not is left of the tags."""

from __future__ import annotations

import pytest

from pipeline.text.folding import clean_markup
from pipeline.text.mathml import write_formula

MATH = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" alttext="$x$">{}</mml:math>'


@pytest.mark.parametrize(
    ("mathml", "formula"),
    [
        ("<mi>x</mi><mo>=</mo><mn>2</mn>", "x=2"),
        ("<msup><mn>10</mn><mrow><mo>-</mo><mn>5</mn></mrow></msup>", "10⁻⁵"),
        ("<msup><mi>x</mi><mi>k</mi></msup>", "xk"),
        ("<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>", "H₂O"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
        ("<msqrt><mn>2</mn></msqrt>", "√2"),
        ("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>", "x"),
        ("<mml:mmultiscripts><mi>Tb</mi><mprescripts/><none/><mn>153</mn></mml:mmultiscripts>", "Tb153"),
        ("<msup><mn>10</mn></mrow>", "10"),
        ("<msup><mn>2</msup><mi>", "2"),
        ("<mrow>" * 100 + "x", "x"),
        ("a < b", "a<b"),
        ("<mi>x</mi> \n <mo> = </mo>\t<mn>2</mn>", "x=2"),
        ("<msup/><msubsup></msubsup>", ""),
    ],
)
def test_formulas(mathml: str, formula: str):
    assert write_formula(mathml) == formula


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        (f"Pears for{MATH.format('<mml:mi>d</mml:mi>')}-complete spaces", "Pears for d-complete spaces"),
        (f"Pears of{MATH.format('<mml:mi>p</mml:mi>')}collisions", "Pears of p collisions"),
        (f"A{MATH.format('<mml:mi>p</mml:mi>')}s", "A ps"),
        (f"x{MATH.format('<mml:mi>y</mml:mi>')}z", "xyz"),
        (f"In {MATH.format('<mml:mn>3</mml:mn>')} pears", "In 3 pears"),
        ("A <mml:mmultiscripts>Tb</mml:mmultiscripts> pear", "A Tb pear"),
    ],
)
def test_words_beside_a_formula_are_apart(title: str, clean: str):
    assert clean_markup(title) == clean
