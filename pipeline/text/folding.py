"""Text in canonical forms: cleaned, as everything that is read must be, and folded, as texts are compared."""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import filterfalse
from typing import NewType

from pipeline.text.characters import HIDDEN, NOT_TEXT, SURROGATES, drop_astral, drop_extra_marks, drop_idle_selectors
from pipeline.text.markup import strip_tags

FoldedTitle = NewType("FoldedTitle", str)
"""Words of a title, lower case, without marks and punctuation, single spaces; made only by `fold_title`."""

FIELD_CAP = 64_000
"""The most characters that a field keeps; longer ones (an attack, or a whole abstract in a title) are cut."""

TITLE_CAP = 2_000
"""No title of a paper is longer."""

_CONTROLS = re.compile(f"[{NOT_TEXT}{HIDDEN}]")
_TIDY = re.compile(r"[ -~\xa1-\xac\xae-\u017f\u2013\u2014\u2018\u2019\u201c\u201d]*")
"""Text of nothing but these characters and single spaces, as most is, is clean but for its ends."""
_SURROGATES = re.compile(f"[{SURROGATES}]")
_SPACES = re.compile(r"\s+")
_MARK_FLOOD = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{4})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")
_NOT_WORD = re.compile(r"[\W_]+")
_FOLDED_ASCII = bytes(ord(char.lower()) if (char := chr(at)).isalnum() else 32 for at in range(128)).ljust(256)
"""What becomes of each character of ASCII: a small letter, a digit or a space."""
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_TEX_MATH = re.compile(r"\$([^$]{1,80})\$")
_SCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")

_NULLS = frozenset({"null", "undefined", "NaN", "n/a", "N/A", "n.a."})

STOP_WORDS = frozenset(
    "a an the of for in on and to with by from via is are as at into using its their be or does do can".split()
)
"""Words too common to tell two titles apart. `not` is no stop word: “Attention is not Explanation”."""


def clean_text(text: str, *, cap: int = FIELD_CAP) -> str:
    """One line of plain text in NFC: nothing hidden, nothing that is no text, single spaces, at most `cap` long.

    Cleaning a clean text changes nothing. Lone surrogates become U+FFFD, and of a flood of combining marks four stay.
    Which characters are hidden or no text is said in `text/characters.py`.

    >>> clean_text("A\\u202e  line\\nbreak ")
    'A line break'
    """
    if not text:
        return ""
    if len(text) <= cap and "  " not in text and _TIDY.fullmatch(text):
        return text.strip()  # as nearly all text is: nothing below would change it
    text = _SPACES.sub(" ", _SURROGATES.sub("\ufffd", text[:cap]))
    text = drop_extra_marks(drop_astral(_CONTROLS.sub("", text)))  # first: a control may part letter and accent
    text = drop_extra_marks(_MARK_FLOOD.sub(r"\1", unicodedata.normalize("NFC", text)))
    return _SPACES.sub(" ", drop_idle_selectors(text)).strip()[:cap].rstrip()


def clean_markup(text: str, *, cap: int = FIELD_CAP) -> str:
    """Clean text, as by `clean_text`, of metadata that may have entities (up to twice escaped) and tags.

    Numbers set low or high become the characters for them; all other tags are dropped, since no two formats share
    one. Crossref gives `&amp;lt;i&amp;gt;Drosophila&amp;lt;/i&amp;gt;`, and titles with line breaks and indentation.

    >>> clean_markup("Vision &amp;amp; <i>Language</i>"), clean_markup("CO<sub>2</sub> at 10<sup>-5</sup> bar")
    ('Vision & Language', 'CO₂ at 10⁻⁵ bar')
    """
    if not text:
        return ""
    text = text[:cap]
    if "<" not in text and "&" not in text:
        return clean_text(text)
    for _ in range(2):
        text = html.unescape(text)
    return clean_text(strip_tags(text))


def drop_null(text: str) -> str:
    """The text, or empty when it only says that a program knew nothing.

    Crossref has a volume “null” (10.21326/ksdt.2008..18.018).

    >>> drop_null("null"), drop_null("Null")
    ('', 'Null')
    """
    return "" if text in _NULLS else text


def fold(text: str) -> str:
    """The words of a text in lower case, without marks and punctuation, joined by single spaces.

    It keeps letters of every script and gives an empty text when there are none.

    >>> fold("Grad-CAM++: Gaïa’s “eye”")
    'grad cam gaia s eye'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", drop_extra_marks(text.translate(_SCRIPTS)))
        text = "".join(filterfalse(unicodedata.combining, text)).casefold()
        if not text.isascii():
            return _NOT_WORD.sub(" ", text).strip()
    return " ".join(text.encode().translate(_FOLDED_ASCII).decode().split())  # as nearly all text is


def fold_title(title: str) -> FoldedTitle:
    """The form in which titles are compared: folded, TeX math marks and ampersands read as people read them.

    >>> fold_title("Interpretable & Explorable $\\\\beta$-VAE")
    'interpretable and explorable beta vae'
    """
    if "$" in title:
        title = _TEX_MATH.sub(lambda found: " " + found[1].replace("\\", " ") + " ", title)
    return FoldedTitle(fold(title.replace("&", " and ")))


def is_overlong(title: FoldedTitle) -> bool:
    """True for what is longer than any title, and is compared as a whole only.

    All finer comparisons take a time that grows with the square of the length.
    """
    return len(title) > TITLE_CAP


def squeeze(title: FoldedTitle) -> str:
    """A folded title without its spaces, in which “On the (In) fidelity” equals “On the (In)fidelity”."""
    return squeeze_words(title)


def squeeze_words(folded: str) -> str:
    """Any folded text without its spaces."""
    return folded.replace(" ", "")


def significant_words(title: FoldedTitle) -> tuple[str, ...]:
    """The words of a folded title that can tell it from another: all but `STOP_WORDS`."""
    return tuple(word for word in title.split() if word not in STOP_WORDS)


def is_unspaced(text: str) -> bool:
    """True for text in a script that has no spaces between words, where a letter is as much as a word.

    >>> is_unspaced("图像分割"), is_unspaced("image segmentation")
    (True, False)
    """
    return not text.isascii() and _UNSPACED.search(text) is not None


def count_words(title: FoldedTitle) -> int:
    """How many words of a title can tell it from another; where they are not spaced, two letters are one.

    >>> count_words(FoldedTitle("a survey of swaps")), count_words(FoldedTitle("图像分割 综述"))
    (2, 3)
    """
    words = significant_words(title)
    return len(words) if title.isascii() else sum(-(-len(one) // 2) if is_unspaced(one) else 1 for one in words)


def show_whole(text: str) -> str:
    """As `show`, of any length: for a path, whose end counts."""
    return show(text, 10 * len(text) + 1)


def show(text: str, width: int = 200) -> str:
    """Text that is safe on a terminal and in a log: on one line, what does not print is escaped, cut at `width`.

    >>> show("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text[: width + 1]
    )
    return shown if len(shown) <= width else shown[: width - 1] + "…"
