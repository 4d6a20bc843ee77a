"""What of a record is compared with others, folded once: its title, numbers, people, place and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from sys import intern

from pipeline.model.records import Identifiers, Name, Record, Struct
from pipeline.rules.matching.look_alikes import look_alikes
from pipeline.rules.matching.origins import is_preprint
from pipeline.rules.matching.retractions import without_mark
from pipeline.rules.matching.vetoes import is_generic
from pipeline.rules.merging.twin_marks import numbers_of, part_of, split_mark, twin_marks, with_digits
from pipeline.rules.merging.twin_remarks import is_column, split_tail, split_year, without_remarks
from pipeline.rules.merging.twin_residues import without_people, without_place
from pipeline.text.folding import TITLE_CAP, FoldedTitle, count_words, fold, fold_title, squeeze_words

PEOPLE_CAP = 40
"""So many authors tell a paper from another; lists of thousands are cut."""

CUT = "…"
"""Behind the name of a container that is not whole."""
GENERIC_CAP = 100
"""No title that many papers have is longer."""
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")
"""A word broken at the end of a line: “Metho- ds”."""
_CUT = re.compile(r"(?:…|\.\.\.)\s*$")
_NUMBER = re.compile(r"\d+")
_PAGES = re.compile(r"([a-z]{0,2})0*(\d{1,7})", re.IGNORECASE)
_PARTS = re.compile(r"[+,;&]| and ")
"""Between the ranges of a paper that was printed in pieces, or in two languages."""
_RANGE = re.compile(r"\d\s*[-–—]+\s*[a-z]{0,2}(\d{1,7})", re.IGNORECASE)
_PARTING = re.compile(r"[:?!.–—-]")
_MAIN = re.compile(r"\s*(?::|\?|!|\.|\s[-–—]|[–—])\s+")
"""What stands between a title and its subtitle."""
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
"""A spreadsheet made a date of “21-8”: no page can be read from it."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_VERSION = re.compile(r"(?:/v\d{1,2}|\.v\d{1,2}|\.pub\d{1,2}|/(?:pdf|full|abstract|meta))$")
_OPENING = 40
_ENDED = re.compile(r"[.,;(\[“”\"]+\s+\w")
_NUMBERED = frozenset({"report", "patent", "standard", "legislation"})
"""Types whose number tells one from another of its title."""
_NOT_NAME = re.compile(r"\d+")


class Known(Struct, frozen=True):
    """What is known of a record beside what it says.

    Attributes:
        names: The ids that sources have for it; two records that share one are described by one source as one paper.
        is_claimed: Nobody but a person's list says that there is such a paper.
    """

    names: tuple[str, ...] = ()
    is_claimed: bool = False


NOTHING_KNOWN = Known()


class Fingerprint(Struct, frozen=True):
    """A record in the forms in which pairs are compared.

    Attributes:
        at: Its position in the input.
        raw: Its title without what databases write into it.
        title: The same, folded, without its mark.
        letters: The title without spaces.
        main: The same of the title without its subtitle.
        mark: What the title says of another paper: `correction`, `comment`, `reply` …
        tail: What it says behind it of itself: `abstract`, `presentation` …
        numbers: All numbers in the title.
        part: Those of them that count: parts, years; empty for a title that is not whole.
        words: How many words can tell the title from another.
        is_cut: The title is not whole.
        is_generic: Many papers have the title.
        families: The family names, one word each.
        names: Every word of the names that is no initial.
        initials: The first letters of given and family name, of each author who has both.
        year: The year, 0 when unknown.
        container: The name of the container, folded.
        type: The CSL type.
        volume: Its first number, 0 when unknown.
        pages: The ranges of its pages: a letter, the first page, the last one.
        doi: The DOI of a published version, without the suffix of a version.
        preprint: An identifier of a preprint: `arxiv:…` or the DOI of a preprint server.
        others: Further identifiers, with their scheme.
        is_preprint: It describes a preprint alone.
        is_claimed: Nobody but a person's list says that there is such a paper.
        counted: The numbers of its edition, and of what else counts those of one title: reports, patents, editorials.
    """

    at: int
    raw: str
    title: str
    letters: str
    main: str
    mark: str
    tail: str
    numbers: str
    part: str
    words: int
    is_cut: bool
    is_generic: bool
    families: tuple[str, ...]
    names: tuple[str, ...]
    initials: tuple[str, ...]
    year: int
    container: str
    type: str
    volume: int
    pages: tuple[tuple[str, int, int], ...]
    doi: str
    preprint: str
    others: tuple[str, ...]
    is_preprint: bool
    is_claimed: bool
    counted: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def identifiers(self) -> tuple[str, ...]:
        """All identifiers, each with its scheme."""
        found = (f"doi:{self.doi}" if self.doi else "", self.preprint, *self.others)
        return tuple(filter(None, found))


