"""A person's CSL-JSON file, such as a Zotero export, as records."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from pipeline.formats.csl import csl_format
from pipeline.model.errors import InputError
from pipeline.model.identifiers import join_identifiers, parse_arxiv, sort_doi
from pipeline.model.names import keep_name, make_name
from pipeline.model.records import Date, Identifiers, Name, Outcome, Problem, Record
from pipeline.readers.references.dates import find_date, to_date
from pipeline.readers.references.entries import FoundEntry, part_repeated
from pipeline.readers.references.json_places import find_places
from pipeline.rules.citation_keys.form import is_citation_key, key_of_id
from pipeline.text.folding import clean_markup, clean_text, drop_null
from pipeline.text.latex.styles import plain_of, read_markup

_IDENTIFIER_LINE = re.compile(r"\s{0,9}(arxiv|doi|pmid|pmcid|citation key):\s{0,9}(\S.*)", re.IGNORECASE)
_HALVES = re.compile(
    r"(?<!\\)(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""The two halves of a character by their numbers, or one half alone."""
_PROGRAM_LINE = re.compile(
    r"\s{0,9}(?:[a-z][\w.-]{0,39}:\s|Citations?(?: \([\w ]{1,30}\))?:\s|\d{1,9} citations? \().*"
)


def read_csl_json(text: str, file: str) -> Outcome[Record]:
    """Every item as a record; an item that is no object or has no title becomes a Problem, the others stay."""
    entries, problems = [], []
    for at, item in enumerate(_items(text, file), start=1):
        record = _make_record(item, at) if isinstance(item, dict) else None
        if record and record.title:
            entries.append(FoundEntry(at, at, record, f"{file}#{at}"))
        else:
            problems.append(
                Problem("library", "unreadable_item", f"{file}#{at}", "the item has no title and is not used.")
            )
    found = part_repeated(entries, file)
    return Outcome(tuple(one.record for one in found.items), (*problems, *found.problems))


def find_csl_entries(text: str, file: str) -> Outcome[FoundEntry]:
    """Every item with its place, also one without a title; raises `InputError` when the file is no CSL-JSON."""
    items = _items(text, file)
    places = find_places(text)
    found, problems = [], []
    for at, item in enumerate(items):
        first, last = places[at] if at < len(places) else (1, 1)
        if isinstance(item, dict):
            found.append(FoundEntry(first, last, _make_record(item, at + 1)))
        else:
            sentence = f"item {at + 1} of the file is no object of CSL-JSON and is not used."
            problems.append(Problem("library", "unreadable_item", f"{file}:{first}", sentence))
    parted = part_repeated(found, file)
    return Outcome(parted.items, (*problems, *parted.problems))


def _items(text: str, file: str) -> list[Any]:
    try:
        items = _decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{file}: this is not valid JSON ({error}); export it as CSL-JSON again.") from None
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list):
        raise InputError(f"{file}: CSL-JSON is a list of items; this is something else.")
    return items


