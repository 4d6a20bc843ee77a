"""Plain text to BibTeX values, by kind of field: prose, names, titles, ranges, and text that is taken verbatim.

It stands alone so that text is escaped once, when it leaves, and so that no command, brace or comment sign of
the data ever reaches TeX as one. The forms are those that bibtex, biber, pandoc and Zotero all read; where no
form pleases all four, TeX wins, because a `.bib` is for TeX.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from pipeline.text import FIELD_CAP, STOP_WORDS, clean_text

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

_SYMBOLS = {
    **dict.fromkeys("−‐‑⁃", "-"),
    "\ufffd": "?",
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    # Zotero reads `\leq` as “łeq”, and `<=` as ≤.
    **dict(zip("ℓ∞≈≤≥∗οςϵϕ", r"$\ell$ $\infty$ $\approx$ <= >= * o $\sigma$ $\epsilon$ $\phi$".split(), strict=True)),
}

_MARKS = "\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0306\u030a\u030b\u030c\u0323\u0327\u0328"
_ACCENTS = dict(zip(_MARKS, (*"`'^~=.\"", "u ", "r ", "H ", "v ", "d ", "c ", "k "), strict=True))
"""The accents of TeX that need no special font encoding. Others (ơ, ả, ș) and đ, ð, þ, œ stay raw: every macro
for them is lost by some reader."""

_LETTERS = {
    **dict(zip("øØłŁßæÆı", r"{\o} {\O} {\l} {\L} {\ss} {\ae} {\AE} {\i}".split(), strict=True)),
    # The label styles cut surnames into bytes, so “O’Brien” needs an ASCII apostrophe.
    **dict.fromkeys("’‘ʼʻʹ", "'"),
    "–": "-",
}

_FORMULA_WORDS = (
    "ell ℓ infty ∞ approx ≈ leq ≤ le ≤ geq ≥ ge ≥ times × varepsilon ε varphi φ pm ± to → rightarrow → cdot · sim ~"
    " log log exp exp max max min min star * ast * circ °"
).split()
_UNICODE_OF = {
    **{name: chr(0x3B1 + at) for at, name in enumerate(_GREEK)},
    **{name.capitalize(): chr(0x391 + at) for at, name in enumerate(_GREEK)},
    **dict(zip(_FORMULA_WORDS[::2], _FORMULA_WORDS[1::2], strict=True)),
}

_MARKED = re.compile(f"([A-Za-z])([{_MARKS}]+)")
_MARKED_DOTLESS = re.compile(f"ı(?=[{_MARKS}])")
_BRACE = re.compile(r"[{}]")
_PLAIN = re.compile(r"[A-Za-z0-9 ,.:;?!()\[\]'\"/+*=@<>|-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z .'-]*")
_MATH = re.compile(r"\$([^$\s](?:[^$]{0,78}[^$\s])?)\$(?!\d)")
_WRAPPER = re.compile(r"\\(?:math(?:cal|bb|rm|bf|it|sf|frak|scr)|text(?:rm|bf|it|sc)?|boldsymbol|bm|rm|bf|it)\b ?")
_COMMAND = re.compile(r"\\([A-Za-z]{1,10})")
_SCRIPT = re.compile(r"([_^])(?:\{([0-9+-]{1,9})\}|([0-9]))")
_SCRIPT_CHARS = "0123456789+-"
_SCRIPTS = {"_": str.maketrans(_SCRIPT_CHARS, "₀₁₂₃₄₅₆₇₈₉₊₋"), "^": str.maketrans(_SCRIPT_CHARS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")}
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]|[A-Za-z] [A-Za-z]{2,}")
_DASH = re.compile(r"(?<=[\w.)])\s?(?:--?-?|[‐-―−])\s?(?=[\w(])")
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


def _math_alphabets() -> dict[str, str]:
    """𝐀 → A, ﬁ → fi: mathematical alphabets and ligatures are styling."""
    codes = (*range(0x1D400, 0x1D800), *range(0xFB00, 0xFB07))
    pairs = ((chr(code), unicodedata.normalize("NFKC", chr(code))) for code in codes)
    greek = _greek_table()
    return {char: greek.get(plain, plain) for char, plain in pairs if plain != char}


def _script_digits() -> dict[str, str]:
    """₂ → `$_{2}$`, the one form that Zotero turns back into a subscript."""
    return {char.translate(table): f"${mark}{{{char}}}$" for mark, table in _SCRIPTS.items() for char in _SCRIPT_CHARS}


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


_PROSE_TABLE = str.maketrans({**_math_alphabets(), **_greek_table(), **_script_digits(), **_SYMBOLS, **_SPECIALS})
_NAME_TABLE = _PROSE_TABLE | str.maketrans({**_accented_letters(), "{": "", "}": ""})


def plain_math(text: str) -> str:
    """TeX math in a title as plain Unicode; what is no simple math stays as it is.

    >>> plain_math("$\\\\beta$-VAE from $5 to $10")
    'β-VAE from $5 to $10'
    """
    return _MATH.sub(_plain_formula, text) if "$" in text else text


def escape_prose(text: str) -> str:
    """Text for a field that TeX typesets: specials escaped, braces of the data balanced, safe UTF-8 kept raw.

    >>> escape_prose("R&D saves 50% of H₂O_x\\\\")
    'R\\\\&D saves 50\\\\% of H$_{2}$O\\\\_x\\\\textbackslash{}'
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text[:FIELD_CAP].split())
    return _translate(_balance(plain_math(clean_text(text))), _PROSE_TABLE)


