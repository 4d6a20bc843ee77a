"""A person's RIS file as records."""

from __future__ import annotations

import re
from string import ascii_uppercase, digits
from typing import Any

import msgspec
import rispy

from pipeline.formats.ris import ris_format
from pipeline.model.errors import InputError
from pipeline.model.identifiers import find_identifiers, join_identifiers, parse_arxiv, parse_doi
from pipeline.model.names import parse_name
from pipeline.model.records import Date, Identifiers, Name, Outcome, Record
from pipeline.readers.references.dates import NO_DATES, find_date, find_season, to_date
from pipeline.readers.references.doi_values import find_doi, find_short_doi
from pipeline.readers.references.entries import FoundEntry, keep_titled, part_repeated
from pipeline.rules.citation_keys.form import key_of_id
from pipeline.text.dashes import has_range, normalize_pages
from pipeline.text.folding import FIELD_CAP, clean_markup, clean_text, fold
from pipeline.text.serial_numbers import find_isbn, find_issn

Reference = dict[str, list[str]]
"""The lines of a reference by tag; that of `TY` is a mere text."""

_LINES_OF_A_FIELD = 1_000
"""More lines without a tag are no part of a value: the parser joins them one by one, each time copying all before."""
_TAGS = {first + second: first + second for first in ascii_uppercase for second in ascii_uppercase + digits}
_LISTS = sorted(_TAGS.keys() - {"TY"})
_STATUS = re.compile(r"in press|forthcoming|submitted|in preparation|pre-?published|accepted|to appear", re.IGNORECASE)
_BY_LINES = ("KW", "TY")
"""Lines behind which another line is no part of the same value: each is a keyword of its own."""
_WHOLE = frozenset({"BOOK", "CLSWK", "THES"})
_END = re.compile(r"\bto (-?[\d-]{1,12})")
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,3}- ?", re.MULTILINE)


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
    for line in _TAG.sub(r"\1  - ", text.replace("\r\n", "\n")).split("\n"):
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
    kind = str(entry.get("TY", "")).strip()
    table = ris_format()
    csl_type = table.types.read.get(kind, "document")
    texts: dict[str, Any] = dict(_find_texts(kind, entry))
    doi, arxiv = _find_doi(entry)
    urls = [clean_text(url) for tag in ("UR", "LK", "L2") for url in entry.get(tag, ()) if url.strip()]
    ids = join_identifiers(Identifiers(doi=doi, arxiv=arxiv), find_identifiers(" ".join(urls)))
    people = _find_people(kind, entry)
    author, editor = people.pop("author", ()), people.pop("editor", ())
    if kind == "EDBOOK" and not editor:
        author, editor = (), author
    issued = _find_issued(entry)
    reference_id = _first_text(entry, "ID")
    accessed = find_date(_first_text(entry, "Y2"))
    others = _find_variables(kind, entry, texts, has_date=issued is not None)
    if not doi and (short := find_short_doi(_first_text(entry, "DO"))):
        others["DOI"] = short
    return Record(
        id=reference_id or _first_text(entry, "AN") or str(at),
        type=csl_type,
        author=author,
        editor=editor,
        issued=issued,
        url=urls[0] if urls else "",
        note=" ".join(clean_markup(note) for note in entry.get("N1", ())),
        keyword=tuple(word for line in entry.get("KW", ()) if (word := clean_text(line))),
        other_texts=tuple(others.items()),
        other_names=tuple(people.items()),
        other_dates=(("accessed", accessed),) if accessed else (),
        identifiers=join_identifiers(ids, Identifiers(arxiv=parse_arxiv(_first_text(entry, "AN")) or "")),
        citation_key=key_of_id(reference_id),
        **texts,
    )


def _first_text(entry: Reference, *tags: str) -> str:
    return next((text for tag in tags for line in entry.get(tag, ())[:1] if (text := clean_markup(line))), "")


def _find_doi(entry: Reference) -> tuple[str, str]:
    """The DOI, which some publishers write where a type of work belongs; nothing in it is markup."""
    found = (find_doi(value) for tag in ("DO", "M3", "DI") for value in entry.get(tag, ())[:1])
    return next((pair for pair in found if any(pair)), ("", ""))


