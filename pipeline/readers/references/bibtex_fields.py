"""What the fields of a BibTeX or BibLaTeX entry say, by the table in `formats/bibtex.json`; not title and people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pipeline.formats.bibtex import Variable, bibtex_format, read_string
from pipeline.formats.csl import csl_format
from pipeline.formats.journal_macros import name_journal
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv
from pipeline.model.records import Date, Identifiers, Name
from pipeline.readers.references.dates import NO_DATES, find_date, find_days, join_days
from pipeline.readers.references.doi_values import find_doi, find_short_doi
from pipeline.readers.references.url_values import clean_url
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import clean_text, drop_null, fold

Decode = Callable[[str], str]
ParseNames = Callable[[str], tuple[Name, ...]]
Fields = Mapping[str, str]

_PREPRINT = re.compile(r"arxiv\b|corr$")
_STATUS = re.compile(
    r"\b(?:in press|to appear|forthcoming|submitted|accepted|in preparation|under review|online first|early access)\b",
    re.IGNORECASE,
)
_ARXIV_NOTE = re.compile(r"\s*arxiv\s*:\s*(\S{1,40}?)(?:\s*\[[\w.,\s-]{1,40}\])?[\s.]*", re.IGNORECASE)
"""A note that says nothing else than where the preprint is."""
_BRACES = re.compile(r"[{}]")
_UNBRACED = re.compile(r"[\\{}]")
_OTHERS = re.compile(r"(?:\sand\s+(?:and\s+|many\s+)?(?:others|al|…)|[\s,]et\s*al)\s*$", re.IGNORECASE)
_LAST = ("others", "al", "…")
"""How a list ends that has more people, but for braces, styles and full stops: “et~al.”, “{others}”, three dots."""
_DOTS = re.compile(r"\\l?dots|\.\.\.")
_STYLES = re.compile(r"\\[a-z]{2,8}|[{}~.]")
_END = 60
_KEYWORDS_BY_RANK = ("keywords", "keyword", "tags")
_KEYWORDS = frozenset(_KEYWORDS_BY_RANK)
_LOOSE = frozenset({"misc", "online", "unpublished", "article", "preprint"})
_WITHOUT_GENRE = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "paper-conference", "book", "chapter", "periodical"}
    | {"entry", "entry-dictionary", "entry-encyclopedia", "collection", "classic"}
)
"""Types of which `type` says nothing that a style should print: “Article”, or what a chapter is called."""
_OF_SCHOOLS = frozenset({"thesis", "report"})
_MEETING = ("eventtitle", "eventdate", "venue")
_OF_MEETINGS = frozenset({"inproceedings", "conference", "proceedings", "mvproceedings"})


def find_fields(kind: str, raw: Fields, decode: Decode, parse_names: ParseNames) -> dict[str, Any]:
    """The parts of a record that an entry's fields are, but for its title, its container and its people.

    Args:
        kind: The entry type, in small letters.
        raw: What `arrange_fields` made of the fields.
        decode: From LaTeX to plain text.
        parse_names: From a list of names to names.
    """
    identifiers = _find_identifiers(raw)
    csl_type = _find_type(kind, raw, identifiers)
    texts = _find_texts(kind, csl_type, raw, decode)
    others = _find_other_texts(raw, decode, texts, identifiers)
    issued = _find_issued(raw, decode)
    if "status" not in others:
        others |= _find_status(decode(raw.get("year") or raw.get("date") or ""), is_dated=issued is not None)
    names = ((name, parse_names(people)) for name, people in _first_values(_name_fields(), raw))
    dates = ((name, find_date(_UNBRACED.sub("", value))) for name, value in _first_values(_date_fields(), raw))
    pages = normalize_pages(decode(raw.get("pages", "")))
    if not pages and others.get("eid"):
        pages = others.pop("eid")
    return {
        **texts,
        "type": csl_type,
        "has_other_authors": _has_others(raw.get("author", "")),
        "issued": issued,
        "page": pages,
        "url": clean_url(raw.get("url", "")),
        "keyword": _find_keywords(raw, decode),
        "identifiers": identifiers,
        "other_texts": tuple(others.items()),
        "other_names": tuple((name, people) for name, people in names if people),
        "other_dates": tuple((name, date) for name, date in dates if date),
    }


def _has_others(authors: str) -> bool:
    end = _STYLES.sub(" ", _DOTS.sub("…", authors[-_END:])).rstrip()
    return end.lower().endswith(_LAST) and _OTHERS.search(f" {end}") is not None


def _find_keywords(raw: Fields, decode: Decode) -> tuple[str, ...]:
    if _KEYWORDS.isdisjoint(raw):
        return ()
    words = ", ".join(raw[name] for name in _KEYWORDS_BY_RANK if raw.get(name))
    return tuple(word for part in re.split("[,;]", decode(words)) if (word := part.strip()))


def _find_texts(kind: str, csl_type: str, raw: Fields, decode: Decode) -> dict[str, Any]:
    """The parts of a record that are plain text; what `number` and `type` mean depends on the entry type."""
    table = bibtex_format()
    texts = _pick(_text_fields(kind, is_of_school=csl_type in _OF_SCHOOLS), raw, decode)
    if "publisher_place" in texts:
        places = texts["publisher_place"].split(" and ")
        texts["publisher_place"] = " and ".join(read_string("location", place) for place in places)
    if "collection_title" in texts:
        texts["collection_title"] = read_string("series", texts["collection_title"])
    if "language" in texts:
        texts["language"] = table.babel.get(texts["language"].lower(), texts["language"])
    genre = "" if csl_type in _WITHOUT_GENRE else decode(raw.get("type", ""))
    genre = read_string("type", genre) or table.kinds.get(kind, "")
    if not genre and raw.get("entrysubtype", "").lower() == "preprint":
        genre = "preprint"
    if genre and fold(genre) != fold(csl_type):
        texts["genre"] = genre
    return texts


@lru_cache(maxsize=256)
def _text_fields(kind: str, *, is_of_school: bool) -> _FieldTable:
    table = bibtex_format()
    number: dict[str, tuple[str, ...]] = {"number": ("number", "reportnumber", "issue")}
    if kind in table.fields.series_number:
        in_issue = kind in _OF_MEETINGS
        number = {"collection_number": ("number", *(() if in_issue else ("issue",)))}
        number |= {"issue": ("issue",)} if in_issue else {}
    elif kind in table.fields.issue_number:
        number = {"issue": ("number", "issue")}
    if is_of_school:
        number["publisher"] = ("school", "institution", *table.fields.read["publisher"])
    return _FieldTable({**table.fields.read, **number}.items())


def _find_other_texts(raw: Fields, decode: Decode, texts: dict[str, Any], found: Identifiers) -> dict[str, str]:
    """Variables of CSL that are no part of a record, and fields that CSL has none for; no thing is said twice."""
    others = _pick(_other_fields(), raw, decode)
    if others.get("organization") == texts.get("publisher"):
        others.pop("organization", None)
    if "howpublished" in others:
        journal = decode(name_journal(raw.get("journal", "")))
        if others["howpublished"] in (
            texts.get("publisher"),
            texts.get("event_title"),
            journal,
            f"arXiv:{found.arxiv}",
        ):
            del others["howpublished"]  # our own `@misc`: said there only to be printed
    if "status" in others:
        others["status"] = read_string("pubstate", others["status"])
    if others and (
        found.arxiv or others.get("eprinttype", "").lower() in ("arxiv", "pubmed") or "eprint" not in others
    ):
        for name in ("eprint", "eprinttype", *(["eprintclass"] if not found.arxiv else [])):
            others.pop(name, None)
    if not found.doi and raw.get("doi") and (short := find_short_doi(raw["doi"])):
        others["DOI"] = short
    return others


class _FieldTable:
    """Names with the fields that they are read from: an entry has few of them, so these are looked up by its own."""

    def __init__(self, fields: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._fields = tuple(dict(fields).items())
        self._places: dict[str, list[int]] = {}
        for at, (_, given) in enumerate(self._fields):
            for field in given:
                self._places.setdefault(field, []).append(at)

    def find(self, raw: Fields) -> list[tuple[str, tuple[str, ...]]]:
        """The names that may find something in an entry, in their order, each with its fields."""
        if self._places.keys().isdisjoint(raw):
            return []
        places = {at for field in raw if field in self._places for at in self._places[field]}
        return [self._fields[at] for at in sorted(places)]


@lru_cache(maxsize=1)
def _other_fields() -> _FieldTable:
    return _read_from(bibtex_format().variables.texts, bibtex_format().variables.own)


@lru_cache(maxsize=1)
def _name_fields() -> _FieldTable:
    return _read_from(bibtex_format().variables.names, bibtex_format().variables.own_names)


@lru_cache(maxsize=1)
def _date_fields() -> _FieldTable:
    return _read_from(bibtex_format().variables.dates)


def _read_from(*variables: Mapping[str, Variable]) -> _FieldTable:
    return _FieldTable((name, variable.read) for part in variables for name, variable in part.items())


def _first_values(fields: _FieldTable, raw: Fields) -> Iterator[tuple[str, str]]:
    """Each variable with the value of the first of its fields that the entry has; one that has none is left out."""
    for name, given in fields.find(raw):
        for field in given:
            if value := raw.get(field):
                yield name, value
                break


def _pick(fields: _FieldTable, raw: Fields, decode: Decode) -> dict[str, str]:
    """The first value that each name finds in its fields; names that find none are left out."""
    found: dict[str, str] = {}
    for name, given in fields.find(raw):
        for field in given:
            if (raw_value := raw.get(field)) and (value := drop_null(decode(raw_value))):
                found[name] = value
                break
    return found


def _find_type(kind: str, raw: Fields, identifiers: Identifiers) -> str:
    """The CSL type; what names an arXiv paper and no journal, or arXiv as its journal, is a preprint."""
    types, subtype = bibtex_format().types, raw.get("entrysubtype", "").strip().lower()
    meant = types.subtypes.get(subtype) or (subtype if subtype in csl_format().types else "")
    if meant:
        return meant
    journal = raw.get("journaltitle") or raw.get("journal") or ""
    if kind in _LOOSE and identifiers.arxiv and (not (journal := fold(journal)) or _PREPRINT.match(journal)):
        return "article"
    book = fold(raw.get("booktitle", "")) if kind == "book" else ""
    if book and book not in (fold(raw.get("title", "")), fold(raw.get("series", ""))):
        return "chapter"  # as people write it: the title is that of a part
    if kind == "unpublished" and any(map(raw.get, _MEETING)):
        return "speech"
    return types.read.get(kind) or types.read.get(re.sub("[_-]", "", kind), "document")


def _find_identifiers(raw: Fields) -> Identifiers:
    doi, arxiv = find_doi(raw.get("doi", ""))
    register, eprint = (raw.get("eprinttype") or raw.get("archiveprefix") or "arxiv").lower(), raw.get("eprint", "")
    arxiv = arxiv or (parse_arxiv(eprint) or "" if eprint and register == "arxiv" else "")
    if not arxiv and raw.get("note") and (noted := _ARXIV_NOTE.fullmatch(raw["note"])):
        arxiv = parse_arxiv(noted[1]) or ""
    pmid = raw.get("pmid") or (eprint if register == "pubmed" else "")
    pmcid = clean_text(raw.get("pmcid", ""))
    # `\url{…}` in `howpublished`: the brace is of LaTeX, no character of the identifier.
    places = " ".join((clean_url(raw.get("url", "")), raw.get("journal", ""), raw.get("howpublished", "")))
    found = find_identifiers(_BRACES.sub(" ", places) if "{" in places or "}" in places else places)
    return join_identifiers(Identifiers(doi=doi, arxiv=arxiv, pmid=clean_text(pmid), pmcid=pmcid), found)


def _find_issued(raw: Fields, decode: Decode) -> Date | None:
    """BibLaTeX's `date`, or BibTeX's `year` with the days and the season that `month` and `day` say."""
    if raw.get("date") and (date := find_date(_UNBRACED.sub("", raw["date"]))):  # a “~” is EDTF there, no space of TeX
        return date
    year = find_date(decode(raw.get("year", "")))
    if not year or year.end or year.month or year.season or year.is_open:
        return year
    if not (raw.get("month") or raw.get("day")):
        return year
    season, days = find_days(decode(raw.get("month", "")))
    own_day = decode(raw.get("day", ""))
    if len(days) == 1 and not days[0][1] and own_day.isdigit():
        days = ((days[0][0], int(own_day[:2])),)
    found = join_days(year.year, season, days)
    marks = {"is_circa": year.is_circa, "is_uncertain": year.is_uncertain}
    return type(found)(**{**{name: getattr(found, name) for name in found.__struct_fields__}, **marks})


def _find_status(text: str, *, is_dated: bool) -> dict[str, str]:
    """What stands in place of a date and is none, or beside it: “in press”; a mark of no date says nothing."""
    if is_dated:
        found = _STATUS.search(text)
        return {"status": found[0]} if found else {}
    return {} if fold(text) in NO_DATES else {"status": text}
