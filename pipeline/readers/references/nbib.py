"""Citations as PubMed exports them (`.nbib`, the MEDLINE format), as records.

The format is a tag of four characters, `- `, and a value that goes on in indented lines; no library reads it that is
kept up, and rispy, which reads RIS, refuses its tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.errors import InputError
from pipeline.model.identifiers import parse_doi
from pipeline.model.names import make_name, parse_name
from pipeline.model.records import Identifiers, Name, Outcome, Record
from pipeline.readers.references.dates import find_date
from pipeline.readers.references.entries import FoundEntry, keep_titled
from pipeline.text.dashes import normalize_pages
from pipeline.text.folding import FIELD_CAP, clean_markup

_TAG = re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)")
_TYPES = {"preprint": "article", "book": "book", "chapter": "chapter", "dataset": "dataset"}
"""Types of PubMed that are no article in a journal."""
_INITIALS = re.compile(r"[^\W\d_a-z]{1,4}")

Fields = dict[str, list[str]]


def read_nbib(text: str, file: str) -> Outcome[Record]:
    """Every citation as a record; raises `InputError` when there is none."""
    return keep_titled(find_nbib_entries(text, file).items, (), "the citation has no title and is not used.")


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
    """The citations with their first and last lines; each begins with its PMID."""
    fields: Fields = {}
    first = last = 0
    values: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _TAG.match(line)
        if tag and tag[1] == "PMID":
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
    pmid = _first(fields, "PMID")
    kinds = [kind.lower() for kind in fields.get("PT", ())]
    return Record(
        id=pmid or str(at),
        type=next((_TYPES[kind] for kind in kinds if kind in _TYPES), "article-journal"),
        title=_first(fields, "TI", "BTI").rstrip(".").strip("[]"),
        author=_people(fields),
        editor=tuple(name for text in fields.get("FED", fields.get("ED", ())) if (name := parse_name(text))),
        issued=find_date(_first(fields, "DP")),
        container_title=_first(fields, "JT"),
        container_title_short=_first(fields, "TA"),
        volume=_first(fields, "VI"),
        issue=_first(fields, "IP"),
        page=normalize_pages(_first(fields, "PG")),
        publisher=_first(fields, "PB"),
        issn=_first(fields, "IS").split(" ")[0],
        isbn=_first(fields, "ISBN").split(" ")[0],
        abstract=_first(fields, "AB"),
        language={"eng": "en"}.get(_first(fields, "LA"), _first(fields, "LA")),
        keyword=tuple(dict.fromkeys(filter(None, (clean_markup(one).lstrip("*") for one in fields.get("OT", ()))))),
        identifiers=Identifiers(doi=_doi(fields), pmid=pmid if pmid.isdigit() else "", pmcid=_first(fields, "PMC")),
    )


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


def _doi(fields: Fields) -> str:
    """The DOI among the locations and article ids, which name their kind behind: `10.1/x [doi]`."""
    values = (*fields.get("LID", ()), *fields.get("AID", ()))
    return next((doi for one in values if one.endswith("[doi]") and (doi := parse_doi(one[:-5]))), "")