def _find_texts(kind: str, entry: Reference) -> dict[str, str]:
    """The parts of a record: by the row of the type, then by the tags that other programs write."""
    table, row = ris_format(), ris_format().tags_of(kind)
    texts: dict[str, str] = {}
    for part, tag in row.items():
        value = _first_text(entry, tag)
        if value and tag not in {row[known] for known in texts}:
            texts[part] = value
    used = {row[part] for part in texts}
    for part, tags in table.fields.read.items():
        if part not in texts and (value := _first_text(entry, *(tag for tag in tags if tag not in used))):
            texts[part] = value
    if texts.get("event_title") and texts.get("container_title") in (None, texts["event_title"]):
        texts["container_title"] = texts.pop("event_title")
    if texts.get("container_title_short") == texts.get("container_title"):
        texts.pop("container_title_short", None)
    if "genre" in texts and (parse_doi(texts["genre"])):
        texts.pop("genre")
    return _find_serials(entry, texts) | {"page": "" if _has_extent(kind, entry) else _find_pages(entry)}


def _find_serials(entry: Reference, texts: dict[str, str]) -> dict[str, str]:
    """The texts with `SN` as what it is: the number of a report or patent, an ISBN, or an ISSN."""
    serial = _first_text(entry, "SN")
    rest = {part: text for part, text in texts.items() if part not in ("isbn", "issn")}
    if not serial or (rest.get("number") == serial and not find_isbn(serial)):
        return rest
    if rest.get("number") == serial:
        rest.pop("number")
    is_book = len(re.sub(r"[\s-]", "", serial)) >= 10 and not find_issn(serial)
    return rest | {"isbn" if is_book else "issn": serial}


def _has_extent(kind: str, entry: Reference) -> bool:
    """True for a whole book or thesis whose `SP` is how many pages it has."""
    pages = _first_text(entry, "SP")
    return ris_format().row_of(kind) in _WHOLE and bool(pages) and not entry.get("EP") and not has_range(pages)


def _find_pages(entry: Reference) -> str:
    first, last = _first_text(entry, "SP"), _first_text(entry, "EP")
    pages = normalize_pages(f"{first}--{last}" if first and last and last not in first else first or last)
    return pages or _first_text(entry, "C7", "AR")


def _find_issued(entry: Reference) -> Date | None:
    """The date, `2018/07/03/words`; the words say a season, the end of a range or a doubt."""
    full = _first_text(entry, "DA")
    date = _parse_date(full)
    year = _parse_date(_first_text(entry, "PY", "Y1", "YR"))
    return year if year and (not date or (date.year != year.year and not date.end)) else date


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


def _find_variables(kind: str, entry: Reference, texts: dict[str, str], *, has_date: bool) -> dict[str, str]:
    """CSL variables that are no part of a record; `DB` and `AN` are an eprint when the archive is a register."""
    table = ris_format()
    found = {name: text for name, tag in table.variables_of(kind).items() if (text := _first_text(entry, tag))}
    if found.get("eid") == _find_pages(entry):
        found.pop("eid", None)
    if found.get("title-short") == texts.get("title"):
        found.pop("title-short", None)
    if found.get("archive", "").lower() in table.registers and "archive_location" in found:
        found |= {"eprinttype": found.pop("archive"), "eprint": found.pop("archive_location")}
    elif "archive" not in found:
        found.pop("archive_location", None)
    if _has_extent(kind, entry):
        found["number-of-pages"] = _first_text(entry, "SP")
    in_year = _first_text(entry, "PY", "Y1", "DA")
    if not has_date and fold(in_year) not in NO_DATES:
        found["status"] = in_year
    elif kind == "INPR":
        found["status"] = "in press"
    elif said := _STATUS.search(_first_text(entry, "DA").rpartition("/")[2]):
        found["status"] = said[0]
    return found


def _find_people(kind: str, entry: Reference) -> dict[str, tuple[Name, ...]]:
    tags: dict[str, tuple[str, ...]] = {part: (tag,) for part, tag in ris_format().name_tags_of(kind).items()}
    tags["author"] = ("AU", "A1")
    tags["editor"] = (*tags.get("editor", ()), "ED")
    found = {part: _parse_names(entry, *names) for part, names in tags.items()}
    return {part: people for part, people in found.items() if people}


def _parse_names(entry: Reference, *tags: str) -> tuple[Name, ...]:
    people = next((entry[tag] for tag in tags if entry.get(tag)), [])
    return tuple(name for person in people if (name := parse_name(person)))