def escape_name(text: str) -> str:
    """A name, its accented letters as macros in braces: 8-bit bibtex makes initials of single bytes.

    >>> escape_name("Éric Nguyễn")
    "{\\\\'E}ric Nguy{\\\\~{\\\\^e}}n"
    """
    if not _PLAIN_NAME.fullmatch(text):
        text = _translate(clean_text(text), _NAME_TABLE)
    return " ".join(text.split())


def escape_name_part(part: str) -> str:
    """A part of a name; in braces when a comma or an “and” in it would begin another part or person.

    >>> escape_name_part("Barnes and Noble, Inc.")
    '{Barnes and Noble, Inc.}'
    """
    part = escape_name(part)
    return f"{{{part}}}" if "," in part or "and" in part.lower().split() else part


def escape_range(pages: str) -> str:
    """Pages with the dash of BibTeX between first and last.

    >>> escape_range("818–833, S1 - S4")
    '818--833, S1--S4'
    """
    return escape_prose(_DASH.sub("--", pages))


def escape_verbatim(text: str) -> str:
    """A URL or an eprint id as every reader takes it: no TeX, only percent-encoding of what no URL may hold.

    An encoded `%20` and the `#` before a fragment stay: they are harmless inside braces and in `\\\\url`.

    >>> escape_verbatim("https://example.org/a b%20c{d}_e#f#g 50%")
    'https://example.org/a%20b%20c%7Bd%7D_e#f%23g%2050%25'
    """
    if _PLAIN_URL.fullmatch(text):
        return text
    head, mark, fragment = _STRAY_PERCENT.sub("%25", clean_text(text)).partition("#")
    return _NOT_IN_URL.sub(_percent, head + mark + fragment.replace("#", "%23"))


def escape_doi(doi: str) -> str:
    """A DOI raw, as `10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o` must stay to be found again.

    Only braces, backslashes, percent signs and what is not ASCII are percent-encoded: doi.org decodes them.
    """
    return doi if _PLAIN_URL.fullmatch(doi) else _NOT_IN_DOI.sub(_percent, clean_text(doi))


def _balance(text: str) -> str:
    """Drop lone braces: no macro for one is read by pandoc, and `\\\\{` without its partner costs biber the file."""
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
    return "".join(char for at, char in enumerate(text) if at not in lone) if lone else text


def _translate(text: str, table: dict[int, str]) -> str:
    """The forms of a table, and macros for accents that Unicode cannot compose: x̄, or the “ı́” of “Martı́n”."""
    if _MARKED_DOTLESS.search(text):
        text = unicodedata.normalize("NFC", _MARKED_DOTLESS.sub("i", text))
    return _MARKED.sub(lambda found: _accent(found[1], found[2]), text.translate(table))