def _decode(text: str) -> Any:
    """The value of a JSON text, also of one with half a character in it, as cutting an emoji leaves it."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        whole = _HALVES.sub(lambda found: found[0] if len(found[0]) == 12 else r"\ufffd", text)
        if whole == text:
            raise
        return msgspec.json.decode(whole)


def _make_record(item: dict[str, Any], at: int) -> Record:
    table = csl_format()
    item = {**{new: item[old] for old, new in table.former.items() if old in item}, **item}
    title = _clean_value(item.get("title"))
    markup = read_markup(item["title"]) if isinstance(item.get("title"), str) else ""
    item_id = _clean_value(item.get("id")) or str(at)
    note, extra, labelled = _split_note(str(item.get("note") or ""))
    keys = (_clean_value(item.get("citation-key")), labelled.get("citation key", ""))
    short = _clean_value(item.get("container-title-short")) or _clean_value(item.get("journalAbbreviation"))
    texts: dict[str, Any] = {
        field: value for name, field in table.fields.items() if (value := drop_null(_clean_value(item.get(name))))
    }
    identifiers, others = _find_identifiers(item, labelled)
    return Record(
        id=item_id,
        type=_clean_value(item.get("type")) or "document",
        title=title,
        author=_parse_names(item.get("author")),
        editor=_parse_names(item.get("editor")),
        issued=_parse_date(item.get("issued")),
        container_title_short=short,
        url=clean_text(item["URL"]) if isinstance(item.get("URL"), str) else "",
        keyword=_split_keywords(item.get("keyword")),
        note=note,
        identifiers=identifiers,
        other_dois=others,
        citation_key=next(filter(is_citation_key, keys), key_of_id(item_id)),
        other_texts=(
            *((name, text) for name in table.variables.texts if (text := _clean_value(item.get(name)))),
            *((("note", extra),) if extra else ()),
            *((("title-markup", markup),) if markup and plain_of(markup) == title else ()),
        ),
        other_names=tuple((name, names) for name in table.variables.names if (names := _parse_names(item.get(name)))),
        other_dates=tuple((name, date) for name in table.variables.dates if (date := _parse_date(item.get(name)))),
        **texts,
    )


def _split_keywords(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _clean_value(value).split(",")
    return tuple(word for part in parts if (word := _clean_value(part)))


def _find_identifiers(item: dict[str, Any], labelled: dict[str, str]) -> tuple[Identifiers, tuple[str, ...]]:
    """The identifiers of an item, from where Zotero and pandoc keep them, and the further DOIs in `custom`."""
    doi, arxiv = sort_doi(_clean_value(item.get("DOI")) or labelled.get("doi", ""))
    candidates = [_clean_value(item.get(name)) for name in ("number", "URL", "archive_location")]
    candidates.append(labelled.get("arxiv", ""))
    arxiv = arxiv or next((found for text in candidates if (found := parse_arxiv(text))), "")
    pmid, pmcid = (_clean_value(item.get(name)) or labelled.get(name.lower(), "") for name in ("PMID", "PMCID"))
    pairs = [sort_doi(_clean_value(other)) for other in _other_dois(item.get("custom"))]
    ids = Identifiers(doi=doi, arxiv=arxiv, pmid=pmid, pmcid=pmcid)
    ids = join_identifiers(ids, Identifiers(arxiv=next((arxiv for _, arxiv in pairs if arxiv), "")))
    return ids, tuple(doi for doi, _ in pairs if doi)


def _other_dois(custom: Any) -> list[Any]:
    others = custom.get("other-DOIs", []) if isinstance(custom, dict) else []
    return others if isinstance(others, list) else [others]


def _split_note(note: str) -> tuple[str, str, dict[str, str]]:
    """The parts of Zotero's Extra field: a note, lines for programs (`tex.ids: …`, counts), identifiers by label."""
    lines = note.splitlines()
    found = [_IDENTIFIER_LINE.fullmatch(line) for line in lines]
    labelled = {label[1].lower(): label[2] for label in reversed(found) if label}
    kept = [line for line, label in zip(lines, found, strict=True) if not label]
    extra = [clean_markup(line) for line in kept if _PROGRAM_LINE.fullmatch(line)]
    return (
        clean_markup(" ".join(line for line in kept if not _PROGRAM_LINE.fullmatch(line))),
        "\n".join(extra),
        labelled,
    )


def _parse_names(value: Any) -> tuple[Name, ...]:
    found = []
    for person in value if isinstance(value, list) else ():
        if isinstance(person, dict):
            part = {key: keep_name(clean_markup(text)) for key, text in person.items() if isinstance(text, str)}
            particle = " ".join(filter(None, map(part.get, ("dropping-particle", "non-dropping-particle"))))
            if part.get("family") and part.get("given") and not part["family"].startswith("family="):
                found.append(Name(part["family"], part["given"], particle, part.get("suffix", "")))
            elif name := make_name(part.get("family", ""), part.get("given", ""), literal=part.get("literal", "")):
                found.append(name)
    return tuple(found)


def _parse_date(value: Any) -> Date | None:
    """A CSL date: by parts, raw, literal, or (in files of other programs) a mere year."""
    if not isinstance(value, dict):
        return find_date(_clean_value(value))
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return to_date(first) or find_date(_clean_value(value.get("raw")) or _clean_value(value.get("literal")))


def _clean_value(value: Any) -> str:
    """A text or number as clean text; of a list, as Crossref gives titles, the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return clean_markup(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
