"""A person's RIS file as records."""

from __future__ import annotations

import re
from typing import Any

import rispy

from pipeline.formats.ris import ris_format
from pipeline.model.errors import InputError
from pipeline.model.identifiers import find_identifiers, join_identifiers, sort_doi
from pipeline.model.names import parse_name
from pipeline.model.records import Identifiers, Name, Outcome, Record
from pipeline.readers.references.dates import find_date
from pipeline.readers.references.entries import FoundEntry, keep_titled, part_repeated
from pipeline.rules.citation_keys.form import key_of_id
from pipeline.text.folding import FIELD_CAP, clean_markup, clean_text

_LINES_OF_A_FIELD = 1_000
"""More lines without a tag are no part of a value: the parser joins them one by one, each time copying all before."""
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,3}- ?", re.MULTILINE)


def read_ris(text: str, file: str) -> Outcome[Record]:
    """Every reference as a record, one without a title as a Problem; raises `InputError` when the file is no RIS."""
    found = find_ris_entries(text, file)
    return keep_titled(found.items, found.problems, "the reference has no title and is not used.")


def find_ris_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every reference with its place, also one without a title; raises `InputError` when the file is no RIS."""
    try:
        entries = rispy.loads(_close_references(text), skip_unknown_tags=True)
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

    What no field keeps is left out.
    """
    lines: list[str] = []
    is_open, untagged = False, 0
    for line in _TAG.sub(r"\1  - ", text.replace("\r\n", "\n")).split("\n"):
        if line.startswith("TY  - "):
            lines += ["ER  - "] * is_open
            is_open = True
        elif line.startswith("ER  -"):
            is_open = False
        untagged = 0 if line[2:5] == "  -" else untagged + 1
        if untagged <= _LINES_OF_A_FIELD:
            lines.append(line[:FIELD_CAP])
    return "\n".join([*lines, *["ER  - "] * is_open])


def _make_record(entry: dict[str, Any], at: int) -> Record:
    table = ris_format()
    texts: dict[str, Any] = {part: _first_text(entry, *names) for part, names in table.fields.read.items()}
    doi, arxiv = sort_doi(_first_text(entry, "doi"))
    urls = entry.get("urls") or []
    ids = join_identifiers(Identifiers(doi=doi, arxiv=arxiv), find_identifiers(" ".join(map(str, urls))))
    pages = [page for name in ("start_page", "end_page") if (page := _first_text(entry, name))]
    accessed = find_date(_first_text(entry, "access_date"))
    serial, reference_id = _first_text(entry, "issn"), _first_text(entry, "id")
    is_book = len(re.sub(r"[\s-]", "", serial)) >= 10  # both kinds of number stand in `SN`
    return Record(
        id=reference_id or _first_text(entry, "accession_number") or str(at),
        type=table.types.read.get(str(entry.get("type_of_reference", "")), "document"),
        author=_parse_names(entry, "authors", "first_authors"),
        editor=_parse_names(entry, "secondary_authors", "editors"),
        issued=find_date(_first_text(entry, "date")) or find_date(_first_text(entry, "year", "publication_year")),
        page="-".join(pages),
        issn="" if is_book else serial,
        isbn=serial if is_book else "",
        url=clean_text(str(urls[0])) if urls else "",
        note=" ".join(clean_markup(str(note)) for note in entry.get("notes") or ()),
        keyword=tuple(clean_text(str(word)) for word in entry.get("keywords") or ()),
        other_texts=tuple(
            (name, text) for name, tag in table.variables.items() if (text := _first_text(entry, tag.read))
        ),
        other_dates=(("accessed", accessed),) if accessed else (),
        identifiers=ids,
        citation_key=key_of_id(reference_id),
        **texts,
    )


def _first_text(entry: dict[str, Any], *names: str) -> str:
    return next((clean_markup(str(entry[name])) for name in names if entry.get(name)), "")


def _parse_names(entry: dict[str, Any], *fields: str) -> tuple[Name, ...]:
    people: list[Any] = next((entry[field] for field in fields if entry.get(field)), [])
    return tuple(name for person in people if (name := parse_name(str(person))))
