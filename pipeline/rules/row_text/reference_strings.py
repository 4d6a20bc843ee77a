"""A paper written out as a string: `Authors. "Title". Venue (year)`, `Title, Authors, Venue, Year`, APA, MLA, IEEE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model.records import Struct
from pipeline.rules.row_text.bylines import byline_strength, tidy_byline
from pipeline.rules.row_text.leading_names import leading_names
from pipeline.rules.row_text.links import Place
from pipeline.rules.row_text.places import find_year, is_known, read_place, without_access, without_year
from pipeline.rules.row_text.reference_styles import (
    VOLUME_AND_PAGES,
    are_words,
    is_list_of_subjects,
    join_date_and_volume,
    read_container,
    read_same_authors,
    split_beside,
    without_no_date,
)
from pipeline.rules.row_text.sentences import is_vancouver, quoted_ranges, split_sentences
from pipeline.rules.row_text.titles import GAP, clean_title, is_label, strip_emoji, strip_number
from pipeline.rules.venues import forget_when_taught

_CAP = 4000
_CUT = re.compile(r"[,;，；]\s*|(?<=\w\w)\.\s+|\s[-–—|]\s|\s?[(\[（]")
_COMMA = re.compile(r"[,，;；]\s*")
_DASH = re.compile(r"\s+[-–—|‖·•]{1,3}\s+|\s*[|｜]\s*|——")
_DATED_NAMES = re.compile(r"(.{3,400}?),?\s[(]?((?:1[5-9]|20)\d\d)[)]?")
_BEGINS_TITLE = re.compile(r"(?:an?|the)\s(?![^,]{1,40},\s(?:[^\W\d_]\.?\s|and\s[^\W\d_]\.?\s))", re.IGNORECASE)
_SURNAME_AND_YEAR = re.compile(r"([A-Z][\w'’-]{2,20}(?: et al\.?)?) \(((?:19|20)\d\d)\)\.?")
_ORGANISED = re.compile(
    r"\b(?:conference|conf|workshop|symposium|proc|proceedings|journal|transactions|advances)\b", re.IGNORECASE
)
_AUTHORS_AND_COLON = re.compile(r"([^:：\ue000]{6,300})[:：]\s+(?=\S)")
_REMARK = re.compile(
    r"(?:intro(?:duction)?|notes?|remarks?|keywords?|tags?|comments?|abstract|tl;?dr|summary|简介|摘要|关键词|备注)\s{0,2}[:：]\s*",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"[(\[（]?\s*((?:1[5-9]|20)\d\d)[a-d]?\s*[)\]）]?[.,:]?")

_YEAR_LAST = re.compile(r"\((?:1[5-9]|20)\d\d[a-d]?\)[.,]?$")
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


@forget_when_taught
@lru_cache(maxsize=4_096)
def read_reference(text: str, *, authors_first: bool | None = None) -> Reference:
    """The parts of a paper's reference in plain text.

    Args:
        text: The text, with `GAP` where links and the like were.
        authors_first: Whether the other lines of the list begin with the authors; None when that is not known.

    >>> read_reference("Smith, J. and Wu, B. (2015). Deep nets for all. In Proc. ICML.")
    Reference(title='Deep nets for all', authors='Smith, J. and Wu, B.', venue='Proc. ICML', year=2015, rest='')
    >>> read_reference("Deep nets for all, Ann Smith, Bo Wu, CVPR, 2019")
    Reference(title='Deep nets for all', authors='Ann Smith, Bo Wu', venue='CVPR', year=2019, rest='')
    """
    text = strip_number(strip_emoji(text[:_CAP].strip(" \t\n" + GAP)))
    text = without_no_date(text)
    if found := _read_same_authors(text) or _read_quoted(text) or _read_inverted(text):
        return found
    if (colon := _AUTHORS_AND_COLON.match(text)) and _are_surely_people(colon[1]):
        inner = read_reference(text[colon.end() :])
        authors = tidy_byline(colon[1])
        return inner if inner.authors else Reference(inner.title, authors, inner.venue, inner.year, inner.rest)
    sentences = split_sentences(text)
    if not sentences:
        return Reference()
    if len(sentences) == 1:
        return _read_one(sentences[0], authors_first=bool(authors_first))
    authors, year, at = "", None, 0
    if _is_of_authors(sentences, authors_first=bool(authors_first)):
        authors, at = sentences[0], 1
        year = find_year(authors) if _YEAR_ONLY.search(authors) else None
        if at < len(sentences) - 1 and (alone := _YEAR_ONLY.fullmatch(sentences[at])):
            year, at = int(alone[1]), at + 1
    head, tail = sentences[at], sentences[at + 1 :]
    inner = _read_one(head) if not (authors and tail) else Reference(clean_title(head))
    known = Reference(inner.title, tidy_byline(authors) or inner.authors, inner.venue, inner.year or year)
    return read_rest(tail, known)


def _is_of_authors(sentences: Sequence[str], *, authors_first: bool) -> bool:
    """Several people; or one, as in the other lines, or before a year: `Klein, Wolfgang. 1994. A title. Brill.`"""
    strength = byline_strength(sentences[0])
    if strength != 1:
        return strength == 2
    is_dated = _YEAR_ONLY.fullmatch(sentences[1]) or _YEAR_LAST.search(sentences[0]) or is_vancouver(sentences[0])
    is_dated = is_dated or (not byline_strength(sentences[1]) and any(map(VOLUME_AND_PAGES.search, sentences[2:])))
    is_quoted = sentences[1][:1] in ("“", '"', "«", "„")
    return (len(sentences) > 2 and bool(is_dated)) or is_quoted or (authors_first and len(sentences[1].split()) > 2)


def _read_same_authors(text: str) -> Reference | None:
    """`———. 2015. A title. Nature.`: by the authors of the line above."""
    year, rest = read_same_authors(text) or (0, "")
    sentences = split_sentences(rest)
    return read_rest(sentences[1:], Reference(clean_title(sentences[0]), year=year)) if sentences else None


def _read_quoted(text: str) -> Reference | None:
    """`Authors, "Title," in Venue, 2015`: what stands in quotation marks behind names is the title."""
    start, end = next(iter(quoted_ranges(text)), (0, 0))
    before = text[: max(start - 1, 0)].strip(' ,.:;`"“„«')
    dated = _DATED_NAMES.fullmatch(before)
    names = dated[1] if dated else before
    if not end or byline_strength(names) < (1 if "," in names else 2):
        return None
    known = Reference(clean_title(text[start:end]), tidy_byline(names), year=int(dated[2]) if dated else None)
    return read_rest(split_sentences(text[end:].lstrip("\"”»“'’,. ")), known)


def _read_inverted(text: str) -> Reference | None:
    """`Last, F., Last, F. M. & Last, F. (2015). Title. …`, `Last FM, Last F. Title. …`: initials close the names."""
    names = leading_names(text)
    rest = split_sentences(text[names.end :]) if names else ()
    if not names or not rest:
        return None
    inner = _read_one(rest[0]) if len(rest) == 1 else Reference(clean_title(rest[0]))
    return read_rest(rest[1:], Reference(inner.title, names.authors, inner.venue, inner.year or names.year))


def read_rest(parts: Sequence[str], known: Reference) -> Reference:
    """A reference with what further parts of its line say: authors, a place, a remark.

    Args:
        parts: Sentences, bracketed texts or lines, in their order.
        known: What is known already; what it has, stays.
    """
    authors, places, rest = known.authors, [Place(known.venue, known.year)], []
    for part in join_date_and_volume(parts):
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
    bare = without_access(part.strip(" \t\n,;:" + GAP))
    if not bare:
        return Reference()
    if container := read_container(bare):
        return Reference(venue=container.venue, year=container.year)
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
        return Reference(authors=tidy_byline(bare), year=find_year(bare) if _YEAR_ONLY.search(bare) else None)
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
    if (alone := _YEAR_ONLY.search(VOLUME_AND_PAGES.sub(" ", bare))) and len(bare.split()) <= 12:
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
            return Reference(authors=tidy_byline(before), venue=place.venue, year=place.year)
    return None


def _tails(text: str) -> list[tuple[int, Place]]:
    """Where a place begins that ends the text, the longest first."""
    cuts = [one.start() for one in _CUT.finditer(text)][-8:]
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
    if beside := split_beside(sentence):
        return read_rest(beside[1:], _read_one(beside[0], authors_first=authors_first))
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
    parts = [part.strip() for part in _COMMA.split(text)]
    if len(parts) < 2:
        return Reference(clean_title(text))
    if authors_first and len(parts) > 2 and byline_strength(text) == 2 and len(parts[-1].split()) > 1:
        return Reference(clean_title(parts[-1]), tidy_byline(", ".join(parts[:-1])))
    for count in range(len(parts) - 1, 0, -1):
        head, tail = ", ".join(parts[:count]), ", ".join(parts[count:])
        if _BEGINS_TITLE.match(head) and count < 3:
            continue
        if byline_strength(head) == 2 and not byline_strength(tail) and len(tail.split()) >= 3:
            return Reference(clean_title(tail), tidy_byline(head))
    for count in range(1, len(parts)):
        head, tail = ", ".join(parts[:count]), ", ".join(parts[count:])
        if (
            byline_strength(tail) == 2
            and not are_words(parts[count:])
            and not is_list_of_subjects(head, parts[-1])
            and byline_strength(head) < 2
            and len(head.split()) >= 2
        ):
            return Reference(clean_title(head), tidy_byline(tail))
    return Reference(clean_title(text))


def _are_surely_people(text: str) -> bool:
    """Three names or more, or names that were cut: `Evolve Smoothly, Fit Consistently` is of a title."""
    is_long = text.count(",") >= 2 or bool(re.search(r"\bet\.? al\b", text))
    return is_long and byline_strength(text) == 2 and not re.search(r"\bby\b", text)
