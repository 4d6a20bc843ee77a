"""Plain text to BibTeX values, by kind of field: prose, names, titles, ranges, and text that is taken verbatim.

Text is escaped once, when it is written, and here only, so that no command, brace or comment sign of the data ever
reaches TeX as one. The forms are those that bibtex, biber, pandoc and Zotero all read; where no
form pleases all four, TeX wins, because a `.bib` is for TeX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from pipeline.text.dashes import HYPHENS, set_range_dash
from pipeline.text.folding import FIELD_CAP, clean_text
from pipeline.text.latex.math import FORMULA, is_prose, plain_math, read_formula
from pipeline.text.latex.tables import math

_SPECIALS = {
    **{char: "\\" + char for char in "&%#_${}"},
    "\\": "\\textbackslash{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
}

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho . sigma tau upsilon phi"
    " chi psi omega"
).split()
_LATIN_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
"""Greek capitals that look like Latin ones have no macro in TeX."""

_SPACES = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_LOOKALIKES = str.maketrans({**dict.fromkeys(HYPHENS, "-"), "\ufffd": "?"})
"""Publishers write “Time‐Dependent” with a hyphen that no keyboard has and few fonts; and lualatex stops at the initial
of a name that has lost a letter, “Fern\ufffdndez” (10.1002/(sici)1097-461x(1998)66:4<261::aid-qua1>3.0.co;2-t).
"""
_SYMBOLS = {
    **dict.fromkeys("−" + HYPHENS, "-"),
    "\ufffd": "?",
    **_SPACES,
    # Zotero reads `\leq` as “łeq”, and `<=` as ≤.
    **dict(
        zip(
            "ℓ∞≈√≤≥∗οςϵϕ",
            r"$\ell$ $\infty$ $\approx$ $\surd$ <= >= * o $\sigma$ $\epsilon$ $\phi$".split(),
            strict=True,
        )
    ),
}

_MARKS = "\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0306\u030a\u030b\u030c\u0323\u0327\u0328"
_ACCENTS = dict(zip(_MARKS, (*"`'^~=.\"", "u ", "r ", "H ", "v ", "d ", "c ", "k "), strict=True))
"""The accents of TeX that need no special font encoding. Others (ơ, ả, ș) and đ, ð, þ, œ stay raw: every macro
for them is lost by some reader."""

_LETTERS = {
    **dict(zip("øØłŁßæÆı", r"{\o} {\O} {\l} {\L} {\ss} {\ae} {\AE} {\i}".split(), strict=True)),
    # The label styles cut surnames into bytes, so “O’Brien” needs an ASCII apostrophe.
    **dict.fromkeys("’‘ʼʻʹ", "'"),
    **dict.fromkeys("“”„", '"'),
    "–": "-",
}

_MARKED = re.compile(f"([A-Za-z])([{_MARKS}]+)")
_MARKED_DOTLESS = re.compile(f"ı(?=[{_MARKS}])")
_BRACE = re.compile(r"[{}]")
_PLAIN = re.compile(r"[A-Za-z0-9 ,.:;?!()\[\]'\"/+*=@<>|-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z .'-]*")
_SIMPLE = re.compile("[\\d !%'()*+,./:;<=>?|\\[\\]°±·×→∞≈≤≥ℓ⁰¹²³⁴-⁹⁺⁻₀-₉₊₋α-ωΑ-Ω-]*")
"""Formulas of these characters alone are written as the characters are, in forms that Zotero reads."""
_PLAIN_RANGE = re.compile(r"[A-Za-z]?[0-9]+(?:-[A-Za-z]?[0-9]+)?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PLAIN_URL = re.compile(r"[A-Za-z0-9/?:@!$&'()*+,;=._~\[\]-]*")
_NOT_IN_URL = re.compile(r"[^A-Za-z0-9%#/?:@!$&'()*+,;=._~\[\]-]")
_NOT_IN_DOI = re.compile(r"[^A-Za-z0-9/:;()<>\[\]#&!$'*+,=?@._~-]")


def _greek_table() -> dict[str, str]:
    """α → `$\\alpha$`; capitals in braces, because bibtex lowers the `\\Delta` of a title to `\\delta`."""
    table = dict(_LATIN_CAPITALS)
    for at, name in enumerate(_GREEK):
        small, capital = chr(0x3B1 + at), chr(0x391 + at)
        if name not in {".", "omicron"}:
            table[small] = f"$\\{name}$"
            table.setdefault(capital, f"{{$\\{name.capitalize()}$}}")
    return table


def _plain_alphabets() -> dict[str, str]:
    """𝐀 → A, ﬁ → fi: mathematical alphabets and ligatures are styling."""
    codes = (*range(0x1D400, 0x1D800), *range(0xFB00, 0xFB07))
    pairs = ((chr(code), unicodedata.normalize("NFKC", chr(code))) for code in codes)
    return {char: plain for char, plain in pairs if plain != char}


def _math_alphabets() -> dict[str, str]:
    greek = _greek_table()
    return {char: greek.get(plain, plain) for char, plain in _plain_alphabets().items()}


def _scripts() -> dict[str, str]:
    """₂ → `$_{2}$`, the one form that Zotero turns back into a subscript."""
    plain = dict(zip("βγδθφχρ", (f"\\{name}" for name in "beta gamma delta theta phi chi rho".split()), strict=True))
    return {
        script: f"${mark}{{{plain.get(char, char)}}}$"
        for mark, table in math().scripts.items()
        for char, script in table.items()
        if script not in "*′†‡°" and char not in "−∘⊤"
    }


def _accented_letters() -> dict[str, str]:
    """é → `{\\'e}`, ễ → `{\\~{\\^e}}`: every letter that is an ASCII letter with accents of TeX."""
    table = dict(_LETTERS)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letters = unicodedata.normalize("NFD", chr(code))
        base, marks = letters[0], letters[1:]
        if marks and base.isascii() and all(mark in _ACCENTS for mark in marks):
            table[chr(code)] = _accent(base, marks)
    return table


def _accent(base: str, marks: str) -> str:
    for mark in marks:
        base = f"{{\\{_ACCENTS[mark]}{base}}}"
    return base


_PROSE_TABLE = str.maketrans({**_math_alphabets(), **_greek_table(), **_scripts(), **_SYMBOLS, **_SPECIALS})
_NAME_TABLE = _PROSE_TABLE | str.maketrans({**_accented_letters(), "{": "", "}": ""})
_UNICODE_TABLE = str.maketrans({**_plain_alphabets(), **_SPACES, **_SPECIALS}) | _LOOKALIKES
_UNICODE_NAME_TABLE = _UNICODE_TABLE | str.maketrans({"{": "", "}": ""})


def plain_text(text: str) -> str:
    """Text for formats that have no escapes, such as CSL-JSON and RIS.

    It is clean, with simple TeX math as Unicode, “ı́” (dotless and accent) as “í”, “--” between words as the dash that
    it means, and one kind of hyphen.
    """
    text = _compose_dotless(plain_math(clean_text(text))).translate(_LOOKALIKES) if text else ""
    return text.replace(" --- ", " — ").replace(" -- ", " – ") if " --" in text else text


def escape_prose(text: str) -> str:
    """Text for a field that TeX typesets: specials escaped, braces of the data balanced, safe UTF-8 kept raw.

    >>> escape_prose("R&D saves 50% of H₂O_x\\\\")
    'R\\\\&D saves 50\\\\% of H$_{2}$O\\\\_x\\\\textbackslash{}'
    """
    if _PLAIN.fullmatch(text) and " --" not in text:
        return _single_spaced(text[:FIELD_CAP])
    return _around_formulas(text, lambda part: _translate(_drop_lone_braces(plain_text(part)), _PROSE_TABLE))


def escape_unicode(text: str) -> str:
    """The same for biber, which reads Unicode: only what TeX would act on is escaped.

    >>> escape_unicode("R&D on β-VAE")
    'R\\\\&D on β-VAE'
    """
    if _PLAIN.fullmatch(text) and " --" not in text:
        return _single_spaced(text[:FIELD_CAP])
    return _around_formulas(text, lambda part: _drop_lone_braces(plain_text(part)).translate(_UNICODE_TABLE))


def escape_name(text: str) -> str:
    """A part of a name, its accented letters as macros in braces: 8-bit bibtex makes initials of single bytes.

    >>> escape_name("Éric Nguyễn")
    "{\\\\'E}ric Nguy{\\\\~{\\\\^e}}n"
    """
    if not _PLAIN_NAME.fullmatch(text):
        text = _translate(_compose_dotless(clean_text(text)), _NAME_TABLE)
    return _single_spaced(text)


def escape_unicode_name(text: str) -> str:
    """A part of a name for biber, its letters as they are."""
    if not _PLAIN_NAME.fullmatch(text):
        text = _compose_dotless(clean_text(text)).translate(_UNICODE_NAME_TABLE)
    return _single_spaced(text)


def protect_name_part(part: str) -> str:
    """Put an escaped part of a name in braces when a comma or an “and” in it would begin another part or person.

    >>> protect_name_part("Barnes and Noble, Inc.")
    '{Barnes and Noble, Inc.}'
    """
    return f"{{{part}}}" if "," in part or ("and" in part.lower() and "and" in part.lower().split()) else part


def escape_range(pages: str, escape: Callable[[str], str] = escape_prose) -> str:
    """Pages, escaped, with the dash of BibTeX between first and last.

    Args:
        pages: As a record has them, with any dash.
        escape: How the dialect escapes prose, for pages that are more than numbers.

    >>> escape_range("818–833, S1 - S4")
    '818--833, S1--S4'
    """
    if _PLAIN_RANGE.fullmatch(pages):
        return pages.replace("-", "--")
    return escape(set_range_dash(pages, "--"))


def escape_verbatim(text: str) -> str:
    """A URL or an eprint id as every reader takes it: no TeX, only percent-encoding of what no URL may hold.

    An encoded `%20` and the `#` before a fragment stay: they are harmless inside braces and in `\\\\url`.

    >>> escape_verbatim("https://example.org/a b%20c{d}_e#f#g 50%")
    'https://example.org/a%20b%20c%7Bd%7D_e#f%23g%2050%25'
    """
    if _PLAIN_URL.fullmatch(text):
        return text
    head, mark, fragment = _STRAY_PERCENT.sub("%25", clean_text(text)).partition("#")
    return _NOT_IN_URL.sub(_percent_encode, head + mark + fragment.replace("#", "%23"))


def escape_doi(doi: str) -> str:
    """A DOI as it is; `10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o` is found under no other form.

    Only braces, backslashes, percent signs and what is not ASCII are percent-encoded: doi.org decodes them.
    """
    return doi if _PLAIN_URL.fullmatch(doi) else _NOT_IN_DOI.sub(_percent_encode, clean_text(doi))


def _around_formulas(text: str, escape: Callable[[str], str]) -> str:
    """The text escaped, but for the formulas that TeX can be given as they stand."""
    if "$" not in text:
        return escape(text)
    text, pieces, end = clean_text(text), [""], 0
    for found in FORMULA.finditer(text):
        if _is_kept(found[1]):
            pieces += [_escape_part(text[end : found.start()], escape), _braced(found[1])]
            end = found.end()
    return "".join([*pieces, _escape_part(text[end:], escape)]) if end else escape(text)


def _escape_part(part: str, escape: Callable[[str], str]) -> str:
    """A part of a text with the spaces at its ends."""
    return f"{' ' * part.startswith(' ')}{escape(part)}{' ' * part.endswith(' ')}" if part.strip() else part


def _is_kept(tex: str) -> bool:
    if is_prose(tex) or not (formula := read_formula(tex)).is_safe:
        return False
    return formula.plain is None or not _SIMPLE.fullmatch(formula.plain)


def _braced(tex: str) -> str:
    """The formula; in braces when it has a capital, which bibtex would lower in a title."""
    return f"{{${tex}$}}" if tex != tex.lower() else f"${tex}$"


def _single_spaced(text: str) -> str:
    return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text


def _drop_lone_braces(text: str) -> str:
    """The text without braces that have no partner.

    pandoc reads no macro for such a brace, and a single `\\\\{` makes biber refuse the file.
    """
    if "{" not in text and "}" not in text:
        return text
    opened: list[int] = []
    lone: set[int] = set()
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            lone.add(found.start())
    lone.update(opened)
    return "".join(char for at, char in enumerate(text) if at not in lone).strip() if lone else text


def _compose_dotless(text: str) -> str:
    if "ı" in text and _MARKED_DOTLESS.search(text):
        return unicodedata.normalize("NFC", _MARKED_DOTLESS.sub("i", text))
    return text


def _translate(text: str, table: dict[int, str]) -> str:
    """The forms of a table, and macros for accents that Unicode cannot compose: x̄."""
    text = text.translate(table)
    return text if text.isascii() else _MARKED.sub(lambda found: _accent(found[1], found[2]), text)


def _percent_encode(found: re.Match[str]) -> str:
    return quote(found[0], safe="")
