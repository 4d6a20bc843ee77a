"""What the fields of a BibTeX or BibLaTeX entry say, by the table in `formats/bibtex.json`; not title and people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.formats.bibtex import Variable, bibtex_format, read_string
from pipeline.formats.csl import csl_format
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv
from pipeline.model.records import Date, Identifiers, Name
from pipeline.readers.references.dates import NO_DATES, find_date, find_days, join_days
from pipeline.readers.references.doi_values import find_doi, find_short_doi
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import clean_text, drop_null, fold

Decode = Callable[[str], str]
ParseNames = Callable[[str], tuple[Name, ...]]
Fields = Mapping[str, str]

_PREPRINT = re.compile(r"arxiv\b|corr$")
_URL = re.compile(r"https?://\S{1,2000}")
_URL_MACRO = re.compile(r"\\(?:url|nolinkurl|path|href)\s*\{\s*(https?://[^{}\s]{1,2000})\s*\}")
_UNBRACED = re.compile(r"[\\{}]")
_OTHERS = re.compile(r"\sand\s+(?:others|et\.?\s+al\.?)\s*$", re.IGNORECASE)
_LOOSE = frozenset({"misc", "online", "unpublished", "article", "preprint"})
_WITH_GENRE = frozenset(
    {
        "article",
        "thesis",
        "report",
        "patent",
        "standard",
        "manuscript",
        "dataset",
        "document",
        "pamphlet",
        "speech",
        "software",
    }
)
_IN_BOOKS = frozenset(
    {"inbook", "incollection", "inproceedings", "conference", "inreference", "bookinbook", "suppbook", "suppcollection"}
)
_OF_MEETINGS = frozenset({"inproceedings", "conference", "proceedings", "mvproceedings"})
_MAIN = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}


def arrange_fields(kind: str, raw: Fields) -> dict[str, str]:
    """The fields under the names that the table has for them.

    Of a work in several volumes CSL names the whole work; the volume's own title goes into `volumetitle`.
    """
    arranged = dict(raw)
    if raw.get("maintitle"):
        prefix = "book" if kind in _IN_BOOKS else ""
        for own, main in _MAIN.items():
            arranged[f"volume{own}"] = arranged.pop(f"{prefix}{own}", "")
            arranged[f"{prefix}{own}"] = arranged.pop(main, "")
        if fold(arranged.get("series", "")) == fold(raw["maintitle"]):
            arranged.pop("series", None)
    if not raw.get("url") and (found := _URL_MACRO.search(raw.get("howpublished", "") or raw.get("note", ""))):
        arranged["url"] = found[1]
    subtype, words = raw.get("entrysubtype", "").strip(), raw.get("howpublished", "")
    if kind == "misc" and words and subtype in csl_format().types and not raw.get("journal"):
        del arranged["howpublished"]  # as our own files have it: the container, or what else is to be printed
        if subtype != "patent" and words != raw.get("publisher"):
            arranged["journaltitle"] = words
    if _URL.fullmatch(_bare_url(raw.get("howpublished", ""))):
        arranged["url"] = arranged.get("url") or raw["howpublished"]
        arranged["howpublished"] = ""
    return arranged


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
    if not issued and "status" not in others and (status := _find_status(decode(raw.get("year", "")))):
        others["status"] = status
    known = bibtex_format().variables
    names = {
        name: parse_names(_first_value(variable, raw))
        for name, variable in (*known.names.items(), *known.own_names.items())
    }
    dates = {name: find_date(_UNBRACED.sub("", _first_value(variable, raw))) for name, variable in known.dates.items()}
    pages = normalize_pages(decode(raw.get("pages", "")))
    if not pages and others.get("eid"):
        pages = others.pop("eid")
    return {
        **texts,
        "type": csl_type,
        "has_other_authors": bool(_OTHERS.search(raw.get("author", ""))),
        "issued": issued,
        "page": pages,
        "url": _bare_url(raw.get("url", "")),
        "keyword": tuple(word for part in re.split("[,;]", decode(raw.get("keywords", ""))) if (word := part.strip())),
        "identifiers": identifiers,
        "other_texts": tuple(others.items()),
        "other_names": tuple((name, people) for name, people in names.items() if people),
        "other_dates": tuple((name, date) for name, date in dates.items() if date),
    }


def _bare_url(value: str) -> str:
    return clean_text(re.sub(r"\\url\b|[\\{}]", "", value))


def _find_texts(kind: str, csl_type: str, raw: Fields, decode: Decode) -> dict[str, Any]:
    """The parts of a record that are plain text; what `number` and `type` mean depends on the entry type."""
    table = bibtex_format()
    number: dict[str, tuple[str, ...]] = {"number": ("number", "reportnumber", "issue")}
    if kind in table.fields.series_number:
        in_issue = kind in _OF_MEETINGS
        number = {"collection_number": ("number", *(() if in_issue else ("issue",)))}
        number |= {"issue": ("issue",)} if in_issue else {}
    elif kind in table.fields.issue_number:
        number = {"issue": ("number", "issue")}
    texts = _pick({**table.fields.read, **number}, raw, decode)
    if "publisher_place" in texts:
        texts["publisher_place"] = read_string("location", texts["publisher_place"])
    if "language" in texts:
        texts["language"] = table.babel.get(texts["language"].lower(), texts["language"])
    genre = decode(raw.get("type", "")) if csl_type in _WITH_GENRE else ""
    genre = read_string("type", genre) or table.kinds.get(kind, "")
    if not genre and raw.get("entrysubtype", "").lower() == "preprint":
        genre = "preprint"
    if genre and fold(genre) != fold(csl_type):
        texts["genre"] = genre
    return texts


def _find_other_texts(raw: Fields, decode: Decode, texts: dict[str, Any], found: Identifiers) -> dict[str, str]:
    """Variables of CSL that are no part of a record, and fields that CSL has none for; no thing is said twice."""
    known = bibtex_format().variables
    others = _pick({name: variable.read for name, variable in (*known.texts.items(), *known.own.items())}, raw, decode)
    if others.get("organization") == texts.get("publisher"):
        others.pop("organization", None)
    places = {texts.get("publisher"), texts.get("event_title"), decode(raw.get("journal", "")), f"arXiv:{found.arxiv}"}
    if others.get("howpublished") in places:  # our own `@misc`: said there only to be printed
        others.pop("howpublished", None)
    if "status" in others:
        others["status"] = read_string("pubstate", others["status"])
    if found.arxiv or others.get("eprinttype", "").lower() in ("arxiv", "pubmed") or "eprint" not in others:
        for name in ("eprint", "eprinttype", *(["eprintclass"] if not found.arxiv else [])):
            others.pop(name, None)
    if not found.doi and (short := find_short_doi(raw.get("doi", ""))):
        others["DOI"] = short
    return others


def _first_value(variable: Variable, raw: Fields) -> str:
    """The value of the first field of a variable that the entry has."""
    return next((raw[field] for field in variable.read if raw.get(field)), "")


def _pick(fields: Mapping[str, tuple[str, ...]], raw: Fields, decode: Decode) -> dict[str, str]:
    """The first value that each name finds in its fields; names that find none are left out."""
    found = {
        name: next((value for field in given if (value := drop_null(decode(raw.get(field, ""))))), "")
        for name, given in fields.items()
    }
    return {name: value for name, value in found.items() if value}


def _find_type(kind: str, raw: Fields, identifiers: Identifiers) -> str:
    """The CSL type; what names an arXiv paper and no journal, or arXiv as its journal, is a preprint."""
    types, subtype = bibtex_format().types, raw.get("entrysubtype", "").strip().lower()
    meant = types.subtypes.get(subtype) or (subtype if subtype in csl_format().types else "")
    if meant:
        return meant
    journal = fold(raw.get("journaltitle") or raw.get("journal") or "")
    if kind in _LOOSE and identifiers.arxiv and (not journal or _PREPRINT.match(journal)):
        return "article"
    return types.read.get(kind, "document")


def _find_identifiers(raw: Fields) -> Identifiers:
    doi, arxiv = find_doi(raw.get("doi", ""))
    register, eprint = (raw.get("eprinttype") or raw.get("archiveprefix") or "arxiv").lower(), raw.get("eprint", "")
    arxiv = arxiv or (parse_arxiv(eprint) or "" if register == "arxiv" else "")
    pmid = raw.get("pmid") or (eprint if register == "pubmed" else "")
    pmcid = clean_text(raw.get("pmcid", ""))
    # `\url{…}` in `howpublished`: the brace is of LaTeX, no character of the identifier.
    places = " ".join(raw.get(name, "") for name in ("url", "journal", "howpublished"))
    found = find_identifiers(re.sub(r"[{}]", " ", places))
    return join_identifiers(Identifiers(doi=doi, arxiv=arxiv, pmid=clean_text(pmid), pmcid=pmcid), found)


def _find_issued(raw: Fields, decode: Decode) -> Date | None:
    """BibLaTeX's `date`, or BibTeX's `year` with the days and the season that `month` and `day` say."""
    if date := find_date(_UNBRACED.sub("", raw.get("date", ""))):  # a “~” is EDTF there, no space of TeX
        return date
    year = find_date(decode(raw.get("year", "")))
    if not year or year.end or year.month or year.season or year.is_open:
        return year
    season, days = find_days(decode(raw.get("month", "")))
    own_day = decode(raw.get("day", ""))
    if len(days) == 1 and not days[0][1] and own_day.isdigit():
        days = ((days[0][0], int(own_day[:2])),)
    found = join_days(year.year, season, days)
    marks = {"is_circa": year.is_circa, "is_uncertain": year.is_uncertain}
    return type(found)(**{**{name: getattr(found, name) for name in found.__struct_fields__}, **marks})


def _find_status(text: str) -> str:
    """What stands in place of a year and is none: “in press”; a mark of no date says nothing."""
    return "" if fold(text) in NO_DATES else text