def _plain_formula(found: re.Match[str]) -> str:
    bare = _WRAPPER.sub("", found[1])
    formula = _COMMAND.sub(lambda name: _UNICODE_OF.get(name[1], name[0]), bare)
    formula = _SCRIPT.sub(lambda script: (script[2] or script[3]).translate(_SCRIPTS[script[1]]), formula)
    if "\\" in formula or _WORDS.search(_COMMAND.sub("", bare)):
        return found[0]
    return formula.replace("{", "").replace("}", "")


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


_TOKEN = re.compile(
    r"\$[^$]*\$|\\[A-Za-z]+(?:\{\})?|\\.|\{[^{}]*\}|(?P<word>[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*)"
)
_LONG_WORD = re.compile(r"(?<![\w\\])(?<![:?!] )[^\W\d_]{5,}(?!\w)")
_LOST_START = re.compile(r"(?:^|[:?!]\s)[^\w\s\\]+$|[?!][\"'”’]?\s$")
_HINT = re.compile(r"^[^a-zA-Z]|[^\W_]['’]?[^\W\d_a-z]|\d|(?<![^\W_])[A-Z](?![^\W_])|[?!]|:\s[^\w\s]")
_ARTICLE = re.compile(r"A [^\W\d_]")  # that of “A Survey”, not that of “Vitamin A”
_DIGIT = re.compile(r"\d")
_PREFIXES = frozenset(
    "a anti auto bi co cross de hyper in inter intra meta mini multi non post pre pseudo quasi re self semi sub super"
    " tri ultra un uni".split()
)


def protect_capitals(title: str) -> str:
    """An escaped title with braces around the words that must keep their capitals when a style lowers the rest.

    Those are acronyms, words with inner capitals or a digit, single letters but the article, a first word that
    bibtex would not see as one, and, in a title in sentence case, every capitalised word.

    >>> protect_capitals("Grad-CAM: Visual Explanations for 3D CNN-Based Models")
    '{Grad-CAM}: Visual Explanations for {3D} {CNN}-Based Models'
    """
    long_words = [word for word in _LONG_WORD.findall(title)[1:] if word.lower() not in STOP_WORDS]
    shouted = sum(word.isupper() for word in long_words)
    if shouted >= 3 and shouted > 0.6 * len(long_words):
        return title
    small = sum(word.islower() for word in long_words)
    in_sentence_case = small >= 2 and small >= 2 * (len(long_words) - small)
    if not (in_sentence_case or _HINT.search(title)):
        return title
    return _TOKEN.sub(lambda found: _protect(found, in_sentence_case), title)


def _protect(found: re.Match[str], in_sentence_case: bool) -> str:
    word, title, start = found[0], found.string, found.start()
    if not found["word"] or word.islower():
        return word
    before = title[max(0, start - 4) : start]
    if start and word[0].isupper() and _LOST_START.search(before if start < 5 else "x" + before):
        return f"{{{word}}}"
    if _ARTICLE.match(title, start):
        return word
    if in_sentence_case and start and word[0].isupper() and not before.endswith((": ", ". ")):
        return f"{{{word}}}"
    return _protect_parts(word)


def _protect_parts(word: str) -> str:
    """Braces from the first to the last part of a hyphenated word that is special by itself."""
    parts = word.split("-")
    marked = [at for at, part in enumerate(parts) if _is_special(part)]
    if not marked:
        return word
    first, last = marked[0], marked[-1]
    # The name before an acronym is part of it, “Grad-CAM”; a prefix is not, “Non-RGB”.
    if first and (parts[first - 1][0].isupper() or len(parts[first - 1]) < 3):
        first -= parts[first - 1].lower() not in _PREFIXES
    parts[first] = "{" + parts[first]
    parts[last] += "}"
    return "-".join(parts)


def _is_special(part: str) -> bool:
    if len(part) == 1:
        return part.isupper()
    return part[1:] != part[1:].lower() or (part[0].isupper() and _DIGIT.search(part) is not None)
