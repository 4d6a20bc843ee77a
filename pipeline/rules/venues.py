"""Venues: what an abbreviation means, and which venue a container title names. The table is `venues.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol, TypeVar

import msgspec

from pipeline.model.records import Struct
from pipeline.text.folding import fold, squeeze_words

CSL_TYPES = {
    "conference": "paper-conference",
    "workshop": "paper-conference",
    "journal": "article-journal",
    "preprint": "article",
    "book": "chapter",
}

PUBLISHED_KINDS = frozenset({"conference", "workshop", "journal"})
"""Of papers of such venues some sources know at most the preprint (`searches_published` in the source table), and arXiv
has that too."""
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’]\d\d\b|(?<=[A-Za-z])-\d\d$|(?<=[A-Z]{2}) \d\d$")
_TAILS = re.compile(r"\s*\(\d{1,2}\)\s*$|,?\s*\bvol(?:ume|\.)?\s*\d+.*$|\s+\d+(?:\.\d+)?\s*\(.*$", re.IGNORECASE)
_ORDINALS = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|(?:twenty|thirty|forty|fifty)(?:[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?"
    r"|(?:twen|thir|for|fif)tieth)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:the |in |proc |proceedings |of |annual )+")
_NUMBER = re.compile(r"\d")
_ORDINAL_ENDS = re.compile(r"irst|econd|hird|[rfxnh]th|ieth|\d|[^\x00-\x7f]")
"""What a text has with an ordinal in it: it is searched for them only then."""
_ARTICLE = re.compile(r"^the ")
_AT = re.compile(r"^[^@]{2,60}@\s*([A-Za-z*&-]{3,12})")
_WORKSHOP = re.compile(r"\bworkshops?\b|\bwks?hps?\b")
_MEETING = re.compile(r"\b(?:workshops?|proceedings|conference|symposium)\b")
_BRACKETS = re.compile(r"\(([^()]{2,30})\)")


class Venue(Struct, frozen=True):
    """What papers appear in, with its name and all the ways in which it is written.

    `abbreviations` and `also` (longer forms) are matched; a venue that is `exact` is found only by its whole name or an
    abbreviation. `doi` is "never" where no DOIs are registered, and "arxiv" for arXiv; `doi_prefixes` is how its DOIs
    begin, where they are not its publisher's. `of` is the conference of a workshop series; `related` are abbreviations
    of venues that lists and databases write for this one.
    """

    name: str
    abbreviations: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    exact: bool = False
    kind: str = "unknown"
    publisher: str = ""
    issn: str = ""
    doi: str = ""
    doi_prefixes: tuple[str, ...] = ()
    of: str = ""
    related: tuple[str, ...] = ()


class _HasCache(Protocol):
    def cache_clear(self) -> None: ...


Cached = TypeVar("Cached", bound=_HasCache)
_followers: list[_HasCache] = []
"""The functions of other modules whose caches are cleared when venues are taught."""
_taught: tuple[Venue, ...] = ()
"""What the settings of the project at hand teach."""


class Container(Struct, frozen=True):
    """The venue that a container title names, if any; of a workshop it may be the conference that it belongs to."""

    venue: Venue | None
    is_workshop: bool


class _Table(Struct, frozen=True):
    venues: tuple[Venue, ...]
    by_abbreviation: dict[str, tuple[Venue, ...]]
    by_phrase: dict[str, Venue]
    longest: int
    first_words: frozenset[str]


@contextmanager
def teach(venues: Sequence[Venue]) -> Iterator[None]:
    """Know further venues while the context lasts; they come before those of the table that have the same name.

    Args:
        venues: What the settings of a project teach.
    """
    global _taught
    before = _taught
    _set_taught(tuple(venues))
    try:
        yield
    finally:
        _set_taught(before)


def _set_taught(venues: tuple[Venue, ...]) -> None:
    global _taught
    if venues != _taught:
        _taught = venues
        for cached in (_table, find_venues, recognise, *_followers):
            cached.cache_clear()


def forget_when_taught(cached: Cached) -> Cached:
    """Decorates a cached function whose answers rest on the venues that are known."""
    _followers.append(cached)
    return cached


@lru_cache(maxsize=4_096)
def find_venues(written: str) -> tuple[Venue, ...]:
    """Every venue that an abbreviation in a list may mean; more than one when it is ambiguous.

    >>> [venue.name for venue in find_venues("NIPS'17")]
    ['Advances in Neural Information Processing Systems']
    """
    plain, table = _strip(written), _table()
    if not plain:
        return table.by_abbreviation.get(written.strip(), ())
    for form in (plain, _LEAD.sub("", plain)):
        if found := table.by_abbreviation.get(squeeze_words(form)):
            return found
    container = recognise(written)
    return (container.venue,) if container.venue else ()


def has_no_dois(written: str) -> bool:
    """True where no venue that an abbreviation may mean registers DOIs; False where the table knows none."""
    venues = find_venues(written)
    return bool(venues) and all(venue.doi == "never" for venue in venues)


@lru_cache(maxsize=16_384)
def recognise(container_title: str) -> Container:
    """The venue that a container title names, by the longest known phrase in it, else by an acronym in brackets."""
    if (at := _AT.match(container_title)) and (parent := _conference(at[1])):
        return Container(parent, is_workshop=True)
    plain = _strip(container_title)
    is_workshop = bool(_WORKSHOP.search(plain))
    venue = _by_abbreviation(plain) or _by_phrase(plain) or _by_acronym(container_title, plain)
    if venue is None and is_workshop:
        venue = next((found for word in plain.split() if (found := _conference(word))), None)
    is_workshop = is_workshop and not (venue and _is_called_workshop(venue, plain))
    return Container(venue, is_workshop or (venue is not None and venue.kind == "workshop"))


@lru_cache(maxsize=4_096)
def abbreviation_key(written: str) -> str:
    """The form in which abbreviations are equal: years and punctuation gone, no spaces."""
    return squeeze_words(_strip(written))


def _is_called_workshop(venue: Venue, plain: str) -> bool:
    """True for a venue that is a workshop by its own name: “Workshop on Statistical Machine Translation” is WMT."""
    names = (fold(name) for name in (venue.name, *venue.also))
    return any(_WORKSHOP.search(name) and name in plain for name in names)


@cache
def venue_words() -> frozenset[str]:
    """All words of the names and abbreviations in the table."""
    written = (text for venue in _table().venues for text in (venue.name, *venue.abbreviations, *venue.also))
    return frozenset(word for text in written for word in fold(text).split())


def parent_of(venue: Venue) -> Venue:
    """The conference that a workshop series belongs to; any other venue is its own parent."""
    found = _table().by_abbreviation.get(squeeze_words(fold(venue.of)), ()) if venue.of else ()
    return found[0] if found else venue


def _by_abbreviation(plain: str) -> Venue | None:
    """A container title that is an abbreviation and nothing else, as indexes have many; an ambiguous one is none."""
    found = _table().by_abbreviation.get(squeeze_words(plain), ())
    return found[0] if len(found) == 1 and found[0].kind != "unknown" else None


def _by_phrase(plain: str) -> Venue | None:
    table = _table()
    whole = table.by_phrase.get(plain) or table.by_phrase.get(_LEAD.sub("", plain))
    if whole:
        return whole
    words = plain.split()
    starts = [at for at, word in enumerate(words) if word in table.first_words]
    lengths = range(min(len(words), table.longest), 0, -1) if starts else ()
    phrases = (phrase for length in lengths for phrase in _windows(words, starts, length))
    found = (phrase for phrase in phrases if phrase in table.by_phrase and not table.by_phrase[phrase].exact)
    longest = max(found, key=len, default="")
    return table.by_phrase.get(longest)


def _by_acronym(container_title: str, plain: str) -> Venue | None:
    """A venue by its acronym in brackets; no journal, where the title speaks of proceedings or a workshop."""
    is_meeting = bool(_MEETING.search(plain))
    for inside in _BRACKETS.findall(container_title):
        found = _table().by_abbreviation.get(abbreviation_key(inside), ())
        if len(found) == 1 and found[0].kind != "unknown" and not (is_meeting and found[0].kind == "journal"):
            return found[0]
    return None


def _conference(word: str) -> Venue | None:
    """The conference that an acronym surely means, as in “ICML 2016 Workshop on Visualization” and “SafeAI@AAAI”."""
    found = _table().by_abbreviation.get(abbreviation_key(word), ())
    return found[0] if len(word) >= 3 and len(found) == 1 and found[0].kind == "conference" else None


def _windows(words: list[str], starts: list[int], length: int) -> Iterator[str]:
    return (" ".join(words[at : at + length]) for at in starts if at + length <= len(words))


def _strip(written: str) -> str:
    """Folded text without years, ordinals, volumes and pages; an ampersand is read as “and”."""
    if "&" in written:
        written = written.replace("&amp;", "&").replace("\\&", "&").replace("&", " and ")
    bare = re.sub(r"\s+", " ", written)
    if _NUMBER.search(written):
        bare = re.sub(r"\s+", " ", _YEARS.sub(" ", written))  # a run of blanks is searched anew from each of them
        bare = _TAILS.sub(" ", bare)
    return fold(_ORDINALS.sub(" ", bare) if _ORDINAL_ENDS.search(bare.lower()) else bare)


@cache
def _table() -> _Table:
    text = files("pipeline.rules").joinpath("venues.json").read_bytes()
    taught = {abbreviation_key(short) or short for venue in _taught for short in venue.abbreviations}
    venues = (*_taught, *msgspec.json.decode(text, type=tuple[Venue, ...]))
    by_abbreviation: dict[str, tuple[Venue, ...]] = {}
    by_phrase: dict[str, Venue] = {}
    for venue in venues:
        for short in venue.abbreviations:
            key = abbreviation_key(short) or short
            if key in taught and venue not in _taught:
                continue
            by_abbreviation[key] = (*by_abbreviation.get(key, ()), venue)
        for phrase in (venue.name, *venue.also):
            if folded := _strip(phrase):
                by_phrase.setdefault(folded, venue)
                by_phrase.setdefault((_ARTICLE if venue.exact else _LEAD).sub("", folded), venue)
    longest = max((len(p.split()) for p in by_phrase), default=0)
    return _Table(venues, by_abbreviation, by_phrase, longest, frozenset(p.split()[0] for p in by_phrase if p))