def take_fingerprint(record: Record, at: int, known: Known = NOTHING_KNOWN) -> Fingerprint:
    """The fingerprint of the record at a position of the input."""
    whole, year = split_year(without_mark(record.title[:TITLE_CAP]), record.year or 0)
    raw, mark = without_remarks(_BROKEN.sub("", whole) if "- " in whole else whole)
    container = _fold_container(record.container_title or record.container_title_short or record.event_title)
    raw, tail = split_tail(_without_residues(raw, container))
    opening, title = _split_title(raw)
    mark = opening or mark
    is_cut = _CUT.search(raw) is not None
    families, names, initials = _fold_people(record.author[:PEOPLE_CAP])
    doi, preprint = _sort_identifiers(record)
    is_generic = not mark and _is_of_many(raw, title)
    return Fingerprint(
        at=at,
        raw=raw,
        title=title,
        letters=squeeze_words(title),
        main=_main_letters(raw),
        mark=mark,
        tail=tail,
        numbers=numbers_of(title),
        part="" if is_cut else part_of(title.split()),
        words=count_words(FoldedTitle(title)),
        is_cut=is_cut,
        is_generic=is_generic,
        families=families,
        names=names,
        initials=initials,
        year=year or _year_of(record.container_title),
        container=container,
        type=intern(record.type),
        volume=_first_number(record.volume),
        pages=_read_pages(record.page),
        doi=doi,
        preprint=preprint,
        others=(*_other_identifiers(record.identifiers), *known.names),
        is_preprint=is_preprint(record) or bool(preprint and not doi and not record.container_title),
        is_claimed=known.is_claimed,
        counted=tuple(_count(record, is_generic=is_generic)),
    )


