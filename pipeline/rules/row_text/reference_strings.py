"""A paper written out as a string: `Authors. "Title". Venue (year)`, `Title, Authors, Venue, Year`, APA, MLA, IEEE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model.records import Struct
from pipeline.rules.row_text.bylines import byline_strength
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.places import find_year, is_known, read_place, without_year
from pipeline.rules.row_text.titles import clean_title, is_label, strip_emoji, strip_number
from pipeline.rules.venues import forget_when_taught

GAP = "\ue000"
"""Stands where something was taken out of a text: a label, a picture, a place in brackets. Nothing reaches over it."""

_CAP = 4000
_ABBREVIATED = re.compile(
    r"(?:\b(?:proc|conf|int|intl|trans|vol|no|pp|vs|dr|et|st|jr|sr|prof|dept|univ|ed|eds|symp|lett|phys|rev|comput|sci|eng|ann|assoc|adv|mag|cf|fig|approx|etc|e\.g|i\.e|resp|j|appl|math|nat)"
    r"|(?<![^\W_])[^\W\d_]|\b[A-Z]\.[A-Z]|(?:^|\s)[^\W\d_]\.-[^\W\d_])$",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=\S)(?:[.?!][\"”’)]?\s+|[。？！]\s*|\s{0,3}\ue000[\s\ue000.,;]*|\n)")
_DASH = re.compile(r"\s+[-–—|‖·•]{1,3}\s+|\s*[|｜]\s*|——")
_BAR = re.compile(r"\s[|｜]\s|(?<=\w)[|｜]\s|\s[|｜]$")
_QUOTED = re.compile(
    r"[\"“”„«《「『]([^\"“”„»《》」』\ue000]{3,600})[\"“”»》」』]|``([^`\ue000]{3,600})''|(?:(?<=[\s,.(])|^)[‘']([^'’‘\ue000\n]{12,400}(?:['’](?=\w)[^'’‘\ue000\n]{1,300})?)[’'](?=[\s,.;)]|$)"
)
_BEGINS_TITLE = re.compile(r"(?:an?|the)\s(?![^,]{1,40},\s(?:[^\W\d_]\.?\s|and\s[^\W\d_]\.?\s))", re.IGNORECASE)
_SURNAME_AND_YEAR = re.compile(r"([A-Z][\w'’-]{2,20}(?: et al\.?)?) \(((?:19|20)\d\d)\)\.?")
_BEGINS_A_LIST = re.compile(r"[:：]\s+[A-Z]\S*(?:\s\S+)?$")
_ENDS_A_LIST = re.compile(r"(?:and|&)\s+[^\W\d_]+(?:\s[^\W\d_]+)?\.?$")
"""`Networks: Applications, Enabling Techniques, and Challenges`"""
_ORGANISED = re.compile(
    r"\b(?:conference|conf|workshop|symposium|proc|proceedings|journal|transactions|advances)\b", re.IGNORECASE
)
_AUTHORS_AND_COLON = re.compile(r"([^:：\ue000]{6,300})[:：]\s+(?=\S)")
_REMARK = re.compile(
    r"(?:intro(?:duction)?|notes?|remarks?|keywords?|tags?|comments?|abstract|tl;?dr|summary|简介|摘要|关键词|备注)\s{0,2}[:：]\s*",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"[(\[（]?\s*((?:1[5-9]|20)\d\d)[a-d]?\s*[)\]）]?[.,:]?")
_ENDS_WITH_YEAR = re.compile(r"(.{3,160}?)[\s,(]{1,3}((?:1[5-9]|20)\d\d)[).\s]{0,3}")
_PROSE = re.compile(
    r"\b(?:we|is|are|this|our|that|was|which|it|you|their|they|code|implementation|paper|propose[sd]?|using)\b|:",
    re.IGNORECASE,
)


class Reference(Struct, frozen=True):
    """What a string says of a paper; `rest` is what it says besides."""

    title: str = ""
    authors: str = ""
    venue: str = ""
    year: int | None = None
    rest: str = ""


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Where something stands in quotation marks, without the marks."""
    found = ((one.start(group), one.end(group)) for one in _QUOTED.finditer(text[:_CAP]) for group in (1, 2, 3))
    return [(start, end) for start, end in found if start >= 0]


