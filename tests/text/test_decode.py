"""LaTeX to plain text: tables of what people and programs write, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.latex.decode import decode_latex
from tests.hostile_inputs import DECODED
from tests.operations import grows_evenly


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        ("Cooking & Baking", "Cooking & Baking"),
        (r"a \textless{} b \textgreater{} c \textbar{} d", "a < b > c | d"),
        (r"\copyright{} 1999, \pounds 3, \S 4, 5\textdegree", "© 1999, £3, §4, 5°"),
        (r"The \LaTeX{} Way and \TeX", "The LaTeX Way and TeX"),
        (r"\mbox{Runge--Kutta} \hbox{steps}", "Runge–Kutta steps"),
        (r"\enquote{Yes}, `no' and ``maybe''", "“Yes”, ‘no’ and “maybe”"),
        (r"\foreignlanguage{french}{La vie} de \textcolor{red}{Paul}", "La vie de Paul"),
        (r"well\hyphen known and\slash or soft\-ware", "well-known and/or software"),
        (r"\ifmmode\mu\else\textmu\fi m", "µm"),
        (r"\noopsort{1973c}Wein \SortNoop{b}Brot", "Wein Brot"),
        (r"10\textsuperscript{6} and N\textsubscript{2}", "10⁶ and N₂"),
        (r"the 5\textsuperscript{th}", "the 5th"),
        (r"{\relax Yu}ri and {\em all} {\bf of} {\sc them}", "Yuri and all of them"),
        (
            r"Stra{\ss}e, \O stfold, \AA{}s, \c{C}a, {\v{S}}e, \H{o}, \k a, \t{oo}",
            "Straße, Østfold, Ås, Ça, Še, ő, ą, o͡o",
        ),
        (r"\'{\i} \'\i {\"\i} \^{\j} \v \i", "í í ï ĵ ǐ"),
        (r"\~{} \^{} \'{}", "~ ^ ´"),
        (r"a\,b\ c~d\\e", "a b c d e"),
        (r"\href{https://e.org/a_b}{here} \url{https://e.org/a\_b}", "here https://e.org/a_b"),
        (r"\texorpdfstring{$x$}{ex} \raisebox{1ex}{up}", "ex up"),
        (r"\footnote{of two}", "(of two)"),
        (r"pure \textschwa{} and \texteuro 5", "pure ə and €5"),
        ("N&uuml;rnberg &amp;amp; F&#252;rth R&D AT&T", "Nürnberg & Fürth R&D AT&T"),
        ("H<sub>2</sub>O <p>of <i>rivers</i></p>", "H₂O of rivers"),
        (r"$\less$i$\greater$Rana$\less$/i$\greater$ calls", "Rana calls"),
        (r"{\textless}b{\textgreater}Bold{\textless}/b{\textgreater}", "Bold"),
        ("list<int> of <K> if a<b or c>d", "list<int> of <K> if a<b or c>d"),
        ("!`Hola! ?`Que?", "¡Hola! ¿Que?"),
        (r"\$5 to \$9, $5 and $9", "$5 to $9, $5 and $9"),
        ("half of {", "half of"),
        ("ends in \\", "ends in \\"),
        (r"see \url{https://e.org/a\_b\%20c}", "see https://e.org/a_b%20c"),
        (r"a \emph x and \textbf y", "a x and y"),
        ("\\~{o\u0323} and \\'{o\u0323\u0308}", "ọ̃ and ọ̈́"),
        (r"\textsuperscript{" * 40 + r"\emph{x}" + "}" * 40, "x"),
    ],
)
def test_what_latex_becomes(latex: str, plain: str):
    assert decode_latex(latex).text == plain
    assert decode_latex(latex).unknown == ()


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"$^{14}$N at 30$^\circ$, $10^{-6}$ s$^{-1}$", "¹⁴N at 30°, 10⁻⁶ s⁻¹"),
        (r"Science {$\&$} Art, $3 \times 4$, $\pm 5$", "Science & Art, 3 × 4, ± 5"),
        (r"of $x_{kl}$ and $$O(m\log m)$$", r"of $x_{kl}$ and $O(m\log m)$"),
        (r"of \(y^2\) and \ensuremath{\gamma} and \[z\]", r"of $y^2$ and $\gamma$ and $z$"),
        (r"\alpha decay", "αdecay"),
        (r"$ \sqrt{t} $ here", r"$\sqrt{t}$ here"),
        (r"$n$2", "n2"),
        (r"$\sqrt[7]{x}$ and $\left. x \right)$", r"$\sqrt[7]{x}$ and $\left. x \right)$"),
    ],
)
def test_formulas_stay_formulas_or_say_all(latex: str, plain: str):
    assert decode_latex(latex).text == plain
    assert decode_latex(latex).unknown == ()


@pytest.mark.parametrize(
    ("latex", "plain", "unknown"),
    [
        (r"\gls{cat} food", "cat food", (r"\gls",)),
        (r"The \Cplusplus way", "The Cplusplus way", (r"\Cplusplus",)),
        (r"x \input{/etc/passwd}", "x /etc/passwd", (r"\input",)),
        (r"on $\mycal{O}$", r"on $\mycal{O}$", (r"\mycal",)),
        (r"on $a^b^c$", "on $a^b^c$", ("$",)),
        (r"\one{a} \two{b} \one{c}", "a b c", (r"\one", r"\two")),
        (r"an open \( x", "an open ( x", ()),
        (r"an open \[ x", "an open [ x", ()),
    ],
)
def test_what_is_not_known_is_kept_and_told(latex: str, plain: str, unknown: tuple[str, ...]):
    found = decode_latex(latex)
    assert (found.text, found.unknown) == (plain, unknown)


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        (r"On {Turing} machines", "On <{>Turing<}> machines"),
        (r"{L}agrange and {B}{M}{W}s", "<{>Lagrange<}> and <{>BMWs<}>"),
        (r"{{All of It}}", "<{>All of It<}>"),
        (r"\emph{H. sapiens} and {\it more}", "<i>H. sapiens</i> and <i>more</i>"),
        (r"\textbf{\emph{a}}", "<b><i>a</i></b>"),
        (r"\textsc{Bib}, 4\textsuperscript{th}", '<span style="font-variant:small-caps;">Bib</span>, 4<sup>th</sup>'),
        (r"{\'E}tude {$x$} \mbox{Plain} \gls{kept} {}", ""),
        (r"{\em {Inner} words}", "<i>Inner words</i>"),
        (r"{Braces} of \{text\} and $x_{ij}$", "<{>Braces<}> of {text} and $x_{ij}$"),
        (r"n\textsuperscript{1.5} of $a_{n}$", "n<sup>1.5</sup> of $a_{n}$"),
        ("of <em>E</em> and <p>p</p>", ""),
    ],
)
def test_italics_and_braces_are_markup(latex: str, markup: str):
    assert decode_latex(latex).markup == markup


PIECES = st.lists(
    st.sampled_from(r"\emph{ } { $ \' \frac _ ^ a é $x$ ~ -- `` <i> </i> &lt; \ifmmode \else \fi \\".split())
)


@given(PIECES.map(" ".join))
def test_any_text_is_decoded_to_clean_text(latex: str):
    found = decode_latex(latex)
    assert not any(ord(char) < 32 for char in found.text + found.markup)


@pytest.mark.parametrize("shape", DECODED)
def test_work_grows_with_length_only(shape: str):
    assert grows_evenly(lambda length: decode_latex(shape * length))
