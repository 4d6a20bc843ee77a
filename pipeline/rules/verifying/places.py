"""Where and when an entry says that a paper appeared, against what a record says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz

from pipeline.model.identifiers import arxiv_year
from pipeline.model.records import Record
from pipeline.rules.matching.containers import ContainerRelation, compare_containers, containers_of
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.merging.twin_marks import twin_marks
from pipeline.rules.merging.twin_places import TwinContainer, relate_containers
from pipeline.rules.venues import find_venues, has_no_dois, recognise
from pipeline.text.folding import STOP_WORDS, fold

_AGREEING = frozenset({ContainerRelation.AGREES, ContainerRelation.RELATED})
_CONTRADICTING = frozenset({ContainerRelation.DISAGREES, ContainerRelation.STRANGE})
_LONG_WORD = 7
_PART_OF = 90
_LEAST_WORDS = 4
_PUBLISHERS = re.compile(
    r"(?:the )?(?:ieee(?: press| computer society)?|acm(?: press)?|mit press|usenix(?: assoc.*)?"
    r"|springer(?: (?:verlag|nature|science|international|berlin|us|cham|new york|heidelberg|singapore|london).*)?"
    r"|elsevier(?: (?:bv|b v|science|ltd|inc|press).*)?"
    r"|(?:john )?wiley(?: (?:and sons|sons|blackwell|inc|periodicals).*)?"
    r"|citeseer|pmlr|curran associates.*|jmlr org|omnipress|morgan kaufmann.*|[a-z ]{0,40}university press|ceur.*"
    r"|openreview.*"
    r"|ssrn.*|technical report.*|tech rep.*|unpublished.*|in press|to appear.*|forthcoming.*|submitted.*|under review.*"
    r"|accepted.*|manuscript.*|working papers?.*|mimeo|thesis|ph ?d.*|https? .*|www \w.*|online.*|github.*|zenodo.*"
    r"|researchgate)"
)
"""What people put where a container belongs, and what says nothing of it."""


_SECTION = re.compile(r" [a-ik-z]$")
"""“The European Physical Journal A” may be cited without its letter."""
_CUT_WORD = re.compile(r"[A-Za-z]{2,}\.")
_LETTER = re.compile(r"\b[a-ik-z] (?=\w)")
"""Beside a name of one word, “Biometrika”, a letter would stand for it: “… of London B: Biological Sciences”."""
_FOREIGN = frozenset(
    "de del los las en der die das und fur des et les du di della sur zur zum von da do dos em na".split()
)
"""Words of other languages: a name with one may be a translation, which nothing here can compare."""
_PRESS = re.compile(
    r"\b(?:new york times|times of \w+|washington post|guardian|wall street journal|newspaper|magazine|wired|economist"
    r"|bloomberg|reuters|bbc|cnn|forbes|techcrunch|blog|medium|herald|tribune|gazette|daily|newsletter|the verge"
    r"|atlantic"
    r"|financial times|le monde|der spiegel|wikipedia|new yorker|quanta)\b"
)


class Agreement(StrEnum):
    """Whether a record bears out what an entry says."""

    AGREES = "agrees"
    OPEN = "open"
    CONTRADICTS = "contradicts"


def names_preprint_server(claim: Record) -> bool:
    """True for an entry that names arXiv or the like as its container, and nothing else."""
    return {venue.kind for venue in find_venues(claim.container_title_short)} == {"preprint"}


def cites_preprint(claim: Record) -> bool:
    """True for an entry of a preprint: it names a server, or an arXiv id and nothing that published it."""
    return names_preprint_server(claim) or (bool(claim.identifiers.arxiv) and not names_container(claim))


def names_container(claim: Record) -> bool:
    """True for an entry that says in which journal, book or conference it appeared."""
    return not names_preprint_server(claim) and not all(map(_says_nothing, _written(claim)))


def _says_nothing(text: str) -> bool:
    """True for a publisher, and for what people write instead of a container: “in press”, “Preprint”."""
    kinds = {venue.kind for venue in find_venues(text)}
    return kinds == {"unknown"} or _PUBLISHERS.fullmatch(fold(text)) is not None


def is_known_venue(claim: Record) -> bool:
    """True where the table of venues knows what the entry names."""
    venues = (venue for text in _written(claim) for venue in find_venues(text))
    return any(venue.kind != "unknown" for venue in venues)


def is_abbreviated(written: str) -> bool:
    """True for a name of which a word is cut short, as those of journals are: “J Pears”, “Dev. Pears”."""
    return any(word in twin_marks().abbreviated for word in fold(written).split()) or bool(_CUT_WORD.search(written))


def names_press(claim: Record) -> bool:
    """True for an article of a newspaper or a blog, which no source holds."""
    return any(_PRESS.search(fold(text)) for text in _written(claim))


def agree_on_container(claim: Record, record: Record) -> Agreement:
    """Whether the record appeared where the entry says; abbreviations and other names of one series are the same.

    Two venues of the table are two, whatever their names share: “… on Artificial Intelligence and Law” is not “… and
    Statistics”. Of other names, those that share words, may be translated, or tell little are left open.
    """
    ours, theirs = _written(claim), containers_of(record)
    if not names_container(claim):
        return Agreement.OPEN
    relation = compare_containers(claim, record)
    if relation in _AGREEING or any(_is_abbreviation(*pair) for pair in product(ours, theirs)):
        return Agreement.AGREES
    if relation is ContainerRelation.DISAGREES and any(map(_is_known, theirs)) and not _lacks_section(ours, theirs):
        return Agreement.CONTRADICTS
    if any(_read_alike(*pair) for pair in product(ours, theirs)):
        return Agreement.AGREES
    if relation is ContainerRelation.WORKSHOP or any(all(map(_is_vague, texts)) for texts in (ours, theirs)):
        return Agreement.OPEN
    if not is_known_venue(claim) and any(_FOREIGN & set(fold(text).split()) for text in (*ours, *theirs)):
        return Agreement.OPEN
    if relation in _CONTRADICTING:
        return Agreement.CONTRADICTS
    is_open = any(_share_words(*pair) for pair in product(ours, theirs)) or not any(map(_is_name, ours))
    return Agreement.OPEN if is_open else Agreement.CONTRADICTS


def _lacks_section(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """True where one names a section of the journal that the other names: “Phys. Rev.” for “Physical Review A”."""
    names = [{fold(venue.name) for text in texts for venue in find_venues(text)} for texts in (ours, theirs)]
    without = [{_SECTION.sub("", name) for name in one} for one in names]
    return bool(names[0] & without[1] or without[0] & names[1])


def _written(claim: Record) -> tuple[str, ...]:
    texts = (claim.container_title, claim.container_title_short, claim.event_title, claim.collection_title)
    return tuple(dict.fromkeys(text for text in texts if text))


@lru_cache(maxsize=20_000)
def _is_abbreviation(ours: str, theirs: str) -> bool:
    """True where each word begins, or is begun by, that in the same place of the other: “… Workshop Innov. Use NLP”."""
    left, right = _telling(ours), _telling(theirs)
    if len(left) != len(right) or len(left) < _LEAST_WORDS:
        return False
    return all(one.startswith(other) or other.startswith(one) for one, other in zip(left, right, strict=True))


@lru_cache(maxsize=20_000)
def _read_alike(ours: str, theirs: str) -> bool:
    left, right = fold(ours), fold(theirs)
    if min(len(_telling(ours)), len(_telling(theirs))) == 1:
        left, right = _LETTER.sub("", left), _LETTER.sub("", right)
    return relate_containers(left, right) is TwinContainer.AGREES or (
        _names_section(left) != _names_section(right)
        and relate_containers(_SECTION.sub("", left), _SECTION.sub("", right)) is TwinContainer.AGREES
    )


def _names_section(folded: str) -> bool:
    return _SECTION.search(folded) is not None


@lru_cache(maxsize=20_000)
def _is_vague(text: str) -> bool:
    """A series that prints many conferences, such as LNCS, or the name of a publisher."""
    venue = recognise(text).venue
    return (venue is not None and venue.kind in ("book", "preprint")) or _says_nothing(text)


@lru_cache(maxsize=20_000)
def _is_known(text: str) -> bool:
    venue = recognise(text).venue
    return venue is not None and venue.kind in ("conference", "workshop", "journal")


def _is_name(text: str) -> bool:
    """True for what is a name and no acronym: two words, or a long one that is not all capitals, “Neoplasia”."""
    words = _telling(text)
    return len(words) > 1 or (len(words) == 1 and len(words[0]) >= _LONG_WORD and not text.isupper())


def _telling(text: str) -> list[str]:
    return [word for word in fold(text).split() if word not in STOP_WORDS and word.isalpha() and len(word) > 1]


@lru_cache(maxsize=20_000)
def _share_words(ours: str, theirs: str) -> bool:
    """Whether half of the words that tell something are the same, or begin alike, or one is a part of the other."""
    few, many = sorted((_telling(ours), _telling(theirs)), key=len)
    shared = sum(any(_is_short_for(word, other) for other in many) for word in few)
    return 2 * shared >= len(few) or bool(fuzz.partial_ratio(fold(ours), fold(theirs), score_cutoff=_PART_OF))


def _is_short_for(word: str, other: str) -> bool:
    return len(word) >= 3 and len(other) >= 3 and (word.startswith(other) or other.startswith(word))


def is_of_server(record: Record) -> bool:
    """True for a record of which a preprint server is the container, whatever its type: “bioRxiv”."""
    venue = recognise(record.container_title).venue if record.container_title else None
    return is_preprint(record) or (venue is not None and venue.kind == "preprint")


def years_of(record: Record) -> set[int]:
    """The years in which a version of the record appeared, as far as it tells."""
    posted = arxiv_year(record.identifiers.arxiv) if record.identifiers.arxiv else None
    return {year for year in (record.year, posted) if year}


def is_without_dois(claim: Record) -> bool:
    """Whether the venue that an entry names registers no DOIs: a registry of these knows nothing of its papers."""
    return any(map(has_no_dois, (claim.container_title, claim.container_title_short)))