@lru_cache(maxsize=4_096)
def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a reference; the full stop of an initial or an abbreviation ends none.

    >>> split_sentences("Smith, J. and Wu, B. (2015). Deep nets. In Proc. ICML. 2015")
    ('Smith, J. and Wu, B. (2015).', 'Deep nets.', 'In Proc. ICML.', '2015')
    """
    parts, start = [], 0
    for stop in _STOP.finditer(text[:_CAP]):
        before = text[start : stop.start()]
        if stop[0].startswith(".") and _ABBREVIATED.search(before[-12:]) and not re.search(r"\bet\.? al$", before[-7:]):
            continue
        sentence = (before + stop[0].strip(" \t\n" + GAP)).strip(" \t\n,;" + GAP)
        if sentence.strip("•·*_-–— "):
            parts.append(" ".join(sentence.replace(GAP, " ").split()))
        start = stop.end()
    if last := text[start:_CAP].strip(" \t\n,;" + GAP):
        parts.append(" ".join(last.replace(GAP, " ").split()))
    return tuple(parts)


@forget_when_taught
@lru_cache(maxsize=4_096)
def read_reference(text: str, *, authors_first: bool | None = None) -> Reference:
    """The parts of a paper's reference in plain text.

    Args:
        text: The text, with `GAP` where links and the like were.
        authors_first: Whether the other lines of the list begin with the authors; None when that is not known.

    >>> read_reference("Smith, J. and Wu, B. (2015). Deep nets for all. In Proc. ICML.")
    Reference(title='Deep nets for all', authors='Smith, J. and Wu, B', venue='Proc. ICML', year=2015, rest='')
    >>> read_reference("Deep nets for all, Ann Smith, Bo Wu, CVPR, 2019")
    Reference(title='Deep nets for all', authors='Ann Smith, Bo Wu', venue='CVPR', year=2019, rest='')
    """
    text = strip_number(strip_emoji(text[:_CAP].strip(" \t\n" + GAP)))
    if (colon := _AUTHORS_AND_COLON.match(text)) and _are_surely_people(colon[1]):
        inner = read_reference(text[colon.end() :])
        authors = _tidy_authors(colon[1])
        return inner if inner.authors else Reference(inner.title, authors, inner.venue, inner.year, inner.rest)
    sentences = split_sentences(text)
    if not sentences:
        return Reference()
    if len(sentences) == 1:
        return _read_one(sentences[0], authors_first=bool(authors_first))
    strength = byline_strength(sentences[0])
    begins_with_authors = strength == 2 or (strength == 1 and bool(authors_first) and len(sentences[1].split()) > 2)
    authors, year, at = "", None, 0
    if begins_with_authors:
        authors, at = sentences[0], 1
        year = find_year(authors) if _YEAR_ONLY.search(authors) else None
        if at < len(sentences) - 1 and (alone := _YEAR_ONLY.fullmatch(sentences[at])):
            year, at = int(alone[1]), at + 1
    head, tail = sentences[at], sentences[at + 1 :]
    inner = _read_one(head) if not (authors and tail) else Reference(clean_title(head))
    known = Reference(inner.title, _tidy_authors(authors) or inner.authors, inner.venue, inner.year or year)
    return read_rest(tail, known)


def read_rest(parts: Sequence[str], known: Reference) -> Reference:
    """A reference with what further parts of its line say: authors, a place, a remark.

    Args:
        parts: Sentences, bracketed texts or lines, in their order.
        known: What is known already; what it has, stays.
    """
    authors, places, rest = known.authors, [Place(known.venue, known.year)], []
    for part in parts:
        found = _read_part(part, wants_authors=not authors)
        authors = authors or found.authors
        places.append(Place(found.venue, found.year))
        if found.rest:
            rest.append(found.rest)
    venue = next((place.venue for place in places if place.venue), "")
    year = next((place.year for place in places if place.venue and place.year), None)
    year = known.year or year or next((place.year for place in places if place.year), None)
    return Reference(known.title, authors, venue, year, " ".join((known.rest, *rest)).strip())


def _read_part(part: str, *, wants_authors: bool) -> Reference:
    bare = part.strip(" \t\n,;:" + GAP)
    if not bare:
        return Reference()
    if remark := _REMARK.match(bare):
        return _read_remark(bare, bare[remark.end() :])
    if wants_authors and (named := _SURNAME_AND_YEAR.fullmatch(bare)) and not read_place(named[1]):
        return Reference(authors=named[1], year=int(named[2]))
    place = read_place(bare, expected=True)
    if place and (place.year or not wants_authors or byline_strength(bare) < 2):
        return Reference(venue=place.venue, year=place.year)
    if is_label(bare):
        return Reference()
    if wants_authors and byline_strength(bare):
        return Reference(authors=_tidy_authors(bare), year=find_year(bare) if _YEAR_ONLY.search(bare) else None)
    if wants_authors and (found := _read_authors_and_place(bare)):
        return found
    return _read_pieces(bare, wants_authors=wants_authors)


def _read_pieces(bare: str, *, wants_authors: bool) -> Reference:
    """A part that is neither a place nor authors as a whole."""
    pieces = [piece for piece in _DASH.split(bare) if piece.strip()]
    if len(pieces) > 1:
        found = read_rest(pieces, Reference(authors="" if wants_authors else "-"))
        return Reference("", found.authors if wants_authors else "", found.venue, found.year, found.rest)
    if (
        (ending := _ENDS_WITH_YEAR.fullmatch(bare))
        and bare[0].isupper()
        and len(bare.split()) <= 20
        and not _PROSE.search(bare)
    ):
        return Reference(venue=without_year(ending[1]), year=int(ending[2]))
    if (alone := _YEAR_ONLY.search(bare)) and len(bare.split()) <= 12:
        return Reference(year=int(alone[1]), rest=bare)
    return Reference(rest=bare)


def _read_remark(whole: str, text: str) -> Reference:
    """`intro: CVPR 2015`; any other remark says nothing of the paper."""
    place = read_place(text)
    is_place = place is not None and (is_known(place.venue) or place.year is not None)
    return Reference(venue=place.venue, year=place.year) if place and is_place else Reference(rest=whole)


def _read_authors_and_place(text: str) -> Reference | None:
    """`Ann Smith, Bo Wu, CVPR 2019`."""
    for cut, place in _tails(text):
        before = text[:cut].strip(" ,;.-–—|(")
        if byline_strength(before):
            return Reference(authors=_tidy_authors(before), venue=place.venue, year=place.year)
    return None


def _tails(text: str) -> list[tuple[int, Place]]:
    """Where a place begins that ends the text, the longest first."""
    cuts = [one.start() for one in re.finditer(r"[,;，；]\s*|(?<=\w\w)\.\s+|\s[-–—|]\s|\s?[(\[（]", text)][-8:]
    found = []
    for cut in cuts:
        tail = text[cut:].strip(" ,;.-–—|，；")
        if (place := read_place(tail, expected=bool(find_year(tail)))) and (place.venue or place.year):
            found.append((cut, place))
    while len(found) > 1 and _begins_with_title(text[found[0][0] : found[1][0]], found[1][1]):
        found.pop(0)
    return found


def _begins_with_title(piece: str, after: Place) -> bool:
    """Words before a shorter place, which are no place themselves: the title's."""
    bare = piece.strip(" ,;.-–—|，；")
    least = 2 if "arxiv" in after.venue.lower() else 4
    return len(bare.split()) >= least and not read_place(bare, expected=True) and not _ORGANISED.search(bare)


