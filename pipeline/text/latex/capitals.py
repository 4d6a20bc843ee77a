"""Which words of a title must keep their capitals when a style lowers the rest, and braces around them.

It works on titles that `escape.py` has escaped, and is a module of its own because it knows titles, not TeX.
"""

from __future__ import annotations

import re

from pipeline.text.folding import STOP_WORDS

# Plain lower case words, most of a title, are passed over within the pattern: nothing is to be done for them.
_TOKEN = re.compile(
    r"\$[^$]*\$|\\[A-Za-z]+(?:\{\})?|\\.|\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|(?<![^\W_])(?![a-z]+(?![^\W_]|['’-][^\W_]))"
    r"(?P<word>[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*)"
)
_SENTENCE_CASE = re.compile(r"[A-Z][a-z]+[a-z ,;'-]*")
"""A title of one sentence whose only capital is the first: nothing is to be done."""
_LONG_WORD = re.compile(r"(?<![\w\\])(?<![:?!] )[^\W\d_]{5,}(?!\w)")
_LOST_START = re.compile(r"(?:^|[:?!]\s)[^\w\s\\]+$|[?!][\"'”’]?\s$")
# Small letters, most of a title, are passed over at once: what looks back starts at the character that it is about.
_MAY_NEED_BRACES = re.compile(
    r"(?![a-z])(?:^[^A-Z]|[\d?!]|[A-Z](?![^\W_])|[^\W\d_](?:(?<=[^\W_].)|(?<=[^\W_]['’].))|:\s[^\w\s])"
)
_ARTICLE = re.compile(r"A \{?[^\W\d_]")  # that of “A Survey”, not that of “Vitamin A”
_BEFORE_SCRIPT = re.compile(r"\{([^{}]+)\}(\$[\^_]\{[^{}]*\}\$)(?:\{([^{}]*)\}|([^\W_]+))?")
"""“S²-Net” is one word: braces end behind its number, or with what is joined to it."""
_DIGIT = re.compile(r"\d")
_PREFIXES = frozenset(
    "a anti auto bi co cross de hyper in inter intra meta mini multi non post pre pseudo quasi re self semi sub super"
    " tri ultra un uni".split()
)


def protect_capitals(title: str) -> str:
    """Put braces around the words of a title that must keep their capitals when a style lowers the rest.

    Those are acronyms, words with inner capitals or a digit, single letters but the article, a first word that
    bibtex would not see as one, and, in a title in sentence case, every capitalised word.

    Args:
        title: A title that `escape_prose` or `escape_unicode` has escaped.

    >>> protect_capitals("Grad-CAM: Visual Explanations for 3D CNN-Based Models")
    '{Grad-CAM}: Visual Explanations for {3D} {CNN}-Based Models'
    """
    if _SENTENCE_CASE.fullmatch(title):
        return title
    long_words = [word for word in _LONG_WORD.findall(title)[1:] if word.lower() not in STOP_WORDS]
    shouted = sum(map(str.isupper, long_words))
    if shouted >= 3 and shouted > 0.6 * len(long_words):
        return title
    small = sum(map(str.islower, long_words))
    in_sentence_case = small >= 2 and small >= 2 * (len(long_words) - small)
    if not (in_sentence_case or _MAY_NEED_BRACES.search(title)):
        return title
    protected = _TOKEN.sub(lambda found: _protect(found, in_sentence_case), title)
    return _BEFORE_SCRIPT.sub(_join_script, protected) if "}$" in protected else protected


def _join_script(found: re.Match[str]) -> str:
    return f"{{{found[1]}{found[2]}{found[3] or found[4] or ''}}}"


def _protect(found: re.Match[str], in_sentence_case: bool) -> str:
    word, title, start = found[0], found.string, found.start()
    if not found["word"] or word.islower():
        return word
    before = title[max(0, start - 4) : start]
    if start and word[0].isupper() and _LOST_START.search(before if start < 5 else "x" + before):
        return f"{{{word}}}"
    if _ARTICLE.match(title, start):
        return word
    if in_sentence_case and start and word[0].isupper() and not before.endswith((": ", ". ", "}-")):
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
