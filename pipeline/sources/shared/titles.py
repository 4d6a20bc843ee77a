"""Titles as APIs give them: marks of footnotes, subtitles that are none, and what stands where nothing is known."""

from __future__ import annotations

import re
from typing import Any

from pipeline.sources.shared.json_shapes import TEXTS_CAP, find, find_list
from pipeline.text.folding import FIELD_CAP, STOP_WORDS, clean_markup, fold
from pipeline.text.latex.titles import read_tex

TITLE_CAP = 300
"""Longer titles are cut in a query: no title needs more to be found, and URLs have a maximum length."""

_FOOTNOTE_MARK = re.compile(r"(?<=[a-z]{2})\s[*†‡☆★]{1,3}$|(?<=[a-z]{3})(?<!heta)[*†‡☆★]$")
_RAISED_MARK = re.compile(
    r"(?<=[a-z]{4})\s{0,9}<(?:jats:)?sup>\s{0,9}(?:<[a-z]{1,6}>)?(?:\d{1,2}|[a-z*†‡§¶☆★])(?:\s?,\s?(?:\d{1,2}|[a-z*†‡§¶]))*"
    r"(?:</[a-z]{1,6}>)?\s{0,9}</(?:jats:)?sup>\s{0,9}$",
    re.IGNORECASE,
)
_PLACEHOLDERS = frozenset(
    {
        "no publisher supplied",
        "publisher not supplied",
        "unpublished",
        "no title",
        "no title supplied",
        "unknown publisher",
        "unknown",
        "not available",
        "not applicable",
        "not provided",
        "s n",
        "n a",
        "n p",
        "sine nomine",
        "none",
        "null",
    }
)
_UNAVAILABLE = re.compile(r"\(?:[a-z]{3,5}\)", re.IGNORECASE)
"""DataCite's codes for values that are not there: `(:unav)`, `(:none)`, `(:tba)`."""
_THESES = (
    (re.compile(r"\bph\.?\s?d|doctor|dr\.|dissertation\b(?=.*ph)|habilitation|d\.?phil", re.IGNORECASE), "PhD thesis"),
    (re.compile(r"master|\bm\.?\s?(?:sc|a|s|phil|eng|ed|tech)\b", re.IGNORECASE), "Master’s thesis"),
    (re.compile(r"bachelor|\bb\.?\s?(?:sc|a|s|eng)\b", re.IGNORECASE), "Bachelor’s thesis"),
)
_FULL_STOP = re.compile(r"(?<=[a-z]{4})\.$")


def join_subtitle(title: str, subtitle: str) -> str:
    """A title with its subtitle, unless the subtitle is already in it.

    >>> join_subtitle("Why Should I Trust You?", "Explaining the Predictions of Any Classifier")
    'Why Should I Trust You? Explaining the Predictions of Any Classifier'
    """
    if not title or not fold(subtitle) or _is_running_head(subtitle, title):
        return title
    return f"{title}{' ' if title.endswith((':', '?', '!', '.', '–', '—')) else ': '}{subtitle}"


def _is_running_head(subtitle: str, title: str) -> bool:
    """True for a short form of the title: the same words, in capitals or with acronyms; true of capitals in any case.

    “Cerebral edema in DKA” is one below “Do doctors cause … cerebral edema in children with diabetic ketoacidosis?”.
    """
    if subtitle.isupper() and len(subtitle.split()) > 1 and not title.isupper():
        return True
    words = fold(title).split()
    initials = "".join(word[0] for word in words)
    return all(
        word in words or word in STOP_WORDS or (len(word) > 2 and word in initials) for word in fold(subtitle).split()
    )


def find_first_title(item: Any, *path: str) -> str:
    """The first title of a list, without the marks of footnotes."""
    for raw in find_list(item, *path)[:TEXTS_CAP]:
        if isinstance(raw, str) and (title := find_title({"title": raw}, "title")):
            return title
    return ""


def find_title(item: Any, *path: str) -> str:
    """A title without the marks of footnotes, which may be set high behind its last word: “Joints<sup>1,2</sup>”."""
    value = find(item, *path)
    if not isinstance(value, str):
        return ""
    return drop_placeholder(trim_title(read_tex(clean_markup(_RAISED_MARK.sub("", value[:FIELD_CAP])))))


def drop_placeholder(text: str) -> str:
    """The text, or empty when it stands where nothing is known: “(:unav)”, “[s.n.]”, “No Publisher Supplied”.

    >>> drop_placeholder("(:none)"), drop_placeholder("None So Blind")
    ('', 'None So Blind')
    """
    return "" if fold(text) in _PLACEHOLDERS or _UNAVAILABLE.fullmatch(text) else text


def find_thesis_kind(text: str) -> str:
    """What kind of thesis a degree, or a name for the kind, says: “PhD thesis”, “Master’s thesis”; else empty.

    >>> find_thesis_kind("Doctor of Philosophy"), find_thesis_kind("masterThesis"), find_thesis_kind("Thesis")
    ('PhD thesis', 'Master’s thesis', '')
    """
    return next((kind for pattern, kind in _THESES if pattern.search(text)), "")


def trim_title(title: str) -> str:
    """A title without the star of a footnote and the full stop of a sentence.

    >>> trim_title("Distributive Justice: What the People Think*"), trim_title("Lazy Theta*")
    ('Distributive Justice: What the People Think', 'Lazy Theta*')
    """
    return _FULL_STOP.sub("", _FOOTNOTE_MARK.sub("", title))


def shorten_title(title: str) -> str:
    """A title no longer than a query should be, cut between words."""
    return title if len(title) <= TITLE_CAP else title[:TITLE_CAP].rpartition(" ")[0] or title[:TITLE_CAP]