def _read_one(sentence: str, *, authors_first: bool = False) -> Reference:
    """A reference without full stops: its parts are between commas or dashes, or it is a title and no more."""
    pieces = [piece for piece in _DASH.split(sentence) if piece.strip()]
    if len(pieces) > 1 and (found := _read_dashed(pieces)):
        return found
    if (bar := _BAR.search(sentence)) and sentence.count("(", 0, bar.start()) == sentence.count(")", 0, bar.start()):
        found = _read_one(sentence[: bar.start()], authors_first=authors_first)
        return read_rest(_BAR.split(sentence[bar.end() :]), found) if len(found.title.split()) > 2 else found
    for cut, place in _tails(sentence):
        before = sentence[:cut].strip(" ,;.-–—|，；")
        if len(before.split()) >= 2 or not before.isascii():
            parts = [part for part in _DASH.split(before) if part.strip()]
            dashed = _read_dashed(parts) if len(parts) > 1 else None
            inner = dashed or _read_commas(before, authors_first=authors_first)
            return Reference(inner.title, inner.authors, place.venue, place.year)
    return _read_commas(sentence, authors_first=authors_first)


def _read_dashed(pieces: list[str]) -> Reference | None:
    """`Title - Authors - Venue 2015`, when a piece is surely authors or a place; else the dash is of the title."""
    kinds = ["place" if read_place(piece) else "people" if byline_strength(piece) == 2 else "" for piece in pieces]
    titles = [piece for piece, kind in zip(pieces, kinds, strict=True) if not kind]
    if not titles or len(titles) == len(pieces):
        return None
    if kinds[0] == "" and any(kinds):
        first = next(at for at, kind in enumerate(kinds) if kind)
        title, others = " - ".join(pieces[:first]), pieces[first:]
    else:
        first = kinds.index("")
        title, others = pieces[first], [*pieces[:first], *pieces[first + 1 :]]
    inner = _read_commas(title)
    return read_rest(others, inner)


