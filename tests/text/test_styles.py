"""Light markup of titles: read out of tags, written as TeX."""

from __future__ import annotations

import pytest

from pipeline.text.folding import clean_markup
from pipeline.text.latex.escape import escape_prose
from pipeline.text.latex.styles import csl_markup, escape_markup, plain_of, read_markup

NOCASE = '<span class="nocase">{}</span>'.format


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("On <i>E. coli</i> here", "On <i>E. coli</i> here"),
        ('On <span class="nocase">Markov</span>', 'On <span class="nocase">Markov</span>'),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp; more", "<b>Bold</b> & more"),
        ('<span style="font-variant: small-caps;">x</span>', '<span style="font-variant:small-caps;">x</span>'),
        ("<i>in <b>both</b></i>", "<i>in <b>both</b></i>"),
        ("<p>only</p> plain a<b", ""),
        ("<i>open", ""),
        ("N<sub>2</sub>", ""),
    ],
)
def test_tags_of_csl_are_kept(text: str, markup: str):
    assert read_markup(text) == markup


@pytest.mark.parametrize(
    ("markup", "tex"),
    [
        ("On <i>E. coli</i> & more", r"On \textit{E. coli} \& more"),
        (f"{NOCASE('Markov')} chains", "{Markov} chains"),
        ("a <b>b</b><sup>th</sup>", r"a \textbf{b}\textsuperscript{th}"),
        ("<i>open", ""),
        ("closed</i>", ""),
        ("<i>crossed</b></i>", ""),
    ],
)
def test_markup_as_tex(markup: str, tex: str):
    assert escape_markup(markup, escape_prose) == tex


def test_braces_are_of_tex_and_spans_of_csl():
    markup = f"<{{>Markov<}}> and {NOCASE('Bayes')} in <i>R</i>"
    assert csl_markup(markup) == f"Markov and {NOCASE('Bayes')} in <i>R</i>"
    assert plain_of(markup) == "Markov and Bayes in R"
    assert escape_markup(markup, escape_prose) == r"{Markov} and {Bayes} in \textit{R}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("vector<int> and <T>", "vector<int> and <T>"),
        ("if a<b and c>d, p<q and r>s", "if a<b and c>d, p<q and r>s"),
        ('<jats:p xml:lang="en">In <mml:mi>x</mml:mi></jats:p>', "In x"),
        ("one<br/>two", "one two"),
    ],
)
def test_only_tags_are_tags(text: str, plain: str):
    assert clean_markup(text) == plain
