"""Tags of publishers' metadata as plain text: faces are dropped, what is set low or high keeps its meaning, and
formulas in MathML are written out.
"""

from __future__ import annotations

import re

from pipeline.text.dashes import MINUSES

_NAMES = (
    "i|b|u|s|q|p|a|em|strong|sub|sup|scp|sc|small|big|span|font|br|hr|div|li|ul|ol|dl|dt|dd|sec|title|subtitle|table"
    "|t[rdh]|tbody|thead|h[1-6]|tt|code|pre|inf|ovl|italic|bold|underline|overline|strike|del|ins|roman|sans-serif"
    "|monospace|styled-content|named-content|xref|ext-link|uri|email|inline-formula|inline-graphic|disp-formula|tex-math"
    "|alternatives|list|list-item|label|graphic|img|abstract|cite|abbr|blockquote|center|kbd|var|samp|nobr|wbr|mark|article"
    "|section|header|footer|main|script|style|iframe|object|embed|svg|form|input|button|textarea|select|option|link|meta"
    "|html|head|body|base|video|audio|source|details|summary|marquee|template|noscript|ruby|r[tpb]|emph|hi|email|fn"
)
_ATTRIBUTES = r"(?:\s{1,30}[\w:.-]{1,40}(?:\s?=\s?(?:\"[^\"<]{0,300}\"|'[^'<]{0,300}'|[^\s\"'<>]{1,300}))){0,12}"
_PREFIXED = r"(?:jats|mml|m|ce|sb|oasis|xlink):[a-zA-Z0-9-]{1,30}"
_MATHML = r"math|m(?:row|[ion]|text|s(?:up|ub|ubsup|qrt|tyle|pace)|frac)"
_ANY = rf"(?:{_PREFIXED}|{_MATHML}|{_NAMES})"
_TAG = re.compile(rf"</?(?P<name>{_ANY}){_ATTRIBUTES}\s{{0,30}}/?>", re.IGNORECASE)
"""Tags of HTML, JATS and MathML, with attributes that are such: “a<b and c>d” and “vector<int>” have none."""
_CLOSED = re.compile(r"</([a-zA-Z])>")
_BREAK = re.compile(rf"</?(?:jats:)?(?:br|p|div|li|sec|title|td){_ATTRIBUTES}\s{{0,30}}/?>", re.IGNORECASE)
"""Tags that part words: “<title>Abstract</title><p>We” is “Abstract We”, while “H<sub>2</sub>O” is “H2O”."""
_SCRIPT = re.compile(rf"<(?:jats:)?(su[bp])>\s*([{MINUSES}+0-9]{{1,9}})\s*</(?:jats:)?\1>", re.IGNORECASE)
_RAISED = {
    "sub": str.maketrans("0123456789+" + MINUSES, "₀₁₂₃₄₅₆₇₈₉₊₋₋₋"),
    "sup": str.maketrans("0123456789+" + MINUSES, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻"),
}
"""What is set low or high keeps its meaning: “10<sup>5</sup>” is “10⁵”, not “105”."""
_FORMULA = re.compile(r"<((?:mml:|m:)?math)\b[^<>]{0,600}>(.{0,20000}?)</\1>", re.DOTALL)
_FACE = r"(?:jats:)?(?:i|em|italic)"
_GLUED = re.compile(rf"(?<![^\W\d_])(?P<word>[^\W\d_]+)<{_FACE}>(?=[^\W\d_])")
_GLUED_BEHIND = re.compile(rf"(?<=[\w.,])</{_FACE}>(?P<word>[^\W\d_]+)")
_SPACED = re.compile(rf"\s<{_FACE}>|</{_FACE}>\s")
_SHORT = frozenset(
    "a an as at by de der di du en et for from il im in is la le no of on or the to und via vs y and".split()
)
"""Words of less than three letters, and others, that stand alone."""


def strip_tags(text: str) -> str:
    """Text without its tags.

    >>> strip_tags("CO<sub>2</sub> of <i>E. coli</i>"), strip_tags("effect of<i>Aloe vera</i>on skin")
    ('CO₂ of E. coli', 'effect of Aloe vera on skin')
    >>> strip_tags("List<b> and <i>x</i>")
    'List<b> and x'
    """
    if "math" in text:
        text = _FORMULA.sub(_part_formula, text)
    if "<" not in text:
        return text
    text = _BREAK.sub(" ", _part_words(set_scripts(text)))
    closed = {found[1].lower() for found in _CLOSED.finditer(text)}

    def drop(found: re.Match[str]) -> str:
        """Nothing for a tag; a letter in angle brackets is one only with a partner: “List<b>” is a type."""
        name = found["name"].lower()
        return "" if len(name) > 1 or name in closed else found[0]

    return _TAG.sub(drop, text)


def set_scripts(text: str) -> str:
    """Numbers that tags set low or high, as the characters for them: “10<sup>5</sup>” is “10⁵”."""
    return _SCRIPT.sub(lambda found: found[2].translate(_RAISED[found[1].lower()]), text)


def _part_formula(found: re.Match[str]) -> str:
    """A formula written out, apart from the words on both sides: publishers take the spaces away around it."""
    from pipeline.text.mathml import write_formula  # not before there is one: its patterns take long to compile

    formula = write_formula(found[2]).strip()
    before, behind = found.string[: found.start()], found.string[found.end() :]
    left = re.search(r"(?:^|[^\w<>])([^\W\d_]+)$", before)
    right = re.match(r"[^\W\d_]+", behind)
    is_apart_left = left is not None and (len(left[1]) > 1 or left[1] in "aA")
    return f"{' ' * is_apart_left}{formula}{' ' * (right is not None and len(right[0]) > 1)}"


def _part_words(text: str) -> str:
    """Spaces where a publisher took them away on both sides of what is in italics: “against<i>Aloe</i>and”.

    Italics may also be within a word, “p<i>K</i>a”: whole words stand on the outside, and no italics of the text have
    a space beside them.
    """
    if _SPACED.search(text) or not any(_is_word(found["word"]) for found in _GLUED.finditer(text)):
        return text
    text = _GLUED.sub(lambda found: found[0].replace("<", " <", 1) if _is_word(found["word"]) else found[0], text)
    return _GLUED_BEHIND.sub(
        lambda found: found[0].replace(">", "> ", 1) if _is_word(found["word"]) else found[0], text
    )


def _is_word(word: str) -> bool:
    return len(word) > 3 or word.lower() in _SHORT
