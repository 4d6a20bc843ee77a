"""What databases and cut citations write into a title; the patterns are in `twin_remarks.json`.

PubMed has “[Erratum appears in …]” and “[16 refs]”, Embase “(multiple letters) [1]”, Web of Science “(vol 360, pg 542,
2009)” for an erratum, Cochrane “<ORIGINAL> …”; the ACM has “(tutorial session)”.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import msgspec

from pipeline.rules.matching.look_alikes import closing_marks

_COUNTED = ("sequel",)
"""Kinds of marks that are compared by their numbers and words."""
_TAIL = 60
"""A mark at the end of a title is no longer."""
_LEADING = re.compile(r"^(?:[^\s\d]{2,20}[\s,&]{1,3}){0,3}[(\[]((?:19|20)\d\d)[a-z]?[)\]][.,:;]?\s+(?=\S)")
"""What a citation that was cut in the wrong place leaves before a title: “Schapire (1996), …”."""
_LEAST_LEADING = 80
"""In so many letters its bracket is opened."""
_DATED = re.compile(r"^(?:[^\s\d]{2,20}[\s,&]{1,3}){0,3}((?:19|20)\d\d)[a-z]?[.,:;]?\s+(?=\S)")
"""The same without brackets, which is believed where no other year is known."""
_STEM = 4
_WORD = re.compile(r"[a-z]+")
_SESSION = re.compile(r"(?:version|abstract)\W*$")
"""How a title in small letters ends that says how it was presented without a bracket."""
_SIGN = re.compile(r"[\[(<.,'”’\"]")
_CLOSING_SIGN = re.compile(r"[-–—:.(\[?!,]")
"""Without such a sign no title has a remark, or a mark at its end."""
_REMARKABLE = re.compile(r"[\[(<]|\.{3}|[.,'”’\"]['”’\"]?\s|\(eds?\.?\)")
"""What a title has that any remark stands in: most have nothing of it."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    text = files("pipeline.rules.merging").joinpath("twin_remarks.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, tuple[str, ...]])


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    flags = 0 if name == "columns" else re.IGNORECASE
    return re.compile("|".join(f"(?:{one})" for one in _table()[name]), flags)


def split_tail(title: str) -> tuple[str, str]:
    """A title without the bracket that says how it was presented, and the kind of the mark that it ends with.

    >>> split_tail("Nets (tutorial session): the ugly"), split_tail("Nets (Extended Abstract)")
    (('Nets: the ugly', 'session'), ('Nets', 'session'))
    """
    lower = title.lower()
    may_be = "(" in title or "[" in title or _ends_so(lower)
    bare = _pattern("sessions").sub("", title).strip() if may_be else title
    if bare and bare != title:
        return bare, "session"
    end = title[-_TAIL:].rstrip(" .")
    sign = _CLOSING_SIGN.search(end)
    found = closing_marks().search(end, max(sign.start() - 1, 0)) if sign and (may_be or _may_close(end)) else None
    return title, (found.lastgroup or "") if found and found.lastgroup not in _COUNTED else ""


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    """How the words of the marks at the end of titles begin: most titles have none of them."""
    return frozenset(word[:_STEM] for word in _WORD.findall(closing_marks().pattern) if len(word) >= _STEM)


def _may_close(end: str) -> bool:
    return not _stems().isdisjoint([word[:_STEM] for word in _WORD.findall(end.lower())])


def _ends_so(lower: str) -> bool:
    return ("version" in lower or "abstract" in lower) and _SESSION.search(lower) is not None


def without_remarks(title: str) -> tuple[str, str]:
    """A title without what databases write into it (its language, its errata), and the mark that they mean.

    >>> without_remarks("[Clinical aspects of complement]. [Japanese]")
    ('Clinical aspects of complement', '')
    >>> without_remarks("Eculizumab for HUS (vol 360, pg 542, 2009)")
    ('Eculizumab for HUS', 'correction')
    """
    if not _SIGN.search(title) or not _REMARKABLE.search(title):
        return title, ""
    bare = _pattern("residues").sub("", _pattern("remarks").sub("", title))
    mark = "correction" if _pattern("corrected").search(bare) else ""
    bare = _pattern("languages").sub("", _pattern("corrected").sub("", bare) if mark else bare).strip()
    if bare.startswith("[") and bare.rstrip(".").endswith("]") and "[" not in bare[1:]:
        bare = bare.rstrip(".")[1:-1]
    return bare or title, mark


def split_year(title: str, year: int) -> tuple[str, int]:
    """A title without the year that a citation that was cut in the wrong place left before it, and the year.

    >>> split_year("Schapire (1996), boosting", 0), split_year("1984 and after", 2020)
    (('boosting', 1996), ('1984 and after', 2020))
    """
    start = title[:_LEAST_LEADING]
    found = (_LEADING.match(title) if "(" in start or "[" in start else None) or (None if year else _DATED.match(title))
    return (title[found.end() :], year or int(found[1])) if found else (title, year)


def is_column(folded: str) -> bool:
    """True for the title of what a journal prints every time anew."""
    return _pattern("columns").fullmatch(folded) is not None