def _read_commas(text: str, *, authors_first: bool = False) -> Reference:
    """`Title, Authors` or `Authors, Title`, when at least two parts are names; else a title with commas."""
    parts = [part.strip() for part in re.split(r"[,，;；]\s*", text)]
    if len(parts) < 2:
        return Reference(clean_title(text))
    if authors_first and len(parts) > 2 and byline_strength(text) == 2 and len(parts[-1].split()) > 1:
        return Reference(clean_title(parts[-1]), _tidy_authors(", ".join(parts[:-1])))
    for count in range(len(parts) - 1, 0, -1):
        head, tail = ", ".join(parts[:count]), ", ".join(parts[count:])
        if _BEGINS_TITLE.match(head) and count < 3:
            continue
        if byline_strength(head) == 2 and not byline_strength(tail) and len(tail.split()) >= 3:
            return Reference(clean_title(tail), _tidy_authors(head))
    for count in range(1, len(parts)):
        head, tail = ", ".join(parts[:count]), ", ".join(parts[count:])
        if (
            byline_strength(tail) == 2
            and not _is_of_words(parts[count:])
            and not (_BEGINS_A_LIST.search(head) and _ENDS_A_LIST.match(parts[-1]))
            and byline_strength(head) < 2
            and len(head.split()) >= 2
        ):
            return Reference(clean_title(head), _tidy_authors(tail))
    return Reference(clean_title(text))


def _are_surely_people(text: str) -> bool:
    """Three names or more, or names that were cut: `Evolve Smoothly, Fit Consistently` is of a title."""
    if _is_of_words(text.split(", ")):
        return False
    is_long = text.count(",") >= 2 or bool(re.search(r"\bet\.? al\b", text))
    return is_long and byline_strength(text) == 2 and not re.search(r"\bby\b", text)


def _is_of_words(parts: list[str]) -> bool:
    """`Interpretable, and Lightweight Super-Resolution`: many of the parts have a single word, as no names have."""
    if re.search(r"\bet\.? al\b", parts[-1]):
        return False
    names = [re.sub(r"^(?:and|&)\s+", "", part) for part in parts]
    return sum(" " not in name and "." not in name and name.isascii() for name in names) * 3 > len(names)


def _tidy_authors(text: str) -> str:
    bare = re.sub(r"\s*[(\[（]\s*(?:1[5-9]|20)\d\d[a-d]?\s*[)\]）]\s*\.?\s*$", "", " ".join(text.split()))
    bare = re.sub(r"^(?:by|authors?|作者)\s*[:：]?\s+|^(?:authors?|作者)[:：]", "", bare, flags=re.IGNORECASE)
    return bare.strip(" ,;:*_-–—|，；") if re.search(r"\bal\.$", bare) else bare.strip(" ,;:.*_-–—|，；。")