def _count(record: Record, *, is_generic: bool) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The digits of what counts papers of one title; the issue only where each has one: many databases get it wrong."""
    kind = record.type if record.type in _NUMBERED else ""
    said = (("edition", record.edition), (kind, record.number if kind else ""), ("issue", is_generic and record.issue))
    chapters = (one for one in record.other_texts if one[0] == "chapter-number")
    for name, text in (*said, *chapters):
        if text and (digits := tuple(number.lstrip("0") for number in _NUMBER.findall(text[:80]))):
            yield name, digits


def _without_residues(raw: str, container: str) -> str:
    """The title without what a citation left before it and behind it; most titles have no sign of either."""
    if "." in raw[:_OPENING] or raw[:2] in ("an", "& "):
        raw = without_people(raw)
    return without_place(raw, container) if _ENDED.search(raw, _OPENING // 2) else raw


def is_of_many(title: str) -> bool:
    """True for a title that many papers have: “Editorial”."""
    return _is_of_many(title, fold_title(title))


def _is_of_many(raw: str, folded: str) -> bool:
    return len(folded) <= GENERIC_CAP and (is_generic(raw) or is_column(folded))


def content_key(one: Fingerprint) -> tuple[str, ...]:
    """What records are sorted by, so that their order in the input makes no difference."""
    numbers = (f"{one.year:05}", f"{one.volume:09}", page_of(one))
    return (one.letters, " ".join(one.families), *numbers, one.doi, one.preprint, one.container, one.type)


def page_of(one: Fingerprint) -> str:
    """The first page as a number, in text; empty when unknown."""
    return str(one.pages[0][1]) if one.pages else ""


@lru_cache(maxsize=20_000)
def _fold_container(text: str) -> str:
    """Folded; of a name that was cut short, “Pattern …”, the mark of that stays."""
    return intern(fold(text) + (CUT if _CUT.search(text) else ""))


def _fold_people(people: tuple[Name, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    families: list[str] = []
    names: list[str] = []
    initials: list[str] = []
    for name in people:
        family, words, both = _fold_name(name)
        if family in twin_marks().no_names:
            continue
        if family:
            families.append(family)
        if both:
            initials.append(both)
        names.extend(words)
    return tuple(dict.fromkeys(families)), tuple(dict.fromkeys(names)), tuple(dict.fromkeys(initials))


@lru_cache(maxsize=100_000)
def _fold_name(name: Name) -> tuple[str, tuple[str, ...], str]:
    """The family name, all words of a name, and its initials; footnote signs that a PDF has are no words."""
    families = _name_words(f"{name.particle} {name.family}" if name.family else name.literal)
    words = _name_words(name.given) + families if name.given else families
    family = families[-1] if families else max(words, key=len, default="")
    given = name.given[:1] if name.given.isascii() else fold(name.given[:20])[:1]
    return family, words, intern(given.lower() + family[:1]) if given and name.family and family else ""


def _name_words(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if folded.isalpha():  # as most names are
        return (intern(folded),) if len(folded) > 1 else ()
    return tuple(intern(word) for word in _NOT_NAME.sub(" ", folded).split() if len(word) > 1)


def _split_title(raw: str) -> tuple[str, str]:
    """The mark that a title opens with, and the rest, folded, with its numbers as digits."""
    mark, title = split_mark(fold_title(raw))
    return (mark, with_digits(title)) if title else ("", with_digits(fold_title(raw)))


def _other_identifiers(ids: Identifiers) -> Iterable[str]:
    others = (("acl", ids.acl), ("openreview", ids.openreview), ("pmid", ids.pmid), ("pmcid", ids.pmcid))
    return (f"{scheme}:{value}" for scheme, value in others if value)


def _sort_identifiers(record: Record) -> tuple[str, str]:
    ids = record.identifiers
    doi = _VERSION.sub("", ids.doi)
    if doi.startswith(look_alikes().preprint_servers):
        return "", f"arxiv:{ids.arxiv}" if ids.arxiv else f"doi:{doi}"
    return doi, f"arxiv:{ids.arxiv}" if ids.arxiv else ""


@lru_cache(maxsize=20_000)
def _year_of(container: str) -> int:
    """The year in the name of a meeting, where a record has no other one."""
    found = _YEAR.search(container)
    return int(found[1]) if found else 0


def _first_number(text: str) -> int:
    found = _NUMBER.search(text[:80]) if text else None
    return int(found[0][:9]) if found else 0


@lru_cache(maxsize=20_000)
def _read_pages(text: str) -> tuple[tuple[str, int, int], ...]:
    """The ranges in a text of pages: “221-8” is 221 to 228."""
    if not text or _MONTH.search(text):
        return ()
    found = []
    for part in _PARTS.split(text[:80].lower()):
        if first := _PAGES.search(part):
            start = int(first[2])
            last = _RANGE.search(part, first.start(2))
            end = _complete(first[2], last[1]) if last else start
            found.append((first[1].strip("p"), start, end if end < start + 2_000 else start))
    return tuple(found)


def _complete(first: str, last: str) -> int:
    return int(first[: -len(last)] + last) if len(last) < len(first) else int(last)


def _main_letters(raw: str) -> str:
    found = _MAIN.search(raw) if _PARTING.search(raw) else None
    return squeeze_words(with_digits(split_mark(fold_title(raw[: found.start()]))[1])) if found else ""
