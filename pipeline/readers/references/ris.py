"""A person's RIS file as records."""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_uppercase, digits
from typing import Any

import rispy

from pipeline.formats.extra import RIS_TAG
from pipeline.formats.ris import ris_format
from pipeline.model.errors import InputError
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv, parse_doi
from pipeline.model.name_words import names_others
from pipeline.model.names import parse_name
from pipeline.model.records import Date, Identifiers, Name, Outcome, Record
from pipeline.readers.references.dates import NO_DATES, find_date
from pipeline.readers.references.doi_values import find_short_doi
from pipeline.readers.references.entries import FoundEntry, keep_titled, part_repeated
from pipeline.readers.references.extra_lines import add_extra, read_extra
from pipeline.readers.references.ris_values import (
    Reference,
    find_doi,
    find_issued,
    find_keywords,
    find_markup,
    find_pubmed,
    find_serials,
    first_text,
)
from pipeline.rules.citation_keys.form import key_of_id
from pipeline.text.dashes import has_range, normalize_pages, split_range
from pipeline.text.folding import FIELD_CAP, clean_markup, clean_text, fold

_LINES_OF_A_FIELD = 1_000
"""More lines without a tag are no part of a value: the parser joins them one by one, each time copying all before."""
_TAGS = {first + second: first + second for first in ascii_uppercase for second in ascii_uppercase + digits}
_LISTS = frozenset(_TAGS.keys() - {"TY"})
_STATUS = re.compile(r"in press|forthcoming|submitted|in preparation|pre-?published|accepted|to appear", re.IGNORECASE)
_BY_LINES = ("KW", "TY")
"""Lines behind which another line is no part of the same value: each is a keyword of its own."""
_WHOLE = frozenset({"BOOK", "CLSWK", "THES", "MANSCPT"})
_SPONSORED = frozenset({"BILL", "UNBILL"})
_DAY = re.compile(r"\d{4}[/-]\d")
_ISSUE = re.compile(r"[\w./&–-]{1,12}(?: [\w./&–-]{1,12}){0,2}")
_FURTHER = {"call-number": "H2", "source": "H1", "archive_location": "AV"}
"""Tags of Citavi and Reference Manager."""
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,3}- ?", re.MULTILINE)
_LOOSE_TAG = re.compile(r"^([A-Z][A-Z0-9])(?!  - ) {1,3}- ?", re.MULTILINE)
"""A tag with other spaces than it should have."""


def read_ris(text: str, file: str) -> Outcome[Record]:
    """Every reference as a record, one without a title as a Problem; raises `InputError` when the file is no RIS."""
    found = find_ris_entries(text, file)
    return keep_titled(found.items, found.problems, "the reference")


