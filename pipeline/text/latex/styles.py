"""Light markup of a title: italics and the like in the tags of CSL, and the braces that a person wrote in a `.bib`.

While LaTeX is read, markup is marks: characters that no text has. CSL's tags are what is kept of it, and TeX what is
written.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from pipeline.text.folding import FIELD_CAP, clean_text
from pipeline.text.markup import set_scripts, strip_tags

_STYLES = ("i", "b", "sc", "sup", "sub", "nocase", "braces")
OPEN = {style: chr(0xE + 2 * at) for at, style in enumerate(_STYLES)}
CLOSE = {style: chr(0xF + 2 * at) for at, style in enumerate(_STYLES)}

_TAGS = {
    "i": ("<i>", "</i>"),
    "b": ("<b>", "</b>"),
    "sc": ('<span style="font-variant:small-caps;">', "</span>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "nocase": ('<span class="nocase">', "</span>"),
    "braces": ("<{>", "<}>"),
}
_TEX = {
    "i": ("\\textit{", "}"),
    "b": ("\\textbf{", "}"),
    "sc": ("\\textsc{", "}"),
    "sup": ("\\textsuperscript{", "}"),
    "sub": ("\\textsubscript{", "}"),
    "nocase": ("{", "}"),
    "braces": ("{", "}"),
}
ARGUMENT = "\x08"
"""The end of an argument that has no style."""
_MARKS = re.compile("[\x0e-\x1b]")
_DROP = dict.fromkeys((8, *range(0xE, 0x1C)))
_TO_TAGS = {
    ord(mark): tag
    for style, (before, behind) in _TAGS.items()
    for mark, tag in ((OPEN[style], before), (CLOSE[style], behind))
} | {8: ""}
_EMPTY = re.compile("([\x0e\x10\x12\x14\x16\x18\x1a])([^\\w\x0e-\x1b]*)([\x0f\x11\x13\x15\x17\x19\x1b])")
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_PAIR = re.compile(
    r"<(i|b|sc|sup|sub|em|strong|italic|bold|scp)>([^<>]*)</\1>"
    r"|<span\s+(class=.nocase.|style=.font-variant:\s?small-caps;?.)\s*>([^<>]*)</span>",
    re.IGNORECASE,
)
_STYLE_OF = {"em": "i", "italic": "i", "strong": "b", "bold": "b", "scp": "sc"}
_DEEPEST = 6
_TAG = re.compile("|".join(re.escape(tag) for pair in _TAGS.values() for tag in pair))
_PART_OF_WORD = re.compile("([^\\W_]*)\x1a([^\x1a\x1b]*)\x1b([^\\W_]*)")
_BRACES = re.compile("<[{}]>")


def clean_entities(text: str) -> str:
    """A text without tags, and with what entities stand for.

    Publishers export `Effect of <i>x</i> on H<sub>2</sub>O`, `M&uuml;ller` and `Energy &amp;amp; Fuels`.
    """
    if "&" in text:
        for _ in range(2):
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return strip_tags(text) if "<" in text else text


def read_markup(text: str) -> str:
    """The light markup of a text with tags and entities, as `to_markup` has it; empty without any.

    >>> read_markup("In <i>vivo</i> &amp; <p>more</p>"), read_markup("plain")
    ('In <i>vivo</i> & more', '')
    """
    if "<" not in text and "&lt;" not in text:
        return ""
    text = set_scripts(html.unescape(drop_marks(text[:FIELD_CAP])))
    for _ in range(_DEEPEST):
        text = _PAIR.sub(_mark, text)
    marked = strip_tags(text)
    return to_markup(marked, clean_text(drop_marks(marked)))


def csl_markup(markup: str) -> str:
    """The markup that CSL has: without braces, since its styles lower no word of a title by themselves."""
    return _BRACES.sub("", markup)


def plain_of(markup: str) -> str:
    """A text without the tags that `to_markup` gave it."""
    return _TAG.sub("", markup)


def escape_markup(markup: str, escape: Callable[[str], str]) -> str:
    """A text with tags as TeX; empty when its tags have no partners.

    >>> escape_markup('<i>E. coli</i> by <span class="nocase">Markov</span>', str)
    '\\\\textit{E. coli} by {Markov}'
    """
    pieces: list[str] = []
    opened: list[str] = []
    end = 0
    starts = {before: style for style, (before, _) in _TAGS.items()}
    for found in _TAG.finditer(markup):
        pieces.append(_escape_part(markup[end : found.start()], escape))
        end = found.end()
        if style := starts.get(found[0]):
            opened.append(style)
            pieces.append(_TEX[style][0])
        elif opened and _TAGS[opened[-1]][1] == found[0]:
            pieces.append(_TEX[opened.pop()][1])
        else:
            return ""
    return "" if opened else "".join([*pieces, _escape_part(markup[end:], escape)])


def _escape_part(part: str, escape: Callable[[str], str]) -> str:
    """A part of a text with the spaces at its ends."""
    if not part.strip():
        return part
    return f"{' ' * part.startswith(' ')}{escape(part.strip())}{' ' * part.endswith(' ')}"


def _mark(found: re.Match[str]) -> str:
    if found[1]:
        style = found[1].lower()
        style = _STYLE_OF.get(style, style)
    else:
        style = "nocase" if "nocase" in found[3].lower() else "sc"
    return f"{OPEN[style]}{found[2] if found[1] else found[4]}{CLOSE[style]}"


def drop_marks(marked: str) -> str:
    """The text without its marks."""
    return marked.translate(_DROP)


def to_markup(marked: str, text: str) -> str:
    """A text with marks as one with tags; empty when no tag says anything.

    Args:
        marked: The text with marks.
        text: The same, plain and clean.
    """
    if not _MARKS.search(marked):
        return ""
    for _ in range(_DEEPEST):
        marked = _EMPTY.sub(_drop_pair, marked)
    marked = _PART_OF_WORD.sub("\x1a\\1\\2\\3\x1b", marked.replace("\x1b\x1a", "")).translate(_TO_TAGS)
    return "" if (markup := clean_text(marked)) == text else markup


def _drop_pair(found: re.Match[str]) -> str:
    return found[2] if ord(found[3]) == ord(found[1]) + 1 else found[0]
