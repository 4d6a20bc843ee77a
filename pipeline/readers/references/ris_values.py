"""Single values of a RIS reference: its date, its serial number, its keywords, what its tags say of DOI and PubMed."""

from __future__ import annotations

import html
import re

import msgspec

from pipeline.formats.ris import ris_format
from pipeline.model.records import Date, Identifiers
from pipeline.readers.references.dates import find_date, find_season, to_date
from pipeline.readers.references.doi_values import find_doi as parse_doi_value
from pipeline.text.folding import clean_markup, clean_text
from pipeline.text.latex.styles import plain_of, read_markup
from pipeline.text.serial_numbers import find_isbn, find_issn

Reference = dict[str, list[str]]
"""The lines of a reference by tag; that of `TY` is a mere text."""

_LINES = 9
"""In more lines of one tag nobody looks for the first that is not empty."""
_PERIODICALS = frozenset({"JOUR", "MGZN", "NEWS", "JFULL"})
_PMCID = re.compile(r"PMC\d{1,9}")
_LABELLED = re.compile(r"(PMC\d{1,9}|\d{1,9})\s?\[pmc?id\]")
_END = re.compile(r"\bto (-?[\d-]{1,12})")


def first_text(entry: Reference, *tags: str) -> str:
    """The text of the first tag that has one, of its first line with something in it."""
    for tag in tags:
        if tag not in entry:
            continue
        for line in entry[tag][:_LINES]:
            if text := clean_markup(line):
                return text
    return ""


def find_doi(entry: Reference) -> tuple[str, str]:
    """The DOI, which some publishers write where a type of work belongs; nothing in it is markup."""
    found = (parse_doi_value(value) for tag in ("DO", "M3", "DI") for value in entry.get(tag, ())[:1])
    return next((pair for pair in found if any(pair)), ("", ""))


def find_pubmed(entry: Reference) -> Identifiers:
    """The ids of PubMed, by the name of the database or as PubMed itself labels them."""
    number, database = first_text(entry, "AN"), first_text(entry, "DB").lower()
    found = [text for text in (number, first_text(entry, "C2")) if _PMCID.fullmatch(text)]
    found += [number] if number.isdigit() and database in ("pubmed", "medline") else []
    found += [label[1] for tag in ("U1", "U2") if (label := _LABELLED.fullmatch(first_text(entry, tag)))]
    pmids, pmcids = ([one for one in found if one.startswith("PMC") is is_pmc] for is_pmc in (False, True))
    return Identifiers(pmid=(pmids or [""])[0], pmcid=(pmcids or [""])[0])


def find_keywords(entry: Reference) -> tuple[str, ...]:
    """The keywords, of which many programs write several in a line."""
    words = (word for line in entry.get("KW", ()) for word in clean_text(html.unescape(line)).split(";"))
    return tuple(bare for word in words if (bare := word.strip()))


def find_markup(entry: Reference, title: str) -> str:
    """The title with its light markup, as Zotero writes it; empty without any."""
    found = (read_markup(line) for tag in ("TI", "T1") for line in entry.get(tag, ())[:1])
    return next((markup for markup in found if markup and plain_of(markup) == title), "")


def find_serials(kind: str, entry: Reference, texts: dict[str, str]) -> dict[str, str]:
    """The texts with `SN` as what it is: the number of a report or patent, an ISBN, or an ISSN."""
    serials = [clean_markup(line) for line in entry.get("SN", ())]
    serial = next(filter(find_isbn if _is_bound(kind) else find_issn, serials), first_text(entry, "SN"))
    rest = {part: text for part, text in texts.items() if part not in ("isbn", "issn")}
    if not serial or (rest.get("number") == serial and not find_isbn(serial)):
        return rest
    if rest.get("number") == serial:
        rest.pop("number")
    is_book = not find_issn(serial) if _is_bound(kind) else bool(find_isbn(serial))
    return rest | {"isbn" if is_book else "issn": serial}


def _is_bound(kind: str) -> bool:
    return ris_format().row_of(kind) not in _PERIODICALS


def find_issued(entry: Reference) -> Date | None:
    """The date, `2018/07/03/words`; the words say a season, the end of a range or a doubt."""
    full = _parse_date(first_text(entry, "DA"))
    dates = [date for tag in ("PY", "Y1", "YR") if (date := _parse_date(first_text(entry, tag)))]
    if full and (not dates or full.end or full.year == dates[0].year):
        return full
    exact = [date for date in dates if date.year == dates[0].year and (date.month or date.season)]
    return next(iter([*exact, *dates]), None)


def _parse_date(text: str) -> Date | None:
    numbers, words = text.split("/")[:3], "/".join(text.split("/")[3:])
    if not words.strip("/ "):
        return find_date(text)
    date = to_date(numbers)
    if not date:
        return None
    season = find_season(words.partition(",")[0]) if not date.month else 0
    end = find_date(found[1]) if (found := _END.search(words)) else None
    return msgspec.structs.replace(
        date,
        season=season or None,
        end=end,
        is_open="ongoing" in words,
        is_circa="circa" in words,
        is_uncertain="uncertain" in words,
    )