def find_ris_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every reference with its place, also one without a title; raises `InputError` when the file is no RIS."""
    try:
        entries = rispy.loads(_close_references(text), mapping=_TAGS, list_tags=_LISTS)
    except Exception as error:  # rispy raises OSError, ValueError and others for broken files
        raise InputError(f"{file}: this is not valid RIS ({clean_text(str(error))}); export it again.") from None
    if text.strip() and not entries:
        raise InputError(f"{file}: there is no reference (`TY  - …`) in the file; export it as RIS again.")
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines, start=1) if line.startswith("TY") and _TAG.match(line)]
    starts += [len(lines)] * (len(entries) + 1 - len(starts))
    found = [
        FoundEntry(
            starts[at],
            max(starts[at], _last_line(lines, starts[at + 1])),
            _make_record(entry, at + 1),
            f"{file}#{at + 1}",
        )
        for at, entry in enumerate(entries)
    ]
    return part_repeated(found, file)


def _last_line(lines: list[str], next_start: int) -> int:
    """The last line with something in it before the next reference; the last reference ends with the file."""
    end = next_start - 1 if next_start < len(lines) else len(lines)
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _close_references(text: str) -> str:
    """The text with the `ER` lines that it lacks, without which the parser loses a reference and all after it.

    A value that runs over several lines is on one; what no field keeps is left out.
    """
    lines: list[str] = []
    is_open, untagged = False, 0
    for line in _LOOSE_TAG.sub(r"\1  - ", text.replace("\r\n", "\n")).split("\n"):
        is_tagged = line[2:5] == "  -"
        if line.startswith("TY  - "):
            lines += ["ER  - "] * is_open
            is_open = True
        elif line.startswith("ER  -"):
            is_open = False
        untagged = 0 if is_tagged else untagged + 1
        if untagged > _LINES_OF_A_FIELD:
            continue
        if is_open and not is_tagged and line.strip() and lines and not lines[-1].startswith(_BY_LINES):
            lines[-1] = f"{lines[-1]} {line.strip()}"[:FIELD_CAP]
        else:
            lines.append(line[:FIELD_CAP])
    return "\n".join([*lines, *["ER  - "] * is_open])


def _make_record(entry: Reference, at: int) -> Record:
    table = ris_format()
    kind = table.name_type(str(entry.get("TY", "")))
    csl_type = table.types.read.get(kind, "document")
    texts: dict[str, Any] = dict(_find_texts(kind, entry))
    doi, arxiv = find_doi(entry)
    urls = [clean_text(url) for tag in ("UR", "LK", "L2") for url in entry.get(tag, ()) if url.strip()]
    ids = join_identifiers(Identifiers(doi=doi, arxiv=arxiv), find_identifiers(" ".join(urls)))
    ids = join_identifiers(ids, find_pubmed(entry))
    people = _find_people(kind, entry)
    author, editor = people.pop("author", ()), people.pop("editor", ())
    if kind == "EDBOOK" and not editor:
        author, editor = (), author
    issued = find_issued(entry)
    reference_id = first_text(entry, "ID")
    dates = _take_dates(kind, entry, texts)
    others = _find_variables(kind, entry, texts, has_date=issued is not None)
    if markup := find_markup(entry, texts.get("title", "")):
        others["title-markup"] = markup
    if not doi and (short := find_short_doi(first_text(entry, "DO"))):
        others["DOI"] = short
    record = Record(
        id=reference_id or first_text(entry, "AN") or str(at),
        type=csl_type,
        author=author,
        has_other_authors=any(map(names_others, (*entry.get("AU", ()), *entry.get("A1", ())))),
        editor=editor,
        issued=issued,
        url=urls[0] if urls else "",
        note=" ".join(clean_markup(note) for note in entry.get("N1", ())),
        keyword=find_keywords(entry),
        other_texts=tuple(others.items()),
        other_names=tuple(people.items()),
        other_dates=dates,
        identifiers=join_identifiers(ids, Identifiers(arxiv=parse_arxiv(first_text(entry, "AN")) or "")),
        citation_key=key_of_id(reference_id),
        **texts,
    )
    return add_extra(record, read_extra(clean_text(line) for line in entry.get(RIS_TAG, ())))


def _take_dates(kind: str, entry: Reference, texts: dict[str, Any]) -> tuple[tuple[str, Date], ...]:
    """The further dates, of which EndNote and PubMed write some where a number or an edition stands."""
    dates = {"accessed": find_date(first_text(entry, "Y2"))}
    row = ris_format().row_of(kind)
    if row == "ELEC" and _DAY.match(texts.get("number", "")):
        visited = find_date(texts.pop("number"))
        dates["accessed"] = dates["accessed"] or visited
    if row == "JOUR" and _DAY.match(texts.get("edition", "")):
        dates["available-date"] = find_date(texts.pop("edition"))
    return tuple((name, date) for name, date in dates.items() if date)


def _find_texts(kind: str, entry: Reference) -> dict[str, str]:
    """The parts of a record: by the row of the type, then by the tags that other programs write."""
    table, row = ris_format(), ris_format().tags_of(kind)
    texts: dict[str, str] = {}
    for part, tag in row.items():
        value = first_text(entry, tag) if tag in entry else ""
        if value and tag not in {row[known] for known in texts}:
            texts[part] = value
    used = {row[part] for part in texts} | table.own_tags_of(kind)
    for part, tags in table.read_tags_of(kind).items():
        if part in texts or entry.keys().isdisjoint(tags):
            continue
        tag = next((tag for tag in tags if tag not in used and first_text(entry, tag)), "")
        value = first_text(entry, tag)
        if not tag or (part == "issue" and tag == "M1" and not _ISSUE.fullmatch(value)):
            continue
        texts[part] = value
        used.add(tag)
    if row.get("event_place") == "CY" and "event_place" in texts and "publisher_place" not in texts:
        texts["publisher_place"] = texts.pop("event_place")  # as Springer and ProCite have it
    if (
        "container_title" in row
        and texts.get("event_title")
        and texts.get("container_title") in (None, texts["event_title"])
    ):
        texts["container_title"] = texts.pop("event_title")
    if texts.get("container_title_short") == texts.get("container_title"):
        texts.pop("container_title_short", None)
    if "genre" in texts and (parse_doi(texts["genre"])):
        texts.pop("genre")
    return find_serials(kind, entry, texts) | {"page": "" if _has_extent(kind, entry) else _find_pages(entry)}


def _has_extent(kind: str, entry: Reference) -> bool:
    """True for a whole book or thesis whose `SP` is how many pages it has."""
    pages = first_text(entry, "SP")
    return ris_format().row_of(kind) in _WHOLE and bool(pages) and not entry.get("EP") and not has_range(pages)


def _find_pages(entry: Reference) -> str:
    first, last = first_text(entry, "SP"), first_text(entry, "EP")
    pages = normalize_pages(f"{first}--{last}" if first and last and not _has_last(first, last) else first or last)
    return pages or first_text(entry, "C7", "AR")


def _has_last(first: str, last: str) -> bool:
    """True when the first page is the whole range already, or the last page again."""
    return first == last or (has_range(first) and split_range(first)[1].strip() == last)


def _find_variables(kind: str, entry: Reference, texts: dict[str, str], *, has_date: bool) -> dict[str, str]:
    """CSL variables that are no part of a record; `DB` and `AN` are an eprint when the archive is a register."""
    table = ris_format()
    found = {name: text for name, tags in _further_tags(kind) if (text := first_text(entry, *tags))}
    if found.get("eid") == _find_pages(entry):
        found.pop("eid", None)
    if found.get("title-short") == texts.get("title"):
        found.pop("title-short", None)
    pubmed = find_pubmed(entry)
    if found.get("archive_location", "-") in (pubmed.pmid, pubmed.pmcid):
        found = {name: text for name, text in found.items() if name not in ("archive", "archive_location")}
    if found.get("archive", "").lower() in table.registers and "archive_location" in found:
        found |= {"eprinttype": found.pop("archive"), "eprint": found.pop("archive_location")}
    elif "archive" not in found and first_text(entry, "AN"):  # a number that nobody names the archive of
        found.pop("archive_location", None)
    if _has_extent(kind, entry):
        found["number-of-pages"] = first_text(entry, "SP")
    in_year = first_text(entry, "PY", "Y1", "DA")
    if not has_date and fold(in_year) not in NO_DATES:
        found["status"] = in_year
    elif kind == "INPR":
        found["status"] = "in press"
    elif said := _STATUS.search(first_text(entry, "DA").rpartition("/")[2]):
        found["status"] = said[0]
    return found


@lru_cache(maxsize=256)
def _further_tags(kind: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    return tuple((name, (tag, _FURTHER.get(name, tag))) for name, tag in ris_format().variables_of(kind).items())


def _find_people(kind: str, entry: Reference) -> dict[str, tuple[Name, ...]]:
    tags: dict[str, tuple[str, ...]] = {part: (tag,) for part, tag in ris_format().name_tags_of(kind).items()}
    tags["author"] = ("A1", "AU") if entry.get("AU") or entry.get("A1") or kind not in _SPONSORED else ("A2",)
    tags["editor"] = (*tags.get("editor", ()), "ED")
    found = {part: _parse_names(entry, *names) for part, names in tags.items()}
    return {part: people for part, people in found.items() if people}


def _parse_names(entry: Reference, *tags: str) -> tuple[Name, ...]:
    """The people of all tags; two of one name in one tag are two people, one of two tags is one."""
    people: list[Name] = []
    for tag in tags:
        known = frozenset(people)
        people += [name for person in entry.get(tag, ()) if (name := parse_name(person)) and name not in known]
    return tuple(people)
