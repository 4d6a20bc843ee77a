"""Canonical forms of text: tables of what comes in and what stays, and the properties that hold for any text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.folding import (
    FIELD_CAP,
    clean_markup,
    clean_text,
    fold,
    fold_title,
    show,
    significant_words,
    squeeze,
    squeeze_words,
)

NASTY = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\u200b\u202e\u0301\u0300\u0327\u1100\u1161\ufeff\u0085\u2028&;<>/$\\ ")
    ),
    max_size=60,
)

HIDDEN = (
    "\x00 \x1b \x7f \x9b \u00ad \u061c \u180e \u200b \u200e \u202a \u202e \u2066 \u206a \ufeff \ufff9 \U000e0041"
    " \ufdd0 \ufdef \ufffe \uffff \U0001fffe \U0010ffff \u034f \u115f \u3164 \uffa0 \U0001bca0 \U000e0001 \U000e0fff"
).split()


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda char: f"U+{ord(char):04X}")
def test_hidden_characters_are_dropped(hidden: str):
    assert clean_text(f"a{hidden}b") == "ab"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a \t b\r\n c  ", "a b c"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("a\u00a0b\u3000c", "a b c"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("a" + "\u0301" * 1000, "á" + "\u0301" * 4),
        ("\ud800x", "\ufffdx"),
        ("", ""),
        ("\u200b", ""),
        ("辻\U000e0100 a\ufe0f\ufe0f\U000e0101b \ufe0f", "辻\U000e0100 a\ufe0fb"),
        ("\ufe0f", ""),
        ("\ue000 \u0378 \U000f0000", "\ue000 \u0378 \U000f0000"),
        ("ש" + "\u05b0\u05b1" * 50, "ש" + "\u05b0" * 8 + "\u05b1" * 8),
        ("ཧྐྵྨླྺྼྻྂ", "ཧྐྵྨླྺྼྻྂ"),
    ],
)
def test_clean_text(text: str, clean: str):
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("&amp;lt;i&amp;gt;Drosophila&amp;lt;/i&amp;gt; genes", "Drosophila genes"),
        ("Q &amp;amp; A", "Q & A"),
        ("a &lt; b", "a < b"),
        ("H<sub>2</sub>O", "H₂O"),
        ("10<sup>5</sup> and 10<jats:sup>-5</jats:sup>", "10⁵ and 10⁻⁵"),
        ("k<sub>B</sub>T in &lt;i&gt;E. coli&lt;/i&gt;", "kBT in E. coli"),
        ("<jats:title>Abstract</jats:title><jats:p>We show</jats:p>", "Abstract We show"),
        ("One<br/>Two<BR>Three", "One Two Three"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        ('<a href="http://example.org/">link</a>', "link"),
        ("&#8203;a&#x202e;b&#0;", "ab\ufffd"),
        ("p < 0.05 and q > 0.1", "p < 0.05 and q > 0.1"),
        ("a<b and c>d, p<q and r>s", "a<b and c>d, p<q and r>s"),
        ("The vector<pear> and <T> generics", "The vector<pear> and <T> generics"),
        ("juice of<i>Malus pumila</i>and<i>Pyrus</i>trees", "juice of Malus pumila and Pyrus trees"),
        ("the<i>P</i>value of loci<i>ab1, ab2</i>or<i>ab3</i>", "the P value of loci ab1, ab2 or ab3"),
        ("p<i>K</i>a of <i>trans</i>formation", "pKa of transformation"),
        ("1<i>H</i>-pear of<b>L</b>arge pears", "1H-pear ofLarge pears"),
        ("Against<i>Pyrus</i> and <i>Malus</i>es", "AgainstPyrus and Maluses"),
        ("I <3 Networks", "I <3 Networks"),
    ],
)
def test_clean_markup(markup: str, clean: str):
    assert clean_markup(markup) == clean


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Grad-CAM++: Gaïa’s “eye”", "grad cam gaia s eye"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁne H₂O x²", "fine h2o x2"),
        ("İstanbul", "istanbul"),
        ("a_b", "a b"),
        ("深度学习：综述", "深度学习 综述"),
        ("…", ""),
    ],
)
def test_fold(text: str, folded: str):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        ("Interpretable & Explorable", "interpretable and explorable"),
        (r"$\beta$-VAE", "beta vae"),
        ("From $5 to nothing", "from 5 to nothing"),
        ("“Why Should I Trust You?”", "why should i trust you"),
    ],
)
def test_fold_title(title: str, folded: str):
    assert fold_title(title) == folded


def test_titles_without_spaces_and_without_small_words():
    assert squeeze(fold_title("On the (In) fidelity")) == squeeze(fold_title("On the (In)fidelity"))
    assert squeeze_words("a b c") == "abc"
    assert significant_words(fold_title("Attention is not Explanation")) == ("attention", "not", "explanation")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\x9b2Jb", r"a\x9b2Jb"),
        ("line\nnext\ttab\x07", r"line\nnext\ttab\x07"),
        ("\u202egnp", r"\u202egnp"),
        ("\ud800", r"\ud800"),
        ("x" * 300, "x" * 199 + "…"),
        ("日本語 é", "日本語 é"),
    ],
)
def test_show(text: str, shown: str):
    assert show(text) == shown


@given(NASTY)
def test_clean_text_is_plain_and_final(text: str):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == " ".join(clean.split())
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in clean)


@given(NASTY)
def test_clean_markup_gives_clean_text(text: str):
    assert clean_text(clean_markup(text)) == clean_markup(text)


@given(NASTY)
def test_folding_is_final(text: str):
    assert fold(fold(text)) == fold(text)
    assert fold_title(fold_title(text)) == fold_title(text)
    assert fold(text) == " ".join(fold(text).split())


@given(NASTY, st.integers(2, 80))
def test_what_is_shown_fits_and_prints(text: str, width: int):
    assert show(text, width).isprintable()
    assert len(show(text, width)) <= width


@pytest.mark.parametrize("unit", ["(", "<", "<a ", "&amp;", "$", "$a", "a\u0301", "&#", "</", " ", "\u0301", "<p "])
def test_a_megabyte_is_cut(unit: str):
    hostile = unit * (1_000_000 // len(unit))
    assert len(clean_text(hostile)) <= FIELD_CAP
    assert len(clean_markup(hostile)) <= FIELD_CAP
    assert len(clean_text("Ａ" * 100, cap=10)) == 10
    assert isinstance(fold_title(hostile), str)


@given(st.text(st.characters(codec="ascii"), max_size=40) | st.text("ab <&; \t\u0301é", max_size=40))
def test_the_fast_path_for_plain_text_agrees(text: str):
    """A zero-width space is dropped, and forces the long way."""
    assert clean_text(text) == clean_text(f"\u200b{text}")
    assert clean_markup(text) == clean_markup(f"{text} <i></i>")


@pytest.mark.parametrize("marks", ["\u0334\u0301", "\u0327\u0301", "\u05b0\u05b1", "\u0344\u0327", "\u0f71\u0f39"])
@pytest.mark.parametrize("make", [clean_text, clean_markup, fold, fold_title])
def test_marks_are_few_before_they_are_sorted(make, marks, monkeypatch):
    """Canonical order takes a time that grows with the square of a run of marks."""
    longest = []
    normalize = unicodedata.normalize

    def note(form, text):
        longest.append(max((len(run) for run in re.findall(r"[^\w\s]+", text)), default=0))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", note)
    make("a" + marks * 10_000 + "b")
    assert longest
    assert max(longest) <= 16


def test_a_tag_behind_a_long_word():
    assert clean_markup("a" * 60_000 + "<i>b</i>c").endswith("bc")
