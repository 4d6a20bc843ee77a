"""Citations as PubMed exports them (`.nbib`, the MEDLINE format), as records.

The format is a tag of four characters, `- `, and a value that goes on in indented lines; no library reads it that is
kept up, and rispy, which reads RIS, refuses its tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.formats.nbib import nbib_format
from pipeline.model.errors import InputError
from pipeline.model.identifiers import parse_doi
from pipeline.model.name_words import names_others
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Identifiers, Name, Outcome, Record
from pipeline.readers.references.dates import find_date
from pipeline.readers.references.entries import FoundEntry, keep_titled
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import FIELD_CAP, clean_markup, clean_text
from pipeline.text.serial_numbers import find_issn

_TAG = re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ARTICLE_NUMBER = re.compile(r"([eE]?\d{1,8}) \[pii\]")
_DOI_PAGE = re.compile(r"https?://(?:dx\.)?doi\.org/10\.")
_DISSERTATION = re.compile(r"([\w.' ]{1,30}(?:Dissertation|Thesis)), (.+)")
_UNBOUND = frozenset({"report", "thesis", "book"})
"""Types of which ERIC says the publisher where a journal is said of articles."""
_INITIALS = re.compile(r"[^\W\d_a-z]{1,4}")

Fields = dict[str, list[str]]


def read_nbib(text: str, file: str) -> Outcome[Record]:
    """Every citation as a record; raises `InputError` when there is none."""
    return keep_titled(find_nbib_entries(text, file).items, (), "the citation")


def find_nbib_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every citation with its place, also one without a title; raises `InputError` when there is none."""
    found = [
        FoundEntry(first, last, _make_record(fields, at), f"{file}:{first}")
        for at, (first, last, fields) in enumerate(_split(text), start=1)
    ]
    if not found:
        raise InputError(f"{file}: there is no citation (`PMID- …`) in the file; export it as PubMed format again.")
    return Outcome(tuple(found))


def _split(text: str) -> Iterator[tuple[int, int, Fields]]:
    """The citations with their first and last lines; each begins with its PMID, one of ERIC with its owner."""
    fields: Fields = {}
    first = last = 0
    values: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _TAG.match(line)
        if tag and (tag[1] == "PMID" or (tag[1] == "OWN" and (not first or "OWN" in fields))):
            if fields:
                yield first, last, fields
            fields, first = {}, number
        if tag and first:
            values = fields.setdefault(tag[1], [])
            values.append(tag[2].strip())
        elif line.strip() and line[0].isspace() and values and len(values[-1]) < FIELD_CAP:
            values[-1] += " " + line.strip()
        last = number if line.strip() else last
    if fields:
        yield first, last, fields


def _make_record(fields: Fields, at: int) -> Record:
    pmid, table = _first(fields, "PMID"), nbib_format()
    texts: dict[str, Any] = {part: text for part, tags in table.fields.items() if (text := _first(fields, *tags))}
    csl_type = _find_type(fields)
    if csl_type in _UNBOUND and _first(fields, "OWN") == "ERIC":
        texts["publisher"] = texts.pop("container_title", "")
        if found := _DISSERTATION.fullmatch(_first(fields, "SO")):
            texts |= {"genre": found[1], "publisher": found[2]}
    if csl_type == "book" or texts.get("container_title") == _first(fields, "TI"):
        texts.pop("container_title", None)  # the book's own title
    variables = {name: text for name, tag in table.variables.items() if (text := _first(fields, tag))}
    return Record(
        id=pmid or str(at),
        type=csl_type,
        title=_first(fields, "TI", "BTI").rstrip(".").strip("[]"),
        author=_people(fields),
        has_other_authors=any(map(names_others, (*fields.get("AU", ()), *fields.get("FAU", ())))),
        editor=tuple(name for text in fields.get("FED", fields.get("ED", ())) if (name := parse_name(text))),
        issued=find_date(_first(fields, "DP")) or find_date(_DAY.sub(r"\1-\2-\3", _first(fields, "DEP"))),
        page=_find_pages(fields),
        publisher_place=_first(fields, "PL") if _first(fields, "BTI") else "",  # of a journal it is a country
        issn=_first(fields, "IS").split(" ")[0] or find_issn(_first(fields, "ISSN")),
        isbn=_first(fields, "ISBN").removeprefix("ISBN-").split(" ")[0],
        language={"eng": "en"}.get(_first(fields, "LA"), _first(fields, "LA")),
        keyword=_find_keywords(fields),
        url=next((clean_text(one) for one in fields.get("LID", ()) if one.startswith("http")), ""),
        identifiers=Identifiers(doi=_doi(fields), pmid=pmid if pmid.isdigit() else "", pmcid=_first(fields, "PMC")),
        other_texts=tuple(variables.items()),
        **texts,
    )


def _find_type(fields: Fields) -> str:
    """The type by the first publication type that tells one; what has a title beside that of a book is a chapter."""
    known = nbib_format().types
    said = [kind.lower().strip() for kind in fields.get("PT", ())]
    kinds = [known[word] for kind in said for word in (kind, kind.partition(" - ")[0]) if word in known]
    if "journal articles" in said or _first(fields, "OID").startswith("EJ"):
        return "article-journal"
    if fields.get("BTI"):
        return "chapter" if fields.get("TI") and fields["TI"] != fields["BTI"] else "book"
    return next((kind for kind in kinds if kind != "article-journal"), "article-journal")


def _first(fields: Fields, *tags: str) -> str:
    return next((clean_markup(fields[tag][0]) for tag in tags if fields.get(tag)), "")


def _people(fields: Fields) -> tuple[Name, ...]:
    """Authors in full (`FAU`), or by initials (`AU`); groups (`CN`) after them."""
    people = [parse_name(text) for text in fields.get("FAU", ())] or [_initialed(text) for text in fields.get("AU", ())]
    groups = [make_name(literal=text) for text in fields.get("CN", ())]
    return tuple(name for name in (*people, *groups) if name)


def _initialed(text: str) -> Name | None:
    """“Zeiler MD” as family name and initials."""
    family, _, initials = text.strip().rpartition(" ")
    if not family or not _INITIALS.fullmatch(initials):
        return parse_name(text)
    return make_name(family=family, given=" ".join(f"{letter}." for letter in initials))


def _find_pages(fields: Fields) -> str:
    """First and last page; without any, the number of the article."""
    number = next((found[1] for one in fields.get("LID", ()) if (found := _ARTICLE_NUMBER.fullmatch(one))), "")
    return normalize_pages(_first(fields, "PG")) or number


def _find_keywords(fields: Fields) -> tuple[str, ...]:
    """The authors' keywords, and the MeSH headings without the star of the main ones."""
    words = (clean_markup(word).replace("*", "") for tag in ("OT", "MH") for word in fields.get(tag, ()))
    return tuple(dict.fromkeys(filter(None, words)))


def _doi(fields: Fields) -> str:
    """The DOI among the locations and article ids, which name their kind behind: `10.1/x [doi]`; ERIC has its page."""
    values = (*fields.get("LID", ()), *fields.get("AID", ()))
    bare = (one.removesuffix("[doi]") for one in values if one.endswith("[doi]") or _DOI_PAGE.match(one))
    return next((doi for one in bare if (doi := parse_doi(one))), "")
